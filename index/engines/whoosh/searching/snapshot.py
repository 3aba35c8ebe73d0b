"""A snapshot: one generation of the index, open for reading, which never changes."""

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from threading import Lock

import numpy as np

from index.bounded_dict import BoundedDict
from index.engines.whoosh.searching.facet_vocabulary import FacetVocabulary
from index.engines.whoosh.searching.leaf_postings import (
    LeafPostings,
    adjacent_pairs,
    find_postings,
)
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import UNDATED_DAY
from index.engines.whoosh.storage.frequencies import Frequencies
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import Contents
from index.planning.clauses import K1, B, Leaf
from index.planning.scoring import byte_to_length

__all__ = ["Snapshot", "View"]

# Length of a report in weighted tokens by its norm.
_LENGTHS: Array = np.array([byte_to_length(byte) for byte in range(256)], np.float64)

# Bytes of postings in the cache. The planner reads the same leaves as the search after it, and so
# do further pages of a list, its facets and its export.
_REMEMBERED = 64 << 20

# Patterns in the cache, each with at most 200 keys, which is the planner's limit.
_PATTERNS = 128

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

    `label`: a name for the generation that no other one has.
    """

    def __init__(
        self,
        contents: Contents,
        segments: Mapping[str, Segment],
        vocabulary: FacetVocabulary,
        label: str,
    ) -> None:
        self.contents = contents
        self.label = label
        self.vocabulary = vocabulary
        self.views = tuple(
            View(each.name, segments[each.name], each.mask()) for each in contents.segments
        )
        # Facet → its distinct values; a query may ask for them a hundred times.
        self.facet_values: dict[str, frozenset[str]] = {}
        # Pattern and limit → keys; a page plans its query several times.
        self.matching: BoundedDict[tuple[str, int], tuple[str, ...]] = BoundedDict(_PATTERNS)
        # Leaf → its postings in each view; the least recently used are forgotten.
        self._postings: OrderedDict[Leaf, tuple[LeafPostings, ...]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

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
        return tuple(by_norm[view.segment.file.whole("norm")] for view in self.views)

    def find(self, leaf: Leaf) -> tuple[LeafPostings, ...]:
        """Return the postings of a leaf in each view."""
        with self._lock:
            found = self._postings.get(leaf)
            if found is not None:
                self._postings.move_to_end(leaf)
                return found
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

    def forget(self) -> None:
        """Empty the caches of postings and of keys by pattern."""
        self.matching.clear()
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


def _size(found: tuple[LeafPostings, ...]) -> int:
    """Return the memory of postings in bytes; arrays of a mapped file take none."""
    size = 0
    for each in found:
        arrays = [each.documents, each.slots, each.owners, each.numbers]
        if isinstance(each.frequencies, Frequencies):
            arrays += each.frequencies.arrays
        else:
            arrays.append(each.frequencies)
        size += 500 + sum([array.nbytes for array in arrays if _in_memory(array)])
    return size


def _in_memory(array: Array) -> bool:
    """Return True for an array in memory of its own, or a view of one; False for a mapped file."""
    base = array.base
    return base is None or base.base is None
