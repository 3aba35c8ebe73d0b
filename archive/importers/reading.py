"""Files, folders and the standard input → reports and refusals.

A source that a container recognises is opened and its members are read in turn, to a bounded
depth, number and size; any other is read by the format that is chosen for it.
"""

import lzma
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from archive.importers.bounds import SECONDS, TooMuchWork, bounded
from archive.importers.containers.names import left_out, saved_part, scan_image
from archive.importers.fields import FIELDS, field_of
from archive.importers.refusal import Refusal, Skipped, Unfit
from archive.importers.registry import (
    FORMATS,
    by_suffix,
    container_of,
    format_named,
    recognised,
    suffix_of,
)
from archive.importers.source import Container, Format, Head, Options, Record, Source
from archive.importers.streams import Bounded, Budget, Counted, UnpackedTooLarge, buffered
from archive.importers.unsupported import unsupported

__all__ = ["STDIN", "files", "origin", "read", "read_source"]

STDIN = "-"

# What the streams of the standard library raise where their bytes are damaged or end early.
_DAMAGED = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
# A web page in a ZIP archive in a compressed mailbox has a depth of three.
_DEPTH = 5
_MEMBERS = 1_000_000
# Markup compresses to a tenth, lists of dates to a hundredth; any file may unpack to 1 GiB.
_RATIO = 200
_SMALLEST_BUDGET = 1 << 30


def files(paths: Iterable[str | Path]) -> Iterator[str | Skipped]:
    """Yield the files at the paths; those of a folder in the order of their names, recursively.

    Within folders, hidden files (their name begins with a dot), those that systems write, the parts
    of pages that a browser saved «complete» (`NAME_files` beside `NAME.html`), the images of
    scanned pages whose text is there, links to folders and what is no file (a pipe, a socket) are
    skipped. A path or the end of a link that does not exist is yielded, so that `read` refuses it.
    "-" is the standard input.
    """
    for path in map(str, paths):
        if path != STDIN and os.path.isdir(path):
            yield from _within(path)
        else:
            yield path


def origin(path: str | Path) -> str:
    """Return the name under which a file is remembered: its absolute path, or "-"."""
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
    on_progress: Callable[[int], None] | None = None,
    on_format: Callable[[str], None] | None = None,
    is_wanted: Callable[[str], bool] | None = None,
) -> Iterator[Record | Skipped]:
    """Return an iterator over the reports of a file, with a refusal for whatever is no report.

    A file or member that holds neither yields one `Skipped` with the reason; nothing is silent.

    `format`: the name of a format, None to recognise it. `encoding`: where it is neither UTF-8
    nor UTF-16 with a byte order mark. `mapping`: names in the file → names of fields.
    `on_progress`: called with the number of bytes of the file read so far. `on_format`: called
    with "" before a source is looked at, and with the name of its format before its records.
    `is_wanted`: called with the name of a format before a source of it is read, and after each
    record; where it returns False, the rest of the source is left out.
    Never raises for what a file holds; raises `ValueError` at once for an unknown format or field.
    """
    if format is not None and format_named(format) is None:
        known = ", ".join(each.name for each in FORMATS)
        raise ValueError(f"no format is called {format!r}; known: {known}")
    unknown = [meant for meant in (mapping or {}).values() if not field_of(meant)]
    if unknown:
        raise ValueError(f"no field is called {unknown[0]!r}; known: {', '.join(FIELDS)}")
    options = Options(format or "", encoding, mapping or {})
    return _read(str(path), options, on_progress, on_format or _ignore, is_wanted or _always)


def read_source(source: Source, options: Options) -> Iterator[Record | Skipped]:
    """Yield the records of a source that is no file, within the same bounds; never raise."""
    budget = Budget(_SMALLEST_BUDGET, _MEMBERS)
    try:
        yield from _Reader(options, budget, _ignore, _always).records(source, _DEPTH)
    except OSError as error:
        # A container in it unpacks to too much.
        yield _unreadable(error, source.origin)


def _ignore(_format: str) -> None:
    """Do nothing."""


def _always(_format: str) -> bool:
    """Return True."""
    return True


def _read(
    path: str,
    options: Options,
    on_progress: Callable[[int], None] | None,
    on_format: Callable[[str], None],
    is_wanted: Callable[[str], bool],
) -> Iterator[Record | Skipped]:
    """Yield what `read` promises, its arguments having been checked."""
    name = origin(path)
    try:
        with _opened(path, name, on_progress) as source:
            reader = _Reader(options, _budget(path), on_format, is_wanted)
            yield from reader.records(source, _DEPTH)
    except OSError as error:
        yield _unreadable(error, name)


def _budget(path: str) -> Budget:
    """Return how much a file may unpack to."""
    size = os.path.getsize(path) if path != STDIN and os.path.isfile(path) else 0
    return Budget(max(_SMALLEST_BUDGET, _RATIO * size), _MEMBERS)


@contextmanager
def _opened(path: str, name: str, on_progress: Callable[[int], None] | None) -> Iterator[Source]:
    """Open a file for as long as it is read; the standard input stays open."""
    with nullcontext(sys.stdin.buffer) if path == STDIN else open(path, "rb") as raw:
        stream = buffered(Counted(raw, on_progress) if on_progress else raw)
        try:
            yield Source(stream, name)
        finally:
            # A `BufferedReader` closes what it reads when it is collected.
            stream.detach()


def _within(folder: str) -> Iterator[str | Skipped]:
    """Yield the files of a folder, and what is skipped in it."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        # It may not be read, or has vanished: `read` refuses it with the reason.
        yield folder
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        reason = saved_part(entry.name, names) or left_out(entry.name)
        if reason := reason or scan_image(entry.name, names, origin(folder)):
            yield Skipped(reason, origin(entry.path))
        elif entry.is_dir(follow_symlinks=False):
            yield from _within(entry.path)
        elif os.path.isdir(entry.path):
            # Links may form loops.
            yield Skipped("a link to a folder", origin(entry.path))
        elif os.path.isfile(entry.path) or not os.path.exists(entry.path):
            yield entry.path
        else:
            yield Skipped("neither a file nor a folder", origin(entry.path))


def _unreadable(error: Exception, name: str) -> Refusal:
    """Return the refusal of a source that cannot be read to its end."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Refusal(f"cannot be read: {reason}", name)


@dataclass(frozen=True)
class _Reader:
    """Reads the sources of one file, which share a budget."""

    options: Options
    budget: Budget
    on_format: Callable[[str], None]
    is_wanted: Callable[[str], bool]

    def records(self, source: Source, depth: int) -> Iterator[Record | Skipped]:
        """Yield the records of a source; `depth`: how many containers may still be opened."""
        self.on_format("")
        try:
            head = Head(source.peek(), self.options, suffix_of(source.origin))
            container = None if source.format else container_of(head)
            if container is not None:
                yield from self._members(container, source, depth)
            else:
                chosen = self._format(head, source)
                self.on_format(chosen.name)
                made = bounded(chosen.read(source, self.options), SECONDS)
                found = _or_skipped(made, f"{chosen.title} without a report in it", source)
                yield from self._wanted(found, chosen.name)
        except Unfit as error:
            yield Refusal(str(error), source.origin)
        except UnpackedTooLarge:
            # Nothing more is read of a file whose budget is spent.
            raise
        except TooMuchWork:
            reason = f"it needs more than {SECONDS} s of processor time; divide it"
            yield Refusal(reason, source.origin)
        except RecursionError:
            yield Refusal("nested too deeply", source.origin)
        except MemoryError:
            yield Refusal("cannot be read: it needs more memory than there is", source.origin)
        except _DAMAGED as error:
            yield _unreadable(error, source.origin)

    def _wanted(self, records: Iterator[Record | Skipped], name: str) -> Iterator[Record | Skipped]:
        """Yield the records of a source of a format for as long as they are wanted."""
        while self.is_wanted(name) and (record := next(records, None)) is not None:
            yield record

    def _members(
        self, container: Container, source: Source, depth: int
    ) -> Iterator[Record | Skipped]:
        """Yield the records of all members of a container; where it has none, that."""
        if not depth:
            raise Unfit(f"{container.title} within {_DEPTH} others; unpack the outermost first")
        is_empty = True
        for member in bounded(container.members(source, self.options), SECONDS):
            is_empty = False
            self.budget.open_member()
            if isinstance(member, Source):
                stream = buffered(Bounded(member.stream, self.budget))
                yield from self.records(replace(member, stream=stream), depth - 1)
            else:
                yield member
        if is_empty:
            yield Skipped(f"{container.title} without a file in it", source.origin)

    def _format(self, head: Head, source: Source) -> Format:
        """Return the format of a source that is no container; raise `Unfit` where it has none."""
        named = format_named(source.format or self.options.format)
        chosen = named or recognised(head)
        if chosen is None and (reason := unsupported(head, source.origin)):
            raise Unfit(reason)
        chosen = chosen or by_suffix(head.suffix)
        if chosen is None and not head.data:
            raise Unfit("an empty file: it holds no byte")
        if chosen is None:
            known = ", ".join(each.name for each in FORMATS)
            raise Unfit(f"not recognised; name its format with --format ({known})")
        return chosen


def _or_skipped(
    records: Iterator[Record | Skipped], reason: str, source: Source
) -> Iterator[Record | Skipped]:
    """Yield the records of a source; where there are none, that and the reason."""
    is_empty = True
    for record in records:
        is_empty = False
        yield record
    if is_empty:
        yield Skipped(reason, source.origin)
