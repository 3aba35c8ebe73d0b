"""The first of many, found without sorting them all."""

import numpy as np

from index.whoosh.arrays import Array

__all__ = ["best", "first"]

# Below so many a plain selection is as fast.
_FEW = 4096
_BLOCK = 64


def best(keys: Array, count: int) -> Array:
    """The places of the `count` least keys and of all that equal the last of these, unordered.

    The least keys of blocks tell a bound: as many keys as blocks are within it, so the bound of
    the `count` best blocks holds the `count` least keys, and not many more.
    """
    if count >= len(keys):
        return np.arange(len(keys))
    blocks = len(keys) // _BLOCK
    if len(keys) > _FEW and count * 4 < blocks:
        least = keys[: blocks * _BLOCK].reshape(blocks, _BLOCK).min(axis=1)
        bound = np.partition(least, count - 1)[count - 1]
        near = np.flatnonzero(keys <= bound)
        some = keys.take(near)
        least_of_all: Array = near[some <= np.partition(some, count - 1)[count - 1]]
        return least_of_all
    return np.flatnonzero(keys <= np.partition(keys, count - 1)[count - 1])


def first(keys: Array, places: Array, count: int) -> Array:
    """The places of the `count` least keys in order, equal ones by their number in `places`."""
    chosen = best(keys, count)
    some = keys.take(chosen)
    if len(chosen) > 2 * count + _FEW:
        # Many equal the last: of these, those with the least places.
        last = some.max()
        less, equal = chosen[some < last], chosen[some == last]
        chosen = np.concatenate((less, equal[best(places.take(equal), count - len(less))]))
        some = keys.take(chosen)
    order = np.lexsort((places.take(chosen), some))[:count]
    return chosen[order]
