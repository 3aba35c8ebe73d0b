"""Tables of words that ship with the program or belong to an archive: tab-separated text in UTF-8.

Lines that begin with `#` are comments, empty lines are ignored. The first other line names the
columns.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.errors import TableInvalid

__all__ = ["Row", "read_rows", "words_in"]


class Row(NamedTuple):
    """A line of a table. `place`: the name of the table and the number of the line."""

    place: str
    cells: tuple[str, ...]


def read_rows(text: str, name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table in NFC, without spaces around cells.

    `name`: of the table, for messages. Cells that are missing at the end of a line are "". Raise
    `TableInvalid` for other columns, and for a line with more cells than columns.
    """
    head = False
    for number, line in enumerate(unicodedata.normalize("NFC", text).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{name}, line {number}"
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not head:
            if cells != tuple(columns):
                raise TableInvalid(
                    f"{place}: the columns are {', '.join(cells)!r}, "
                    f"not {', '.join(columns)!r} with tabs between them"
                )
            head = True
        elif len(cells) > len(columns):
            raise TableInvalid(f"{place}: {len(cells)} cells for {len(columns)} columns")
        else:
            yield Row(place, (*cells, *[""] * (len(columns) - len(cells))))


def words_in(cell: str) -> tuple[str, ...]:
    """Return the words of a cell, which commas separate.

    >>> words_in("chính phủ, chính sách")
    ('chính phủ', 'chính sách')
    """
    return tuple(word for each in cell.split(",") if (word := " ".join(each.split())))
