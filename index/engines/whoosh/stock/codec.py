"""The codec through which stock Whoosh reads our segments.

Stock Whoosh opens the index with `whoosh.index.open_dir` and searches it with its own Searcher:
that is how our evaluation is checked. Writing goes through `writer.py` alone.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, Segment, TermsReader
from whoosh.columns import ColumnReader
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound

from index.engines.whoosh.stock.schema import FOLD, IDENTIFIER, MOMENT, TEXT_FIELDS
from index.engines.whoosh.storage.arrays import Array, damaged
from index.engines.whoosh.storage.columns import NEVER
from index.engines.whoosh.storage.segment import EXTENSION
from index.engines.whoosh.storage.segment import Segment as Arrays
from index.planning.scoring import byte_to_length

__all__ = ["INDEX_NAME", "ArrayCodec", "ArraySegment"]

INDEX_NAME = "MAIN"

_SHIFT = 1 << 63
# Length in tokens by norm.
_LENGTHS: Array = np.array([byte_to_length(byte) for byte in range(256)], np.int64)


class ArrayCodec(Codec):  # type: ignore[misc]  # Whoosh has no types
    """Reads segments that are held as arrays."""

    def terms_reader(self, storage: Any, segment: "ArraySegment") -> "ArrayTerms":
        """The terms of a segment."""
        return ArrayTerms(segment.open(Path(storage.folder)))

    def per_document_reader(self, storage: Any, segment: "ArraySegment") -> "ArrayDocuments":
        """What the documents of a segment carry."""
        return ArrayDocuments(segment.open(Path(storage.folder)), segment)

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Not for stock writers: a segment of ours is written whole, by `writer.py`."""
        raise NotImplementedError("write to this index through index.engines.whoosh.WhooshEngine")


class ArraySegment(Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment as the table of contents has it, with its deleted documents."""

    def __init__(self, documents: int, live: Array | None = None) -> None:
        super().__init__(INDEX_NAME)
        self.documents = documents
        # One bit a document, as bytes; None where all are live.
        self._live = None if live is None else np.packbits(live).tobytes()

    @property
    def live(self) -> Array | None:
        """For each document whether it is live; None where all are."""
        if self._live is None:
            return None
        bits = np.unpackbits(np.frombuffer(self._live, np.uint8), count=self.documents)
        return bits.view(bool)

    def with_live(self, live: Array) -> "ArraySegment":
        """The same segment with other documents deleted."""
        other = ArraySegment(self.documents, None if live.all() else live)
        other.segid = self.segid
        return other

    def path(self, folder: Path) -> Path:
        """The file of the arrays."""
        return folder / str(self.make_filename(EXTENSION))

    def open(self, folder: Path) -> Arrays:
        """The arrays; raises `IndexDamaged` where the file is another segment's."""
        arrays = Arrays(self.path(folder))
        if arrays.documents != self.documents:
            raise damaged(
                self.path(folder), f"it has {arrays.documents} documents, not {self.documents}"
            )
        return arrays

    def codec(self) -> ArrayCodec:
        """The codec that reads this segment."""
        return ArrayCodec()

    def doc_count_all(self) -> int:
        """The number of documents, deleted ones among them."""
        return self.documents

    def deleted_count(self) -> int:
        """The number of deleted documents."""
        live = self.live
        return 0 if live is None else int(np.count_nonzero(~live))

    def deleted_docs(self) -> list[int]:
        """The deleted documents."""
        live = self.live
        return [] if live is None else [int(each) for each in np.flatnonzero(~live)]

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted; Whoosh asks for the one behind the last, too."""
        if self._live is None or docnum >= self.documents:
            return False
        return not self._live[docnum >> 3] >> (7 - (docnum & 7)) & 1

    def should_assemble(self) -> bool:
        """Never put into a compound file."""
        return False


class ArrayTerms(TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """The terms of the fields `text` and `fold`, and the identifiers, in byte order."""

    def __init__(self, segment: Arrays) -> None:
        self._segment = segment
        self._orders = {
            "text": sorted(range(len(segment.keys)), key=segment.keys.encoded),
            "fold": list(range(len(segment.folds))),
            IDENTIFIER: segment.file.whole("identifier.order").tolist(),
        }
        self._texts = {"text": segment.keys, "fold": segment.folds, IDENTIFIER: segment.identifiers}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) >= 0

    def _place(self, fieldname: str, text: bytes) -> int:
        """Where a term stands, or would stand, among the terms of its field."""
        order, texts = self._orders[fieldname], self._texts[fieldname]
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if texts.encoded(order[middle]) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def _number(self, fieldname: str, text: bytes) -> int:
        """The number of a term in its field; -1 where it is absent."""
        if fieldname not in self._orders:
            return -1
        place = self._place(fieldname, text)
        order = self._orders[fieldname]
        found = place < len(order) and self._texts[fieldname].encoded(order[place]) == text
        return order[place] if found else -1

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return sorted(self._orders)

    def texts(self, fieldname: str, place: int = 0) -> Iterator[bytes]:
        """The terms of a field, from a place on."""
        for number in self._orders.get(fieldname, [])[place:]:
            yield self._texts[fieldname].encoded(number)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, by field."""
        return ((field, text) for field in sorted(self._orders) for text in self.texts(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from a prefix on, then those of the fields that follow."""
        for field in sorted(each for each in self._orders if each >= fieldname):
            place = self._place(field, prefix) if field == fieldname else 0
            yield from ((field, text) for text in self.texts(field, place))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """As `terms_from`, with what is known of the terms."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def postings(self, fieldname: str, number: int) -> tuple[Array, Array, list[int]]:
        """Documents, frequencies and keys of a term."""
        segment = self._segment
        if fieldname == IDENTIFIER:
            return np.array([number], np.uint16), np.ones(1, np.float32), []
        if fieldname != FOLD:
            return *_decoded(segment, "key", number), [number]
        ranks = list(segment.keys_of(number))
        if len(ranks) == 1:
            return *_decoded(segment, "key", ranks[0]), ranks
        return *_decoded(segment, "fold", number), ranks

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """What is known of a term; raises TermNotFound."""
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        documents, frequencies, _ = self.postings(fieldname, number)
        lengths = self._segment.file.whole("norm")[documents]
        return TermInfo(
            weight=float(frequencies.sum()),
            df=len(documents),
            minlength=int(_LENGTHS[lengths.min()]),
            maxlength=int(_LENGTHS[lengths.max()]),
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The weighted frequency of a term in all documents; 0 where it is absent."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """The number of documents with a term; 0 where it is absent."""
        return self.term_info(fieldname, text).doc_frequency() if (fieldname, text) in self else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> "ArrayMatcher":
        """The postings of a term, one by one; raises TermNotFound."""
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return ArrayMatcher(self, (fieldname, text), number, format_, scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        """The terms of a field, one by one."""
        return ArrayCursor(self, fieldname, fieldobj)

    def positions(self, ranks: list[int]) -> tuple[Array, Array]:
        """Documents and positions of keys, in order of both."""
        found = [self._segment.standing(range(rank, rank + 1)).slots for rank in ranks]
        slots = np.sort(np.concatenate(found))
        documents = self._segment.documents_of(slots)
        return documents, slots - self._segment.starts[documents]


def _decoded(segment: Arrays, name: str, rank: int) -> tuple[Array, Array]:
    documents, frequencies = segment.postings(name, rank)
    return documents, frequencies.all()


class ArrayCursor(FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """A place among the terms of a field."""

    def __init__(self, terms: ArrayTerms, fieldname: str, fieldobj: Any) -> None:
        self._terms, self._name, self._field = terms, fieldname, fieldobj
        self._texts = list(terms.texts(fieldname))
        self._at = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before a string."""
        wanted = string if isinstance(string, bytes) else self._field.to_bytes(string)
        self._at = self._terms._place(self._name, wanted)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """The term here; None behind the last."""
        return str(self._field.from_bytes(self._texts[self._at])) if self.is_valid() else None

    def term_info(self) -> TermInfo:
        """What is known of the term here."""
        return self._terms.term_info(self._name, self._texts[self._at])

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < len(self._texts)


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """The postings of a term as stock Whoosh goes through them."""

    def __init__(
        self, terms: ArrayTerms, term: tuple[str, bytes], number: int, format_: Any, scorer: Any
    ) -> None:
        self._terms, self._term, self._number = terms, term, number
        self._documents, self._weights, self._ranks = terms.postings(term[0], number)
        self._ids: list[int] = self._documents.tolist()
        self._at = 0
        self._places: tuple[Array, Array] | None = None
        self.format, self.scorer = format_, scorer

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._at < len(self._ids)

    def id(self) -> int:
        """The document here; Whoosh's span matchers ask behind the end, too, and get the last."""
        return self._ids[min(self._at, len(self._ids) - 1)]

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._ids[self._at :])

    def next(self) -> bool:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, docid: int) -> None:
        """Go to the first posting from here on whose document is not before `docid`."""
        if not self.is_active():
            raise ReadTooFar
        self._at = max(self._at, int(np.searchsorted(self._documents, docid)))

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to postings that may score above a quality; all postings are one block."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._ids)
        return 1

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """A matcher of its own at the same posting."""
        other = ArrayMatcher(self._terms, self._term, self._number, self.format, self.scorer)
        other._at = self._at
        return other

    def weight(self) -> float:
        """The weighted frequency here."""
        return float(self._weights[self._at])

    def positions(self) -> list[int]:
        """The positions in the document here."""
        if self._places is None:
            self._places = self._terms.positions(self._ranks)
        documents, positions = self._places
        first, last = np.searchsorted(documents, (self.id(), self.id() + 1))
        return [int(each) for each in positions[first:last]]

    def spans(self) -> list[Span]:
        """The positions here as spans."""
        return [Span(position) for position in self.positions()]

    def supports(self, astype: str) -> bool:
        """Whether `value_as` gives this."""
        return astype in {"frequency", "weight", "positions", "position_boosts"}

    def value_as(self, astype: str) -> Any:
        """The posting here as a frequency, a weight or positions."""
        if astype in {"frequency", "weight"}:
            return self.weight()
        if astype == "positions":
            return self.positions()
        if astype == "position_boosts":
            return [(position, 1) for position in self.positions()]
        raise NotImplementedError(f"postings have no {astype}")

    def value(self) -> bytes:
        """The positions here in Whoosh's own encoding."""
        return bytes(self.format.encode(self.positions()))

    def supports_block_quality(self) -> bool:
        """Whether blocks can be skipped by quality."""
        return self.scorer is not None and bool(self.scorer.supports_block_quality())

    def max_quality(self) -> float:
        """The most that any posting scores."""
        return float(self.scorer.max_quality())

    def block_quality(self) -> float:
        """The most that a posting of this block scores."""
        return float(self.scorer.block_quality(self))

    def block_min_length(self) -> int:
        """The length of the shortest document of this block."""
        return int(self._terms.term_info(*self._term).min_length())

    def block_max_length(self) -> int:
        """The length of the longest document of this block."""
        return int(self._terms.term_info(*self._term).max_length())

    def block_max_weight(self) -> float:
        """The greatest weighted frequency of this block."""
        return float(self._weights.max())


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """Lengths, columns and stored fields by document."""

    def __init__(self, arrays: Arrays, segment: ArraySegment) -> None:
        self._arrays, self._segment = arrays, segment
        self._total = int(arrays.file.whole("length").sum(dtype=np.int64))
        self._lengths: list[int] = _LENGTHS[arrays.file.whole("norm")].tolist()

    def doc_count(self) -> int:
        """The number of live documents."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """The number of documents."""
        return self._segment.documents

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._segment.live is not None

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> list[int]:
        """The deleted documents."""
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The length of a document as its norm has it."""
        return self._lengths[docnum] if fieldname in TEXT_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        """The length of all documents; deleted ones count until they are merged away."""
        return self._total if fieldname in TEXT_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """The length of the shortest document."""
        return min(self._lengths, default=0) if fieldname in TEXT_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        """The length of the longest document."""
        return max(self._lengths, default=0) if fieldname in TEXT_FIELDS else 0

    def supports_columns(self) -> bool:
        """Columns are there."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column."""
        return fieldname in {IDENTIFIER, MOMENT}

    def list_columns(self) -> list[str]:
        """The fields with columns."""
        return [IDENTIFIER, MOMENT]

    def column_reader(self, fieldname: str, column: Any) -> "ArrayColumn":
        """The column of a field."""
        return ArrayColumn(self._arrays, fieldname)

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The identifier; the text itself is the catalogue's."""
        return {IDENTIFIER: self._arrays.identifiers[docnum]}


class ArrayColumn(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """A column of identifiers or moments, in the form that Whoosh's fields decode."""

    def __init__(self, segment: Arrays, fieldname: str) -> None:
        self._segment, self._name = segment, fieldname
        self._doccount = segment.documents

    def __getitem__(self, docnum: int) -> bytes | int:
        if self._name == IDENTIFIER:
            return self._segment.identifiers.encoded(docnum)
        # Whoosh keeps signed numbers shifted to unsigned ones, the greatest for none.
        moment = int(self._segment.file.whole("moment")[docnum])
        return _SHIFT * 2 - 1 if moment == NEVER else moment + _SHIFT

    def set_reverse(self) -> None:
        """Nothing to do: Whoosh reverses what it gets."""
