"""The calendar of the archive: its years, the months of a year, the days of a month, one day."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from archive.retrieval import (
    Library,
    date_counts,
    day_counts,
    neighbouring_days,
    neighbours_among,
    reports_of_day,
    same_day_in_other_years,
)
from archive.web import links
from archive.web.display.bar_chart import Bar, axis_labels, bar_chart
from archive.web.display.dates import as_typed, brief, month_name, written
from archive.web.display.day_groups import by_newspaper
from archive.web.display.report_links import report_links
from archive.web.language import gettext, reports
from archive.web.links import Link
from archive.web.lists.facet_values import Value, plain_values
from archive.web.pages.calendar_grid import month_grid, weekdays
from archive.web.server import headers
from index.language.dates import bounds
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.results import UNDATED, FacetRequest

__all__ = ["bp"]

bp = Blueprint("calendar", __name__)

_YEAR, _MONTH, _DAY = len("2018"), len("2018-01"), len("2018-01-10")

# The most reports listed on the page of a day; all of them are a click away.
_MOST_REPORTS = 200
# The most newspapers and sections named beside a calendar.
_SHOWN = 10
# Other years whose reports are named, and reports named of each.
_TITLED_YEARS, _TITLES = 5, 2


@bp.get("/ngay")
@headers.kept
def years(archive: Library) -> str:
    """Return the page of all years."""
    counts = date_counts(archive)
    shown = _of_length(counts, _YEAR)
    span = range(int(min(shown)), int(max(shown)) + 1) if shown else range(0)
    bars = [_bar(f"{year:04}", counts) for year in span]
    return render_template(
        "calendar_years.html",
        heading=gettext("Lịch của kho"),
        bars=[bar for bar in bars if bar.count],
        chart=bar_chart(bars) if len(bars) > 1 else "",
        axis=axis_labels(bars),
        evenly=len(axis_labels(bars)) == len(bars),
        undated=counts.get(UNDATED, 0),
        undated_url=links.of_query(Query().choosing("date", UNDATED)),
    )


@bp.get("/ngay/<year>")
@headers.kept
def year(archive: Library, year: str) -> ResponseReturnValue:
    """Return the page of a year."""
    return _checked(archive, year) or _year_page(archive, year)


@bp.get("/ngay/<year>/<month>")
@headers.kept
def month(archive: Library, year: str, month: str) -> ResponseReturnValue:
    """Return the page of a month: its days with their numbers of reports."""
    return _checked(archive, year, month) or _month_page(archive, f"{year}-{month}")


@bp.get("/ngay/<year>/<month>/<day>")
@headers.kept
def day(archive: Library, year: str, month: str, day: str) -> ResponseReturnValue:
    """Return the page of a day: what the newspapers wrote."""
    return _checked(archive, year, month, day) or _day_page(archive, f"{year}-{month}-{day}")


def _checked(archive: Library, year: str, *rest: str) -> ResponseReturnValue | None:
    """Return the answer to a date that has no page: not one of the calendar, or without reports.

    A date without leading zeros is redirected to the one with them.
    """
    parts = (year, *rest)
    plain = all(part.isascii() and part.isdecimal() for part in parts)
    date = "-".join([year, *(part.zfill(2) for part in rest)])
    if not plain or not bounds(date):
        typed = "/".join(part[:10] for part in reversed(parts))
        return _missing(gettext("“%(date)s” không phải là ngày tháng trong lịch", date=typed), [])
    if date != "-".join(parts):
        return redirect(links.of_date(date))
    counts = date_counts(archive)
    count = counts.get(date, 0) if len(date) < _DAY else day_counts(archive, date).get(date, 0)
    if count:
        return None
    heading = gettext("Kho không có bài nào của %(date)s", date=_named(date))
    return _missing(heading, _nearest(archive, date, counts))


def _missing(heading: str, ways: Sequence[Link]) -> ResponseReturnValue:
    every = Link(gettext("Xem lịch của kho"), links.of_page("calendar.years"))
    page = render_template("error.html", heading=heading, ways=[*ways, every])
    return page, HTTPStatus.NOT_FOUND


def _nearest(archive: Library, date: str, counts: Mapping[str, int]) -> list[Link]:
    """Return links to the nearest dates of the same precision that have reports."""
    if len(date) == _DAY:
        found = neighbouring_days(archive, date, counts)
    else:
        found = neighbours_among(_of_length(counts, len(date)), date)
    labels = (gettext("Trước đó: %(date)s"), gettext("Sau đó: %(date)s"))
    return [
        Link(label % {"date": _named(near)}, links.of_date(near))
        for label, near in zip(labels, found, strict=True)
        if near
    ]


def _named(date: str) -> str:
    """Return a date within a sentence: «ngày 10/1/2018», «tháng 1/2018», «năm 2018»."""
    return gettext("ngày %(date)s", date=brief(date)) if len(date) == _DAY else brief(date)


def _year_page(archive: Library, year: str) -> str:
    counts = date_counts(archive)
    months = [_bar(f"{year}-{month:02}", counts) for month in range(1, 13)]
    return render_template(
        "calendar_year.html",
        heading=gettext("Năm %(year)s", year=year),
        bars=months,
        chart=bar_chart(months),
        axis=axis_labels(months),
        evenly=True,
        imprecise=counts[year] - sum(bar.count for bar in months),
        steps=_steps(neighbours_among(_of_length(counts, _YEAR), year)),
        above=_above(year),
        **_summary(archive, year, counts[year]),
    )


def _month_page(archive: Library, month: str) -> str:
    counts, days = date_counts(archive), day_counts(archive, month)
    return render_template(
        "calendar_month.html",
        heading=gettext("%(month)s năm %(year)s", month=month_name(month), year=month[:_YEAR]),
        weekdays=weekdays(),
        weeks=month_grid(month, days),
        imprecise=counts[month] - sum(days.values()),
        steps=_steps(neighbours_among(_of_length(counts, _MONTH), month)),
        above=_above(month),
        **_summary(archive, month, counts[month]),
    )


def _day_page(archive: Library, day: str) -> str:
    counts = date_counts(archive)
    found, total = reports_of_day(archive, day, _MOST_REPORTS)
    years = _of_length(counts, _YEAR)
    others = same_day_in_other_years(archive, day, years, titled=_TITLED_YEARS, limit=_TITLES)
    return render_template(
        "calendar_day.html",
        heading=written(day),
        newspapers=by_newspaper(found, day),
        total=total,
        shown=len(found),
        all_reports=links.of_query(Query(sort="oldest").choosing("date", day)),
        steps=_steps(neighbouring_days(archive, day, counts)),
        above=_above(day),
        other_years=[
            (brief(each.date), links.of_date(each.date), each.count, report_links(each.reports))
            for each in others
        ],
    )


def _summary(archive: Library, date: str, total: int) -> dict[str, object]:
    """Return the newspapers and sections of a period, and the link to all its reports."""
    query = Query().choosing("date", date)
    wanted = (FacetRequest("source", limit=_SHOWN, total=False), FacetRequest("section"))
    found = archive.engine.search(query, limit=0, facets=wanted)
    sections = [
        each for each in found.facet("section").counts if SECTION_SEPARATOR not in each.value
    ]
    shelves: list[tuple[str, str, list[Value]]] = [
        ("bao", gettext("Báo"), plain_values(query, "source", found.facet("source").counts, {})),
        ("muc", gettext("Chuyên mục"), plain_values(query, "section", sections[:_SHOWN], {})),
    ]
    return {
        "total": total,
        "all_reports": links.of_query(query),
        "all_label": gettext("Xem %(reports)s", reports=reports(total)),
        "shelves": [shelf for shelf in shelves if shelf[2]],
    }


def _bar(date: str, counts: Mapping[str, int]) -> Bar:
    """Return the bar of a year or a month; without reports it is no link."""
    count = counts.get(date, 0)
    short = date if len(date) == _YEAR else as_typed(date).partition("/")[0]
    return Bar(month_name(date), short, count, links.of_date(date) if count else "")


def _of_length(counts: Mapping[str, int], length: int) -> list[str]:
    """Return the years or the months that have reports."""
    return [date for date in counts if len(date) == length and date != UNDATED]


def _steps(neighbours: tuple[str, str]) -> list[Link | None]:
    """Return the links to the dates before and after, None where there is none."""
    return [Link(brief(date), links.of_date(date)) if date else None for date in neighbours]


def _above(date: str) -> list[Link]:
    """Return the links to the calendar and to the periods around a date, widest first."""
    wider = [date[:length] for length in (_YEAR, _MONTH) if length < len(date)]
    return [
        Link(gettext("Lịch"), links.of_page("calendar.years")),
        *(Link(brief(each), links.of_date(each)) for each in wider),
    ]
