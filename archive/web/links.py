"""Addresses: what stands in the address bar is the whole question, and can be kept and cited."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from archive.web.current import settings
from archive.web.language import asked_language
from index.query import Query
from index.report import SECTION_SEPARATOR

__all__ = [
    "CHOICES",
    "absolute",
    "choosing",
    "chosen",
    "of_page",
    "of_query",
    "of_report",
    "toggled",
    "without",
]

# The facets that a reader may choose from, with the field of Query that holds the choice.
CHOICES = {
    "date": "dates",
    "section": "sections",
    "person": "persons",
    "author": "authors",
    "source": "sources",
}


def of_query(
    query: Query,
    endpoint: str = "search.results",
    *,
    page: int = 1,
    more: Mapping[str, str] | None = None,
    **path: str,
) -> str:
    """The address of a query's page, in the language that the reader asked for.

    `more`: parameters beside those of the query. `path`: what the endpoint's own path needs.
    """
    parameters = {**(more or {}), **({"page": str(page)} if page > 1 else {}), **_language()}
    question = "&".join(part for part in (query.to_url(), urlencode(parameters)) if part)
    address: dict[str, Any] = {**path}
    return url_for(endpoint, **address) + ("?" + question if question else "")


def of_report(identifier: str, text: str = "") -> str:
    """The address of a report, with the words to mark in it."""
    return of_page("report.show", identifier=identifier, **({"q": text} if text else {}))


def toggled(query: Query, facet: str, value: str) -> Query:
    """The query with a value of a facet chosen, or given up where it was chosen.

    Of a year and its month, or a section and one below it, the one clicked last stays: any of
    the chosen values will do, so that both would mean the wider one.
    """
    if value in chosen(query, facet):
        return without(query, facet, value)
    others = [other for other in chosen(query, facet) if not _related(facet, value, other)]
    return choosing(query, facet, *others, value)


def without(query: Query, facet: str, value: str) -> Query:
    """The query with a chosen value given up."""
    return choosing(query, facet, *(each for each in chosen(query, facet) if each != value))


def chosen(query: Query, facet: str) -> tuple[str, ...]:
    """The values of a facet that a query has chosen."""
    values: tuple[str, ...] = getattr(query, CHOICES[facet])
    return values


def choosing(query: Query, facet: str, *values: str) -> Query:
    """The query with these values of a facet chosen, and no others."""
    changed: dict[str, Any] = {CHOICES[facet]: values}
    return replace(query, **changed)


def _related(facet: str, one: str, other: str) -> bool:
    separator = {"date": "-", "section": SECTION_SEPARATOR}.get(facet)
    if separator is None:
        return False
    return (one + separator).startswith(other + separator) or other.startswith(one + separator)


def _language() -> dict[str, str]:
    language = asked_language()
    return {"lang": language} if language else {}


def of_page(endpoint: str, **values: str) -> str:
    """The address of a page without question, in the language that the reader asked for."""
    address: dict[str, Any] = {**values, **_language()}
    return url_for(endpoint, **address)


def absolute(path: str) -> str:
    """The full address of a path on this site."""
    return (settings().base_url or request.host_url.rstrip("/")) + path
