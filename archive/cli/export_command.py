"""`khobao export`: the whole list of a query into a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from archive.cli import resources
from archive.cli.layout import counted
from archive.cli.lists_command import find_list
from archive.cli.output_file import written
from archive.cli.progress import Step, progress
from archive.cli.query_options import QueryCommand, asked, asking
from archive.exporters import FORMATS, About, Format, Row, format_named, format_of_file
from archive.messages import messages
from archive.retrieval import (
    Library,
    Stubs,
    describe_frozen,
    describe_list,
    frozen_rows,
    list_rows,
)
from index.query import Query

__all__ = ["export_"]


@click.command("export", cls=QueryCommand)
@asking
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="The file to write, or - for the standard output.",
)  # fmt: skip
@click.option(
    "--format", "name", type=click.Choice([each.name for each in FORMATS]),
    help="Default: by the name of the file.",
)  # fmt: skip
@click.option("--text", "full", is_flag=True, help="Add the whole text of the reports (CSV).")
@click.option("--list", "list_", metavar="LIST", help="Export a frozen list instead of a query.")
@click.pass_context
def export_(
    ctx: click.Context,
    /,
    output: str,
    name: str | None,
    full: bool,
    list_: str | None,
    **arguments: Any,
) -> None:
    """Export every report that a query finds, in its order.

    \b
    Example:
      khobao export 'dan van' --from 2017 -o list.csv
      khobao export --list 2026-12-01-9f3c21ab -o list.xlsx
      khobao export --section 'Giáo dục' -o education.jsonl

    The exit code is 1 when nothing is found.
    """
    chosen = _format(output, name)
    write = chosen.write_full if full else chosen.write
    if write is None:
        raise click.BadParameter(f"{chosen.name} has no whole text", param_hint="--text")
    with resources.library() as library:
        about, rows = (
            _frozen(library, list_) if list_ else _found(library, asked(library, **arguments))
        )
        with written(output) as stream, progress("Exporting", about.reports, "reports") as step:
            for piece in write(_counted(rows, step), about):
                stream.write(piece)
    click.echo(f"{counted(about.reports, 'report')} in {output}", err=True)
    ctx.exit(0 if about.reports else 1)


def _found(library: Library, query: Query) -> tuple[About, Iterator[Row]]:
    """Return the facts about the list of a query, and its rows."""
    settings = resources.settings()
    site = settings.base_url
    about = describe_list(
        library,
        query,
        archive=settings.name,
        site=site,
        url=f"{site}/tim-kiem?{query.to_url()}" if site else "",
        language=settings.language,
    )
    return about, list_rows(library, query, site)


def _frozen(library: Library, identifier: str) -> tuple[About, Iterator[Row]]:
    """Return the facts about a frozen list, and its rows."""
    settings = resources.settings()
    site = settings.base_url
    about = describe_frozen(
        find_list(library.catalogue, identifier),
        archive=settings.name,
        site=site,
        url=f"{site}/danh-sach/{identifier}" if site else "",
        language=settings.language,
    )
    stubs = Stubs.spoken(messages(settings.language).gettext)
    return about, frozen_rows(library, identifier, site, stubs=stubs)


def _format(output: str, name: str | None) -> Format:
    """Return the format that was asked for, else the one that the name of the file means.

    Raise `click.BadParameter` for a file name of another kind. A name without a suffix, and the
    standard output, get CSV.
    """
    meant = format_of_file(output)
    asked_for = format_named(name or "")
    if asked_for and meant and asked_for is not meant:
        raise click.BadParameter(
            f"{output!r} is the name of a file of the format {meant.name}, not {asked_for.name}",
            param_hint="--output",
        )
    chosen = asked_for or meant
    if chosen is None and Path(output).suffix:
        names = ", ".join(each.suffix for each in FORMATS)
        raise click.BadParameter(
            f"no format has files such as {output!r}; name it with one of {names}, "
            "or choose a --format",
            param_hint="--output",
        )
    return chosen or FORMATS[0]


def _counted(rows: Iterator[Row], step: Step) -> Iterator[Row]:
    """Yield the rows, and report progress every hundred of them."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % 100 == 0:
            step(number, number)
