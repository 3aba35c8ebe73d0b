"""Facet counts: how many hits each value has."""

import numpy as np

from index.results import Facet, FacetCount, FacetRequest
from index.whoosh.arrays import Array
from index.whoosh.snapshot import Snapshot

__all__ = ["facet"]


def facet(snapshot: Snapshot, request: FacetRequest, hits: list[Array]) -> Facet:
    """The counts of a facet over all views; `hits` has those of each."""
    name = request.name
    places = [
        snapshot.vocabulary.places(name, view.identifier, view.segment) for view in snapshot.views
    ]
    values = snapshot.vocabulary.values(name)
    totals = np.zeros(len(values), np.int64)
    for number, place in enumerate(places):
        totals[place] += snapshot.views[number].segment.values(name).count(hits[number])
    found = np.flatnonzero(totals)
    if request.among is not None:
        found = np.array([at for at in found if values[at] in request.among], np.int64)
    best = _best(found, totals[found], values, request.limit)
    counts = tuple(FacetCount(values[at], int(totals[at])) for at in best)
    return Facet(name, counts, len(found))


def _best(found: Array, counts: Array, values: list[str], limit: int | None) -> list[int]:
    """The numbers with the highest counts, highest first, equals by value."""
    if limit is not None and limit < len(found):
        if limit <= 0:
            return []
        least = np.partition(counts, len(counts) - limit)[len(counts) - limit]
        chosen = counts >= least
        found, counts = found[chosen], counts[chosen]
    ranked = sorted(
        (-number, values[at], at)
        for number, at in zip(counts.tolist(), found.tolist(), strict=True)
    )
    return [at for _, _, at in ranked[:limit]]
