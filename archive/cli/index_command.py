"""`khobao index`: update the index from the catalogue, rebuild it, or verify it."""

import time
from collections.abc import Mapping

import click

from archive import persons as person_rules
from archive.catalogue import Catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.progress import progress
from archive.indexing import PROBLEMS, catch_up, rebuild, relation
from archive.ingest import extract_again
from index.engine import Engine
from index.errors import IndexUnsuitable

__all__ = ["index_"]

# Seconds to wait while another process writes the index.
_PATIENCE = 60


@click.command("index")
@click.option(
    "--rebuild", "from_scratch", is_flag=True, help="Build a new index while the old one serves."
)
@click.option("--verify", is_flag=True, help="Read every byte of the index and check it.")
@click.option("--take-over", is_flag=True, help="Use the index of another archive for this one.")
@click.option("--persons", is_flag=True, help="First find persons again with the current rules.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def index_(from_scratch: bool, verify: bool, take_over: bool, persons: bool, as_json: bool) -> None:
    """Bring the index up to date with the catalogue.

    \b
    Example:
      khobao index
      khobao index --rebuild

    The index can be deleted at any time: this command builds it from the catalogue. The index of
    another archive is left as it is, unless --take-over is given.
    """
    with (
        resources.catalogue(patient=True) as catalogue,
        resources.engine(create=not verify) as engine,
    ):
        if verify:
            engine.verify()
            if problem := PROBLEMS.get(relation(catalogue, engine)):
                raise IndexUnsuitable(str(problem))
            _print({"verified": True}, "the index is intact", as_json=as_json)
            return
        began = time.monotonic()
        searched = _find_persons(catalogue) if persons else None
        spent = time.monotonic() - began if persons else None
        began = time.monotonic()
        changes = _update(catalogue, engine, from_scratch=from_scratch, take_over=take_over)
        seconds = time.monotonic() - began
    outcome = {
        "persons": searched,
        "persons_seconds": None if spent is None else round(spent, 3),
        "changes": changes,
        "seconds": round(seconds, 3),
    }
    _print(outcome, _summary(searched, spent, changes, seconds), as_json=as_json)


def _find_persons(catalogue: Catalogue) -> int:
    """Find persons where older rules did; return the number of reports searched."""
    done = 0
    outdated = catalogue.appearances.count_outdated(person_rules.VERSION)
    # The progress bar is on terminals only, and finding takes minutes.
    click.echo(f"finding persons in {counted(outdated, 'report')}", err=True)
    with progress("Persons  ", outdated, "reports") as step:
        for done in extract_again(catalogue):
            step(done, done)
    return done


def _update(catalogue: Catalogue, engine: Engine, *, from_scratch: bool, take_over: bool) -> int:
    """Update or rebuild the index; return the number of changes written."""
    if not from_scratch and relation(catalogue, engine) == "foreign":
        click.echo(
            "the index holds changes that this catalogue never had; both are compared", err=True
        )
    known = 0 if from_scratch else engine.status().revision
    with progress("Indexing ", catalogue.changes.pending(known), "reports") as step:
        return (rebuild if from_scratch else catch_up)(
            catalogue,
            engine,
            on_progress=lambda done: step(done, done),
            patience=_PATIENCE,
            take_over=take_over,
        )


def _summary(searched: int | None, spent: float | None, changes: int, seconds: float) -> str:
    """Return what was done, in a line for each step. `spent`: seconds of finding persons."""
    lines = []
    if searched is not None and spent is not None:
        lines.append(
            f"persons searched for in {counted(searched, 'report')}{_speed(searched, spent)}"
        )
    if changes:
        lines.append(f"{counted(changes, 'change')}{_speed(changes, seconds)}")
    else:
        lines.append("the index is up to date")
    return "\n".join(lines)


def _speed(done: int, seconds: float) -> str:
    """Return the time that a step took, and its speed if anything was done."""
    rate = f" ({done / seconds:,.0f} a second)" if done and seconds else ""
    return f" in {seconds:.1f} s{rate}"


def _print(outcome: Mapping[str, object], summary: str, *, as_json: bool) -> None:
    if as_json:
        print_json(outcome)
    else:
        click.echo(summary)
