"""The lengths, columns and stored fields of a segment as stock Whoosh reads them."""

from typing import Any

import numpy as np
from whoosh.codec.base import PerDocumentReader
from whoosh.columns import ColumnReader

from index.engines.whoosh.stock.schema import IDENTIFIER, MOMENT, TEXT_FIELDS
from index.engines.whoosh.storage.columns import NEVER
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import SegmentInfo
from index.planning.scoring import LENGTHS

__all__ = ["ArrayColumn", "ArrayDocuments"]

# Whoosh stores a signed number as an unsigned one, shifted by this; the greatest means no value.
_SHIFT = 1 << 63


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """Lengths, columns and stored fields by document number."""

    def __init__(self, segment: Segment, info: SegmentInfo) -> None:
        self._segment = segment
        mask = info.mask()
        self._live = np.ones(info.documents, bool) if mask is None else mask
        self._total = int(segment.file.whole("length").sum(dtype=np.int64))
        self._lengths: list[int] = np.array(LENGTHS)[segment.norms].tolist()

    def doc_count(self) -> int:
        """Return the number of live documents."""
        return int(np.count_nonzero(self._live))

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return len(self._live)

    def has_deletions(self) -> bool:
        """Return True if any document is deleted."""
        return not self._live.all()

    def is_deleted(self, docnum: int) -> bool:
        """Return True if a document is deleted; Whoosh also asks for one past the last."""
        return docnum < len(self._live) and not self._live[docnum]

    def deleted_docs(self) -> list[int]:
        """Return the numbers of the deleted documents."""
        return [int(each) for each in np.flatnonzero(~self._live)]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a document, in weighted tokens, rounded as it is scored."""
        return self._lengths[docnum] if fieldname in TEXT_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        """Return the length of all documents; deleted ones count until a merge drops them."""
        return self._total if fieldname in TEXT_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """Return the length of the shortest document."""
        return min(self._lengths, default=0) if fieldname in TEXT_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        """Return the length of the longest document."""
        return max(self._lengths, default=0) if fieldname in TEXT_FIELDS else 0

    def supports_columns(self) -> bool:
        """Return True: segments have columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return True if a field has a column."""
        return fieldname in {IDENTIFIER, MOMENT}

    def list_columns(self) -> list[str]:
        """Return the fields that have columns."""
        return [IDENTIFIER, MOMENT]

    def column_reader(self, fieldname: str, column: Any) -> "ArrayColumn":
        """Return the column of a field."""
        return ArrayColumn(self._segment, fieldname)

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return the identifier; the text of a report is stored in the catalogue only."""
        return {IDENTIFIER: self._segment.identifiers[docnum]}


class ArrayColumn(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """The column of identifiers or of moments, encoded as Whoosh's fields decode it."""

    def __init__(self, segment: Segment, fieldname: str) -> None:
        self._segment, self._name = segment, fieldname
        self._doccount = segment.documents

    def __getitem__(self, docnum: int) -> bytes | int:
        if self._name == IDENTIFIER:
            return self._segment.identifiers.encoded(docnum)
        moment = int(self._segment.file.whole("moment")[docnum])
        return _SHIFT * 2 - 1 if moment == NEVER else moment + _SHIFT

    def set_reverse(self) -> None:
        """Do nothing: Whoosh reverses the values itself."""
