"""Which keys stand side by side in a segment."""

from collections.abc import Iterator

import numpy as np

from index.clauses import Term
from index.whoosh.arrays import Array
from index.whoosh.row import RARE
from index.whoosh.segment import Segment

__all__ = ["pairs"]


def pairs(
    segment: Segment, first: Term, second: Term, live: Array | None
) -> Iterator[tuple[str, str, int]]:
    """The keys in which two terms stand side by side, with how often they do."""
    before, after = segment.ranges(first), segment.ranges(second)
    if not before or not after:
        return
    counts = [sum(map(segment.occurrences, each)) for each in (before, after)]
    known, other, step = (before, after, 1) if counts[0] <= counts[1] else (after, before, -1)
    mine, slots = _standing(segment, known, live)
    beside = _numbers(segment, slots + step, other)
    found = beside >= 0
    numbers, others = _listed(known), _listed(other)
    codes = mine[found] * len(others) + beside[found]
    for code, count in enumerate(np.bincount(codes).tolist()):
        if count:
            here, there = numbers[code // len(others)], others[code % len(others)]
            left, right = (here, there) if step == 1 else (there, here)
            yield segment.keys[left], segment.keys[right], count


def _listed(ranges: tuple[range, ...]) -> list[int]:
    """The numbers of the keys in some ranges."""
    return [rank for ranks in ranges for rank in ranks]


def _standing(
    segment: Segment, ranges: tuple[range, ...], live: Array | None
) -> tuple[Array, Array]:
    """The slots of keys in live documents, each with the place of its key among them."""
    places, slots = [], []
    for place, rank in enumerate(_listed(ranges)):
        found, documents = segment.slots(range(rank, rank + 1))
        if live is not None:
            found = found[live.take(documents)]
        slots.append(found.astype(np.intp))
        places.append(np.full(len(found), place))
    return np.concatenate(places), np.concatenate(slots)


def _numbers(segment: Segment, slots: Array, ranges: tuple[range, ...]) -> Array:
    """For each slot the place of its key among those of the ranges, -1 where it is none."""
    ranks = np.array(_listed(ranges))
    row = segment.file.at("row", slots)
    codes = np.concatenate([segment.file.part("code", each.start, each.stop) for each in ranges])
    table = np.full(RARE + 1, -1)
    table[codes] = np.arange(len(codes))
    table[RARE] = -1
    found: Array = table.take(row)
    if (codes == RARE).any():
        at = np.flatnonzero(row == RARE)
        places = np.searchsorted(segment.file.whole("row.rare"), slots[at])
        keys = segment.file.whole("row.keys")[places]
        order = np.argsort(ranks)
        near = np.searchsorted(ranks, keys, sorter=order).clip(max=len(ranks) - 1)
        found[at] = np.where(ranks[order[near]] == keys, order[near], -1)
    return found
