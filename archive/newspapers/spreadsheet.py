"""The authority file of newspapers as a spreadsheet: edits are read as decisions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.newspapers.authority import BY_LIBRARIAN, Newspapers
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
    normalised,
)
from archive.newspapers.keys import spelling_key
from archive.newspapers.known import SEPARATOR
from archive.newspapers.newspaper import Newspaper
from archive.sheet import SheetError

__all__ = ["COLUMNS", "SheetError", "read", "write"]

# Librarians edit the columns from `names` to `merge_into`. `exported` has digests that reveal which
# cells were edited, and other decisions made since the export.
_FACTS = ("names", "place", "issns", "urls", "predecessors", "source")
COLUMNS = ("id", *_FACTS, "aliases", "merge_into", "known", "reports", "exported")
_NEEDED = ("id", *_FACTS, "aliases", "merge_into")


def write(records: Iterable[tuple[Newspaper, int]], stream: TextIO) -> int:
    """Write newspapers with their numbers of reports; return how many there are.

    `stream`: opened with `newline=""`.
    """
    rows = (
        (
            record.identifier,
            *_facts(record).values(),
            SEPARATOR.join(record.aliases),
            "",
            "yes" if record.is_known else "no",
            str(reports),
            _state(record),
        )
        for record, reports in records
    )
    return sheet.write(COLUMNS, rows, stream)


def read(stream: TextIO, papers: Newspapers) -> list[Decision]:
    """Return the decisions that an edited spreadsheet makes.

    `stream`: opened with `newline=""`. Newspapers without a line, or whose line was not edited,
    stay as they are, whatever was decided since the export. Raise `SheetError` if a line is
    invalid.
    """
    decisions: list[Decision] = []
    wrong: list[str] = []
    lines: dict[str, int] = {}
    merged: dict[str, str] = {}
    given: dict[str, str] = {}
    for number, cells in sheet.read(stream, _NEEDED, COLUMNS):
        if not any(cells.values()) or not _is_edited(cells):
            continue
        try:
            identifier = cells["id"]
            if (earlier := lines.setdefault(identifier, number)) != number:
                raise SheetError(f"line {earlier} has {identifier!r} too: keep one of them")
            changes = [normalised(each) for each in _changes(cells, papers)]
            _check_mergers(changes, merged)
            _check_forms(changes, given)
            decisions += changes
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    # A form that moves from one line to another needs no newspaper of its own.
    return [each for each in decisions if not _is_given(each, given)]


def _facts(record: Newspaper) -> dict[str, str]:
    """Return column → cell for the facts of a newspaper."""
    facts = {
        "names": SEPARATOR.join(map(str, record.names)),
        "place": record.place,
        "issns": SEPARATOR.join(record.issns),
        "urls": SEPARATOR.join(record.urls),
        "predecessors": SEPARATOR.join(record.predecessors),
        "source": record.source,
    }
    return {field: _normal(cell) for field, cell in facts.items()}


def _state(record: Newspaper) -> str:
    """Return digests that change with every change of a newspaper."""
    return sheet.exported({**_facts(record), "aliases": map(spelling_key, record.aliases)})


def _is_edited(cells: Mapping[str, str]) -> bool:
    """Return True unless a line is as it was exported."""
    states = sheet.exported_states(cells.get("exported", ""))
    same = all(states.get(each) == sheet.digest(_normal(cells[each])) for each in _FACTS)
    aliases = {sheet.digest(each) for each in map(spelling_key, _values(cells["aliases"]))}
    same = same and aliases == set(filter(None, states.get("aliases", "").split(",")))
    return not same or bool(cells["merge_into"])


def _changes(cells: Mapping[str, str], papers: Newspapers) -> list[Decision]:
    """Return the decisions that make a newspaper what its edited line says.

    There are none if the line was imported before. Raise `SheetError` if there is no such
    newspaper, or if other decisions have changed it since the export.
    """
    identifier, target = cells["id"], cells["merge_into"]
    record = papers.get(identifier)
    if record is None:
        raise SheetError(f"there is no newspaper {identifier!r}: export again, or delete the line")
    if target and papers.get(target) is None:
        raise SheetError(f"there is no newspaper {target!r} to merge {identifier!r} into")
    if target and papers.merged(target) == record.identifier:
        # They are one already.
        return []
    if record.identifier != identifier:
        raise SheetError(f"{identifier!r} was merged into {record.identifier!r}: edit that line")
    changes = [*_stated(record, cells, papers), *_named(record, cells, papers)]
    if target:
        changes.append(NewspaperMerge(identifier, target))
    if changes and cells.get("exported", "") not in ("", _state(record)):
        raise SheetError(f"{identifier!r} was changed since the export: export again and edit that")
    return changes


def _stated(record: Newspaper, cells: Mapping[str, str], papers: Newspapers) -> Iterator[Decision]:
    """Yield the decisions on facts whose cells were edited and differ from what is known."""
    states = sheet.exported_states(cells.get("exported", ""))
    for field, held in _facts(record).items():
        cell = _normal(cells[field])
        if cell == held or states.get(field) == sheet.digest(cell):
            continue
        sheet.typed(cell, field)
        # A source may be several addresses, which are one value.
        values = ((cell,) if cell else ()) if field == "source" else _values(cell)
        made = normalised(NewspaperField(record.identifier, field, values))
        if isinstance(made, NewspaperField) and _as_held(made, papers) != held:
            yield made


def _as_held(made: NewspaperField, papers: Newspapers) -> str:
    """Return the cell that a fact has once it is stated."""
    values = made.values
    if made.field == "source":
        values = values or (BY_LIBRARIAN,)
    if made.field == "predecessors":
        values = tuple(dict.fromkeys(map(papers.merged, values)))
    return SEPARATOR.join(values)


def _named(record: Newspaper, cells: Mapping[str, str], papers: Newspapers) -> Iterator[Decision]:
    """Yield the decisions that give a newspaper other forms of its name, and take some away."""
    state = sheet.exported_states(cells.get("exported", "")).get("aliases")
    held = {spelling_key(each): each for each in record.aliases}
    wanted = {spelling_key(each): each for each in _values(cells["aliases"])}
    added, gone = sheet.item_changes(state, wanted, held)
    for key in added:
        if papers.newspaper(wanted[key]) != record.identifier:
            yield NewspaperAlias(record.identifier, sheet.typed(wanted[key], "aliases"))
    for key in gone:
        yield NewspaperSeparation(held[key])


def _check_mergers(changes: Iterable[Decision], merged: dict[str, str]) -> None:
    """Raise `SheetError` if mergers lead back to where they began.

    `merged`: newspaper → target, by earlier lines without an error; extended by these.
    """
    for change in changes:
        if isinstance(change, NewspaperMerge):
            end = change.target
            while end != change.newspaper and end in merged:
                end = merged[end]
            if end == change.newspaper:
                raise SheetError(f"{end!r} would be merged into itself through others")
            merged[change.newspaper] = change.target


def _check_forms(changes: Iterable[Decision], given: dict[str, str]) -> None:
    """Raise `SheetError` if a form is given to two newspapers. `given`: form → newspaper so far."""
    for change in changes:
        if isinstance(change, NewspaperAlias):
            other = given.setdefault(spelling_key(change.name), change.newspaper)
            if other != change.newspaper:
                raise SheetError(f"{change.name!r} is given to {other!r} too: keep one of them")


def _is_given(decision: Decision, given: Mapping[str, str]) -> bool:
    """Return True for a separation of a form that another line takes."""
    return isinstance(decision, NewspaperSeparation) and spelling_key(decision.name) in given


def _normal(cell: str) -> str:
    """Return a cell with its values as they are compared."""
    return SEPARATOR.join(_values(cell))


def _values(cell: str) -> tuple[str, ...]:
    """Return the values in a cell."""
    return tuple(" ".join(value.split()) for value in cell.split("|") if value.strip())
