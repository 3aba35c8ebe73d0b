"""Tables: a header that names the columns, and rows that are reports; for CSV and spreadsheets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive.importers.bounds import COLUMNS
from archive.importers.fields import field_of, names_for, report
from archive.importers.refusal import Refusal, Unfit
from index.report import Original, Report

__all__ = ["HEADER_WITHIN", "WIDE", "Columns", "Row", "columns", "count_known", "read_row"]

# Lists begin with their title, the name of an office and the like; the header is among these rows.
HEADER_WITHIN = 20
# What our own export puts before a cell that a spreadsheet would take for a formula (CWE-1236).
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


_MARK = "\ufeff"
WIDE = f"more than {COLUMNS:,} columns; import a copy with those that are of use"
"""Why a table is refused."""


@dataclass(frozen=True)
class Columns:
    """The columns of a table; `fields`: position → field, `names`: the cells of the header."""

    fields: Mapping[int, str]
    names: Sequence[str]

    @property
    def width(self) -> int:
        """Return the number of cells of the header."""
        return len(self.names)

    def is_repeated_by(self, cells: Sequence[object]) -> bool:
        """Return whether a row is the header again, perhaps behind a byte order mark."""
        return [str(cell or "").lstrip(_MARK).strip() for cell in cells] == self.names


@dataclass(frozen=True)
class Row:
    """A row with the bytes that it was read from; `line`: 1-based, of its first line."""

    cells: Sequence[object]
    line: int
    data: bytes = field(repr=False)


def count_known(cells: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Return how many fields the cells of a row name."""
    return len({field_of(cell.strip(), mapping) for cell in cells} - {""})


def columns(cells: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Return the columns that a header names; raise `Unfit` where it names none, or one twice."""
    if len(cells) > COLUMNS:
        raise Unfit(WIDE)
    names = [cell.strip() for cell in cells]
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        raise Unfit(f"two columns are called {twice[0]!r}")
    meant = names_for(names, mapping)
    if not meant:
        raise Unfit(
            f"no column is known; one of the first {HEADER_WITHIN} lines must name the columns, "
            "and --map NAME=FIELD says what a name means "
            f"(found in the first: {', '.join(filter(None, names))[:200]})"
        )
    return Columns({at: meant[name] for at, name in enumerate(names) if name in meant}, names)


def read_row(
    row: Row, header: Columns, original: Original, origin: str, seen: dict[str, int]
) -> Report | Refusal:
    """Return the report of a row, or the refusal of it; `seen`: identifier → line, is added to."""
    try:
        if header.is_repeated_by(row.cells):
            raise Unfit("the header again, as where lists were joined; the rows around it are read")
        # Too few may be the rest of a row that a stray line end cut in two.
        if len(row.cells) < header.width or any(row.cells[header.width :]):
            raise Unfit(f"{len(row.cells)} cells where the header has {header.width}")
        values = {name: _unguarded(row.cells[at]) for at, name in header.fields.items()}
        made = report(values, original, is_partial=True)
        if made.identifier and seen.setdefault(made.identifier, row.line) != row.line:
            before = seen[made.identifier]
            raise Unfit(f"the identifier {made.identifier!r} stands in line {before} already")
    except Unfit as error:
        return Refusal(str(error), origin, row.line, row.data)
    return made


def _unguarded(cell: object) -> object:
    """Return a cell without the apostrophe of our own export, so that it can be read again."""
    return cell[1:] if isinstance(cell, str) and cell.startswith(_GUARDED) else cell
