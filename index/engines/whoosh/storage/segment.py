"""A segment: the arrays of up to 65,536 reports, and what is looked up in them."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.bounded_dict import BoundedDict
from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.facet_column import Values
from index.engines.whoosh.storage.frequencies import RAW, WEIGHTED, Frequencies, decode, heavier
from index.engines.whoosh.storage.strings import Strings
from index.engines.whoosh.storage.successor_codes import RARE
from index.language.analysis import FIELDS
from index.language.spelling import fold
from index.planning.clauses import Term

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
_LOOKUP = 16
# Up to so many ranges of codes it is faster to compare with each than to look up in a table.
_COMPARED = 12
# Folds whose keys, and keys whose numbers are remembered, about 200 bytes each.
_REMEMBERED = 1 << 14


_NONE: Array = np.zeros(0, np.uint32)


class Standing(NamedTuple):
    """The slots where some keys stand, in order for each key.

    `owners`, `counts`: the documents of their postings, and how many slots each has.
    """

    slots: Array
    owners: Array
    counts: Array

    def documents(self) -> Array:
        """The document of each slot."""
        return np.repeat(self.owners, self.counts).astype(np.intp)


class Segment:
    """Read access to the arrays of a segment; never changes, shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.file = file = ArrayFile(path)
        self.documents = len(file.unchecked("norm"))
        self.keys = Strings(file, "key")
        self.folds = Strings(file, "fold")
        self.identifiers = Strings(file, "identifier")
        self._values: dict[str, Values] = {}
        self._spellings: BoundedDict[str, range] = BoundedDict(_REMEMBERED)
        self._ranks: BoundedDict[str, int] = BoundedDict(_REMEMBERED)
        self._escapes_of: dict[str, memoryview] = {}

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
            self._spellings[plain] = known
        return known

    def key(self, key: str) -> int:
        """The number of a key; -1 where it is absent."""
        known = self._ranks.get(key)
        if known is None:
            among = self.spellings(fold(key))
            known = self.keys.find_within(key, among) if among else -1
            self._ranks[key] = known
        return known

    def ranges(self, term: Term) -> tuple[range, ...]:
        """The numbers of all keys that a term accepts, as ranges of which no two overlap."""
        found = {plain: self.spellings(plain) for plain in term.folds}
        single = [self.key(key) for key in term.keys if not found or fold(key) not in found]
        return *filter(None, found.values()), *(range(at, at + 1) for at in single if at >= 0)

    # Postings

    def postings(self, name: str, rank: int) -> tuple[Array, Frequencies]:
        """Documents, and weighted frequencies in them, of a `key` or of a `fold` of several."""
        low, high = self.bounds(name, rank)
        documents = self.file.part(f"{name}.documents", low, high)
        codes = self.file.part(f"{name}.frequencies", low, high)
        return documents, Frequencies(codes, *self._escapes(name, low, high, "weighted"))

    def run(self, name: str, low: int, high: int, kind: str) -> tuple[Array, Array]:
        """Documents and `raw` or `weighted` frequencies of consecutive postings."""
        documents = self.file.part(f"{name}.documents", low, high)
        codes = self.file.part(f"{name}.frequencies", low, high)
        frequencies = decode(codes, WEIGHTED if kind == "weighted" else RAW)
        escaped, values = self._escapes(name, low, high, kind)
        frequencies[escaped] = values
        return documents, frequencies

    def heavier(self, term: Term) -> Array:
        """The documents, in order, in which a term stands in a field that weighs more than the
        least, deletions not heeded; no position is looked at.
        """
        found = np.zeros(self.documents, bool)
        for ranks in self.ranges(term):
            low, high = self.bounds("key", ranks.start, ranks.stop)
            codes = self.file.part("key.frequencies", low, high)
            at = heavier(codes)
            escaped, raw = self._escapes("key", low, high, "raw")
            if len(escaped):
                weighted = self._escapes("key", low, high, "weighted")[1]
                at = np.setdiff1d(at, escaped[weighted == raw], assume_unique=True)
            found[as_index(self.file.part("key.documents", low, high).take(at))] = True
        return indices_of_true(found)

    def _escapes(self, name: str, low: int, high: int, kind: str) -> tuple[Array, Array]:
        """The postings from `low` up, counted from there, whose frequencies have no code."""
        escaped = self._escaped(name)
        first, last = bisect_left(escaped, low), bisect_left(escaped, high)
        if first == last:
            return _NONE, _NONE
        numbers = self.file.whole(f"{name}.escaped")[first:last] - np.uint32(low)
        return numbers, self.file.part(f"{name}.{kind}", first, last)

    def _escaped(self, name: str) -> memoryview:
        known = self._escapes_of.get(name)
        if known is None:
            escaped = np.ascontiguousarray(self.file.whole(f"{name}.escaped"), np.uint32)
            known = self._escapes_of[name] = escaped.data
        return known

    def bounds(self, name: str, rank: int, end: int = 0) -> tuple[int, int]:
        """Where the postings of a `key` or `fold` begin and end, or of all up to `end`."""
        starts = self.file.part(f"{name}.postings", rank, (end or rank + 1) + 1)
        return int(starts[0]), int(starts[-1])

    def occurrences(self, ranks: range) -> int:
        """How often keys occur, deletions not heeded."""
        low, high = self._numbers(ranks)
        return high - low

    def occurrences_of(self, term: Term) -> int:
        """How often a term occurs anywhere, deletions not heeded."""
        return sum(map(self.occurrences, self.ranges(term)))

    def _numbers(self, ranks: range) -> tuple[int, int]:
        """The number of the first occurrence of consecutive keys, and of the first behind them."""
        starts = self.file.part("key.positions", ranks.start, ranks.stop + 1)
        return int(starts[0]), int(starts[-1])

    def standing(self, ranks: range, extra: int = 0) -> Standing:
        """The slots where keys stand; only those of postings with so much of `extra` weight."""
        first, last = self.bounds("key", ranks.start, ranks.stop)
        documents, raw = self.run("key", first, last, "raw")
        raw = raw.astype(np.intp)
        low, high = self._numbers(ranks)
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
        slots = np.repeat(self.starts.take(documents), raw)
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

    def _positions_at(self, numbers: Array) -> Array:
        """The positions of some occurrences."""
        positions = self.file.at("positions", numbers).astype(np.uint32)
        wide = self.file.whole("positions.wide")
        if len(wide):
            at = np.searchsorted(wide, numbers)
            far = np.flatnonzero(wide.take(at, mode="clip") == numbers)
            tops = self.file.at("positions.high", at.take(far)).astype(np.uint32)
            positions[far] |= tops << 16
        return positions

    # What follows what

    def followed(self, several: Sequence[range], ranges: Sequence[range]) -> list[Array]:
        """For each of several runs of keys, the occurrences behind which one of others stands."""
        # Looked up once for all: wildcards stand for hundreds of keys on either side.
        spans, rare = [], []
        for each in ranges:
            own = self.file.part("code", each.start, each.stop)
            common = own[own != RARE]
            if len(common) < len(own):
                rare.append(each)
            if len(common):
                spans.append((common[0], common[-1]))
        table = _table(spans) if len(spans) > _COMPARED else None
        found = []
        for ranks in several:
            low, high = self._numbers(ranks)
            codes = self.file.part("following", low, high)
            here = _within(codes, spans) if table is None else table.take(codes)
            if rare:
                here[self._followed_by_rare(low, high, rare)] = True
            found.append(indices_of_true(here) + low)
        return found

    def _followed_by_rare(self, low: int, high: int, ranges: Sequence[range]) -> Array:
        """Those of the occurrences from `low` up, counted from there, that rare keys follow."""
        numbers = self.file.whole("following.rare")
        first, last = np.searchsorted(numbers, (low, high))
        keys = self.file.part("following.keys", first, last)
        wanted = np.zeros(len(keys), bool)
        for each in ranges:
            wanted |= (keys >= each.start) & (keys < each.stop)
        return numbers[first:last][wanted] - np.uint32(low)

    def located(self, ranks: range, numbers: Array) -> tuple[Array, Array]:
        """The slots and the documents of some occurrences of keys, given by number in order."""
        low, high = self._numbers(ranks)
        documents, raw = self.run("key", *self.bounds("key", ranks.start, ranks.stop), "raw")
        if len(numbers) * _LOOKUP > high - low:
            owners = np.repeat(documents, raw.astype(np.intp)).take(numbers - low)
        else:
            ends = np.cumsum(raw, dtype=np.uint32)
            wanted = (numbers - low).astype(ends.dtype)
            owners = documents.take(ends.searchsorted(wanted, "right"))
        owners = owners.astype(np.intp)
        return self.starts.take(owners) + self._positions_at(numbers), owners

    def keys_at(self, numbers: Array) -> Array:
        """The keys, by number, of some occurrences."""
        starts = self.file.whole("key.positions")
        # They are those of a few keys that stand together, whose starts are soon searched.
        ends = np.array([numbers.min(), numbers.max()], starts.dtype)
        first, last = starts.searchsorted(ends, "right").tolist()
        some = starts[first:last]
        found: Array = some.searchsorted(numbers.astype(starts.dtype), "right") + (first - 1)
        return found

    def keys_behind(self, numbers: Array) -> Array:
        """The keys, by number, behind some occurrences that do not end a paragraph."""
        codes = self.file.at("following", numbers)
        found = self._key_of_code.take(codes)
        rare = indices_of_true(codes == RARE)
        if len(rare):
            places = np.searchsorted(self.file.whole("following.rare"), numbers[rare])
            found[rare] = self.file.whole("following.keys")[places]
        return found

    @cached_property
    def _key_of_code(self) -> Array:
        common = np.flatnonzero(self.file.whole("code") != RARE)
        keys = np.zeros(RARE + 1, np.int64)
        keys[1 : len(common) + 1] = common
        return keys

    # Places

    @cached_property
    def starts(self) -> Array:
        """The first slot of each document, and the end of the last."""
        return self.file.whole("starts").astype(np.intp)

    def paragraph_ends(self, slots: Array) -> Array:
        """For each slot, the first empty slot that follows."""
        gaps = self.file.whole("gaps")
        ends: Array = gaps[np.searchsorted(gaps, slots)]
        return ends

    def documents_of(self, slots: Array) -> Array:
        """The document in which each slot lies."""
        found: Array = self.starts.searchsorted(slots, "right") - 1
        return found

    def weights(self, slots: Array, documents: Array) -> Array:
        """What an occurrence in each slot counts for."""
        positions = slots - self.starts.take(documents)
        weights = np.full(len(slots), _WEIGHTS[-1], np.float32)
        for field, step in _STEPS:
            weights += (positions < self._ends_of(field, documents)) * np.float32(step)
        return weights

    def within(self, fields: tuple[str, ...], slots: Array, documents: Array) -> Array:
        """For each slot, whether it lies in one of the fields."""
        positions = slots - self.starts.take(documents)
        inside = np.zeros(len(slots), bool)
        for field in (number for number, name in enumerate(_FIELDS) if name in fields):
            here = np.ones(len(slots), bool)
            if field:
                here &= positions >= self._ends_of(field - 1, documents)
            if field < len(_FIELDS) - 1:
                here &= positions < self._ends_of(field, documents)
            inside |= here
        return inside

    @property
    def field_ends(self) -> Array:
        """For each document where its fields end but the last, in slots from its first."""
        return self.file.whole("ends").reshape(self.documents, len(_FIELDS) - 1)

    def _ends_of(self, field: int, documents: Array) -> Array:
        """Where a field but the last ends in some documents, in slots from their first."""
        ends: Array = self.file.whole("ends").take(documents * (len(_FIELDS) - 1) + field)
        return ends

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


def _within(codes: Array, spans: Sequence[tuple[Any, Any]]) -> Array:
    """For each code, whether it lies in one of some spans."""
    found: Array = np.zeros(len(codes), bool)
    for first, last in spans:
        # What is below the first wraps around to above the last.
        found |= codes - first <= last - first
    return found


def _table(spans: Sequence[tuple[Any, Any]]) -> Array:
    """For every code there may be, whether it lies in one of some spans."""
    table: Array = np.zeros(RARE + 1, bool)
    for first, last in spans:
        table[first : int(last) + 1] = True
    return table
