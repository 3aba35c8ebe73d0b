"""CSV as spreadsheets read it: UTF-8 with a byte order mark, CRLF, every cell quoted (RFC 4180).

A cell that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236), so a
title that begins with a hyphen is not quite as published there. The importer knows the names of
the columns.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from archive.exporters.format import About, Format, Row
from archive.headline import headline

__all__ = ["COLUMNS", "FORMAT", "TEXT_COLUMNS", "guarded", "write", "write_full"]

COLUMNS = (
    "id", "title", "date", "source", "section", "author", "person", "tags", "lead", "url",
    "permalink",
)  # fmt: skip
"""The columns that a list is read, sorted and cited by."""

TEXT_COLUMNS = ("dateline", "body", "captions")
"""The columns that a list with the whole text has as well."""

# Separates the values of a cell. It occurs in no name, and the importer splits at it.
_LIST = "; "

# First characters of what spreadsheets take for formulas (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Rows in a piece: some ten kilobytes, so that a slow reader holds up little.
_ROWS = 50


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the list; a report without title appears under its opening words."""
    return _written(rows, COLUMNS, _CELLS | {"title": lambda row: headline(row.report)})


def write_full(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the list with the whole text, and titles as published, to be imported again."""
    return _written(rows, COLUMNS + TEXT_COLUMNS, _CELLS)


def guarded(cell: str) -> str:
    """Return the cell, with an apostrophe in front where a spreadsheet would see a formula.

    >>> guarded("=1+1"), guarded("Huế")
    ("'=1+1", 'Huế')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _written(
    rows: Iterable[Row], columns: Sequence[str], values: dict[str, Callable[[Row], str]]
) -> Iterator[bytes]:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(columns)
    readers = [values[column] for column in columns]
    for number, row in enumerate(rows):
        writer.writerow([guarded(read(row)) for read in readers])
        if number % _ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    """Return the text of a buffer, and empty it."""
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


_CELLS: dict[str, Callable[[Row], str]] = {
    "id": lambda row: row.report.identifier,
    "title": lambda row: row.report.title,
    "date": lambda row: row.report.date,
    "source": lambda row: row.report.source,
    "section": lambda row: row.report.section_path,
    "author": lambda row: _LIST.join(row.report.authors),
    "person": lambda row: _LIST.join(row.persons),
    "tags": lambda row: _LIST.join(row.report.tags),
    "lead": lambda row: row.report.lead,
    "url": lambda row: row.report.url,
    "permalink": lambda row: row.address,
    "dateline": lambda row: row.report.dateline,
    "body": lambda row: row.report.body,
    "captions": lambda row: "\n".join(row.report.captions),
}

FORMAT = Format(
    "csv", ".csv", "text/csv; charset=utf-8", "CSV (Excel, LibreOffice)", write, write_full
)
