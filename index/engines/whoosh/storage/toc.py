"""The table of contents: the segments that make up one generation of the index.

The file begins with Whoosh's own table of contents, which an ordinary Whoosh unpickles. It ends
with the same facts in JSON, and these alone are read here: unpickling a file runs any code that
its author put there.
"""

import json
import os
import re
import struct
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from index.engines.whoosh.storage.array_file import damaged
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import DOCUMENTS, EXTENSION, Segment
from index.errors import IndexNotFound

__all__ = [
    "INDEX_NAME",
    "Contents",
    "SegmentInfo",
    "encode",
    "latest",
    "new_segment",
    "path_of",
    "read",
]

INDEX_NAME = "MAIN"

_FILE_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
# A name becomes part of a path, so it must not contain anything that leads to another folder.
_SEGMENT_NAME = re.compile(r"[0-9a-z]{1,32}")
# Length of the JSON, CRC-32 of all bytes before this checksum, and a mark.
_TAIL = struct.Struct("<II8s")
_MARK = b"KHOBAO\0"
# The last byte of the mark; "T" in layout 1, which had its segments in a pickle.
_LAYOUT = b"\2"


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """A segment as the table of contents lists it.

    `live`: one bit for each document, packed, 1 if it is not deleted; None if no document is.
    """

    name: str
    documents: int
    live: bytes | None = None

    def mask(self) -> Array | None:
        """Return a boolean for each document, True if it is live; None if all are."""
        if self.live is None:
            return None
        bits = np.unpackbits(np.frombuffer(self.live, np.uint8), count=self.documents)
        return bits.view(bool)

    def with_mask(self, live: Array) -> "SegmentInfo":
        """Return the same segment with these documents live."""
        return replace(self, live=None if live.all() else np.packbits(live).tobytes())

    def path(self, folder: Path) -> Path:
        """Return the file of the arrays."""
        return folder / f"{INDEX_NAME}_{self.name}{EXTENSION}"

    def open(self, folder: Path) -> Segment:
        """Open the arrays. Raise `IndexDamaged` if the file has another number of documents."""
        segment = Segment(self.path(folder))
        if segment.documents != self.documents:
            raise damaged(
                self.path(folder), f"it has {segment.documents} documents, not {self.documents}"
            )
        return segment


@dataclass(frozen=True, slots=True)
class Contents:
    """A generation of an index: its number, its segments, and what it was made from.

    `revision`, `mark`: of the catalogue; the mark is "" in an index that has none.
    """

    generation: int = 0
    revision: int = 0
    analysis: str = ""
    segments: tuple[SegmentInfo, ...] = ()
    mark: str = ""


def new_segment(documents: int) -> SegmentInfo:
    """Return a segment with a name that no other segment has."""
    return SegmentInfo(token_hex(8), documents)


def path_of(folder: Path, generation: int) -> Path:
    """Return the file of a generation's table of contents."""
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def latest(folder: Path) -> int:
    """Return the number of the latest generation; 0 if there is none."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return 0
    return max(
        (int(found[1]) for name in names if (found := _FILE_NAME.fullmatch(name))), default=0
    )


def read(folder: Path, generation: int) -> Contents:
    """Read a generation's table of contents.

    Raise `IndexNotFound` if it is missing, `IndexDamaged` naming the file if it cannot be used.
    """
    path = path_of(folder, generation)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexNotFound(f"no index at {folder}") from error
    try:
        contents = _contents(_decode(data))
        if contents.generation != generation:
            raise ValueError(f"it is the table of generation {contents.generation}")
    except (ValueError, RecursionError) as error:  # the JSON decoder recurses
        raise damaged(path, str(error)) from error
    return contents


def encode(contents: Contents, stock: bytes) -> bytes:
    """Return the whole file; `stock`: the table of contents that an ordinary Whoosh reads."""
    facts = {
        "generation": contents.generation,
        "revision": contents.revision,
        "mark": contents.mark,
        "analysis": contents.analysis,
        "segments": [
            {
                "name": segment.name,
                "documents": segment.documents,
                "live": None if segment.live is None else b64encode(segment.live).decode(),
            }
            for segment in contents.segments
        ],
    }
    written = json.dumps(facts).encode()
    checked = stock + written + struct.pack("<I", len(written))
    return checked + struct.pack("<I8s", zlib.crc32(checked), _MARK + _LAYOUT)


def _decode(data: bytes) -> Any:
    """Return the JSON at the end of the file. Raise `ValueError` saying what is wrong."""
    if len(data) < _TAIL.size:
        raise ValueError("the file is cut short")
    size, checksum, mark = _TAIL.unpack(data[-_TAIL.size :])
    if mark == _MARK + b"T":
        raise ValueError("the index has the layout of an earlier version of Kho Báo")
    if mark != _MARK + _LAYOUT or zlib.crc32(data[: -_TAIL.size + 4]) != checksum:
        raise ValueError("the file is damaged")
    if size > len(data) - _TAIL.size:
        raise ValueError("the file is cut short")
    return json.loads(data[-_TAIL.size - size : -_TAIL.size])


def _contents(facts: Any) -> Contents:
    segments = tuple(map(_segment, _value(facts, "segments", list)))
    if len({segment.name for segment in segments}) < len(segments):
        raise ValueError("its JSON lists a segment twice")
    return Contents(
        _value(facts, "generation", int),
        _value(facts, "revision", int),
        _value(facts, "analysis", str),
        segments,
        _value({"mark": ""} | facts, "mark", str),
    )


def _segment(facts: Any) -> SegmentInfo:
    name, documents = _value(facts, "name", str), _value(facts, "documents", int)
    if not _SEGMENT_NAME.fullmatch(name) or not 0 < documents <= DOCUMENTS:
        raise ValueError(f"its JSON lists a segment {name!r:.50} of {documents} documents")
    if _value(facts, "live", str | None) is None:
        return SegmentInfo(name, documents)
    live = b64decode(facts["live"], validate=True)
    if len(live) != (documents + 7) // 8:
        raise ValueError(f"its JSON has {len(live)} bytes for {documents} documents of {name!r}")
    return SegmentInfo(name, documents, live)


def _value(facts: Any, name: str, kind: Any) -> Any:
    """Return a value of a JSON object. Raise `ValueError` if it has another type."""
    found = facts.get(name, ...) if isinstance(facts, dict) else ...
    if not isinstance(found, kind) or isinstance(found, bool):
        raise ValueError(f"its JSON has no valid {name!r}")
    return found
