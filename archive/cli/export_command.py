"""`khobao export`: the whole list of a query into a file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from archive.cli import resources
from archive.cli.progress import progress
from archive.cli.query_options import asked, asking
from archive.exporters import csv, jsonl
from archive.retrieval import Library, count_hits, reports_with_persons
from index.query import Query
from index.report import Report

__all__ = ["export_"]

_FORMATS = ("csv", "jsonl")


@click.command("export")
@asking
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="The file to write, or - for the standard output.",
)  # fmt: skip
@click.option("--format", type=click.Choice(_FORMATS), help="Default: what the file's name says.")
@click.option("--text", "whole", is_flag=True, help="CSV with the whole text, not the list alone.")
@click.pass_context
def export_(
    ctx: click.Context, /, output: str, format: str | None, whole: bool, **arguments: Any
) -> None:
    """Export every report that a query finds, in its order.

    \b
    Example:
      khobao export 'dan van' --from 2017 -o list.csv
      khobao export --section 'Giáo dục' -o education.jsonl

    CSV has a byte order mark, so that spreadsheets read the marks right, and an apostrophe
    before a cell that they would take for a formula. JSON Lines are raw and hold the text.
    The exit code is 1 when nothing is found.
    """
    chosen = format or ("jsonl" if Path(output).suffix in (".jsonl", ".ndjson") else "csv")
    with resources.library() as library:
        query = asked(library, **arguments)
        total = count_hits(library, query)
        with _written(output) as stream, progress("Exporting", total, "reports") as step:
            for piece in _pieces(library, query, chosen, whole, step):
                stream.write(piece)
    click.echo(f"{total:,} reports in {output}", err=True)
    ctx.exit(0 if total else 1)


def _pieces(library: Library, query: Query, format: str, whole: bool, step: Any) -> Iterator[bytes]:
    rows = _counted(reports_with_persons(library, query), step)
    return jsonl.write(rows) if format == "jsonl" else csv.write(rows, text=whole)


def _counted(
    rows: Iterator[tuple[Report, tuple[str, ...]]], step: Any
) -> Iterator[tuple[Report, tuple[str, ...]]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % 100 == 0:
            step(number, number)


@contextmanager
def _written(output: str) -> Iterator[BinaryIO]:
    """The stream to write to; a file stands under its name only when it is whole."""
    if output == "-":
        yield sys.stdout.buffer
        return
    # A link goes on pointing to the file, and a device or a pipe is never replaced by one.
    whole = os.path.isfile(output) or not os.path.exists(output)
    target = Path(os.path.realpath(output) if whole else output)
    part = target.with_name(f"{target.name}.part") if whole else target
    try:
        with part.open("wb") as stream:
            yield stream
        if whole:
            os.replace(part, target)
    except OSError as error:
        raise click.FileError(output, error.strerror or str(error)) from error
    finally:
        if whole:
            part.unlink(missing_ok=True)
