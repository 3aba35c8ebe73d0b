"""The list of hits with its facets."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from archive.retrieval import Found, Library, find, named_persons
from archive.web import (
    alternatives,
    export,
    facets,
    headers,
    links,
    orders,
    read_back,
)
from archive.web.chips import chips
from archive.web.current import settings
from archive.web.heading import heading
from archive.web.language import gettext, ngettext, number, reports
from archive.web.paging import Page, page
from archive.web.request_query import Question, asked
from archive.web.rows import row
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("search", __name__)


@bp.get("/tim-kiem")
@headers.kept
def results(archive: Library) -> ResponseReturnValue:
    """One page of the list that a query finds."""
    question = asked()
    query = question.query
    if question.untidy:
        return redirect(links.of_query(query, page=question.page))
    size = settings().page_size
    found = find(
        archive, query, offset=(question.page - 1) * size, limit=size, facets=facets.requests(query)
    )
    # A person who was merged into another is shown as that one from here on.
    query = found.query
    current = page(
        question.page, size, found.results.total, lambda to: links.of_query(query, page=to)
    )
    if question.page > current.last:
        return redirect(links.of_query(query, page=current.last))
    return render_template(
        "results.html",
        query=query,
        heading=heading(query, found.names),
        named=_named(archive, found) if question.page == 1 else [],
        rows=[row(hit, query, rank) for rank, hit in enumerate(found.rows, current.first)],
        total=found.results.total,
        summary=_range(found.results.total, current, len(found.rows)),
        page=current,
        orders=orders.of_reports(query),
        downloads=export.downloads(query),
        **_reading(archive, question, found),
        **_filters(archive, question, query, found),
    )


def _reading(archive: Library, question: Question, found: Found) -> dict[str, object]:
    """What the page says of how the words were taken, and how else they may be."""
    return {
        "reading": read_back.reading(found),
        "suggestions": alternatives.suggestions(archive, found) if question.page == 1 else [],
        "notes": [*question.notes, *read_back.notes(found)],
        "other_match": alternatives.other_match(archive, found),
        "exact": alternatives.exactness(found.query),
        "ways": [] if found.results.total else alternatives.ways_out(archive, found),
        "simpler": alternatives.may_be_simpler(found.query),
    }


def _filters(archive: Library, question: Question, query: Query, found: Found) -> dict[str, object]:
    """The facets of a list, and what was chosen from them."""
    filters = chips(query, found.names)
    return {
        "facets": facets.views(archive, found),
        "chips": filters,
        "unfiltered": alternatives.unfiltered(archive, found) if filters else None,
        "period": question.typed_period,
    }


def _range(total: int, current: Page, shown: int) -> str:
    """«1–20 trong 120 bài»."""
    if not total:
        return gettext("Không tìm thấy bài nào.")
    if total == shown:
        return reports(total)
    return gettext(
        "%(first)s–%(last)s trong %(total)s",
        first=number(current.first),
        last=number(current.first + shown - 1),
        total=reports(total),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """A person whose name was typed: the address of the page and that of the reports."""

    name: str
    page: str
    reports: str
    label: str


def _named(archive: Library, found: Found) -> list[_Named]:
    """Return the persons whose name the query is."""
    return [
        _Named(
            each.person.name,
            links.of_page("person.show", identifier=each.person.identifier),
            links.of_query(Query().choosing("person", each.person.identifier)),
            ngettext("%(count)s bài nhắc đến", "%(count)s bài nhắc đến", each.reports),
        )
        for each in named_persons(archive, found.parsed)
    ]
