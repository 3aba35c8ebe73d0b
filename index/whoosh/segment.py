"""A segment: the arrays of up to 65,536 reports, and what is looked up in them."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.analysis import FIELDS
from index.clauses import Term
from index.spelling import fold
from index.whoosh.arrays import Array, ArrayFile
from index.whoosh.frequencies import RAW, WEIGHTED
from index.whoosh.row import RARE
from index.whoosh.strings import Strings
from index.whoosh.values import Values

__all__ = ["DOCUMENTS", "EXTENSION", "Segment", "Standing"]

# So many reports at most have a segment, so that the number of one takes two bytes in postings,
# and arrays over all documents stay within the caches of a processor core.
DOCUMENTS = 1 << 16
EXTENSION = ".arrays"

_FIELDS = tuple(FIELDS)
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.float32)
# Fields whose end changes what an occurrence counts for, with the change.
_STEPS = tuple(
    (number, float(_WEIGHTS[number] - _WEIGHTS[number + 1]))
    for number in range(len(_FIELDS) - 1)
    if _WEIGHTS[number] != _WEIGHTS[number + 1]
)
# To look up the document of one slot takes as long as to spread those of so many.
_LOOKUP = 64
# Up to so many codes it is faster to compare with each than to look each slot up in a table.
_COMPARED = 12
# Folds whose keys are remembered, about 200 bytes each.
_REMEMBERED = 1 << 14


class Standing(NamedTuple):
    """The slots where some keys stand, in order for each key.

    `owners`, `counts`: the documents of their postings, and how many slots each has.
    """

    slots: Array
    owners: Array
    counts: Array

    def documents(self, at: Array) -> Array:
        """The documents of some of the slots, given by number in order."""
        if len(at) * _LOOKUP > len(self.slots):
            return np.repeat(self.owners, self.counts).take(at).astype(np.intp)
        ends = np.cumsum(self.counts)
        return self.owners.take(ends.searchsorted(at, "right")).astype(np.intp)


class Segment:
    """Read access to the arrays of a segment; never changes, shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.file = file = ArrayFile(path)
        self.documents = len(file.unchecked("norm"))
        self.keys = Strings(file, "key")
        self.folds = Strings(file, "fold")
        self.identifiers = Strings(file, "identifier")
        self._values: dict[str, Values] = {}
        self._spellings: dict[str, range] = {}

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

    def fold_of(self, key: int) -> int:
        """The number of the fold whose first key this is."""
        return int(np.searchsorted(self.file.whole("fold.keys"), key))

    def spellings(self, plain: str) -> range:
        """The keys that fold so, by number."""
        known = self._spellings.get(plain)
        if known is None:
            at = self.folds.find(plain)
            known = self.keys_of(at) if at >= 0 else range(0)
            if len(self._spellings) >= _REMEMBERED:
                self._spellings.clear()
            self._spellings[plain] = known
        return known

    def key(self, key: str) -> int:
        """The number of a key; -1 where it is absent."""
        among = self.spellings(fold(key))
        return self.keys.find_within(key, among) if among else -1

    def ranges(self, term: Term) -> tuple[range, ...]:
        """The numbers of all keys that a term accepts, as ranges of which no two overlap."""
        found = {plain: self.spellings(plain) for plain in term.folds}
        single = [self.key(key) for key in term.keys if fold(key) not in found]
        return *filter(None, found.values()), *(range(at, at + 1) for at in single if at >= 0)

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
            if first < last:
                right = self.file.part(f"{name}.{kind}", first, last)
                frequencies[escaped[first:last] - low] = right
        return documents, frequencies

    def bounds(self, name: str, rank: int, end: int = 0) -> tuple[int, int]:
        """Where the postings of a `key` or `fold` begin and end, or of all up to `end`."""
        starts = self.file.part(f"{name}.postings", rank, (end or rank + 1) + 1)
        return int(starts[0]), int(starts[-1])

    def occurrences(self, ranks: range) -> int:
        """How often keys occur, deletions not heeded."""
        starts = self.file.part("key.positions", ranks.start, ranks.stop + 1)
        return int(starts[-1]) - int(starts[0])

    def standing(self, ranks: range, extra: int = 0) -> Standing:
        """The slots where keys stand; only those of postings with so much of `extra` weight."""
        first, last = self.bounds("key", ranks.start, ranks.stop)
        documents, raw = self.run("key", first, last, "raw")
        raw = raw.astype(np.intp)
        starts = self.file.part("key.positions", ranks.start, ranks.stop + 1)
        low, high = int(starts[0]), int(starts[-1])
        if not extra:
            positions = self.positions(low, high)
        else:
            weighted = self.run("key", first, last, "weighted")[1]
            chosen = np.flatnonzero(weighted >= raw + extra)
            begins = (np.cumsum(raw) - raw).take(chosen)
            documents, raw = documents.take(chosen), raw.take(chosen)
            ends = np.cumsum(raw)
            within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - raw, raw)
            positions = self.positions(low, high).take(np.repeat(begins, raw) + within)
        slots = np.repeat(self.starts.take(documents).astype(np.intp), raw)
        slots += positions
        return Standing(slots, documents, raw)

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

    def holds(self, slots: Array, ranges: Sequence[range]) -> Array:
        """For each slot, whether one of the keys stands there; beyond either end none does."""
        row = self.file.at("row", slots)
        codes = np.concatenate([self.file.part("code", r.start, r.stop) for r in ranges])
        rare = codes == RARE
        common = codes[~rare]
        if len(common) <= _COMPARED:
            found: Array = np.zeros(len(row), bool)
            for code in common:
                found |= row == code
        else:
            table = np.zeros(RARE + 1, bool)
            table[common] = True
            found = table.take(row)
        if rare.any():
            wanted = np.array(list(chain(*ranges)), np.uint32)[rare]
            at = np.flatnonzero(row == RARE)
            places = np.searchsorted(self.file.whole("row.rare"), slots[at])
            found[at] = np.isin(self.file.whole("row.keys")[places], wanted)
        return found

    def keys_at(self, slots: Array) -> Array:
        """The numbers of the keys in slots, none of which is empty."""
        row = self.file.at("row", slots)
        found = self._key_of_code.take(row)
        rare = np.flatnonzero(row == RARE)
        if len(rare):
            places = np.searchsorted(self.file.whole("row.rare"), slots[rare])
            found[rare] = self.file.whole("row.keys")[places]
        return found

    @cached_property
    def _key_of_code(self) -> Array:
        codes = self.file.whole("code")
        common = np.flatnonzero(codes != RARE)
        keys = np.zeros(RARE + 1, np.int64)
        keys[codes[common]] = common
        return keys

    def paragraph_ends(self, slots: Array) -> Array:
        """For each slot, the first empty slot that follows."""
        gaps = self.file.whole("row.gaps")
        ends: Array = gaps[np.searchsorted(gaps, slots)]
        return ends

    def documents_of(self, slots: Array) -> Array:
        """The document in which each slot lies."""
        found: Array = np.searchsorted(self.starts, slots, "right") - 1
        return found

    def weights(self, slots: Array, documents: Array) -> Array:
        """What an occurrence in each slot counts for."""
        weights = np.full(len(slots), _WEIGHTS[-1], np.float32)
        for field, step in _STEPS:
            weights += (slots < self._field_ends[field].take(documents)) * np.float32(step)
        return weights

    def within(self, fields: tuple[str, ...], slots: Array, documents: Array) -> Array:
        """For each slot, whether it lies in one of the fields."""
        numbers = np.zeros(len(slots), np.intp)
        for ends in self._field_ends:
            numbers += slots >= ends.take(documents)
        inside: Array = np.array([field in fields for field in _FIELDS]).take(numbers)
        return inside

    @cached_property
    def field_ends(self) -> Array:
        """For each document where its fields end but the last, in slots from its first."""
        return self.file.whole("ends").reshape(self.documents, len(_FIELDS) - 1)

    @cached_property
    def _field_ends(self) -> list[Array]:
        """For each field but the last, the slot where it ends in each document."""
        ends = self.field_ends + self.starts[:-1, None]
        return [np.ascontiguousarray(ends[:, field]) for field in range(ends.shape[1])]

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
