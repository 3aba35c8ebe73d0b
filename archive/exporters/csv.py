"""CSV as spreadsheets read it: UTF-8 with a byte order mark, CRLF, every cell quoted (RFC 4180).

A cell that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236), so a
title that begins with a hyphen is not quite as published there.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from archive.exporters.columns import FULL, LIST, Column
from archive.exporters.format import About, Format, Row

__all__ = ["FORMAT", "write", "write_full", "write_table"]

# First characters of what spreadsheets take for formulas (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Rows in a piece: some ten kilobytes, so that a slow reader holds up little.
_ROWS = 50


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the list; a report without title appears under its opening words."""
    return _write(rows, LIST)


def write_full(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the list with the whole text, and titles as published, to be imported again."""
    return _write(rows, FULL)


def _write(rows: Iterable[Row], columns: Mapping[str, Column]) -> Iterator[bytes]:
    readers = list(columns.values())
    return write_table(columns, ([read(row) for read in readers] for row in rows))


def write_table(header: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a table of any columns. `rows`: the cells of each row."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(header)
    for number, cells in enumerate(rows):
        writer.writerow(map(_guarded, cells))
        if number % _ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    """Return the text of a buffer, and empty it."""
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _guarded(cell: str) -> str:
    """Return the cell, with an apostrophe in front where a spreadsheet would see a formula.

    >>> _guarded("=1+1"), _guarded("Huế")
    ("'=1+1", 'Huế')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


FORMAT = Format(
    "csv", ".csv", "text/csv; charset=utf-8", "CSV (Excel, LibreOffice)", write, write_full
)
