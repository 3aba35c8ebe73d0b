"""`khobao kwic`: each occurrence of a query's words with the text around it."""

from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click

from archive.cli import resources
from archive.cli.layout import counted, readable_date
from archive.cli.output_file import print_written, written
from archive.cli.query_options import QueryCommand, asked, asking
from archive.exporters import format_of_file
from archive.exporters.concordance import WRITERS, ConcordanceLine
from archive.retrieval import (
    ConcordanceOrder,
    Library,
    concordance_lines,
    concordance_page,
    describe_list,
)
from archive.retrieval.concordance import ORDERS
from index.query import Query

__all__ = ["kwic_"]

_WIDEST = 160
# Characters on each side of an occurrence in a file, as on the page.
_LENGTH = 100


@click.command("kwic", cls=QueryCommand)
@asking
@click.option(
    "--order", type=click.Choice(ORDERS), default="right-3", show_default=True,
    help="Order of the lines: by syllables beside the occurrence, by date, or as the list.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Lines to print."
)
@click.option("--offset", type=click.IntRange(0, 10**9), default=0, help="Lines to skip.")
@click.option(
    "-o", "--output", type=click.Path(allow_dash=True, dir_okay=False),
    help="Write all lines to this CSV or XLSX file instead; - is CSV to the standard output.",
)  # fmt: skip
@click.pass_context
def kwic_(
    ctx: click.Context,
    /,
    order: ConcordanceOrder,
    limit: int,
    offset: int,
    output: str | None,
    **arguments: Any,
) -> None:
    """List each occurrence of the words in the reports that a query finds.

    \b
    Example:
      khobao kwic 'dân vận' --order left-1
      khobao kwic '"dân vận khéo"' --from 2017 -o dan-van-kheo.xlsx

    Words side by side are looked for in a row, as within quotation marks. The exit code is 1 when
    nothing is found.
    """
    write = WRITERS[_format(output)] if output else None
    with resources.library() as library:
        query = asked(library, **arguments)
        if output and write:
            lines = concordance_lines(library, query, order, length=_LENGTH)
            settings = resources.settings()
            about = describe_list(
                library,
                query,
                archive=settings.name,
                site=settings.base_url,
                language=settings.language,
            )
            numbered = _Counted(lines)
            with written(output) as stream:
                for piece in write(numbered, about):
                    stream.write(piece)
            print_written(numbered.number, "line", output)
            ctx.exit(0 if numbered.number else 1)
        ctx.exit(0 if _print(library, query, order, offset, limit) else 1)


def _format(output: str) -> str:
    """Return the name of the format that the name of a file means; that of `-` is CSV."""
    meant = format_of_file(output)
    if meant is None and (output == "-" or not Path(output).suffix):
        return "csv"
    if meant is None or meant.name not in WRITERS:
        raise click.BadParameter(
            f"lines are written as .csv or .xlsx, not as {output!r}", param_hint="--output"
        )
    return meant.name


class _Counted:
    """The lines of a concordance, counted while they are read."""

    def __init__(self, lines: Iterable[ConcordanceLine]) -> None:
        self._lines = iter(lines)
        self.number = 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> ConcordanceLine:
        line = next(self._lines)
        self.number += 1
        return line


def _print(
    library: Library, query: Query, order: ConcordanceOrder, offset: int, limit: int
) -> bool:
    """Print some lines, and return whether there are any."""
    found = concordance_page(library, query, order, offset=offset, limit=limit, length=_LENGTH)
    if not found.sought:
        click.echo("no words to look for", err=True)
        return False
    click.echo(
        f"{counted(found.total, 'line')} in {found.reports:,} of {counted(found.listed, 'report')}",
        err=True,
    )
    if found.split:
        parts = ", ".join(f"«{part}»" for part in found.split)
        click.echo(f"no report has these words in a row; lines are those of {parts}", err=True)
    if not found.complete:
        click.echo(
            f"only the first {found.reports:,} of {found.holding:,} reports that hold the words "
            "were read; -o FILE writes all lines",
            err=True,
        )
    _print_lines(found.lines)
    shown = offset + len(found.lines)
    if shown < found.total:
        click.echo(f"\n--offset {shown} shows more", err=True)
    return bool(found.total)


def _print_lines(lines: Iterable[ConcordanceLine]) -> None:
    """Print lines with their occurrences in one column."""
    rows = [(line, f"{readable_date(line.date[:10])}  {line.identifier}".strip()) for line in lines]
    facts = max((len(fact) for _, fact in rows), default=0)
    nodes = max((len(line.node) for line, _ in rows), default=0)
    width = min(get_terminal_size().columns, _WIDEST)
    side = max(10, (width - facts - nodes - 2) // 2)
    for line, fact in rows:
        before, after = line.before[-side:], f"{line.after[: side + nodes - len(line.node)]}"
        node = click.style(line.node, fg="yellow", bold=True)
        padding = " " * (side + nodes - len(line.node) - len(after))
        click.echo(f"{before:>{side}}{node}{after}{padding}  {fact}".rstrip())
