"""Inversion: from the tokens of reports, in reading order, to postings by term.

The tokens of a segment stand in one row of slots, with an empty slot before the first and after
each paragraph, so that what is adjacent in the row is adjacent in a paragraph. A position is a
slot counted from the report's first. One sort of (key, slot) pairs gives all postings.
"""

from array import array
from collections import defaultdict
from itertools import count

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import Columns, Facts
from index.engines.whoosh.storage.successor_codes import RARE, codes_of
from index.engines.whoosh.writing.lexicon import lexicon_arrays
from index.engines.whoosh.writing.postings import Postings, starts_of
from index.language.analysis import FIELDS, analyse
from index.language.spelling import fold
from index.planning.scoring import length_to_byte
from index.report import Report

__all__ = ["Batch"]

_FIELD_NUMBERS = {name: number for number, name in enumerate(FIELDS)}
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.uint8)


class Batch:
    """Reports on their way into a segment, in memory; each has an identifier of its own."""

    def __init__(self) -> None:
        ids: defaultdict[str, int] = defaultdict(count(1).__next__)
        self._ids = ids
        self._slots = array("I", [0])
        self._ends = array("I")
        self._columns = Columns()
        self._documents = 0

    def add(self, report: Report) -> None:
        """Add a report."""
        slots, number = self._slots, self._ids.__getitem__
        ends = [0] * len(FIELDS)
        for field, keys in analyse(report):
            slots.extend(map(number, keys))
            slots.append(0)
            ends[_FIELD_NUMBERS[field]] = len(slots)
        reached = self._ends[-1] if self._documents else 1
        for end in ends:
            reached = max(reached, end)
            self._ends.append(reached)
        self._columns.add(report.identifier, Facts(report))
        self._documents += 1

    def arrays(self) -> dict[str, Array]:
        """The arrays of a segment that holds the reports."""
        lexicon, ranks = self._ordered_lexicon()
        slots = ranks[np.frombuffer(self._slots, np.uint32)]
        keys = len(self._ids)
        ends = np.frombuffer(self._ends, np.uint32).reshape(self._documents, len(FIELDS))
        starts = np.concatenate(([1], ends[:, -1])).astype(np.uint32)
        found = lexicon | self._columns.arrays()
        found |= {"starts": starts, "ends": (ends - starts[:-1, None])[:, :-1].ravel()}
        weights = _slot_weights(starts, ends)
        found |= _lengths(slots < keys, weights, starts)
        postings, positions = _postings(slots, keys, starts, weights)
        found |= positions | postings.arrays("key")
        found |= postings.united(found["fold.keys"]).arrays("fold")
        found["gaps"] = np.flatnonzero(slots == keys).astype(np.uint32)
        return found

    def _ordered_lexicon(self) -> tuple[dict[str, Array], Array]:
        """The lexicon's arrays, and by number as collected the rank of a key; of 0 the count."""
        ordered = sorted((fold(key), key, number) for key, number in self._ids.items())
        ranks = np.full(len(ordered) + 1, len(ordered), np.uint32)
        ranks[[number for _, _, number in ordered]] = np.arange(len(ordered), dtype=np.uint32)
        return lexicon_arrays([(plain, key) for plain, key, _ in ordered]), ranks


def _slot_weights(starts: Array, ends: Array) -> Array:
    """For every slot, what an occurrence in its field counts for."""
    edges = np.concatenate((starts[:-1, None], ends), axis=1)
    lengths: Array = (edges[:, 1:] - edges[:, :-1]).ravel()
    weights = np.repeat(np.tile(_WEIGHTS, len(ends)), lengths)
    return np.concatenate((np.zeros(1, np.uint8), weights))


def _lengths(filled: Array, weights: Array, starts: Array) -> dict[str, Array]:
    """Tokens, weighted tokens and norm of each report."""
    tokens = np.concatenate(([0], np.cumsum(filled)))
    weighted = np.concatenate(([0], np.cumsum(np.where(filled, weights, 0), dtype=np.int64)))
    length = np.diff(weighted[starts])
    return {
        "tokens": np.diff(tokens[starts]).astype(np.uint32),
        "length": length.astype(np.uint32),
        "norm": _norms(length),
    }


def _norms(lengths: Array) -> Array:
    """The byte that stands for each length."""
    distinct, places = np.unique(lengths, return_inverse=True)
    return np.array([length_to_byte(int(each)) for each in distinct], np.uint8)[places]


def _postings(
    slots: Array, keys: int, starts: Array, weights: Array
) -> tuple[Postings, dict[str, Array]]:
    """The postings of every key, and the arrays of where it stands and what follows it.

    `slots`: the key in each slot, the number of keys in empty ones.
    """
    pairs = slots.astype(np.int64)
    pairs <<= 32
    pairs |= np.arange(len(slots))
    pairs.sort()
    pairs = pairs[: np.searchsorted(pairs, keys << 32)]  # without the empty slots
    ordered = (pairs & 0xFFFFFFFF).astype(np.uint32)
    ranks = (pairs >> 32).astype(np.uint32)
    del pairs
    lengths: Array = starts[1:] - starts[:-1]
    document_of_slot = np.repeat(np.arange(len(lengths), dtype=np.uint16), lengths)
    documents = document_of_slot[ordered - 1]
    followers = slots[ordered + np.uint32(1)]
    new = np.ones(len(ordered), bool)
    new[1:] = (ranks[1:] != ranks[:-1]) | (documents[1:] != documents[:-1])
    first = np.flatnonzero(new)
    raw = np.diff(first, append=len(ordered)).astype(np.uint32)
    weighted = np.add.reduceat(weights[ordered], first, dtype=np.uint32) if len(first) else raw
    counts = np.bincount(ranks[first], minlength=keys)
    positions = ordered - starts[documents]
    wide = np.flatnonzero(positions > 0xFFFF)
    occurrences = np.bincount(ranks, minlength=keys)
    codes = codes_of(occurrences)
    following = np.append(codes, np.uint16(0))[followers]
    rare = np.flatnonzero(following == RARE)
    return Postings(starts_of(counts), documents[first], raw, weighted), {
        "code": codes,
        "following": following,
        "following.rare": rare.astype(np.uint32),
        "following.keys": followers[rare],
        "key.positions": starts_of(occurrences),
        "positions": positions.astype(np.uint16),
        "positions.wide": wide.astype(np.uint32),
        "positions.high": (positions[wide] >> 16).astype(np.uint16),
    }
