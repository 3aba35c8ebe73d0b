"""Files compressed with gzip, bzip2 or xz: each holds one stream, under its own name."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from archive.importers.refusal import Refusal
from archive.importers.source import Container, Head, Options, Source
from archive.importers.streams import buffered

__all__ = ["CONTAINERS", "SUFFIXES"]

SUFFIXES = frozenset({".gz", ".bz2", ".xz"})


def _members(
    opener: Callable[[Any], object], source: Source, options: Options
) -> Iterator[Source | Refusal]:
    """Yield the uncompressed stream under the name of the source."""
    yield replace(source, stream=buffered(_Uncompressed(opener(source.stream))))


class _Uncompressed(io.RawIOBase):
    """A compressed file read block by block, so that what comes before damage is not lost."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data: bytes = self._file.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _begins(magic: bytes, head: Head) -> bool:
    return head.data.startswith(magic)


def _container(name: str, magic: bytes, opener: Callable[[Any], object]) -> Container:
    return Container(name, f"a {name} file", partial(_begins, magic), partial(_members, opener))


# First bytes: RFC 1952 §2.3.1, and the manuals of bzip2 and xz.
CONTAINERS = (
    _container("gzip", b"\x1f\x8b", lambda raw: gzip.GzipFile(fileobj=raw)),
    _container("bzip2", b"BZh", bz2.BZ2File),
    _container("xz", b"\xfd7zXZ\x00", lzma.LZMAFile),
)
