"""A segment: up to 65,536 reports in one array file, open for reading."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.storage import layout
from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.facet_column import FacetColumn
from index.engines.whoosh.storage.identifiers import Identifiers
from index.engines.whoosh.storage.lexicon import Lexicon
from index.engines.whoosh.storage.positions import Positions
from index.engines.whoosh.storage.posting_lists import PostingLists
from index.engines.whoosh.storage.slot_map import SlotMap
from index.engines.whoosh.storage.successors import Successors
from index.planning.clauses import Term
from index.planning.scoring import LENGTHS

__all__ = ["DOCUMENTS", "EXTENSION", "KeySlots", "Segment"]

# Largest number of reports in a segment. A document number then fits in two bytes, and an array
# over all documents in the caches of a processor core.
DOCUMENTS = 1 << 16
EXTENSION = ".arrays"

_LENGTHS: Array = np.array(LENGTHS, np.uint32)
# Looking up the document of one slot takes as long as writing the documents of this many slots.
_LOOKUP = 16


class KeySlots(NamedTuple):
    """The slots of consecutive keys, sorted for each key.

    `documents`, `counts`: the document of each posting, and the number of its slots.
    """

    slots: Array
    documents: Array
    counts: Array

    def slot_documents(self) -> Array:
        """Return the document of each slot."""
        return np.repeat(self.documents, self.counts).astype(np.intp)


class Segment:
    """Read access to the arrays of a segment, which never change; shared by all threads.

    Keys, folds, documents, postings and occurrences are given by number.
    """

    def __init__(self, path: Path) -> None:
        self.file = file = ArrayFile(path)
        layout.check(file)
        self.documents = len(file.unchecked("length"))
        self.identifiers = Identifiers(file)
        self.lexicon = Lexicon(file)
        self.key_postings = PostingLists(file, "key")
        self.fold_postings = PostingLists(file, "fold")
        self.positions = Positions(file)
        self.successors = Successors(file)
        self.slots = SlotMap(file)
        self._facets: dict[str, FacetColumn] = {}

    @property
    def fingerprints(self) -> Array:
        """The fingerprint of each document; 0 in a segment of a version that had none."""
        if "fingerprint" in self.file.types:
            return self.file.whole("fingerprint")
        return np.zeros(self.documents, np.int64)

    @cached_property
    def norms(self) -> Array:
        """The index in `LENGTHS` of each document's rounded length."""
        found = _LENGTHS.searchsorted(self.file.whole("length"), side="right") - 1
        return found.astype(np.uint8)

    def facet(self, name: str) -> FacetColumn:
        """Return the column of a facet."""
        known = self._facets.get(name)
        if known is None:
            known = self._facets[name] = FacetColumn(self.file, name)
        return known

    def count_occurrences(self, keys: range) -> int:
        """Return the number of occurrences of consecutive keys, in deleted documents too."""
        low, high = self.positions.bounds(keys)
        return high - low

    def documents_with_heavier(self, term: Term) -> Array:
        """Return the documents, sorted, with a term in a field of more than the smallest weight.

        Deleted documents are included.
        """
        lists = [
            postings.in_heavier_fields(*postings.bounds(number))
            for postings, number in map(self.posting_list, self.lexicon.ranges(term))
        ]
        if len(lists) == 1:
            return lists[0]
        found = np.zeros(self.documents, bool)
        for documents in lists:
            found[as_index(documents)] = True
        return indices_of_true(found)

    def posting_list(self, keys: range) -> tuple[PostingLists, int]:
        """Return the lists with the postings of a key or of a fold, and its number in them.

        `keys`: one of `Lexicon.ranges`.
        """
        if len(keys) == 1:
            return self.key_postings, keys.start
        return self.fold_postings, self.lexicon.fold_of_key(keys.start)

    def key_slots(self, keys: range, extra: int = 0) -> KeySlots:
        """Return the slots of consecutive keys.

        `extra`: leave out postings whose weighted frequency exceeds the plain one by less.
        """
        first, last = self.key_postings.bounds(keys.start, keys.stop)
        documents = self.key_postings.documents(first, last)
        counts = self.key_postings.plain(first, last).astype(np.intp)
        positions = self.positions.slice(*self.positions.bounds(keys))
        if extra:
            weighted = self.key_postings.weighted(first, last)
            chosen = np.flatnonzero(weighted >= counts + extra)
            begins = (np.cumsum(counts) - counts).take(chosen)
            documents, counts = documents.take(chosen), counts.take(chosen)
            positions = positions.take(_runs(begins, counts))
        slots = np.repeat(self.slots.starts.take(documents), counts)
        slots += positions
        return KeySlots(slots, documents, counts)

    def followed(self, several: Sequence[range], successors: Sequence[range]) -> list[Array]:
        """Return, for each range of keys, its occurrences directly before a key of `successors`."""
        # One set for all ranges, since a wildcard matches hundreds of keys on either side.
        codes = self.successors.codes(successors)
        return [self.successors.find(*self.positions.bounds(keys), codes) for keys in several]

    def owners(self, keys: range, numbers: Array) -> Array:
        """Return the documents of some occurrences of keys; `numbers` is sorted."""
        low, high = self.positions.bounds(keys)
        first, last = self.key_postings.bounds(keys.start, keys.stop)
        postings = self.key_postings.documents(first, last)
        counts = self.key_postings.plain(first, last)
        if len(numbers) * _LOOKUP > high - low:
            documents = np.repeat(postings, counts.astype(np.intp)).take(numbers - low)
        else:
            ends = np.cumsum(counts, dtype=np.uint32)
            wanted = (numbers - low).astype(ends.dtype)
            documents = postings.take(ends.searchsorted(wanted, "right"))
        return documents.astype(np.intp)

    def locate(self, numbers: Array, documents: Array) -> Array:
        """Return the slots of some occurrences of keys. `documents`: the document of each."""
        slots: Array = self.slots.starts.take(documents) + self.positions.take(numbers)
        return slots


def _runs(begins: Array, lengths: Array) -> Array:
    """Return the indices of runs that begin at `begins`, one run after another."""
    ends = np.cumsum(lengths)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    found: Array = np.repeat(begins, lengths) + within
    return found
