"""The authority file as a spreadsheet: CSV out, decisions back.

UTF-8 with a byte order mark, CRLF, every field quoted, as spreadsheet programs in Vietnam want it;
a semicolon or a tab for the comma is read as well. A cell that a program would take for a formula
begins with an apostrophe (CWE-1236), which is taken off again.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from archive.persons.aliases import name_key
from archive.persons.authority import Alias, Decision, Hide, Merge, Prefer, Release
from index.language.spelling import normalise

__all__ = ["COLUMNS", "Row", "SheetError", "read", "write"]

# What librarians edit comes first; `offices` and `reports` are for their information, `exported`
# tells later whether anybody else decided something meanwhile.
COLUMNS = ("id", "name", "aliases", "hidden", "merge_into", "offices", "reports", "exported")
_READ = (*COLUMNS[:5], "exported")
# What programs and people write for no.
_NO = frozenset(("", "0", "false", "no", "sai", "không"))
# Lines told to be wrong at once.
_MOST = 20
# The most characters of a cell in Excel. The limit of the csv module is the whole process's,
# and the importer of CSV raises it.
_LONGEST = 32_767
_PARTED = " | "
# An apostrophe of the cell's own gets another, so that none is lost.
_FORMULAS = ("'", "=", "+", "-", "@", "\t", "\r")


class SheetError(ValueError):
    """Lines of the spreadsheet cannot be understood, or no longer fit; all are told."""


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
            _state(row.name, row.aliases, row.hidden),
        )
        lines.writerow([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in cells])


def read(
    stream: TextIO, rows: Iterable[Row], whose: Callable[[str], str] = lambda _: ""
) -> list[Decision]:
    """The decisions that make persons `rows` what an edited spreadsheet says they are.

    `stream`: opened with `newline=""`. `whose`: the person for whom an identifier stands by now,
    "" for an unknown one. Persons that the sheet leaves out stay as they are, and so do those
    whose line nobody edited, whatever others decided since the export. Raises `SheetError`, which
    names every line that cannot be understood.
    """
    known = {row.identifier: row for row in rows}
    decisions: list[Decision] = []
    wrong: list[str] = []
    lines: dict[str, int] = {}
    merged: dict[str, str] = {}
    named: dict[str, str] = {}
    for number, cells in _lines(stream):
        if _unedited(cells) or not any(cells.values()):
            continue
        try:
            row = _row(known, cells, whose)
            earlier = lines.setdefault(row.identifier, number)
            if earlier != number:
                raise SheetError(f"line {earlier} has {row.identifier!r} too: keep one of them")
            changes = list(_changes(row, cells))
            _check(changes, known, merged, named)
            decisions += changes
        except SheetError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = f"\n… and {len(wrong) - _MOST} more" if len(wrong) > _MOST else ""
        raise SheetError("\n".join(wrong[:_MOST]) + more)
    return decisions


def _lines(stream: TextIO) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of a sheet by column, each with the number of its last line in the file."""
    text = stream.read().removeprefix("\ufeff")
    head = text.partition("\n")[0]
    # Excel takes the character after it for what parts the cells, and may write it back.
    begun = head.lower().startswith("sep=")
    delimiter = head[4:5].strip("\r") if begun else max(",;\t", key=head.count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter or ",", strict=False)
    try:
        if begun:
            next(lines)
        columns = [cell.strip().lower() for cell in next(lines, [])]
        lacking = [column for column in COLUMNS[:5] if column not in columns]
        if lacking:
            raise SheetError(f"line {max(1, lines.line_num)}: no column {', '.join(lacking)}")
        for cells in lines:
            if max(map(len, cells), default=0) > _LONGEST:
                raise SheetError(
                    f"line {lines.line_num}: a cell of over {_LONGEST:,} characters;"
                    " is a quotation mark never closed?"
                )
            held = dict(zip(columns, map(_plain, cells), strict=False))
            yield lines.line_num, {column: held.get(column, "") for column in _READ}
    except csv.Error as error:
        raise SheetError(f"line {lines.line_num}: {error}") from error


def _plain(cell: str) -> str:
    """A cell as it was meant."""
    cell = cell.strip()
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in _FORMULAS)) else cell


def _state(name: str, aliases: Iterable[str], hidden: bool) -> str:
    """What tells whether a line or its person was changed since the export."""
    told = "\0".join((normalise(name), *sorted(map(name_key, aliases)), str(hidden)))
    # With a sign before it no program takes it for a number, as it would 12345e6789.
    return f"#{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _hidden(cells: Mapping[str, str]) -> bool:
    """Whether a line hides its person: whatever is written there, but for a no."""
    return cells["hidden"].lower() not in _NO


def _unedited(cells: Mapping[str, str]) -> bool:
    """Whether a line says what it said when it was exported."""
    state = _state(cells["name"], _names(cells["aliases"]).values(), _hidden(cells))
    return cells["exported"] == state and not cells["merge_into"]


def _row(known: Mapping[str, Row], cells: Mapping[str, str], whose: Callable[[str], str]) -> Row:
    """The person of an edited line; raises `SheetError` where it is no longer what it was."""
    identifier = cells["id"]
    row = known.get(identifier)
    if row is None:
        if now := whose(identifier):
            raise SheetError(f"{identifier!r} was merged into {now!r} by now: edit that line")
        raise SheetError(f"there is no person {identifier!r}: export again, or delete the line")
    if cells["exported"] not in ("", _state(row.name, row.aliases, row.hidden)):
        raise SheetError(f"{identifier!r} was changed since the export: export again and edit that")
    return row


def _check(
    changes: Iterable[Decision],
    known: Mapping[str, Row],
    merged: dict[str, str],
    named: dict[str, str],
) -> None:
    """Raises `SheetError` where a line's decisions cannot stand, or not beside those before.

    `merged`: source → target so far; `named`: name → the person to whom a line gave it.
    """
    for change in changes:
        match change:
            case Merge(source, target) if target not in known:
                raise SheetError(f"there is no person {target!r} to merge {source!r} into")
            case Merge(source, target):
                merged[source] = target
                while target in merged:
                    target = merged[target]
                    if target == source:
                        raise SheetError(
                            f"{source!r} would be merged into itself, by way of others"
                        )
            case Alias(person, name):
                other = named.setdefault(name_key(name), person)
                if other != person:
                    raise SheetError(f"{name!r} is given to {other!r} too: keep one of them")


def _names(cell: str) -> dict[str, str]:
    """The names in a cell, by `name_key`."""
    return {
        name_key(name): " ".join(name.split())
        for name in cell.split(_PARTED.strip())
        if name.strip()
    }


def _changes(row: Row, cells: Mapping[str, str]) -> Iterator[Decision]:
    """The decisions that lead from a person to its line in the sheet."""
    had = {name_key(name): name for name in row.aliases}
    wanted = _names(cells["aliases"])
    if cells["name"] and normalise(cells["name"]) != normalise(row.name):
        # A new preferred name that no paper writes may be found by all the same.
        if name_key(cells["name"]) not in {*had, *wanted, name_key(row.name)}:
            yield Alias(row.identifier, cells["name"])
        yield Prefer(row.identifier, cells["name"])
    for each in wanted.keys() - had.keys() - {name_key(row.name)}:
        yield Alias(row.identifier, wanted[each])
    for each in had.keys() - wanted.keys() - {name_key(cells["name"])}:
        yield Release(had[each])
    if _hidden(cells) != row.hidden:
        yield Hide(row.identifier, _hidden(cells))
    if cells["merge_into"] and cells["merge_into"] != row.identifier:
        yield Merge(row.identifier, cells["merge_into"])
