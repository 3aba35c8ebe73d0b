"""XLSX: the columns of CSV on sheets, and a last sheet with the facts about the list.

XLSX is a ZIP archive that is written from its finished sheets, so the workbook is complete before
its first byte is sent. It grows in temporary files, not in memory. Every cell is text: none
becomes a formula or a link.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from archive.exporters.about import count, facts, say
from archive.exporters.columns import LIST
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import clean

__all__ = ["FORMAT", "write"]

# Excel has 1,048,576 rows on a sheet, of which the first is the header.
_ROWS_ON_A_SHEET = 1_048_575
# Characters in a cell of Excel.
_LONGEST_CELL = 32_767
# Widths of the columns, in characters.
_WIDTHS = {"title": 60, "date": 26, "source": 20, "section": 30, "lead": 60, "url": 40}
_WIDTH = 20
_PIECE = 1 << 16


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the workbook. Its last sheet states how many reports there were."""
    with TemporaryDirectory(prefix="khobao-") as folder:
        path = Path(folder) / "list.xlsx"
        _save(path, rows, about)
        with path.open("rb") as file:
            yield from iter(partial(file.read, _PIECE), b"")


def _save(path: Path, rows: Iterable[Row], about: About) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with Workbook(str(path), options) as book:
        # A sheet of more than 4 GB needs it; smaller files are the same without it.
        book.use_zip64()
        readers = list(LIST.values())
        sheet = _new_sheet(book, about, 1)
        number = 0
        for number, row in enumerate(rows, 1):
            part, line = divmod(number - 1, _ROWS_ON_A_SHEET)
            if part and not line:
                sheet = _new_sheet(book, about, part + 1)
            for column, read in enumerate(readers):
                if value := read(row):
                    sheet.write_string(line + 1, column, _fitted(value))
        _add_facts(book, about, number)


def _new_sheet(book: Workbook, about: About, part: int) -> Worksheet:
    """Return a new sheet with its header, which stays in view."""
    name = say(about, "continued", str(part)) if part > 1 else say(about, "sheet")
    sheet: Worksheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for column, title in enumerate(LIST):
        sheet.set_column(column, column, _WIDTHS.get(title, _WIDTH))
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _add_facts(book: Workbook, about: About, number: int) -> None:
    """Add the sheet with the facts about the list, the number of reports written last."""
    sheet = book.add_worksheet(say(about, "about"))
    sheet.set_column(0, 1, 2 * _WIDTH)
    lines = [*facts(about), (say(about, "complete", count(about, number)), "")]
    for line, values in enumerate(lines):
        for column, value in enumerate(values):
            sheet.write_string(line, column, _fitted(value))


def _fitted(value: str) -> str:
    """Return the text, cut with an ellipsis where it is longer than a cell of Excel."""
    text = clean(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


FORMAT = Format(
    "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX (Excel)", write,
)  # fmt: skip
