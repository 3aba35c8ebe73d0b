"""The authority file as a spreadsheet: CSV out, decisions back.

UTF-8 with a byte order mark, CRLF, every field quoted, as spreadsheet programs in Vietnam want it;
a semicolon for the comma is read as well. A cell that a program would take for a formula begins
with an apostrophe (CWE-1236), which is taken off again.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from archive.persons.aliases import name_key
from archive.persons.authority import Alias, Decision, Hide, Merge, Prefer, Release

__all__ = ["COLUMNS", "Row", "SheetError", "read", "write"]

# What librarians edit comes first; `offices` and `reports` are for their information.
COLUMNS = ("id", "name", "aliases", "hidden", "merge_into", "offices", "reports")
_PARTED = " | "
# An apostrophe of the cell's own gets another, so that none is lost.
_FORMULAS = ("'", "=", "+", "-", "@", "\t", "\r")


class SheetError(ValueError):
    """A line of the spreadsheet cannot be understood."""


@dataclass(frozen=True, slots=True)
class Row:
    """A person as the spreadsheet shows it; `reports`: in how many the person is named."""

    identifier: str
    name: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    offices: tuple[str, ...] = ()
    reports: int = 0


def write(rows: Iterable[Row], stream: TextIO) -> None:
    """Write persons to a text stream that was opened with `newline=""`."""
    stream.write("\ufeff")
    lines = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in rows:
        cells = (
            row.identifier,
            row.name,
            _PARTED.join(row.aliases),
            "x" if row.hidden else "",
            "",
            _PARTED.join(row.offices),
            str(row.reports),
        )
        lines.writerow([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in cells])


def read(stream: TextIO, rows: Iterable[Row]) -> list[Decision]:
    """The decisions that make persons `rows` what an edited spreadsheet says they are.

    `stream`: opened with `newline=""`. Persons that the sheet leaves out stay as they are. Raises
    `SheetError`, naming the line, for an unknown person or a lacking column.
    """
    known = {row.identifier: row for row in rows}
    decisions: list[Decision] = []
    for number, cells in _lines(stream):
        identifier = cells["id"]
        row = known.get(identifier)
        if row is None:
            raise SheetError(f"line {number}: there is no person {identifier!r}")
        target = cells["merge_into"]
        if target and target not in known:
            raise SheetError(f"line {number}: there is no person {target!r} to merge into")
        decisions += _changes(row, cells)
    return decisions


def _lines(stream: TextIO) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of a sheet by column, each with its number."""
    text = stream.read().removeprefix("\ufeff")
    head = text.partition("\n")[0]
    lines = csv.DictReader(
        StringIO(text, newline=""), delimiter=";" if ";" in head else ",", restval=""
    )
    lacking = [column for column in COLUMNS[:5] if column not in (lines.fieldnames or ())]
    if lacking:
        raise SheetError(f"line 1: no column {', '.join(lacking)}")
    for cells in lines:
        yield lines.line_num, {column: _plain(cells[column] or "") for column in COLUMNS[:5]}


def _plain(cell: str) -> str:
    """A cell as it was meant."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in _FORMULAS)) else cell


def _changes(row: Row, cells: Mapping[str, str]) -> Iterator[Decision]:
    """The decisions that lead from a person to its line in the sheet."""
    had = {name_key(name): name for name in row.aliases}
    wanted = {
        name_key(name): " ".join(name.split())
        for name in cells["aliases"].split(_PARTED.strip())
        if name.strip()
    }
    if cells["name"] and cells["name"] != row.name:
        # A new preferred name that no paper writes may be found by all the same.
        if name_key(cells["name"]) not in {*had, *wanted, name_key(row.name)}:
            yield Alias(row.identifier, cells["name"])
        yield Prefer(row.identifier, cells["name"])
    for each in wanted.keys() - had.keys() - {name_key(row.name)}:
        yield Alias(row.identifier, wanted[each])
    for each in had.keys() - wanted.keys() - {name_key(cells["name"])}:
        yield Release(had[each])
    if bool(cells["hidden"]) != row.hidden:
        yield Hide(row.identifier, bool(cells["hidden"]))
    if cells["merge_into"] and cells["merge_into"] != row.identifier:
        yield Merge(row.identifier, cells["merge_into"])
