"""CSV that a spreadsheet program opens, edits and saves.

Written as UTF-8 with a byte order mark, CRLF and every field quoted, which Excel opens correctly in
any locale. Semicolons and tabs are read as separators too. A cell that a spreadsheet would take for
a formula gets an apostrophe in front (CWE-1236), which is removed when it is read.
"""

import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice, zip_longest
from typing import TextIO

from archive.typed_text import TextInvalid, require_visible

__all__ = [
    "LONGEST",
    "SheetError",
    "digest",
    "exported",
    "exported_states",
    "is_crossed",
    "item_changes",
    "raise_all",
    "read",
    "typed",
    "write",
]

# Characters that a cell of Excel can hold. The csv module has a limit too, but it applies to the
# whole process, and the importer of CSV raises it.
LONGEST = 32_767
"""Characters that a cell can hold."""

# Invalid lines of one kind that are named, and kinds.
_LINES = 3
_KINDS = 20
# What differs between errors of one kind: the values they name, and numbers.
_VALUE = re.compile(r"«[^»]*»|'[^']*'|\"[^\"]*\"|\d+")
# An apostrophe at the beginning of a cell gets another in front, so that it is not lost.
_FORMULAS = ("'", "=", "+", "-", "@", "\t", "\r")
_STATE = re.compile(r"(\w+)=([0-9a-f,]*)")
# Texts of a cell to be crossed, in lower case; spreadsheet programs write truth values themselves.
_CROSSED = frozenset(("x", "1", "true", "yes", "đúng", "có", "✓", "✔"))
_NOT_CROSSED = frozenset(("", "0", "false", "no", "sai", "không"))


class SheetError(ValueError):
    """Some lines of a spreadsheet are invalid; the message names each of them."""


def write(columns: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO) -> int:
    """Write rows to a text stream that was opened with `newline=""`; return their number."""
    stream.write("\ufeff")
    lines = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow(columns)
    number = 0
    for cells in rows:
        lines.writerow([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in cells])
        number += 1
    return number


def read(
    stream: TextIO, needed: Sequence[str], known: Collection[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows by column, each with the number of its last line in the file.

    `stream`: opened with `newline=""`. A row with fewer cells than columns is filled with empty
    ones. Raise `SheetError` if a column is missing that is `needed` or occurs twice, if a column
    with values is not among those `known` (if any are given), or if the file is no CSV.
    """
    text = stream.read().removeprefix("\ufeff")
    if not text.strip():
        raise SheetError("the file is empty")
    head = text.partition("\n")[0]
    # «sep=;» tells Excel which separator to use, and Excel may write it back.
    begun = head.lower().startswith("sep=")
    delimiter = head[4:5].strip("\r") if begun else max(",;\t", key=head.count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter or ",", strict=False)
    try:
        if begun:
            next(lines)
        columns = [cell.strip().lower() for cell in next(lines, [])]
        _check_columns(columns, needed, max(1, lines.line_num))
        for cells in lines:
            yield lines.line_num, _row(columns, cells, known, lines.line_num)
    except csv.Error as error:
        raise SheetError(f"line {lines.line_num}: {error}") from error


def _check_columns(columns: Sequence[str], needed: Sequence[str], line: int) -> None:
    """Raise `SheetError` if a column is missing or occurs twice."""
    lacking = [column for column in needed if column not in columns]
    if lacking:
        raise SheetError(f"line {line}: no column {', '.join(lacking)}")
    named = Counter(filter(None, columns))
    if twice := [column for column, times in named.items() if times > 1]:
        raise SheetError(f"line {line}: the column {', '.join(twice)} occurs twice")


def _row(
    columns: Sequence[str], cells: Sequence[str], known: Collection[str], line: int
) -> dict[str, str]:
    """Return the cells of a line by column; raise `SheetError` for one that has no column."""
    if max(map(len, cells), default=0) > LONGEST:
        raise SheetError(
            f"line {line}: a cell of over {LONGEST:,} characters; is a quotation mark never closed?"
        )
    found = dict(zip_longest(columns, map(_plain, cells[: len(columns)]), fillvalue=""))
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise SheetError(f"line {line} has more cells than there are columns")
    for column, cell in found.items():
        if cell and known and column not in known:
            raise SheetError(
                f"line {line}: no column is called {column!r}, only {', '.join(known)}; rename it "
                "or delete it"
            )
    return found


def is_crossed(cells: Mapping[str, str], column: str) -> bool:
    """Return True if a cell has a cross or says yes, False if it is empty or says no.

    Raise `SheetError` for any other text.

    >>> is_crossed({"hidden": "X"}, "hidden"), is_crossed({"hidden": "Không"}, "hidden")
    (True, False)
    """
    mark = unicodedata.normalize("NFC", cells[column]).strip().lower()
    if mark not in _CROSSED | _NOT_CROSSED:
        raise SheetError(f"{column} is {cells[column]!r}: write x, or leave the cell empty")
    return mark in _CROSSED


def typed(text: str, column: str) -> str:
    """Return a text that was typed into a cell.

    Raise `SheetError` for a character in it that is not seen. `column`: the name of its column.
    """
    try:
        require_visible(text, column)
    except TextInvalid as error:
        raise SheetError(str(error)) from error
    return text


def digest(text: str) -> str:
    """Return a short digest of a text, by which a later change of it is noticed."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def exported(states: Mapping[str, str | Iterable[str]]) -> str:
    """Return the cell that holds the digests of other cells, by which edited ones are recognised.

    `states`: column → its content, or the items in it.
    """
    written = (
        f"{column}={digest(state) if isinstance(state, str) else ','.join(map(digest, state))}"
        for column, state in states.items()
    )
    # Without the sign, a spreadsheet would read a number or a formula.
    return "#" + " ".join(written)


def exported_states(cell: str) -> dict[str, str]:
    """Return column → digest, or digests separated by commas, in a cell made by `exported`.

    >>> exported_states("#name=0a aliases=1b,2c")
    {'name': '0a', 'aliases': '1b,2c'}
    """
    return dict(_STATE.findall(cell))


def item_changes(
    state: str | None, wanted: Collection[str], held: Collection[str]
) -> tuple[list[str], list[str]]:
    """Return the items that an edited cell adds to those held now, and those that it takes away.

    `state`: the digests of the items in the cell when it was exported; None if they are not known.
    Items that other decisions have added or taken away since are left alone.
    """
    before = set(map(digest, held)) if state is None else set(state.split(","))
    added = sorted(each for each in set(wanted) - set(held) if digest(each) not in before)
    return added, sorted(each for each in set(held) - set(wanted) if digest(each) in before)


def raise_all(wrong: Sequence[str]) -> None:
    """Raise `SheetError` with the reasons why lines are invalid, unless there are none.

    Of each kind the first lines are named, and the others counted.
    """
    if wrong:
        raise SheetError("\n".join(_grouped(wrong)))


def _grouped(wrong: Sequence[str]) -> Iterator[str]:
    """Yield the first errors of each kind, followed by the number of the others."""
    kinds: dict[str, list[str]] = {}
    for each in wrong:
        kinds.setdefault(_VALUE.sub("", each), []).append(each)
    for same in islice(kinds.values(), _KINDS):
        yield from same[:_LINES]
        if (more := len(same) - _LINES) > 0:
            yield f"… and {more:,} more like this"
    if left := sum(map(len, islice(kinds.values(), _KINDS, None))):
        yield f"… and {left:,} more of other kinds"


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that guards a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in _FORMULAS)) else cell
