"""The first page, the list of hits with its facets, all values of a facet, the list as CSV."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, make_response, redirect, render_template
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from archive.retrieval import Library, Row
from archive.web import facets, guidance, headers, links
from archive.web.dates import brief
from archive.web.holdings import library, settings
from archive.web.language import number, reports
from archive.web.marks import marked
from archive.web.paging import Page, page
from archive.web.question import Question, asked
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Results

__all__ = ["bp"]

bp = Blueprint("search", __name__)

_NEWEST = 6
_COMMONEST = 14


@dataclass(frozen=True, slots=True)
class _Shown:
    """A hit as the list shows it."""

    report: Report
    url: str
    title: Markup
    date: str
    snippet: Markup


@bp.get("/")
def home() -> BaseResponse:
    """The first page: the search box and what the archive holds."""
    archive = library()
    generation = archive.generation()
    if headers.same_as_before(generation):
        return Response(status=304)
    wanted = (
        FacetRequest("date"),
        FacetRequest("section"),
        FacetRequest("person", limit=_COMMONEST),
    )
    everything = Query(sort="newest")
    found = archive.find(everything, limit=_NEWEST, facets=wanted)
    boxes = {box.name: box for box in facets.views(everything, found.results.facets, found.names)}
    years = [value for value in boxes["date"].values if value.label.isdigit()] if boxes else []
    response = make_response(
        render_template(
            "home.html",
            held={"reports": found.results.total, "summary": _summary(found.results)},
            years=years[::-1],
            sections=boxes["section"].values if "section" in boxes else (),
            persons=boxes["person"].values if "person" in boxes else (),
            newest=[_shown(row) for row in found.rows],
            all_newest=links.of_query(everything),
            examples=(),
        )
    )
    return headers.keep(response, generation)


@bp.get("/tim-kiem")
def results() -> BaseResponse:
    """One page of the list that a query finds."""
    question = asked()
    query = question.query
    if question.untidy:
        return redirect(links.of_query(query, page=question.page))
    archive = library()
    generation = archive.generation()
    if headers.same_as_before(generation):
        return Response(status=304)
    size = settings().page_size
    found = archive.find(
        query, offset=(question.page - 1) * size, limit=size, facets=facets.requests(query)
    )
    total = found.results.total
    current = page(question.page, size, total, lambda number: links.of_query(query, page=number))
    if question.page > current.last:
        return redirect(links.of_query(query, page=current.last))
    response = make_response(
        render_template(
            "results.html",
            query=query,
            heading=_heading(query),
            summary=_range(total, current, len(found.rows)),
            rows=[_shown(row, query.text) for row in found.rows],
            total=total,
            page=current,
            facets=facets.views(query, found.results.facets, found.names),
            chips=facets.chips(query, found.names),
            unfiltered=links.of_query(Query(query.text, query.match, query.exact)),
            period=question.typed_period,
            notes=question.notes,
            csv=links.of_query(query, "search.csv"),
            orders=guidance.orders(query),
            modes=guidance.modes(archive, query, total),
            exact=guidance.exactness(query),
            ways=guidance.nothing_found(archive, query) if not total else (),
        )
    )
    return headers.keep(response, generation)


@bp.get("/tim-kiem/loc/<any(section, person, author, source):facet>")
def values(facet: str) -> BaseResponse:
    return Response("…")


@bp.get("/tim-kiem.csv")
def csv() -> BaseResponse:
    return Response("…")


def _shown(row: Row, text: str = "") -> _Shown:
    report = row.report
    passage = row.snippet
    snippet = marked(passage.text, passage.marks)
    if passage.clipped_before:
        snippet = Markup("… ") + snippet
    if passage.clipped_after:
        snippet += Markup(" …")
    title = marked(report.title, row.title) if report.title else Markup(gettext("(không có tít)"))
    return _Shown(report, links.of_report(report.identifier, text), title, brief(report.date), snippet)


def _heading(query: Query) -> str:
    if query.text:
        return str(gettext("Kết quả tìm «%(text)s»", text=query.text))
    return str(gettext("Tất cả các bài"))


def _range(total: int, current: Page, shown: int) -> str:
    """«1–20 trong 120 bài»."""
    if not total:
        return str(gettext("Không có bài nào."))
    if total == shown:
        return reports(total)
    return str(
        gettext(
            "%(first)s–%(last)s trong %(total)s",
            first=number(current.first),
            last=number(current.first + shown - 1),
            total=reports(total),
        )
    )


def _summary(results: Results) -> str:
    """«4.794 bài, từ 2004 đến 2025»."""
    years = sorted(c.value for c in results.facet("date").counts if len(c.value) == len("2018"))
    count = reports(results.total)
    if not years:
        return count
    if years[0] == years[-1]:
        return str(gettext("%(reports)s, năm %(year)s", reports=count, year=years[0]))
    return str(
        gettext("%(reports)s, từ %(first)s đến %(last)s", reports=count, first=years[0], last=years[-1])
    )
