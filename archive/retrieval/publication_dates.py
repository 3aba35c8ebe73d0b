"""Reports by the date of their publication: how many there are, and the days around a day."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.retrieval.library import Library
from index.language.dates import bounds
from index.query import Query
from index.report import Report
from index.results import FacetRequest

__all__ = [
    "SameDay",
    "date_counts",
    "day_counts",
    "neighbouring_days",
    "neighbours_among",
    "reports_of_day",
    "same_day_in_other_years",
]


# Months in which a neighbouring day is looked for. Only months whose reports are all dated by the
# month have no day, so that the first or second month has one in practice.
_MONTHS = 36


@dataclass(frozen=True, slots=True)
class SameDay:
    """The same day of another year. `date`: ISO 8601; `reports`: the first few of `count`."""

    date: str
    count: int
    reports: tuple[Report, ...]


def date_counts(library: Library) -> dict[str, int]:
    """Return the number of reports of each year and each month that has any, and the undated."""
    return _counts(library, Query(), FacetRequest("date"))


def day_counts(library: Library, month: str) -> dict[str, int]:
    """Return the number of reports of each day of a month that has any; none for a bad month."""
    days = bounds(month)
    return _counts(library, Query(), FacetRequest("date", days=days)) if days else {}


def neighbours_among(dates: Iterable[str], date: str) -> tuple[str, str]:
    """Return the nearest of some dates before a date and after it, "" where there is none.

    >>> neighbours_among(["2016-09", "2018-01", "2018-03"], "2018-01")
    ('2016-09', '2018-03')
    """
    ordered = sorted(dates)
    before, after = bisect_left(ordered, date) - 1, bisect_right(ordered, date)
    return (
        ordered[before] if before >= 0 else "",
        ordered[after] if after < len(ordered) else "",
    )


def neighbouring_days(library: Library, day: str, counts: Mapping[str, int]) -> tuple[str, str]:
    """Return the nearest days before and after a day that have reports, "" where there is none.

    `counts`: those of `date_counts`.
    """
    month = day[: len("2018-01")]
    months = sorted(each for each in counts if len(each) == len("2018-01"))
    earlier = [each for each in months if each <= month][::-1]
    later = [each for each in months if each >= month]
    before = _first_day(library, earlier, lambda days: [each for each in days if each < day][-1:])
    after = _first_day(library, later, lambda days: [each for each in days if each > day][:1])
    return before, after


def reports_of_day(library: Library, day: str, limit: int) -> tuple[list[Report], int]:
    """Return the first reports of a day in the order of their time, and the number of all."""
    query = Query(sort="oldest").choosing("date", day)
    results = library.engine.search(query, limit=limit)
    return library.catalogue.reports.many([hit.identifier for hit in results.hits]), results.total


def same_day_in_other_years(
    library: Library, day: str, years: Iterable[str], *, titled: int, limit: int
) -> list[SameDay]:
    """Return the same day of other years that have reports of it, the newest first.

    `years`: to look at. Reports are read for the `titled` newest days only, `limit` for each.
    """
    dates = [f"{year}{day[4:]}" for year in years if year != day[:4]]
    dates = sorted(date for date in dates if bounds(date))
    if not dates:
        return []
    query = Query(sort="oldest").choosing("date", *dates)
    counted = _counts(library, query, FacetRequest("date", mode="and", days=(dates[0], dates[-1])))
    found = sorted(counted.items(), reverse=True)
    hits = {
        date: library.engine.search(Query().choosing("date", date), limit=limit).hits
        for date, _ in found[:titled]
    }
    wanted = [hit.identifier for each in hits.values() for hit in each]
    reports = {report.identifier: report for report in library.catalogue.reports.many(wanted)}
    return [
        SameDay(
            date,
            count,
            tuple(reports[h.identifier] for h in hits.get(date, ()) if h.identifier in reports),
        )
        for date, count in found
    ]


def _first_day(
    library: Library, months: Sequence[str], choose: Callable[[list[str]], list[str]]
) -> str:
    """Return the day chosen in the first month in which one can be chosen, "" if there is none."""
    for month in months[:_MONTHS]:
        chosen = choose(sorted(day_counts(library, month)))
        if chosen:
            return chosen[0]
    return ""


def _counts(library: Library, query: Query, request: FacetRequest) -> dict[str, int]:
    results = library.engine.search(query, limit=0, facets=[request])
    return {each.value: each.count for each in results.facet("date").counts}
