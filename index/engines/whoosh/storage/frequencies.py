"""Frequencies in a byte: how often a term occurs in a report, plain and weighed by field.

Almost all postings have one of 255 pairs of numbers, since terms stand in the body once or a few
times, some in the lead or the title besides. The code of a pair is its place in a fixed table;
any other pair has the code `ESCAPE` and stands in a short list beside the postings.
"""

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.storage.arrays import Array, indices_of_true

__all__ = ["ESCAPE", "RAW", "WEIGHTED", "Frequencies", "decode", "encode", "heavier"]

ESCAPE = 255

# How many plain frequencies have a code, for each difference between weighted and plain: 1 for
# each occurrence in a field of weight 2, 2 for each in one of weight 3.
_SPAN_OF_EXTRA = (80, 30, 35, 25, 25, 15, 15, 10, 10, 5, 5)


# From so many codes on it is worth while to look at what they are.
_MANY = 1024


def _pairs() -> Iterator[tuple[int, int]]:
    """The pairs of plain frequency and difference, in the order of their codes."""
    for extra, span in enumerate(_SPAN_OF_EXTRA):
        # An occurrence adds 2 to the difference at most.
        least = max(1, (extra + 1) // 2)
        for raw in range(least, least + span):
            yield raw, extra


_PAIRS = tuple(_pairs())
_LARGEST = max(raw for raw, _ in _PAIRS)

# By code; what stands at `ESCAPE` means nothing.
RAW: Array = np.array([raw for raw, _ in _PAIRS] + [0], np.uint32)
WEIGHTED: Array = np.array([raw + extra for raw, extra in _PAIRS] + [0], np.float32)

_CODES: Array = np.full((len(_SPAN_OF_EXTRA) + 1, _LARGEST + 2), ESCAPE, np.uint8)
for _code, (_raw, _extra) in enumerate(_PAIRS):
    _CODES[_extra, _raw] = _code


def encode(raw: Array, weighted: Array) -> Array:
    """The codes of frequencies; `ESCAPE` where a pair has none."""
    extra = np.minimum(weighted - raw, len(_SPAN_OF_EXTRA))
    codes: Array = _CODES[extra, np.minimum(raw, _LARGEST + 1)]
    return codes


def decode(codes: Array, numbers: Array) -> Array:
    """What stands at some codes in `RAW` or `WEIGHTED`."""
    found: Array
    if len(codes) < _MANY:
        found = numbers.take(codes)
        return found
    # Most codes are the frequency less one: to look up only the others takes half the time.
    found = codes.astype(numbers.dtype)
    found += 1
    others = indices_of_true(codes >= _SPAN_OF_EXTRA[0])
    found[others] = numbers.take(codes.take(others))
    return found


def heavier(codes: Array) -> Array:
    """The places of codes that say of an occurrence in a field that weighs more than the least,
    `ESCAPE` among them, which says nothing.
    """
    return indices_of_true(codes >= _SPAN_OF_EXTRA[0])


class Frequencies:
    """The weighted frequencies of postings, decoded where they are asked for.

    `escaped`: the places whose codes are `ESCAPE`, in order; `values`: what stands there.
    """

    __slots__ = ("_codes", "_escaped", "_values")

    def __init__(self, codes: Array, escaped: Array, values: Array) -> None:
        self._codes, self._escaped, self._values = codes, escaped, values

    def all(self) -> Array:
        """The frequency of every posting."""
        found = decode(self._codes, WEIGHTED)
        if len(self._escaped):
            found[self._escaped] = self._values
        return found

    def take(self, places: Array) -> Array:
        """The frequencies of some postings."""
        codes = self._codes.take(places)
        found: Array = WEIGHTED.take(codes)
        if len(self._escaped):
            at = indices_of_true(codes == ESCAPE)
            found[at] = self._values.take(self._escaped.searchsorted(places.take(at)))
        return found

    @property
    def arrays(self) -> tuple[Array, ...]:
        """What is held, to be weighed."""
        return self._codes, self._escaped, self._values
