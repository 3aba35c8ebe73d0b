"""The first page: what the archive holds, and ways into it."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template

from archive.retrieval import (
    Found,
    Library,
    NewspaperCoverage,
    coverage_of,
    find,
    newspapers,
    statements,
)
from archive.web import links
from archive.web.current import remembered
from archive.web.display.rows import rows
from archive.web.language import gettext, reports
from archive.web.lists import facets
from archive.web.lists.histogram import histogram, requests
from archive.web.pages.examples import example_queries
from archive.web.server import headers
from index.query import Query
from index.results import UNDATED, Results

__all__ = ["bp"]

bp = Blueprint("home", __name__)

# The most recent reports on the page.
_NEWEST = 6
# The most newspapers on the page, as each takes a search.
_NEWSPAPERS = 10


@dataclass(frozen=True, slots=True)
class _Newspaper:
    """A newspaper. `others`: its other names with reports; `span`: years, "" if none is known."""

    name: str
    others: tuple[str, ...]
    span: str
    count: int
    identifier: str


@bp.get("/")
@headers.kept
def show(archive: Library) -> str:
    """Return the first page."""
    found = remembered("newest", archive.generation(), partial(_newest, archive))
    over_time = histogram(found)
    boxes = {box.name: box for box in facets.views(archive, found)}
    return render_template(
        "home.html",
        held={"reports": found.results.total, "summary": _summary(found.results)},
        histogram=over_time,
        shelves=[boxes["section"]] if "section" in boxes else [],
        newspapers=remembered("newspapers", archive.generation(), partial(_newspapers, archive)),
        persons=boxes["person"].values if "person" in boxes else (),
        newest=rows(found.rows),
        all_newest=links.of_query(found.query),
        examples=_examples(archive),
        autofocus=True,
    )


def _newspapers(archive: Library) -> list[_Newspaper]:
    """Return the newspapers with most reports."""
    held, _total = newspapers(archive, _NEWSPAPERS)
    stated = statements(archive)
    coverages = [coverage_of(archive, each, stated) for each in held]
    return [_newspaper(each) for each in coverages if each.total]


def _newspaper(coverage: NewspaperCoverage) -> _Newspaper:
    record, years = coverage.newspaper.record, coverage.dated_years
    return _Newspaper(
        record.name,
        tuple(title for title in coverage.newspaper.titles if title != record.name),
        "–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        coverage.total,
        record.identifier,
    )


def _newest(archive: Library) -> Found:
    """Return the newest reports, with the facets of all."""
    everything = Query(sort="newest")
    wanted = (*facets.requests(everything), *requests(everything))
    return find(archive, everything, limit=_NEWEST, facets=wanted, persons=False)


def _examples(archive: Library) -> list[tuple[str, str, str]]:
    """Return queries to try: what is typed, what it shows, the address."""
    queries = example_queries(archive)
    shown = {
        "name": gettext("gõ không dấu"),
        "phrase": gettext("đúng cụm từ"),
        "section": gettext("trong một chuyên mục"),
        "year": gettext("theo thời gian"),
    }
    return [
        (queries[kind], what, links.of_query(Query(queries[kind])))
        for kind, what in shown.items()
        if kind in queries
    ]


def _summary(results: Results) -> str:
    """Return what the archive holds: «4.794 bài, từ 2004 đến 2025, 12 bài không rõ ngày»."""
    years = sorted(c.value for c in results.facet("date").counts if len(c.value) == len("2018"))
    held = reports(results.total)
    if years and years[0] == years[-1]:
        held = gettext("%(reports)s, năm %(year)s", reports=held, year=years[0])
    elif years:
        held = gettext(
            "%(reports)s, từ %(first)s đến %(last)s", reports=held, first=years[0], last=years[-1]
        )
    undated = sum(c.count for c in results.facet("date").counts if c.value == UNDATED)
    if not undated:
        return held
    return gettext(
        "%(reports)s, trong đó %(undated)s không rõ ngày",
        reports=held,
        undated=reports(undated),
    )
