"""The values of facets over all segments: one number for each, the same in every segment."""

from threading import Lock

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment

__all__ = ["Vocabulary"]


class Vocabulary:
    """Numbers values as segments come; a number, once given, stays while the process lives."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {}
        self._values: dict[str, list[str]] = {}
        self._places: dict[tuple[str, str], Array] = {}
        self._lock = Lock()

    def values(self, facet: str) -> list[str]:
        """All values that were ever seen, by number."""
        return self._values.setdefault(facet, [])

    def places(self, facet: str, identifier: str, segment: Segment) -> Array:
        """For each value of a segment, its number; `identifier` is the segment's."""
        known = self._places.get((facet, identifier))
        if known is not None:
            return known
        with self._lock:
            numbers = self._numbers.setdefault(facet, {})
            values = self._values.setdefault(facet, [])
            strings = segment.values(facet).strings
            places = np.empty(len(strings), np.int64)
            for at, value in enumerate(strings):
                number = numbers.get(value)
                if number is None:
                    # The value comes first: readers of the list do not take the lock.
                    values.append(value)
                    number = numbers[value] = len(values) - 1
                places[at] = number
            self._places[facet, identifier] = places
            return places

    def forget_all_but(self, identifiers: set[str]) -> None:
        """Let go of segments that are no more."""
        with self._lock:
            for known in [each for each in self._places if each[1] not in identifiers]:
                del self._places[known]
