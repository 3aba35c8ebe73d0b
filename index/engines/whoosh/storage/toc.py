"""The table of contents: which segments make up a generation of the index.

It is Whoosh's own, `_MAIN_<generation>.toc`, so that stock Whoosh opens the index, followed by a
tail that Whoosh doesn't read: in JSON the catalogue's revision and the version of the analysis,
then a checksum of the whole. Renaming it into place is what commits.
"""

import json
import os
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from index.engines.whoosh.stock.codec import INDEX_NAME, ArraySegment
from index.engines.whoosh.stock.schema import schema
from index.engines.whoosh.storage.arrays import damaged
from index.errors import IndexNotFound

__all__ = ["Contents", "latest", "path_of", "read", "remove_others", "write"]

_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_OURS = re.compile(rf"_{INDEX_NAME}_\d+\.toc.*|({INDEX_NAME}_[0-9a-z]+)\..+")
# Length of the JSON, checksum of all before it, and a mark that the file was written to its end.
_TAIL = struct.Struct("<II8s")
_MARK = b"KHOBAO\0T"


@dataclass(frozen=True, slots=True)
class Contents:
    """A generation of an index: its number, its segments, and what it was made from."""

    generation: int = 0
    revision: int = 0
    analysis: str = ""
    segments: tuple[ArraySegment, ...] = ()


def path_of(folder: Path, generation: int) -> Path:
    """The file of a generation's table of contents."""
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def latest(folder: Path) -> int:
    """The number of the latest generation; 0 where there is none."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return 0
    return max((int(found[1]) for name in names if (found := _NAME.fullmatch(name))), default=0)


def read(folder: Path, generation: int) -> Contents:
    """The contents of a generation; raises `IndexNotFound`, or `IndexDamaged` naming the file."""
    path = path_of(folder, generation)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexNotFound(f"no index at {folder}") from error
    if len(data) < _TAIL.size:
        raise damaged(path, "the file is cut short")
    size, checksum, mark = _TAIL.unpack(data[-_TAIL.size :])
    if mark != _MARK or zlib.crc32(data[: -_TAIL.size]) != checksum:
        raise damaged(path, "the file is damaged")
    facts = json.loads(data[-_TAIL.size - size : -_TAIL.size])
    storage = RamStorage()
    storage.files[path.name] = data
    segments = TOC.read(storage, INDEX_NAME, generation).segments
    return Contents(generation, facts["revision"], facts["analysis"], tuple(segments))


def write(folder: Path, contents: Contents) -> None:
    """Make a generation the current one, at once or not at all; it is on the disk on return."""
    storage = RamStorage()
    TOC(schema(), list(contents.segments), contents.generation).write(storage, INDEX_NAME)
    path = path_of(folder, contents.generation)
    facts = json.dumps({"revision": contents.revision, "analysis": contents.analysis}).encode()
    data = storage.files[path.name] + facts
    draft = path.with_suffix(".toc.draft")
    try:
        with draft.open("wb") as file:
            file.write(data + _TAIL.pack(len(facts), zlib.crc32(data), _MARK))
            file.flush()
            os.fsync(file.fileno())
        # The segments' names must be on the disk before the name that refers to them.
        _sync(folder)
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_others(folder: Path, contents: Contents) -> None:
    """Remove the files of other generations, and of writers that never came to commit.

    Readers keep what they have open; the system removes it when they let go.
    """
    kept = {segment.segment_id() for segment in contents.segments}
    for name in os.listdir(folder):
        found = _OURS.fullmatch(name)
        if found and found[1] not in kept and name != path_of(folder, contents.generation).name:
            (folder / name).unlink(missing_ok=True)
