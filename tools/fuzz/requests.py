"""Random requests over all routes, parameters and methods of the pages, drawn from the URL map."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from werkzeug.routing import Map

from tools.fuzz.queries import SEEDS, queries

__all__ = ["HOST", "Request", "requests"]

HOST = "another-host.example"
"""The name of a host that some requests are sent to, as when an attacker fills a cache."""

_PARAMETERS = (
    "q", "from", "to", "date", "section", "person", "author", "source", "date.or", "date.not",
    "person.or", "person.not", "section.not", "author.not", "source.not", "sort", "match", "exact",
    "page", "lang", "n", "order", "by", "find", "gop", "id", "format", "note",
    # Names that functions of Flask and Werkzeug have for parameters of their own.
    "endpoint", "_method", "_scheme", "_anchor", "_external", "_query", "values", "filename",
    "self", "", "q[]", "q%00", "__class__",
)  # fmt: skip
_ATTACKS = (
    '"><fuzz onload=1>', "'><fuzz a='", "<script>fuzz()</script>", '" fuzz="1', "' fuzz='1",
    "javascript:fuzz()", "//fuzz.example/", "https://fuzz.example/", "\\\\fuzz.example",
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//", "/etc/passwd\0.html",
    "x\r\nFuzz-Header: 1", "%0d%0aFuzz-Header:%201", "{{7*7}}", "${7*7}", "%(fuzz)s", "{0}", "%s%n",
    "' OR 1=1--", "1; DROP TABLE reports", "*)(uid=*", "`id`", "$(id)", "<!--#exec cmd=id-->",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
)  # fmt: skip
_ODD = (
    "", " ", "\0", "\n", "0", "-1", "1", "2", "99999999999999999999", "1e9", "NaN", "٣", "²", "1.5",
    "2018", "2018-01", "31/02/2018", "0000-00-00", "9999-12-31", "not-a-date", "\u0302", "\u202e",
    "\ufeff", "\U0001f600", "ﬁ", "đ" * 700, "a" * 5000, "(" * 300, "*", "a*", "?", "[]", "null",
    "vi", "en", "relevance", "newest", "oldest", "recent", "all", "any", "name", "month", "right-1",
)  # fmt: skip
_METHODS = (
    *["GET"] * 12, "HEAD", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE",
)  # fmt: skip
_HEADERS = (
    ("Accept-Language", ("en", "vi", "xx;q=9", "*", "en;q=0,vi;q=0", "a" * 300)),
    ("Accept-Encoding", ("gzip", "br", "identity;q=0", "zstd", "*;q=0")),
    ("If-None-Match", ('"x"', 'W/"x"', "*", "x", '"' * 50)),
    ("If-Modified-Since", ("Mon, 30 Nov 2026 00:00:00 GMT", "never")),
    ("Range", ("bytes=0-9", "bytes=-1", "bytes=9-0", "lines=1-2")),
    ("Host", (HOST, HOST, "localhost:99999", "a b", "[::1", "'\"><fuzz>", "x" * 300)),
    ("Cookie", ("session=fuzz", "=;;=", "a" * 2000)),
    ("Referer", ('"><fuzz>', "https://fuzz.example/")),
    ("X-Forwarded-Host", (HOST, '"><fuzz>')),
    ("X-Forwarded-For", ("1.2.3.4", "fuzz")),
    ("X-Forwarded-Proto", ("https", "fuzz")),
    ("X-Request-Id", ("fuzz", "x\ty", '"><fuzz>', "a" * 500)),
    ("User-Agent", ("", '"><fuzz>', "GPTBot")),
    ("Content-Type", ("application/json", "multipart/form-data", "text/xml", "a/b; charset=x")),
    ("X-HTTP-Method-Override", ("DELETE",)),
)  # fmt: skip

# Gunicorn answers longer targets itself with 414, before any program of ours.
_LONGEST = 8000
_PART = re.compile(r"<(?:(?P<converter>\w+)(?:\((?P<choices>[^)]*)\))?:)?\w+>")


@dataclass(frozen=True)
class Request:
    """A request; `target` is path and query as sent, `rule` the route that it was drawn from."""

    method: str
    target: str
    rule: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def requests(seed: int, routes: Map, known: Sequence[str]) -> Iterator[Request]:
    """Yield requests without end, the same for the same seed.

    `known`: identifiers of reports, persons and lists, so that many requests find something.
    """
    draw = random.Random(seed)
    drawn = _Drawn(draw, known, seed)
    rules = sorted(routes.iter_rules(), key=str)
    while True:
        rule = draw.choice(rules)
        path = _path(rule.rule, drawn)
        method = draw.choice(_METHODS)
        parameters = urlencode(drawn.parameters(), errors="surrogatepass")
        body = drawn.body() if method in ("POST", "PUT", "PATCH") else b""
        target = f"{path}?{parameters}" if parameters else path
        yield Request(method, target[:_LONGEST], rule.rule, drawn.headers(body), body)


class _Drawn:
    """Parts of requests, drawn at random."""

    def __init__(self, draw: random.Random, known: Sequence[str], seed: int) -> None:
        self._draw = draw
        self._known = known
        self._queries = queries(seed)

    def value(self) -> str:
        """Return the value of a parameter or of a part of a path."""
        chance = self._draw.random()
        if chance < 0.35:
            return self._draw.choice(self._known)
        if chance < 0.5:
            return self._draw.choice(SEEDS)
        if chance < 0.6:
            return next(self._queries).text
        values = _ATTACKS if chance < 0.8 else _ODD
        return self._draw.choice(values)

    def part(self, converter: str, choices: str) -> str:
        """Return a part of a path for a converter of Werkzeug, mostly one that it accepts."""
        draw = self._draw
        value = self.value()
        if draw.random() < 0.8:
            if choices:
                value = draw.choice(choices.split(", "))
            elif converter == "int":
                value = draw.choice(("0", "1", "2", "99999999999999999999"))
        return quote(value, safe=draw.choice(("", "/", "/:")), errors="surrogatepass")

    def parameters(self) -> list[tuple[str, str]]:
        """Return names with values."""
        draw = self._draw
        number = draw.choice((0, 1, 1, 2, 2, 3, 4, 8, 60) if draw.random() < 0.5 else (1, 2))
        return [(draw.choice(_PARAMETERS), self.value()) for _ in range(number)]

    def headers(self, body: bytes) -> dict[str, str]:
        """Return some headers, with the type of a body."""
        draw = self._draw
        found = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        for name, values in draw.sample(_HEADERS, draw.choice((0, 0, 1, 2))):
            found[name] = draw.choice(values)
        return found

    def body(self) -> bytes:
        """Return a form, or something else."""
        form = urlencode(self.parameters(), errors="surrogatepass").encode()
        return self._draw.choice((form, form, form, b"", b"\xff\xfe{", b"id=" + b"a&id=" * 2000))


def _path(rule: str, drawn: _Drawn) -> str:
    """Return a path of a route with drawn values, percent-encoded but for some slashes."""

    def part(found: re.Match[str]) -> str:
        return drawn.part(found["converter"] or "", found["choices"] or "")

    return _PART.sub(part, rule)
