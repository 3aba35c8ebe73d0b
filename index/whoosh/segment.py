"""A segment: the arrays of up to 65,536 reports, and what is looked up in them."""

from functools import cached_property
from pathlib import Path

import numpy as np

from index.analysis import FIELDS
from index.clauses import Term
from index.spelling import fold
from index.whoosh.arrays import Array, ArrayFile
from index.whoosh.frequencies import RAW, WEIGHTED
from index.whoosh.row import RARE
from index.whoosh.strings import Strings
from index.whoosh.values import Values

__all__ = ["DOCUMENTS", "EXTENSION", "Segment"]

# So many reports at most have a segment, so that the number of one takes two bytes in postings,
# and arrays over all documents stay within the caches of a processor core.
DOCUMENTS = 1 << 16
EXTENSION = ".arrays"

_FIELDS = tuple(FIELDS)
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.float32)


class Segment:
    """Read access to the arrays of a segment; never changes, shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.file = file = ArrayFile(path)
        self.documents = len(file.unchecked("norm"))
        self.keys = Strings(file, "key")
        self.folds = Strings(file, "fold")
        self.identifiers = Strings(file, "identifier")
        self._values: dict[str, Values] = {}

    def values(self, facet: str) -> Values:
        """The column of a facet."""
        known = self._values.get(facet)
        if known is None:
            known = self._values[facet] = Values(self.file, facet)
        return known

    # Terms

    def keys_of(self, fold_number: int) -> range:
        """The keys of a fold, by number."""
        return range(*self.file.part("fold.keys", fold_number, fold_number + 2).tolist())

    def spellings(self, plain: str) -> range:
        """The keys that fold so, by number."""
        at = self.folds.find(plain)
        return self.keys_of(at) if at >= 0 else range(0)

    def key(self, key: str) -> int:
        """The number of a key; -1 where it is absent."""
        among = self.spellings(fold(key))
        return self.keys.find(key, among.start, among.stop) if among else -1

    def ranks(self, term: Term) -> list[int]:
        """The numbers of all keys that a term accepts, in order."""
        found = {rank for plain in term.folds for rank in self.spellings(plain)}
        found.update(rank for key in term.keys if (rank := self.key(key)) >= 0)
        return sorted(found)

    # Postings

    def postings(self, name: str, rank: int) -> tuple[Array, Array]:
        """Documents, and weighted frequencies in them, of a `key` or of a `fold` of several."""
        return self.run(name, *self.bounds(name, rank), "weighted")

    def run(self, name: str, low: int, high: int, kind: str) -> tuple[Array, Array]:
        """Documents and `raw` or `weighted` frequencies of consecutive postings."""
        documents = self.file.part(f"{name}.documents", low, high)
        codes = self.file.part(f"{name}.frequencies", low, high)
        frequencies = (WEIGHTED if kind == "weighted" else RAW).take(codes)
        escaped = self.file.whole(f"{name}.escaped")
        if len(escaped):
            first, last = np.searchsorted(escaped, (low, high))
            frequencies[escaped[first:last] - low] = self.file.part(f"{name}.{kind}", first, last)
        return documents, frequencies

    def bounds(self, name: str, rank: int) -> tuple[int, int]:
        """Where the postings of a `key` or `fold` begin and end."""
        low, high = self.file.part(f"{name}.postings", rank, rank + 2).tolist()
        return low, high

    def occurrences(self, rank: int) -> int:
        """How often a key occurs, deletions not heeded."""
        low, high = self.file.part("key.positions", rank, rank + 2).tolist()
        return int(high - low)

    def slots(self, rank: int) -> tuple[Array, Array]:
        """The slots where a key stands, in order, and the document of each."""
        low, high = self.file.part("key.positions", rank, rank + 2).tolist()
        slots = self.positions(low, high)
        documents, raw = self.run("key", *self.bounds("key", rank), "raw")
        documents = np.repeat(documents, raw)
        slots += self.starts[documents]
        return slots, documents

    def positions(self, low: int, high: int) -> Array:
        """Consecutive positions, each counted in slots from its report's first."""
        positions = self.file.part("positions", low, high).astype(np.uint32)
        wide = self.file.whole("positions.wide")
        if len(wide):
            first, last = np.searchsorted(wide, (low, high))
            tops = self.file.part("positions.high", first, last).astype(np.uint32)
            positions[wide[first:last] - low] |= tops << 16
        return positions

    # The row of tokens

    @cached_property
    def starts(self) -> Array:
        """The first slot of each document, and the end of the last."""
        return self.file.whole("starts")

    def holds(self, slots: Array, ranks: list[int]) -> Array:
        """For each slot, whether one of the keys stands there; beyond either end none does."""
        row = self.file.at("row", slots)
        codes = self.file.at("code", np.array(ranks))
        common = codes[codes != RARE]
        if len(common) == 1:
            found: Array = row == common[0]
        else:
            table = np.zeros(RARE + 1, bool)
            table[common] = True
            found = table[row]
        if len(common) < len(ranks):
            wanted = np.asarray(ranks, np.uint32)[codes == RARE]
            at = np.flatnonzero(row == RARE)
            places = np.searchsorted(self.file.whole("row.rare"), slots[at])
            found[at] = np.isin(self.file.whole("row.keys")[places], wanted)
        return found

    def paragraph_ends(self, slots: Array) -> Array:
        """For each slot, the first empty slot that follows."""
        gaps = self.file.whole("row.gaps")
        ends: Array = gaps[np.searchsorted(gaps, slots)]
        return ends

    def documents_of(self, slots: Array) -> Array:
        """The document in which each slot lies."""
        return (np.searchsorted(self.starts, slots, "right") - 1).astype(np.uint16)

    def field_numbers(self, slots: Array, documents: Array) -> Array:
        """The number of the field in which each slot lies."""
        ends = self.field_ends[documents]
        numbers: Array = ((slots - self.starts[documents])[:, None] >= ends).sum(axis=1)
        return numbers

    def weights(self, slots: Array, documents: Array) -> Array:
        """What an occurrence in each slot counts for."""
        weights: Array = _WEIGHTS[self.field_numbers(slots, documents)]
        return weights

    def within(self, fields: tuple[str, ...], slots: Array, documents: Array) -> Array:
        """For each slot, whether it lies in one of the fields."""
        wanted = np.array([field in fields for field in _FIELDS])
        inside: Array = wanted[self.field_numbers(slots, documents)]
        return inside

    @cached_property
    def field_ends(self) -> Array:
        """For each document where its fields end but the last, in slots from its first."""
        return self.file.whole("ends").reshape(self.documents, len(_FIELDS) - 1)

    # Identifiers

    @cached_property
    def places(self) -> Array:
        """For each document, the place of its identifier in code point order."""
        order = self.file.whole("identifier.order")
        places = np.empty(len(order), np.uint16)
        places[order] = np.arange(len(order), dtype=np.uint16)
        return places

    def document_named(self, identifier: str) -> int:
        """The document with an identifier; -1 where it is absent."""
        order, names = self.file.whole("identifier.order"), self.identifiers
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if names[int(order[middle])] < identifier:
                low = middle + 1
            else:
                high = middle
        if low < len(order) and names[int(order[low])] == identifier:
            return int(order[low])
        return -1
