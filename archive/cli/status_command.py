"""`khobao status`: the numbers of an archive, and what its imports refused."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click

from archive import persons
from archive.catalogue import Counts, Refused
from archive.cli import resources
from index.results import Status

__all__ = ["status_"]


@click.command("status")
@click.option(
    "--refused", "as_refused", is_flag=True, help="List what could not be read, with reasons."
)
@click.option("--limit", type=click.IntRange(1), default=1000, help="Longest list of refusals.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def status_(as_refused: bool, limit: int, as_json: bool) -> None:
    """Show what the archive holds and whether its index is up to date.

    \b
    Example:
      khobao status
      khobao status --refused
    """
    config = resources.settings()
    with resources.catalogue() as catalogue:
        if as_refused:
            _print_refused(catalogue.refusals.latest(limit), as_json=as_json)
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
        _print(str(config.archive), place, counts, status, behind)
        if unnamed:
            click.echo(
                f"{unnamed:,} reports have not been searched for persons: «khobao index --persons»"
            )


def _print(folder: str, place: str, counts: Counts, status: Status, behind: int) -> None:
    state = f"{behind:,} changes behind: «khobao index» updates it" if behind else "up to date"
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


def _print_refused(refused: Sequence[Refused], *, as_json: bool) -> None:
    if as_json:
        fields = ("origin", "line", "reason", "datestamp")
        rows = [{name: getattr(each, name) for name in fields} for each in refused]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for each in refused:
        line = "" if each.line is None else f":{each.line}"
        click.echo(f"{each.origin}{line}: {each.reason}")
