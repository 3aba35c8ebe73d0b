"""The writer: changes to an index, from the first to the commit."""

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
from typing import Any

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
from index.engines.whoosh.writing.pending_segment import Part
from index.errors import IndexDamaged, IndexUnavailable
from index.language.analysis import VERSION
from index.report import Report

__all__ = ["Writer"]

# Reports are inverted together when their text comes to so many characters: about four million
# tokens, 16 MB of them, and some 250 MB of memory while they are sorted. Several processes share
# that among them, down to what is still worth a segment.
_CHARACTERS = 20_000_000
_LEAST_CHARACTERS = 5_000_000


class Writer:
    """Holds the lock of an index from its making until `commit` or `rollback`.

    `processes`: how many invert and merge; with one all is done in this process. Raises
    `IndexLocked` when another writer holds the index, `IndexDamaged` when it is; with `fresh` it
    begins an empty index, whatever is there.
    """

    def __init__(self, folder: Path, *, processes: int = 1, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock(folder / f"{INDEX_NAME}_WRITELOCK")
        try:
            self._generation = toc.latest(folder)
            base = _cleared(folder, self._generation, fresh=fresh)
            self._parts = [Part(segment, folder, new=False) for segment in base.segments]
        except BaseException:
            self._lock.release()
            raise
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._reports: dict[str, Report] = {}
        self._characters = 0
        self._enough = max(_LEAST_CHARACTERS, _CHARACTERS // processes)
        # Identifiers whose reports in segments are to be deleted.
        self._gone: set[str] = set()
        # Segments on their way: what they are, what they replace, and when they are written.
        self._coming: deque[tuple[SegmentInfo, set[str], Future[None]]] = deque()
        self._drafts: list[Path] = []

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces it."""
        for report in reports:
            self._take_back(report.identifier)
            # The original is the catalogue's; it need not travel to other processes.
            kept = report if report.original is None else replace(report, original=None)
            self._reports[report.identifier] = kept
            self._characters += _characters(kept)
            if self._characters > self._enough or len(self._reports) == DOCUMENTS:
                self._flush()

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are passed over."""
        for identifier in identifiers:
            self._take_back(identifier)

    def _take_back(self, identifier: str) -> None:
        self._gone.add(identifier)
        known = self._reports.pop(identifier, None)
        if known is not None:
            self._characters -= _characters(known)

    def commit(self, revision: int) -> None:
        """Make all changes visible, as of a revision; gives the lock back."""
        if self._reports:
            self._flush(last=True)
        while self._coming:
            self._land()
        for part in self._parts:
            part.delete(self._gone)
        self._merge(merge_policy.groups([part.size for part in self._parts]))
        segments = tuple(part.settled() for part in self._parts if part.live.any())
        contents = Contents(self._generation + 1, revision, VERSION, segments)
        try:
            commit(self._folder, contents)
        except OSError as error:
            raise _unavailable(self._folder, error) from error
        # From here on the commit stands, so nothing that follows may fail it.
        with suppress(OSError):
            remove_others(self._folder, contents)
        self._close()

    def rollback(self) -> None:
        """Forget all changes; gives the lock back."""
        for _, _, coming in self._coming:
            with suppress(Exception):
                coming.result()
        # A commit that failed halfway may stand all the same; its segments must stay then.
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
        """Make a segment of the reports at hand."""
        reports = tuple(self._reports.values())
        segment = new_segment(len(reports))
        path = segment.path(self._folder)
        self._drafts.append(path)
        # The rest of a small change is not worth a journey to another process.
        here = self._processes == 1 or (last and not self._coming)
        self._coming.append((segment, self._gone, self._run(here, write_segment, path, reports)))
        self._reports, self._characters, self._gone = {}, 0, set()
        while len(self._coming) > (0 if here else self._processes):
            self._land()

    def _land(self) -> None:
        """Take in the segment that is longest on its way."""
        segment, gone, written = self._coming.popleft()
        _await(self._folder, written)
        for part in self._parts:
            part.delete(gone)
        self._parts.append(Part(segment, self._folder, new=True))
        self._merge(merge_policy.filled([part.size for part in self._parts]))

    def _merge(self, groups: list[list[int]]) -> None:
        """Merge groups of segments, given by number."""
        merged = []
        for group in groups:
            parts = [self._parts[number] for number in group]
            segment = new_segment(sum(part.size.live for part in parts))
            path = segment.path(self._folder)
            self._drafts.append(path)
            sources = [(part.segment.path(self._folder), part.live) for part in parts]
            here = self._pool is None or len(groups) == 1
            merged.append((segment, self._run(here, merge_segments, path, sources)))
        away = {number for group in groups for number in group}
        kept = [part for number, part in enumerate(self._parts) if number not in away]
        for segment, written in merged:
            _await(self._folder, written)
            if segment.documents:
                kept.append(Part(segment, self._folder, new=True))
        self._parts = kept

    def _run(self, here: bool, function: Callable[..., None], *arguments: Any) -> "Future[None]":
        """Call a function, here and now or in another process."""
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
    """What a writer begins with, once what killed writers left is out of its way."""
    try:
        standing = toc.read(folder, generation) if generation else Contents()
    except IndexDamaged:
        if not fresh:
            raise
        return Contents()
    with suppress(OSError):
        remove_others(folder, standing)
    return Contents() if fresh else standing


def _end_with_parent() -> None:
    """Let this process end when the writer's does: a killed writer cannot tell it to."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _await(folder: Path, written: "Future[None]") -> None:
    try:
        written.result()
    except OSError as error:
        raise _unavailable(folder, error) from error
    except BrokenExecutor as error:
        raise IndexUnavailable(
            f"{folder} cannot be written: a process that wrote it was ended, perhaps for want of "
            "memory; «processes=1» takes less"
        ) from error


def _unavailable(folder: Path, error: OSError) -> IndexUnavailable:
    return IndexUnavailable(f"{folder} cannot be written: {error.strerror or error}")


def _characters(report: Report) -> int:
    """About how much text there is to invert."""
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
    """Write one segment with what is live in several."""
    merge([(Segment(source), live) for source, live in sources], path)
