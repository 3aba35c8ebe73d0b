"""Scoring: the hits of a plan in a view, their scores, and the first of them in order.

In all functions, `number` is the index of the view in the snapshot.
"""

from functools import cached_property

import numpy as np

from index.engines.whoosh.searching.leaf_postings import LeafPostings
from index.engines.whoosh.searching.matching import Matches, intersect, match_clause
from index.engines.whoosh.searching.selection import first_sorted
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import NEVER, UNDATED_DAY, day_number
from index.planning.clauses import K1, Any, Decay, Has, Plan, Score

__all__ = ["ScoredMatches", "find_hits", "first_hits", "sort_keys"]

_LAST = np.iinfo(np.int64).max
# Looking up one document in postings takes as long as reading this many postings.
_LOOKUP = 8


class ScoredMatches:
    """The documents of a view in which a scored leaf occurs, with their scores.

    `scores`: for each document of the view, 0 for those that do not match. The documents are
    listed when they are asked for, since that takes longer than to select the best.
    """

    def __init__(self, scores: Array) -> None:
        self.scores = scores
        self._found = scores > 0
        self.total = int(np.count_nonzero(self._found))

    @cached_property
    def documents(self) -> Array:
        """The documents, sorted."""
        return indices_of_true(self._found)

    def take(self, kept: Array) -> Matches:
        """Return only the documents at some indices."""
        return Matches(self.documents.take(kept))


def find_hits(snapshot: Snapshot, number: int, plan: Plan) -> Matches | ScoredMatches:
    """Return the documents that match a plan, without applying its filters."""
    match plan.match:
        case Any(clauses) if plan.order == "relevance" and not plan.decay:
            leaves = [each.leaf for each in clauses if isinstance(each, Has)]
            if len(leaves) == len(clauses) and {*leaves} == {score.leaf for score in plan.scores}:
                return _score_all(snapshot, number, plan)
    return match_clause(snapshot, number, plan.match)


def _score_all(snapshot: Snapshot, number: int, plan: Plan) -> ScoredMatches:
    """Return the hits of a plan that matches exactly the leaves that it scores."""
    saturation = snapshot.saturation[number]
    scores: Array = np.zeros(len(saturation), np.float32)
    for score in plan.scores:
        postings = snapshot.find(score.leaf)[number]
        here = as_index(postings.documents)
        own = _contributions(score, postings.all_frequencies(), saturation.take(here))
        np.add.at(scores, here, own)
    return ScoredMatches(scores)


def first_hits(
    snapshot: Snapshot, number: int, plan: Plan, hits: Matches | ScoredMatches, count: int
) -> tuple[Array, Array]:
    """Return the sort keys and the documents of the first `count` hits of a view, in order."""
    ranks = snapshot.views[number].segment.identifiers.ranks
    if isinstance(hits, ScoredMatches) and count <= hits.total:
        keys = -hits.scores
        documents = first_sorted(keys, None, ranks, count)
        return keys.take(documents), documents
    keys = sort_keys(snapshot, number, plan, hits)
    chosen = first_sorted(keys, hits.documents, ranks, count)
    return keys.take(chosen), hits.documents.take(chosen)


def sort_keys(snapshot: Snapshot, number: int, plan: Plan, hits: Matches | ScoredMatches) -> Array:
    """Return what hits are sorted by, smallest first: the negative score, or the moment."""
    if plan.order == "relevance":
        return -_scores(snapshot, number, plan, hits)
    moments = snapshot.views[number].segment.file.whole("moment").take(hits.documents)
    signed = -moments if plan.order == "newest" else moments
    return np.where(moments == NEVER, _LAST, signed)


def _scores(snapshot: Snapshot, number: int, plan: Plan, hits: Matches | ScoredMatches) -> Array:
    """Return the scores of hits; leaves are added in the order of the plan.

    There are three ways to read the frequencies of a leaf. They give the same numbers, so equal
    reports have equal scores in any segment.
    """
    documents = as_index(hits.documents)
    if isinstance(hits, ScoredMatches):
        return hits.scores.take(documents)
    own = snapshot.saturation[number].take(documents)
    sums: Array = np.zeros(len(documents), np.float32)
    for score in plan.scores:
        postings = snapshot.find(score.leaf)[number]
        if score.leaf in hits.indices:
            at = hits.indices[score.leaf]
            if at is None:
                frequencies = postings.all_frequencies()
            else:
                frequencies = postings.frequencies.take(at)
            sums += _contributions(score, frequencies, own)
        elif len(postings.documents) * _LOOKUP < len(documents):
            at, here = intersect(postings.documents, documents, len(snapshot.saturation[number]))
            sums[here] += _contributions(score, postings.frequencies.take(at), own.take(here))
        else:
            frequencies = _frequencies(postings, documents, len(snapshot.saturation[number]))
            sums += _contributions(score, frequencies, own)
    if plan.decay:
        sums *= _decay(snapshot, number, plan.decay, documents)
    return sums


def _contributions(score: Score, frequencies: Array, saturation: Array) -> Array:
    """Return what a leaf adds to scores: `index.planning.scoring.contribution` for arrays."""
    if score.measure == "presence":
        present: Array = (frequencies > 0).astype(np.float32)
        present *= np.float32(score.weight)
        return present
    scores: Array = frequencies / (frequencies + saturation)
    scores *= np.float32(score.weight * (K1 + 1))
    return scores


def _frequencies(postings: LeafPostings, documents: Array, size: int) -> Array:
    """Return the weighted frequency of a leaf in each of some documents, 0 where it is absent."""
    if len(documents) * _LOOKUP > len(postings.documents):
        table = np.zeros(size, np.float32)
        table[as_index(postings.documents)] = postings.all_frequencies()
        return table.take(documents)
    at = postings.documents.searchsorted(documents.astype(postings.documents.dtype))
    at[at == len(postings.documents)] = 0
    here: Array = postings.documents.take(at) == documents
    return postings.frequencies.take(at) * here


def _decay(snapshot: Snapshot, number: int, decay: Decay, documents: Array) -> Array:
    """Return the factor of each document: `index.planning.scoring.faded` for arrays."""
    days = snapshot.views[number].segment.file.whole("first").take(documents)
    ages = np.maximum(day_number(decay.origin) - days.astype(np.float64), 0.0)
    ages[days == UNDATED_DAY] = np.inf
    factors: Array = 1.0 - decay.share + decay.share * np.exp2(-ages / decay.half_life)
    return factors.astype(np.float32)
