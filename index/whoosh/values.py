"""The values of one facet in a segment: which report has which."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from index.whoosh.arrays import Array, ArrayFile
from index.whoosh.columns import PATHS, SEVERAL, above
from index.whoosh.strings import Strings

__all__ = ["Values"]


class Values:
    """Read access to a facet's column (`index.whoosh.columns`)."""

    def __init__(self, file: ArrayFile, facet: str) -> None:
        self._file = file
        self._facet = facet
        self.strings = Strings(file, facet)

    def count(self, hits: Array) -> Array:
        """How many hits each value has; `hits`: for each document whether it is one."""
        codes = self._file.whole(f"{self._facet}.codes")
        if self._facet in SEVERAL:
            runs = self._file.whole(f"{self._facet}.runs")
            chosen = codes[np.repeat(hits, runs[1:] - runs[:-1])]
            return np.bincount(chosen, minlength=len(self.strings))
        # The code -1, for no value, becomes 0.
        counts: Array = np.bincount(codes[hits] + 1, minlength=len(self.strings) + 1)[1:]
        if self._facet in PATHS:
            lower, higher = self._ancestors
            counts = counts + np.bincount(higher, counts[lower], len(counts)).astype(np.int64)
        return counts

    def have(self, values: Iterable[str]) -> Array:
        """For each document, whether it has one of the values or one below them."""
        codes = self._file.whole(f"{self._facet}.codes")
        # One place more for the code -1, which stands for no value.
        wanted = np.zeros(len(self.strings) + 1, bool)
        for value in values:
            at = self.strings.find(value)
            if at >= 0:
                wanted[at] = True
                lower, higher = self._ancestors
                wanted[lower[higher == at]] = True
        chosen: Array = wanted[codes]
        if self._facet not in SEVERAL:
            return chosen
        runs = self._file.whole(f"{self._facet}.runs")
        before = np.concatenate(([0], np.cumsum(chosen)))
        several: Array = before[runs[1:]] > before[runs[:-1]]
        return several

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
