"""Clauses for the filters of a query and for its period."""

from collections.abc import Iterator

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
    for facet in FACETS.values():
        for value in query.values(facet.name, "and"):
            yield _values(facet, (value,))
        if excluded := query.values(facet.name, "not"):
            yield Not(_values(facet, excluded))


def alternatives(query: Query) -> Iterator[tuple[str, Clause]]:
    """Yield each facet that has values chosen by `or`: its name and the clause for them."""
    for facet in FACETS.values():
        if values := query.values(facet.name, "or"):
            yield facet.name, _values(facet, values)


def dated(since: str, until: str) -> Dated:
    """Return the clause for the period between two partial dates; "" leaves an end open."""
    first, last = dates.bounds(since), dates.bounds(until)
    return Dated(first[0] if first else "", last[1] if last else "")


def dated_in_any_year(month: int, day: int, statistics: Statistics) -> Clause:
    """Return the clause for a day of the calendar, in every year of which there are reports."""
    months = sorted(value for value in statistics.values("date") if value[4:] == f"-{month:02}")
    days = (f"{value}-{day:02}" for value in months)
    return any_of(dated(each, each) for each in days if dates.bounds(each))


def _values(facet: FacetDefinition, values: tuple[str, ...]) -> Clause:
    """Return the clause that matches reports with at least one of these values."""
    if facet.kind != "date":
        return Valued(facet.name, values)
    return any_of(
        dated("" if value == UNDATED else value, "" if value == UNDATED else value)
        for value in values
        if value == UNDATED or dates.bounds(value)
    )
