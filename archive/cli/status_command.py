"""`khobao status`, `delete` and `restore`: what the archive holds, and what it shows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

import click

from archive import persons
from archive.catalogue import Counts, Refused, Reports
from archive.cli import resources
from archive.errors import ReportNotFound
from archive.indexing import catch_up
from index.results import Status

__all__ = ["delete_", "restore_", "status_"]

_PATIENCE = 60  # seconds


@click.command("status")
@click.option("--refused", "as_refused", is_flag=True, help="List what was refused.")
@click.option("--limit", type=click.IntRange(1), default=1000, help="Refusals to list.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as a JSON object.")
def status_(as_refused: bool, limit: int, as_json: bool) -> None:
    """Tell what the archive holds, and whether the index is up to date.

    \b
    Example:
      khobao status
      khobao status --refused
    """
    config = resources.settings()
    with resources.catalogue() as catalogue:
        if as_refused:
            _tell_refused(catalogue.refusals.latest(limit), as_json=as_json)
            return
        counts = catalogue.counts()
        with resources.engine() as engine:
            status = engine.status()
        behind = catalogue.changes.pending(status.revision)
        unnamed = catalogue.appearances.count_outdated(persons.VERSION)
        place = catalogue.place
    if as_json:
        form = {
            "archive": str(config.archive),
            "catalogue": asdict(counts) | {"persons_outdated": unnamed, "url": place},
            "index": asdict(status) | {"behind": behind},
        }
        click.echo(json.dumps(form, ensure_ascii=False))
    else:
        _tell(str(config.archive), place, counts, status, behind)
        if unnamed:
            click.echo(f"persons are yet to be looked for in {unnamed:,}: «khobao index --persons»")


def _tell(folder: str, place: str, counts: Counts, status: Status, behind: int) -> None:
    state = f"{behind:,} changes behind: «khobao index» takes them up" if behind else "up to date"
    rows = [
        ("archive", folder),
        ("catalogue", place),
        ("reports", f"{counts.reports:,}"),
        ("deleted", f"{counts.deleted:,}"),
        ("versions", f"{counts.versions:,}"),
        ("originals", f"{counts.originals:,}"),
        ("persons", f"{counts.persons:,}"),
        ("refused", f"{counts.refused:,}"),
        ("indexed", f"{status.reports:,}, {status.size / 1e6:,.1f} MB, {state}"),
    ]
    for name, value in rows:
        click.echo(f"{name:<10} {value}")


def _tell_refused(refused: Sequence[Refused], *, as_json: bool) -> None:
    if as_json:
        fields = ("origin", "line", "reason", "datestamp")
        rows = [{name: getattr(each, name) for name in fields} for each in refused]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for each in refused:
        line = "" if each.line is None else f":{each.line}"
        click.echo(f"{each.origin}{line}: {each.reason}")


@click.command("delete")
@click.argument("identifiers", nargs=-1, required=True)
def delete_(identifiers: tuple[str, ...]) -> None:
    """Take reports out of sight; their versions and originals are kept.

    \b
    Example:
      khobao delete 2018-01-10-thu-tuong-tham-hue

    They stay out of sight when they are imported again, until «khobao restore».
    """
    _change(identifiers, Reports.delete, "no report shown has the identifier")


@click.command("restore")
@click.argument("identifiers", nargs=-1, required=True)
def restore_(identifiers: tuple[str, ...]) -> None:
    """Show deleted reports again, in their newest version.

    \b
    Example:
      khobao restore 2018-01-10-thu-tuong-tham-hue
    """
    _change(identifiers, Reports.restore, "no deleted report has the identifier")


def _change(
    identifiers: Sequence[str], change: Callable[[Reports, str], bool], missing: str
) -> None:
    """Change reports, then bring the index up; an unknown one is told after the others."""
    with resources.catalogue() as catalogue:
        unknown = [each for each in identifiers if not change(catalogue.reports, each)]
        with resources.engine() as engine:
            catch_up(catalogue, engine, patience=_PATIENCE)
    if unknown:
        raise ReportNotFound(f"{missing} {', '.join(map(repr, unknown))}")
