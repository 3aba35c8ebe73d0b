"""The authority file of newspapers as a spreadsheet: edits are read as decisions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.newspapers.authority import Newspapers
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

# Librarians edit the columns from `names` to `merge_into`. `exported` is a digest that reveals
# other decisions made since the export.
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
    for number, cells in sheet.read(stream, _NEEDED):
        try:
            record = _edited(papers, cells)
            if record is None:
                continue
            earlier = lines.setdefault(record.identifier, number)
            if earlier != number:
                raise SheetError(f"line {earlier} has {record.identifier!r} too: keep one of them")
            decisions += map(normalised, _changes(record, cells, papers))
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return decisions


def _facts(record: Newspaper) -> dict[str, str]:
    """Return column → cell for the facts of a newspaper."""
    return {
        "names": SEPARATOR.join(map(str, record.names)),
        "place": record.place,
        "issns": SEPARATOR.join(record.issns),
        "urls": SEPARATOR.join(record.urls),
        "predecessors": SEPARATOR.join(record.predecessors),
        "source": record.source,
    }


def _state(record: Newspaper) -> str:
    """Return a digest that changes with every change of a newspaper."""
    text = "\0".join((*_facts(record).values(), *sorted(map(spelling_key, record.aliases))))
    # Without the sign, a spreadsheet would read 12345e6789 as a number.
    return f"#{sheet.digest(text)}"


def _edited(papers: Newspapers, cells: Mapping[str, str]) -> Newspaper | None:
    """Return the newspaper of an edited line, None for a line that was not edited.

    Raise `SheetError` if there is no such newspaper or it was changed since the export.
    """
    if not any(cells.values()):
        return None
    identifier = cells["id"]
    record = papers.get(identifier)
    if record is None:
        raise SheetError(f"there is no newspaper {identifier!r}: export again, or delete the line")
    if record.identifier != identifier:
        raise SheetError(f"{identifier!r} was merged into {record.identifier!r}: edit that line")
    same = all(_values(cells[each]) == _values(cell) for each, cell in _facts(record).items())
    aliases = {spelling_key(each) for each in record.aliases}
    if same and _keys(cells["aliases"]) == aliases and not cells["merge_into"]:
        return None
    if cells.get("exported", "") not in ("", _state(record)):
        raise SheetError(f"{identifier!r} was changed since the export: export again and edit that")
    return record


def _changes(record: Newspaper, cells: Mapping[str, str], papers: Newspapers) -> Iterator[Decision]:
    """Yield the decisions that make a newspaper what its line in the sheet says."""
    identifier = record.identifier
    for field, cell in _facts(record).items():
        values = (cells[field],) if field == "source" else _values(cells[field])
        if _values(cells[field]) != _values(cell):
            yield NewspaperField(identifier, field, tuple(each for each in values if each))
    had = {spelling_key(each): each for each in record.aliases}
    wanted = {spelling_key(each): each for each in _values(cells["aliases"])}
    for key in sorted(wanted.keys() - had.keys()):
        yield NewspaperAlias(identifier, wanted[key])
    for key in sorted(had.keys() - wanted.keys()):
        yield NewspaperSeparation(had[key])
    target = cells["merge_into"]
    if target and target != identifier:
        if papers.get(target) is None:
            raise SheetError(f"there is no newspaper {target!r} to merge {identifier!r} into")
        yield NewspaperMerge(identifier, target)


def _values(cell: str) -> tuple[str, ...]:
    """Return the values in a cell."""
    return tuple(" ".join(value.split()) for value in cell.split("|") if value.strip())


def _keys(cell: str) -> set[str]:
    return set(map(spelling_key, _values(cell)))
