"""Reports as a spreadsheet: their values are written as CSV, edits are read as corrections."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TextIO

from archive import sheet
from archive.corrections.correction import LISTS, NAMES, Correct, Value, value_of
from archive.sheet import SheetError
from index.report import SECTION_SEPARATOR, Report

__all__ = ["COLUMNS", "EDITED", "SheetError", "is_writable", "read", "write"]

COLUMNS = {name: field for field, name in NAMES.items()}
"""Name of a column → the field of a report that it holds."""

EDITED = ("date", "title", "section", "authors", "newspaper", "tags", "url", "dateline")
"""The columns of a sheet for which none are named: those with short values."""

# Characters of the text, by which a librarian recognises a report without title.
_BEGINNING = 200
_UNEDITED = ("id", "beginning", "exported")
_SEPARATORS = {"section": SECTION_SEPARATOR, "captions": "\n"}
_SEPARATOR = " | "
# Day and month in either order, as spreadsheets write dates back.
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")

ReadValue = Callable[[str, Sequence[str]], Value]
"""Returns the value of a field of the texts typed for it; raises `ValueError` if they are none."""

LookUp = Callable[[Collection[str]], Mapping[str, Report]]
"""Returns identifier → report with its corrections, for those that exist."""


def write(reports: Iterable[Report], columns: Sequence[str], stream: TextIO) -> int:
    """Write reports to a text stream that was opened with `newline=""`; return their number.

    The columns `beginning` and `exported` are for information and not edited.
    """
    fields = [COLUMNS[column] for column in columns]
    rows = (
        (
            each.identifier,
            *(_cell(each, field) for field in fields),
            " ".join((each.lead or each.body)[:_BEGINNING].split()),
            sheet.exported({NAMES[field]: _cell(each, field) for field in fields}),
        )
        for each in reports
    )
    return sheet.write(("id", *columns, "beginning", "exported"), rows, stream)


def is_writable(report: Report, columns: Sequence[str]) -> bool:
    """Return True if a spreadsheet keeps the values of a report whole."""
    # One character is left for the apostrophe that guards a formula.
    return all(len(_cell(report, COLUMNS[column])) < sheet.LONGEST for column in columns)


def read(stream: TextIO, look_up: LookUp, read_value: ReadValue) -> list[Correct]:
    """Return the corrections that an edited sheet makes.

    `stream`: opened with `newline=""`. Cells that were not edited change nothing, whatever was
    decided since the export. An empty cell clears a field if its row was exported; in a sheet that
    was made otherwise it says nothing. Raise `SheetError` if any line is invalid, or if a column
    with values is none of `COLUMNS`.
    """
    edited: dict[str, tuple[int, dict[str, str]]] = {}
    wrong: list[str] = []
    unknown: dict[str, None] = {}
    for number, cells in sheet.read(stream, ["id"]):
        unknown |= dict.fromkeys(_unknown(cells))
        identifier = cells["id"]
        if not any(cells.values()):
            continue
        if identifier in edited:
            first = edited[identifier][0]
            wrong.append(f"line {number}: line {first} has {identifier!r} too: keep one of them")
            continue
        edited[identifier] = number, cells
    wrong = [
        f"no field is called {each!r}: rename or delete the column" for each in unknown
    ] + wrong
    if not edited:
        sheet.raise_all(wrong)
        return []
    changed = {key: each for key, each in edited.items() if any(_edited(each[1]))}
    reports = look_up(changed)
    found: list[Correct] = []
    for identifier, (number, cells) in changed.items():
        try:
            if identifier not in reports:
                raise SheetError(f"no report has the identifier {identifier!r}")
            found += _corrections(reports[identifier], cells, read_value)
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return found


def _unknown(cells: Mapping[str, str]) -> list[str]:
    """Return the columns in which a row has a value that no field takes."""
    return [each for each, cell in cells.items() if cell and each not in {*COLUMNS, *_UNEDITED}]


def _edited(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the columns of a row that may have been edited since it was exported."""
    states = sheet.exported_states(cells.get("exported", ""))
    for column in COLUMNS:
        if column not in cells:
            continue
        cell, state = _normal(cells[column]), states.get(column)
        if (state is None and cell) or (state is not None and state != sheet.digest(cell)):
            yield column


def _corrections(
    report: Report, cells: Mapping[str, str], read_value: ReadValue
) -> Iterator[Correct]:
    """Yield the corrections that make a report what its row says."""
    states = sheet.exported_states(cells.get("exported", ""))
    for column in _edited(cells):
        field, cell = COLUMNS[column], _normal(cells[column])
        current = _cell(report, field)
        if cell == current or (field == "date" and _is_local_form(cell, report.date)):
            continue
        if column in states and states[column] != sheet.digest(current):
            raise SheetError(
                f"{column} of {report.identifier!r} was changed since the export: "
                "export again and edit that"
            )
        value = _value(field, cell, report, read_value)
        if value != value_of(report, field):
            yield Correct(report.identifier, field, value)


def _value(field: str, cell: str, report: Report, read_value: ReadValue) -> Value:
    """Return the value that a cell states; raise `ValueError` if it is none."""
    if field == "date" and _is_ambiguous(cell):
        raise SheetError(f"date {cell!r} may be two days: write it as in 2018-01-10")
    if field not in LISTS:
        return read_value(field, [cell])
    if field == "section":
        return read_value(field, [cell] if cell else [])
    separator = _SEPARATORS.get(field, _SEPARATOR).strip(" ")
    if any(separator in each for each in value_of(report, field)):
        raise SheetError(
            f"{NAMES[field]} of {report.identifier!r} holds the separator itself: "
            f"use «khobao correct» for it"
        )
    return read_value(field, [part.strip() for part in cell.split(separator) if part.strip()])


def _cell(report: Report, field: str) -> str:
    """Return the value of a field as one cell."""
    value = value_of(report, field)
    separator = _SEPARATORS.get(field, _SEPARATOR)
    return _normal(value if isinstance(value, str) else separator.join(value))


def _normal(cell: str) -> str:
    """Return a cell without what spreadsheet programs change in it."""
    return "\n".join(cell.splitlines()).strip()


def _local_days(cell: str) -> list[str]:
    """Return the days, ISO 8601, that day and month in either order may mean."""
    found = _LOCAL_DATE.fullmatch(cell)
    days = []
    if found:
        first, second, year = map(int, found.groups())
        for day, month in ((first, second), (second, first)):
            try:
                days.append(date(year, month, day).isoformat())
            except ValueError:
                continue
    return days


def _is_local_form(cell: str, published: str) -> bool:
    """Return True if a spreadsheet program wrote a day in the order of its locale.

    >>> _is_local_form("1/10/2018", "2018-01-10"), _is_local_form("2018-01-11", "2018-01-10")
    (True, False)
    """
    return published in _local_days(cell)


def _is_ambiguous(cell: str) -> bool:
    """Return True if day and month may be in either order."""
    return len(set(_local_days(cell))) > 1
