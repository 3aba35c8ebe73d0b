"""Facet counts: the number of hits with each value."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from index.engines.whoosh.searching.selection import smallest
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.columns import day_number
from index.engines.whoosh.storage.strings import Strings
from index.results import Facet, FacetCount, FacetRequest

__all__ = ["count_facet"]


def count_facet(snapshot: Snapshot, request: FacetRequest, hits: list[Array]) -> Facet:
    """Return the counts of a facet; `hits`: the documents of each view."""
    if request.days:
        return _count_days(snapshot, request, hits)
    values, counts = _count(snapshot, request.name, hits)
    if request.among is not None:
        among = request.among
        found = indices_of_true(counts > 0).tolist()
        wanted = np.array([at for at in found if values[at] in among], np.intp)
        chosen, total = _most(wanted, counts.take(wanted), request.limit), len(wanted)
    else:
        chosen, total = _most(None, counts, request.limit), int(np.count_nonzero(counts))
    if len(snapshot.views) == 1 and request.limit is not None:
        # The values of one segment are sorted, so ties sorted by number are in order.
        chosen = chosen.take(np.lexsort((chosen, -counts.take(chosen)))[: request.limit])
    named = zip((-counts.take(chosen)).tolist(), _take(values, chosen), strict=True)
    ranked = sorted([each for each in named if each[0]])[: request.limit]
    shown = tuple([FacetCount(value, -count) for count, value in ranked])
    return Facet(request.name, shown, request.bounded(total))


def _count_days(snapshot: Snapshot, request: FacetRequest, hits: list[Array]) -> Facet:
    """Return the counts of the requested days; hits dated by a month or a year have no day."""
    assert request.days
    first, last = map(day_number, request.days)
    counts = np.zeros(max(0, last - first + 1), np.int64)
    for view, documents in zip(snapshot.views, hits, strict=True):
        begins = view.segment.file.whole("first").take(documents)
        ends = view.segment.file.whole("last").take(documents)
        within = (begins == ends) & (begins >= first) & (begins <= last)
        counts += np.bincount(begins[within] - first, minlength=len(counts))
    found = indices_of_true(counts > 0)
    named = zip((-counts.take(found)).tolist(), (found + first).tolist(), strict=True)
    shown = [FacetCount(date.fromordinal(day).isoformat(), -count) for count, day in sorted(named)]
    return Facet(request.name, tuple(shown[: request.limit]), request.bounded(len(found)))


def _count(snapshot: Snapshot, name: str, hits: list[Array]) -> tuple[Sequence[str], Array]:
    """Return the values of a facet and how many hits have each."""
    views = snapshot.views
    if len(views) == 1:
        # With one segment, no common numbers are needed.
        return views[0].segment.facet(name).strings, views[0].count(name, hits[0])
    vocabulary = snapshot.vocabulary
    numbers = [vocabulary.numbers(name, view.name, view.segment) for view in views]
    values = vocabulary.values(name)
    totals = np.zeros(len(values), np.int64)
    for view, own, documents in zip(views, numbers, hits, strict=True):
        counts = view.count(name, documents)
        found = indices_of_true(counts > 0)
        totals[own.take(found)] += counts.take(found)
    return values, totals


def _take(values: Sequence[str], chosen: Array) -> list[str]:
    """Return the values that have these numbers."""
    if isinstance(values, Strings):
        return values.take(chosen)
    return [values[at] for at in chosen.tolist()]


def _most(numbers: Array | None, counts: Array, limit: int | None) -> Array:
    """Return the numbers with the highest counts: `limit` of them, and all equal to the last.

    Values without a hit are left out, which can be all that are equal to the last. `numbers`: the
    value of each count; None if a count's index is its value.
    """
    if limit is None or limit >= len(counts):
        return indices_of_true(counts > 0) if numbers is None else numbers
    chosen = smallest(-counts, limit) if limit > 0 else np.zeros(0, np.intp)
    chosen = chosen.take(indices_of_true(counts.take(chosen) > 0))
    return chosen if numbers is None else numbers.take(chosen)
