"""Clauses for the filters of a query and for its period."""

from collections.abc import Iterable, Iterator

from index.facets import FACETS, FacetDefinition
from index.language import dates
from index.planning.clauses import Clause, Dated, Not, Statistics, Valued, any_of
from index.query import Query
from index.results import UNDATED

__all__ = ["alternatives", "conditions", "dated", "dated_in_any_year"]


def conditions(query: Query) -> Iterator[Clause]:
    """Yield the clauses that every hit must match: period, required values and excluded values."""
    if query.since or query.until:
        span = dated(query.since, query.until)
        # Two unreadable dates would give a clause that matches undated reports.
        if span != Dated():
            yield span
    for facet in FACETS.values() if query.filters else ():
        for value in query.values(facet.name, "and"):
            yield _values(facet, (value,))
        if excluded := query.values(facet.name, "not"):
            yield Not(_values(facet, excluded))


def alternatives(query: Query) -> Iterator[tuple[str, Clause]]:
    """Yield each facet that has values chosen by `or`: its name and the clause for them."""
    for facet in FACETS.values() if query.filters else ():
        if values := query.values(facet.name, "or"):
            yield facet.name, _values(facet, values)


def dated(since: str, until: str) -> Dated:
    """Return the clause for the period between two partial dates; "" leaves an end open."""
    first, last = dates.bounds(since), dates.bounds(until)
    return Dated(first[0] if first else "", last[1] if last else "")


def dated_in_any_year(
    first: tuple[int, int], last: tuple[int, int] | None, statistics: Statistics
) -> Clause:
    """Return the clause for a day of the calendar, in every year of which there are reports.

    `first`: its month and day, or those of the first of several. `last`: of the last of them, which
    is in the next year if it comes before the first; None for a single day.
    """
    years = _years(statistics)
    if last and last < first:
        spans = [(_day(year, first), _until(year + 1, last)) for year in {*years, *_before(years)}]
    elif last:
        spans = [(_day(year, first), _until(year, last)) for year in years]
    else:
        spans = [(_day(year, first),) * 2 for year in years]
    known = (span for span in sorted(spans) if all(map(dates.bounds, span)))
    return any_of(dated(since, until) for since, until in known)


def _before(years: Iterable[int]) -> Iterator[int]:
    return (year - 1 for year in years)


def _years(statistics: Statistics) -> set[int]:
    """Return the years in which there are reports."""
    values = statistics.values("date")
    return {int(value[:4]) for value in values if value[:4].isdecimal()}


def _day(year: int, day: tuple[int, int]) -> str:
    return f"{year:04}-{day[0]:02}-{day[1]:02}"


def _until(year: int, day: tuple[int, int]) -> str:
    """Return the last of several days; 28 February for the 29th of a year without it."""
    last = _day(year, day)
    return last if dates.bounds(last) else _day(year, (day[0], day[1] - 1))


def _values(facet: FacetDefinition, values: tuple[str, ...]) -> Clause:
    """Return the clause that matches reports with at least one of these values."""
    if facet.kind != "date":
        return Valued(facet.name, values)
    return any_of(
        dated("" if value == UNDATED else value, "" if value == UNDATED else value)
        for value in values
        if value == UNDATED or dates.bounds(value)
    )
