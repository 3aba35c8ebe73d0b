"""XLSX: the columns of CSV on sheets, and a last sheet with the facts about the table.

XlsxWriter makes the workbook without its rows; the rows go into its sheets while the ZIP archive
is sent, so that the first byte follows the first report and memory stays constant. Parts that name
all sheets come last. Every cell is text: none becomes a formula or a link.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, RawIOBase
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from archive.exporters.about import count, facts, say
from archive.exporters.columns import LIST
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook

__all__ = ["FORMAT", "Table", "write", "write_table"]

# Excel has 1,048,576 rows on a sheet; the first is the header.
_LAST_LINE = 1_048_576
# Bytes of a sheet: a ZIP archive without the extension ZIP64, which Excel warns of, has 2 GB.
_LARGEST_SHEET = 2_000_000_000
# Characters in a cell of Excel.
_LONGEST_CELL = 32_767
# Widths of the columns, in characters.
_WIDTHS = {"title": 60, "date": 26, "source": 20, "section": 30, "lead": 60, "url": 40}
_WIDTH = 20
# Rows between two pieces.
_ROWS = 50
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CELL = '<c r="{}{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
_SHEET = "xl/worksheets/sheet{}.xml"
_END_OF_ROWS = b"</sheetData>"
# The size of a sheet, which is unknown at its beginning, and optional (ECMA-376 §18.3.1.35).
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
# Text that Excel would take for an escaped character (ECMA-376 §22.9.2.19).
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class _Pipe(RawIOBase):
    """A file to write to, whose bytes are drain out in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        """Return the bytes written since the last call."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of a workbook that do not depend on its rows.

    `columns`: the width of each in characters, by its header; at most 26. `sheet`, `continued`,
    `complete`: phrases of `archive.exporters.about` for the name of the first sheet, for those of
    the others, and for the line with the number of rows.
    """

    columns: Mapping[str, int]
    sheet: str
    continued: str
    complete: str


_LIST = Table(
    {title: _WIDTHS.get(title, _WIDTH) for title in LIST}, "sheet", "continued", "complete"
)


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the workbook. Its last sheet states how many reports there were."""
    readers = list(LIST.values())
    return write_table(_LIST, ([read(row) for read in readers] for row in rows), about)


def write_table(table: Table, rows: Iterable[Sequence[str]], about: About) -> Iterator[bytes]:
    """Yield a workbook of any columns. `rows`: the cells of each row."""
    pipe, rest = _Pipe(), iter(rows)
    parts = _parts(table, about, 2, 0)
    row, number, sheets = next(rest, None), 0, 0
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", parts["_rels/.rels"])
        while row or not sheets:
            sheets += 1
            # The first sheet is the one in view; all others are like the second.
            before, after = _around_rows(parts[_SHEET.format(min(sheets, 2))])
            with archive.open(_SHEET.format(sheets), "w") as sheet:
                line, room = 2, _LARGEST_SHEET - sheet.write(before)
                while row and line <= _LAST_LINE and room > 0:
                    room -= sheet.write(_row(row, line))
                    row, line, number = next(rest, None), line + 1, number + 1
                    if line % _ROWS == 0:
                        yield pipe.drain()
                sheet.write(after)
        for name, data in _parts(table, about, sheets, number).items():
            if name not in archive.NameToInfo:
                archive.writestr(name, data)
    yield pipe.drain()


def _row(cells: Sequence[str], line: int) -> bytes:
    """Return a row of a sheet; empty cells are left out. `line`: its number, from 1."""
    filled = (
        _CELL.format(letter, line, escape(clean(_fitted(value))))
        for letter, value in zip(_LETTERS, cells, strict=False)
        if value
    )
    return f'<row r="{line}">{"".join(filled)}</row>'.encode()


def _around_rows(sheet: bytes) -> tuple[bytes, bytes]:
    """Return a sheet up to the end of its rows, and the rest of it."""
    before, end, after = _DIMENSION.sub(b"", sheet).partition(_END_OF_ROWS)
    return before, end + after


def _parts(table: Table, about: About, lists: int, number: int) -> dict[str, bytes]:
    """Return the parts of a workbook with so many sheets for the rows, each with its header only.

    `number`: of rows, for the last sheet.
    """
    # Imported here, since most commands write no workbook and it takes a tenth of their start.
    from xlsxwriter import Workbook

    file = BytesIO()
    # With `constant_memory` texts stand in the sheets, not in a part of their own.
    with Workbook(file, {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties(
            {"title": say(about, "list"), "created": about.date.replace(tzinfo=None)}
        )
        for part in range(1, lists + 1):
            first = part == 1
            name = say(about, table.sheet) if first else say(about, table.continued, str(part))
            _add_sheet(book, name, table.columns)
        _add_facts(book, about, say(about, table.complete, count(about, number)))
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _add_sheet(book: "Workbook", name: str, columns: Mapping[str, int]) -> None:
    """Add a sheet with its header, which stays in view."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for column, (title, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)


def _add_facts(book: "Workbook", about: About, complete: str) -> None:
    """Add the sheet with the facts about the list, and the number of rows last."""
    sheet = book.add_worksheet(say(about, "about"))
    sheet.set_column(0, 1, 2 * _WIDTH)
    lines = [*facts(about), (complete, "")]
    for line, values in enumerate(lines):
        for column, value in enumerate(values):
            sheet.write_string(line, column, value[:_LONGEST_CELL])


def _fitted(value: str) -> str:
    """Return the text of a cell, cut with an ellipsis where it is longer than Excel takes."""
    cut = value if len(value) <= _LONGEST_CELL else f"{value[: _LONGEST_CELL - 1]}…"
    return _ESCAPE.sub("_x005F_", cut)


FORMAT = Format(
    "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX (Excel)", write,
)  # fmt: skip
