"""A snapshot: one generation of the index, open for reading, which never changes."""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from threading import Lock
from weakref import ref

import numpy as np

from index.bounded_dict import BoundedDict
from index.engines.whoosh.searching.adjacent_keys import count_pairs
from index.engines.whoosh.searching.facet_vocabulary import FacetVocabulary
from index.engines.whoosh.searching.leaf_postings import (
    LeafPostings,
    PairFrequencies,
    adjacent_pairs,
    find_postings,
)
from index.engines.whoosh.searching.phrase_keys import PhraseKeys, read_phrase_keys
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import UNDATED_DAY
from index.engines.whoosh.storage.frequencies import Frequencies
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import Contents
from index.language.spelling import fold
from index.language.synonyms import Synonyms
from index.planning.clauses import K1, B, Clause, Leaf, Term, TermSequence
from index.planning.expansion import Expansion
from index.planning.plan import Prepared
from index.planning.scoring import LENGTHS
from index.results import Facet, FacetRequest
from index.syntax.parsed_query import ParsedQuery

__all__ = ["FACETS_OF_LIST", "Snapshot", "View"]

# Two keys and their occurrences side by side.
AdjacentKeys = tuple[tuple[str, str, int], ...]
# What decides which reports are in a list.
_List = tuple[Clause, tuple[tuple[str, Clause], ...]]

_LENGTHS: Array = np.array(LENGTHS, np.float64)

# Bytes of postings in the cache. The planner reads the same leaves as the search after it, and so
# do further pages of a list, its facets and its export.
_REMEMBERED = 64 << 20

# The segments of a sample, which have up to 131,072 reports: a completion of 200,000 reports took
# 17 ms at the 95th percentile.
_SAMPLED = 2

# Patterns in the cache, each with at most 200 keys, which is the planner's limit.
_PATTERNS = 128

# Pairs of terms in the cache with their adjacent keys, and the most keys of a pair that is kept.
_PAIRS, _LONGEST = 256, 2000

# Leaves in the cache with their occurrences and reports, and folds with their keys.
_COUNTS = 1 << 13

# Plans in the cache. Some readers at a time turn the pages of a list each.
_PLANS = 64

# Lists in the cache with the counts of their facets, some 100 kB each, and facets of a list. A list
# may have any number of them, since readers choose the values and days that are counted.
_LISTS, FACETS_OF_LIST = 32, 16

# Phrases in the cache with the keys at their occurrences. A page needs one, for a dozen spellings
# of its words; each may take a megabyte.
_PHRASES = 16

# If a facet is counted over more than this share of the reports, the others are counted instead.
_FULL = 0.75


class View:
    """A segment with the documents that are live in one generation.

    `name`: of the segment. `live`: a boolean for each document; None if all are live.
    """

    def __init__(self, name: str, segment: Segment, live: Array | None) -> None:
        self.name = name
        self.segment = segment
        self.live = live

    @cached_property
    def documents(self) -> Array:
        """The live documents, sorted."""
        live = self.live
        return np.arange(self.segment.documents) if live is None else np.flatnonzero(live)

    @property
    def reports(self) -> int:
        """The number of live documents."""
        return len(self.documents)

    @cached_property
    def _totals(self) -> dict[str, Array]:
        """For each facet counted so far, the number of live documents with each value."""
        return {}

    def count(self, facet: str, documents: Array) -> Array:
        """Return how many of some live documents have each value of a facet."""
        column = self.segment.facet(facet)
        if len(documents) < _FULL * self.reports:
            return column.count(documents)
        total = self._totals.get(facet)
        if total is None:
            total = column.count_all() if self.live is None else column.count(self.documents)
            self._totals[facet] = total
        if len(documents) == self.reports:
            return total
        others = np.ones(self.segment.documents, bool) if self.live is None else self.live.copy()
        others[as_index(documents)] = False
        left = indices_of_true(others)
        counts: Array = total - column.count(left) if len(left) else total
        return counts

    def total(self, column: str) -> int:
        """Return the sum of a column over the live documents."""
        values = self.segment.file.whole(column)
        return int((values if self.live is None else values[self.live]).sum(dtype=np.int64))


class Snapshot:
    """The segments of a generation, their totals, and a cache of what was found in them.

    `label`: a name for the generation that no other one has. `whole`: the snapshot of which this is
    a sample.
    """

    def __init__(
        self,
        contents: Contents,
        segments: Mapping[str, Segment],
        vocabulary: FacetVocabulary,
        label: str,
        whole: "Snapshot | None" = None,
    ) -> None:
        # Weak, so that both are freed as soon as a newer generation replaces them.
        self._whole = ref(whole) if whole else None
        self.contents = contents
        self.label = label
        self.vocabulary = vocabulary
        self.views = tuple(
            View(each.name, segments[each.name], each.mask()) for each in contents.segments
        )
        self._sample: Snapshot | None = None
        # Facet → its distinct values; a query may ask for them a hundred times.
        self.facet_values: dict[str, frozenset[str]] = {}
        # Pattern and limit → keys; a page plans its query several times.
        self.matching: BoundedDict[tuple[str, int], tuple[str, ...]] = BoundedDict(_PATTERNS)
        # Two terms → their adjacent keys with occurrences: plan and suggestions ask for the same.
        self._adjacent: BoundedDict[tuple[Term, Term], AdjacentKeys] = BoundedDict(_PAIRS)
        # Leaf → its occurrences in all reports; those of single keys make words of pairs.
        self.occurrences: BoundedDict[Leaf, int] = BoundedDict(_COUNTS)
        # Leaf → the number of reports with it; a page plans several queries of its words.
        self.frequencies: BoundedDict[Leaf, int] = BoundedDict(_COUNTS)
        # Fold → its keys with their document frequencies, most frequent first.
        self.spellings: BoundedDict[str, tuple[tuple[str, int], ...]] = BoundedDict(_COUNTS)
        # Query → its synonyms and its plan, of those that were asked last.
        self.prepared: BoundedDict[ParsedQuery, tuple[Synonyms, Prepared]] = BoundedDict(_PLANS)
        # Words, and how they are read → their expansion; a page plans its query several times.
        self.expansions: BoundedDict[Hashable, Expansion] = BoundedDict(_PLANS)
        # Match and filters of a plan → the facets counted over its hits; see `execute`.
        self.facets: BoundedDict[_List, BoundedDict[FacetRequest, Facet]] = BoundedDict(_LISTS)
        # Phrase of folds → the keys at its occurrences in each view.
        self._phrases: BoundedDict[TermSequence, tuple[PhraseKeys, ...]] = BoundedDict(_PHRASES)
        # Leaf → its postings in each view; the least recently used are forgotten.
        self._postings: OrderedDict[Leaf, tuple[LeafPostings, ...]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def sample(self) -> "Snapshot":
        """Return a snapshot of the largest segments; this one if it has no more than these."""
        if len(self.views) <= _SAMPLED:
            return self
        if self._sample is None:
            largest = sorted(self.contents.segments, key=lambda info: -info.documents)[:_SAMPLED]
            contents = replace(self.contents, segments=tuple(largest))
            segments = {view.name: view.segment for view in self.views}
            label = f"{self.label}-sample"
            self._sample = Snapshot(contents, segments, self.vocabulary, label, self)
        return self._sample

    @cached_property
    def reports(self) -> int:
        """The number of reports."""
        return sum(view.reports for view in self.views)

    @cached_property
    def tokens(self) -> int:
        """The number of tokens of all reports."""
        return sum(view.total("tokens") for view in self.views)

    @cached_property
    def newest(self) -> int:
        """The latest first day of a report, as a number; `UNDATED_DAY` if no report has a date."""
        days = (view.segment.file.whole("first").take(view.documents) for view in self.views)
        return max((int(each.max()) for each in days if len(each)), default=UNDATED_DAY)

    @cached_property
    def saturation(self) -> tuple[Array, ...]:
        """For each view and document, the frequency at which a leaf has half of its top score."""
        length = sum(view.total("length") for view in self.views)
        relative = _LENGTHS / (length / self.reports) if length else np.ones(256)
        by_norm = (K1 * (1 - B + B * relative)).astype(np.float32)
        return tuple(by_norm[view.segment.norms] for view in self.views)

    def find(self, leaf: Leaf) -> tuple[LeafPostings, ...]:
        """Return the postings of a leaf in each view."""
        known = self._found(leaf)
        if known is not None:
            return known
        parts = [self.find(pair) for pair in adjacent_pairs(leaf)]
        found = tuple(
            [
                find_postings(view.segment, leaf, view.live, [each[number] for each in parts])
                for number, view in enumerate(self.views)
            ]
        )
        with self._lock:
            self._remember(leaf, found)
        return found

    def _found(self, leaf: Leaf) -> tuple[LeafPostings, ...] | None:
        """Return the postings of a leaf if they are remembered, in a sample or in the whole."""
        with self._lock:
            found = self._postings.get(leaf)
            if found is not None:
                self._postings.move_to_end(leaf)
                return found
        whole = self._whole() if self._whole else None
        wider = whole._found(leaf) if whole else None
        return tuple([wider[number] for number in self._numbers_in_whole]) if wider else None

    @cached_property
    def _numbers_in_whole(self) -> list[int]:
        """The index of each view in the snapshot of which this is a sample."""
        whole = self._whole() if self._whole else None
        names = [view.name for view in whole.views] if whole else []
        return [names.index(view.name) for view in self.views]

    def adjacent(self, first: Term, second: Term) -> AdjacentKeys:
        """Return the adjacent keys of two terms with their occurrences, most first."""
        known = self._adjacent.get((first, second))
        if known is None:
            known = self._among_wider(first, second)
        if known is None:
            found = self.find(TermSequence((first, second)))
            parts = [
                count_pairs(view.segment, here.numbers)
                for view, here in zip(self.views, found, strict=True)
            ]
            counted = parts[0] if len(parts) == 1 else _added(parts)
            known = tuple(sorted(counted, key=lambda each: (-each[2], each[0], each[1])))
            if len(known) <= _LONGEST:
                self._adjacent[first, second] = known
        return known

    def _among_wider(self, first: Term, second: Term) -> AdjacentKeys | None:
        """Return the adjacent keys from those of the folds, if these were found for a plan."""
        # A wildcard that matches nothing has neither keys nor folds.
        if first.folds or second.folds or not (first.keys and second.keys):
            return None
        folds = _folded(first), _folded(second)
        wider = self._adjacent.get(folds)
        if wider is None:
            if self._found(TermSequence(folds)) is None:
                return None
            wider = self.adjacent(*folds)
        firsts, seconds = frozenset(first.keys), frozenset(second.keys)
        return tuple(each for each in wider if each[0] in firsts and each[1] in seconds)

    def count_phrase(self, leaf: Leaf) -> tuple[int, int] | None:
        """Return the occurrences of a phrase of keys, and the reports that have it.

        None if the pairs of its folds were not found for a plan: then to find its own pairs takes
        less time. Other leaves than phrases of single keys give None too.
        """
        if not isinstance(leaf, TermSequence) or not _is_phrase_of_keys(leaf):
            return None
        wider = TermSequence(tuple(map(_folded, leaf.terms)))
        known = self._phrases.get(wider)
        if known is None:
            pairs = adjacent_pairs(wider) or (wider,)
            parts = [found for pair in pairs if (found := self._found(pair)) is not None]
            if len(parts) < len(pairs):
                return None
            known = self._phrases[wider] = tuple(
                read_phrase_keys(view.segment, wider, [each[number] for each in parts])
                for number, view in enumerate(self.views)
            )
        counts = [
            found.occurrences([view.segment.lexicon.find(term.keys[0]) for term in leaf.terms])
            for view, found in zip(self.views, known, strict=True)
        ]
        return sum(each for each, _ in counts), sum(reports for _, reports in counts)

    def forget(self) -> None:
        """Empty the caches of postings, counts and keys."""
        self._sample = None
        self.matching.clear()
        self._adjacent.clear()
        self._phrases.clear()
        self.prepared.clear()
        self.expansions.clear()
        self.facets.clear()
        self.occurrences.clear()
        self.frequencies.clear()
        self.spellings.clear()
        with self._lock:
            self._postings.clear()
            self._size = 0

    def _remember(self, leaf: Leaf, found: tuple[LeafPostings, ...]) -> None:
        if leaf in self._postings:
            return
        self._postings[leaf] = found
        self._size += _size(found)
        while self._size > _REMEMBERED:
            _, oldest = self._postings.popitem(last=False)
            self._size -= _size(oldest)


def _added(parts: Iterable[Iterable[tuple[str, str, int]]]) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs of several segments with the sums of their counts."""
    counts: Counter[tuple[str, str]] = Counter()
    for part in parts:
        for before, after, count in part:
            counts[before, after] += count
    for (before, after), count in counts.items():
        yield before, after, count


def _is_phrase_of_keys(leaf: TermSequence) -> bool:
    exact = leaf.ordered and not leaf.slop and not leaf.fields and len(leaf.terms) > 1
    return exact and all(len(term.keys) == 1 and not term.folds for term in leaf.terms)


def _folded(term: Term) -> Term:
    """Return the term of all keys that differ from those of a term in diacritics only."""
    return Term(folds=tuple(sorted(set(map(fold, term.keys)))))


def _size(found: tuple[LeafPostings, ...]) -> int:
    """Return the memory of postings in bytes; arrays of a mapped file take none."""
    size = 0
    for each in found:
        arrays = [each.documents]
        if len(each.numbers):
            arrays += each.owners, each.numbers
        match each.frequencies:
            case Frequencies(arrays=kept):
                arrays += kept
            case PairFrequencies():
                # Made when they are asked for, and kept then.
                size += np.dtype(np.float32).itemsize * len(each.documents)
            case frequencies:
                arrays.append(frequencies)
        size += 500 + sum([array.nbytes for array in arrays if _in_memory(array)])
    return size


def _in_memory(array: Array) -> bool:
    """Return True for an array in memory of its own, or a view of one; False for a mapped file."""
    base = array.base
    return base is None or base.base is None
