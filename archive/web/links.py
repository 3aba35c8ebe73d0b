"""Addresses: what stands in the address bar is the whole question, and can be kept and cited."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import url_for

from archive.web.language import asked_language
from index.query import Query
from index.report import SECTION_SEPARATOR

__all__ = ["CHOICES", "of_page", "of_query", "of_report", "toggled", "without"]

# The facets that a reader may choose from, with the field of Query that holds the choice.
CHOICES = {
    "date": "dates",
    "section": "sections",
    "person": "persons",
    "author": "authors",
    "source": "sources",
}


def of_query(
    query: Query, endpoint: str = "search.results", *, page: int = 1, **path: str
) -> str:
    """The address of a query's page, in the language that the reader asked for.

    `path`: what the endpoint's own address needs.
    """
    more = {"page": str(page)} if page > 1 else {}
    parts = [query.to_url(), urlencode(more | _language())]
    question = "&".join(part for part in parts if part)
    return url_for(endpoint, **path) + ("?" + question if question else "")


def of_report(identifier: str, text: str = "") -> str:
    """The address of a report, with the words to mark in it."""
    more = {**({"q": text} if text else {}), **_language()}
    return url_for("report.show", identifier=identifier, **more)


def toggled(query: Query, facet: str, value: str) -> Query:
    """The query with a value of a facet chosen, or given up where it was chosen.

    Of a year and its month, or a section and one below it, the one clicked last stays: any of
    the chosen values will do, so that both would mean the wider one.
    """
    if value in getattr(query, CHOICES[facet]):
        return without(query, facet, value)
    chosen = [
        other for other in getattr(query, CHOICES[facet]) if not _related(facet, value, other)
    ]
    return replace(query, **{CHOICES[facet]: (*chosen, value)})


def without(query: Query, facet: str, value: str) -> Query:
    """The query with a chosen value given up."""
    chosen = tuple(other for other in getattr(query, CHOICES[facet]) if other != value)
    return replace(query, **{CHOICES[facet]: chosen})


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
    return url_for(endpoint, **values, **_language())
