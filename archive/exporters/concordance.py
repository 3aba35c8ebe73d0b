"""Concordances as CSV and XLSX: a row for each occurrence, with its report."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.addresses import report_address
from archive.exporters import csv, xlsx
from archive.exporters.format import About

__all__ = ["WRITERS", "ConcordanceLine"]

# The columns with their widths in a workbook, in characters.
_COLUMNS = {
    "left": 60, "node": 20, "right": 60, "field": 10, "date": 12, "source": 20, "id": 20,
    "title": 40, "permalink": 40,
}  # fmt: skip
_TABLE = xlsx.Table(_COLUMNS, "concordance", "concordance continued", "concordance complete")


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One occurrence in a report, as published, and the text around it.

    `identifier`, `date`, `source`, `title`: of the report. `field`: `title`, `lead`, `body` or
    `captions`. `before`, `after`: text of the same paragraph.
    """

    identifier: str
    date: str
    source: str
    title: str
    field: str
    before: str
    node: str
    after: str


def _rows(lines: Iterable[ConcordanceLine], about: About) -> Iterator[Sequence[str]]:
    for line in lines:
        yield (
            line.before.strip(), line.node, line.after.strip(), line.field, line.date, line.source,
            line.identifier, line.title, report_address(about.site, line.identifier),
        )  # fmt: skip


def _csv(lines: Iterable[ConcordanceLine], about: About) -> Iterator[bytes]:
    return csv.write_table(_COLUMNS, _rows(lines, about))


def _xlsx(lines: Iterable[ConcordanceLine], about: About) -> Iterator[bytes]:
    return xlsx.write_table(_TABLE, _rows(lines, about), about)


WRITERS: Mapping[str, Callable[[Iterable[ConcordanceLine], About], Iterator[bytes]]] = {
    csv.FORMAT.name: _csv,
    xlsx.FORMAT.name: _xlsx,
}
"""The writers of a concordance by the names of their formats."""
