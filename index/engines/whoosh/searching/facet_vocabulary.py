"""Numbers for the values of facets, the same in all segments."""

from threading import Lock

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment

__all__ = ["FacetVocabulary"]


class FacetVocabulary:
    """Numbers the values of each facet as segments are opened.

    A value keeps its number for the life of the process. Threads share the vocabulary.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[str, int]] = {}
        self._values: dict[str, list[str]] = {}
        # Facet and name of a segment → the common number of each of its values.
        self._numbers: dict[tuple[str, str], Array] = {}
        self._lock = Lock()

    def values(self, facet: str) -> list[str]:
        """Return all values seen so far, by number."""
        return self._values.setdefault(facet, [])

    def numbers(self, facet: str, name: str, segment: Segment) -> Array:
        """Return the common number of each value of a segment; `name` is the segment's."""
        known = self._numbers.get((facet, name))
        if known is not None:
            return known
        with self._lock:
            known_values = self._known.setdefault(facet, {})
            values = self._values.setdefault(facet, [])
            strings = segment.facet(facet).strings
            numbers = np.empty(len(strings), np.int64)
            for at, value in enumerate(strings):
                number = known_values.get(value)
                if number is None:
                    # The value is appended first, since other threads read the list unlocked.
                    values.append(value)
                    number = known_values[value] = len(values) - 1
                numbers[at] = number
            self._numbers[facet, name] = numbers
            return numbers

    def forget_all_but(self, names: set[str]) -> None:
        """Forget the numbers of all segments but these."""
        with self._lock:
            for known in [each for each in self._numbers if each[1] not in names]:
                del self._numbers[known]
