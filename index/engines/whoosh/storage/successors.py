"""Successors: for each occurrence of a key, the key in the next slot."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.successor_codes import RARE

__all__ = ["CodeSet", "Successors"]

# With at most this many ranges of codes, comparing with each is faster than looking up in a table.
_COMPARED = 12


class CodeSet:
    """The successor codes of some ranges of keys; `rare`: the ranges that include rare keys."""

    def __init__(self, file: ArrayFile, ranges: Sequence[range]) -> None:
        self.rare: list[range] = []
        self._spans: list[tuple[Any, Any]] = []
        for each in ranges:
            codes = file.part("code", each.start, each.stop)
            common = codes[codes != RARE]
            if len(common) < len(codes):
                self.rare.append(each)
            if len(common):
                self._spans.append((common[0], common[-1]))

    def having(self, codes: Array) -> Array:
        """Return a boolean for each code, true if it is in the set."""
        if len(self._spans) > _COMPARED:
            return self._table.take(codes)
        # Codes are unsigned: one below `first` wraps around to a number above `last`.
        parts = [codes - first <= last - first for first, last in self._spans]
        found: Array = parts.pop() if parts else np.zeros(len(codes), bool)
        for each in parts:
            found |= each
        return found

    @cached_property
    def _table(self) -> Array:
        table: Array = np.zeros(RARE + 1, bool)
        for first, last in self._spans:
            table[first : int(last) + 1] = True
        return table


class Successors:
    """The successors of all occurrences in a segment, by number of the occurrence."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    def codes(self, ranges: Sequence[range]) -> CodeSet:
        """Return the codes of ranges of keys."""
        return CodeSet(self._file, ranges)

    def find(self, low: int, high: int, codes: CodeSet) -> Array:
        """Return the occurrences from `low` up to `high` whose successor is in the set."""
        found = codes.having(self._file.part("following", low, high))
        if codes.rare:
            found[self._followed_by_rare(low, high, codes.rare)] = True
        return indices_of_true(found) + low

    def _followed_by_rare(self, low: int, high: int, ranges: Sequence[range]) -> Array:
        """Return the occurrences, counted from `low`, whose successor is a rare key in ranges."""
        numbers = self._file.whole("following.rare")
        first, last = np.searchsorted(numbers, (low, high))
        keys = self._file.part("following.keys", first, last)
        wanted = np.zeros(len(keys), bool)
        for each in ranges:
            wanted |= (keys >= each.start) & (keys < each.stop)
        return numbers[first:last][wanted] - np.uint32(low)

    def take(self, numbers: Array) -> Array:
        """Return the keys after some occurrences, none of which ends a paragraph; by number."""
        codes = self._file.take("following", numbers)
        found = self._keys_by_code.take(codes)
        rare = indices_of_true(codes == RARE)
        if len(rare):
            at = np.searchsorted(self._file.whole("following.rare"), numbers[rare])
            found[rare] = self._file.whole("following.keys")[at]
        return found

    @cached_property
    def _keys_by_code(self) -> Array:
        common = np.flatnonzero(self._file.whole("code") != RARE)
        keys = np.zeros(RARE + 1, np.int64)
        keys[1 : len(common) + 1] = common
        return keys
