"""CSV as spreadsheets read it: UTF-8 with a byte order mark, CRLF, every cell quoted (RFC 4180).

A cell that a spreadsheet would take for a formula gets an apostrophe in front (CWE-1236), so a
title that begins with a hyphen is not quite as published there. The names of the columns are
those that the importer knows.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from index.report import Report

__all__ = ["COLUMNS", "MEDIA_TYPE", "TEXT_COLUMNS", "write"]

MEDIA_TYPE = "text/csv; charset=utf-8"

# What a list is read, sorted and cited by.
COLUMNS = ("id", "title", "date", "source", "section", "author", "person", "tags", "lead", "url")

# What makes a list the whole text.
TEXT_COLUMNS = ("dateline", "body", "captions")

# Neither stands in names; the importer takes these apart again.
_LIST = "; "

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Rows that are handed on at once: some ten kilobytes, so that a slow reader holds up little.
_CHUNK = 50

Row = tuple[Report, Sequence[str]]
"""A report with the preferred names of those whom it names."""


def write(rows: Iterable[Row], *, text: bool = False) -> Iterator[bytes]:
    """The file in pieces, its header first; with `text` the columns of the whole text too."""
    columns = COLUMNS + TEXT_COLUMNS if text else COLUMNS
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(columns)
    for number, (report, persons) in enumerate(rows):
        writer.writerow([_guarded(_CELLS[column](report, persons)) for column in columns])
        if number % _CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    """What was written since the last time."""
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _guarded(cell: str) -> str:
    """The cell, harmless to spreadsheets.

    >>> _guarded("=1+1"), _guarded("Huế")
    ("'=1+1", 'Huế')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


_CELLS: dict[str, Callable[[Report, Sequence[str]], str]] = {
    "id": lambda report, _persons: report.identifier,
    "title": lambda report, _persons: report.title,
    "date": lambda report, _persons: report.date,
    "source": lambda report, _persons: report.source,
    "section": lambda report, _persons: report.section_path,
    "author": lambda report, _persons: _LIST.join(report.authors),
    "person": lambda _report, persons: _LIST.join(persons),
    "tags": lambda report, _persons: _LIST.join(report.tags),
    "lead": lambda report, _persons: report.lead,
    "url": lambda report, _persons: report.url,
    "dateline": lambda report, _persons: report.dateline,
    "body": lambda report, _persons: report.body,
    "captions": lambda report, _persons: "\n".join(report.captions),
}
