"""Strings in arrays: UTF-8 text one after another, with the place where each begins."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.whoosh.arrays import Array

__all__ = ["Strings", "pack"]

# Identifiers come from anywhere; a lone surrogate in one must survive the way to disk and back.
_ERRORS = "surrogatepass"


def pack(values: Iterable[str]) -> tuple[Array, Array]:
    """The text of strings as bytes, and where each begins, with the end of the last."""
    encoded = [value.encode("utf-8", _ERRORS) for value in values]
    starts = np.zeros(len(encoded) + 1, np.uint32)
    np.cumsum([len(each) for each in encoded], out=starts[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), starts


class Strings(Sequence[str]):
    """A sequence of strings over packed arrays; decodes only what is asked for."""

    def __init__(self, text: Array, starts: Array) -> None:
        self._text = text.data
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def encoded(self, index: int) -> bytes:
        """The string at an index, in UTF-8."""
        return bytes(self._text[self._starts[index] : self._starts[index + 1]])

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return self.encoded(index).decode("utf-8", _ERRORS)

    def __iter__(self) -> Iterator[str]:
        text = bytes(self._text)
        starts = self._starts.tolist()
        for start, end in pairwise(starts):
            yield text[start:end].decode("utf-8", _ERRORS)

    def bisect(self, value: str, low: int = 0, high: int | None = None) -> int:
        """Where a string stands or would stand, in strings that are in code point order."""
        wanted = value.encode("utf-8", _ERRORS)
        text, starts = self._text, self._starts
        high = len(self) if high is None else high
        while low < high:
            middle = (low + high) // 2
            if text[starts[middle] : starts[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, value: str, low: int = 0, high: int | None = None) -> int:
        """The index of a string in strings that are in code point order; -1 where it is absent."""
        high = len(self) if high is None else high
        index = self.bisect(value, low, high)
        return index if index < high and self[index] == value else -1
