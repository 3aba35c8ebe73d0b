"""The result page: the list of hits with its facets."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from archive.retrieval import Found, Library, find, named_persons
from archive.web import links
from archive.web.current import settings
from archive.web.display.rows import rows
from archive.web.language import gettext, ngettext, number, reports
from archive.web.links import Link
from archive.web.lists import (
    alternatives,
    copies,
    export,
    facets,
    frozen,
    histogram,
    orders,
    read_back,
)
from archive.web.lists.chips import chips
from archive.web.lists.heading import heading
from archive.web.lists.paging import Page, page
from archive.web.lists.request_query import RequestQuery, request_query
from archive.web.server import headers
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("search", __name__)


@bp.get("/tim-kiem")
@headers.kept
def results(archive: Library) -> ResponseReturnValue:
    """Return one page of the list that a query finds."""
    asked = request_query()
    query = asked.query
    if not asked.canonical:
        return redirect(links.of_query(query, page=asked.page))
    size = settings().page_size
    found = find(
        archive,
        query,
        offset=(asked.page - 1) * size,
        limit=size,
        facets=(*facets.requests(query), *histogram.requests(query)),
        persons=False,
    )
    # With current identifiers of persons who were merged into others.
    query = found.query
    current = page(asked.page, size, found.results.total, lambda to: links.of_query(query, page=to))
    if asked.page > current.last:
        return redirect(links.of_query(query, page=current.last))
    folded = copies.fold(archive, rows(found.rows, query, current.first))
    return render_template(
        "results.html",
        query=query,
        heading=heading(query, found.names),
        named=_named(archive, found) if asked.page == 1 else [],
        rows=folded,
        folding=_folding(query, current, folded, len(found.rows)),
        total=found.results.total,
        summary=_range(found.results.total, current, len(found.rows)),
        page=current,
        orders=orders.of_reports(query),
        downloads=export.downloads(query),
        tools=_tools(query),
        may_freeze=frozen.may_freeze(found.results.total),
        **_reading(archive, asked, found),
        **_filters(archive, asked, found),
    )


def _tools(query: Query) -> list[links.Link]:
    """Return other ways to look at the list; they need words."""
    if not query.text:
        return []
    return [
        links.Link(gettext("Ngữ cảnh từng chỗ"), links.of_query(query, "concordance.show")),
        links.Link(gettext("Xu hướng theo thời gian"), links.of_query(query, "trends.show")),
    ]


def _folding(
    query: Query, current: Page, folded: Sequence[copies.FoldedLine], hits: int
) -> Link | None:
    """Return the link that unfolds the reports of the same story, or folds them again."""
    if not links.folds():
        address = links.of_list(query, current.number, fold=True)
        return Link(gettext("Gộp các bài cùng bản tin"), address)
    if len(folded) == hits:
        return None
    address = links.of_list(query, current.number, fold=False)
    return Link(gettext("Không gộp các bài cùng bản tin"), address)


def _reading(archive: Library, asked: RequestQuery, found: Found) -> dict[str, object]:
    """Return how the query was read, and other ways to read it."""
    return {
        "reading": read_back.reading(found),
        "suggestions": alternatives.suggestions(archive, found) if asked.page == 1 else [],
        "notes": [*asked.notes, *read_back.notes(found)],
        "other_match": alternatives.other_match(archive, found),
        "exact": alternatives.exactness(found.query),
        "ways": [] if found.results.total else alternatives.ways_out(archive, found),
        "advice": alternatives.advice(found.query),
    }


def _filters(archive: Library, asked: RequestQuery, found: Found) -> dict[str, object]:
    """Return the facets of a list, and the filters in force."""
    filters = chips(found.query, found.names)
    return {
        "facets": facets.views(archive, found),
        "histogram": histogram.histogram(found),
        "chips": filters,
        "unfiltered": alternatives.unfiltered(archive, found) if filters else None,
        "period": asked.period,
    }


def _range(total: int, current: Page, shown: int) -> str:
    """Return which hits are shown: «1–20 trong 120 bài»."""
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
    """A person whose name was typed. `page`, `reports`: addresses of the person and of the list."""

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
