"""The hits of a plan in a view, their scores, and the first of them in order."""

from functools import cached_property

import numpy as np

from index.engines.whoosh.searching.leaf_postings import Found
from index.engines.whoosh.searching.matching import Matched, matched, shared
from index.engines.whoosh.searching.selection import first
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import NEVER, UNDATED_DAY, day_number
from index.engines.whoosh.storage.frequencies import Frequencies
from index.planning.clauses import K1, Any, Decay, Has, Plan

__all__ = ["Summed", "first_hits", "hits_of", "keys_of"]

_LAST = np.iinfo(np.int64).max
# Looking a document up among postings takes as long as taking over so many of these.
_LOOKUP = 8


class Summed:
    """The documents of a view to which any scored leaf adds, with their sums.

    `sums`: over all documents, 0 for what is no hit. They are listed only if asked for, for to
    list them takes longer than to find the best.
    """

    def __init__(self, sums: Array) -> None:
        self.sums = sums
        self._found = sums > 0
        self.total = int(np.count_nonzero(self._found))

    @cached_property
    def documents(self) -> Array:
        """The documents, in order."""
        return indices_of_true(self._found)

    def take(self, kept: Array) -> Matched:
        """Some of the documents, by place."""
        return Matched(self.documents.take(kept))


def hits_of(snapshot: Snapshot, number: int, plan: Plan) -> Matched | Summed:
    """The hits of a plan in a view, its filters left open."""
    match plan.match:
        case Any(clauses) if plan.order == "relevance" and not plan.decay:
            leaves = [each.leaf for each in clauses if isinstance(each, Has)]
            if len(leaves) == len(clauses) and {*leaves} == {score.leaf for score in plan.scores}:
                return _summed(snapshot, number, plan)
    return matched(snapshot, number, plan.match)


def _summed(snapshot: Snapshot, number: int, plan: Plan) -> Summed:
    """The hits of a plan that finds what it scores: the sums tell both."""
    saturation = snapshot.saturation[number]
    sums: Array = np.zeros(len(saturation), np.float32)
    for score in plan.scores:
        found = snapshot.find(score.leaf)[number]
        here = as_index(found.documents)
        np.add.at(sums, here, _share(_all(found), saturation.take(here), score.weight))
    return Summed(sums)


def first_hits(
    snapshot: Snapshot, number: int, plan: Plan, hits: Matched | Summed, count: int
) -> tuple[Array, Array]:
    """The first `count` hits of a view in order: what they are sorted by, and their documents."""
    by_name = snapshot.views[number].segment.places
    if isinstance(hits, Summed) and count <= hits.total:
        keys = -hits.sums
        documents = first(keys, None, by_name, count)
        return keys.take(documents), documents
    keys = keys_of(snapshot, number, plan, hits)
    chosen = first(keys, hits.documents, by_name, count)
    return keys.take(chosen), hits.documents.take(chosen)


def keys_of(snapshot: Snapshot, number: int, plan: Plan, hits: Matched | Summed) -> Array:
    """What hits are sorted by, least first: scores negated, or moments."""
    if plan.order == "relevance":
        return -_scores(snapshot, number, plan, hits)
    moments = snapshot.views[number].segment.file.whole("moment").take(hits.documents)
    signed = -moments if plan.order == "newest" else moments
    return np.where(moments == NEVER, _LAST, signed)


def _scores(snapshot: Snapshot, number: int, plan: Plan, hits: Matched | Summed) -> Array:
    """The scores of hits: what each leaf adds, in the order of the plan.

    Every way to a leaf's frequencies gives the same numbers, so that equal reports have equal
    scores in any segment.
    """
    documents = as_index(hits.documents)
    if isinstance(hits, Summed):
        return hits.sums.take(documents)
    own = snapshot.saturation[number].take(documents)
    sums: Array = np.zeros(len(documents), np.float32)
    for score in plan.scores:
        found = snapshot.find(score.leaf)[number]
        if score.leaf in hits.places:
            at = hits.places[score.leaf]
            frequencies = _all(found) if at is None else found.frequencies.take(at)
            sums += _share(frequencies, own, score.weight)
        elif len(found.documents) * _LOOKUP < len(documents):
            at, here = shared(found.documents, documents, len(snapshot.saturation[number]))
            sums[here] += _share(found.frequencies.take(at), own.take(here), score.weight)
        else:
            frequencies = _frequencies(found, documents, len(snapshot.saturation[number]))
            sums += _share(frequencies, own, score.weight)
    if plan.decay:
        sums *= _faded(snapshot, number, plan.decay, documents)
    return sums


def _share(frequencies: Array, saturation: Array, weight: float) -> Array:
    """What a leaf of a weight adds to scores."""
    share: Array = frequencies / (frequencies + saturation)
    share *= np.float32(weight * (K1 + 1))
    return share


def _all(found: Found) -> Array:
    """How often a leaf occurs in each of its documents, weighed by field."""
    frequencies = found.frequencies
    return frequencies.all() if isinstance(frequencies, Frequencies) else frequencies


def _frequencies(found: Found, documents: Array, size: int) -> Array:
    """How often a leaf occurs in each of some documents, weighed by field."""
    if len(documents) * _LOOKUP > len(found.documents):
        table = np.zeros(size, np.float32)
        table[as_index(found.documents)] = _all(found)
        return table.take(documents)
    at = found.documents.searchsorted(documents.astype(found.documents.dtype))
    at[at == len(found.documents)] = 0
    here: Array = found.documents.take(at) == documents
    return found.frequencies.take(at) * here


def _faded(snapshot: Snapshot, number: int, decay: Decay, documents: Array) -> Array:
    """What age leaves of the scores of documents: `ranking.faded` of each."""
    days = snapshot.views[number].segment.file.whole("first").take(documents)
    ages = np.maximum(day_number(decay.origin) - days.astype(np.float64), 0.0)
    ages[days == UNDATED_DAY] = np.inf
    factors: Array = 1.0 - decay.share + decay.share * np.exp2(-ages / decay.half_life)
    return factors.astype(np.float32)
