"""The keys that directly follow a key in a segment."""

from collections.abc import Iterable, Iterator

import numpy as np

from index.engines.whoosh.searching.snapshot import View
from index.engines.whoosh.storage.arrays import indices_of_true

__all__ = ["count_following"]

# Occurrences of one key in one segment that are looked at; of «và» a full segment has half a
# million. Occurrences are in the order of the documents, so these are those of the first ones.
_LOOKED_AT = 1 << 16


def count_following(
    view: View, keys: Iterable[int], successors: range
) -> Iterator[tuple[int, int, int]]:
    """Yield each pair of a key and a key of a range that follows it, and its occurrences.

    Keys are given by number. Of a very common key the first occurrences in live documents are
    counted, and the result is extrapolated to all.
    """
    segment = view.segment
    codes = segment.successors.codes([successors])
    for key in keys:
        one = range(key, key + 1)
        low, high = segment.positions.bounds(one)
        looked_at = min(high - low, _LOOKED_AT)
        numbers = segment.successors.find(low, low + looked_at, codes)
        if view.live is not None and len(numbers):
            documents = segment.owners(one, numbers)
            numbers = numbers.take(indices_of_true(view.live.take(documents)))
        if not len(numbers):
            continue
        counts = np.bincount(segment.successors.take(numbers) - successors.start)
        found = indices_of_true(counts > 0)
        for at, count in zip(found.tolist(), counts.take(found).tolist(), strict=True):
            yield key, successors.start + at, count * (high - low) // looked_at
