"""JSON Lines: one report a line, under the names that the importer knows; nothing is guarded."""

import json
from collections.abc import Iterable, Iterator, Sequence

from index.report import Report

__all__ = ["MEDIA_TYPE", "record", "write"]

MEDIA_TYPE = "application/x-ndjson; charset=utf-8"


def record(report: Report, persons: Sequence[str]) -> dict[str, object]:
    """The report as a JSON object; what is unknown is left out.

    `persons`: preferred names, in the order of the report's own list of identifiers.
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
        "dateline": report.dateline,
        "lead": report.lead,
        "body": report.body,
        "captions": list(report.captions),
    }
    return {name: value for name, value in values.items() if value}


def write(rows: Iterable[tuple[Report, Sequence[str]]]) -> Iterator[bytes]:
    """The file, a line at a time."""
    for report, persons in rows:
        yield json.dumps(record(report, persons), ensure_ascii=False).encode() + b"\n"
