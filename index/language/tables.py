"""Tables of words that ship with the program or belong to an archive.

They are text with tabs, semicolons or commas between the columns, as an editor or a spreadsheet
program saves them. Lines that begin with `#` are comments, empty lines are ignored. The first other
line names the columns.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from index.errors import TableInvalid

__all__ = ["Row", "decode_table", "read_rows", "words_in"]

_SEPARATORS = "\t;,"
# Excel saves «Unicode Text» as UTF-16 with a byte order mark, «CSV UTF-8» with another.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Row(NamedTuple):
    """A line of a table. `place`: the name of the table and the number of the line."""

    place: str
    cells: tuple[str, ...]


def decode_table(data: bytes, name: str) -> str:
    """Return the text of a table in UTF-8, or in UTF-16 with a byte order mark.

    `name`: of the table, for messages. Raise `TableInvalid` for another encoding.

    >>> decode_table("names".encode("utf-16"), "own.tsv")
    'names'
    """
    marks = _BYTE_ORDER_MARKS.items()
    encoding = next((each for mark, each in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_unicode(name, data.count(b"\n", 0, error.start)) from error
    if "\0" in text:
        raise _not_unicode(name, text.count("\n", 0, text.index("\0")))
    return text


def _not_unicode(name: str, lines_before: int) -> TableInvalid:
    return TableInvalid(
        f"{name}, line {lines_before + 1}: the text is not in UTF-8; save the file as «CSV UTF-8» "
        "or «Unicode Text» in Excel, as UTF-8 in an editor"
    )


def read_rows(text: str, name: str, columns: Sequence[str], optional: int = 0) -> Iterator[Row]:
    """Yield the rows of a table in NFC, without spaces around cells.

    `name`: of the table, for messages. `optional`: so many columns at the end may be missing. Cells
    that are missing at the end of a line are "". Raise `TableInvalid` for other columns, for a line
    with more cells than columns, and for a cell of several lines.
    """
    lines = _lines(unicodedata.normalize("NFC", text), name)
    head = next(lines, Row(f"{name}, line 1", ()))
    known = tuple(columns)
    if head.cells not in (known[:count] for count in range(len(known) - optional, len(known) + 1)):
        raise TableInvalid(
            f"{head.place}: the columns are {', '.join(head.cells)!r}, not {', '.join(columns)!r} "
            "with tabs, semicolons or commas between them"
        )
    for place, cells in lines:
        if len(cells) > len(columns):
            raise TableInvalid(f"{place}: {len(cells)} cells for {len(columns)} columns")
        yield Row(place, (*cells, *[""] * (len(columns) - len(cells))))


def _lines(text: str, name: str) -> Iterator[Row]:
    """Yield the lines that have cells, without empty cells at the end."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    start = 1
    try:
        for cells in reader:
            place, start = f"{name}, line {start}", reader.line_num + 1
            found = [cell.strip() for cell in cells]
            while found and not found[-1]:
                found.pop()
            if not found or found[0].startswith("#"):
                continue
            if any("\n" in cell for cell in found):
                raise TableInvalid(f"{place}: a cell has several lines; is a quotation mark open?")
            yield Row(place, tuple(found))
    except csv.Error as error:
        raise TableInvalid(f"{name}, line {start}: {error}") from error


def _separator(text: str) -> str:
    """Return the separator that is most frequent in the line with the names of the columns."""
    lines = (line for line in text.splitlines() if line.strip() and line.lstrip('"')[:1] != "#")
    return max(_SEPARATORS, key=next(lines, "").count)


def words_in(cell: str) -> tuple[str, ...]:
    """Return the words of a cell, which commas separate.

    >>> words_in("chính phủ, chính sách")
    ('chính phủ', 'chính sách')
    """
    return tuple(word for each in cell.split(",") if (word := " ".join(each.split())))
