"""Strings in arrays: UTF-8 text one after another, with the place where each begins."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array

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
        self._name = name
        self._length = len(file.unchecked(f"{name}.starts")) - 1

    @cached_property
    def _text(self) -> memoryview:
        return memoryview(self._file.whole(f"{self._name}.text").data)

    @cached_property
    def _starts(self) -> Array:
        return self._file.whole(f"{self._name}.starts")

    def __len__(self) -> int:
        return self._length

    def encoded(self, index: int) -> bytes:
        """The string at an index, in UTF-8."""
        return bytes(self._text[self._starts[index] : self._starts[index + 1]])

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return self.encoded(index).decode("utf-8", _ERRORS)

    def __iter__(self) -> Iterator[str]:
        text = bytes(self._text)
        for start, end in pairwise(self._starts.tolist()):
            yield text[start:end].decode("utf-8", _ERRORS)

    def some(self, indexes: Array) -> list[str]:
        """The strings at some indexes."""
        text, indexes = self._text, indexes.astype(np.intp)
        begins, ends = self._starts.take(indexes).tolist(), self._starts.take(indexes + 1).tolist()
        return [
            str(text[begin:end], "utf-8", _ERRORS) for begin, end in zip(begins, ends, strict=True)
        ]

    def bisect(self, value: str) -> int:
        """Where a string stands or would stand, in strings that are in code point order."""
        return self._bisect(value.encode("utf-8", _ERRORS), 0, len(self))

    def _bisect(self, wanted: bytes, low: int, high: int) -> int:
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, value: str) -> int:
        """The index of a string in strings that are in code point order; -1 where it is absent."""
        index = self.bisect(value)
        return index if index < len(self) and self[index] == value else -1

    def find_within(self, value: str, among: range) -> int:
        """The index of a string among some that are in code point order; -1 where it is absent."""
        index = self._bisect(value.encode("utf-8", _ERRORS), among.start, among.stop)
        return index if index < among.stop and self[index] == value else -1
