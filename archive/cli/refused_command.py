"""`khobao refused`: what imports set aside, its bytes, and a second attempt."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from archive.catalogue import Catalogue, Refused, UnreadValue
from archive.cli import resources
from archive.cli.import_command import run_import
from archive.cli.import_options import pop_reading_options, reading_options
from archive.cli.json_output import print_json
from archive.errors import ReportNotFound

__all__ = ["refused_"]

_COLUMNS = 8


@click.command("refused")
@click.option("--values", "as_values", is_flag=True, help="List values that were not understood.")
@click.option(
    "--list-pages", is_flag=True, help="List web pages that were skipped as lists of reports."
)
@click.option("--bytes", "number", type=click.IntRange(1), help="Write the bytes of refusal N.")
@click.option("--retry", is_flag=True, help="Import the files of all refusals again.")
@click.option("--limit", type=click.IntRange(1), default=1000, help="Longest list.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@reading_options
@click.pass_context
def refused_(
    ctx: click.Context,
    /,
    as_values: bool,
    list_pages: bool,
    number: int | None,
    retry: bool,
    limit: int,
    as_json: bool,
    **arguments: Any,
) -> None:
    """List what imports set aside because it could not be read.

    \b
    Example:
      khobao refused
      khobao refused --bytes 3 > row.csv
      khobao refused --retry --encoding windows-1258

    Values that were not understood, such as a date, are kept as written with their report;
    --values lists them. Front pages and lists of reports among archived or saved pages are no
    failures; --list-pages lists them. --retry reads the files again, with the options of
    «khobao import».
    """
    options = pop_reading_options(arguments)
    with resources.catalogue() as catalogue:
        if number is not None:
            _write_bytes(catalogue, number)
            return
        if as_values:
            _print_values(catalogue.unread.latest(limit), as_json=as_json)
            return
        if not retry:
            _print(catalogue.refusals.latest(limit, list_pages=list_pages), as_json=as_json)
            return
        origins = catalogue.refusals.origins(list_pages=list_pages)
    files = _files(origins)
    if files:
        ctx.exit(run_import(tuple(files), options, as_json=as_json))
    click.echo("no file of a refusal is left to be read again", err=True)
    if any("://" in each for each in origins):
        click.echo("«khobao harvest» tries web addresses again", err=True)
    ctx.exit(0 if not origins else 1)


def _write_bytes(catalogue: Catalogue, number: int) -> None:
    """Write the bytes of one refusal to the standard output."""
    found = catalogue.refusals.get(number)
    if found is None:
        raise ReportNotFound(f"no refusal has the number {number}")
    sys.stdout.buffer.write(found.data)


def _print(refused: Sequence[Refused], *, as_json: bool) -> None:
    """Print refusals: number, file with line, reason."""
    if as_json:
        names = ("number", "origin", "line", "reason", "datestamp")
        rows = [{name: getattr(each, name) for name in names} for each in refused]
        print_json(rows)
        return
    for each in refused:
        line = "" if each.line is None else f":{each.line}"
        click.echo(f"{each.number:>{_COLUMNS},}  {each.origin}{line}: {each.reason}")


def _print_values(values: Sequence[UnreadValue], *, as_json: bool) -> None:
    """Print values that were not understood: place, field, value, report."""
    if as_json:
        names = ("report", "field", "written", "place")
        rows = [{name: getattr(each, name) for name in names} for each in values]
        print_json(rows)
        return
    for each in values:
        click.echo(f"{each.place}: {each.field} «{each.written}» ({each.report})")


def _files(origins: Sequence[str]) -> list[str]:
    """Return the files of origins that exist, each once; of a member, the file that holds it."""
    found: dict[str, None] = {}
    for path in origins:
        while path and path != os.sep and not os.path.exists(path):
            path = os.path.dirname(path)
        if os.path.isfile(path):
            found[path] = None
    return list(found)
