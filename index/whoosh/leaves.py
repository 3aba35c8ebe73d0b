"""Where leaves occur: postings of terms, and of terms near one another, in a segment."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from index.clauses import Leaf, Sequence, Term
from index.whoosh.arrays import Array
from index.whoosh.segment import Segment

__all__ = ["Found", "find"]


class Found(NamedTuple):
    """The documents in which a leaf occurs, in order, those deleted left out.

    `frequencies`: how often in each, weighed by field; `occurrences`: how often in all, plainly.
    """

    documents: Array
    frequencies: Array
    occurrences: int


_Slots = tuple[Array, Array]
_Ranges = tuple[range, ...]
_NOWHERE = Found(np.zeros(0, np.intp), np.zeros(0, np.float32), 0)
_NO_SLOTS: _Slots = (np.zeros(0, np.uint32), np.zeros(0, np.intp))


def find(segment: Segment, leaf: Leaf, live: Array | None) -> Found:
    """Where a leaf occurs in the documents for which `live` is true; None means in all."""
    if isinstance(leaf, Term) and not leaf.fields:
        return _term(segment, leaf, live)
    if isinstance(leaf, Term):
        slots, documents = _slots(segment, segment.ranges(leaf))
    else:
        slots, documents = _sequence(segment, leaf)
    keep = live.take(documents) if live is not None else None
    if leaf.fields:
        inside = segment.within(leaf.fields, slots, documents)
        keep = inside if keep is None else keep & inside
    if keep is not None:
        slots, documents = slots[keep], documents[keep]
    return _summed(segment, slots, documents)


def _summed(segment: Segment, slots: Array, documents: Array) -> Found:
    """What occurrences in slots make, by document."""
    if not len(slots):
        return _NOWHERE
    sums = np.bincount(documents, segment.weights(slots, documents), segment.documents)
    found = np.flatnonzero(sums)
    return Found(found, sums.take(found).astype(np.float32), len(slots))


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
        return Found(documents, frequencies, occurrences)
    occurrences = sum(_live_occurrences(segment, name, rank, live) for name, rank in lists)
    keep = live.take(documents)
    return Found(documents[keep], frequencies[keep], occurrences)


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


def _slots(segment: Segment, ranges: Iterable[range]) -> _Slots:
    """The slots of keys, and the document of each; in order for each key."""
    found = [segment.slots(ranks) for ranks in ranges]
    if not found:
        return _NO_SLOTS
    if len(found) == 1:
        return found[0]
    return np.concatenate([slots for slots, _ in found]), np.concatenate([d for _, d in found])


def _sequence(segment: Segment, sequence: Sequence) -> _Slots:
    """The slots at which terms near one another begin, and the document of each."""
    ranges = [segment.ranges(term) for term in sequence.terms]
    if not ranges or not all(ranges):
        return _NO_SLOTS
    if len(ranges) == 1:
        return _slots(segment, ranges[0])
    if sequence.ordered and not sequence.slop:
        return _adjacent(segment, ranges)
    if sequence.ordered:
        begins = _in_order(segment, ranges, len(ranges) + sequence.slop)
    else:
        begins = _in_any_order(segment, ranges, len(ranges) + sequence.slop)
    return begins, segment.documents_of(begins)


def _adjacent(segment: Segment, ranges: list[_Ranges]) -> _Slots:
    """Terms side by side: from the slots of the rarest, a look at the slots beside them."""
    counts = [sum(map(segment.occurrences, each)) for each in ranges]
    order = sorted(range(len(ranges)), key=counts.__getitem__)
    rarest = order[0]
    slots, documents = _slots(segment, ranges[rarest])
    slots = slots.astype(np.intp)
    for place in order[1:]:
        if not len(slots):
            return _NO_SLOTS
        found = segment.holds(slots + (place - rarest), ranges[place])
        slots, documents = slots[found], documents[found]
    return slots - rarest, documents


def _sorted_slots(segment: Segment, ranges: Iterable[range]) -> Array:
    return np.sort(_slots(segment, ranges)[0]).astype(np.intp)


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
