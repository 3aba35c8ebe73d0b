"""CSL-JSON, which citation processors read: an array of `article-newspaper` items.

A `literal` name is never split, and `language` keeps styles from capitalising Vietnamese titles.
"""

import json
from collections.abc import Iterable, Iterator

from archive.exporters.citing import addresses, date_parts, keywords
from archive.exporters.format import About, Format, Row
from archive.headline import headline

__all__ = ["FORMAT", "item", "write"]


def item(row: Row) -> dict[str, object]:
    """Return the report as an item of CSL-JSON 1.0.2; what is unknown is left out."""
    report = row.report
    parts = date_parts(report.date)
    values: dict[str, object] = {
        "id": report.identifier,
        "type": "article-newspaper",
        "title": headline(report),
        "author": [{"literal": author} for author in report.authors],
        "container-title": report.source,
        "section": report.section_path,
        "issued": {"date-parts": [list(parts)]} if parts else None,
        "language": "vi",
        "keyword": ", ".join(keywords(row)),
        "abstract": report.lead,
        "URL": next(iter(addresses(row)), ""),
    }
    return {name: value for name, value in values.items() if value}


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the array, an item at a time; a file that was cut short is no valid JSON."""
    separator = b"[\n"
    for row in rows:
        yield separator + json.dumps(item(row), ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


FORMAT = Format(
    "csl", ".csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8",
    "CSL-JSON (Zotero, Pandoc)", write, aliases=(".json",),
)  # fmt: skip
