"""The interface of the importers: formats, containers and the sources that they read."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from types import MappingProxyType
from typing import IO, TypeAlias

from archive.importers.decoding import Undecodable, detect
from archive.importers.refusal import MAX_RECORD, Refusal, Skipped, Unfit
from archive.importers.streams import buffered
from index.report import Report

__all__ = ["Container", "Format", "Head", "Member", "Options", "Record", "Source"]

Record: TypeAlias = Report | Refusal
"""One thing that a format yields."""

# Enough for the names of the first members of an office document.
_HEAD = 1 << 15
# The pictures of a document may be several times as large as the longest text.
_DOCUMENT = 4


@dataclass(frozen=True)
class Options:
    """Options for reading sources.

    `format`: the name of a format, "" to recognise it. `encoding`: of texts that are neither
    UTF-8 nor UTF-16 with a byte order mark. `mapping`: names in the file → names of fields.
    `limit`: bytes of one record, or of a file that is one record.
    """

    format: str = ""
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limit: int = MAX_RECORD


@dataclass(frozen=True)
class Source:
    """A named stream of bytes: a file, or a member of a container.

    `origin`: the absolute path of a file, then a slash and the name of the member. `url`: the
    address from which a web archive took it. `retrieved`: when, ISO 8601 in UTC. `charset`: as a
    server or a message declares it. `format`: the name of its format where the container knows it.
    """

    stream: io.BufferedReader
    origin: str
    url: str = ""
    retrieved: str = ""
    charset: str = ""
    format: str = ""

    def peek(self, size: int = _HEAD) -> bytes:
        """Return the first bytes without consuming them; fewer where the source is shorter."""
        return self.stream.peek(size)[:size]

    def whole(self, limit: int) -> bytes:
        """Return all bytes; raise `Unfit` where there are more than `limit`."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            raise Unfit(f"longer than {limit} bytes")
        return data

    def in_memory(self, limit: int) -> BytesIO:
        """Return all bytes as a stream that can be rewound; a document has pictures in it.

        Raise `Unfit` where there are more than four times the limit.
        """
        return BytesIO(self.whole(_DOCUMENT * limit))

    def member(self, name: str, data: bytes | IO[bytes], **facts: str) -> "Source":
        """Return a source within this one; `facts`: fields such as `url`."""
        raw = BytesIO(data) if isinstance(data, bytes) else data
        return Source(buffered(raw), f"{self.origin}/{name.lstrip('/')}", **facts)


Member: TypeAlias = Source | Refusal | Skipped
"""One thing that a container yields."""


@dataclass(frozen=True)
class Head:
    """The beginning of a source, by which its format is recognised.

    `suffix`: of the name of the source, in lower case, without that of a compression.
    """

    data: bytes
    options: Options
    suffix: str = ""

    @cached_property
    def text(self) -> str:
        """The beginning as text without leading white space; "" if it is no text."""
        try:
            name = detect(self.data, self.options.encoding)
        except Undecodable:
            return ""
        text = self.data.decode(name, "replace").removeprefix("\ufeff")
        return "" if "\x00" in text else text.lstrip()


@dataclass(frozen=True)
class Format:
    """A format that holds reports.

    `name`: on the command line. `title`: in messages, such as "a web page". `suffixes`: of file
    names, in lower case. `recognises`: whether a source that begins so is certainly of this
    format, whatever its name. `read`: yields the reports and refusals of a source; it never
    raises for what the source holds, except `OSError` while reading it.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Head], bool]
    read: Callable[[Source, Options], Iterator[Record]]


@dataclass(frozen=True)
class Container:
    """A file that holds other files.

    `members`: yields the sources that it holds, each to be read before the next is asked for,
    refusals of members that cannot be opened, and members that hold nothing to read.
    """

    name: str
    title: str
    recognises: Callable[[Head], bool]
    members: Callable[[Source, Options], Iterator[Member]]
