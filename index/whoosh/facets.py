"""Facet counts: how many hits each value has."""

from collections.abc import Sequence

import numpy as np

from index.results import Facet, FacetCount, FacetRequest
from index.whoosh.arrays import Array
from index.whoosh.ranking import best
from index.whoosh.snapshot import Snapshot

__all__ = ["facet"]


def facet(snapshot: Snapshot, request: FacetRequest, hits: list[Array]) -> Facet:
    """The counts of a facet over all views; `hits` has the documents of each."""
    values, counts = _counted(snapshot, request.name, hits)
    found = np.flatnonzero(counts)
    if request.among is not None:
        among = request.among
        found = np.array([at for at in found.tolist() if values[at] in among], np.intp)
    chosen = _most(found, counts.take(found), request.limit)
    ranked = sorted((-int(counts[at]), values[at]) for at in chosen.tolist())
    shown = tuple(FacetCount(value, -count) for count, value in ranked[: request.limit])
    return Facet(request.name, shown, len(found))


def _counted(snapshot: Snapshot, name: str, hits: list[Array]) -> tuple[Sequence[str], Array]:
    """The values of a facet, and how many hits each has."""
    views = snapshot.views
    if len(views) == 1:
        # One segment's own numbers will do.
        return views[0].segment.values(name).strings, views[0].count(name, hits[0])
    vocabulary = snapshot.vocabulary
    places = [vocabulary.places(name, view.identifier, view.segment) for view in views]
    values = vocabulary.values(name)
    totals = np.zeros(len(values), np.int64)
    for view, place, documents in zip(views, places, hits, strict=True):
        counts = view.count(name, documents)
        found = np.flatnonzero(counts)
        totals[place.take(found)] += counts.take(found)
    return values, totals


def _most(found: Array, counts: Array, limit: int | None) -> Array:
    """The values with the highest counts, more where the last ones are equal."""
    if limit is None or limit >= len(found):
        return found
    return found[best(-counts, limit)] if limit > 0 else found[:0]
