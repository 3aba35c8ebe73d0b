"""Excel workbooks (Office Open XML): each sheet is a table, as in CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, TypeAlias

from archive.importers.bounds import COLUMNS
from archive.importers.libraries import library
from archive.importers.office import check_size, is_package
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.streams import rewindable
from archive.importers.tables import (
    HEADER_WITHIN,
    WIDE,
    Columns,
    Row,
    columns,
    count_known,
    read_row,
)
from index.report import Original

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

# A row has no bytes of its own in a workbook; its original is the row as CSV, below the header.
MEDIA_TYPE = "text/csv"
_Cells: TypeAlias = tuple[int, Sequence[object]]
# Days since 30 December 1899, in columns whose cells have no date format: from 1954 to 2064.
_SERIAL = range(20_000, 60_000)


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each row of each sheet, or the refusal of it; blank rows are left out.

    A refusal's origin is the file, a slash and the sheet; its line is the number of the row.
    """
    openpyxl = library("openpyxl", "Excel workbooks")
    with rewindable(source.stream) as stream:
        check_size(stream)
        try:
            # The formulas' last results, as Excel showed them.
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except Exception as error:
            raise Unfit(f"a damaged Excel workbook: {error}") from error
        for sheet in workbook.worksheets:
            yield from _sheet(sheet, workbook.epoch, f"{source.origin}/{sheet.title}", options)


def _sheet(sheet: Any, epoch: datetime, origin: str, options: Options) -> Iterator[Record]:
    """Yield what the rows of one sheet give; an empty sheet gives nothing.

    The rows before damage are read; the damage is refused after them.
    """
    # The stated dimensions are often those of the formats: 16,384 columns.
    sheet.reset_dimensions()
    rows = _rows(sheet)
    first: list[_Cells] = []
    damage = ""
    try:
        first.extend(islice(rows, HEADER_WITHIN))
    except _Damage as error:
        damage, rows = str(error), iter(())
    if first:
        try:
            at, header = _header([cells for _, cells in first], options)
        except Unfit as error:
            yield Refusal(str(error), origin, first[0][0], _as_csv(first[0][1][:COLUMNS]))
            return
        head = _as_csv(first[at][1])
        seen: dict[str, int] = {}
        try:
            for number, cells in chain(first[at + 1 :], rows):
                place = Original(head, MEDIA_TYPE, f"{origin}:{number}")
                yield _record(number, cells, header, place, epoch, origin, seen)
        except _Damage as error:
            damage = str(error)
    if damage:
        yield Refusal(damage, origin)


class _Damage(Exception):
    """A sheet cannot be read on."""


def _rows(sheet: Any) -> Iterator[_Cells]:
    """Yield the rows that have cells, numbered, without empty cells at their ends.

    Raise `_Damage` where the sheet cannot be read on.
    """
    numbered = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        try:
            number, cells = next(numbered, (0, ()))
        except Exception as error:
            raise _Damage(f"a damaged Excel sheet: {error}") from error
        if not number:
            return
        width = next((at for at in range(len(cells), 0, -1) if cells[at - 1] is not None), 0)
        if width:
            yield number, cells[:width]


def _record(
    number: int, cells: Sequence[object], header: Columns, head: Original, epoch: datetime,
    origin: str, seen: dict[str, int],
) -> Record:  # fmt: skip
    """Return the report of a row, or the refusal of it; `head`: its original without the row."""
    if len(cells) > COLUMNS:
        return Refusal(
            f"more than {COLUMNS:,} columns in this row", origin, number, _as_csv(cells[:COLUMNS])
        )
    cells = [*cells, *[None] * (header.width - len(cells))]
    data = _as_csv(cells)
    values = [_value(cell, header.fields.get(place), epoch) for place, cell in enumerate(cells)]
    original = replace(head, data=head.data + data)
    return read_row(Row(values, number, data), header, original, origin, seen)


def _header(rows: Sequence[Sequence[object]], options: Options) -> tuple[int, Columns]:
    """Return the index of the row that names the columns, and the columns; raise `Unfit`."""
    if len(rows[0]) > COLUMNS:
        raise Unfit(WIDE)
    first = [_names(cells[:COLUMNS]) for cells in rows]
    known = [count_known(cells, options.mapping) for cells in first]
    at = next((at for at, count in enumerate(known) if count > 1), 0)
    return at, columns(first[at], options.mapping)


def _names(cells: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


def _value(cell: object, name: str | None, epoch: datetime) -> object:
    """Return a cell as the value of a field: dates in ISO 8601, whole numbers without a point."""
    if isinstance(cell, datetime):
        return _iso(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        if name == "date" and cell in _SERIAL:
            return _iso(library("openpyxl.utils.datetime", "Excel").from_excel(cell, epoch))
        return cell if name == "id" else str(cell)
    return "" if cell is None else cell


def _iso(moment: datetime) -> str:
    """Return a moment in ISO 8601; midnight is how Excel stores a day."""
    has_time = moment.hour or moment.minute or moment.second
    return moment.replace(microsecond=0).isoformat() if has_time else moment.date().isoformat()


def _as_csv(cells: Sequence[object]) -> bytes:
    """Return a row as CSV in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow(["" if cell is None else cell for cell in cells])
    return text.getvalue().encode()


def _recognises(head: Head) -> bool:
    return is_package(head, b"xl/")


FORMAT = Format("xlsx", "an Excel workbook", (".xlsx", ".xlsm"), _recognises, read)
