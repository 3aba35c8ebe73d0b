"""Which keys stand side by side in a segment."""

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.segment import Segment

__all__ = ["pairs"]

# Up to so many possible pairs it is faster to count into a table than to sort.
_TABLE = 1 << 16


def pairs(segment: Segment, numbers: Array) -> Iterator[tuple[str, str, int]]:
    """The pairs of keys of some occurrences and of what follows them, with how often they do."""
    if not len(numbers):
        return
    first, second = segment.keys_at(numbers), segment.keys_behind(numbers)
    lowest, least = int(first.min()), int(second.min())
    width = int(second.max()) - least + 1
    both = (first - lowest) * width + (second - least)
    if (int(first.max()) - lowest + 1) * width <= _TABLE:
        table = np.bincount(both)
        distinct = indices_of_true(table > 0)
        counts = table[distinct]
    else:
        distinct, counts = np.unique(both, return_counts=True)
    for pair, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        before, after = divmod(pair, width)
        yield segment.keys[before + lowest], segment.keys[after + least], count
