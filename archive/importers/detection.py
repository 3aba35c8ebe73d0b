"""Files, folders and the standard input → reports, the format told by name and content."""

import bz2
import gzip
import io
import lzma
import os
import re
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from archive.importers import csv, jsonl, text
from archive.importers.decoding import Undecodable, detect
from archive.importers.fields import FIELDS, field_of
from archive.importers.refusal import Refusal
from index.report import Report

__all__ = ["FORMATS", "STDIN", "files", "origin", "read"]

# What the formats are called on the command line.
FORMATS = ("text", "jsonl", "csv")
STDIN = "-"

_SUFFIXES = {
    ".txt": "text", ".text": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv",
    ".tsv": "csv", ".tab": "csv",
}  # fmt: skip
# The first bytes of compressed files; RFC 1952 §2.3.1 and the manuals of bzip2 and xz.
_COMPRESSED: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", lambda raw: gzip.GzipFile(fileobj=raw)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
# What other formats begin with, white space let go.
_OTHER = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (rb"%PDF-", "a PDF"),
        (rb"PK\x03\x04", "a ZIP archive or an office document"),
        (rb"\xd0\xcf\x11\xe0", "an old office document"),
        (rb"\{\\rtf", "RTF"),
        (rb"<(?:!doctype html|html)", "a web page"),
        (rb"<\?xml", "XML"),
        (rb"\[\s*[\[{]|\{\s*\n", "JSON with line ends in its records («jq -c .[]» takes them out)"),
    )
)
_BUFFER = 1 << 18
_HEAD = 1 << 13


def files(paths: Iterable[str | Path]) -> Iterator[str]:
    """Yield the files at the paths: a folder's in order of their names, folders within it too.

    What is hidden (its name begins with a dot) and what is no file (a pipe, a socket) is passed
    over within folders; a path or the end of a link that does not exist is yielded too, so that
    `read` can say so. "-" is the standard input.
    """
    for path in map(str, paths):
        if path != STDIN and os.path.isdir(path):
            yield from _within(path)
        else:
            yield path


def origin(path: str | Path) -> str:
    """The name under which a file is remembered: its absolute path, or "-"."""
    if str(path) == STDIN:
        return STDIN
    # A name that is not UTF-8 could be neither kept nor printed.
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "backslashreplace")


def read(
    path: str | Path,
    *,
    format: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Report | Refusal]:
    """The reports of one file, and a refusal for whatever could not be read, one after another.

    `format`: one of `FORMATS`; told by the file's name and content where None. `encoding`:
    where it is neither UTF-8 nor UTF-16 with its mark. `mapping`: names in the file → names of
    fields. `progress`: called with the bytes of the file read so far. Never raises for what a
    file holds; at once, `ValueError` for an unknown format or field.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"no format is called {format!r}; known: {', '.join(FORMATS)}")
    unknown = [meant for meant in (mapping or {}).values() if not field_of(meant)]
    if unknown:
        raise ValueError(f"no field is called {unknown[0]!r}; known: {', '.join(FIELDS)}")
    return _read(str(path), format, encoding, mapping, progress)


def _read(
    path: str,
    format: str | None,
    encoding: str | None,
    mapping: Mapping[str, str] | None,
    progress: Callable[[int], None] | None,
) -> Iterator[Report | Refusal]:
    """Yield what `read` promises, the arguments having been looked at."""
    name = origin(path)
    try:
        with _opened(path, progress) as stream:
            yield from _records(stream, name, format, encoding, mapping)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Refusal(f"cannot be read: {reason}", name)


def _within(folder: str) -> Iterator[str]:
    """Yield the files of a folder; links to folders are not followed, since they may turn back."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _within(entry.path)
        elif entry.is_file() or not os.path.exists(entry.path):
            yield entry.path


class _Counted(io.RawIOBase):
    """A stream that tells how many bytes have been read from it."""

    def __init__(self, raw: BinaryIO, progress: Callable[[int], None]) -> None:
        self._raw, self._progress, self._count = raw, progress, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        self._progress(self._count)
        return len(data)


@contextmanager
def _opened(path: str, progress: Callable[[int], None] | None) -> Iterator[io.BufferedReader]:
    """The file, uncompressed, for as long as it is read; the standard input stays open."""
    with nullcontext(sys.stdin.buffer) if path == STDIN else open(path, "rb") as raw:
        counted = _Counted(raw, progress) if progress else raw
        stream: io.BufferedReader = _buffered(counted)
        try:
            yield _uncompressed(stream)
        finally:
            # A `BufferedReader` closes what it reads when it is collected.
            stream.detach()


def _uncompressed(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what it holds where its first bytes are those of a compression."""
    for magic, opener in _COMPRESSED:
        if stream.peek(len(magic)).startswith(magic):
            return _buffered(opener(stream))
    return stream


def _buffered(raw: object) -> io.BufferedReader:
    """A buffer before whatever can be read; compressed files and buffers are taken for raw."""
    return cast(io.BufferedReader, io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER))


def _records(
    stream: io.BufferedReader,
    name: str,
    format: str | None,
    encoding: str | None,
    mapping: Mapping[str, str] | None,
) -> Iterator[Report | Refusal]:
    """Yield what the importer of the format finds."""
    head = stream.peek(_HEAD)[:_HEAD]
    source = cast(BinaryIO, stream)
    start = head.removeprefix(BOM_UTF8).lstrip()
    other = next((what for pattern, what in _OTHER if pattern.match(start)), "")
    if other and format is None:
        yield Refusal(f"{other}: not among the formats read ({', '.join(FORMATS)})", name)
        return
    chosen = format or _by_name(name) or _by_content(head, encoding, mapping)
    if chosen == "jsonl":
        yield from jsonl.read(source, name, encoding=encoding, mapping=mapping)
    elif chosen == "csv":
        yield from csv.read(source, name, encoding=encoding, mapping=mapping)
    else:
        yield from text.read(source, name, encoding=encoding)


def _by_name(name: str) -> str:
    """The format that a file's name tells, without the suffix of its compression; "" if none."""
    path = Path(name)
    if path.suffix.lower() in (".gz", ".bz2", ".xz"):
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix.lower(), "")


def _by_content(head: bytes, encoding: str | None, mapping: Mapping[str, str] | None) -> str:
    """The format that a file's first bytes tell."""
    try:
        name = detect(head, encoding)
    except Undecodable:
        return "text"
    first = head.decode(name, "replace").lstrip().split("\n", 1)[0]
    if first.startswith("{"):
        return "jsonl"
    return "csv" if csv.header(first, mapping)[1] > 1 else "text"
