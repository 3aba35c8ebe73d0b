"""Reports as a spreadsheet: which of them are withdrawn is edited, and read as decisions."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TextIO

from archive import sheet
from archive.decision import Decision
from archive.sheet import SheetError
from archive.withdrawal.decisions import Reinstate, Visibility, Withdraw

__all__ = ["COLUMNS", "SheetError", "read", "write"]

# Librarians edit the columns `withdrawn` and `public`. `exported` has digests that reveal which of
# them were edited, and other decisions made since the export.
COLUMNS = (
    "id", "title", "date", "newspaper", "withdrawn", "public", "when", "by", "why", "exported",
)  # fmt: skip
_NEEDED = ("id", "withdrawn")
# Characters of a title or reason, before which an apostrophe may be put.
_LONGEST = sheet.LONGEST - 1

LookUp = Callable[[Collection[str]], Mapping[str, Visibility]]
"""Returns identifier → visibility of the report, for those that exist."""


def write(reports: Iterable[Visibility], stream: TextIO) -> int:
    """Write reports, withdrawn ones with a cross and their decision; return their number.

    `stream`: opened with `newline=""`.
    """
    return sheet.write(COLUMNS, map(_cells, reports), stream)


def read(stream: TextIO, look_up: LookUp) -> list[Decision]:
    """Return the decisions that an edited spreadsheet makes.

    `stream`: opened with `newline=""`. Lines that were not edited change nothing, whatever was
    decided since the export. An empty cell takes a cross away if its line was exported; in a sheet
    that was made otherwise it says nothing. Raise `SheetError` if a line is invalid.
    """
    edited: dict[str, tuple[int, dict[str, str]]] = {}
    wrong: list[str] = []
    for number, cells in sheet.read(stream, _NEEDED, COLUMNS):
        try:
            if not any(cells.values()) or not _edited(cells):
                continue
            if not cells["id"]:
                # As in all lines but the first of a merged cell.
                raise SheetError("the column id is empty")
            earlier, _ = edited.setdefault(cells["id"], (number, cells))
            if earlier != number:
                raise SheetError(f"line {earlier} has {cells['id']!r} too: keep one of them")
        except SheetError as error:
            wrong.append(f"line {number}: {error}")
    known = look_up(edited)
    decisions: list[Decision] = []
    for identifier, (number, cells) in edited.items():
        try:
            decisions += _changes(known.get(identifier), cells)
        except SheetError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return decisions


def _cells(each: Visibility) -> tuple[str, ...]:
    made = each.decision
    return (
        each.report.identifier,
        " ".join(each.report.title.split())[:_LONGEST],
        each.report.date,
        each.report.source,
        "x" if each.is_withdrawn else "",
        "x" if each.is_public else "",
        made.datestamp if made else "",
        made.by if made else "",
        _reason(each),
        _state(each),
    )


def _reason(each: Visibility) -> str:
    """Return the reason of the decision about a report, as a cell has it when it is read."""
    return each.decision.why.strip()[:_LONGEST].rstrip() if each.decision else ""


def _state(each: Visibility) -> str:
    """Return digests that change with every decision about a report."""
    return sheet.exported(
        {
            "withdrawn": "x" if each.is_withdrawn else "",
            "public": "x" if each.is_public else "",
            "why": _reason(each),
            "decision": str(each.decision.number) if each.decision else "",
        }
    )


def _edited(cells: Mapping[str, str]) -> list[str]:
    """Return the columns of a line that were edited since it was exported.

    Raise `SheetError` for a mark that is no cross, and for a reason, which holds for all lines.
    """
    states = sheet.exported_states(cells.get("exported", ""))
    marks = {
        column: "x" if sheet.is_crossed(cells, column) else ""
        for column in ("withdrawn", "public")
        if column in cells
    }
    empty = sheet.digest("")
    if sheet.digest(cells.get("why", "")) != states.get("why", empty):
        raise SheetError(
            "the reason of all lines is given with --why: leave the column why as it is"
        )
    return [each for each, mark in marks.items() if sheet.digest(mark) != states.get(each, empty)]


def _changes(held: Visibility | None, cells: Mapping[str, str]) -> Iterator[Decision]:
    """Yield the decision that makes an edited line true, unless it is true already."""
    identifier = cells["id"]
    if held is None:
        raise SheetError(f"no report has the identifier {identifier!r}")
    if held.is_erased:
        raise SheetError(f"{identifier!r} was erased for good: delete the line")
    made = _decision(held, cells)
    if made is not None and cells.get("exported", "") not in ("", _state(held)):
        raise SheetError(f"{identifier!r} was changed since the export: export again and edit that")
    if made is not None:
        yield made


def _decision(held: Visibility, cells: Mapping[str, str]) -> Decision | None:
    """Return the decision that an edited line makes, None if it is made already."""
    identifier = cells["id"]
    is_public = "public" in cells and sheet.is_crossed(cells, "public")
    if not sheet.is_crossed(cells, "withdrawn"):
        if is_public and "public" in _edited(cells):
            raise SheetError(f"{identifier!r} has an x in public and none in withdrawn")
        return Reinstate(identifier) if held.is_withdrawn else None
    # A list that was not exported says nothing by an empty cell.
    is_stated = "public" in cells and (is_public or bool(cells.get("exported")))
    if held.is_withdrawn and (not is_stated or is_public == held.is_public):
        return None
    return Withdraw(identifier, is_public)
