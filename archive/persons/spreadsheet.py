"""The authority file as a spreadsheet: persons are written as CSV, edits are read as decisions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.persons.aliases import name_key
from archive.persons.authority import Alias, Hide, Link, Merge, Prefer, Release
from archive.persons.authority_files import AUTHORITY_FILES
from archive.sheet import SheetError
from index.language.spelling import normalise

__all__ = ["COLUMNS", "Row", "SheetError", "read", "write"]

# Librarians edit the columns up to `viaf`; `offices` and `reports` are for their information.
# `exported` has digests that reveal which cells were edited, and other decisions made since.
_NEEDED = ("id", "name", "aliases", "hidden", "merge_into")
_FILES = tuple(AUTHORITY_FILES)
COLUMNS = (*_NEEDED, *_FILES, "offices", "reports", "exported")
_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Row:
    """A person in a spreadsheet.

    `links`: authority file → identifier. `reports`: the number of reports that name the person.
    """

    identifier: str
    name: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    offices: tuple[str, ...] = ()
    reports: int = 0
    links: Mapping[str, str] = field(default_factory=dict)


def write(rows: Iterable[Row], stream: TextIO) -> None:
    """Write persons to a text stream that was opened with `newline=""`."""
    sheet.write(COLUMNS, map(_cells, rows), stream)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.identifier,
        row.name,
        _SEPARATOR.join(row.aliases),
        "x" if row.hidden else "",
        "",
        *(row.links.get(file, "") for file in _FILES),
        _SEPARATOR.join(row.offices),
        str(row.reports),
        _state(row.name, row.aliases, row.hidden, row.links),
    )


def read(
    stream: TextIO, rows: Iterable[Row], whose: Callable[[str], str] = lambda _: ""
) -> list[Decision]:
    """Return the decisions that an edited spreadsheet makes about the persons in `rows`.

    `stream`: opened with `newline=""`. `whose`: returns the person for whom an identifier stands
    after mergers, "" for an unknown one. Persons without a line, or whose line was not edited, stay
    as they are, whatever was decided since the export. Raise `SheetError` if any line is invalid.
    """
    known = {row.identifier: row for row in rows}
    decisions: list[Decision] = []
    wrong: list[str] = []
    lines: dict[str, int] = {}
    merged: dict[str, str] = {}
    named: dict[str, str] = {}
    for number, held in sheet.read(stream, _NEEDED, COLUMNS):
        cells = {column: held.get(column, "") for column in (*_NEEDED, "exported")}
        # A sheet without the columns of links, as earlier versions wrote it, changes none.
        cells |= {file: held[file] for file in _FILES if file in held}
        if not any(cells.values()):
            continue
        try:
            if _unedited(cells):
                continue
            identifier = cells["id"]
            if (earlier := lines.setdefault(identifier, number)) != number:
                raise SheetError(f"line {earlier} has {identifier!r} too: keep one of them")
            row = _row(known, cells, whose)
            changes = list(_changes(row, cells)) if row else []
            if row and changes and cells["exported"] not in ("", _state_of(row, cells)):
                raise SheetError(
                    f"{identifier!r} was changed since the export: export again and edit that"
                )
            _check(changes, known, merged, named)
            decisions += changes
        except SheetError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return decisions


def _state(name: str, aliases: Iterable[str], hidden: bool, links: Mapping[str, str]) -> str:
    """Return digests that change with every change of a person."""
    linked = {file: identifier for file, identifier in sorted(links.items()) if identifier}
    return sheet.exported(
        {
            "name": normalise(name),
            "aliases": sorted(map(name_key, aliases)),
            "hidden": "x" if hidden else "",
            **linked,
        }
    )


def _state_of(row: Row, cells: Mapping[str, str]) -> str:
    """Return the state of a person, without links if the sheet has no columns of them."""
    links = row.links if any(file in cells for file in _FILES) else {}
    return _state(row.name, row.aliases, row.hidden, links)


def _hidden(cells: Mapping[str, str]) -> bool:
    """Return True if a line hides its person."""
    return sheet.is_crossed(cells, "hidden")


def _unedited(cells: Mapping[str, str]) -> bool:
    """Return True if a line was not edited since it was exported."""
    links = {file: cells[file] for file in _FILES if file in cells}
    state = _state(cells["name"], _names(cells["aliases"]).values(), _hidden(cells), links)
    return cells["exported"] == state and not cells["merge_into"]


def _row(
    known: Mapping[str, Row], cells: Mapping[str, str], whose: Callable[[str], str]
) -> Row | None:
    """Return the person of an edited line, None if it was merged as the line says.

    Raise `SheetError` if there is no such person.
    """
    identifier, target = cells["id"], cells["merge_into"]
    row = known.get(identifier)
    if row is not None:
        return row
    now = whose(identifier)
    if now and target and now == (whose(target) or target):
        return None
    if now:
        raise SheetError(f"{identifier!r} was merged into {now!r}: edit that line instead")
    raise SheetError(f"there is no person {identifier!r}: export again, or delete the line")


def _check(
    changes: Iterable[Decision],
    known: Mapping[str, Row],
    merged: dict[str, str],
    named: dict[str, str],
) -> None:
    """Raise `SheetError` if the decisions of a line are impossible or contradict earlier lines.

    `merged`: source → target of earlier lines. `named`: name → person of earlier lines. Both are
    extended by this line.
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
                            f"{source!r} would be merged into itself through other persons"
                        )
            case Alias(person, name):
                other = named.setdefault(name_key(name), person)
                if other != person:
                    raise SheetError(f"{name!r} is given to {other!r} too: keep one of them")


def _names(cell: str) -> dict[str, str]:
    """Return the names in a cell, by `name_key`."""
    return {
        name_key(name): " ".join(name.split())
        for name in cell.split(_SEPARATOR.strip())
        if name.strip()
    }


def _changes(row: Row, cells: Mapping[str, str]) -> Iterator[Decision]:
    """Yield the decisions that make a person what the edited cells of its line say."""
    states = sheet.exported_states(cells["exported"])
    had = {name_key(name): name for name in row.aliases}
    wanted = _names(cells["aliases"])
    name = normalise(cells["name"])
    if name and name != normalise(row.name) and states.get("name") != sheet.digest(name):
        sheet.typed(cells["name"], "name")
        # A new preferred name becomes an alias too, so that searches find the person by it.
        if name_key(name) not in {*had, *wanted, name_key(row.name)}:
            yield Alias(row.identifier, cells["name"])
        yield Prefer(row.identifier, cells["name"])
    added, gone = sheet.item_changes(states.get("aliases"), wanted, had)
    for each in added:
        if each != name_key(row.name):
            yield Alias(row.identifier, sheet.typed(wanted[each], "aliases"))
    for each in gone:
        if each != name_key(name):
            yield Release(had[each])
    hidden = "x" if _hidden(cells) else ""
    if _hidden(cells) != row.hidden and states.get("hidden") != sheet.digest(hidden):
        yield Hide(row.identifier, _hidden(cells))
    yield from _linked(row, cells, states)
    if cells["merge_into"] and cells["merge_into"] != row.identifier:
        yield Merge(row.identifier, cells["merge_into"])


def _linked(row: Row, cells: Mapping[str, str], states: Mapping[str, str]) -> Iterator[Decision]:
    """Yield the decisions on the links of a person to authority files."""
    for file in _FILES:
        if file not in cells or cells[file] == row.links.get(file, ""):
            continue
        if states and states.get(file, "") == (sheet.digest(cells[file]) if cells[file] else ""):
            continue
        known = AUTHORITY_FILES[file]
        identifier = known.identifier(cells[file]) if cells[file] else ""
        if identifier is None:
            raise SheetError(
                f"{cells[file]!r} is no identifier of {known.label}, such as {known.example}"
            )
        if identifier != row.links.get(file, ""):
            yield Link(row.identifier, file, identifier)
