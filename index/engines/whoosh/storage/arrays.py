"""The type of NumPy arrays, and two conversions of arrays to indices."""

from typing import Any

import numpy as np

__all__ = ["Array", "as_index", "indices_of_true"]

Array = np.ndarray[Any, np.dtype[Any]]


def as_index(numbers: Array) -> Array:
    """Return numbers in NumPy's own type for indices; two-byte indices take three times as long."""
    return numbers.astype(np.intp, copy=False)


def indices_of_true(mask: Array) -> Array:
    """Return the indices of the true elements.

    Pass a boolean array: NumPy's `nonzero` is ten times slower on numbers.
    """
    found: Array = mask.nonzero()[0]
    return found
