"""The first of many, found without sorting them all."""

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true

__all__ = ["best", "first"]

# The most keys of a group, and how many groups there are at least for each key wanted.
_GROUP = 64
_GROUPS = 8
# So few keys are sorted all in less time than it takes to choose among them.
_SORTED = 200
# Equal keys beyond those that are wanted: with more, only some are sorted.
_FEW = 4096


def best(keys: Array, count: int) -> Array:
    """The places of the `count` least keys and of all that equal the last of these, unordered.

    The least keys of groups tell a bound: as many keys as groups are within it, so the bound of
    the `count` best groups holds the `count` least keys, and not many more.
    """
    if count >= len(keys):
        return np.arange(len(keys))
    size = min(_GROUP, len(keys) // (_GROUPS * count))
    if size > 1:
        # A group is a column, so that the least of all are found side by side.
        groups = len(keys) // size
        least = keys[: groups * size].reshape(size, groups).min(axis=0)
        bound = np.partition(least, count - 1)[count - 1]
        near = indices_of_true(keys <= bound)
        some = keys.take(near)
        chosen: Array = near[some <= np.partition(some, count - 1)[count - 1]]
    else:
        chosen = indices_of_true(keys <= np.partition(keys, count - 1)[count - 1])
    return chosen


def first(keys: Array, documents: Array | None, places: Array, count: int) -> Array:
    """The `count` least keys in order, by number; equal ones by the places of their documents.

    `documents`: those that the keys belong to; None where these are numbered as the keys.
    """
    if len(keys) <= _SORTED and documents is not None:
        return np.lexsort((places.take(documents), keys))[:count]
    chosen = best(keys, count)
    some = keys.take(chosen)
    own = places.take(chosen if documents is None else documents.take(chosen))
    if len(chosen) > 2 * count + _FEW:
        # Many equal the last: of these, those with the least places.
        last = some.max()
        less, equal = np.flatnonzero(some < last), np.flatnonzero(some == last)
        kept = np.concatenate((less, equal[best(own.take(equal), count - len(less))]))
        chosen, some, own = chosen.take(kept), some.take(kept), own.take(kept)
    order = np.lexsort((own, some))[:count]
    return chosen.take(order)
