"""Sections as a spreadsheet: where a path is to be listed is edited, and read as decisions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.sections.authority import SectionMerge, Sections, SectionSeparation, normalised
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


def read(stream: TextIO, shown: Mapping[Path, Path], sections: Sections) -> list[Decision]:
    """Return the decisions that an edited spreadsheet makes.

    `shown`: path as reports have it → path under which it is listed, as `sections` says. A path
    listed as it is written, where rules say otherwise, is kept apart. Raise `SheetError` if a line
    is invalid.
    """
    known: dict[str, list[Path]] = {}
    for path in shown:
        known.setdefault(_joined(path), []).append(path)
    wrong: list[str] = []
    decisions: list[Decision] = []
    lines: dict[str, int] = {}
    merged: dict[Path, Path] = {}
    for number, cells in sheet.read(stream, COLUMNS[:2], COLUMNS):
        section = cells["section"]
        if not any(cells.values()) or cells["shown"] == cells.get("exported"):
            continue
        try:
            if (earlier := lines.setdefault(section, number)) != number:
                raise SheetError(f"line {earlier} has {section!r} too: keep one of them")
            if section not in known:
                raise SheetError(f"no report has the section {section!r}: export again")
            changes = [
                made
                for path in known[section]
                for made in _changes(path, shown[path], cells, sections)
            ]
            _check_mergers(changes, merged)
            decisions += changes
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return decisions


def _changes(
    path: Path, listed: Path, cells: Mapping[str, str], sections: Sections
) -> Iterator[Decision]:
    """Yield the decision of a line, unless the section is listed there already."""
    section, target = cells["section"], path_of(cells["shown"])
    if not target:
        raise SheetError(f"{section!r} is listed nowhere: write a section in the column shown")
    if target == listed or (target != path and sections.shown(target) == listed):
        return
    if cells.get("exported", _joined(listed)) != _joined(listed):
        raise SheetError(f"{section!r} was changed since the export: export again and edit that")
    sheet.typed(cells["shown"], "shown")
    if target != path and list(map(section_key, path)) == list(map(section_key, target)):
        raise SheetError(
            f"{section!r} and {cells['shown']!r} are one section by rule: write {section!r} to "
            "keep this spelling apart, or undo the decision that does so («khobao sections log»)"
        )
    yield normalised(SectionSeparation(path) if target == path else SectionMerge(path, target))


def _check_mergers(changes: Iterable[Decision], merged: dict[Path, Path]) -> None:
    """Raise `SheetError` if mergers lead back to where they began.

    `merged`: keys of a section → those of its target, by earlier lines without an error; extended
    by these.
    """
    for made in changes:
        if isinstance(made, SectionMerge):
            section, target = (
                tuple(map(section_key, each)) for each in (made.section, made.target)
            )
            end = target
            while end != section and end in merged:
                end = merged[end]
            if end == section:
                raise SheetError(f"{_joined(made.section)!r} would be listed under itself")
            merged[section] = target


def path_of(text: str) -> Path:
    """Return the path in a text, whose names `›` or `>` separates.

    >>> path_of("Thời sự > Giao thông")
    ('Thời sự', 'Giao thông')
    """
    parts = text.replace(">", SECTION_SEPARATOR.strip()).split(SECTION_SEPARATOR.strip())
    return tuple(" ".join(part.split()) for part in parts if part.strip())


def _joined(path: Iterable[str]) -> str:
    return SECTION_SEPARATOR.join(path)
