"""JSON Lines: one report a line, under the names that the importer knows, each value as it is."""

import json
from collections.abc import Iterable, Iterator, Sequence

from archive.exporters.format import About, Format, Row
from index.report import Report

__all__ = ["FORMAT", "record", "write"]


def record(report: Report, persons: Sequence[str], address: str = "") -> dict[str, object]:
    """Return the report as a JSON object; what is unknown is left out.

    `persons`: preferred names, in the order of the identifiers in `report.persons`. `address`:
    the report's permanent address.
    """
    named = zip(report.persons, persons, strict=True)
    values: dict[str, object] = {
        "id": report.identifier,
        "title": report.title,
        "date": report.date,
        "source": report.source,
        "section": report.section_path,
        "author": list(report.authors),
        "persons": [{"id": identifier, "name": name} for identifier, name in named],
        "tags": list(report.tags),
        "url": report.url,
        "permalink": address,
        "dateline": report.dateline,
        "lead": report.lead,
        "body": report.body,
        "captions": list(report.captions),
    }
    return {name: value for name, value in values.items() if value}


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the file, a line at a time."""
    for row in rows:
        yield _encoded(record(row.report, row.persons, row.address))


def _encoded(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


FORMAT = Format(
    "jsonl", ".jsonl", "application/x-ndjson; charset=utf-8", "JSON Lines", write, write,
    aliases=(".ndjson",),
)  # fmt: skip
