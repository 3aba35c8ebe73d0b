"""The values of one facet in a segment."""

from collections.abc import Collection, Iterable
from functools import cached_property

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.strings import Strings
from index.facets import FACETS

__all__ = ["FacetColumn"]

# The most values of a report that fit in the table; reports with more have the rest in a list. The
# list has at most one value for so many documents, unless the table is as wide as it may be.
_WIDEST = 8
_LISTED = 8
# Comparing all codes with one takes a tenth of the time of looking them up in a table.
_COMPARED = 8


class FacetColumn:
    """Read access to a facet's column (`index.engines.whoosh.storage.columns`)."""

    def __init__(self, file: ArrayFile, facet: str) -> None:
        self._file = file
        self._facet = facet
        self._definition = FACETS[facet]
        self.strings = Strings(file, facet)

    def count(self, documents: Array) -> Array:
        """Return for each value the number of these documents with it or a value below it."""
        size = len(self.strings) + 1
        counts: Array
        if self._definition.multiple:
            table, owners, codes = self._table
            counts = np.bincount(table.take(documents, axis=0).ravel(), minlength=size)[:size]
            if len(owners):
                chosen = np.zeros(len(table), bool)
                chosen[documents] = True
                counts += np.bincount(codes[chosen.take(owners)], minlength=size)
        else:
            counts = np.bincount(self._codes.take(documents), minlength=size)
        return self._with_values_below(counts[1:])

    def count_all(self) -> Array:
        """Return for each value the number of all documents with it or a value below it."""
        counts = np.bincount(self._codes, minlength=len(self.strings) + 1)
        return self._with_values_below(counts[1:])

    def _with_values_below(self, counts: Array) -> Array:
        if self._definition.nested:
            lower, higher = self._ancestors
            counts = counts + np.bincount(higher, counts[lower], len(counts)).astype(np.int64)
        return counts

    def having(self, values: Iterable[str]) -> Array:
        """Return a boolean for each document, true if it has one of the values or one below."""
        chosen = self._having_codes(self._codes_of(values))
        if not self._definition.multiple:
            return chosen
        at = indices_of_true(chosen).astype(self._runs.dtype)
        found: Array = np.zeros(len(self._runs) - 1, bool)
        found[self._runs.searchsorted(at, side="right") - 1] = True
        return found

    def _codes_of(self, values: Iterable[str]) -> set[int]:
        """Return the codes of values and of those below them."""
        codes = set()
        for value in values:
            at = self.strings.find(value)
            if at >= 0:
                lower, higher = self._ancestors
                codes |= {at + 1, *(lower[higher == at] + 1).tolist()}
        return codes

    def _having_codes(self, wanted: Collection[int]) -> Array:
        """Return a boolean for each code of the column, true if it is one of those wanted."""
        codes = self._codes
        chosen: Array = np.zeros(len(codes), bool)
        if len(wanted) <= _COMPARED:
            for each in wanted:
                chosen |= codes == codes.dtype.type(each)
            return chosen
        table = np.zeros(len(self.strings) + 1, bool)
        table[list(wanted)] = True
        return table.take(codes)

    @cached_property
    def _codes(self) -> Array:
        return self._file.whole(f"{self._facet}.codes")

    @cached_property
    def _runs(self) -> Array:
        return self._file.whole(f"{self._facet}.runs")

    @cached_property
    def _table(self) -> tuple[Array, Array, Array]:
        """The first codes of each document as a row of a table, filled up; then the rest.

        The rest is an array of documents and an array with one code for each. Rows of a table are
        taken several times as fast as runs of different lengths. They are filled up with numbers
        above all codes, another one in each column: to count equal numbers one after another takes
        half as long again, since each addition waits for the one before.
        """
        counts = np.diff(self._runs).astype(np.intp)
        width = _width(counts)
        table = np.empty((len(counts), width), np.int32)
        table[:] = len(self.strings) + 1 + np.arange(width)
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
        """The number of a value and of a value above it, for every such pair."""
        if not self._definition.nested:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        numbers = {value: number for number, value in enumerate(self.strings)}
        pairs = [
            (number, numbers[higher])
            for value, number in numbers.items()
            for higher in self._definition.above(value)
        ]
        both: Array = np.array(pairs, np.int64).reshape(len(pairs), 2)
        return both[:, 0], both[:, 1]


def _width(counts: Array) -> int:
    """Return the width of the table for documents with these numbers of values.

    Hardly any report has two authors, and each column is read for all hits.
    """
    for width in range(1, _WIDEST):
        if int(np.maximum(counts - width, 0).sum()) * _LISTED <= len(counts):
            return width
    return _WIDEST
