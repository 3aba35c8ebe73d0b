"""Positions: where each occurrence of a key is, in slots from the beginning of its report.

Occurrences are numbered by key, then by slot. A position is stored in two bytes; the few that
need more have their upper half in a separate list.
"""

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array

__all__ = ["Positions"]


class Positions:
    """The positions of all occurrences in a segment, by number of the occurrence."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    def bounds(self, keys: range) -> tuple[int, int]:
        """Return the first occurrence of consecutive keys, and the first one after them."""
        starts = self._file.part("key.positions", keys.start, keys.stop + 1)
        return int(starts[0]), int(starts[-1])

    def slice(self, low: int, high: int) -> Array:
        """Return the positions of the occurrences from `low` up to `high`."""
        positions = self._file.part("positions", low, high).astype(np.uint32)
        wide = self._file.whole("positions.wide")
        if len(wide):
            first, last = np.searchsorted(wide, (low, high))
            upper = self._file.part("positions.high", first, last).astype(np.uint32)
            positions[wide[first:last] - low] |= upper << 16
        return positions

    def take(self, numbers: Array) -> Array:
        """Return the positions of some occurrences."""
        positions = self._file.take("positions", numbers).astype(np.uint32)
        wide = self._file.whole("positions.wide")
        if len(wide):
            at = np.searchsorted(wide, numbers)
            far = np.flatnonzero(wide.take(at, mode="clip") == numbers)
            upper = self._file.take("positions.high", at.take(far)).astype(np.uint32)
            positions[far] |= upper << 16
        return positions

    def keys(self, numbers: Array) -> Array:
        """Return the keys of some occurrences, both by number."""
        starts = self._file.whole("key.positions")
        # The occurrences are those of a few neighbouring keys, so a short slice is searched.
        ends = np.array([numbers.min(), numbers.max()], starts.dtype)
        first, last = starts.searchsorted(ends, "right").tolist()
        some = starts[first:last]
        found: Array = some.searchsorted(numbers.astype(starts.dtype), "right") + (first - 1)
        return found
