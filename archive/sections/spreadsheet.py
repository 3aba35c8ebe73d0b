"""Sections as a spreadsheet: where a path is to be listed is edited, and read as decisions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.sections.authority import SectionMerge, SectionSeparation, normalised
from archive.sections.names import section_key
from archive.sheet import SheetError
from index.report import SECTION_SEPARATOR

__all__ = ["COLUMNS", "SheetError", "read", "write"]

# Librarians edit the column `shown`.
COLUMNS = ("section", "shown", "reports", "exported")

Path = tuple[str, ...]


def write(shown: Mapping[Path, Path], counts: Mapping[str, int], stream: TextIO) -> int:
    """Write sections as reports have them, each with where it is listed; return their number.

    `counts`: path under which reports are listed → their number. `stream`: opened with
    `newline=""`.
    """
    rows = (
        (written, listed, str(counts.get(listed, 0)), listed)
        for path, target in shown.items()
        for written, listed in ((_joined(path), _joined(target)),)
    )
    return sheet.write(COLUMNS, rows, stream)


def read(stream: TextIO, shown: Mapping[Path, Path]) -> list[Decision]:
    """Return the decisions that an edited spreadsheet makes.

    `shown`: path as reports have it → path under which it is listed. A path listed as it is
    written, where rules say otherwise, is kept apart. Raise `SheetError` if a line is invalid.
    """
    known = {_joined(path): _joined(target) for path, target in shown.items()}
    wrong: list[str] = []
    decisions: list[Decision] = []
    for number, cells in sheet.read(stream, COLUMNS[:2]):
        if not any(cells.values()):
            continue
        try:
            decisions += _changes(known, cells)
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return decisions


def _changes(known: Mapping[str, str], cells: Mapping[str, str]) -> Iterator[Decision]:
    """Yield the decision of a line, if it was edited."""
    section, wanted = cells["section"], cells["shown"]
    listed = known.get(section)
    if listed is None:
        raise SheetError(f"no report has the section {section!r}: export again")
    if wanted == listed:
        return
    if cells.get("exported", listed) != listed:
        raise SheetError(f"{section!r} was changed since the export: export again and edit that")
    path, target = path_of(section), path_of(wanted)
    apart = [section_key(name) for name in path] == [section_key(name) for name in target]
    yield normalised(SectionSeparation(target) if apart else SectionMerge(path, target))


def path_of(text: str) -> Path:
    """Return the path in a text, whose names `›` or `>` separates.

    >>> path_of("Thời sự > Giao thông")
    ('Thời sự', 'Giao thông')
    """
    parts = text.replace(">", SECTION_SEPARATOR.strip()).split(SECTION_SEPARATOR.strip())
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _joined(path: Iterable[str]) -> str:
    return SECTION_SEPARATOR.join(path)
