"""Records of a web archive, found one after another by their headers, whose size is bounded."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["LONGEST_HEADER", "Broken", "WebRecord", "web_records"]

LONGEST_HEADER = 1 << 20
"""Bytes of a record's header, and of the HTTP header in it; real ones have a few thousand."""

# What is read at a time of a line that is too long, and of a record that is passed over.
_CHUNK = 1 << 16
_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,15})[ \t]*\r?\n?$", re.IGNORECASE)
# ARC 1.0 and 2.0: address, IP, date, type, further fields of 2.0, length (archive.org, ARC format).
_ARC = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:\S*(?: \S+){2,8} (\d{1,15})\r?\n?$")


@dataclass(frozen=True)
class Broken:
    """Bytes that make no whole record; `reason` names its number and its offset.

    `number`: of the record, 0 where the bytes belong to none.
    """

    reason: str
    data: bytes = field(repr=False)
    number: int = 0


@dataclass(frozen=True)
class WebRecord:
    """A record: `number` is 1-based, `offset` in bytes; `stream` gives its header and its block."""

    number: int
    offset: int
    stream: io.BufferedReader

    @property
    def place(self) -> str:
        """The number and the offset, for messages."""
        return _place(self.number, self.offset)


def web_records(stream: io.BufferedReader) -> Iterator[WebRecord | Broken]:
    """Yield the records of a WARC or ARC file (ISO 28500:2017 §4), and what is no record.

    A record must be read before the next is asked for; what is left of it is passed over. Where
    a header is broken, the records after it are found again by its length, or by the next line
    that begins a record.
    """
    archive = _Archive(stream)
    number = 0
    while line := archive.line():
        offset = archive.offset - len(line)
        if _begins(line):
            number += 1
            yield from _record(archive, line, number, offset)
        elif line.strip():
            yield _between_records(archive, line, offset)


def _place(number: int, offset: int) -> str:
    return f"record {number:,} at byte {offset:,}"


class _Archive:
    """The bytes of an archive: counted, and with lines that can be given back."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._waiting = b""
        self.offset = 0

    def line(self) -> bytes:
        """Return the next line, or the first part of one that is longer than `LONGEST_HEADER`."""
        line = self._waiting or self._stream.readline(LONGEST_HEADER)
        self._waiting = b""
        self.offset += len(line)
        return line

    def back(self, line: bytes) -> None:
        """Give back a line, to be read again."""
        self._waiting = line
        self.offset -= len(line)

    def read(self, size: int) -> bytes:
        """Return what is at hand of the next `size` bytes, b"" only at the end."""
        data = self._stream.read1(min(size, _CHUNK))
        self.offset += len(data)
        return data


class _Record(io.RawIOBase):
    """The header of a record, then the bytes of its block."""

    def __init__(self, header: bytes, archive: _Archive, length: int) -> None:
        self._header, self._archive, self.left = header, archive, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        if self._header:
            data = self._header[: len(buffer)]
            self._header = self._header[len(data) :]
        else:
            data = self._archive.read(min(len(buffer), self.left))
            self.left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def pass_over(self) -> None:
        """Read the rest of the block; `left` is then the number of bytes that are missing."""
        while self.left and (data := self._archive.read(self.left)):
            self.left -= len(data)


def _begins(line: bytes) -> bool:
    """Return whether a line begins a record."""
    return line.startswith(b"WARC/") or _ARC.match(line) is not None


def _record(
    archive: _Archive, first: bytes, number: int, offset: int
) -> Iterator[WebRecord | Broken]:
    """Yield the record that begins with a line, and what is wrong with it."""
    place = _place(number, offset)
    header, length, problem = _header(archive, first)
    if problem:
        yield Broken(f"{place}: {problem}", header, number)
    record = _Record(header, archive, length or 0)
    if not problem:
        yield WebRecord(number, offset, io.BufferedReader(record, _CHUNK))
    record.pass_over()
    if record.left:
        yield Broken(f"{place}: the archive ends {record.left:,} bytes too early", header, number)


def _header(archive: _Archive, first: bytes) -> tuple[bytes, int | None, str]:
    """Return the header that begins with a line, the length of the block, and what is wrong.

    A header that is too long is returned cut; its length is known if its lines state it.
    """
    if found := _ARC.match(first):
        return first, int(found[1]), ""
    lines, size, length = [first], len(first), None
    is_start = first.endswith(b"\n")
    while True:
        line = archive.line()
        if is_start and _begins(line):
            archive.back(line)
            return b"".join(lines), None, "its header ends where the next record begins"
        if not line:
            return b"".join(lines), None, "the archive ends within its header"
        size += len(line)
        if size <= LONGEST_HEADER:
            lines.append(line)
        if is_start and not line.strip():
            break
        if is_start and (found := _LENGTH.match(line)):
            length = int(found[1])
        is_start = line.endswith(b"\n")
    if size > LONGEST_HEADER:
        return b"".join(lines), length, f"a header longer than {LONGEST_HEADER:,} bytes"
    problem = "" if length is not None else "it states no length"
    return b"".join(lines), length, problem


def _between_records(archive: _Archive, first: bytes, offset: int) -> Broken:
    """Return the bytes from a line up to the next record, which belong to none."""
    kept, size, is_start = first, len(first), first.endswith(b"\n")
    while line := archive.line():
        if is_start and _begins(line):
            archive.back(line)
            break
        size += len(line)
        kept = kept if len(kept) > _CHUNK else kept + line
        is_start = line.endswith(b"\n")
    return Broken(f"{size:,} bytes at byte {offset:,} belong to no record", kept)
