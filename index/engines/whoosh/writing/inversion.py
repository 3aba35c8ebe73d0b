"""Inversion: the tokens of reports, in reading order, become postings by term.

The tokens of a segment are put into slots, with an empty slot before the first and after each
paragraph and field (`index.engines.whoosh.storage.slot_map`). One sort of all pairs of key and slot
then gives the postings. A position is a slot counted from the first slot of its report.
"""

from array import array
from collections import defaultdict
from itertools import count

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.successor_codes import RARE, successor_codes
from index.engines.whoosh.writing.column_builder import ColumnBuilder
from index.engines.whoosh.writing.lexicon_builder import lexicon_arrays
from index.engines.whoosh.writing.postings import Postings, starts_of
from index.language.analysis import FIELDS, analyse
from index.language.spelling import fold
from index.report import Report

__all__ = ["Batch"]

_FIELD_NUMBERS = {name: number for number, name in enumerate(FIELDS)}
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.uint8)


class Batch:
    """Reports, in memory, that become a segment; no two have the same identifier."""

    def __init__(self) -> None:
        # Keys are numbered from 1 in the order in which they come; 0 is an empty slot.
        numbers: defaultdict[str, int] = defaultdict(count(1).__next__)
        self._numbers = numbers
        self._slots = array("I", [0])
        # The slot at which each field of each report ends.
        self._ends = array("I")
        self._columns = ColumnBuilder()
        self._documents = 0

    def add(self, report: Report) -> None:
        """Add a report."""
        slots, number = self._slots, self._numbers.__getitem__
        ends = [0] * len(FIELDS)
        for field, keys in analyse(report):
            slots.extend(map(number, keys))
            slots.append(0)
            ends[_FIELD_NUMBERS[field]] = len(slots)
        reached = self._ends[-1] if self._documents else 1
        for end in ends:
            reached = max(reached, end)
            self._ends.append(reached)
        self._columns.add(report)
        self._documents += 1

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of a segment of these reports."""
        lexicon, sorted_numbers = self._lexicon()
        slots = sorted_numbers[np.frombuffer(self._slots, np.uint32)]
        keys = len(self._numbers)
        ends = np.frombuffer(self._ends, np.uint32).reshape(self._documents, len(FIELDS))
        starts = np.concatenate(([1], ends[:, -1])).astype(np.uint32)
        found = lexicon | self._columns.arrays()
        found |= {"starts": starts, "ends": (ends - starts[:-1, None])[:, :-1].ravel()}
        weights = _slot_weights(starts, ends)
        found |= _lengths(slots < keys, weights, starts)
        postings, occurrences = _invert(slots, keys, starts, weights)
        found |= occurrences | postings.arrays("key")
        found |= postings.united(found["fold.keys"]).arrays("fold")
        found["gaps"] = np.flatnonzero(slots == keys).astype(np.uint32)
        return found

    def _lexicon(self) -> tuple[dict[str, Array], Array]:
        """Return the lexicon, and the sorted number of each key by its number in `_numbers`.

        An empty slot (0) gets the number of keys, so that it is sorted after all keys.
        """
        ordered = sorted((fold(key), key, number) for key, number in self._numbers.items())
        sorted_numbers = np.full(len(ordered) + 1, len(ordered), np.uint32)
        known = [number for _, _, number in ordered]
        sorted_numbers[known] = np.arange(len(ordered), dtype=np.uint32)
        return lexicon_arrays([(plain, key) for plain, key, _ in ordered]), sorted_numbers


def _slot_weights(starts: Array, ends: Array) -> Array:
    """Return the weight of the field of every slot."""
    edges = np.concatenate((starts[:-1, None], ends), axis=1)
    lengths: Array = (edges[:, 1:] - edges[:, :-1]).ravel()
    weights = np.repeat(np.tile(_WEIGHTS, len(ends)), lengths)
    return np.concatenate((np.zeros(1, np.uint8), weights))


def _lengths(filled: Array, weights: Array, starts: Array) -> dict[str, Array]:
    """Return the tokens, plain and weighted, of each report; `filled`: true for each token."""
    tokens = np.concatenate(([0], np.cumsum(filled)))
    weighted = np.concatenate(([0], np.cumsum(np.where(filled, weights, 0), dtype=np.int64)))
    return {
        "tokens": np.diff(tokens[starts]).astype(np.uint32),
        "length": np.diff(weighted[starts]).astype(np.uint32),
    }


def _invert(
    slots: Array, keys: int, starts: Array, weights: Array
) -> tuple[Postings, dict[str, Array]]:
    """Return the postings of every key, and the arrays of all occurrences.

    `slots`: the key in each slot; `keys`, the number of keys, in empty ones. `starts`: the first
    slot of each report. `weights`: the weight of each slot.
    """
    ordered, key_of = _sort(slots, keys)
    lengths: Array = starts[1:] - starts[:-1]
    document_of_slot = np.repeat(np.arange(len(lengths), dtype=np.uint16), lengths)
    documents = document_of_slot[ordered - 1]
    new = np.ones(len(ordered), bool)
    new[1:] = (key_of[1:] != key_of[:-1]) | (documents[1:] != documents[:-1])
    first = np.flatnonzero(new)
    plain = np.diff(first, append=len(ordered)).astype(np.uint32)
    weighted = np.add.reduceat(weights[ordered], first, dtype=np.uint32) if len(first) else plain
    counts = np.bincount(key_of[first], minlength=keys)
    postings = Postings(starts_of(counts), documents[first], plain, weighted)
    occurrences = np.bincount(key_of, minlength=keys)
    return postings, {
        "key.positions": starts_of(occurrences),
        **_positions(ordered - starts[documents]),
        **_successors(slots[ordered + np.uint32(1)], successor_codes(occurrences)),
    }


def _sort(slots: Array, keys: int) -> tuple[Array, Array]:
    """Return the filled slots sorted by key, then by slot; and the key in each."""
    # One 64-bit number for each slot, its key in the upper half, sorts faster than a pair.
    pairs = slots.astype(np.int64)
    pairs <<= 32
    pairs |= np.arange(len(slots))
    pairs.sort()
    pairs = pairs[: np.searchsorted(pairs, keys << 32)]  # without the empty slots
    return (pairs & 0xFFFFFFFF).astype(np.uint32), (pairs >> 32).astype(np.uint32)


def _positions(positions: Array) -> dict[str, Array]:
    """Return the arrays of the positions of all occurrences."""
    wide = np.flatnonzero(positions > 0xFFFF)
    return {
        "positions": positions.astype(np.uint16),
        "positions.wide": wide.astype(np.uint32),
        "positions.high": (positions[wide] >> 16).astype(np.uint16),
    }


def _successors(followers: Array, codes: Array) -> dict[str, Array]:
    """Return the arrays of the successors of all occurrences.

    `followers`: the key in the next slot, or the number of keys; `codes`: the code of each key.
    """
    following = np.append(codes, np.uint16(0))[followers]
    rare = np.flatnonzero(following == RARE)
    return {
        "code": codes,
        "following": following,
        "following.rare": rare.astype(np.uint32),
        "following.keys": followers[rare],
    }
