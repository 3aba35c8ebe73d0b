"""Strings in arrays: UTF-8 text one after another, with the place where each begins."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.whoosh.arrays import Array, ArrayFile

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
    """The strings packed under a name in a file; decodes only what is asked for."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._text = f"{name}.text"
        self._starts = f"{name}.starts"
        self._length = len(file.unchecked(self._starts)) - 1

    def __len__(self) -> int:
        return self._length

    def encoded(self, index: int) -> bytes:
        """The string at an index, in UTF-8."""
        start, end = self._file.part(self._starts, index, index + 2).tolist()
        return self._file.part(self._text, start, end).tobytes()

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return self.encoded(index).decode("utf-8", _ERRORS)

    def __iter__(self) -> Iterator[str]:
        text = self._file.whole(self._text).tobytes()
        for start, end in pairwise(self._file.whole(self._starts).tolist()):
            yield text[start:end].decode("utf-8", _ERRORS)

    def bisect(self, value: str, low: int = 0, high: int | None = None) -> int:
        """Where a string stands or would stand, in strings that are in code point order."""
        wanted = value.encode("utf-8", _ERRORS)
        high = len(self) if high is None else high
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, value: str, low: int = 0, high: int | None = None) -> int:
        """The index of a string in strings that are in code point order; -1 where it is absent."""
        high = len(self) if high is None else high
        index = self.bisect(value, low, high)
        return index if index < high and self[index] == value else -1
