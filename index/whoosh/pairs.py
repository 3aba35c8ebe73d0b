"""Which keys stand side by side in a segment."""

from collections.abc import Iterator

import numpy as np

from index.whoosh.arrays import Array
from index.whoosh.segment import Segment

__all__ = ["pairs"]


def pairs(segment: Segment, begins: Array) -> Iterator[tuple[str, str, int]]:
    """The pairs of keys that stand in some slots and the ones behind, with how often they do."""
    both = segment.keys_at(begins) << 32 | segment.keys_at(begins + 1)
    distinct, counts = np.unique(both, return_counts=True)
    for pair, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        yield segment.keys[pair >> 32], segment.keys[pair & 0xFFFFFFFF], count
