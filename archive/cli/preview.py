"""A table of the reports that an import would read; nothing is stored."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from archive.cli.import_summary import reasons, remarks
from archive.cli.input_files import SHOWN, Gathered, Reading
from archive.cli.layout import readable_date
from archive.importers.refusal import Refusal
from index.report import Report

__all__ = ["preview", "rows"]

_WIDTHS = {"kind": 5, "date": 16, "section": 24, "authors": 20, "letters": 7, "title": 60}


def rows(reading: Reading) -> Iterator[dict[str, Any]]:
    """Yield the reports and refusals of a reading, each as an object for JSON."""
    for record in reading.records():
        if isinstance(record, Refusal):
            yield _refused(record)
        elif isinstance(record, Report):
            yield {"kind": reading.kind, **_read(record)}


def _refused(refusal: Refusal) -> dict[str, Any]:
    return {"origin": refusal.origin, "line": refusal.line, "refused": refusal.reason}


def _read(report: Report) -> dict[str, Any]:
    original = report.original
    return {
        "origin": original.origin if original else "",
        "id": report.identifier,
        "title": report.title,
        "date": report.date,
        "section": list(report.section),
        "authors": list(report.authors),
        "source": report.source,
        "url": report.url,
        "lead": report.lead,
        "letters": len(report.lead) + len(report.body),
        "captions": len(report.captions),
        "unread": dict(original.unread) if original else {},
    }


def preview(found: list[dict[str, Any]], gathered: Gathered) -> Iterator[str]:
    """Yield a table of the records for a terminal, and what should be looked at."""
    yield " ".join(f"{name:<{width}}" for name, width in _WIDTHS.items()).rstrip()
    refused: Counter[str] = Counter()
    for row in found:
        if "refused" in row:
            refused[row["refused"]] += 1
            if refused[row["refused"]] > SHOWN:
                continue
            line = "" if row["line"] is None else f":{row['line']}"
            yield click.style(f"refused: {row['origin']}{line}: {row['refused']}", fg="red")
            continue
        cells = {
            "kind": row["kind"],
            "date": readable_date(row["date"]) or "?",
            "section": " › ".join(row["section"]),
            "authors": ", ".join(row["authors"]),
            "letters": f"{row['letters']:,}",
            "title": row["title"] or f"({row['lead']})",
        }
        yield " ".join(f"{_cut(cells[name], width):<{width}}" for name, width in _WIDTHS.items())
        yield f"  {row['origin']}"
    yield from reasons(gathered)
    yield from remarks(gathered)
    yield "nothing was stored"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
