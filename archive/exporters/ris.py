"""RIS, which reference managers import: one newspaper article (`TY  - NEWS`) a report.

A comma after each author keeps Vietnamese names whole: EndNote and Zotero split a name without
one at its last syllable. There is no `PB`, `DB` or `AN`, which styles would print.
"""

from collections.abc import Iterable, Iterator

from archive.exporters.citing import addresses, date_parts, keywords
from archive.exporters.format import About, Format, Row
from archive.headline import headline

__all__ = ["FORMAT", "record", "write"]


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the file, a record at a time; lines end in CR LF."""
    return map(record, rows)


def record(row: Row) -> bytes:
    """Return the record of one report."""
    lines = (f"{tag}  - {' '.join(value.split())}".rstrip(" ") for tag, value in _fields(row))
    return ("\r\n".join(lines) + "\r\nER  - \r\n\r\n").encode()


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the tags of a record with their values, without the closing `ER`."""
    report = row.report
    yield "TY", "NEWS"
    yield "ID", report.identifier
    for author in report.authors:
        yield "AU", f"{author},"
    yield "TI", headline(report)
    if report.source:
        yield "T2", report.source
    if report.section:
        yield "SE", report.section_path
    yield from _date(report.date)
    yield "LA", "vi"
    for keyword in keywords(row):
        yield "KW", keyword
    if report.lead:
        yield "AB", report.lead
    for address in addresses(row):
        yield "UR", address


def _date(date: str) -> Iterator[tuple[str, str]]:
    """Yield the year, and the date as `YYYY/MM/DD` with unknown parts left empty."""
    parts = date_parts(date)
    if parts:
        yield "PY", f"{parts[0]:04}"
        year, *others = parts
        yield "DA", "/".join([f"{year:04}", *(f"{part:02}" for part in others), "", ""][:3])


FORMAT = Format(
    "ris", ".ris", "application/x-research-info-systems; charset=utf-8",
    "RIS (Zotero, EndNote, Mendeley)", write,
)  # fmt: skip
