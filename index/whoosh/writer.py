"""The writer: changes to an index, from the first to the commit."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.analysis import VERSION
from index.report import Report
from index.whoosh import toc
from index.whoosh.arrays import Array, ArrayWriter
from index.whoosh.codec import INDEX_NAME, ArraySegment
from index.whoosh.invert import Batch
from index.whoosh.lock import Lock
from index.whoosh.segment import DOCUMENTS, Segment
from index.whoosh.toc import Contents

__all__ = ["Writer"]

# A batch is written when it holds so many tokens (64 MB of them with what inverting needs is
# about 400 MB), or as many reports as a segment may.
_TOKENS = 1 << 22
# To look for one identifier costs about as much as to read so many in a row.
_LOOKUP = 16


class _Part:
    """A segment under change: what of it is live so far."""

    def __init__(self, segment: ArraySegment, folder: Path) -> None:
        self.segment = segment
        self.arrays: Segment = segment.open(folder)
        self.live: Array = np.ones(segment.documents, bool)
        if segment.live is not None:
            self.live[:] = segment.live
        self.changed = False

    def delete(self, identifiers: set[str]) -> None:
        """Delete the reports with these identifiers, as far as they are here."""
        documents = list(self._documents(identifiers))
        if documents and self.live[documents].any():
            self.live[documents] = False
            self.changed = True

    def _documents(self, identifiers: set[str]) -> Iterable[int]:
        if len(identifiers) * _LOOKUP > self.segment.documents:
            for document, identifier in enumerate(self.arrays.identifiers):
                if identifier in identifiers:
                    yield document
        else:
            for identifier in identifiers:
                yield from self.arrays.documents_named(identifier)

    def settled(self) -> ArraySegment:
        """The segment with what is live now."""
        return self.segment.with_live(self.live) if self.changed else self.segment


class Writer:
    """Holds the lock of an index from its making until `commit` or `rollback`.

    Raises `IndexLocked` when another holds it, `IndexDamaged` when the index is; with `fresh` it
    begins an empty index, whatever is there.
    """

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock(folder / f"{INDEX_NAME}_WRITELOCK")
        try:
            self._generation = toc.latest(folder)
            self._base = (
                toc.read(folder, self._generation) if self._generation and not fresh else Contents()
            )
            self._parts = [_Part(segment, folder) for segment in self._base.segments]
        except BaseException:
            self._lock.release()
            raise
        self._written: list[Path] = []
        self._batch = Batch()
        # Identifiers whose reports in segments are to be deleted.
        self._gone: set[str] = set()

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces it."""
        for report in reports:
            self._batch.add(report)
            self._gone.add(report.identifier)
            if self._batch.slots > _TOKENS or self._batch.documents == DOCUMENTS:
                self._flush()

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are passed over."""
        for identifier in identifiers:
            self._batch.delete(identifier)
            self._gone.add(identifier)

    def commit(self, revision: int) -> None:
        """Make all changes visible, as of a revision; gives the lock back."""
        self._flush()
        segments = tuple(part.settled() for part in self._parts if part.live.any())
        contents = Contents(self._generation + 1, revision, VERSION, segments)
        toc.write(self._folder, contents)
        toc.remove_others(self._folder, contents)
        self._lock.release()

    def rollback(self) -> None:
        """Forget all changes; gives the lock back."""
        for path in self._written:
            with suppress(OSError):
                path.unlink()
        self._lock.release()

    def _flush(self) -> None:
        """Write the batch as a segment."""
        if self._gone:
            for part in self._parts:
                part.delete(self._gone)
            self._gone = set()
        batch, self._batch = self._batch, Batch()
        if not batch.documents:
            return
        live = np.ones(batch.documents, bool)
        live[batch.dead] = False
        segment = ArraySegment(batch.documents, None if live.all() else live)
        self._written.append(segment.path(self._folder))
        write_arrays(segment.path(self._folder), batch.arrays())
        self._parts.append(_Part(segment, self._folder))


def write_arrays(path: Path, arrays: dict[str, Array]) -> None:
    """Write the arrays of a segment."""
    writer = ArrayWriter(path)
    try:
        for name, array in arrays.items():
            writer.add(name, array)
        writer.close({})
    except BaseException:
        writer.abandon()
        raise
