"""A segment: the arrays of up to 65,536 reports, and what is looked up in them."""

from functools import cached_property
from pathlib import Path

import numpy as np

from index.analysis import FIELDS
from index.clauses import Term
from index.spelling import fold
from index.whoosh.arrays import Array, ArrayFile
from index.whoosh.columns import PATHS, SEVERAL, above
from index.whoosh.frequencies import RAW, WEIGHTED
from index.whoosh.invert import RARE
from index.whoosh.strings import Strings

__all__ = ["DOCUMENTS", "EXTENSION", "SLOTS", "Segment"]

# So many reports at most have a segment, so that the number of one takes two bytes in postings,
# and arrays over all documents stay within the caches of a processor core.
DOCUMENTS = 1 << 16
# So many tokens at most, so that the number of a slot takes four bytes.
SLOTS = 1 << 32
EXTENSION = ".arrays"

_FIELDS = tuple(FIELDS)
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.float32)


class Segment:
    """Read access to the arrays of a segment; immutable, shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.arrays = arrays = self.file.arrays
        self.documents = len(arrays["norm"])
        self.keys = self.strings("key")
        self.folds = self.strings("fold")
        self.identifiers = self.strings("identifier")
        self._keys_of_fold = arrays["fold.keys"]
        self._key_positions = arrays["key.positions"]
        self._positions = arrays["positions"]
        self._row = arrays["row"]
        self._starts = arrays["starts"]
        self._ancestors: dict[str, tuple[Array, Array]] = {}

    def strings(self, name: str) -> Strings:
        """The strings that were packed under a name."""
        return Strings(self.arrays[f"{name}.text"], self.arrays[f"{name}.starts"])

    # Terms

    def spellings(self, plain: str) -> range:
        """The keys that fold so, by number."""
        at = self.folds.find(plain)
        if at < 0:
            return range(0)
        return range(int(self._keys_of_fold[at]), int(self._keys_of_fold[at + 1]))

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
        low, high = self._bounds(name, rank)
        documents = self.arrays[f"{name}.documents"][low:high]
        frequencies = WEIGHTED[self.arrays[f"{name}.frequencies"][low:high]]
        self._mend(frequencies, name, "weighted", low, high)
        return documents, frequencies

    def raw(self, name: str, rank: int) -> Array:
        """The plain frequencies, one for each of the postings."""
        low, high = self._bounds(name, rank)
        frequencies = RAW[self.arrays[f"{name}.frequencies"][low:high]]
        self._mend(frequencies, name, "raw", low, high)
        return frequencies

    def _bounds(self, name: str, rank: int) -> tuple[int, int]:
        starts = self.arrays[f"{name}.postings"]
        return int(starts[rank]), int(starts[rank + 1])

    def _mend(self, frequencies: Array, name: str, kind: str, low: int, high: int) -> None:
        """Put in the frequencies that have no code."""
        escaped = self.arrays[f"{name}.escaped"]
        if len(escaped):
            first, last = np.searchsorted(escaped, (low, high))
            frequencies[escaped[first:last] - low] = self.arrays[f"{name}.{kind}"][first:last]

    def occurrences(self, rank: int) -> int:
        """How often a key occurs, deletions not heeded."""
        return int(self._key_positions[rank + 1]) - int(self._key_positions[rank])

    def slots(self, rank: int) -> tuple[Array, Array]:
        """The slots where a key stands, in order, and the document of each."""
        low, high = int(self._key_positions[rank]), int(self._key_positions[rank + 1])
        positions = self._positions[low:high].astype(np.uint32)
        wide = self.arrays["positions.wide"]
        if len(wide):
            first, last = np.searchsorted(wide, (low, high))
            positions[wide[first:last] - low] |= (
                self.arrays["positions.high"][first:last].astype(np.uint32) << 16
            )
        at, end = self._bounds("key", rank)
        documents = np.repeat(self.arrays["key.documents"][at:end], self.raw("key", rank))
        positions += self._starts[documents]
        return positions, documents

    # The row of tokens

    def holds(self, slots: Array, ranks: list[int]) -> Array:
        """For each slot, whether one of the keys stands there; beyond either end none does."""
        row = self._row.take(slots, mode="clip")
        codes = self.arrays["code"][ranks]
        common = codes[codes != RARE]
        if len(common) == 1:
            found: Array = row == common[0]
        else:
            table = np.zeros(RARE + 1, bool)
            table[common] = True
            found = table[row]
        if len(common) < len(ranks):
            rare = np.asarray(ranks, np.uint32)[codes == RARE]
            at = np.flatnonzero(row == RARE)
            places = np.searchsorted(self.arrays["row.rare"], slots[at])
            found[at] = np.isin(self.arrays["row.keys"][places], rare)
        return found

    def paragraph_ends(self, slots: Array) -> Array:
        """For each slot, the first empty slot that follows."""
        gaps = self.arrays["row.gaps"]
        ends: Array = gaps[np.searchsorted(gaps, slots)]
        return ends

    def documents_of(self, slots: Array) -> Array:
        """The document in which each slot lies."""
        return (np.searchsorted(self._starts, slots, "right") - 1).astype(np.uint16)

    def field_numbers(self, slots: Array, documents: Array) -> Array:
        """The number of the field in which each slot lies."""
        ends = self._ends[documents]
        numbers: Array = ((slots - self._starts[documents])[:, None] >= ends).sum(axis=1)
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
    def _ends(self) -> Array:
        return self.arrays["ends"].reshape(self.documents, len(_FIELDS) - 1)

    # Identifiers

    @cached_property
    def places(self) -> Array:
        """For each document, the place of its identifier in code point order."""
        order = self.arrays["identifier.order"]
        places = np.empty(len(order), np.uint16)
        places[order] = np.arange(len(order), dtype=np.uint16)
        return places

    def documents_named(self, identifier: str) -> list[int]:
        """The documents with an identifier; more than one where it was replaced in a batch."""
        order, names = self.arrays["identifier.order"], self.identifiers
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            if names[int(order[middle])] < identifier:
                low = middle + 1
            else:
                high = middle
        found = []
        while low < len(order) and names[int(order[low])] == identifier:
            found.append(int(order[low]))
            low += 1
        return found

    # Values of facets

    def ancestors(self, facet: str) -> tuple[Array, Array]:
        """Pairs of a value's number, and that of a value above it."""
        known = self._ancestors.get(facet)
        if known is None:
            known = self._ancestors[facet] = self._read_ancestors(facet)
        return known

    def below(self, facet: str, value: int) -> Array:
        """The numbers of all values below a value."""
        lower, higher = self.ancestors(facet)
        found: Array = lower[higher == value]
        return found

    def count(self, facet: str, hits: Array) -> Array:
        """How many hits each value has; `hits`: for each document whether it is one."""
        codes = self.arrays[f"{facet}.codes"]
        values = len(self.strings(facet))
        if facet in SEVERAL:
            chosen = codes[np.repeat(hits, np.diff(self.arrays[f"{facet}.runs"]))]
            return np.bincount(chosen, minlength=values)
        # The code -1, for no value, becomes 0.
        counts: Array = np.bincount(codes[hits] + 1, minlength=values + 1)[1:]
        if facet in PATHS:
            lower, higher = self.ancestors(facet)
            counts = counts + np.bincount(higher, counts[lower], values).astype(np.int64)
        return counts

    def _read_ancestors(self, facet: str) -> tuple[Array, Array]:
        numbers = {value: number for number, value in enumerate(self.strings(facet))}
        pairs = [
            (number, numbers[higher])
            for value, number in numbers.items()
            for higher in above(facet, value)
        ]
        lower, higher = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(lower, np.int64), np.array(higher, np.int64)
