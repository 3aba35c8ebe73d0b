"""NumPy arrays, and the two ways to turn an array into indices."""

from typing import Any

import numpy as np

__all__ = ["Array", "as_index", "indices_of_true"]

Array = np.ndarray[Any, np.dtype[Any]]


def as_index(numbers: Array) -> Array:
    """Return numbers in the type that NumPy indexes with; two-byte numbers take 3 times as long."""
    return numbers.astype(np.intp, copy=False)


def indices_of_true(mask: Array) -> Array:
    """Return the indices of the true elements.

    Pass a boolean array: NumPy's `nonzero` is ten times slower on numbers.
    """
    found: Array = mask.nonzero()[0]
    return found
