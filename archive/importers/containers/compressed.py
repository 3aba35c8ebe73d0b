"""Files compressed with gzip, bzip2 or xz: each holds one stream, under its own name."""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from archive.importers.refusal import Refusal
from archive.importers.source import Container, Head, Member, Options, Source
from archive.importers.streams import buffered

__all__ = ["CONTAINERS", "SUFFIXES"]

SUFFIXES = frozenset({".gz", ".bz2", ".xz"})

_CHUNK = 1 << 16
# Makes zlib expect the header of gzip.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
# Bytes kept of what follows the compressed data.
_KEPT = 1 << 16


class _Decompressor(Protocol):
    """The interface of `bz2.BZ2Decompressor` and `lzma.LZMADecompressor`."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """The same for gzip; checks the checksum and the length of each member (RFC 1952 §2.2)."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inflater.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)


@dataclass(frozen=True)
class _Compression:
    """A kind of compression: its name, first bytes and decompressor."""

    name: str
    magic: bytes
    decompressor: Callable[[], _Decompressor]


class _Uncompressed(io.RawIOBase):
    """The data of a compressed file, block by block, so that what comes before damage is not lost.

    `rubbish`: the first of the bytes after the compressed data, `rubbish_size`: their number.
    """

    def __init__(self, raw: io.BufferedReader, kind: _Compression) -> None:
        self._raw, self._kind = raw, kind
        self._decompressor = kind.decompressor()
        self.rubbish, self.rubbish_size = b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data = b""
        while not data:
            waiting = b""
            if self._decompressor.eof:
                waiting = self._next_member()
                if not waiting:
                    return 0
                self._decompressor = self._kind.decompressor()
            elif self._decompressor.needs_input:
                waiting = self._raw.read1(_CHUNK)
                if not waiting:
                    raise EOFError("the compressed data end too soon")
            data = self._decompressor.decompress(waiting, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next_member(self) -> bytes:
        """Return the first bytes of the next member, b"" where there is none."""
        if self.rubbish_size:
            return b""
        # Tapes and some programs pad with zeros.
        rest = self._decompressor.unused_data.lstrip(b"\0")
        while len(rest) < len(self._kind.magic) and (more := self._raw.read1(_CHUNK)):
            rest = (rest + more).lstrip(b"\0")
        if rest.startswith(self._kind.magic):
            return rest
        self.rubbish, self.rubbish_size = rest[:_KEPT], len(rest)
        while rest and (more := self._raw.read1(_CHUNK)):
            self.rubbish_size += len(more)
        return b""


def _members(kind: _Compression, source: Source, _options: Options) -> Iterator[Member]:
    """Yield the uncompressed stream under the name of the source; refuse what follows it."""
    stream = _Uncompressed(source.stream, kind)
    yield replace(source, stream=buffered(stream))
    if size := stream.rubbish_size:
        reason = f"{size:,} bytes follow the {kind.name} data and are none of them"
        yield Refusal(reason, source.origin, None, stream.rubbish)


def _begins(magic: bytes, head: Head) -> bool:
    return head.data.startswith(magic)


# First bytes: RFC 1952 §2.3.1, and the manuals of bzip2 and xz.
_KINDS = (
    _Compression("gzip", b"\x1f\x8b", _Gunzip),
    _Compression("bzip2", b"BZh", bz2.BZ2Decompressor),
    _Compression("xz", b"\xfd7zXZ\x00", lzma.LZMADecompressor),
)
CONTAINERS = tuple(
    Container(
        kind.name, f"a {kind.name} file", partial(_begins, kind.magic), partial(_members, kind)
    )
    for kind in _KINDS
)
