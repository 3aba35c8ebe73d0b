"""A segment with deletions that are not committed yet."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.toc import SegmentInfo
from index.engines.whoosh.writing.merge_policy import Size

__all__ = ["PendingSegment"]

# Finding one identifier by binary search takes as long as reading this many in a row.
_LOOKUP = 60


class PendingSegment:
    """A segment that may lose documents; `new`: it was written since the last commit.

    `live`: a boolean for each document, true unless it is deleted.
    """

    def __init__(self, info: SegmentInfo, folder: Path, *, new: bool) -> None:
        self.info = info
        self.new = new
        self.arrays = info.open(folder)
        live = info.mask()
        self.live: Array = np.ones(info.documents, bool) if live is None else live.copy()
        self._changed = False
        self._hashes: Array | None = None
        self._by_hash: Array | None = None

    @property
    def size(self) -> Size:
        """The size of the segment, for the merge policy."""
        live = int(np.count_nonzero(self.live))
        slots = int(self.arrays.slots.starts[-1])
        return Size(live, self.info.documents - live, slots, self.new)

    def delete(self, identifiers: set[str]) -> None:
        """Delete the reports with these identifiers; those that are not here are ignored."""
        documents = list(self._documents(identifiers))
        if documents and self.live[documents].any():
            self.live[documents] = False
            self._changed = True

    def _documents(self, identifiers: set[str]) -> Iterator[int]:
        names = self.arrays.identifiers
        if self._hashes is None and len(identifiers) * _LOOKUP < self.info.documents:
            found = map(names.document, identifiers)
            yield from (document for document in found if document >= 0)
            return
        hashes, order = self._hashed()
        wanted = np.array([hash(identifier) for identifier in identifiers], np.int64)
        first, last = np.searchsorted(hashes, wanted), np.searchsorted(hashes, wanted, "right")
        for at in np.flatnonzero(last > first).tolist():
            for document in order[first[at] : last[at]].tolist():
                if names[document] in identifiers:
                    yield document

    def _hashed(self) -> tuple[Array, Array]:
        """Return the hashes of all identifiers, sorted, and the document of each."""
        if self._hashes is None or self._by_hash is None:
            hashes = np.fromiter(map(hash, self.arrays.identifiers), np.int64)
            self._by_hash = np.argsort(hashes)
            self._hashes = hashes[self._by_hash]
        return self._hashes, self._by_hash

    def committed(self) -> SegmentInfo:
        """Return the segment as the next table of contents lists it."""
        return self.info.with_mask(self.live) if self._changed else self.info
