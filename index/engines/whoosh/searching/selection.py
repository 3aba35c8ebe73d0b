"""Selection of the smallest of many keys without sorting all of them."""

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true

__all__ = ["first_sorted", "smallest"]

# Largest number of keys in a group, and least number of groups for each key wanted.
_GROUP = 64
_GROUPS = 8
# Up to this many keys, sorting all of them takes less time than selecting.
_SORTED = 200
# If at most this many keys more than needed are equal to the last, all of them are sorted.
_FEW = 4096


def smallest(keys: Array, count: int) -> Array:
    """Return the indices, unsorted, of the `count` smallest keys and of all equal to the largest.

    The keys are divided into groups. Take the `count` groups with the smallest minima: at least
    `count` keys do not exceed the largest of these minima, so greater keys can be ignored.
    """
    if count >= len(keys):
        return np.arange(len(keys))
    size = min(_GROUP, len(keys) // (_GROUPS * count))
    if size > 1:
        # A group is a column of the table, so that the minima of all are found together.
        groups = len(keys) // size
        minima = keys[: groups * size].reshape(size, groups).min(axis=0)
        bound = np.partition(minima, count - 1)[count - 1]
        near = indices_of_true(keys <= bound)
        some = keys.take(near)
        chosen: Array = near[some <= np.partition(some, count - 1)[count - 1]]
    else:
        chosen = indices_of_true(keys <= np.partition(keys, count - 1)[count - 1])
    return chosen


def first_sorted(keys: Array, documents: Array | None, ranks: Array, count: int) -> Array:
    """Return the indices of the `count` smallest keys, sorted; ties by the rank of the document.

    `documents`: the document of each key, or None if a key's index is its document. `ranks`: the
    rank of each document.
    """
    if len(keys) <= _SORTED and documents is not None:
        return np.lexsort((ranks.take(documents), keys))[:count]
    chosen = smallest(keys, count)
    some = keys.take(chosen)
    own = ranks.take(chosen if documents is None else documents.take(chosen))
    if len(chosen) > 2 * count + _FEW:
        # Many keys equal the last: keep only those with the lowest ranks.
        last = some.max()
        less, equal = np.flatnonzero(some < last), np.flatnonzero(some == last)
        kept = np.concatenate((less, equal[smallest(own.take(equal), count - len(less))]))
        chosen, some, own = chosen.take(kept), some.take(kept), own.take(kept)
    order = np.lexsort((own, some))[:count]
    return chosen.take(order)
