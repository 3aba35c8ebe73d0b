"""Facet counts: how many hits each value has."""

from collections.abc import Sequence

import numpy as np

from index.engines.whoosh.searching.selection import best
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.strings import Strings
from index.results import Facet, FacetCount, FacetRequest

__all__ = ["facet"]


def facet(snapshot: Snapshot, request: FacetRequest, hits: list[Array]) -> Facet:
    """The counts of a facet over all views; `hits` has the documents of each."""
    values, counts = _counted(snapshot, request.name, hits)
    if request.among is not None:
        among = request.among
        found = indices_of_true(counts > 0).tolist()
        wanted = np.array([at for at in found if values[at] in among], np.intp)
        chosen, total = _most(wanted, counts.take(wanted), request.limit), len(wanted)
    else:
        chosen, total = _most(None, counts, request.limit), int(np.count_nonzero(counts))
    if len(snapshot.views) == 1 and request.limit is not None:
        # One segment's values are in order, and so are equal counts once they are sorted by number.
        chosen = chosen.take(np.lexsort((chosen, -counts.take(chosen)))[: request.limit])
    named = zip((-counts.take(chosen)).tolist(), _named(values, chosen), strict=True)
    ranked = sorted([each for each in named if each[0]])[: request.limit]
    shown = tuple([FacetCount(value, -count) for count, value in ranked])
    return Facet(request.name, shown, total)


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
        found = indices_of_true(counts > 0)
        totals[place.take(found)] += counts.take(found)
    return values, totals


def _named(values: Sequence[str], chosen: Array) -> list[str]:
    """Some of the values, by number."""
    if isinstance(values, Strings):
        return values.some(chosen)
    return [values[at] for at in chosen.tolist()]


def _most(numbers: Array | None, counts: Array, limit: int | None) -> Array:
    """The values with the highest counts, more where the last ones are equal.

    `numbers`: the values that are counted; None for all.
    """
    if limit is None or limit >= len(counts):
        return indices_of_true(counts > 0) if numbers is None else numbers
    chosen = best(-counts, limit) if limit > 0 else np.zeros(0, np.intp)
    return chosen if numbers is None else numbers.take(chosen)
