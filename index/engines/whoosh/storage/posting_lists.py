"""Posting lists: the documents that contain a key or a fold, and how often it occurs in each."""

from bisect import bisect_left
from functools import cached_property

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.frequencies import (
    PLAIN,
    WEIGHTED,
    Frequencies,
    are_in_heavier_fields,
    decode,
)

__all__ = ["PostingLists"]

_NONE: Array = np.zeros(0, np.uint32)


class PostingLists:
    """The postings of all keys of a segment (`name`: "key"), or of folds ("fold").

    Postings are numbered by term, then by document. A fold with one key has no postings of its
    own, since they are those of the key.
    """

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name

    def bounds(self, term: int, end: int = 0) -> tuple[int, int]:
        """Return where the postings of a term begin and end, or of the terms up to `end`."""
        starts = self._file.part(f"{self._name}.postings", term, (end or term + 1) + 1)
        return int(starts[0]), int(starts[-1])

    def read(self, term: int) -> tuple[Array, Frequencies]:
        """Return the documents of a term and its weighted frequencies in them."""
        low, high = self.bounds(term)
        escaped = self._escaped_in(low, high)
        return self.documents(low, high), Frequencies(
            self._codes(low, high), self._indices(escaped, low), self._exact("weighted", escaped)
        )

    def documents(self, low: int, high: int) -> Array:
        """Return the documents of the postings from `low` up to `high`."""
        return self._file.part(f"{self._name}.documents", low, high)

    def plain(self, low: int, high: int) -> Array:
        """Return the plain frequencies of the postings from `low` up to `high`."""
        return self._decoded(low, high, PLAIN, "raw")

    def weighted(self, low: int, high: int) -> Array:
        """Return the weighted frequencies of the postings from `low` up to `high`."""
        return self._decoded(low, high, WEIGHTED, "weighted")

    def in_heavier_fields(self, low: int, high: int) -> Array:
        """Return the documents of those postings that have an occurrence in a heavier field.

        That is a field with more than the smallest weight. No position is read.
        """
        heavier = are_in_heavier_fields(self._codes(low, high))
        escaped = self._escaped_in(low, high)
        if escaped:
            light = self._exact("weighted", escaped) == self._exact("raw", escaped)
            heavier[self._indices(escaped, low)[light]] = False
        return self.documents(low, high).take(indices_of_true(heavier))

    def _codes(self, low: int, high: int) -> Array:
        return self._file.part(f"{self._name}.frequencies", low, high)

    def _decoded(self, low: int, high: int, by_code: Array, name: str) -> Array:
        frequencies = decode(self._codes(low, high), by_code)
        escaped = self._escaped_in(low, high)
        if escaped:
            frequencies[self._indices(escaped, low)] = self._exact(name, escaped)
        return frequencies

    def _escaped_in(self, low: int, high: int) -> range:
        """Return which entries of the list of escaped postings are between `low` and `high`."""
        return range(bisect_left(self._escaped, low), bisect_left(self._escaped, high))

    def _indices(self, escaped: range, low: int) -> Array:
        """Return the numbers of escaped postings, counted from `low`."""
        if not escaped:
            return _NONE
        numbers = self._file.whole(f"{self._name}.escaped")[escaped.start : escaped.stop]
        found: Array = numbers - np.uint32(low)
        return found

    def _exact(self, name: str, escaped: range) -> Array:
        """Return the frequencies of escaped postings."""
        if not escaped:
            return _NONE
        return self._file.part(f"{self._name}.{name}", escaped.start, escaped.stop)

    @cached_property
    def _escaped(self) -> memoryview:
        escaped = np.ascontiguousarray(self._file.whole(f"{self._name}.escaped"), np.uint32)
        return escaped.data
