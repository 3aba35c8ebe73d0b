"""The first of many, found without sorting them all."""

import numpy as np

from index.whoosh.arrays import Array

__all__ = ["best", "first"]

# Below so many a plain selection is as fast.
_FEW = 4096
_GROUP = 64


def best(keys: Array, count: int) -> Array:
    """The places of the `count` least keys and of all that equal the last of these, unordered.

    The least keys of groups tell a bound: as many keys as groups are within it, so the bound of
    the `count` best groups holds the `count` least keys, and not many more.
    """
    if count >= len(keys):
        return np.arange(len(keys))
    groups = len(keys) // _GROUP
    if len(keys) > _FEW and count * 4 < groups:
        # A group is a column, so that the least of all are found side by side.
        least = keys[: groups * _GROUP].reshape(_GROUP, groups).min(axis=0)
        bound = np.partition(least, count - 1)[count - 1]
        near = np.flatnonzero(keys <= bound)
        some = keys.take(near)
        least_of_all: Array = near[some <= np.partition(some, count - 1)[count - 1]]
        return least_of_all
    return np.flatnonzero(keys <= np.partition(keys, count - 1)[count - 1])


def first(keys: Array, documents: Array, places: Array, count: int) -> Array:
    """The `count` least keys in order, by number; equal ones by the places of their documents."""
    chosen = best(keys, count)
    some = keys.take(chosen)
    own = places.take(documents.take(chosen))
    if len(chosen) > 2 * count + _FEW:
        # Many equal the last: of these, those with the least places.
        last = some.max()
        less, equal = np.flatnonzero(some < last), np.flatnonzero(some == last)
        kept = np.concatenate((less, equal[best(own.take(equal), count - len(less))]))
        chosen, some, own = chosen.take(kept), some.take(kept), own.take(kept)
    order = np.lexsort((own, some))[:count]
    return chosen.take(order)
