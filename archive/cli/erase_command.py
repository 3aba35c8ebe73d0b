"""`khobao erase`: delete reports from the archive for good."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from archive.backup import known
from archive.catalogue import Catalogue, Erased
from archive.cli import resources
from archive.cli.deciding import require_reason
from archive.cli.json_output import print_json
from archive.indexing import catch_up, relation
from index.engine import Engine

__all__ = ["erase_"]

# Seconds to wait while another process writes the index.
_PATIENCE = 60
# Files and reports that are named of each kind.
_NAMED = 20


@click.command("erase")
@click.argument("identifiers", nargs=-1, required=True)
@click.option("--by", envvar="KHOBAO_BY", default="", help="Your name, for the log.")
@click.option("--why", default="", help="The reason, for the log.")
@click.option("--public", is_flag=True, help="Show the reason to readers.")
@click.option(
    "--shared", is_flag=True, help="Delete originals that other reports were read from too."
)
@click.option(
    "--forget-identifier",
    "forget",
    is_flag=True,
    help="Keep a digest in the place of the identifier, if it holds words that must go.",
)
@click.option(
    "--word",
    "sought",
    multiple=True,
    help="Name the frozen lists and decisions that hold this too. Repeatable.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def erase_(
    ctx: click.Context,
    /,
    identifiers: tuple[str, ...],
    by: str,
    why: str,
    public: bool,
    shared: bool,
    forget: bool,
    sought: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """Delete reports for good: texts, originals, and persons named only there.

    \b
    Example:
      khobao erase tg:2013:0512 --by Thu --why 'theo yêu cầu của người được nhắc tên' --yes

    It cannot be undone. The log keeps the identifier, the date and the reason, and the report is
    refused when it is imported again. Interrupted, the command is run again to finish. Backups are
    not changed: the command names those it knows, and the frozen lists and decisions in which
    somebody wrote the title, a name found only there or a --word.
    """
    if public:
        require_reason()
    if not yes:
        count = "1 report" if len(identifiers) == 1 else f"{len(identifiers)} reports"
        click.confirm(f"Erase {count} for good?", abort=True)
    with resources.catalogue() as catalogue, resources.engine() as engine:
        outcome = catalogue.erasures.erase(
            tuple(dict.fromkeys(identifiers)),
            by=" ".join(by.split()),
            why=" ".join(why.split()),
            public=public,
            shared=shared,
            forget_identifiers=forget,
            sought=sought,
        )
        _purge(catalogue, engine)
        advice = catalogue.erasures.finish()
    _print(outcome, advice, as_json=as_json)


def _print(outcome: Erased, advice: str, *, as_json: bool) -> None:
    """Print what was erased, and what is left to be done."""
    backups = _backups(outcome.since, outcome.until)
    if as_json:
        print_json(asdict(outcome) | {"advice": advice, "backups": [*map(str, backups)]})
        return
    for line in _lines(outcome, advice, backups):
        click.echo(line)


def _purge(catalogue: Catalogue, engine: Engine) -> None:
    """Take the reports out of the files of the index, if there is one of this archive."""
    if relation(catalogue, engine) not in ("missing", "other"):
        catch_up(catalogue, engine, patience=_PATIENCE)
        engine.purge()


def _backups(since: int, until: int) -> list[Path]:
    """Return the folders whose backups hold, or may hold, reports of these revisions."""
    return [
        folder
        for folder, backup in known(resources.settings().archive)
        if backup is None or since <= backup.revision < until
    ]


def _lines(outcome: Erased, advice: str, backups: Sequence[Path]) -> Iterator[str]:
    if outcome.reports:
        yield (
            f"erased {', '.join(outcome.reports)} (versions: {outcome.versions:,}, originals: "
            f"{outcome.originals:,}, persons: {len(outcome.persons):,}, refused inputs: "
            f"{outcome.refusals:,})"
        )
    if outcome.before:
        yield f"erased before: {', '.join(outcome.before)}; the files were cleaned again"
    if outcome.lists:
        yield (
            f"frozen lists with words of it: {_some(outcome.lists)}; «khobao lists show» prints "
            "the words, «khobao lists remove» removes a list"
        )
    if outcome.decisions:
        yield (
            f"decisions with words of it: {_some([*map(str, outcome.decisions)])}; "
            "«khobao decisions log» prints them"
        )
    if outcome.stripped:
        yield f"without their original now: {_some(outcome.stripped)}"
    files = [place for place in outcome.places if _is_there(place)]
    if files:
        yield f"the files that were imported are still there: {_some(files)}"
    if advice:
        yield advice
    if backups:
        yield f"backups made before still hold it: {_some(list(map(str, backups)))}"
        yield "delete them, or make a new backup in their place"
    else:
        yield "no backup is known; copies made in other ways still hold it"


def _is_there(place: str) -> bool:
    """Return True if the file of an origin, `file` or `file:line`, is on this machine."""
    file, _, line = place.rpartition(":")
    return Path(place).exists() or (line.isdecimal() and Path(file).exists())


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
