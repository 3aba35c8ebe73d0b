"""The first page, the list of hits with its facets, all values of a facet."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.retrieval import Found, Library, facet_values, find, named_persons
from archive.web import alternatives, examples, export, facets, headers, links, orders, read_back
from archive.web.current import settings
from archive.web.facet_wording import facet_wording, values_wording
from archive.web.language import gettext, ngettext, number, reports
from archive.web.paging import Page, page
from archive.web.request_query import Question, asked
from archive.web.rows import row
from index.query import Query
from index.results import FacetRequest, Results

__all__ = ["bp"]

bp = Blueprint("search", __name__)

_NEWEST = 6
# Values of a facet on their own page; who looks for one among more, types a part of it.
_MOST_VALUES = 500
_LONGEST_NAME = 200
_COMMONEST = 14


@bp.get("/")
@headers.kept
def home(archive: Library) -> str:
    """The first page: the search box and what the archive holds."""
    wanted = (
        FacetRequest("date"),
        FacetRequest("section"),
        FacetRequest("person", limit=_COMMONEST),
        FacetRequest("source", limit=_COMMONEST),
    )
    everything = Query(sort="newest")
    found = find(archive, everything, limit=_NEWEST, facets=wanted)
    years = facets.years(everything, found.results.facet("date"))
    undated = facets.undated(everything, found.results.facet("date"))
    boxes = {box.name: box for box in facets.views(everything, found.results.facets, found.names)}
    return render_template(
        "home.html",
        held={"reports": found.results.total, "summary": _summary(found.results, undated)},
        unindexed=0 if found.results.total else archive.pending(),
        years=years,
        undated=undated,
        shelves=[boxes[name] for name in ("section", "source") if name in boxes],
        persons=boxes["person"].values if "person" in boxes else (),
        newest=[row(hit) for hit in found.rows],
        all_newest=links.of_query(everything),
        examples=examples.of_archive(boxes, years),
        autofocus=True,
    )


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
        heading=_heading(query),
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
        "ways": [] if found.results.total else alternatives.ways_out(archive, found.parsed),
        "simpler": alternatives.may_be_simpler(found.query),
    }


def _filters(archive: Library, question: Question, query: Query, found: Found) -> dict[str, object]:
    """The facets of a list, and what was chosen from them."""
    chips = facets.chips(query, found.names)
    return {
        "facets": facets.views(query, found.results.facets, found.names),
        "chips": chips,
        "unfiltered": alternatives.unfiltered(archive, found) if chips else None,
        "period": question.typed_period,
    }


@bp.get("/tim-kiem/loc/<any(section, person, author, source):facet>")
@headers.kept
def values(archive: Library, facet: str) -> str:
    """All values of a facet that the list has, with a search box of their own."""
    query = asked().query
    typed = " ".join(request.args.get("find", "").split())[:_LONGEST_NAME]
    by_name = request.args.get("by") == "name"
    counted, names = facet_values(archive, query, facet, text=typed, limit=_MOST_VALUES)
    listed = facets.all_values(query, counted, names, by_name=by_name)
    return render_template(
        "values.html",
        query=query,
        heading=facet_wording(facet).title,
        summary=facets.extent(facet, len(listed), counted.total),
        values=listed,
        nothing=values_wording(facet).not_found(typed) if typed else "",
        find=typed,
        facet=facet,
        orders=orders.of_values(query, facet, typed, by_name=by_name),
        back=links.of_query(query),
    )


def _heading(query: Query) -> str:
    if query.text:
        return gettext("Kết quả tìm “%(text)s”", text=query.text)
    return gettext("Tất cả các bài")


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


def _summary(results: Results, undated: facets.Value | None) -> str:
    """Return what the archive holds: «4.794 bài, từ 2004 đến 2025, 12 bài không rõ ngày»."""
    years = sorted(c.value for c in results.facet("date").counts if len(c.value) == len("2018"))
    held = reports(results.total)
    if years and years[0] == years[-1]:
        held = gettext("%(reports)s, năm %(year)s", reports=held, year=years[0])
    elif years:
        held = gettext(
            "%(reports)s, từ %(first)s đến %(last)s", reports=held, first=years[0], last=years[-1]
        )
    if undated is None:
        return held
    return gettext(
        "%(reports)s, trong đó %(undated)s không rõ ngày",
        reports=held,
        undated=reports(undated.count),
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
