"""Arrays of strings: their UTF-8 bytes one after another, and where each string begins."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, as_index

__all__ = ["Strings", "pack"]

# An identifier may contain anything, even a lone surrogate, which must survive on disk.
_ERRORS = "surrogatepass"
# Of so many sorted strings one is kept in memory, where a search begins: a step among strings in
# the file takes a microsecond, and a word is looked up in every segment.
_STEP = 32


def pack(values: Iterable[str]) -> tuple[Array, Array]:
    """Return the bytes of strings, and the offset of each with the end of the last."""
    encoded = [value.encode("utf-8", _ERRORS) for value in values]
    starts = np.zeros(len(encoded) + 1, np.uint32)
    np.cumsum([len(each) for each in encoded], out=starts[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), starts


class Strings(Sequence[str]):
    """The strings under a name in an array file; each is decoded when it is asked for."""

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

    @cached_property
    def _landmarks(self) -> list[bytes]:
        """Every `_STEP`th string, from the first on."""
        return [self.encoded(index) for index in range(0, len(self), _STEP)]

    def __len__(self) -> int:
        return self._length

    def encoded(self, index: int) -> bytes:
        """Return a string as UTF-8."""
        return bytes(self._text[self._starts[index] : self._starts[index + 1]])

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are not needed
        return self.encoded(index).decode("utf-8", _ERRORS)

    def __iter__(self) -> Iterator[str]:
        text = bytes(self._text)
        for start, end in pairwise(self._starts.tolist()):
            yield text[start:end].decode("utf-8", _ERRORS)

    def take(self, indices: Array) -> list[str]:
        """Return the strings at some indices."""
        text, indices = self._text, as_index(indices)
        begins, ends = self._starts.take(indices).tolist(), self._starts.take(indices + 1).tolist()
        return [
            str(text[begin:end], "utf-8", _ERRORS) for begin, end in zip(begins, ends, strict=True)
        ]

    def bisect(self, value: str) -> int:
        """Return the index at which a string is, or would be inserted, in sorted strings."""
        wanted = value.encode("utf-8", _ERRORS)
        after = bisect_left(self._landmarks, wanted)
        return self._bisect(wanted, max(0, (after - 1) * _STEP + 1), min(len(self), after * _STEP))

    def _bisect(self, wanted: bytes, low: int, high: int) -> int:
        # The order of UTF-8 bytes is that of code points.
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, value: str, among: range | None = None) -> int:
        """Return the index of a string in sorted strings, or in a sorted range; -1 if absent.

        Of a range, the strings outside need not be sorted.
        """
        if among is None:
            index, among = self.bisect(value), range(len(self))
        else:
            index = self._bisect(value.encode("utf-8", _ERRORS), among.start, among.stop)
        return index if index < among.stop and self[index] == value else -1
