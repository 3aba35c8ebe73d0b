"""The writer: reports become segments, segments are merged, and a commit makes them visible."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from index.engines.whoosh.storage import toc
from index.engines.whoosh.storage.array_file import ArrayWriter
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import DOCUMENTS, Segment
from index.engines.whoosh.storage.toc import INDEX_NAME, Contents, SegmentInfo, new_segment
from index.engines.whoosh.writing import merge_policy
from index.engines.whoosh.writing.commit import commit, remove_others
from index.engines.whoosh.writing.inversion import Batch
from index.engines.whoosh.writing.lock import Lock
from index.engines.whoosh.writing.merge import merge
from index.engines.whoosh.writing.pending_segment import PendingSegment
from index.errors import IndexDamaged, IndexUnavailable
from index.language.analysis import VERSION
from index.report import Report

__all__ = ["Writer"]

# Characters of text that are inverted together: about four million tokens, 16 MB of them, and some
# 250 MB of memory while they are sorted. Several processes divide this number between them, down
# to the least that is worth the work of a process.
_CHARACTERS = 20_000_000
_LEAST_CHARACTERS = 5_000_000


class _Coming(NamedTuple):
    """A segment that is being written; `deleted`: identifiers to delete in earlier segments."""

    info: SegmentInfo
    deleted: set[str]
    written: "Future[None]"


class Writer:
    """A writer holds the lock of an index from its construction until `commit` or `rollback`.

    `processes`: how many processes invert and merge; with one, this process does everything.
    `fresh`: begin an empty index and ignore what is there, damaged or not. Raise `IndexLocked` if
    another writer holds the index, `IndexDamaged` if its table of contents cannot be read.
    """

    def __init__(self, folder: Path, *, processes: int = 1, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock(folder / f"{INDEX_NAME}_WRITELOCK")
        try:
            self._generation = toc.latest(folder)
            base = self._base = _cleared(folder, self._generation, fresh=fresh)
            self._segments = [PendingSegment(info, folder, new=False) for info in base.segments]
        except BaseException:
            self._lock.release()
            raise
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._reports: dict[str, Report] = {}
        self._characters = 0
        self._enough = max(_LEAST_CHARACTERS, _CHARACTERS // processes)
        self._deleted: set[str] = set()
        self._coming: deque[_Coming] = deque()
        # The files that a rollback removes.
        self._drafts: list[Path] = []

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; each replaces the report with the same identifier."""
        for report in reports:
            self._delete(report.identifier)
            # The catalogue keeps the original; there is no need to send it to other processes.
            kept = report if report.original is None else replace(report, original=None)
            self._reports[report.identifier] = kept
            self._characters += _characters(kept)
            if self._characters > self._enough or len(self._reports) == DOCUMENTS:
                self._flush()

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are ignored."""
        for identifier in identifiers:
            self._delete(identifier)

    def _delete(self, identifier: str) -> None:
        self._deleted.add(identifier)
        known = self._reports.pop(identifier, None)
        if known is not None:
            self._characters -= _characters(known)

    def commit(self, revision: int, mark: str = "") -> None:
        """Make all changes visible as of a revision, and release the lock."""
        if self._reports:
            self._flush(last=True)
        while self._coming:
            self._take_oldest()
        for segment in self._segments:
            segment.delete(self._deleted)
        self._merge(merge_policy.merges_at_commit([each.size for each in self._segments]))
        self._finish(revision, mark)

    def purge(self) -> None:
        """Write the segments with deleted reports again, and release the lock."""
        wasted = [number for number, each in enumerate(self._segments) if each.size.dead]
        if wasted:
            self._merge([[number] for number in wasted])
            self._finish(self._base.revision, self._base.mark)
        else:
            self.rollback()

    def _finish(self, revision: int, mark: str) -> None:
        """Put the segments in place as a new generation, and release the lock."""
        segments = tuple(each.committed() for each in self._segments if each.live.any())
        contents = Contents(self._generation + 1, revision, VERSION, segments, mark)
        try:
            commit(self._folder, contents)
        except OSError as error:
            raise _unavailable(self._folder, error) from error
        # From here on the changes are committed, so no failure may be reported.
        with suppress(OSError):
            remove_others(self._folder, contents)
        self._close()

    def rollback(self) -> None:
        """Forget all changes, and release the lock."""
        for coming in self._coming:
            with suppress(Exception):
                coming.written.result()
        # A commit that failed halfway may have put its table of contents in place. Its segments
        # must stay then.
        if toc.latest(self._folder) == self._generation:
            for path in self._drafts:
                with suppress(OSError):
                    path.unlink()
        self._close()

    def _close(self) -> None:
        if self._pool:
            self._pool.shutdown()
        self._lock.release()

    # Segments

    def _flush(self, *, last: bool = False) -> None:
        """Start writing a segment of the reports collected so far."""
        reports = tuple(self._reports.values())
        info = new_segment(len(reports))
        path = self._draft(info)
        # The rest of a small change is not worth the time that another process takes to start.
        here = self._processes == 1 or (last and not self._coming)
        written = self._run(here, write_segment, path, reports)
        self._coming.append(_Coming(info, self._deleted, written))
        self._reports, self._characters, self._deleted = {}, 0, set()
        while len(self._coming) > (0 if here else self._processes):
            self._take_oldest()

    def _draft(self, info: SegmentInfo) -> Path:
        path = info.path(self._folder)
        self._drafts.append(path)
        return path

    def _take_oldest(self) -> None:
        """Wait for the oldest of the segments being written, and take it in."""
        coming = self._coming.popleft()
        _await(self._folder, coming.written)
        for segment in self._segments:
            segment.delete(coming.deleted)
        self._segments.append(PendingSegment(coming.info, self._folder, new=True))
        self._merge(merge_policy.merges_of_full([each.size for each in self._segments]))

    def _merge(self, groups: list[list[int]]) -> None:
        """Merge groups of segments, given by index."""
        merged = []
        for group in groups:
            segments = [self._segments[number] for number in group]
            info = new_segment(sum(each.size.live for each in segments))
            path = self._draft(info)
            sources = [(each.info.path(self._folder), each.live) for each in segments]
            here = self._pool is None or len(groups) == 1
            merged.append((info, self._run(here, merge_segments, path, sources)))
        away = {number for group in groups for number in group}
        kept = [each for number, each in enumerate(self._segments) if number not in away]
        for info, written in merged:
            _await(self._folder, written)
            if info.documents:
                kept.append(PendingSegment(info, self._folder, new=True))
        self._segments = kept

    def _run(self, here: bool, function: Callable[..., None], *arguments: Any) -> "Future[None]":
        """Call a function in this process at once, or in another process."""
        if not here and self._pool is None:
            # Not a fork: this process may have threads.
            method = "spawn" if sys.platform == "win32" else "forkserver"
            context = get_context(method)
            self._pool = ProcessPoolExecutor(self._processes, context, _end_with_parent)
        done: Future[None] = Future()
        try:
            if not here and self._pool:
                return self._pool.submit(function, *arguments)
            function(*arguments)
            done.set_result(None)
        except Exception as error:
            done.set_exception(error)
        return done


def _cleared(folder: Path, generation: int, *, fresh: bool) -> Contents:
    """Return the contents that a writer starts from; remove what killed writers left."""
    try:
        current = toc.read(folder, generation) if generation else Contents()
    except IndexDamaged:
        if not fresh:
            raise
        return Contents()
    with suppress(OSError):
        remove_others(folder, current)
    return Contents() if fresh else current


def _end_with_parent() -> None:
    """End this process when the writer's process ends, which may be killed without notice."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _await(folder: Path, written: "Future[None]") -> None:
    """Wait until a segment is written. Raise `IndexUnavailable` if it cannot be."""
    try:
        written.result()
    except OSError as error:
        raise _unavailable(folder, error) from error
    except BrokenExecutor as error:
        raise IndexUnavailable(
            f"{folder} cannot be written: a process that wrote it was ended, perhaps because "
            "memory ran out; «processes=1» needs less"
        ) from error


def _unavailable(folder: Path, error: OSError) -> IndexUnavailable:
    return IndexUnavailable(f"{folder} cannot be written: {error.strerror or error}")


def _characters(report: Report) -> int:
    """Return the length of the text to invert, with an allowance for each report."""
    return (
        100
        + len(report.title)
        + len(report.lead)
        + len(report.body)
        + sum(map(len, report.captions))
    )


def write_segment(path: Path, reports: Iterable[Report]) -> None:
    """Write reports as a segment."""
    batch = Batch()
    for report in reports:
        batch.add(report)
    writer = ArrayWriter(path)
    try:
        for name, array in batch.arrays().items():
            writer.add(name, array)
        writer.close()
    except BaseException:
        writer.abandon()
        raise


def merge_segments(path: Path, sources: list[tuple[Path, Array]]) -> None:
    """Write one segment of the live documents of several."""
    merge([(Segment(source), live) for source, live in sources], path)
