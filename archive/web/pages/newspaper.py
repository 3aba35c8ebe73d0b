"""The page of a newspaper: its names over time, facts, predecessors and successors, and reports."""

from collections.abc import Iterable

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from archive.newspapers.keys import domain
from archive.newspapers.newspaper import Newspaper
from archive.retrieval import Found, HeldNewspaper, Library, find, held_newspaper
from archive.web import links
from archive.web.display.newspaper_names import name_with_years
from archive.web.display.rows import rows
from archive.web.language import ngettext
from archive.web.links import Link
from archive.web.lists import facets
from archive.web.lists.histogram import histogram, requests
from archive.web.server import headers
from index.query import Query
from index.results import FacetRequest

__all__ = ["bp"]

bp = Blueprint("newspaper", __name__)

_NEWEST = 6
# The most spellings shown of names in reports; careless lists have many.
_SPELLINGS = 30


@bp.get("/bao/<identifier>")
@headers.kept
def show(archive: Library, identifier: str) -> ResponseReturnValue:
    """Return the page of a newspaper; redirect from one that was merged into another."""
    newspaper = held_newspaper(archive, identifier)
    if newspaper is None:
        abort(404)
    record = newspaper.record
    if record.identifier != identifier:
        return redirect(links.of_page("newspaper.show", identifier=record.identifier), 301)
    return _page(archive, newspaper)


def _page(archive: Library, newspaper: HeldNewspaper) -> str:
    record = newspaper.record
    query = Query(sort="newest").choosing("source", *newspaper.titles)
    found = _find(archive, query) if newspaper.titles else None
    boxes = {box.name: box for box in facets.views(archive, found)} if found else {}
    spellings = archive.catalogue.names.newspapers().spellings(record.identifier)
    return render_template(
        "newspaper.html",
        record=record,
        permanent=links.absolute(url_for("newspaper.show", identifier=record.identifier)),
        names=_names(newspaper),
        aliases=[each for each in record.aliases if each not in (*spellings, *record.urls)],
        spellings=spellings[:_SPELLINGS],
        websites=[Link(each, _address(each)) for each in record.urls],
        sources=[Link(each, _address(each)) for each in record.source.split(" | ") if domain(each)],
        predecessors=_others(archive, record.predecessors),
        successors=_others(archive, record.successors),
        histogram=histogram(found) if found else None,
        sections=boxes["section"].values if "section" in boxes else (),
        newest=rows(found.rows, query) if found else (),
        all_reports=links.of_query(query) if found else "",
        all_label=_all_label(found) if found else "",
        months=links.of_page("coverage.show", source=record.name),
    )


def _find(archive: Library, query: Query) -> Found:
    """Return the newest reports of a newspaper, with its sections and its years."""
    wanted = (FacetRequest("date"), FacetRequest("section"), *requests(query))
    return find(archive, query, limit=_NEWEST, facets=wanted, persons=False)


def _all_label(found: Found) -> str:
    return ngettext(
        "Xem %(count)s bài của báo này", "Xem %(count)s bài của báo này", found.results.total
    )


def _names(newspaper: HeldNewspaper) -> list[Link]:
    """Return the names with their years; those with reports lead to these."""
    return [
        Link(
            name_with_years(each),
            links.of_query(Query().choosing("source", each.name))
            if each.name in newspaper.titles
            else "",
        )
        for each in newspaper.record.names
    ]


def _others(archive: Library, identifiers: Iterable[str]) -> list[Link]:
    """Return links to the pages of other newspapers."""
    papers = archive.catalogue.names.newspapers()
    found: list[Newspaper] = [each for name in identifiers if (each := papers.get(name))]
    return [
        Link(each.name, links.of_page("newspaper.show", identifier=each.identifier))
        for each in found
    ]


def _address(url: str) -> str:
    return url if url.casefold().startswith(("http://", "https://")) else f"https://{url}"
