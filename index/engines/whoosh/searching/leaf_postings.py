"""Where leaves occur: postings of terms, and of terms near one another, in a segment."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.frequencies import Frequencies
from index.engines.whoosh.storage.segment import Segment
from index.language.analysis import FIELDS
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["Found", "find", "steps"]


class Found(NamedTuple):
    """The documents in which a leaf occurs, in order, those deleted left out.

    `frequencies`: how often in each, weighed by field; `occurrences`: how often in all, plainly.
    Arrays may be the file's own, for what is not changed need not be copied. Of two terms side by
    side `numbers` are the occurrences of the first, `begins` their slots and `owners` the
    documents of these; of other leaves all three are empty.
    """

    documents: Array
    frequencies: Array | Frequencies
    occurrences: int
    begins: Array
    owners: Array
    numbers: Array


_Slots = tuple[Array, Array]
_Ranges = tuple[range, ...]
_NOTHING: Array = np.zeros(0, np.uint32)
_NOT_PAIRED = (_NOTHING, _NOTHING, _NOTHING)
_NOWHERE = Found(np.zeros(0, np.intp), np.zeros(0, np.float32), 0, *_NOT_PAIRED)
_NO_SLOTS: _Slots = (np.zeros(0, np.intp), np.zeros(0, np.intp))
_LEAST = min(FIELDS.values())
_TRUE: Array = np.ones(1, bool)
# To put an occurrence in order takes as long as to look at so many documents.
_FEW = 32


def steps(leaf: Leaf) -> tuple[TermSequence, ...]:
    """The pairs of terms side by side of which a leaf is made up; none where it is simpler."""
    if isinstance(leaf, Term) or leaf.slop or not leaf.ordered or len(leaf.terms) < 2:
        return ()
    if len(leaf.terms) == 2 and not leaf.fields:
        return ()
    return tuple(map(TermSequence, pairwise(leaf.terms)))


def find(segment: Segment, leaf: Leaf, live: Array | None, made_of: Sequence[Found] = ()) -> Found:
    """Where a leaf occurs in the documents for which `live` is true; None means in all.

    `made_of`: where each of its `steps` occurs.
    """
    if isinstance(leaf, Term) and not leaf.fields:
        return _term(segment, leaf, live)
    if isinstance(leaf, TermSequence) and not leaf.slop and leaf.ordered and len(leaf.terms) > 1:
        if not made_of:
            return _pair(segment, leaf, live)
        slots, documents = _chained(segment, leaf, made_of)
    else:
        slots, documents = _within(segment, leaf, *_begins(segment, leaf))
    if live is not None:
        alive = indices_of_true(live.take(documents))
        slots, documents = slots.take(alive), documents.take(alive)
    return _summed(segment, slots, documents)


def _begins(segment: Segment, leaf: Leaf) -> _Slots:
    """The slots at which a leaf begins, and the document of each."""
    terms = leaf.terms if isinstance(leaf, TermSequence) else (leaf,)
    ranges = [segment.ranges(term) for term in terms]
    if not ranges or not all(ranges):
        return _NO_SLOTS
    if len(ranges) == 1:
        # A posting of a term in fields that weigh more than others weighs more itself.
        extra = min((FIELDS[field] for field in leaf.fields if field in FIELDS), default=_LEAST)
        standing = [segment.standing(ranks, extra - _LEAST) for ranks in ranges[0]]
        return _joined((s.slots, s.documents()) for s in standing)
    assert isinstance(leaf, TermSequence)
    near = _in_order if leaf.ordered else _in_any_order
    begins = near(segment, ranges, len(ranges) + leaf.slop)
    return begins, segment.documents_of(begins)


def _pair(segment: Segment, leaf: TermSequence, live: Array | None) -> Found:
    """Where the second of two terms stands behind the first."""
    first, second = map(segment.ranges, leaf.terms)
    if not first or not second:
        return _NOWHERE
    numbers = segment.followed(first, second)
    slots, documents = _joined(map(segment.located, first, numbers))
    all_numbers = _concatenated(numbers)
    if live is not None:
        alive = indices_of_true(live.take(documents))
        slots, documents = slots.take(alive), documents.take(alive)
        all_numbers = all_numbers.take(alive)
    return _summed(segment, slots, documents)._replace(
        begins=slots.astype(np.uint32),
        owners=documents.astype(np.uint16),
        numbers=all_numbers.astype(np.uint32),
    )


def _within(segment: Segment, leaf: Leaf, slots: Array, documents: Array) -> _Slots:
    """Those of some slots that lie in the fields of a leaf."""
    if not leaf.fields:
        return slots, documents
    inside = indices_of_true(segment.within(leaf.fields, slots, documents))
    return slots.take(inside), documents.take(inside)


def _chained(segment: Segment, leaf: Leaf, pairs: Sequence[Found]) -> _Slots:
    """The slots at which a row of pairs begins, each a slot behind the one before.

    What follows the first pair that is looked at stands in the same field of the same documents.
    """
    rarest, *others = sorted(range(len(pairs)), key=lambda place: len(pairs[place].begins))
    begins, documents = as_index(pairs[rarest].begins), as_index(pairs[rarest].owners)
    begins, documents = _within(segment, leaf, begins, documents)
    slots = begins - rarest
    for place in others:
        if not len(slots):
            break
        marked = np.zeros(segment.documents, bool)
        marked[documents] = True
        here = indices_of_true(marked.take(as_index(pairs[place].owners)))
        known = np.sort(pairs[place].begins.take(here))
        if not len(known):
            return _NO_SLOTS
        wanted = (slots + place).astype(known.dtype)
        here = indices_of_true(known.take(known.searchsorted(wanted), mode="clip") == wanted)
        slots, documents = slots.take(here), documents.take(here)
    return slots, documents


def _joined(parts: Iterable[_Slots]) -> _Slots:
    slots, documents = zip(*parts, strict=True)
    return _concatenated(slots), _concatenated(documents)


def _concatenated(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _summed(segment: Segment, slots: Array, documents: Array) -> Found:
    """What occurrences in slots make, by document."""
    if not len(slots):
        return _NOWHERE
    weights = segment.weights(slots, documents)
    if len(slots) * _FEW < segment.documents:
        order = documents.argsort(kind="stable")
        ordered = documents.take(order)
        first = indices_of_true(np.concatenate((_TRUE, ordered[1:] != ordered[:-1])))
        sums = np.add.reduceat(weights.take(order), first)
        return Found(ordered.take(first), sums, len(slots), *_NOT_PAIRED)
    marked = np.zeros(segment.documents, bool)
    marked[documents] = True
    found = indices_of_true(marked)
    sums = np.bincount(documents, weights, segment.documents).take(found).astype(np.float32)
    return Found(found, sums, len(slots), *_NOT_PAIRED)


def _term(segment: Segment, term: Term, live: Array | None) -> Found:
    """A term anywhere in the text."""
    ranges = segment.ranges(term)
    if not ranges:
        return _NOWHERE
    lists = [_list(segment, ranks) for ranks in ranges]
    if len(lists) == 1:
        documents, frequencies = segment.postings(*lists[0])
        if live is None:
            occurrences = segment.occurrences(ranges[0])
            return Found(documents, frequencies, occurrences, *_NOT_PAIRED)
        weights = frequencies.all()
    else:
        sums = np.zeros(segment.documents, np.float32)
        for name, rank in lists:
            documents, frequencies = segment.postings(name, rank)
            sums[documents.astype(np.intp)] += frequencies.all()
        documents = indices_of_true(sums > 0)
        weights = sums.take(documents)
    if live is None:
        occurrences = sum(map(segment.occurrences, ranges))
        return Found(documents, weights, occurrences, *_NOT_PAIRED)
    occurrences = sum(_live_occurrences(segment, name, rank, live) for name, rank in lists)
    keep = live.take(documents)
    return Found(documents[keep], weights[keep], occurrences, *_NOT_PAIRED)


def _live_occurrences(segment: Segment, name: str, rank: int, live: Array) -> int:
    documents, raw = segment.run(name, *segment.bounds(name, rank), "raw")
    return int(raw[live.take(documents)].sum())


def _list(segment: Segment, ranks: range) -> tuple[str, int]:
    """The postings of keys: those of a key, or of a fold that has several."""
    if len(ranks) == 1:
        return "key", ranks.start
    return "fold", segment.fold_of(ranks.start)


def _sorted_slots(segment: Segment, ranges: Iterable[range]) -> Array:
    slots = np.concatenate([segment.standing(ranks).slots for ranks in ranges])
    # The slots of each key are in order already, which the stable sort makes use of.
    return np.sort(slots, kind="stable")


def _in_order(segment: Segment, ranges: list[_Ranges], window: int) -> Array:
    """The slots where terms begin that follow one another within a window of slots."""
    # A phrase may have the same word many times.
    standing = {each: _sorted_slots(segment, each) for each in set(ranges)}
    begins = reached = standing[ranges[0]]
    ends = np.minimum(begins + window, segment.paragraph_ends(begins))
    for each in ranges[1:]:
        slots = standing[each]
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
