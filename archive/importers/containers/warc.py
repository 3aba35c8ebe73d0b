"""Web archives (WARC, ISO 28500, and its predecessor ARC): the web pages among their records."""

from collections.abc import Iterator
from typing import Any

from archive.importers.containers.http import decoded
from archive.importers.libraries import library
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Container, Head, Options, Source
from archive.importers.streams import Partwise

__all__ = ["CONTAINER"]

_PAGES = ("text/html", "application/xhtml+xml")


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
    stream = record.raw_stream
    if (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        chunks = library("warcio.bufferedreaders", "web archives").ChunkedDataReader
        stream = chunks(stream, decomp_type=None)
    data = stream.read(limit + 1)
    truncated = record.rec_headers.get_header("WARC-Truncated") or _missing(record)
    if truncated:
        return data, f"the page was cut short when it was archived ({truncated})"
    try:
        data = decoded(data, record.http_headers.get_header("Content-Encoding") or "", limit)
    except ValueError as error:
        return data, f"the page is damaged: {error}"
    return data, f"longer than {limit} bytes" if len(data) > limit else ""


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
