"""The clauses of a query's filters and of its span of time."""

from collections.abc import Iterator

from index.facets import FACETS, FacetDefinition
from index.language import dates
from index.planning.clauses import Clause, Dated, Not, Valued, any_of
from index.query import Query
from index.results import UNDATED

__all__ = ["alternatives", "conditions", "dated"]


def conditions(query: Query) -> Iterator[Clause]:
    """Yield the clauses that every hit matches: the span, required values, excluded values."""
    if query.since or query.until:
        span = dated(query.since, query.until)
        # Dates that cannot be read leave both ends open, which would mean undated reports.
        if span != Dated():
            yield span
    for facet in FACETS.values():
        for value in query.values(facet.name, "and"):
            yield _values(facet, (value,))
        if excluded := query.values(facet.name, "not"):
            yield Not(_values(facet, excluded))


def alternatives(query: Query) -> Iterator[tuple[str, Clause]]:
    """Yield the name of each facet with values chosen by `or`, and the clause of these values."""
    for facet in FACETS.values():
        if values := query.values(facet.name, "or"):
            yield facet.name, _values(facet, values)


def dated(since: str, until: str) -> Dated:
    """Return the clause of the time between two partial dates, "" for an open end."""
    first, last = dates.bounds(since), dates.bounds(until)
    return Dated(first[0] if first else "", last[1] if last else "")


def _values(facet: FacetDefinition, values: tuple[str, ...]) -> Clause:
    """Return the clause of the reports that have one of these values."""
    if facet.kind != "date":
        return Valued(facet.name, values)
    return any_of(
        dated("" if value == UNDATED else value, "" if value == UNDATED else value)
        for value in values
        if value == UNDATED or dates.bounds(value)
    )
