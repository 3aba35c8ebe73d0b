"""CSV: a header and one record a row; comma, semicolon, tab or bar between the cells."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.importers.decoding import Line, Undecodable, lines
from archive.importers.fields import field_of, names_for, report
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from index.report import Original, Report

__all__ = ["DELIMITERS", "FORMAT", "MEDIA_TYPE", "header", "read"]

MEDIA_TYPE = "text/csv"
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class _Sheet:
    """What is the same for all rows of a file.

    `columns`: position → field. `width`: cells of the header. `head`: its bytes.
    """

    origin: str
    delimiter: str
    columns: dict[int, str]
    width: int
    head: bytes

    def at(self, line: Line) -> str:
        """Where a row stands."""
        return f"{self.origin}:{line.number}"

    def refusal(self, error: Exception, line: Line) -> Refusal:
        """Why the row that begins in a line could not be read."""
        reason = f"no CSV: {error}" if isinstance(error, csv.Error) else str(error)
        return Refusal(reason, self.origin, line.number, line.data)


class _Lines:
    """The lines of a file, remembering those that the row being read has used."""

    def __init__(self, source: Iterator[Line], limit: int) -> None:
        self._source = source
        self._limit = limit
        self._waiting: deque[Line] = deque()
        self.used: list[Line] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.used.append(line)
        self._size += len(line.data)
        if self._size > self._limit:
            raise Unfit(f"longer than {self._limit} bytes; perhaps a quote that never closes")
        return line.text

    def begin(self) -> None:
        """Forget the lines used: a new row begins."""
        self.used, self._size = [], 0

    def back(self) -> None:
        """Give back all lines used but the first, to be read as rows of their own."""
        self._waiting.extendleft(reversed(self.used[1:]))
        del self.used[1:]


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each row, or the refusal of it; blank rows are left out.

    The first line names the columns. A row's line number is that of its first line; a broken row
    does not take the next ones with it. The original of a report is the header and its row, so
    that it can be read alone.
    """
    rows = _Lines(lines(source.stream, options.encoding, options.limit), options.limit)
    # The cells' own limit (131,072) would refuse long reports; rows are measured above.
    csv.field_size_limit(options.limit)
    try:
        yield from _rows(rows, _sheet(rows, source.origin, options.mapping))
    except Undecodable as error:
        yield Refusal(str(error), source.origin)
    except Unfit as error:
        data = b"".join(line.data for line in rows.used)[: options.limit]
        yield Refusal(str(error), source.origin, 1, data)


def header(line: str, mapping: Mapping[str, str] | None = None) -> tuple[str, int]:
    """The delimiter with which a line names most fields, and how many it then names."""
    counts = {mark: _known(line, mark, mapping) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    return best, counts[best]


def _known(line: str, delimiter: str, mapping: Mapping[str, str] | None) -> int:
    """How many fields a line names when cut at the delimiter."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return len({field_of(cell.strip(), mapping) for cell in cells} - {""})


def _sheet(source: _Lines, origin: str, mapping: Mapping[str, str] | None) -> _Sheet:
    """What the header says; raises `Unfit` where it names no field."""
    first = next(source, "")
    declared = first.strip().lower()
    if declared.startswith("sep=") and len(declared) <= 5:
        # Excel's own way to name the delimiter, a tab being cut by the strip.
        delimiter, first = declared[4:] or "\t", next(source, "")
    else:
        delimiter = header(first, mapping)[0]
    try:
        cells = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    except csv.Error as error:
        raise Unfit(f"the header cannot be read: {error}") from error
    twice = [cell for cell in cells if cell and cells.count(cell) > 1]
    if twice:
        raise Unfit(f"two columns are called {twice[0]!r}")
    meant = names_for(cells, mapping)
    if not meant:
        raise Unfit(
            "no column is known; the first line names the columns, "
            f"and --map NAME=FIELD tells what a name means (found: {', '.join(cells)[:200]})"
        )
    columns = {at: meant[cell] for at, cell in enumerate(cells) if cell in meant}
    head = b"".join(line.data for line in source.used)
    return _Sheet(origin, delimiter, columns, len(cells), head)


def _rows(source: _Lines, sheet: _Sheet) -> Iterator[Report | Refusal]:
    """Yield what each row after the header gives."""
    seen: dict[str, int] = {}
    while True:
        # A new reader for each row: one that failed within quotes would stay within them.
        source.begin()
        try:
            cells = next(csv.reader(source, delimiter=sheet.delimiter, strict=True))
        except StopIteration:
            return
        except (csv.Error, Unfit) as error:
            source.back()
            yield sheet.refusal(error, source.used[0])
            continue
        if any(cell.strip() for cell in cells):
            yield _row(cells, source.used, sheet, seen)


def _row(
    cells: list[str], used: list[Line], sheet: _Sheet, seen: dict[str, int]
) -> Report | Refusal:
    """The report of one row, or why it is none."""
    first, data = used[0], b"".join(line.data for line in used)
    try:
        for line in used:
            if line.reason:
                raise Unfit(line.reason)
        # Too few may be the rest of a row that a stray line end cut in two.
        if len(cells) < sheet.width or any(cells[sheet.width :]):
            raise Unfit(f"{len(cells)} cells where the header has {sheet.width}")
        values = {field: _unguarded(cells[at]) for at, field in sheet.columns.items()}
        original = Original(sheet.head + data, MEDIA_TYPE, sheet.at(first))
        made = report(values, original, is_partial=True)
        if made.identifier and seen.setdefault(made.identifier, first.number) != first.number:
            before = seen[made.identifier]
            raise Unfit(f"the identifier {made.identifier!r} stands in line {before} already")
    except Unfit as error:
        return Refusal(str(error), sheet.origin, first.number, data)
    return made


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from taking it for a formula.

    Our own export writes it (CWE-1236), so that an export can be read again.
    """
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _recognises(head: Head) -> bool:
    """Recognise a first line that names two fields."""
    return header(head.text.partition("\n")[0], head.options.mapping)[1] > 1


FORMAT = Format("csv", "CSV", (".csv", ".tsv", ".tab"), _recognises, read)
