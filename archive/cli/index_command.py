"""`khobao index`: update the index from the catalogue, rebuild it, or verify it."""

import time
from collections.abc import Mapping

import click

from archive.catalogue import Catalogue
from archive.cli import resources
from archive.cli.json_output import print_json
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
        searched = _find_persons(catalogue) if persons else None
        began = time.monotonic()
        changes = _update(catalogue, engine, from_scratch=from_scratch, take_over=take_over)
        seconds = time.monotonic() - began
    outcome = {"persons": searched, "changes": changes, "seconds": round(seconds, 3)}
    _print(outcome, _summary(searched, changes, seconds), as_json=as_json)


def _find_persons(catalogue: Catalogue) -> int:
    """Find persons where older rules did; return the number of reports searched."""
    done = 0
    with progress("Persons  ", catalogue.counts().reports, "reports") as step:
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


def _summary(searched: int | None, changes: int, seconds: float) -> str:
    """Return what was done, in a line for each step."""
    lines = [] if searched is None else [f"persons searched for in {searched:,} reports"]
    if changes:
        lines.append(f"{changes:,} changes in {seconds:.1f} s ({changes / seconds:,.0f} a second)")
    else:
        lines.append("the index is up to date")
    return "\n".join(lines)


def _print(outcome: Mapping[str, object], summary: str, *, as_json: bool) -> None:
    if as_json:
        print_json(outcome)
    else:
        click.echo(summary)
