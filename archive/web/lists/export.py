"""The whole list of a query as a file: streamed, every hit in its order."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from archive.exporters import FORMATS, Format, format_named
from archive.retrieval import Library, describe_list, list_rows
from archive.slug import slug
from archive.web import links
from archive.web.current import settings
from archive.web.language import locale
from archive.web.lists.request_query import request_query
from archive.web.server import headers
from index.query import Query

__all__ = ["NAMES", "Download", "answer", "bp", "downloads", "offered", "started", "streamed"]

bp = Blueprint("export", __name__)

# Characters that file systems refuse in a name or give a meaning of their own.
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%]+')
_LONGEST_NAME = 60
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Download:
    """A format to download a list in."""

    label: str
    url: str
    media_type: str


def downloads(query: Query) -> list[Download]:
    """Return the address of a query's list in each format."""
    return offered(lambda name: links.of_query(query, "export.download", name=name))


def offered(address: Callable[[str], str]) -> list[Download]:
    """Return all formats; `address` gives the address of a format by its name."""
    english = locale().language == "en"
    return [
        Download(
            each.label_en if english and each.label_en else each.label,
            address(each.name),
            each.media_type.partition(";")[0],
        )
        for each in FORMATS
    ]


NAMES = ", ".join(each.name for each in FORMATS)
"""The names of all formats, as a rule of an address lists them."""


@bp.get(f"/tim-kiem.<any({NAMES}):name>")
@headers.kept
def download(archive: Library, name: str) -> BaseResponse:
    """Return the whole list of a query in one of the formats."""
    format_ = format_named(name) or abort(404)
    asked = request_query()
    query = asked.query
    if not asked.canonical:
        return redirect(links.of_query(query, "export.download", name=name))
    return answer(lambda: _pieces(archive, query, format_), format_, query.text)


def answer(make: Callable[[], Iterator[bytes]], format_: Format, name: str) -> Response:
    """Return the answer with a file. `make`: makes its pieces. `name`: what the file is about."""
    response = streamed(make, format_.media_type)
    response.headers["Content-Disposition"] = _disposition(name, format_.suffix)
    return response


def streamed(make: Callable[[], Iterator[bytes]], content_type: str) -> Response:
    """Return a response whose truncation a client can detect.

    `make`: a function that yields the pieces of the file.

    HTTP/1.1 sends the pieces in chunks, and a truncated response lacks the last chunk. HTTP/1.0,
    the default of nginx before 1.29.7 towards a server, has no chunks but only the length, so the
    whole file is made before it is sent.
    """
    # The answer to HEAD has no body; none is made.
    pieces = iter(()) if request.method == "HEAD" else make()
    response = Response(pieces, content_type=content_type)
    response.headers["X-Robots-Tag"] = "noindex"
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0" and request.method != "HEAD":
        response.response, response.content_length = _measured(pieces)
    return response


def _measured(pieces: Iterator[bytes]) -> tuple[Iterator[bytes], int]:
    """Return the pieces and how many bytes they are, from a temporary file."""
    file = TemporaryFile()  # noqa: SIM115  # closed by the generator that reads it
    file.writelines(pieces)
    length = file.tell()
    file.seek(0)
    return _read(file), length


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, _PIECE), b"")


def _pieces(archive: Library, query: Query, format_: Format) -> Iterator[bytes]:
    """Return the pieces of the file of a query's list."""
    site = links.absolute("")
    about = describe_list(
        archive,
        query,
        archive=settings().name,
        site=site,
        url=links.absolute(links.of_query(query)),
        language=locale().language,
    )
    return started(format_.write(list_rows(archive, query, site), about))


def started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces with the first one made, so that a failure gets its page."""
    return chain([next(pieces, b"")], pieces)


def _disposition(name: str, suffix: str) -> str:
    """Name the file for its list, in ASCII and as it stands (RFC 6266 with RFC 8187)."""
    words = _UNFIT.sub(" ", name)[:_LONGEST_NAME].strip(" .")
    whole = " - ".join(part for part in (settings().name, words) if part)
    plain = slug(whole) or "khobao"
    return f"attachment; filename={plain}{suffix}; filename*=UTF-8''{quote(whole, safe='')}{suffix}"
