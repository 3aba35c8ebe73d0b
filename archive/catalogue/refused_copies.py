"""Refusals that hold a copy of a report: input that was refused before or after it came in."""

import html
import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from unicodedata import normalize

from sqlalchemy import Connection, delete, select

from archive.catalogue.tables import refusals
from index.report import Report

__all__ = ["delete_copies"]

_PORTION = {"yield_per": 50}
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Letters of a title or a paragraph by which a copy is recognised; shorter ones are in many texts.
_SHORTEST = 20


def delete_copies(connection: Connection, held: Collection[Report], places: Collection[str]) -> int:
    """Delete the refusals from some places, and those that hold the text of some reports.

    `places`: files, or `file:line`. A copy is found in UTF-8 and UTF-16, escaped as in JSON and
    HTML or not, by a title or a paragraph of the report. Return the number of refusals deleted.
    """
    passages = {each for report in held for each in _passages(report)}
    rows = connection.execute(
        select(refusals.c.id, refusals.c.origin, refusals.c.line, refusals.c.data),
        execution_options=_PORTION,
    )
    found = [
        row.id
        for row in rows
        if _place(row.origin, row.line) in places
        or row.origin in places
        or any(passage in text for text in _readings(row.data) for passage in passages)
    ]
    connection.execute(delete(refusals).where(refusals.c.id.in_(found)))
    return len(found)


def _place(origin: str, line: int | None) -> str:
    return origin if line is None else f"{origin}:{line}"


def _passages(report: Report) -> Iterator[str]:
    texts = (report.title, report.lead, *report.body.split("\n"), *report.captions, report.url)
    for text in texts:
        passage = " ".join(normalize("NFC", text).split())
        if len(passage) >= _SHORTEST:
            yield passage


def _readings(data: bytes) -> Iterator[str]:
    """Yield what the bytes of a refusal may say, in NFC and with single spaces."""
    with suppress(zlib.error):
        unpacked = zlib.decompress(data)
        encodings = ("utf-8", "utf-16-le", "utf-16-be") if b"\0" in unpacked else ("utf-8",)
        for encoding in encodings:
            text = unpacked.decode(encoding, "replace")
            text = html.unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
            yield " ".join(normalize("NFC", text).split())
