"""Pairs of adjacent keys in a segment."""

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true
from index.engines.whoosh.storage.segment import Segment

__all__ = ["count_pairs"]

# Up to this many possible pairs, counting in a table is faster than sorting.
_TABLE = 1 << 16


def count_pairs(segment: Segment, numbers: Array) -> Iterator[tuple[str, str, int]]:
    """Yield each pair of a key at one of the occurrences and the next key, with its count."""
    if not len(numbers):
        return
    key = segment.lexicon.key
    first, second = segment.positions.keys(numbers), segment.successors.take(numbers)
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
        yield key(before + lowest), key(after + least), count
