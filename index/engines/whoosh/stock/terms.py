"""The terms of a segment as stock Whoosh reads them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.reading import TermInfo, TermNotFound

from index.engines.whoosh.stock.matcher import ArrayMatcher, PostingList
from index.engines.whoosh.stock.schema import FOLD, IDENTIFIER
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.planning.scoring import LENGTHS

__all__ = ["ArrayCursor", "ArrayTerms"]


class ArrayTerms(TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """The terms of the fields `text` and `fold`, and the identifiers, each in byte order."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        lexicon = segment.lexicon
        self._orders = {
            "text": sorted(range(len(lexicon.keys)), key=lexicon.keys.encoded),
            "fold": list(range(len(lexicon.folds))),
            IDENTIFIER: segment.file.whole("identifier.order").tolist(),
        }
        self._texts = {
            "text": lexicon.keys,
            "fold": lexicon.folds,
            IDENTIFIER: segment.identifiers,
        }

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) >= 0

    def bisect(self, fieldname: str, text: bytes) -> int:
        """Return the place in byte order at which a term is, or would be inserted."""
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
        """Return the number of a term in its field; -1 if it is absent."""
        if fieldname not in self._orders:
            return -1
        place = self.bisect(fieldname, text)
        order = self._orders[fieldname]
        found = place < len(order) and self._texts[fieldname].encoded(order[place]) == text
        return order[place] if found else -1

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return sorted(self._orders)

    def texts(self, fieldname: str, start: int = 0) -> Iterator[bytes]:
        """Yield the terms of a field in byte order, from the place `start` on."""
        for number in self._orders.get(fieldname, [])[start:]:
            yield self._texts[fieldname].encoded(number)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield all terms, field by field."""
        return ((field, text) for field in sorted(self._orders) for text in self.texts(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from a prefix on, then those of the fields that follow."""
        for field in sorted(each for each in self._orders if each >= fieldname):
            start = self.bisect(field, prefix) if field == fieldname else 0
            yield from ((field, text) for text in self.texts(field, start))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield all terms with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield the terms of `terms_from` with their statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _postings(self, fieldname: str, number: int) -> PostingList:
        segment = self._segment
        if fieldname == IDENTIFIER:
            return PostingList(np.array([number], np.uint16), np.ones(1, np.float32))
        is_fold = fieldname == FOLD
        keys = segment.lexicon.keys_of_fold(number) if is_fold else range(number, number + 1)
        if len(keys) == 1:
            documents, frequencies = segment.key_postings.read(keys.start)
        else:
            documents, frequencies = segment.fold_postings.read(number)
        return PostingList(documents, frequencies.all(), partial(_positions, segment, keys))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term. Raise `TermNotFound` if it is absent."""
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return self._info(self._postings(fieldname, number))

    def _info(self, postings: PostingList) -> TermInfo:
        documents, weights = postings.documents, postings.weights
        norms = self._segment.norms[documents]
        return TermInfo(
            weight=float(weights.sum()),
            df=len(documents),
            minlength=LENGTHS[norms.min()],
            maxlength=LENGTHS[norms.max()],
            maxweight=float(weights.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return the weighted frequency of a term in all documents; 0 if it is absent."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return the number of documents with a term; 0 if it is absent."""
        return self.term_info(fieldname, text).doc_frequency() if (fieldname, text) in self else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> ArrayMatcher:
        """Return the postings of a term, to be read in order. Raise `TermNotFound`."""
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        postings = self._postings(fieldname, number)
        return ArrayMatcher((fieldname, text), postings, self._info(postings), format_, scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        """Return a cursor over the terms of a field."""
        return ArrayCursor(self, fieldname, fieldobj)


def _positions(segment: Segment, keys: range) -> tuple[Array, Array]:
    """Return documents and positions of all occurrences of keys, ordered by both."""
    slots = np.sort(segment.key_slots(keys).slots)
    documents = segment.slots.documents(slots)
    return documents, slots - segment.slots.starts[documents]


class ArrayCursor(FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """A position in the ordered terms of a field."""

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
        self._at = self._terms.bisect(self._name, wanted)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """Return the current term; None past the last."""
        return str(self._field.from_bytes(self._texts[self._at])) if self.is_valid() else None

    def term_info(self) -> TermInfo:
        """Return the statistics of the current term."""
        return self._terms.term_info(self._name, self._texts[self._at])

    def is_valid(self) -> bool:
        """Return False past the last term."""
        return self._at < len(self._texts)
