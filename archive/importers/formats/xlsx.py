"""Excel workbooks (Office Open XML): each sheet is a table, as in CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from archive.importers.libraries import library
from archive.importers.office import check_size, is_package
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.streams import rewindable
from archive.importers.tables import HEADER_WITHIN, Columns, Row, columns, count_known, read_row
from index.report import Original

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

# A row has no bytes of its own in a workbook; its original is the row as CSV, below the header.
MEDIA_TYPE = "text/csv"
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
    rows: list[tuple[int, Sequence[object]]] = []
    damage = ""
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell is not None for cell in cells):
                rows.append((number, cells))
    except Exception as error:
        damage = f"a damaged Excel sheet: {error}"
    yield from _read_rows(rows, epoch, origin, options)
    if damage:
        yield Refusal(damage, origin)


def _read_rows(
    rows: Sequence[tuple[int, Sequence[object]]], epoch: datetime, origin: str, options: Options
) -> Iterator[Record]:
    """Yield the report of each numbered row below the header, or the refusal of it."""
    if not rows:
        return
    try:
        at, header = _header(rows, options)
    except Unfit as error:
        yield Refusal(str(error), origin, rows[0][0], _as_csv(rows[0][1]))
        return
    head = _as_csv(rows[at][1])
    seen: dict[str, int] = {}
    for number, cells in rows[at + 1 :]:
        data = _as_csv(cells)
        values = [_value(cell, header.fields.get(place), epoch) for place, cell in enumerate(cells)]
        original = Original(head + data, MEDIA_TYPE, f"{origin}:{number}")
        yield read_row(Row(values, number, data), header, original, origin, seen)


def _header(rows: Sequence[tuple[int, Sequence[object]]], options: Options) -> tuple[int, Columns]:
    """Return the index of the row that names the columns, and the columns; raise `Unfit`."""
    first = [_names(cells) for _, cells in rows[:HEADER_WITHIN]]
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
