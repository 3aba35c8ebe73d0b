"""The pages of coverage: the newspapers of the archive, and the reports of each by month."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from archive.coverage import Cause, Gap
from archive.decision import Logged
from archive.retrieval import (
    Library,
    NewspaperCoverage,
    coverage_of,
    newspaper_called,
    newspapers,
    statements,
)
from archive.web import links
from archive.web.display.dates import brief, period
from archive.web.display.newspaper_names import name_with_years
from archive.web.language import gettext
from archive.web.server import headers
from index.language.dates import VIETNAM, moment
from index.query import Query
from index.results import UNDATED, FacetRequest

__all__ = ["bp"]

bp = Blueprint("coverage", __name__)

# The most newspapers in the list, as each takes a search; `khobao coverage show` has all.
_MOST_NEWSPAPERS = 100
# The shades of months, the darkest for the month with most reports.
_SHADES = 4


@dataclass(frozen=True, slots=True)
class _Line:
    """A newspaper in the list.

    `names`: those it had over time, where there are several. `page`: its own. `undated_url`: the
    list of its undated reports.
    """

    name: str
    names: tuple[str, ...]
    page: str
    count: int
    span: str
    undated: int
    undated_url: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """A month of a newspaper. `url`: the list of its reports, "" if there are none."""

    month: str
    count: int
    url: str
    cause: Cause
    shade: int


@dataclass(frozen=True, slots=True)
class _Year:
    """A year of a newspaper. `imprecise`: its reports that are dated by the year only."""

    year: str
    cells: tuple[_Cell, ...]
    imprecise: int
    count: int


@bp.get("/do-phu")
@headers.kept
def show(archive: Library) -> ResponseReturnValue:
    """Return the list of newspapers, or the page of the one that `source=` names."""
    stated = statements(archive)
    source = request.args.get("source", "")
    if not source:
        return _list(archive, stated)
    found = coverage_of(archive, newspaper_called(archive, source), stated)
    if not found.total and not found.gaps:
        abort(404)
    return _newspaper(found)


def _list(archive: Library, stated: Sequence[Logged]) -> str:
    """Return the page of all newspapers."""
    held, total = newspapers(archive, _MOST_NEWSPAPERS)
    results = archive.engine.search(
        Query(), limit=0, facets=(FacetRequest("date"), FacetRequest("source"))
    )
    named = sum(count.count for count in results.facet("source").counts)
    dates = {count.value: count.count for count in results.facet("date").counts}
    return render_template(
        "coverage.html",
        lines=[_line(coverage_of(archive, each, stated)) for each in held],
        more=total - len(held),
        total=results.total,
        unnamed=results.total - named,
        undated=dates.get(UNDATED, 0),
        undated_url=links.of_query(Query().choosing("date", UNDATED)),
    )


def _line(coverage: NewspaperCoverage) -> _Line:
    years = coverage.dated_years
    record, titles = coverage.newspaper.record, coverage.newspaper.titles
    undated = Query().choosing("source", *titles).choosing("date", UNDATED)
    return _Line(
        coverage.source,
        tuple(map(name_with_years, record.names)) if len(record.names) > 1 else (),
        links.of_page("newspaper.show", identifier=record.identifier),
        coverage.total,
        "–".join(dict.fromkeys((years[0], years[-1]))) if years else "",
        coverage.undated,
        links.of_query(undated),
    )


def _newspaper(coverage: NewspaperCoverage) -> str:
    """Return the page of a newspaper."""
    line = _line(coverage)
    months = [count for date, count in coverage.counts.items() if len(date) == len("2018-01")]
    largest = max((count for count in months), default=1)
    years = [_year(coverage, year, largest) for year in coverage.years]
    return render_template(
        "coverage_newspaper.html",
        line=line,
        all_reports=links.of_query(Query().choosing("source", *coverage.newspaper.titles)),
        years=years,
        imprecise=any(year.imprecise for year in years),
        statements=[_statement(each) for each in coverage.gaps],
    )


def _year(coverage: NewspaperCoverage, year: str, largest: int) -> _Year:
    cells = tuple(_cell(coverage, f"{year}-{month:02}", largest) for month in range(1, 13))
    count = coverage.count(year)
    return _Year(year, cells, count - sum(cell.count for cell in cells), count)


def _cell(coverage: NewspaperCoverage, month: str, largest: int) -> _Cell:
    count = coverage.count(month)
    query = Query().choosing("date", month).choosing("source", *coverage.newspaper.titles)
    return _Cell(
        month,
        count,
        links.of_query(query) if count else "",
        "unknown" if count else coverage.cause(month),
        -(-_SHADES * count // largest),
    )


def _statement(logged: Logged) -> str:
    """Return a statement of a librarian in words."""
    gap = logged.decision
    assert isinstance(gap, Gap)
    said = (
        gettext("%(period)s: báo có ra nhưng kho chưa thu thập")
        if gap.published
        else gettext("%(period)s: báo không ra")
    ) % {"period": period(gap.since, gap.until)}
    when = moment(logged.datestamp.replace("Z", "+00:00"))
    facts = [
        logged.why,
        logged.by,
        brief(when.astimezone(VIETNAM).date().isoformat()) if when else "",
    ]
    noted = ", ".join(fact for fact in facts if fact)
    return f"{said[:1].upper()}{said[1:]} ({noted})"
