"""Trends: how many reports of each year or month a query finds, and out of how many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.planning.clauses import Plan
from index.planning.limits import check_positions
from index.query import Query
from index.results import UNDATED, FacetRequest

__all__ = [
    "FEW_REPORTS",
    "MOST_TERMS",
    "OTHER",
    "TREND_COLUMNS",
    "Trend",
    "TrendUnit",
    "Trends",
    "find_trends",
    "trend_rows",
]

TrendUnit = Literal["year", "month"]

MOST_TERMS = 5
# In a period with fewer reports one report more or less changes the rate by over 33 per thousand.
FEW_REPORTS = 30
# The most periods of a trend, twenty years in months. One date that was misread as of the year 202
# or 9999 would otherwise make thousands.
_MOST_PERIODS = 240

OTHER = "other"
"""The period of reports that are dated by a year, in months, or whose period is left out."""

TREND_COLUMNS = ("period", "term", "matching", "reports", "per_1000", "few_reports")
"""The columns of `trend_rows`."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The reports of a term. `counts`: in each period. `undated`: without a date."""

    term: str
    total: int
    counts: tuple[int, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Trends:
    """Terms over time, under the same filters.

    `periods`: years ("2018") or months ("2018-01") without a gap, oldest first. `reports`: all
    reports under the filters in each period. `total`: all of them, `undated` and `imprecise` (in
    months: those dated by a year) among them. `left_out`: periods with reports that are not shown.
    """

    unit: TrendUnit
    periods: tuple[str, ...]
    reports: tuple[int, ...]
    total: int
    undated: int
    imprecise: int
    left_out: int
    terms: tuple[Trend, ...]

    def rate(self, trend: Trend, period: int) -> float | None:
        """Return the reports of a term per 1,000 reports of a period, None where it has none.

        `period`: an index of `periods`.
        """
        reports = self.reports[period]
        return 1000 * trend.counts[period] / reports if reports else None

    def has_few(self, period: int) -> bool:
        """Return whether a period has so few reports that its rates are unreliable."""
        return self.reports[period] < FEW_REPORTS


def find_trends(
    library: Library, terms: Sequence[str], filters: Query, unit: TrendUnit = "year"
) -> Trends:
    """Return the trends of terms. `filters`: a query whose text is ignored.

    Each term is a text in the query language, counted as a search for it counts. Raise
    `QueryTooLarge` if all terms together are too much work for one query.
    """
    plans = [
        library.engine.prepare(resolve(library, replace(filters, text=term))).plan for term in terms
    ]
    check_positions(plans, library.engine.statistics())
    total, everything = _counts(
        library, library.engine.prepare(resolve(library, replace(filters, text=""))).plan
    )
    length = len("2018") if unit == "year" else len("2018-01")
    found = sorted(each for each in everything if len(each) == length and each != UNDATED)
    shown = _fullest(found, everything)
    dated = sum(count for each, count in everything.items() if len(each) == len("2018"))
    return Trends(
        unit,
        shown,
        tuple(everything.get(each, 0) for each in shown),
        total,
        everything.get(UNDATED, 0),
        dated - sum(everything[each] for each in found),
        len(set(found).difference(shown)),
        tuple(_trend(library, term, plan, shown) for term, plan in zip(terms, plans, strict=True)),
    )


def trend_rows(trends: Trends) -> Iterator[tuple[str, ...]]:
    """Yield a row for each term in each period: the cells of `TREND_COLUMNS`.

    Undated reports are a row with the period `UNDATED`, and those that no period shown counts are
    one with the period `OTHER`, both without a rate: `matching` adds up to the hits of a term.
    """
    elsewhere = trends.total - trends.undated - sum(trends.reports)
    for trend in trends.terms:
        for at, period in enumerate(trends.periods):
            rate = trends.rate(trend, at)
            yield (
                period,
                trend.term,
                str(trend.counts[at]),
                str(trends.reports[at]),
                "" if rate is None else f"{rate:.3f}",
                "yes" if trends.has_few(at) else "",
            )
        if trends.undated:
            yield UNDATED, trend.term, str(trend.undated), str(trends.undated), "", ""
        if elsewhere:
            matching = trend.total - trend.undated - sum(trend.counts)
            yield OTHER, trend.term, str(matching), str(elsewhere), "", ""


def _trend(library: Library, term: str, plan: Plan, periods: Sequence[str]) -> Trend:
    total, counts = _counts(library, plan)
    return Trend(
        term, total, tuple(counts.get(each, 0) for each in periods), counts.get(UNDATED, 0)
    )


def _counts(library: Library, plan: Plan) -> tuple[int, Mapping[str, int]]:
    """Return the hits of a plan, and those of each year, of each month and without a date."""
    request = FacetRequest("date", mode="and")
    results = library.engine.execute(plan, limit=0, facets=[request])
    return results.total, {each.value: each.count for each in results.facet("date").counts}


def _fullest(found: Sequence[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the years or months, without a gap, that have most reports; late ones if in doubt.

    `found`: those that have any, in order.
    """
    if not found:
        return ()
    periods = list(_between(found[0], found[-1]))
    sums = [0, *accumulate(counts.get(each, 0) for each in periods)]
    width = min(_MOST_PERIODS, len(periods))
    starts = range(len(periods) - width + 1)
    first = max(starts, key=lambda at: (sums[at + width] - sums[at], at))
    shown = [each for each in periods[first : first + width] if each in counts]
    return tuple(_between(shown[0], shown[-1]))


def _between(first: str, last: str) -> Iterator[str]:
    """Yield the years or months from one to another.

    >>> [*_between("2018-11", "2019-01")]
    ['2018-11', '2018-12', '2019-01']
    """
    if len(first) == len("2018"):
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))
        return
    start, end = (12 * int(each[:4]) + int(each[5:]) - 1 for each in (first, last))
    yield from (f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1))
