"""Web archives (WARC, ISO 28500, and its predecessor ARC): the web pages among their records."""

import io
import re
from collections.abc import Iterator
from typing import Any

from archive.importers.containers.http import decoded
from archive.importers.containers.web_records import LONGEST_HEADER, WebRecord, web_records
from archive.importers.libraries import library
from archive.importers.refusal import Refusal, Skipped
from archive.importers.source import Container, Head, Member, Options, Source

__all__ = ["CONTAINER"]

_PAGES = ("text/html", "application/xhtml+xml")
# The line before the data of a chunk: its size in hexadecimal, and extensions.
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
# A longer number is no length of a page.
_DIGITS = 15


class _HeaderTooLong(Exception):
    """The HTTP header of a record is longer than `LONGEST_HEADER`."""


class _Lines:
    """The stream of a record, whose lines, those of its headers, are bounded together."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream, self._left = stream, 2 * LONGEST_HEADER

    def readline(self, size: int = -1) -> bytes:
        """Return the next line; raise `_HeaderTooLong` where there are too many bytes of them."""
        most = self._left if size < 0 else min(size, self._left)
        line = self._stream.readline(most)
        self._left -= len(line)
        if not self._left:
            raise _HeaderTooLong
        return line

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, fewer than `size` only at the end."""
        return self._stream.read(size)

    def tell(self) -> int:
        """Return 0: warcio asks for a position, and we do not use it."""
        return 0


def _members(source: Source, options: Options) -> Iterator[Member]:
    """Yield the payload of each response that is a web page with status 200.

    Chunks and compression of the transfer are undone, so that the bytes are those of the page. A
    revisit record says that a page is as it was: it brings nothing. A record that is broken is
    refused by its number and its offset, and those after it are read.
    """
    loader = library("warcio.recordloader", "web archives").ArcWarcRecordLoader(verify_http=False)
    number, refused, is_empty = 0, 0, True
    for found in web_records(source.stream):
        if isinstance(found, WebRecord):
            number = found.number
            member = _member(found, loader, source, options.limit)
            refused = number if isinstance(member, Refusal) else refused
        else:
            # The refusal of a page that is cut short says as much as that of its record.
            is_new = not found.number or found.number != refused
            reason = f"a damaged web archive: {found.reason}"
            member = Refusal(reason, source.origin, None, found.data) if is_new else None
        if member is not None:
            is_empty = False
            yield member
    if is_empty:
        reason = (
            f"a web archive without a web page that was served with status 200; records: {number}"
        )
        yield Skipped(reason, source.origin)


def _member(found: WebRecord, loader: Any, source: Source, limit: int) -> Member | None:
    """Return the page of a response, the reason why it is none, or the refusal of a broken record.

    Return None for records of other types.
    """
    failed = library("warcio.exceptions", "web archives").ArchiveLoadFailed
    try:
        record = loader.parse_record_stream(_Lines(found.stream))
    except AttributeError:
        # warcio takes the address of each record for granted.
        problem = "a response without an address"
    except _HeaderTooLong:
        problem = f"an HTTP header longer than {LONGEST_HEADER:,} bytes"
    except EOFError:
        problem = "it ends within its header"
    except (failed, LookupError, ValueError) as error:
        problem = str(error)
    else:
        if record.rec_type != "response":
            return None
        if reason := _not_read(record):
            return Skipped(reason, f"{source.origin}/{_address(record)}")
        return _page(record, source, limit)
    return Refusal(f"a damaged web archive: {found.place}: {problem}", source.origin)


def _not_read(record: Any) -> str:
    """Return why a response is not read, "" where it is a web page with status 200."""
    headers = record.http_headers
    if headers is None:
        return "an archived response without an HTTP header"
    if (status := headers.get_statuscode()) != "200":
        return f"an archived response with status {status[:20]}"
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    # A server that names no type leaves it to the bytes (RFC 9110 §8.3).
    return "" if kind in ("", *_PAGES) else f"an archived response of type {kind[:60]}"


def _address(record: Any) -> str:
    """Return the address of a record."""
    address: str = record.rec_headers.get_header("WARC-Target-URI").strip("<>")
    return address


def _page(record: Any, source: Source, limit: int) -> Source | Refusal:
    """Return the page of a record, or the refusal of one that was cut short."""
    url = _address(record)
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
        format="html" if content_type else "",
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
