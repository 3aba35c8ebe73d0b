"""A ZIP that is handed out while it is made, the same bytes for the same files.

The standard library's `zipfile` keeps an entry in memory for each file, which is over a gigabyte
for a million reports. Here the directory, the last part of a ZIP, grows in a temporary file.
Numbers such as 4.3.7 are sections of PKWARE's APPNOTE.TXT 6.3.10.
"""

import hashlib
import zlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from struct import pack
from typing import IO

__all__ = ["Member", "StreamedZip"]

_PIECE = 1 << 16
# Version 4.5 of the format, which has sizes of 64 bits (4.4.3).
_VERSION = 45
# The sizes follow the data (bit 3), names are UTF-8 (bit 11) (4.4.4).
_FLAGS = 0x0808
_DEFLATED = 8
# 1 January 1980, the earliest date that a ZIP can state; a real one would change the bytes.
_NO_DATE = 0x21
# The attributes of a file on Unix (4.4.2), wherever the ZIP is made: regular, mode 644.
_UNIX = 3
_ATTRIBUTES = 0o100644 << 16
# The largest numbers of the old fields, which mean: see the field of 64 bits (4.4.1.4).
_NONE_16 = 0xFFFF
_NONE_32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the ZIP: its size in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class StreamedZip:
    """A ZIP under way, whose bytes are handed out as they are made."""

    def __init__(self, directory: IO[bytes]) -> None:
        """Begin a ZIP. `directory`: an empty temporary file."""
        self._directory = directory
        self._offset = 0
        self._members = 0

    def add(self, name: str, pieces: Iterable[bytes]) -> Generator[bytes, None, Member]:
        """Add a file; yield its bytes in the ZIP, return its size and checksum."""
        start, path = self._offset, name.encode()
        digest, crc, size = hashlib.sha256(), 0, 0
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        yield self._passed(_header(path))
        data = self._offset
        for piece in pieces:
            digest.update(piece)
            crc = zlib.crc32(piece, crc)
            size += len(piece)
            if packed := deflate.compress(piece):
                yield self._passed(packed)
        yield self._passed(deflate.flush())
        length = self._offset - data
        yield self._passed(pack("<4sLQQ", b"PK\7\x08", crc, length, size))
        self._directory.write(_entry(path, crc, length, size, start))
        self._members += 1
        return Member(size, digest.hexdigest())

    def end(self) -> Iterator[bytes]:
        """Yield the directory of the ZIP and its end."""
        start = self._offset
        self._directory.seek(0)
        for piece in iter(partial(self._directory.read, _PIECE), b""):
            yield self._passed(piece)
        yield _end(self._members, self._offset - start, start)

    def _passed(self, data: bytes) -> bytes:
        """Count the bytes that pass, and return them."""
        self._offset += len(data)
        return data


def _header(path: bytes) -> bytes:
    """Return the header that precedes the data of a file (4.3.7)."""
    # The field of 64 bits says that the sizes after the data have as many (4.3.9.2).
    sizes = pack("<HHQQ", 1, 16, 0, 0)
    fields = (_VERSION, _FLAGS, _DEFLATED, 0, _NO_DATE, 0, _NONE_32, _NONE_32)
    return pack("<4sHHHHHLLLHH", b"PK\3\4", *fields, len(path), len(sizes)) + path + sizes


def _entry(path: bytes, crc: int, length: int, size: int, start: int) -> bytes:
    """Return the entry of a file in the directory (4.3.12). `length`: of its deflated data."""
    numbers = (size, length, start)
    # In the order of 4.5.3, only those that the old fields cannot hold.
    large = b"".join(pack("<Q", each) for each in numbers if each >= _NONE_32)
    extra = pack("<HH", 1, len(large)) + large if large else b""
    short = [min(each, _NONE_32) for each in numbers]
    made = (_VERSION, _UNIX, _VERSION, _FLAGS, _DEFLATED, 0, _NO_DATE, crc, short[1], short[0])
    lengths = (len(path), len(extra), 0, 0, 0)
    fields = (*made, *lengths, _ATTRIBUTES, short[2])
    return pack("<4sBBHHHHHLLLHHHHHLL", b"PK\1\2", *fields) + path + extra


def _end(members: int, length: int, start: int) -> bytes:
    """Return the end of a ZIP (4.3.14 to 4.3.16). `length`, `start`: of its directory, in bytes."""
    numbers = (members, members, length, start)
    end = pack(
        "<4sHHHHLLH", b"PK\5\6", 0, 0,
        *(min(each, _NONE_16) for each in numbers[:2]),
        *(min(each, _NONE_32) for each in numbers[2:]), 0,
    )  # fmt: skip
    if members < _NONE_16 and length < _NONE_32 and start < _NONE_32:
        return end
    large = pack("<4sQHHLLQQQQ", b"PK\6\6", 44, _VERSION, _VERSION, 0, 0, *numbers)
    return large + pack("<4sLQL", b"PK\6\7", 0, start + length, 1) + end
