"""Execution of a plan over a snapshot: its hits in order, their number, and facets."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.bounded_dict import BoundedDict
from index.engines.whoosh.searching.facets import count_facet
from index.engines.whoosh.searching.matching import Matches, matching_mask
from index.engines.whoosh.searching.scoring import (
    ScoredMatches,
    find_hits,
    first_hits,
    sort_keys,
)
from index.engines.whoosh.searching.snapshot import FACETS_OF_LIST, Snapshot
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.planning.clauses import Plan
from index.results import Facet, FacetRequest, Hit, Results

__all__ = ["execute", "scan", "total"]

# Hits of one view whose identifiers `scan` looks up at a time.
_RUN = 1000

# A sort key and an identifier. Tuples compare in the order of hits.
_Ranked = tuple[float, str]


class _Hits:
    """The hits of a plan, as the documents of each view."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        numbers = range(len(snapshot.views))
        self._matches = [find_hits(snapshot, number, plan) for number in numbers]
        self._passes = {
            name: [matching_mask(snapshot, number, clause) for number in numbers]
            for name, clause in plan.filters
        }
        self.all = self._without_filter("")

    def _without_filter(self, facet: str) -> list[Matches | ScoredMatches]:
        """Return the hits when the filter of a facet is not applied."""
        found = self._matches
        for name, passes in self._passes.items():
            if name != facet:
                found = [
                    hits.take(indices_of_true(passing.take(as_index(hits.documents))))
                    for hits, passing in zip(found, passes, strict=True)
                ]
        return found

    def of_facet(self, request: FacetRequest) -> list[Array]:
        """Return the documents of each view that a facet is counted over."""
        drops = request.drops_own_filter and request.name in self._passes
        found = self._without_filter(request.name) if drops else self.all
        return [hits.documents for hits in found]

    @property
    def total(self) -> int:
        """The number of hits."""
        return sum([hits.total for hits in self.all])


def execute(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    """Return one page of the hits of a plan, with the counts of facets."""
    hits = _Hits(snapshot, plan)
    return Results(
        total=hits.total,
        hits=_page(snapshot, plan, hits.all, max(0, offset), max(0, limit)),
        facets=_facets(snapshot, plan, hits, facets),
        generation=snapshot.label,
    )


def total(snapshot: Snapshot, plan: Plan) -> int:
    """Return the number of hits of a plan."""
    # Without scores the hits of alternatives are marked, which takes less time than adding.
    return _Hits(snapshot, replace(plan, scores=(), order="newest", decay=None)).total


def _facets(
    snapshot: Snapshot, plan: Plan, hits: _Hits, requests: Sequence[FacetRequest]
) -> tuple[Facet, ...]:
    """Return the counts of facets, which are remembered for the next pages of the list.

    The order of the hits changes no count. One page may request the same counts for its filters
    and for its histogram.
    """
    key = plan.match, plan.filters
    known = snapshot.facets.get(key)
    if known is None:
        known = snapshot.facets[key] = BoundedDict(FACETS_OF_LIST)
    filtered = {name for name, _ in plan.filters}
    found = []
    for each in requests:
        dropped = each.drops_own_filter and each.name in filtered
        kind = replace(each, mode="or" if dropped else "and")
        facet = known.get(kind)
        if facet is None:
            facet = known[kind] = count_facet(snapshot, each, hits.of_facet(each))
        found.append(facet)
    return tuple(found)


def scan(snapshot: Snapshot, plan: Plan) -> Iterator[Hit]:
    """Yield all hits of a plan in order; needs twelve bytes of memory for each hit."""
    found = _Hits(snapshot, plan).all
    runs = [_sorted(snapshot, number, plan, hits) for number, hits in enumerate(found)]
    scored = plan.order == "relevance"
    for key, identifier in heapq.merge(*runs):
        yield Hit(identifier, -key if scored else 0.0)


def _page(
    snapshot: Snapshot,
    plan: Plan,
    found: list[Matches | ScoredMatches],
    offset: int,
    limit: int,
) -> tuple[Hit, ...]:
    """Return a page of hits; identifiers are looked up for hits that may be on it only."""
    if not limit:
        return ()
    parts = [
        first_hits(snapshot, number, plan, hits, offset + limit)
        for number, hits in enumerate(found)
    ]
    if len(parts) == 1:
        keys, documents = (each[offset : offset + limit] for each in parts[0])
        names = snapshot.views[0].segment.identifiers.take(documents)
        scores = (-keys).tolist()
    else:
        ranked = _merged(snapshot, parts, offset, limit)
        names = [identifier for _, identifier in ranked]
        scores = [-key for key, _ in ranked]
    return tuple(map(Hit, names, scores) if plan.order == "relevance" else map(Hit, names))


def _merged(
    snapshot: Snapshot, parts: list[tuple[Array, Array]], offset: int, limit: int
) -> list[_Ranked]:
    """Return a page of the hits of all views; `parts`: sort keys and documents of each view."""
    in_order = np.sort(np.concatenate([np.zeros(0), *(keys for keys, _ in parts)]))
    page = in_order[offset : offset + limit]
    if not len(page):
        return []
    ranked: list[_Ranked] = []
    for number, (keys, documents) in enumerate(parts):
        low, high = np.searchsorted(keys, page[0]), np.searchsorted(keys, page[-1], "right")
        ranked += _ranked(snapshot, number, documents[low:high], keys[low:high])
    before = int(np.searchsorted(in_order, page[0]))
    return sorted(ranked)[offset - before : offset - before + limit]


def _sorted(
    snapshot: Snapshot, number: int, plan: Plan, hits: Matches | ScoredMatches
) -> Iterator[_Ranked]:
    """Yield all hits of a view in order."""
    keys, documents = sort_keys(snapshot, number, plan, hits), hits.documents
    ranks = snapshot.views[number].segment.identifiers.ranks.take(documents)
    order = np.lexsort((ranks, keys))
    documents, keys = documents[order].astype(np.uint16), keys[order]
    for start in range(0, len(documents), _RUN):
        run = slice(start, start + _RUN)
        yield from _ranked(snapshot, number, documents[run], keys[run])


def _ranked(snapshot: Snapshot, number: int, documents: Array, keys: Array) -> Iterator[_Ranked]:
    """Return the sort keys of hits with their identifiers."""
    names = snapshot.views[number].segment.identifiers.take(documents)
    return zip(keys.tolist(), names, strict=True)
