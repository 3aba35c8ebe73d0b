"""A snapshot: one generation of the index, open for reading and never changing."""

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from threading import Lock

import numpy as np

from index.bounded_dict import BoundedDict
from index.engines.whoosh.searching.facet_vocabulary import Vocabulary
from index.engines.whoosh.searching.leaf_postings import Found, find, steps
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import UNDATED_DAY
from index.engines.whoosh.storage.frequencies import Frequencies
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import Contents
from index.planning.clauses import K1, B, Leaf
from index.planning.scoring import byte_to_length

__all__ = ["Snapshot", "View"]

_LENGTHS: Array = np.array([byte_to_length(byte) for byte in range(256)], np.float64)

# What is remembered of leaves: the planner looks at the same ones that are then searched for,
# and the pages of a list, its facets and its export ask for them again. In bytes.
_REMEMBERED = 64 << 20

# Patterns whose keys are remembered, at most 200 keys of each by the planner's limit.
_PATTERNS = 128

# Of this part of the reports, to find those that are left out takes as long as to count the hits.
_FULL = 4 / 3


class View:
    """A segment with the documents that are live in one generation."""

    def __init__(self, identifier: str, segment: Segment, live: Array | None) -> None:
        self.identifier = identifier
        self.segment = segment
        self.live = live

    @cached_property
    def documents(self) -> Array:
        """The live documents."""
        live = self.live
        return np.arange(self.segment.documents) if live is None else np.flatnonzero(live)

    @property
    def reports(self) -> int:
        """The number of live documents."""
        return len(self.documents)

    @cached_property
    def _counts(self) -> dict[str, Array]:
        return {}

    def count(self, facet: str, documents: Array) -> Array:
        """How many of some live documents have each value of a facet."""
        if len(documents) * _FULL < self.reports:
            return self.segment.values(facet).count(documents)
        total = self._counts.get(facet)
        if total is None:
            values = self.segment.values(facet)
            total = values.count_all() if self.live is None else values.count(self.documents)
            self._counts[facet] = total
        if len(documents) == self.reports:
            return total
        # Few are left out: count those.
        others = np.ones(self.segment.documents, bool) if self.live is None else self.live.copy()
        others[as_index(documents)] = False
        left = indices_of_true(others)
        counts: Array = total - self.segment.values(facet).count(left) if len(left) else total
        return counts

    def total(self, name: str) -> int:
        """The sum of a column over the live documents."""
        column = self.segment.file.whole(name)
        return int((column if self.live is None else column[self.live]).sum(dtype=np.int64))


class Snapshot:
    """The segments of a generation, what is summed over them, and what was found in them."""

    def __init__(
        self,
        contents: Contents,
        segments: Mapping[str, Segment],
        vocabulary: Vocabulary,
        label: str,
    ) -> None:
        self.contents = contents
        self.label = label
        self.vocabulary = vocabulary
        self.views = tuple(
            View(each.name, segments[each.name], each.mask()) for each in contents.segments
        )
        # Field → its distinct values, once they were asked for; a query may ask a hundred times.
        self.facet_values: dict[str, frozenset[str]] = {}
        # A pattern with a limit → the keys that it matches; a page plans its query several times.
        self.matching: BoundedDict[tuple[str, int], tuple[str, ...]] = BoundedDict(_PATTERNS)
        self._found: OrderedDict[Leaf, tuple[Found, ...]] = OrderedDict()
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
        """The number of the latest day on which a report begins to be dated, or `UNDATED_DAY`."""
        days = (view.segment.file.whole("first").take(view.documents) for view in self.views)
        return max((int(each.max()) for each in days if len(each)), default=UNDATED_DAY)

    @cached_property
    def saturation(self) -> tuple[Array, ...]:
        """For each view and document, the frequency at which a leaf counts half of its most."""
        length = sum(view.total("length") for view in self.views)
        relative = _LENGTHS / (length / self.reports) if length else np.ones(256)
        by_norm = (K1 * (1 - B + B * relative)).astype(np.float32)
        return tuple(by_norm[view.segment.file.whole("norm")] for view in self.views)

    def find(self, leaf: Leaf) -> tuple[Found, ...]:
        """Where a leaf occurs, in each view."""
        with self._lock:
            found = self._found.get(leaf)
            if found is not None:
                self._found.move_to_end(leaf)
                return found
        parts = [self.find(step) for step in steps(leaf)]
        found = tuple(
            [
                find(view.segment, leaf, view.live, [each[number] for each in parts])
                for number, view in enumerate(self.views)
            ]
        )
        with self._lock:
            self._remember(leaf, found)
        return found

    def forget(self) -> None:
        """Forget where leaves occur, and what patterns match."""
        self.matching.clear()
        with self._lock:
            self._found.clear()
            self._size = 0

    def _remember(self, leaf: Leaf, found: tuple[Found, ...]) -> None:
        if leaf in self._found:
            return
        self._found[leaf] = found
        self._size += _size(found)
        while self._size > _REMEMBERED:
            _, oldest = self._found.popitem(last=False)
            self._size -= _size(oldest)


def _size(found: tuple[Found, ...]) -> int:
    """The memory of what was found; arrays of a file are the system's."""
    size = 0
    for each in found:
        arrays = [each.documents, each.begins, each.owners, each.numbers]
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
