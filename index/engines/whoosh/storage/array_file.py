"""Array files: named NumPy arrays in one file, mapped into memory and protected by checksums.

A file is a header of 32 bytes, the arrays, each aligned to 64 bytes, the checksums of all their
blocks, and a directory in JSON. The header says where the directory is, and has a checksum of it,
so that opening a file reads a few pages and still notices a file that was cut short. A block of
an array is checked when it is first used. All numbers are little-endian.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.errors import IndexDamaged

__all__ = ["ArrayFile", "ArrayWriter", "Region", "damaged"]

_MAGIC = b"KHOBAO\0"
_LAYOUT = b"\2"
_HEADER = struct.Struct("<8sQQII")
_ALIGNMENT = 64
# Bytes under one checksum: 16 µs to check, and 4 bytes in the file.
_BLOCK = 1 << 16
# What reading a crafted directory may raise, since its checksum can be valid.
_NO_DIRECTORY = (
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
# Types that an array may have; others, such as Python objects, are refused.
_TYPES = frozenset({"|u1", "<u2", "<u4", "<i4", "<i8"})


def damaged(path: Path, what: str) -> IndexDamaged:
    """Return the error for a file that does not hold what was written into it."""
    return IndexDamaged(f"{path}: {what}")


def _write(file: int, data: bytes | memoryview, start: int) -> None:
    """Write all bytes at an offset. One call may write only some of them on an almost full disk."""
    written = 0
    while written < len(data):
        written += os.pwrite(file, data[written:], start + written)


class Region:
    """Space for an array of known length in a file, filled from its beginning on."""

    def __init__(self, file: int, start: int, dtype: Any, count: int) -> None:
        self.dtype: np.dtype[Any] = np.dtype(dtype).newbyteorder("<")
        self.start = start
        self.count = count
        self.checksums: list[int] = []
        self._file = file
        self._filled = 0
        self._open = 0  # the checksum of the block that is not full yet

    @property
    def end(self) -> int:
        """The offset in the file at which the array ends, in bytes."""
        return self.start + self.count * int(self.dtype.itemsize)

    def append(self, piece: Array) -> None:
        """Write the next elements."""
        data = memoryview(np.ascontiguousarray(piece, self.dtype).view(np.uint8).data)
        _write(self._file, data, self.start + self._filled)
        at = 0
        while at < len(data):
            step = min(len(data) - at, _BLOCK - self._filled % _BLOCK)
            self._open = zlib.crc32(data[at : at + step], self._open)
            at += step
            self._filled += step
            if self._filled % _BLOCK == 0:
                self._close_block()

    def _close_block(self) -> None:
        self.checksums.append(self._open)
        self._open = 0

    def finish(self) -> None:
        """Close the last block. Raise `ValueError` unless the array is complete."""
        if self.start + self._filled != self.end:
            raise ValueError(f"{self._filled} bytes written of {self.end - self.start}")
        if self._filled % _BLOCK:
            self._close_block()


class ArrayWriter:
    """Writes an array file. Several arrays may be filled at once, each from its beginning on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        self._end = _HEADER.size
        self._regions: dict[str, Region] = {}

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.reserve(name, array.dtype, array.size).append(array)

    def reserve(self, name: str, dtype: Any, count: int) -> Region:
        """Return space for an array of `count` elements."""
        region = Region(self._file, self._end + -self._end % _ALIGNMENT, dtype, count)
        self._regions[name] = region
        self._end = region.end
        return region

    def close(self) -> None:
        """Write checksums and directory, and flush the file to the disk."""
        for region in self._regions.values():
            region.finish()
        sums = np.array([each for r in self._regions.values() for each in r.checksums], "<u4")
        checksums = sums.tobytes()
        directory = json.dumps(
            {
                "arrays": {n: (r.dtype.str, r.start, r.count) for n, r in self._regions.items()},
                "checksums": zlib.crc32(checksums),
                "blocks": len(sums),
            }
        ).encode()
        mark = _MAGIC + _LAYOUT
        header = _HEADER.pack(mark, self._end, len(directory), zlib.crc32(directory), 0)
        _write(self._file, checksums + directory, self._end)
        _write(self._file, header[:-4] + struct.pack("<I", zlib.crc32(header[:-4])), 0)
        os.fsync(self._file)
        os.close(self._file)

    def abandon(self) -> None:
        """Remove the file."""
        os.close(self._file)
        self.path.unlink(missing_ok=True)


class ArrayFile:
    """An array file open for reading; shared by threads.

    Opening it, and every use of a damaged block, raises `IndexDamaged` naming the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            raise damaged(path, "the file is missing") from error
        except ValueError as error:  # mmap refuses an empty file
            raise damaged(path, "the file is empty") from error
        self._arrays: dict[str, Array] = {}
        self._sums: dict[str, list[int]] = {}
        # For each array and block: 1 if the block was checked and is sound.
        self._sound: dict[str, bytearray] = {}
        try:
            self._open_arrays()
        except _NO_DIRECTORY as error:
            raise damaged(path, f"its directory makes no sense: {error}") from error

    def _open_arrays(self) -> None:
        directory = self._read_directory()
        first = 0
        for name, (kind, start, count) in directory["arrays"].items():
            if kind not in _TYPES:
                raise ValueError(f"{name!r} is of type {kind!r}")
            # NumPy takes a count of -1 for "the rest of the file".
            if count < 0 or start < _HEADER.size:
                raise ValueError(f"{name!r} has {count} elements at {start}")
            array = np.frombuffer(self._map, np.dtype(kind), count, start)
            blocks = -(-array.nbytes // _BLOCK)
            self._arrays[name] = array
            self._sums[name] = self._checksums[first : first + blocks]
            self._sound[name] = bytearray(blocks)
            first += blocks
        if first != len(self._checksums):
            raise ValueError(f"{len(self._checksums)} checksums for {first} blocks")

    def _read_directory(self) -> Any:
        if len(self._map) < _HEADER.size:
            raise damaged(self.path, "the file is cut short")
        header = self._map[: _HEADER.size]
        mark, at, size, checksum, own = _HEADER.unpack(header)
        if not mark.startswith(_MAGIC):
            raise damaged(self.path, "it is not an array file")
        if mark[-1:] != _LAYOUT:
            raise damaged(self.path, f"it has layout {mark[-1]}, not {_LAYOUT[0]}")
        if own != zlib.crc32(header[:-4]):
            raise damaged(self.path, "the header is damaged")
        written = self._map[len(self._map) - size :] if size <= len(self._map) else b""
        if zlib.crc32(written) != checksum:
            raise damaged(self.path, "the end of the file is missing or damaged")
        directory = json.loads(written)
        checksums = self._map[at : at + 4 * directory["blocks"]]
        if at + len(checksums) + size != len(self._map):
            raise damaged(self.path, f"its {len(self._map)} bytes are not what was written")
        if zlib.crc32(checksums) != directory["checksums"]:
            raise damaged(self.path, "the checksums are damaged")
        self._checksums: list[int] = np.frombuffer(checksums, "<u4").tolist()
        return directory

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._map)

    @property
    def types(self) -> dict[str, str]:
        """The names of all arrays with their types."""
        return {name: array.dtype.str for name, array in self._arrays.items()}

    def whole(self, name: str) -> Array:
        """Return an array, all blocks of which are checked."""
        array = self._arrays[name]
        if 0 in self._sound[name]:
            self._check(name, range(len(self._sound[name])))
        return array

    def part(self, name: str, low: int, high: int) -> Array:
        """Return the elements of an array from `low` up to `high`, checked."""
        array = self._arrays[name]
        width = array.itemsize
        first, last = low * width // _BLOCK, -(-high * width // _BLOCK)
        if 0 in self._sound[name][first:last]:
            self._check(name, range(first, last))
        return array[low:high]

    def take(self, name: str, indices: Array) -> Array:
        """Return the elements of an array at some indices, checked."""
        array = self._arrays[name]
        sound = self._sound[name]
        if 0 in sound:
            touched = np.zeros(len(sound), bool)
            touched[indices // (_BLOCK // array.itemsize)] = True
            self._check(name, np.flatnonzero(touched).tolist())
        return array.take(indices)

    def unchecked(self, name: str) -> Array:
        """Return an array without checking it, for its length and type."""
        return self._arrays[name]

    def _check(self, name: str, blocks: Iterable[int]) -> None:
        """Check those of some blocks that were not checked before."""
        sound, sums = self._sound[name], self._sums[name]
        data = self._arrays[name].view(np.uint8).data
        for block in blocks:
            if not sound[block]:
                start = block * _BLOCK
                if zlib.crc32(data[start : start + _BLOCK]) != sums[block]:
                    raise damaged(self.path, f"the array {name!r} is damaged")
                sound[block] = 1

    def verify(self) -> None:
        """Read every array. Raise `IndexDamaged` if one differs from what was written."""
        for name, sound in self._sound.items():
            sound[:] = bytes(len(sound))
            self.whole(name)
