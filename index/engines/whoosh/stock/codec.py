"""The codec through which an ordinary Whoosh reads our segments.

`whoosh.index.open_dir` opens the index and Whoosh's own Searcher searches it, which is how our
evaluation is checked. Only `index.engines.whoosh.writing` writes.
"""

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec.base import Codec, Segment

from index.engines.whoosh.stock.documents import ArrayDocuments
from index.engines.whoosh.stock.terms import ArrayTerms
from index.engines.whoosh.storage.toc import INDEX_NAME, SegmentInfo

__all__ = ["ArrayCodec", "ArraySegment"]


class ArrayCodec(Codec):  # type: ignore[misc]  # Whoosh has no types
    """A codec that reads segments of arrays and writes none."""

    def terms_reader(self, storage: Any, segment: "ArraySegment") -> ArrayTerms:
        """Return the terms of a segment."""
        return ArrayTerms(segment.info.open(Path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: "ArraySegment") -> ArrayDocuments:
        """Return the lengths, columns and stored fields of a segment."""
        return ArrayDocuments(segment.info.open(Path(storage.folder)), segment.info)

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Refuse: Whoosh's writers build a segment piece by piece, ours are written whole."""
        raise NotImplementedError("write to this index through index.engines.whoosh.WhooshEngine")


class ArraySegment(Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment as Whoosh's table of contents holds it, pickled."""

    def __init__(self, info: SegmentInfo) -> None:
        super().__init__(INDEX_NAME)
        self.segid = info.name
        self.info = info

    def codec(self) -> ArrayCodec:
        """Return the codec that reads this segment."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self.info.documents

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return len(self.deleted_docs())

    def deleted_docs(self) -> list[int]:
        """Return the numbers of the deleted documents."""
        live = self.info.mask()
        return [] if live is None else [int(each) for each in np.flatnonzero(~live)]

    def is_deleted(self, docnum: int) -> bool:
        """Return True if a document is deleted."""
        return docnum in self.deleted_docs()

    def should_assemble(self) -> bool:
        """Return False: our files are never joined into one of Whoosh's compound files."""
        return False
