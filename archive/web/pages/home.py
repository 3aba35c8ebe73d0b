"""The first page: what the archive holds, and ways into it."""

from functools import partial

from flask import Blueprint, render_template

from archive.retrieval import Found, Library, find
from archive.web import links
from archive.web.current import remembered
from archive.web.display.rows import row
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
        shelves=[boxes[name] for name in ("section", "source") if name in boxes],
        persons=boxes["person"].values if "person" in boxes else (),
        newest=[row(hit) for hit in found.rows],
        all_newest=links.of_query(found.query),
        examples=_examples(archive),
        autofocus=True,
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
