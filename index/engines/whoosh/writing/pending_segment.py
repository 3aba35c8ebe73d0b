"""Segments under change: what of each is live so far."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.toc import SegmentInfo
from index.engines.whoosh.writing.merge_policy import Size

__all__ = ["Part"]

# To look for one identifier takes as long as to read so many in a row.
_LOOKUP = 60


class Part:
    """A segment as a writer has it; `new`: written since the last commit."""

    def __init__(self, segment: SegmentInfo, folder: Path, *, new: bool) -> None:
        self.segment = segment
        self.new = new
        self.arrays = segment.open(folder)
        live = segment.mask()
        self.live: Array = np.ones(segment.documents, bool) if live is None else live.copy()
        self._changed = False
        self._hashes: Array | None = None
        self._by_hash: Array | None = None

    @property
    def size(self) -> Size:
        """How large the segment is."""
        live = int(np.count_nonzero(self.live))
        slots = int(self.arrays.starts[-1])
        return Size(live, self.segment.documents - live, slots, self.new)

    def delete(self, identifiers: set[str]) -> None:
        """Delete the reports with these identifiers, as far as they are here."""
        documents = list(self._documents(identifiers))
        if documents and self.live[documents].any():
            self.live[documents] = False
            self._changed = True

    def _documents(self, identifiers: set[str]) -> Iterator[int]:
        if self._hashes is None and len(identifiers) * _LOOKUP < self.segment.documents:
            found = (self.arrays.document_named(identifier) for identifier in identifiers)
            yield from (document for document in found if document >= 0)
            return
        names = self.arrays.identifiers
        hashes, order = self._hashed()
        wanted = np.array([hash(identifier) for identifier in identifiers], np.int64)
        first, last = np.searchsorted(hashes, wanted), np.searchsorted(hashes, wanted, "right")
        for at in np.flatnonzero(last > first).tolist():
            for document in order[first[at] : last[at]].tolist():
                if names[document] in identifiers:
                    yield document

    def _hashed(self) -> tuple[Array, Array]:
        """The hashes of all identifiers in order, and the documents that they belong to."""
        if self._hashes is None or self._by_hash is None:
            hashes = np.fromiter(map(hash, self.arrays.identifiers), np.int64)
            self._by_hash = np.argsort(hashes)
            self._hashes = hashes[self._by_hash]
        return self._hashes, self._by_hash

    def settled(self) -> SegmentInfo:
        """The segment with what is live now."""
        return self.segment.with_mask(self.live) if self._changed else self.segment
