"""`khobao status`: the numbers of an archive and the state of its index."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import click

from archive import upkeep
from archive.catalogue import Catalogue, Counts
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.outdated import outdated
from archive.indexing import PROBLEMS, Relation, another_archive, relation
from archive.upkeep import Run
from index.results import Status

__all__ = ["status_"]


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def status_(as_json: bool) -> None:
    """Show what the archive holds and whether its index is up to date.

    \b
    Example:
      khobao status
      khobao status --json
    """
    config = resources.settings(tolerant=True)
    with resources.catalogue() as catalogue:
        counts = catalogue.counts()
        index = _index(catalogue)
        stories, members = catalogue.stories.count()
        left = outdated(catalogue)
        place, warning = catalogue.place, catalogue.warning
        unfinished = catalogue.erasures.unfinished()
    backup, verification = (upkeep.last_run(config.archive, task) for task in ("backup", "verify"))
    if as_json:
        held = asdict(counts) | {
            "stories": stories,
            "persons_outdated": left.persons,
            "stories_outdated": left.stories,
            "erasures_unfinished": unfinished,
            "url": place,
            "warning": warning,
        }
        form = {
            "archive": str(config.archive),
            "catalogue": held,
            "index": asdict(index.status) | {"behind": index.behind, "relation": index.relation},
            "backup": asdict(backup) if backup else None,
            "verification": asdict(verification) if verification else None,
            "synonyms_problem": config.synonyms_problem,
        }
        print_json(form)
        return
    _print(str(config.archive), place, counts, index)
    click.echo(f"{'stories':<10} {stories:,} in {counted(members, 'report')}")
    click.echo(f"{'backup':<10} {_backup(backup)}")
    click.echo(f"{'verified':<10} {_verification(verification)}")
    for line in (*_advice(warning, unfinished, config.synonyms_problem), *left.lines()):
        click.echo(line)


@dataclass(frozen=True, slots=True)
class _Index:
    """The index, and how it relates to the catalogue.

    `behind`: the number of changes that it lacks. `state`: the relation in words.
    """

    status: Status
    behind: int
    relation: Relation
    state: str


def _index(catalogue: Catalogue) -> _Index:
    """Return the state of the index of a catalogue."""
    with resources.engine() as engine:
        status = engine.status(measured=True)
        related = relation(catalogue, engine)
        other = another_archive(catalogue, engine) if related == "other" else ""
    behind = catalogue.changes.pending(status.revision)
    return _Index(status, behind, related, other or _state(related, behind))


def _advice(warning: str, unfinished: Sequence[str], synonyms_problem: str) -> Iterator[str]:
    """Yield what administrators should know or do."""
    if unfinished:
        yield (
            f"the files may still hold the bytes of {counted(len(unfinished), 'erased report')}: "
            f"«khobao erase {shlex.quote(unfinished[0])} --yes» finishes it"
        )
    if warning:
        yield f"note: {warning}"
    if synonyms_problem:
        yield (
            f"{synonyms_problem}: until this is mended, other commands are refused, and a running "
            "server uses the names it had before"
        )


def _backup(run: Run | None) -> str:
    """Return when and where the last backup was made."""
    return f"{_finished(run)} in {run.place!r}" if run else "never by «khobao backup»"


def _verification(run: Run | None) -> str:
    """Return when the last verification was made, of which part, and with which result."""
    if run is None:
        return "never by «khobao verify»"
    part = "" if run.parts == 1 else f", part {run.part} of {run.parts}"
    found = f"{run.damaged:,} damaged: «khobao verify»" if run.damaged else "nothing is damaged"
    return f"{_finished(run)}{part}: {found}"


def _finished(run: Run) -> str:
    """Return the end of a run and its age, such as `2026-11-30T02:15:00Z (2 days ago)`."""
    hours = round((datetime.now(UTC).timestamp() - run.timestamp) / 3600)
    age = f"{hours} hours" if hours < 48 else f"{hours // 24} days"
    return f"{run.finished} ({age} ago)"


def _state(related: Relation, behind: int) -> str:
    """Return how the index relates to the catalogue, with the way out."""
    if related == "behind":
        return f"{counted(behind, 'change')} behind: «khobao index» updates it"
    return str(PROBLEMS.get(related, "up to date"))


def _size(size: int | None) -> str:
    return "size unknown" if size is None else f"{size / 1e6:,.1f} MB"


def _print(folder: str, place: str, counts: Counts, index: _Index) -> None:
    rows = [
        ("archive", folder),
        ("catalogue", place),
        ("reports", f"{counts.reports:,}"),
        ("withdrawn", f"{counts.withdrawn:,}"),
        ("erased", f"{counts.erased:,}"),
        ("versions", f"{counts.versions:,}"),
        ("originals", f"{counts.originals:,}"),
        ("persons", f"{counts.persons:,}"),
        ("refused", f"{counts.refused:,}"),
        ("list pages", f"{counts.list_pages:,}"),
        ("not read", f"{counts.unread:,} values"),
        ("indexed", f"{index.status.reports:,}, {_size(index.status.size)}, {index.state}"),
    ]
    for name, value in rows:
        click.echo(f"{name:<10} {value}")
