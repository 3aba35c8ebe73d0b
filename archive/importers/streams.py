"""Streams of bytes that are buffered, counted or bounded."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

__all__ = ["Bounded", "Budget", "Counted", "UnpackedTooLarge", "buffered", "rewindable"]

_BUFFER = 1 << 18
_IN_MEMORY = 1 << 24


def buffered(raw: object) -> io.BufferedReader:
    """Return a buffered reader of any readable object, such as a compressed file."""
    return io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER)


@contextmanager
def rewindable(stream: io.BufferedReader) -> Iterator[IO[bytes]]:
    """Give the stream, or a copy in memory or in a temporary file where it cannot be rewound."""
    if stream.seekable():
        yield stream
        return
    with SpooledTemporaryFile(_IN_MEMORY) as copied:
        shutil.copyfileobj(stream, copied)
        copied.seek(0)
        yield copied


class Counted(io.RawIOBase):
    """A stream that reports how many bytes have been read from it, wherever they stand."""

    def __init__(self, raw: BinaryIO, on_progress: Callable[[int], None]) -> None:
        self._raw, self._on_progress, self._count = raw, on_progress, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._raw.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        self._on_progress(self._count)
        return len(data)


class UnpackedTooLarge(OSError):
    """A container holds more than its size justifies."""


class Budget:
    """Bytes and members that may still be unpacked from one file.

    A decompression bomb unpacks to gigabytes, to millions of members or without end. `size`: the
    bytes that all members may have together. `members`: how many there may be.
    """

    def __init__(self, size: int, members: int) -> None:
        self._size, self._bytes_left, self._members_left = size, size, members

    def spend(self, count: int) -> None:
        """Count bytes that were unpacked; raise `UnpackedTooLarge` for too many."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise UnpackedTooLarge(
                f"it unpacks to more than {self._size:,} bytes; perhaps a decompression bomb"
            )

    def open_member(self) -> None:
        """Count one member; raise `UnpackedTooLarge` for one too many."""
        self._members_left -= 1
        if self._members_left < 0:
            raise UnpackedTooLarge("it holds too many members; perhaps a decompression bomb")


class Bounded(io.RawIOBase):
    """A stream whose bytes are taken from a budget."""

    def __init__(self, raw: io.BufferedReader, budget: Budget) -> None:
        self._raw, self._budget = raw, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        # One read at most: what comes before damage is not lost with it.
        data = self._raw.read1(len(buffer))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)
