"""The postings of leaves: of terms anywhere or in fields, and of terms near one another."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, pairwise
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.frequencies import Frequencies
from index.engines.whoosh.storage.posting_lists import PostingLists
from index.engines.whoosh.storage.segment import Segment
from index.language.analysis import FIELDS
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["LeafPostings", "PairFrequencies", "adjacent_pairs", "find_postings", "phrase_slots"]


class LeafPostings(NamedTuple):
    """The live documents in which a leaf occurs, sorted. Arrays may be parts of the mapped file.

    `frequencies`: the weighted frequency in each document. `occurrences`: the number of
    occurrences in all of them, without weights. For two adjacent terms only, with an element for
    each occurrence: `numbers` of the occurrences of the first term, and their documents (`owners`).
    """

    documents: Array
    frequencies: "Array | Frequencies | PairFrequencies"
    occurrences: int
    owners: Array
    numbers: Array

    def all_frequencies(self) -> Array:
        """Return the weighted frequency in each document."""
        frequencies = self.frequencies
        return frequencies if isinstance(frequencies, np.ndarray) else frequencies.all()


class PairFrequencies:
    """The weighted frequencies of two adjacent terms, which are read when they are asked for.

    Most pairs are counted only, to choose among spellings, words or related reports.
    """

    __slots__ = ("_documents", "_numbers", "_owners", "_segment", "_summed")

    def __init__(self, segment: Segment, documents: Array, owners: Array, numbers: Array) -> None:
        self._segment, self._documents = segment, documents
        self._owners, self._numbers = owners, numbers
        self._summed: Array | None = None

    def all(self) -> Array:
        """Return the frequency in each document of the pair."""
        if self._summed is None:
            owners = as_index(self._owners)
            positions = self._segment.positions.take(self._numbers)
            weights = self._segment.slots.weights(positions, owners)
            if len(owners) * _FEW < self._segment.documents:
                sums = np.bincount(self._documents.searchsorted(owners), weights)
            else:
                sums = np.bincount(owners, weights).take(self._documents)
            self._summed = sums.astype(np.float32)
        return self._summed

    def take(self, indices: Array) -> Array:
        """Return the frequencies in some of the documents, given by index."""
        return self.all().take(indices)


# Slots at which a leaf occurs, and the document of each.
_Slots = tuple[Array, Array]
# The keys of a term, by number.
_Ranges = tuple[range, ...]

_NO_NUMBERS: Array = np.zeros(0, np.uint32)
_NO_PAIRS = (_NO_NUMBERS, _NO_NUMBERS)
_NOWHERE = LeafPostings(np.zeros(0, np.intp), np.zeros(0, np.float32), 0, *_NO_PAIRS)
_NO_SLOTS: _Slots = (np.zeros(0, np.intp), np.zeros(0, np.intp))
_LEAST_WEIGHT = min(FIELDS.values())
_TRUE: Array = np.ones(1, bool)
# Sorting one occurrence takes as long as looking at this many documents.
_FEW = 32


def adjacent_pairs(leaf: Leaf) -> tuple[TermSequence, ...]:
    """Return the pairs of adjacent terms that make up a phrase; () for any simpler leaf."""
    if isinstance(leaf, Term) or leaf.slop or not leaf.ordered or len(leaf.terms) < 2:
        return ()
    if len(leaf.terms) == 2 and not leaf.fields:
        return ()
    return tuple(map(TermSequence, pairwise(leaf.terms)))


def find_postings(
    segment: Segment, leaf: Leaf, live: Array | None, pairs: Sequence[LeafPostings] = ()
) -> LeafPostings:
    """Return the postings of a leaf in the live documents of a segment.

    `live`: a boolean for each document; None if all are live. `pairs`: the postings of each of
    the leaf's `adjacent_pairs`.
    """
    if isinstance(leaf, Term) and not leaf.fields:
        return _term(segment, leaf, live)
    if isinstance(leaf, TermSequence) and not leaf.slop and leaf.ordered and len(leaf.terms) > 1:
        if not pairs:
            return _pair(segment, leaf, live)
        slots, documents = phrase_slots(segment, leaf, pairs)
    else:
        slots, documents = _in_fields(segment, leaf, *_slots(segment, leaf))
    if live is not None:
        alive = indices_of_true(live.take(documents))
        slots, documents = slots.take(alive), documents.take(alive)
    return _summed(segment, slots, documents)


# Terms


def _term(segment: Segment, term: Term, live: Array | None) -> LeafPostings:
    """Return the postings of a term in any field."""
    ranges = segment.lexicon.ranges(term)
    if not ranges:
        return _NOWHERE
    lists = [segment.posting_list(keys) for keys in ranges]
    if len(lists) == 1:
        postings, number = lists[0]
        documents, frequencies = postings.read(number)
        if live is None:
            occurrences = segment.count_occurrences(ranges[0])
            return LeafPostings(documents, frequencies, occurrences, *_NO_PAIRS)
        weights = frequencies.all()
    else:
        sums = np.zeros(segment.documents, np.float32)
        for postings, number in lists:
            documents, frequencies = postings.read(number)
            sums[documents.astype(np.intp)] += frequencies.all()
        documents = indices_of_true(sums > 0)
        weights = sums.take(documents)
    if live is None:
        occurrences = sum(map(segment.count_occurrences, ranges))
        return LeafPostings(documents, weights, occurrences, *_NO_PAIRS)
    occurrences = sum(_live_occurrences(postings, number, live) for postings, number in lists)
    keep = live.take(documents)
    return LeafPostings(documents[keep], weights[keep], occurrences, *_NO_PAIRS)


def _live_occurrences(postings: PostingLists, number: int, live: Array) -> int:
    low, high = postings.bounds(number)
    return int(postings.plain(low, high)[live.take(postings.documents(low, high))].sum())


# Two adjacent terms, and phrases


def _pair(segment: Segment, leaf: TermSequence, live: Array | None) -> LeafPostings:
    """Return the postings of two terms of which the second directly follows the first."""
    first, second = map(segment.lexicon.ranges, leaf.terms)
    if not first or not second:
        return _NOWHERE
    found = segment.followed(first, second)
    owners = _concatenated([*map(segment.owners, first, found)])
    numbers = _concatenated(found)
    if live is not None:
        alive = indices_of_true(live.take(owners))
        owners, numbers = owners.take(alive), numbers.take(alive)
    if not len(owners):
        return _NOWHERE
    # The occurrences of consecutive keys are in the order of the keys, then of the documents.
    ascend = len(first) == len(first[0]) == 1
    documents = _distinct(owners) if ascend else _sorted(owners, segment.documents)
    owners, numbers = owners.astype(np.uint16), numbers.astype(np.uint32)
    frequencies = PairFrequencies(segment, documents, owners, numbers)
    return LeafPostings(documents, frequencies, len(owners), owners, numbers)


def _distinct(ascending: Array) -> Array:
    changes = np.concatenate((_TRUE, ascending[1:] != ascending[:-1]))
    return ascending.take(indices_of_true(changes))


def _sorted(documents: Array, size: int) -> Array:
    """Return the distinct documents of a segment of some size, sorted."""
    if len(documents) * _FEW < size:
        return _distinct(np.sort(documents))
    marked = np.zeros(size, bool)
    marked[documents] = True
    return indices_of_true(marked)


def phrase_slots(
    segment: Segment, leaf: Leaf, pairs: Sequence[LeafPostings]
) -> tuple[Array, Array]:
    """Return the slots at which a phrase begins, and the document of each.

    The first pair of terms begins at the same slot, each further pair one slot later. The rarest
    pair is looked at first. Only its slots must be checked for the fields of the leaf, since all of
    a phrase is in one field.
    """
    rarest, *others = sorted(range(len(pairs)), key=lambda at: len(pairs[at].numbers))
    documents = as_index(pairs[rarest].owners)
    begins = segment.locate(pairs[rarest].numbers, documents)
    begins, documents = _in_fields(segment, leaf, begins, documents)
    slots = begins - rarest
    for at in others:
        if not len(slots):
            break
        marked = np.zeros(segment.documents, bool)
        marked[documents] = True
        owners = as_index(pairs[at].owners)
        here = indices_of_true(marked.take(owners))
        known = np.sort(segment.locate(pairs[at].numbers.take(here), owners.take(here)))
        if not len(known):
            return _NO_SLOTS
        wanted = (slots + at).astype(known.dtype)
        here = indices_of_true(known.take(known.searchsorted(wanted), mode="clip") == wanted)
        slots, documents = slots.take(here), documents.take(here)
    return slots, documents


# Terms in fields, and near one another


def _slots(segment: Segment, leaf: Leaf) -> _Slots:
    """Return the slots at which a leaf begins in any field."""
    terms = leaf.terms if isinstance(leaf, TermSequence) else (leaf,)
    ranges = [segment.lexicon.ranges(term) for term in terms]
    if not ranges or not all(ranges):
        return _NO_SLOTS
    if len(ranges) == 1:
        # A posting with an occurrence in a heavier field has a higher weighted frequency.
        weights = (FIELDS[field] for field in leaf.fields if field in FIELDS)
        extra = min(weights, default=_LEAST_WEIGHT) - _LEAST_WEIGHT
        found = [segment.key_slots(keys, extra) for keys in ranges[0]]
        return _joined((each.slots, each.slot_documents()) for each in found)
    assert isinstance(leaf, TermSequence)
    near = _in_order if leaf.ordered else _in_any_order
    begins = near(segment, ranges, len(ranges) + leaf.slop)
    return begins, segment.slots.documents(begins)


def _in_fields(segment: Segment, leaf: Leaf, slots: Array, documents: Array) -> _Slots:
    """Return those of some slots that are in the fields of a leaf."""
    if not leaf.fields:
        return slots, documents
    inside = indices_of_true(segment.slots.in_fields(leaf.fields, slots, documents))
    return slots.take(inside), documents.take(inside)


def _in_order(segment: Segment, ranges: list[_Ranges], window: int) -> Array:
    """Return the slots at which terms begin that follow one another within `window` slots."""
    # A phrase may contain the same word several times.
    slots_of = {each: _sorted_slots(segment, each) for each in set(ranges)}
    begins = reached = slots_of[ranges[0]]
    ends = np.minimum(begins + window, segment.slots.paragraph_ends(begins))
    for each in ranges[1:]:
        slots = slots_of[each]
        # The earliest slot of each term leaves most room for the terms after it.
        following = np.searchsorted(slots, reached, "right")
        reached = np.append(slots, np.iinfo(np.intp).max)[following]
        near = reached < ends
        begins, ends, reached = begins[near], ends[near], reached[near]
    return begins


def _in_any_order(segment: Segment, ranges: list[_Ranges], window: int) -> Array:
    """Return the first slots of windows in which every term has a slot of its own.

    By Hall's theorem the terms have distinct slots if, for every subset of them, the window has at
    least as many slots with a key of the subset. Only terms that share keys need be looked at
    together.
    """
    distinct: dict[frozenset[int], int] = {}
    for each in ranges:
        wanted = frozenset(key for keys in each for key in keys)
        distinct[wanted] = distinct.get(wanted, 0) + 1
    begins = _slots_of(segment, distinct)
    ends = np.minimum(begins + window, segment.slots.paragraph_ends(begins))
    for subset in _connected_subsets(list(distinct)):
        slots = _slots_of(segment, subset)
        inside = np.searchsorted(slots, ends) - np.searchsorted(slots, begins)
        enough = inside >= sum(distinct[wanted] for wanted in subset)
        begins, ends = begins[enough], ends[enough]
    return begins


def _slots_of(segment: Segment, sets: Iterable[frozenset[int]]) -> Array:
    """Return the slots of all keys of some sets, sorted."""
    keys = frozenset().union(*sets)
    return _sorted_slots(segment, (range(key, key + 1) for key in keys))


def _sorted_slots(segment: Segment, ranges: Iterable[range]) -> Array:
    slots = np.concatenate([segment.key_slots(keys).slots for keys in ranges])
    # The slots of each key are sorted already, which makes the stable sort fast.
    return np.sort(slots, kind="stable")


def _connected_subsets(sets: list[frozenset[int]]) -> Iterator[tuple[frozenset[int], ...]]:
    """Yield every set alone, and groups of sets in which each shares a key with another.

    Sets that no chain of shared keys connects are in no group together: if two such groups have
    too few slots together, one of them has.
    """
    for component in _components(sets):
        for size in range(1, len(component) + 1):
            for subset in combinations(component, size):
                if size == 1 or all(
                    any(each & other for other in subset if other is not each) for each in subset
                ):
                    yield subset


def _components(sets: list[frozenset[int]]) -> list[list[frozenset[int]]]:
    """Return the sets in groups that chains of shared keys connect."""
    found: list[list[frozenset[int]]] = []
    for each in sets:
        joined = [group for group in found if any(each & other for other in group)]
        found = [group for group in found if group not in joined]
        found.append([*chain.from_iterable(joined), each])
    return found


# Sums


def _joined(parts: Iterable[_Slots]) -> _Slots:
    slots, documents = zip(*parts, strict=True)
    return _concatenated(slots), _concatenated(documents)


def _concatenated(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _summed(segment: Segment, slots: Array, documents: Array) -> LeafPostings:
    """Return the postings of a leaf, given the slots of its occurrences and their documents."""
    if not len(slots):
        return _NOWHERE
    weights = segment.slots.weights(slots - segment.slots.starts.take(documents), documents)
    if len(slots) * _FEW < segment.documents:
        order = documents.argsort(kind="stable")
        ordered = documents.take(order)
        first = indices_of_true(np.concatenate((_TRUE, ordered[1:] != ordered[:-1])))
        sums = np.add.reduceat(weights.take(order), first)
        return LeafPostings(ordered.take(first), sums, len(slots), *_NO_PAIRS)
    marked = np.zeros(segment.documents, bool)
    marked[documents] = True
    found = indices_of_true(marked)
    sums = np.bincount(documents, weights, segment.documents).take(found).astype(np.float32)
    return LeafPostings(found, sums, len(slots), *_NO_PAIRS)
