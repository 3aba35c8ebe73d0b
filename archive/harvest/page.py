"""A response of a server → the report on the page, or the refusal of it."""

import re
from dataclasses import replace
from io import BytesIO

from archive.harvest.client import Response
from archive.importers.reading import read_source
from archive.importers.refusal import Refusal, Skipped
from archive.importers.source import Options, Source
from archive.importers.streams import buffered
from index.report import Report

__all__ = ["read_page"]

_PAGES = ("", "text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)


def read_page(response: Response, address: str) -> Report | Refusal:
    """Return the report on a page; its original has the bytes, the address and the time.

    `address`: the one that a list named, under which a refusal is kept.
    """
    content_type = response.header("Content-Type")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _PAGES:
        return Refusal(f"{kind}: not a web page; save it and import the file", address)
    charset = _CHARSET.search(content_type)
    source = Source(
        buffered(BytesIO(response.body)),
        response.address,
        url=response.address,
        retrieved=response.retrieved,
        charset=charset[1] if charset else "",
        format="html",
    )
    # A page is one report or one refusal.
    [record] = read_source(source, Options())
    if isinstance(record, Skipped):
        record = Refusal(record.reason, address)
    if isinstance(record, Refusal):
        return replace(record, origin=address)
    return record if _END.search(response.body) else _noted(record)


def _noted(report: Report) -> Report:
    """Return a report with the note that its page has no end: a server may have cut it."""
    if report.original is None:
        return report
    notes = (*report.original.notes, "the page has no end tag: perhaps it was cut short")
    return replace(report, original=replace(report.original, notes=notes))
