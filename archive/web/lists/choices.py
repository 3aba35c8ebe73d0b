"""The query and the number of hits that a click on a value of a facet leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from index.facets import FACETS, Mode
from index.query import Query

__all__ = ["FacetCounts", "Gain", "chosen", "mode", "toggled", "with_mode"]


def mode(query: Query, facet: str) -> Mode:
    """Return how the next value of a facet is chosen: as the others were, else by default."""
    return "or" if query.values(facet, "or") else FACETS[facet].default


def chosen(query: Query, facet: str) -> tuple[str, ...]:
    """Return the values of a facet that hits must have, all or any of them."""
    return query.values(facet, "and", "or")


def toggled(query: Query, facet: str, value: str) -> Query:
    """Return the query with a value of a facet chosen, or without it if it was chosen or excluded.

    Of a year and its month, or a section and one below it, the one clicked last stays: where any
    of the chosen values will do, both would mean the wider one.
    """
    if value in query.values(facet):
        return query.without(facet, value)
    replaced = _replaced(query, facet, value)
    kept = query.without(facet, *replaced) if replaced else query
    return kept.choosing(facet, value, mode=mode(query, facet))


def with_mode(query: Query, facet: str, wanted: Mode) -> Query:
    """Return the query with all chosen values of a facet required (`and`), or any (`or`)."""
    return query.choosing(facet, *chosen(query, facet), mode=wanted)


class Gain(NamedTuple):
    """The hits after a click; with `added`, those that the list has then more than now."""

    hits: int
    added: bool = False


@dataclass(frozen=True)
class FacetCounts:
    """The counts of one facet in a list, read as results of clicks.

    `total`: the hits of the list. `counts`: those of the engine for `mode(query, facet)`.
    `added`: the hits that each value would add, for a facet of which a report may have several
    values and of which some were chosen as alternatives; empty for any other.
    """

    query: Query
    facet: str
    total: int
    counts: Mapping[str, int]
    added: Mapping[str, int]

    @cached_property
    def _alternatives(self) -> tuple[str, ...]:
        return self.query.values(self.facet, "or")

    @cached_property
    def _mode(self) -> Mode:
        return mode(self.query, self.facet)

    def choosing(self, value: str) -> Gain | None:
        """Return what choosing a value gives, None where that is not known.

        Beside alternatives the value adds its hits to the list; a year adds those that the month
        which it replaces did not have.
        """
        if self._mode != "or" or not self._alternatives:
            return Gain(self.counts.get(value, 0))
        replaced = _replaced(self.query, self.facet, value)
        if len(replaced) == len(self._alternatives):
            return Gain(self.counts.get(value, 0))
        if self.added:
            return Gain(self.added.get(value, 0), added=True)
        gained = self.counts.get(value, 0) - sum(self.counts.get(each, 0) for each in replaced)
        return Gain(gained, added=True) if gained >= 0 else None

    def excluding(self, value: str) -> int | None:
        """Return the number of hits without a value, or None if there would be none.

        Also return None if alternatives are chosen: they exclude other values already.
        """
        if self._alternatives:
            return None
        return self.total - self.counts.get(value, 0) or None


def _replaced(query: Query, facet: str, value: str) -> tuple[str, ...]:
    """Return the alternatives that include a value or that it includes."""
    if mode(query, facet) != "or":
        return ()
    related = FACETS[facet].related
    return tuple(each for each in query.values(facet, "or") if related(value, each))
