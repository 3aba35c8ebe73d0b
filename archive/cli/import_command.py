"""`khobao import`: files, folders or the standard input, into catalogue and index."""

import os
import time
from collections.abc import Iterator, Sequence
from typing import Any

import click

from archive.cli import resources
from archive.cli.import_options import pop_reading_options, reading_options
from archive.cli.import_summary import as_json as outcome_as_json
from archive.cli.import_summary import summary
from archive.cli.index_follower import Following, exit_code
from archive.cli.input_files import Reading, ReadingOptions
from archive.cli.json_output import print_json
from archive.cli.places import catalogue_exists
from archive.cli.preview import preview, rows
from archive.cli.progress import progress
from archive.importers.reading import STDIN
from archive.ingest import Tally, ingest

__all__ = ["import_", "run_import"]

# Refusals printed on the terminal; all are kept, and «khobao refused» lists them.
_PRINTED = 20


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@reading_options
@click.option("--dry-run", is_flag=True, help="Show what would be read, and store nothing.")
@click.option(
    "--first",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Reports of each kind of file that a dry run shows.",
)
@click.option("--no-index", is_flag=True, help="Leave the index for later («khobao index»).")
@click.option(
    "--no-persons", is_flag=True, help="Leave persons for later («khobao index --persons»)."
)
@click.option("--again", is_flag=True, help="Take in reports that were erased («khobao erase»).")
@click.option(
    "--workers",
    type=click.IntRange(0),
    help="Processes that look for persons (default: one for each processor).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as a JSON object.")
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    dry_run: bool,
    first: int,
    no_index: bool,
    no_persons: bool,
    again: bool,
    workers: int | None,
    as_json: bool,
    **arguments: Any,
) -> None:
    """Import reports from files, folders or the standard input (-).

    \b
    Example:
      khobao import reports.jsonl.gz pages/
      khobao import list.csv --map headline=title --prefix vne:
      khobao import scans/ --dry-run

    Formats are recognised by their content; archives and compressed files are opened. A known
    report that is unchanged stays as it is, so an interrupted import is simply run again. What
    cannot be read is set aside with its reason, and the exit code is 1; so is that of a dry run
    that shows a refusal.
    """
    options = pop_reading_options(arguments)
    _require_input(paths)
    if dry_run:
        code = 1 if _show(paths, options, first, as_json=as_json) else 0
    else:
        code = run_import(
            paths,
            options,
            index=not no_index,
            extract=not no_persons,
            again=again,
            workers=workers,
            as_json=as_json,
        )
    ctx.exit(code)


def _require_input(paths: Sequence[str]) -> None:
    """Raise `click.BadParameter` if there is none of the paths and no archive to record that in."""
    config = resources.settings()
    if any(path == STDIN or os.path.exists(path) for path in paths):
        return
    if not catalogue_exists(config):
        raise click.BadParameter(
            f"there is no {paths[0]!r}, and no archive is created for nothing", param_hint="PATHS"
        )


def _show(paths: tuple[str, ...], options: ReadingOptions, first: int, *, as_json: bool) -> int:
    """Print what would be read; return the number of refusals in what was read."""
    reading = Reading(paths, options, printed=0, first=first)
    found = list(rows(reading))
    if as_json:
        print_json(found)
    else:
        for line in preview(found, reading.gathered):
            click.echo(line)
    return reading.gathered.reasons.total()


def run_import(
    paths: tuple[str, ...],
    options: ReadingOptions,
    *,
    index: bool = True,
    extract: bool = True,
    again: bool = False,
    workers: int | None = None,
    as_json: bool = False,
) -> int:
    """Import files and print what they gave; return the exit code.

    Reports that were erased count as refused, unless `again` is set.
    """
    begun = time.monotonic()
    with resources.catalogue(create=True, patient=True) as catalogue:
        reading = Reading(paths, options, printed=_PRINTED)
        tallies = ingest(
            catalogue, reading.records(), workers=workers, extract=extract, again=again
        )
        if index:
            with resources.engine(create=True) as engine:
                following = Following(catalogue, engine)
                tally, indexed = _import(tallies, reading, following), following.finish()
        else:
            tally, indexed = _import(tallies, reading), None
        seconds = time.monotonic() - begun
    if as_json:
        outcome = outcome_as_json(tally, reading.gathered, seconds, indexed=indexed)
        print_json(outcome)
    else:
        click.echo("\n".join(summary(tally, reading.gathered, seconds)))
    if tally.refused > reading.printed:
        more = tally.refused - reading.printed
        click.echo(f"… and {more:,} more refused: khobao refused", err=True)
    return exit_code(refused=bool(tally.refused + tally.erased), indexed=indexed)


def _import(
    tallies: Iterator[Tally], reading: Reading, following: Following | None = None
) -> Tally:
    """Run an import with a progress bar, and index each batch; return the last tally."""
    tally = Tally()
    with progress("Importing", reading.size(), "reports") as step:
        for tally in tallies:
            if following is not None:
                following.follow()
            step(reading.position, tally.read)
    return tally
