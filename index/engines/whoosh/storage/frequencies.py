"""Frequencies in one byte: the occurrences of a term in a report, plain and weighted by field.

Almost all postings have one of 255 pairs (plain, weighted), since most terms occur in the body
once or a few times, some in the title or lead as well. The code of a pair is its index in a fixed
table. Other pairs have the code `ESCAPE`, and a list next to the postings holds their frequencies.
"""

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true

__all__ = [
    "ESCAPE",
    "PLAIN",
    "WEIGHTED",
    "Frequencies",
    "are_in_heavier_fields",
    "decode",
    "encode",
]

ESCAPE = 255

# The number of plain frequencies that have a code, by the difference "weighted minus plain". An
# occurrence adds 1 to the difference in a field of weight 2, and 2 in a field of weight 3.
_CODED_BY_DIFFERENCE = (80, 30, 35, 25, 25, 15, 15, 10, 10, 5, 5)

# From this many codes on, looking at their values first saves time.
_MANY = 1024


def _pairs() -> Iterator[tuple[int, int]]:
    """Yield the plain frequency and the difference of each code, in the order of the codes."""
    for difference, coded in enumerate(_CODED_BY_DIFFERENCE):
        # An occurrence adds at most 2 to the difference.
        least = max(1, (difference + 1) // 2)
        for plain in range(least, least + coded):
            yield plain, difference


_PAIRS = tuple(_pairs())
_LARGEST = max(plain for plain, _ in _PAIRS)

# Frequencies by code; the element of `ESCAPE` has no meaning.
PLAIN: Array = np.array([plain for plain, _ in _PAIRS] + [0], np.uint32)
WEIGHTED: Array = np.array([plain + difference for plain, difference in _PAIRS] + [0], np.float32)

_CODES: Array = np.full((len(_CODED_BY_DIFFERENCE) + 1, _LARGEST + 2), ESCAPE, np.uint8)
for _code, (_plain, _difference) in enumerate(_PAIRS):
    _CODES[_difference, _plain] = _code


def encode(plain: Array, weighted: Array) -> Array:
    """Return the codes of frequencies; `ESCAPE` for pairs without a code."""
    difference = np.minimum(weighted - plain, len(_CODED_BY_DIFFERENCE))
    codes: Array = _CODES[difference, np.minimum(plain, _LARGEST + 1)]
    return codes


def decode(codes: Array, by_code: Array) -> Array:
    """Return the elements of `PLAIN` or `WEIGHTED` for some codes."""
    found: Array
    if len(codes) < _MANY:
        found = by_code.take(codes)
        return found
    # Most codes are the frequency minus 1; looking up only the others takes half the time.
    found = codes.astype(by_code.dtype)
    found += 1
    others = indices_of_true(are_in_heavier_fields(codes))
    found[others] = by_code.take(codes.take(others))
    return found


def are_in_heavier_fields(codes: Array) -> Array:
    """Return a boolean for each code, true with an occurrence in a field above the lightest.

    It is true of `ESCAPE` too, though its postings may be of either kind.
    """
    found: Array = codes >= _CODED_BY_DIFFERENCE[0]
    return found


class Frequencies:
    """The weighted frequencies of postings, decoded when they are asked for.

    `escaped`: the sorted indices of postings whose code is `ESCAPE`; `values`: their frequencies.
    """

    __slots__ = ("_codes", "_escaped", "_values")

    def __init__(self, codes: Array, escaped: Array, values: Array) -> None:
        self._codes, self._escaped, self._values = codes, escaped, values

    def all(self) -> Array:
        """Return the frequency of every posting."""
        found = decode(self._codes, WEIGHTED)
        if len(self._escaped):
            found[self._escaped] = self._values
        return found

    def take(self, indices: Array) -> Array:
        """Return the frequencies of some postings."""
        codes = self._codes.take(indices)
        found: Array = WEIGHTED.take(codes)
        if len(self._escaped):
            at = indices_of_true(codes == ESCAPE)
            found[at] = self._values.take(self._escaped.searchsorted(indices.take(at)))
        return found

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The arrays that this object keeps alive."""
        return self._codes, self._escaped, self._values
