"""Concordances: `python -m bench.kwic --archive FOLDER [QUERY …] [--json FILE]`.

Three things are measured for each query, in seconds of processor time of this process: the first
page, for which up to 20,000 lines are put in order; another page of the same concordance; and all
lines as a CSV file. The library is opened again for each query, so that nothing is remembered but
the words that the analysis knows.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from archive.config import load
from archive.exporters import About
from archive.exporters.concordance import WRITERS
from archive.retrieval import (
    Concordance,
    ConcordanceOrder,
    concordance_lines,
    concordance_page,
    open_library,
)
from index.query import Query

__all__ = ["Row", "main", "measure"]

T = TypeVar("T")

# A name, a word in a third of all reports, and a word in nearly all of them.
_QUERIES = ("Hồ Chí Minh", "Việt Nam", "của")
_ORDER: ConcordanceOrder = "right-3"
_LINES = 50
_ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """A query. `lines`, `reports`: of its page; `first`, `next`, `file`: processor seconds.

    `file_lines`: all its lines.
    """

    query: str
    lines: int
    reports: int
    first: float
    next: float
    file_lines: int
    file: float


def measure(archive: Path, text: str) -> Row:
    """Measure one query: medians of several rounds for pages, one file."""
    query = Query(text)
    rounds = [_pages(archive, query) for _ in range(_ROUNDS)]
    page = rounds[0][0]
    lines, seconds = _timed(lambda: _file(archive, query))
    return Row(
        text,
        page.total,
        page.reports,
        statistics.median(first for _, first, _ in rounds),
        statistics.median(following for _, _, following in rounds),
        lines,
        seconds,
    )


def _pages(archive: Path, query: Query) -> tuple[Concordance, float, float]:
    """Return the first page, and the seconds for it and for the next one."""
    library = open_library(load(archive))
    page, first = _timed(lambda: concordance_page(library, query, _ORDER, limit=_LINES))
    _, following = _timed(
        lambda: concordance_page(library, query, _ORDER, offset=_LINES, limit=_LINES)
    )
    library.close()
    return page, first, following


def _file(archive: Path, query: Query) -> int:
    """Write all lines as CSV, and return their number."""
    library = open_library(load(archive))
    about = About("Kho Báo", query.text, (), 0, datetime.now(UTC), "1")
    pieces = WRITERS["csv"](concordance_lines(library, query, _ORDER), about)
    lines = sum(piece.count(b"\r\n") for piece in pieces) - 1
    library.close()
    return lines


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    result = action()
    return result, time.process_time() - began


@click.command()
@click.option(
    "--archive", type=click.Path(path_type=Path, exists=True), required=True,
    help="The folder of the archive.",
)  # fmt: skip
@click.argument("queries", nargs=-1)
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(archive: Path, queries: tuple[str, ...], output: Path | None) -> None:
    """Measure each query and print the table."""
    click.echo(
        f"{'query':<16}{'lines':>9}{'reports':>9}{'first s':>9}{'next ms':>9}"
        f"{'all lines':>11}{'file s':>8}"
    )
    rows = []
    for text in queries or _QUERIES:
        row = measure(archive, text)
        rows.append(row)
        click.echo(
            f"{row.query:<16}{row.lines:>9,}{row.reports:>9,}{row.first:>9.2f}"
            f"{row.next * 1000:>9.1f}{row.file_lines:>11,}{row.file:>8.2f}"
        )
    if output:
        output.write_text(
            json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
