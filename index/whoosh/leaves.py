"""Where leaves occur: postings of terms, and of terms near one another, in a segment."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from index.analysis import FIELDS
from index.clauses import Leaf, Sequence, Term
from index.whoosh.arrays import Array
from index.whoosh.segment import Segment

__all__ = ["Found", "find"]


class Found(NamedTuple):
    """The documents in which a leaf occurs, in order, those deleted left out.

    `frequencies`: how often in each, weighed by field; `occurrences`: how often in all, plainly.
    `begins`: of two terms side by side the slots of the first; of other leaves nothing.
    """

    documents: Array
    frequencies: Array
    occurrences: int
    begins: Array


_Slots = tuple[Array, Array]
_Ranges = tuple[range, ...]
_NOTHING: Array = np.zeros(0, np.uint32)
_NOWHERE = Found(np.zeros(0, np.intp), np.zeros(0, np.float32), 0, _NOTHING)
_NO_SLOTS: _Slots = (np.zeros(0, np.intp), np.zeros(0, np.intp))
_LEAST = min(FIELDS.values())


def find(segment: Segment, leaf: Leaf, live: Array | None) -> Found:
    """Where a leaf occurs in the documents for which `live` is true; None means in all."""
    if isinstance(leaf, Term) and not leaf.fields:
        return _term(segment, leaf, live)
    # A posting of a term in fields that weigh more than others weighs more itself.
    extra = min((FIELDS[field] for field in leaf.fields if field in FIELDS), default=_LEAST)
    terms = leaf.terms if isinstance(leaf, Sequence) else (leaf,)
    slots, documents = _begins(segment, leaf, [segment.ranges(t) for t in terms], extra - _LEAST)
    if leaf.fields:
        inside = np.flatnonzero(segment.within(leaf.fields, slots, documents))
        slots, documents = slots.take(inside), documents.take(inside)
    if live is not None:
        alive = np.flatnonzero(live.take(documents))
        slots, documents = slots.take(alive), documents.take(alive)
    found = _summed(segment, slots, documents)
    side_by_side = isinstance(leaf, Sequence) and len(leaf.terms) == 2 and not leaf.slop
    return found._replace(begins=slots.astype(np.uint32)) if side_by_side else found


def _begins(segment: Segment, leaf: Leaf, ranges: list[_Ranges], extra: int) -> _Slots:
    """The slots at which a leaf begins, and the document of each.

    `ranges`: the keys of each of its terms. Only postings that have at least so much `extra`
    weight are looked at.
    """
    if not ranges or not all(ranges):
        return _NO_SLOTS
    if isinstance(leaf, Term) or len(ranges) == 1:
        standing = [segment.standing(ranks, extra) for ranks in ranges[0]]
        return _joined((s.slots, s.documents(np.arange(len(s.slots)))) for s in standing)
    if leaf.ordered and not leaf.slop:
        return _adjacent(segment, ranges, extra)
    window = len(ranges) + leaf.slop
    near = _in_order if leaf.ordered else _in_any_order
    begins = near(segment, ranges, window)
    return begins, segment.documents_of(begins)


def _joined(parts: Iterable[_Slots]) -> _Slots:
    both = tuple(parts)
    return np.concatenate([slots for slots, _ in both]), np.concatenate([d for _, d in both])


def _summed(segment: Segment, slots: Array, documents: Array) -> Found:
    """What occurrences in slots make, by document."""
    if not len(slots):
        return _NOWHERE
    sums = np.bincount(documents, segment.weights(slots, documents), segment.documents)
    found = np.flatnonzero(sums)
    return Found(found, sums.take(found).astype(np.float32), len(slots), _NOTHING)


def _term(segment: Segment, term: Term, live: Array | None) -> Found:
    """A term anywhere in the text."""
    lists = list(_lists(segment, term))
    if not lists:
        return _NOWHERE
    if len(lists) == 1:
        documents, frequencies = segment.postings(*lists[0])
        documents = documents.astype(np.intp)
    else:
        sums = np.zeros(segment.documents, np.float32)
        for name, rank in lists:
            documents, frequencies = segment.postings(name, rank)
            sums[documents.astype(np.intp)] += frequencies
        documents = np.flatnonzero(sums)
        frequencies = sums.take(documents)
    if live is None:
        occurrences = sum(map(segment.occurrences, segment.ranges(term)))
        return Found(documents, frequencies, occurrences, _NOTHING)
    occurrences = sum(_live_occurrences(segment, name, rank, live) for name, rank in lists)
    keep = live.take(documents)
    return Found(documents[keep], frequencies[keep], occurrences, _NOTHING)


def _live_occurrences(segment: Segment, name: str, rank: int, live: Array) -> int:
    documents, raw = segment.run(name, *segment.bounds(name, rank), "raw")
    return int(raw[live.take(documents)].sum())


def _lists(segment: Segment, term: Term) -> Iterator[tuple[str, int]]:
    """The postings that make up a term: of keys, and of folds that have several."""
    for ranks in segment.ranges(term):
        if len(ranks) == 1:
            yield "key", ranks.start
        else:
            yield "fold", segment.fold_of(ranks.start)


def _adjacent(segment: Segment, ranges: list[_Ranges], extra: int) -> _Slots:
    """Terms side by side: from the slots of the rarest, a look at the slots beside them."""
    counts = [sum(map(segment.occurrences, each)) for each in ranges]
    rarest, *others = sorted(range(len(ranges)), key=counts.__getitem__)
    found = []
    for ranks in ranges[rarest]:
        standing = segment.standing(ranks, extra)
        slots, at = standing.slots - rarest, np.arange(len(standing.slots))
        for place in others:
            here = np.flatnonzero(segment.holds(slots + place, ranges[place]))
            slots, at = slots.take(here), at.take(here)
        found.append((slots, standing.documents(at)))
    return _joined(found)


def _sorted_slots(segment: Segment, ranges: Iterable[range]) -> Array:
    return np.sort(np.concatenate([segment.standing(ranks).slots for ranks in ranges]))


def _in_order(segment: Segment, ranges: list[_Ranges], window: int) -> Array:
    """The slots where terms begin that follow one another within a window of slots."""
    begins = reached = _sorted_slots(segment, ranges[0])
    ends = np.minimum(begins + window, segment.paragraph_ends(begins))
    for each in ranges[1:]:
        slots = _sorted_slots(segment, each)
        # The earliest place for each term leaves most room for those that follow.
        places = np.searchsorted(slots, reached, "right")
        reached = np.append(slots, np.iinfo(np.intp).max)[places]
        near = reached < ends
        begins, ends, reached = begins[near], ends[near], reached[near]
    return begins


def _in_any_order(segment: Segment, ranges: list[_Ranges], window: int) -> Array:
    """The first slots of windows in which every term has a slot of its own.

    By Hall's theorem terms have slots of their own when, for any choice of them, the window has
    as many slots that hold one of the choice. Only terms with keys in common need be chosen
    together.
    """
    distinct: dict[frozenset[int], int] = {}
    for each in ranges:
        wanted = frozenset(rank for ranks in each for rank in ranks)
        distinct[wanted] = distinct.get(wanted, 0) + 1
    begins = _slots_of(segment, distinct)
    ends = np.minimum(begins + window, segment.paragraph_ends(begins))
    for choice in _choices(list(distinct)):
        slots = _slots_of(segment, choice)
        inside = np.searchsorted(slots, ends) - np.searchsorted(slots, begins)
        enough = inside >= sum(distinct[wanted] for wanted in choice)
        begins, ends = begins[enough], ends[enough]
    return begins


def _slots_of(segment: Segment, sets: Iterable[frozenset[int]]) -> Array:
    """The slots of all keys of some sets, in order."""
    ranks = frozenset().union(*sets)
    return _sorted_slots(segment, (range(rank, rank + 1) for rank in ranks))


def _choices(sets: list[frozenset[int]]) -> Iterator[tuple[frozenset[int], ...]]:
    """Every choice of sets in which each has something in common with another, or of one set."""
    for size in range(1, len(sets) + 1):
        for choice in combinations(sets, size):
            if size == 1 or all(
                any(each & other for other in choice if other is not each) for each in choice
            ):
                yield choice
