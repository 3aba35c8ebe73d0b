"""Array files: named NumPy arrays in one file, mapped into memory, each with its checksum.

A file is a header of 32 bytes, the arrays, each beginning at a multiple of 64, and a directory
in JSON. The header tells where the directory is and carries a checksum of both, so that opening
reads two pages and yet sees a file that was cut short; the bytes of an array are checked by
`verify`. All numbers are little-endian.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamaged

__all__ = ["Array", "ArrayFile", "ArrayWriter", "damaged"]

Array = np.ndarray[Any, np.dtype[Any]]

# The last byte is the version of the layout.
_MAGIC = b"KHOBAO\0\x01"
_HEADER = struct.Struct("<8sQQII")
_ALIGNMENT = 64
# What a checksum reads at a time, so that verifying a large file takes little memory.
_CHUNK = 1 << 22


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error for a file that does not hold what was written into it."""
    return IndexDamaged(
        f"{path}: {what}; the index can be built anew from the catalogue: khobao index --rebuild"
    )


def _checksum(buffer: memoryview, checksum: int = 0) -> int:
    for start in range(0, len(buffer), _CHUNK):
        checksum = zlib.crc32(buffer[start : start + _CHUNK], checksum)
    return checksum


class ArrayWriter:
    """Writes an array file; the arrays come one after another, each whole or in pieces."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("xb")
        self._file.write(bytes(_HEADER.size))
        self._at = _HEADER.size
        self._directory: dict[str, tuple[str, int, int, int]] = {}

    def add(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.extend(name, array.dtype, (array,))

    def extend(self, name: str, dtype: Any, pieces: Iterable[Array]) -> None:
        """Write an array that comes in pieces, which are cast to its type."""
        kind = np.dtype(dtype).newbyteorder("<")
        gap = -self._at % _ALIGNMENT
        self._file.write(bytes(gap))
        start = self._at + gap
        count = checksum = 0
        for piece in pieces:
            data = np.ascontiguousarray(piece, kind).view(np.uint8).data if piece.size else b""
            self._file.write(data)
            checksum = zlib.crc32(data, checksum)
            count += piece.size
        self._at = start + count * kind.itemsize
        self._directory[name] = (kind.str, start, count, checksum)

    def close(self, facts: Mapping[str, Any]) -> int:
        """Write the directory with some facts, bring all to the disk; returns the bytes written."""
        directory = json.dumps({"arrays": self._directory, "facts": facts}).encode()
        self._file.write(directory)
        header = _HEADER.pack(_MAGIC, self._at, len(directory), zlib.crc32(directory), 0)
        self._file.seek(0)
        self._file.write(header[:-4] + struct.pack("<I", zlib.crc32(header[:-4])))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._at + len(directory)

    def abandon(self) -> None:
        """Remove what was written."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class ArrayFile:
    """An array file opened for reading: `arrays` by name, mapped; `facts` as written."""

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
        self.facts: dict[str, Any] = directory["facts"]
        self._entries: dict[str, tuple[str, int, int, int]] = directory["arrays"]
        self.arrays: dict[str, Array] = {
            name: np.frombuffer(self._map, np.dtype(kind), count, start)
            for name, (kind, start, count, _) in self._entries.items()
        }

    def _read_directory(self) -> dict[str, Any]:
        if len(self._map) < _HEADER.size:
            raise damaged(self.path, "the file is cut short")
        header = self._map[: _HEADER.size]
        magic, at, size, checksum, own = _HEADER.unpack(header)
        if magic != _MAGIC:
            raise damaged(self.path, "this is no array file of this version")
        if own != zlib.crc32(header[:-4]):
            raise damaged(self.path, "the header is damaged")
        if at + size != len(self._map):
            raise damaged(self.path, f"{len(self._map)} bytes where {at + size} were written")
        written = self._map[at:]
        if zlib.crc32(written) != checksum:
            raise damaged(self.path, "the directory is damaged")
        directory: dict[str, Any] = json.loads(written)
        return directory

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self._map)

    def verify(self) -> None:
        """Read every array; raises `IndexDamaged` when one differs from what was written."""
        whole = memoryview(self._map)
        for name, (kind, start, count, checksum) in self._entries.items():
            end = start + count * np.dtype(kind).itemsize
            if _checksum(whole[start:end]) != checksum:
                raise damaged(self.path, f"the array {name!r} is damaged")
