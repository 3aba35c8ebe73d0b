"""The results of a search: hits, facet counts, and the state of an index."""

from dataclasses import dataclass
from typing import NamedTuple

from index.facets import FACETS, Mode

__all__ = ["UNDATED", "Facet", "FacetCount", "FacetRequest", "Hit", "Results", "Status"]

# The facet value, and the filter value, of reports without a date.
UNDATED = "undated"


class Hit(NamedTuple):
    """A report that the query found; `score` is 0.0 where the order is by date."""

    identifier: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A request for the counts of a facet of `index.facets.FACETS`.

    `limit`: the largest number of values to return, most frequent first; None for all. `among`:
    count only these values. Values without a hit are never returned. `mode`: how the reader
    would choose a value, `and` or `or`; None for the default of the facet.
    """

    name: str
    limit: int | None = None
    among: frozenset[str] | None = None
    mode: Mode | None = None

    @property
    def drops_own_filter(self) -> bool:
        """Whether hits are counted as if no value of this facet had been chosen with `or`."""
        return (self.mode or FACETS[self.name].default) == "or"


class FacetCount(NamedTuple):
    """A value of a facet and the number of reports that choosing it gives.

    With the mode `and`: those of the list that have the value. With `or`: those of the list when
    this is the only value of the facet that is chosen with `or`. Excluding the value leaves the
    others, so the total less the count with `and`.

    A date value is a year ("2018"), a month ("2018-01") or `UNDATED`; a section value is a path
    joined by ` › `, where a parent counts its children.
    """

    value: str
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs here


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one facet, most frequent first, equal counts by value.

    `total`: the number of distinct values with a hit, which may be more than are listed.
    """

    name: str
    counts: tuple[FacetCount, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits with the total of the list.

    `generation`: changes whenever the index does; with the query it makes an ETag.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    generation: str = ""

    def facet(self, name: str) -> Facet:
        """The facet of that name; empty when it was not asked for."""
        for facet in self.facets:
            if facet.name == name:
                return facet
        return Facet(name, (), 0)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index; `revision` is the last catalogue revision that it holds."""

    reports: int
    revision: int
    generation: str
    segments: int
    size: int
    """Bytes on disk."""
    analysis: str
    """The version of the analysis that the index was built with."""
