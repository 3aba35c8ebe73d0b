"""The hits of a list over time: decades, years, months or days, each a click away from its hits."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from markupsafe import Markup

from archive.retrieval import Found
from archive.web import links
from archive.web.display.bar_chart import Bar, axis_labels, bar_chart
from archive.web.display.dates import brief
from archive.web.language import gettext
from archive.web.links import Link
from archive.web.lists.period_filters import (
    narrowed_to_date,
    narrowed_to_years,
    period_in_force,
    unlimited,
    wider_dates,
)
from index.query import Query
from index.results import UNDATED, FacetCount, FacetRequest

__all__ = ["Histogram", "histogram", "requests"]

# The most bars of each kind; more are of the next wider kind.
_DAYS, _MONTHS, _YEARS = 31, 24, 40
_YEAR, _MONTH = len("2018"), len("2018-01")


@dataclass(frozen=True, slots=True)
class Histogram:
    """The hits of a list over time.

    `title`: of the drawing and of its table; `unit`: the heading of the first column. `imprecise`:
    a row for the hits whose date is wider than a bar, None if there are none; `undated` likewise.
    The counts of bars, imprecise and undated hits add up to `total`. `wider`: links to wider
    periods, widest first; empty if no period was chosen.
    """

    title: str
    unit: str
    bars: tuple[Bar, ...]
    imprecise: Bar | None
    undated: Bar | None
    total: int
    wider: tuple[Link, ...]

    @property
    def chart(self) -> Markup:
        """The drawing of the bars."""
        return bar_chart(self.bars)

    @property
    def rows(self) -> list[Bar]:
        """The rows of the table."""
        shown = [bar for bar in self.bars if bar.count]
        return [*shown, *(bar for bar in (self.imprecise, self.undated) if bar)]

    @property
    def axis(self) -> list[str]:
        """The labels below the bars."""
        return axis_labels(self.bars)


def requests(query: Query) -> tuple[FacetRequest, ...]:
    """Return what to ask of the engine for a histogram, after all other facets."""
    period = period_in_force(query)
    days = (FacetRequest("date", mode="and", days=period),) if _is_short(*period) else ()
    return (FacetRequest("date", mode="and"), *days)


def histogram(found: Found) -> Histogram | None:
    """Return the histogram of a list that was found with `requests`; None if no hit has a date."""
    asked = requests(found.query)
    facets = found.results.facets[-len(asked) :]
    counts = {count.value: count.count for count in facets[0].counts}
    years = sorted(value for value in counts if len(value) == _YEAR)
    if not years:
        return None
    by_day = facets[1].counts if len(asked) > 1 else ()
    scale = _scale(found.query, counts, years, by_day)
    bars = tuple(scale.bars)
    undated = counts.get(UNDATED, 0)
    imprecise = found.results.total - undated - sum(bar.count for bar in bars)
    return Histogram(
        scale.title,
        scale.unit,
        bars,
        Bar(scale.imprecise, "", imprecise) if imprecise else None,
        _undated(found.query, undated) if undated else None,
        found.results.total,
        tuple(_wider(found)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """The bars of a histogram with the words for them. `imprecise`: hits that are in no bar."""

    title: str
    unit: str
    imprecise: str
    bars: Sequence[Bar]


def _scale(
    query: Query, counts: Mapping[str, int], years: Sequence[str], by_day: Sequence[FacetCount]
) -> _Scale:
    """Return the narrowest bars that are few enough. `years`: those that have hits, in order."""
    since, until = period_in_force(query)
    if _is_short(since, until):
        return _Scale(
            gettext("Số bài theo ngày"),
            gettext("Ngày"),
            gettext("Chỉ ghi tháng hoặc năm"),
            _bars(query, _days(since, until), dict(by_day), lambda day: str(int(day[8:]))),
        )
    last = f"{years[-1]}-12-31"
    since, until = max(since, f"{years[0]}-01-01"), min(until or last, last)
    months = list(islice(_months(since[:_MONTH], until[:_MONTH]), _MONTHS + 1))
    if len(months) <= _MONTHS:
        return _Scale(
            _title_of_months(months),
            gettext("Tháng"),
            gettext("Chỉ ghi năm"),
            _bars(query, months, counts, _short_month(months)),
        )
    whole = [f"{year:04}" for year in range(int(since[:_YEAR]), int(until[:_YEAR]) + 1)]
    if len(whole) <= _YEARS:
        bars = _bars(query, whole, counts, str)
        return _Scale(gettext("Số bài theo năm"), gettext("Năm"), "", bars)
    return _Scale(
        gettext("Số bài theo thập niên"),
        gettext("Thập niên"),
        "",
        _decades(query, {year: counts.get(year, 0) for year in whole}),
    )


def _is_short(since: str, until: str) -> bool:
    """Return whether a period is short enough for a bar for each day."""
    if not since or not until or since > until:
        return False
    return date.fromisoformat(until) - date.fromisoformat(since) < timedelta(_DAYS)


def _days(since: str, until: str) -> list[str]:
    first, last = (date.fromisoformat(each).toordinal() for each in (since, until))
    return [date.fromordinal(day).isoformat() for day in range(first, last + 1)]


def _months(first: str, last: str) -> Iterator[str]:
    """Yield the months from one to another."""
    start, end = (12 * int(each[:_YEAR]) + int(each[5:]) - 1 for each in (first, last))
    for month in range(start, end + 1):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _title_of_months(months: Sequence[str]) -> str:
    """Return the title of bars for months, with the year where it is not below each bar."""
    year = months[0][:_YEAR]
    if months[-1][:_YEAR] == year:
        return gettext("Số bài theo tháng, năm %(year)s", year=year)
    return gettext("Số bài theo tháng")


def _short_month(months: Sequence[str]) -> Callable[[str], str]:
    """Return how months are named below their bars: «1», or «1/2017» where there are two years."""
    same_year = months[0][:_YEAR] == months[-1][:_YEAR]
    return lambda month: str(int(month[5:])) if same_year else f"{int(month[5:])}/{month[:_YEAR]}"


def _bars(
    query: Query, values: Sequence[str], counts: Mapping[str, int], short: Callable[[str], str]
) -> list[Bar]:
    """Return a bar for each date, also for those without hits."""
    address = _addresses(query)
    return [
        Bar(
            value if len(value) == _YEAR else brief(value),
            short(value),
            count,
            address(value) if count else "",
        )
        for value in values
        for count in (counts.get(value, 0),)
    ]


def _addresses(query: Query) -> Callable[[str], str]:
    """Return a function from a date to the address of the hits of a query that have it."""
    if query.since or query.until or query.values("date"):
        return lambda value: links.of_query(narrowed_to_date(query, value))
    return links.of_choices(query, "date", "or")


def _decades(query: Query, years: Mapping[str, int]) -> list[Bar]:
    """Return a bar for each decade, which is clipped to the first and the last of the years."""
    counts: Counter[str] = Counter()
    for year, count in years.items():
        counts[year[:3]] += count
    shown = counts if len(counts) <= _YEARS else {each: n for each, n in counts.items() if n}
    decades = {decade: _decade(decade, min(years), max(years)) for decade in shown}
    return [
        Bar(
            "–".join(decades[decade]),
            decade + "0",
            count,
            links.of_query(narrowed_to_years(query, *decades[decade])) if count else "",
        )
        for decade, count in shown.items()
    ]


def _decade(year: str, first: str, last: str) -> tuple[str, str]:
    """Return the first and the last year of the decade of a year, as far as there are reports."""
    return max(year[:3] + "0", first), min(year[:3] + "9", last)


def _undated(query: Query, count: int) -> Bar:
    undated = unlimited(query).choosing("date", UNDATED)
    return Bar(gettext("Không rõ ngày"), "", count, links.of_query(undated))


def _wider(found: Found) -> Iterator[Link]:
    """Yield links to the periods around that of a list."""
    query = found.query
    everything = unlimited(query)
    if everything == query:
        return
    yield Link(gettext("Mọi thời gian"), links.of_query(everything))
    since, until = (day[:_YEAR] for day in period_in_force(query))
    # The facet of the list counts as if no date had been chosen.
    years = [each.value for each in found.results.facet("date").counts if len(each.value) == _YEAR]
    if since and since[:3] == until[:3] and int(max(years)) - int(min(years)) >= _YEARS:
        decade = _decade(since, min(years), max(years))
        if decade != (since, until) or wider_dates(query):
            label = "–".join(decade)
            yield Link(label, links.of_query(narrowed_to_years(everything, *decade)))
    for value in wider_dates(query):
        yield Link(brief(value), links.of_query(everything.choosing("date", value)))
