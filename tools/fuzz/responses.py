"""Rules that every response must keep to, for any request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.datastructures import Headers

from tools.fuzz.requests import HOST, Request

__all__ = ["Answer", "problems"]

# Headers that every response has, with what their values contain.
_REQUIRED = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "",
}
# Pieces of `_ATTACKS` as no page may contain them outside of text: tags, attributes, addresses.
_MARKUP = re.compile(
    rb"<fuzz|<script>fuzz|<!--#exec|[\"'] fuzz=|(?:href|src|action)=[\"']?(?:javascript:|\\\\\\\\)"
    rb"|(?:href|src|action)=[\"']?(?:https?:)?//fuzz\.example",
    re.IGNORECASE,
)
# JSON-LD is no markup: what could end it is escaped.
_DATA = re.compile(rb"<script type=\"application/ld\+json\">[^<]*</script>")
_TRACES = (b"Traceback (most recent call last)", b"root:x:0:0", b"werkzeug.exceptions", b"sqlite3.")
_PAGES = ("text/html", "image/svg+xml", "application/xhtml+xml")


@dataclass(frozen=True)
class Answer:
    """A response as it was read."""

    status: int
    headers: Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip()


def problems(request: Request, answer: Answer) -> Iterator[str]:
    """Yield what is wrong with a response."""
    if answer.status >= 500 and answer.status != 503:
        yield f"status {answer.status}"
    if answer.status == 503 and "Retry-After" not in answer.headers:
        yield "503 without Retry-After"
    if answer.status == 405 and "Allow" not in answer.headers:
        yield "405 without Allow"
    for name, part in _REQUIRED.items():
        if part not in answer.headers.get(name, "\0"):
            yield f"{name} is {answer.headers.get(name)!r}"
    if "Fuzz-Header" in answer.headers or "Set-Cookie" in answer.headers:
        yield "a header that the program does not set"
    yield from _redirect(request, answer)
    yield from _body(request, answer)


def _redirect(request: Request, answer: Answer) -> Iterator[str]:
    """Yield what is wrong with a redirect; Werkzeug names the host of the request in some."""
    location = answer.headers.get("Location", "")
    host = urlsplit(location).hostname
    named = request.headers.get("Host", "").lower().partition(":")[0]
    if host not in (None, "localhost", "127.0.0.1", named) or location.startswith(("\\", "/\\")):
        yield f"redirects to {location!r}"
    if answer.status in (301, 302, 303, 307, 308) and not location:
        yield "redirects nowhere"


def _body(request: Request, answer: Answer) -> Iterator[str]:
    if answer.body and (request.method == "HEAD" or answer.status in (204, 304)):
        yield "a body where none may be"
    if answer.body and not answer.media_type:
        yield "a body without a media type"
    if HOST.encode() in answer.body and "public" in answer.headers.get("Cache-Control", ""):
        yield "the Host header in a response that proxies may keep"
    if any(trace in answer.body for trace in _TRACES):
        yield "internal details"
    if answer.media_type in _PAGES and "sandbox" not in answer.headers.get(
        "Content-Security-Policy", ""
    ):
        if found := _MARKUP.search(_DATA.sub(b"", answer.body)):
            start = max(0, found.start() - 60)
            yield f"reflected markup: {answer.body[start : found.end() + 60]!r}"
        if "charset" not in answer.headers["Content-Type"]:
            yield "a page without charset"
