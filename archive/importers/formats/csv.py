"""CSV: a header and one record a row; comma, semicolon, tab or bar between the cells."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from archive.importers.bounds import COLUMNS
from archive.importers.decoding import Line, Undecodable, lines
from archive.importers.encodings import encoding_of, notes_on
from archive.importers.press.letters import composed
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.tables import (
    HEADER_WITHIN,
    WIDE,
    Columns,
    Row,
    columns,
    count_known,
    read_row,
)
from index.report import Original, Report

__all__ = ["DELIMITERS", "FORMAT", "MEDIA_TYPE", "header", "read"]

MEDIA_TYPE = "text/csv"
DELIMITERS = (",", ";", "\t", "|")

# A longer line is text; a thousand columns have names of a hundred letters at most.
_LONGEST_HEADER = 1 << 17


@dataclass(frozen=True)
class _Sheet:
    """Properties shared by all rows of a file; `head`: the bytes of the header."""

    origin: str
    delimiter: str
    columns: Columns
    head: bytes
    notes: tuple[str, ...] = ()

    def refusal(self, error: Exception, line: Line) -> Refusal:
        """Return the refusal of the row that begins in a line."""
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

    def find_header(
        self, first: str, delimiter: str, mapping: Mapping[str, str]
    ) -> tuple[str, str]:
        """Return the first line of those at the beginning that names two fields, and its delimiter.

        Where there is none, the line and the delimiter that were given are returned, and no line
        is consumed.
        """
        ahead: list[Line] = []
        for line in self._source:
            ahead.append(line)
            mark, known = header(line.text, mapping)
            if known > 1:
                self.used.extend(ahead)
                return line.text, mark
            if len(ahead) >= HEADER_WITHIN:
                break
        self._waiting.extendleft(reversed(ahead))
        return first, delimiter

    def back(self) -> None:
        """Give back all lines used but the first, to be read as rows of their own."""
        self._waiting.extendleft(reversed(self.used[1:]))
        del self.used[1:]


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each row, or the refusal of it; blank rows are left out.

    The header is the first line that names two fields. A row's line number is that of its first
    line; a broken row does not take the next ones with it. The original of a report is the header
    and its row, so that it can be read alone.
    """
    encoding = options.encoding or _encoding(source.peek(), options.mapping)
    rows = _Lines(lines(source.stream, encoding, options.limit), options.limit)
    # The cells' own limit (131,072) would refuse long reports; rows are measured above.
    csv.field_size_limit(options.limit)
    try:
        sheet = _sheet(rows, source.origin, options.mapping)
        yield from _rows(rows, replace(sheet, notes=notes_on(encoding)))
    except Undecodable as error:
        yield Refusal(str(error), source.origin)
    except Unfit as error:
        data = b"".join(line.data for line in rows.used)[: options.limit]
        yield Refusal(str(error), source.origin, 1, data)


def header(line: str, mapping: Mapping[str, str]) -> tuple[str, int]:
    """Return the delimiter with which a line names most fields, and how many it then names."""
    if len(line) > _LONGEST_HEADER:
        return DELIMITERS[0], 0
    counts = {mark: count_known(_cells(line, mark), mapping) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    return best, counts[best]


def _cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line, none where it cannot be cut."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _encoding(head: bytes, mapping: Mapping[str, str]) -> str | None:
    """Return the encoding that is detected, or else in which the first lines make a header.

    windows-1258 is what Excel in Vietnam writes. None leaves the choice to the byte order mark.
    """
    if (detected := encoding_of(head)) is not None:
        return detected
    first = head.splitlines()[:HEADER_WITHIN]
    for encoding, found in (("utf-8", None), ("windows-1258", "windows-1258")):
        written = (composed(line.decode(encoding, "replace")) for line in first)
        if any(header(line, mapping)[1] > 1 for line in written):
            return found
    return None


def _sheet(source: _Lines, origin: str, mapping: Mapping[str, str]) -> _Sheet:
    """Return what the header says; raise `Unfit` where no line names a field."""
    first = next(source, "")
    declared = first.strip().lower()
    is_declared = declared.startswith("sep=") and len(declared) <= 5
    if is_declared:
        first = next(source, "")
    # Excel's own way to name the delimiter, a tab being cut by the strip.
    delimiter = (declared[4:] or "\t") if is_declared else header(first, mapping)[0]
    if count_known(_cells(first, delimiter), mapping) < 2:
        first, delimiter = source.find_header(first, delimiter, mapping)
    reason = source.used[-1].reason if source.used else ""
    if reason and not header(first, mapping)[1]:
        raise Unfit(f"{reason}; Excel for Windows in Vietnamese writes windows-1258")
    if first.count(delimiter) > 2 * COLUMNS:
        raise Unfit(WIDE)
    try:
        cells = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error as error:
        raise Unfit(f"the header cannot be read: {error}") from error
    head = source.used[-1].data if source.used else b""
    if is_declared and len(source.used) == 2:
        head = source.used[0].data + head
    return _Sheet(origin, delimiter, columns(cells, mapping), head)


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
        # A line that is too long has no text, but is no blank row.
        if any(cell.strip() for cell in cells) or any(line.reason for line in source.used):
            yield _row(cells, source.used, sheet, seen)


def _row(
    cells: list[str], used: list[Line], sheet: _Sheet, seen: dict[str, int]
) -> Report | Refusal:
    """Return the report of one row, or the refusal of it."""
    first, data = used[0], b"".join(line.data for line in used)
    if reason := next((line.reason for line in used if line.reason), ""):
        return Refusal(reason, sheet.origin, first.number, data)
    place = f"{sheet.origin}:{first.number}"
    original = Original(sheet.head + data, MEDIA_TYPE, place, notes=sheet.notes)
    return read_row(Row(cells, first.number, data), sheet.columns, original, sheet.origin, seen)


def _recognises(head: Head) -> bool:
    """Recognise a first line that names two fields, or one soon after it that names four."""
    text = head.text
    if not head.options.encoding and (encoding := _encoding(head.data, head.options.mapping)):
        text = composed(head.data.decode(encoding, "replace"))
    first, *others = text.split("\n")[:HEADER_WITHIN]
    if header(first, head.options.mapping)[1] > 1:
        return True
    return any(header(line, head.options.mapping)[1] > 3 for line in others)


FORMAT = Format("csv", "CSV", (".csv", ".tsv", ".tab"), _recognises, read)
