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
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.errors import IndexDamaged

__all__ = ["ArrayFile", "ArrayWriter", "Region", "damaged"]

# The last byte is the version of the layout.
_MAGIC = b"KHOBAO\0\x02"
_HEADER = struct.Struct("<8sQQII")
_ALIGNMENT = 64
# Bytes under one checksum: 16 µs to check, and one in 16,000 of the file.
_BLOCK = 1 << 16


def damaged(path: Path, what: str) -> IndexDamaged:
    """Return the error for a file that does not hold what was written into it."""
    return IndexDamaged(f"{path}: {what}")


def _write(file: int, data: bytes | memoryview, start: int) -> None:
    """Write all bytes at a place: a disk that is nearly full takes some, and then fails."""
    written = 0
    while written < len(data):
        written += os.pwrite(file, data[written:], start + written)


class Region:
    """The place of an array of known length in a file; filled from its beginning on."""

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
        """Where in the file the array ends, in bytes."""
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
        """Close the last block; what was announced must have been written."""
        if self.start + self._filled != self.end:
            raise ValueError(f"{self._filled} bytes written of {self.end - self.start}")
        if self._filled % _BLOCK:
            self._close_block()


class ArrayWriter:
    """Writes an array file. Arrays may be filled side by side, each from its beginning."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        self._end = _HEADER.size
        self._regions: dict[str, Region] = {}

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.reserve(name, array.dtype, array.size).append(array)

    def reserve(self, name: str, dtype: Any, count: int) -> Region:
        """A place for an array of so many elements."""
        region = Region(self._file, self._end + -self._end % _ALIGNMENT, dtype, count)
        self._regions[name] = region
        self._end = region.end
        return region

    def close(self) -> None:
        """Write checksums and directory, and bring all to the disk."""
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
        header = _HEADER.pack(_MAGIC, self._end, len(directory), zlib.crc32(directory), 0)
        _write(self._file, checksums + directory, self._end)
        _write(self._file, header[:-4] + struct.pack("<I", zlib.crc32(header[:-4])), 0)
        os.fsync(self._file)
        os.close(self._file)

    def abandon(self) -> None:
        """Remove what was written."""
        os.close(self._file)
        self.path.unlink(missing_ok=True)


class ArrayFile:
    """An array file opened for reading; shared by threads.

    Raises `IndexDamaged`, when opened and whenever a damaged block is used.
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
        directory = self._read_directory()
        self._arrays: dict[str, Array] = {}
        self._sums: dict[str, list[int]] = {}
        # For each array and block 1 once it was found sound.
        self._sound: dict[str, bytearray] = {}
        first = 0
        for name, (kind, start, count) in directory["arrays"].items():
            array = np.frombuffer(self._map, np.dtype(kind), count, start)
            blocks = -(-array.nbytes // _BLOCK)
            self._arrays[name] = array
            self._sums[name] = self._checksums[first : first + blocks]
            self._sound[name] = bytearray(blocks)
            first += blocks

    def _read_directory(self) -> dict[str, Any]:
        if len(self._map) < _HEADER.size:
            raise damaged(self.path, "the file is cut short")
        header = self._map[: _HEADER.size]
        magic, at, size, checksum, own = _HEADER.unpack(header)
        if magic != _MAGIC:
            raise damaged(self.path, "this is no array file of this version")
        if own != zlib.crc32(header[:-4]):
            raise damaged(self.path, "the header is damaged")
        written = self._map[len(self._map) - size :] if size <= len(self._map) else b""
        if zlib.crc32(written) != checksum:
            raise damaged(self.path, "the end of the file is missing or damaged")
        directory: dict[str, Any] = json.loads(written)
        checksums = self._map[at : at + 4 * directory["blocks"]]
        if at + len(checksums) + size != len(self._map):
            raise damaged(self.path, f"{len(self._map)} bytes are not what was written")
        if zlib.crc32(checksums) != directory["checksums"]:
            raise damaged(self.path, "the checksums are damaged")
        self._checksums: list[int] = np.frombuffer(checksums, "<u4").tolist()
        return directory

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._map)

    @property
    def names(self) -> list[str]:
        """The names of all arrays."""
        return sorted(self._arrays)

    def whole(self, name: str) -> Array:
        """An array, all of it checked."""
        array = self._arrays[name]
        if 0 in self._sound[name]:
            self._check(name, range(len(self._sound[name])))
        return array

    def part(self, name: str, low: int, high: int) -> Array:
        """The elements of an array from `low` up to `high`, checked."""
        array = self._arrays[name]
        width = array.itemsize
        first, last = low * width // _BLOCK, -(-high * width // _BLOCK)
        if 0 in self._sound[name][first:last]:
            self._check(name, range(first, last))
        return array[low:high]

    def at(self, name: str, places: Array) -> Array:
        """The elements of an array at some places, checked."""
        array = self._arrays[name]
        sound = self._sound[name]
        if 0 in sound:
            touched = np.zeros(len(sound), bool)
            touched[places // (_BLOCK // array.itemsize)] = True
            self._check(name, np.flatnonzero(touched).tolist())
        return array.take(places)

    def unchecked(self, name: str) -> Array:
        """An array of which nothing is checked."""
        return self._arrays[name]

    def _check(self, name: str, blocks: Any) -> None:
        """Check those of an array's blocks that were not found sound before."""
        sound, sums = self._sound[name], self._sums[name]
        data = self._arrays[name].view(np.uint8).data
        for block in blocks:
            if not sound[block]:
                start = block * _BLOCK
                if zlib.crc32(data[start : start + _BLOCK]) != sums[block]:
                    raise damaged(self.path, f"the array {name!r} is damaged")
                sound[block] = 1

    def verify(self) -> None:
        """Read every array; raises `IndexDamaged` when one differs from what was written."""
        for name, sound in self._sound.items():
            sound[:] = bytes(len(sound))
            self.whole(name)
