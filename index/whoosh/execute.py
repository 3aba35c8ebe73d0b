"""Execution of a plan over a snapshot: hits in order, their number, and facets."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from index.clauses import K1, Order, Plan
from index.results import FacetRequest, Hit, Results
from index.whoosh.arrays import Array
from index.whoosh.columns import NEVER
from index.whoosh.facets import facet
from index.whoosh.masks import mask
from index.whoosh.snapshot import Snapshot

__all__ = ["execute", "scan", "total"]

_LAST = np.iinfo(np.int64).max
# Hits that `scan` takes out of a view at a time.
_RUN = 1000


class _Hits:
    """The hits of a plan as truth values by document, for each view."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self._snapshot = snapshot
        self._filters = [name for name, _ in plan.filters]
        numbers = range(len(snapshot.views))
        self._matches = [
            self._live(number, mask(snapshot, number, plan.match)) for number in numbers
        ]
        self._passes = [
            [mask(snapshot, number, clause) for number in numbers] for _, clause in plan.filters
        ]
        self.all = self.without("")

    def _live(self, number: int, found: Array) -> Array:
        live = self._snapshot.views[number].live
        return found if live is None else found & live

    def without(self, facet: str) -> list[Array]:
        """The hits when the filters of a facet are left open."""
        found = self._matches
        for name, passes in zip(self._filters, self._passes, strict=True):
            if name != facet:
                found = [a & b for a, b in zip(found, passes, strict=True)]
        return found

    def of_facet(self, facet: str) -> list[Array]:
        """The hits that a facet counts."""
        return self.without(facet) if facet in self._filters else self.all


def execute(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    """One page of the hits of a plan, with the facets asked for."""
    hits = _Hits(snapshot, plan)
    return Results(
        total=sum(int(np.count_nonzero(each)) for each in hits.all),
        hits=tuple(_page(snapshot, plan, hits.all, max(0, offset), max(0, limit))),
        facets=tuple(facet(snapshot, each, hits.of_facet(each.name)) for each in facets),
        generation=snapshot.label,
    )


def total(snapshot: Snapshot, plan: Plan) -> int:
    """The number of hits of a plan."""
    return sum(int(np.count_nonzero(each)) for each in _Hits(snapshot, plan).all)


def scan(snapshot: Snapshot, plan: Plan) -> Iterator[Hit]:
    """All hits of a plan in order; keeps six bytes a hit."""
    found = _Hits(snapshot, plan).all
    runs = [_sorted(snapshot, number, plan, hits) for number, hits in enumerate(found)]
    for _, identifier, score in heapq.merge(*runs):
        yield Hit(identifier, score)


_Ranked = tuple[float, str, float]


def _page(
    snapshot: Snapshot, plan: Plan, found: list[Array], offset: int, limit: int
) -> Iterator[Hit]:
    if not limit:
        return iter(())
    ranked: list[_Ranked] = []
    for number, hits in enumerate(found):
        documents = np.flatnonzero(hits)
        keys = _keys(snapshot, number, plan, documents)
        places = snapshot.views[number].segment.places[documents]
        best = _first(keys, places, offset + limit)
        ranked += _ranked(snapshot, number, plan.order, documents[best], keys[best])
    if len(found) > 1:
        ranked.sort()
    return (
        Hit(identifier, score) for _, identifier, score in islice(ranked, offset, offset + limit)
    )


def _sorted(snapshot: Snapshot, number: int, plan: Plan, hits: Array) -> Iterator[_Ranked]:
    """All hits of a view in order."""
    documents = np.flatnonzero(hits).astype(np.uint16)
    keys = _keys(snapshot, number, plan, documents)
    order = np.lexsort((snapshot.views[number].segment.places[documents], keys))
    documents, keys = documents[order], keys[order]
    for start in range(0, len(documents), _RUN):
        run = slice(start, start + _RUN)
        yield from _ranked(snapshot, number, plan.order, documents[run], keys[run])


def _ranked(
    snapshot: Snapshot, number: int, order: Order, documents: Array, keys: Array
) -> Iterator[_Ranked]:
    names = snapshot.views[number].segment.identifiers
    for document, key in zip(documents.tolist(), keys.tolist(), strict=True):
        yield key, names[document], -key if order == "relevance" else 0.0


def _keys(snapshot: Snapshot, number: int, plan: Plan, documents: Array) -> Array:
    """What the hits are sorted by, least first: scores negated, or moments."""
    if plan.order == "relevance":
        return -_scores(snapshot, number, plan, documents)
    moments = snapshot.views[number].segment.file.whole("moment")[documents]
    signed = -moments if plan.order == "newest" else moments
    return np.where(moments == NEVER, _LAST, signed)


def _scores(snapshot: Snapshot, number: int, plan: Plan, documents: Array) -> Array:
    """The scores of documents."""
    saturation = snapshot.saturation[number]
    sums = np.zeros(len(saturation), np.float32)
    for score in plan.scores:
        found = snapshot.find(score.leaf)[number]
        share = found.frequencies / (found.frequencies + saturation[found.documents])
        sums[found.documents] += np.float32(score.weight * (K1 + 1)) * share
    scores: Array = sums[documents]
    return scores


def _first(keys: Array, places: Array, count: int) -> Array:
    """The numbers of the least keys in order, equal ones by place."""
    if count >= len(keys):
        return np.lexsort((places, keys))
    last = np.partition(keys, count - 1)[count - 1]
    less = np.flatnonzero(keys < last)
    equal = np.flatnonzero(keys == last)
    wanted = count - len(less)
    if wanted < len(equal):
        equal = equal[np.argpartition(places[equal], wanted - 1)[:wanted]]
    chosen = np.concatenate((less, equal))
    return chosen[np.lexsort((places[chosen], keys[chosen]))]
