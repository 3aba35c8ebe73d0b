"""Web archives (WARC, ISO 28500, and its predecessor ARC): the web pages among their records."""

import re
from collections.abc import Iterator
from typing import Any

from archive.importers.containers.http import decoded
from archive.importers.libraries import library
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Container, Head, Options, Source
from archive.importers.streams import Partwise

__all__ = ["CONTAINER"]

_PAGES = ("text/html", "application/xhtml+xml")
# The line before the data of a chunk: its size in hexadecimal, and extensions.
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
# A longer number is no length of a page.
_DIGITS = 15


def _members(source: Source, options: Options) -> Iterator[Source | Refusal]:
    """Yield the payload of each response that is a web page with status 200.

    Chunks and compression of the transfer are undone, so that the bytes are those of the page. A
    revisit record says that a page is as it was: it brings nothing.
    """
    warc = library("warcio.archiveiterator", "web archives")
    failed = library("warcio.exceptions", "web archives").ArchiveLoadFailed
    try:
        for record in warc.ArchiveIterator(Partwise(source.stream), arc2warc=True):
            if record.rec_type == "response" and _is_page(record):
                yield _page(record, source, options.limit)
    except failed as error:
        raise Unfit(f"a damaged web archive: {error}") from error
    except AttributeError as error:
        # warcio takes the address of each record for granted.
        raise Unfit("a damaged web archive: a response without an address") from error


def _is_page(record: Any) -> bool:
    """Return whether a record is the answer of a server with a web page."""
    headers = record.http_headers
    if headers is None or headers.get_statuscode() != "200":
        return False
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in _PAGES


def _page(record: Any, source: Source, limit: int) -> Source | Refusal:
    """Return the page of a record, or the refusal of one that was cut short."""
    url = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
    content_type = record.http_headers.get_header("Content-Type") or ""
    data, reason = _payload(record, limit)
    if reason:
        return Refusal(reason, f"{source.origin}/{url}", None, data[:limit])
    return source.member(
        url,
        data,
        url=url,
        retrieved=record.rec_headers.get_header("WARC-Date") or "",
        charset=_charset(content_type),
        format="html",
    )


def _payload(record: Any, limit: int) -> tuple[bytes, str]:
    """Return the bytes of a page, and the reason why they are not all of it, "" where they are."""
    headers = record.http_headers
    is_chunked = (headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    # Chunks are longer than what they hold, but hardly twice as long.
    data = record.raw_stream.read(2 * limit if is_chunked else limit + 1)
    cut = record.rec_headers.get_header("WARC-Truncated") or _missing(record)
    if is_chunked:
        data, is_whole = _without_chunks(data)
        cut = cut or ("" if is_whole else "the last chunk is missing")
    elif len(data) < (declared := _number(headers.get_header("Content-Length"))):
        cut = cut or f"{len(data)} of {declared} bytes"
    if len(data) > limit:
        return data, f"longer than {limit} bytes"
    if cut:
        return data, f"the page was cut short when it was archived ({cut})"
    try:
        data = decoded(data, record.http_headers.get_header("Content-Encoding") or "", limit)
    except ValueError as error:
        return data, f"the page is damaged: {error}"
    return data, f"longer than {limit} bytes" if len(data) > limit else ""


def _without_chunks(data: bytes) -> tuple[bytes, bool]:
    """Return a body without its chunks, and whether the last one is there (RFC 9112, section 7.1).

    A body that does not begin with a chunk is returned as it is: some archives hold decoded bodies.
    """
    held, at = bytearray(), 0
    while found := _CHUNK.match(data, at):
        size, begin = int(found[1], 16), found.end()
        if size == 0:
            return bytes(held), True
        held += data[begin : begin + size]
        at = begin + size + 2
    return (bytes(held), False) if at else (data, True)


def _number(written: str | None) -> int:
    """Return the number in a header; 0 where there is none."""
    return int(written) if written and written.isdecimal() and len(written) < _DIGITS else 0


def _missing(record: Any) -> str:
    """Return that bytes of a record are missing, "" where all are there."""
    missing = getattr(record.raw_stream, "limit", 0)
    return f"{missing} bytes are missing" if missing and missing > 0 else ""


def _charset(content_type: str) -> str:
    """Return the charset of a Content-Type header."""
    return content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")


def _recognises(head: Head) -> bool:
    """Recognise the version line of WARC, and the first record of ARC."""
    return head.data.startswith((b"WARC/", b"filedesc://"))


CONTAINER = Container("warc", "a web archive", _recognises, _members)
