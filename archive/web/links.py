"""Addresses of pages. The address of a list holds its whole query, so that it can be cited."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import has_request_context, request, url_for
from werkzeug.urls import uri_to_iri

from archive.web.current import settings
from archive.web.language import asked_language
from archive.web.request_memory import remembered
from index.facets import Mode
from index.language.dates import bounds
from index.query import Query, quoted

__all__ = [
    "Link",
    "absolute",
    "contact",
    "folds",
    "kept",
    "of_choices",
    "of_date",
    "of_hit_in_list",
    "of_hits",
    "of_list",
    "of_page",
    "of_query",
    "of_report",
    "path",
    "readable",
]

# Under these names a request remembers its paths, which most of the hundred links on a page share,
# what its addresses are mounted under, and the parameters that its links pass on.
_PATH, _ROOT, _KEPT = "path of ", "root", "kept parameters"

# Stands for a value in an address; no facet and no path has a character of private use.
_ANY_VALUE = "\ue000"

_NO_LETTER = re.compile(r"[^\w.~-]")

# The pages that fold reports of the same story, and those that lead back to them.
_FOLDING = ("search.results", "report.show")
_UNFOLDED = {"gop": "0"}


def of_query(
    query: Query,
    endpoint: str = "search.results",
    *,
    page: int = 1,
    more: Iterable[tuple[str, str]] = (),
    **path: str,
) -> str:
    """Return the address of a page of a query, in the language that the reader asked for.

    `more`: names and values of parameters besides those of the query. `path`: values for the path
    of the endpoint.
    """
    state = kept() if endpoint in _FOLDING else _language()
    parameters = [*more, *_page(page), *state.items()]
    return _path(endpoint, path) + _written(query, parameters)


def of_choices(query: Query, facet: str, mode: Mode) -> Callable[[str], str]:
    """Return a function from a value of a facet to the address of the list with it chosen too.

    `mode`: as in `Query.choosing`. The values were not chosen before in any mode. Their addresses
    differ in nothing else, so that the rest is made once. Letters of the values stay as they are,
    for a browser to encode: a page shows forty values, and is smaller by a sixtieth as sent.
    """
    address = of_query(query.choosing(facet, _ANY_VALUE, mode=mode))
    before, _, after = address.rpartition(quoted(_ANY_VALUE))
    return lambda value: before + _with_letters(value) + after


@lru_cache(1 << 12)
def _with_letters(value: str) -> str:
    """Return a value as it stands in the query of an address, its letters as they are.

    >>> _with_letters("Thế giới & tôi")
    'Thế+giới+%26+tôi'
    """
    return _NO_LETTER.sub(lambda found: quoted(found[0]), value)


def of_hits(query: Query) -> Callable[[str, int], str]:
    """Return a function that returns what `of_report` does for a hit of a query and its rank.

    The rest of the addresses of a list is made once.
    """
    model = of_query(query, "report.show", more=[("n", _ANY_VALUE)], identifier=_ANY_VALUE)
    before, _, rest = model.partition(quoted(_ANY_VALUE))
    between, _, after = rest.rpartition(quoted(_ANY_VALUE))
    return lambda identifier, rank: f"{before}{_in_path(identifier)}{between}{rank}{after}"


def _in_path(value: str) -> str:
    """Return a value as `url_for` writes it in a path."""
    return quote(value, safe="!$&'()*+,/:;=@")


def of_list(query: Query, page: int, *, fold: bool) -> str:
    """Return the address of a page of a list that folds reports of the same story, or does not."""
    state = {**({} if fold else _UNFOLDED), **_language()}
    return _path("search.results", {}) + _written(query, [*_page(page), *state.items()])


def _page(number: int) -> tuple[tuple[str, str], ...]:
    return (("page", str(number)),) if number > 1 else ()


def _written(query: Query, parameters: Sequence[tuple[str, str]]) -> str:
    """Return the end of an address, from its question mark on; "" without any parameter."""
    written = query.to_url()
    if parameters:
        parts = [f"{name}={quoted(value)}" for name, value in parameters]
        written = "&".join([written, *parts] if written else parts)
    return "?" + written if written else ""


def _path(endpoint: str, values: Mapping[str, str]) -> str:
    """Return the path of an endpoint; those without values are made once in a request."""
    if values:
        return _built(endpoint, values)
    known = remembered()
    path: str | None = known.get(_PATH + endpoint)
    if path is None:
        path = known[_PATH + endpoint] = _built(endpoint, {})
    return path


def of_report(identifier: str, query: Query | None = None, rank: int = 0) -> str:
    """Return the address of a report, with the query that found it and its 1-based rank there."""
    if query is None:
        return of_page("report.show", identifier=identifier)
    more = [("n", str(rank))] if rank else []
    return of_query(query, "report.show", more=more, identifier=identifier)


def of_hit_in_list(query: Query, rank: int, page_size: int) -> str:
    """Return the address of the hit with this 1-based rank, on its page of the list."""
    return of_query(query, page=-(-rank // page_size)) + f"#bai-{rank}"


def folds() -> bool:
    """Return True if lists fold reports of the same story, False where the address has `gop=0`."""
    return request.args.get("gop") != "0"


def kept() -> dict[str, str]:
    """Return the parameters of this request that pages of lists and reports pass on."""
    known = remembered()
    state: dict[str, str] | None = known.get(_KEPT)
    if state is None:
        state = known[_KEPT] = {**({} if folds() else _UNFOLDED), **_language()}
    return state


def _language() -> dict[str, str]:
    language = asked_language()
    return {"lang": language} if language else {}


def of_page(endpoint: str, **values: str) -> str:
    """Return the address of a page without a query, in the language that the reader asked for."""
    return _built(endpoint, {**values, **_language()})


def path(endpoint: str, **values: object) -> str:
    """Return what `url_for` does, made once for the same values."""
    return _built(endpoint, values)


def _built(endpoint: str, values: Mapping[str, object]) -> str:
    known = remembered()
    root: str | None = known.get(_ROOT)
    if root is None:
        root = known[_ROOT] = request.root_path if has_request_context() else ""
    return _url(endpoint, root, tuple(values.items()))


@lru_cache(1 << 12)
def _url(endpoint: str, _root: str, values: tuple[tuple[str, object], ...]) -> str:
    """Return the address of an endpoint. `_root`: what the server mounts the pages under."""
    address: dict[str, Any] = dict(values)
    return url_for(endpoint, **address)


def of_date(date: str) -> str:
    """Return the address of the calendar page of an ISO 8601 date; "" for an unreadable one.

    A partial date has the page of its month or year.
    """
    days = bounds(date)
    if not days:
        return ""
    parts = (date if len(date) <= len("2018-01") else days[0]).split("-")
    names = ("year", "month", "day")[: len(parts)]
    return of_page(f"calendar.{names[-1]}", **dict(zip(names, parts, strict=True)))


def readable() -> str:
    """Return the full address of this request with Vietnamese letters as they are, for print."""
    path = request.full_path.removesuffix("?")
    return uri_to_iri(absolute(path))


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `chosen`: true if it stands for the present choice."""

    label: str
    url: str
    chosen: bool = False


def contact(address: str) -> Link | None:
    """Return a link to an e-mail or web address, None if the address is empty."""
    if not address:
        return None
    is_web_address = address.startswith(("http://", "https://"))
    return Link(address, address if is_web_address else f"mailto:{address}")


def absolute(path: str) -> str:
    """Return the full address of a path on this site.

    The path may begin with the one that the server mounts the pages under (SCRIPT_NAME). A
    `base_url` in the settings has the path of its own that the public uses.
    """
    mounted = request.root_path if path.startswith(f"{request.root_path}/") else ""
    path = path.removeprefix(mounted)
    return (settings().base_url or request.host_url.rstrip("/") + request.root_path) + path
