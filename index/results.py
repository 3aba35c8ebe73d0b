"""The results of a search: hits, facet counts, and the state of an index."""

from dataclasses import dataclass
from typing import NamedTuple

from index.facets import FACETS, UNDATED, Mode

__all__ = ["UNDATED", "Facet", "FacetCount", "FacetRequest", "Hit", "Results", "Status"]


class Hit(NamedTuple):
    """A report that a query finds; `score` is 0.0 in lists ordered by date."""

    identifier: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """A request for the counts of a facet of `index.facets.FACETS`.

    `limit`: the largest number of values to return, most frequent first; None for all. `among`:
    count only these values. Values without a hit are never returned. `mode`: how the reader
    would choose a value, `and` or `or`; None for the default of the facet. `days`: of the date
    facet, count the days from the first to the second, ISO 8601, instead of years and months.
    `total`: whether `Facet.total` is to be exact. On a cluster, to count the distinct values costs
    as much as the search itself. If not, it is `limit` + 1 where there are more than `limit`.
    """

    name: str
    limit: int | None = None
    among: frozenset[str] | None = None
    mode: Mode | None = None
    days: tuple[str, str] | None = None
    total: bool = True

    def bounded(self, total: int) -> int:
        """Return the total of a facet as this request asks for it."""
        return total if self.total or self.limit is None else min(total, self.limit + 1)

    @property
    def drops_own_filter(self) -> bool:
        """True if hits are counted as if no value of this facet had been chosen with `or`."""
        return (self.mode or FACETS[self.name].default) == "or"


class FacetCount(NamedTuple):
    """A value of a facet and the number of reports that choosing it gives.

    With the mode `and`: those of the list that have the value. With `or`: those of the list when
    this is the only value of the facet that is chosen with `or`. Excluding the value leaves the
    others, so the total less the count with `and`.

    A date value is a year ("2018"), a month ("2018-01") or `UNDATED`, or a day ("2018-01-10") where
    days were requested; a section value is a path joined by ` › `, where a parent counts its
    children.
    """

    value: str
    count: int  # type: ignore[assignment]  # hides `tuple.count`, which is not used


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one facet, most frequent first, equal counts ordered by value.

    `total`: the number of values with a hit, which may be larger than the number of counts; the
    request may allow it to be too small (`FacetRequest.total`).
    """

    name: str
    counts: tuple[FacetCount, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, the length of the whole list, and facets.

    `generation`: changes whenever the index does; together with the query it makes an ETag.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    generation: str = ""

    def facet(self, name: str) -> Facet:
        """Return the facet of that name; an empty one if it was not requested."""
        for facet in self.facets:
            if facet.name == name:
                return facet
        return Facet(name, (), 0)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index.

    `revision`: the last revision of the catalogue that it holds. `size`: in bytes; like `segments`,
    None if it was not measured. `analysis`: the version of the analysis with which it was built.
    `mark`: of the state of the catalogue that it was built from, "" if unknown.
    """

    reports: int
    revision: int
    generation: str
    segments: int | None
    size: int | None
    analysis: str
    mark: str = ""
