"""The values of one facet in a segment: which report has which."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import PATHS, SEVERAL, above
from index.engines.whoosh.storage.strings import Strings

__all__ = ["Values"]

# Values of a report that stand in the table; the few reports with more have theirs in a list.
_WIDEST = 8


class Values:
    """Read access to a facet's column (`index.engines.whoosh.storage.columns`)."""

    def __init__(self, file: ArrayFile, facet: str) -> None:
        self._file = file
        self._facet = facet
        self.strings = Strings(file, facet)

    @property
    def several(self) -> bool:
        """Whether a report may have more than one value."""
        return self._facet in SEVERAL

    def count(self, documents: Array) -> Array:
        """How many of some documents have each value, or one below it."""
        size = len(self.strings) + 1
        counts: Array
        if self.several:
            table, owners, codes = self._table
            counts = np.bincount(table.take(documents, axis=0).ravel(), minlength=size)
            if len(owners):
                chosen = np.zeros(len(table), bool)
                chosen[documents] = True
                counts += np.bincount(codes[chosen.take(owners)], minlength=size)
        else:
            counts = np.bincount(self._codes.take(documents), minlength=size)
        return self._with_those_below(counts[1:])

    def count_all(self) -> Array:
        """How many of all documents have each value, or one below it."""
        counts = np.bincount(self._codes, minlength=len(self.strings) + 1)
        return self._with_those_below(counts[1:])

    def _with_those_below(self, counts: Array) -> Array:
        """The counts of values with those of the values below added."""
        if self._facet in PATHS:
            lower, higher = self._ancestors
            counts = counts + np.bincount(higher, counts[lower], len(counts)).astype(np.int64)
        return counts

    def have(self, values: Iterable[str]) -> Array:
        """For each document, whether it has one of the values or one below them."""
        wanted = np.zeros(len(self.strings) + 1, bool)
        for value in values:
            at = self.strings.find(value)
            if at >= 0:
                wanted[at + 1] = True
                lower, higher = self._ancestors
                wanted[lower[higher == at] + 1] = True
        chosen: Array = wanted.take(self._codes)
        if not self.several:
            return chosen
        before = np.concatenate(([0], np.cumsum(chosen, dtype=np.int32)))
        found: Array = before[self._runs[1:]] > before[self._runs[:-1]]
        return found

    @cached_property
    def _codes(self) -> Array:
        return self._file.whole(f"{self._facet}.codes")

    @cached_property
    def _runs(self) -> Array:
        return self._file.whole(f"{self._facet}.runs")

    @cached_property
    def _table(self) -> tuple[Array, Array, Array]:
        """The first codes of each document as a row, 0 where there are fewer; then the others.

        These are documents, and a code for each. Rows can be taken out several times as fast as
        runs of any length.
        """
        counts = np.diff(self._runs).astype(np.intp)
        width = min(_WIDEST, int(counts.max(initial=1)))
        table = np.zeros((len(counts), width), np.int32)
        wide = np.flatnonzero(counts > width)
        left = counts.take(wide) - width
        owners = np.repeat(wide, left)
        firsts = np.repeat(self._runs.take(wide + 1) - np.cumsum(left), left)
        others = firsts + np.arange(len(owners))
        inside = np.ones(len(self._codes), bool)
        inside[others] = False
        table[np.arange(width) < counts[:, None]] = self._codes[inside]
        return table, owners, self._codes.take(others)

    @cached_property
    def _ancestors(self) -> tuple[Array, Array]:
        """Pairs of a value's number, and that of a value above it."""
        if self._facet not in PATHS:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        numbers = {value: number for number, value in enumerate(self.strings)}
        pairs = [
            (number, numbers[higher])
            for value, number in numbers.items()
            for higher in above(self._facet, value)
        ]
        both: Array = np.array(pairs, np.int64).reshape(len(pairs), 2)
        return both[:, 0], both[:, 1]
