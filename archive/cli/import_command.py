"""`khobao import`: files, folders or the standard input, into catalogue and index."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import click

from archive.cli import resources
from archive.cli.index_follower import Following
from archive.cli.input_files import Reading
from archive.cli.progress import progress
from archive.importers import FORMATS
from archive.importers.fields import FIELDS
from archive.ingest import Tally, ingest

__all__ = ["import_"]

# Refusals told on the terminal; all are kept, and «khobao status --refused» tells them.
_TOLD = 20


def _mapping(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """`--map NAME=FIELD` as a mapping."""
    mapping = {}
    for value in values:
        name, equals, field = value.rpartition("=")
        if not equals or not name or field not in FIELDS:
            raise click.BadParameter(
                f"{value!r} is not NAME=FIELD, where FIELD is one of {', '.join(FIELDS)}"
            )
        mapping[name] = field
    return mapping


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--format",
    type=click.Choice([each.name for each in FORMATS]),
    help="The format, where name and content don't tell.",
)
@click.option("--encoding", help="The encoding, where it isn't UTF-8 or UTF-16.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    callback=_mapping,
    metavar="NAME=FIELD",
    help="What a name in the file means, such as headline=title. Repeatable.",
)
@click.option("--prefix", default="", help="Put before every identifier in the files.")
@click.option("--no-index", is_flag=True, help="Leave the index for later («khobao index»).")
@click.option(
    "--no-persons", is_flag=True, help="Leave persons for later («khobao index --persons»)."
)
@click.option(
    "--workers",
    type=click.IntRange(0),
    help="Processes that look for persons (default: one for each processor).",
)
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as a JSON object.")
@click.pass_context
def import_(
    ctx: click.Context,
    paths: tuple[str, ...],
    format: str | None,
    encoding: str | None,
    mapping: Mapping[str, str],
    prefix: str,
    no_index: bool,
    no_persons: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Import reports from files, folders or the standard input (-).

    \b
    Example:
      khobao import reports.jsonl.gz pages/
      khobao import list.csv --map headline=title --prefix vne:

    Text, JSON Lines and CSV are read, compressed or not. What is known already changes
    nothing, so an interrupted import is simply begun again. What cannot be read is set aside
    with its reason, and the exit code is 1.
    """
    if encoding is not None:
        _check_encoding(encoding)
    begun = time.monotonic()
    with resources.catalogue(create=True, patient=True) as catalogue:
        reading = Reading(paths, format, encoding, mapping, prefix, told=_TOLD)
        tallies = ingest(catalogue, reading.records(), workers=workers, extract=not no_persons)
        if no_index:
            tally, indexed = _import(tallies, reading), None
        else:
            with resources.engine() as engine:
                following = Following(catalogue, engine)
                tally, indexed = _import(tallies, reading, following), following.finish()
        seconds = time.monotonic() - begun
    if as_json:
        click.echo(json.dumps({**asdict(tally), "seconds": round(seconds, 3), "indexed": indexed}))
    else:
        click.echo(_summary(tally, seconds))
    if tally.refused > _TOLD:
        click.echo(f"… and {tally.refused - _TOLD:,} more: khobao status --refused", err=True)
    ctx.exit(1 if tally.refused else 0)


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


def _summary(tally: Tally, seconds: float) -> str:
    """One line for people."""
    parts = [f"{name} {count:,}" for name, count in asdict(tally).items() if name != "deleted"]
    if tally.deleted:
        parts.append(f"of deleted reports {tally.deleted:,}")
    rate = tally.read / seconds if seconds else 0
    return f"{', '.join(parts)} in {seconds:.1f} s ({rate:,.0f} a second)"


def _check_encoding(name: str) -> None:
    try:
        "".encode(name)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--encoding") from error
