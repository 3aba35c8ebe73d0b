"""The merge policy: the choice of segments that a commit merges.

A segment is merged only with segments that together bring at least as many reports as it has. A
report is therefore rewritten at most once for every doubling, 16 times in all, and each segment
that is not full is at least twice as large as the next smaller one, so there are few of them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.engines.whoosh.storage.segment import DOCUMENTS

__all__ = ["Size", "merges_at_commit", "merges_of_full"]

# Largest number of slots in a segment, so that a slot number fits in four bytes.
_SLOTS = 1 << 31
# A segment is rewritten if it has more than one deleted report for this many live ones.
_LIVE_FOR_DEAD = 2


class Size(NamedTuple):
    """The size of a segment in reports and slots; `new`: it was written since the last commit."""

    live: int
    dead: int
    slots: int
    new: bool

    @property
    def wasteful(self) -> bool:
        """True if so many reports are deleted that the segment should be rewritten."""
        return self.dead * _LIVE_FOR_DEAD > self.live

    @property
    def full(self) -> bool:
        """True if the segment leaves room for hardly any other."""
        return self.live * 2 > DOCUMENTS or self.slots * 2 > _SLOTS


def merges_at_commit(sizes: Sequence[Size]) -> list[list[int]]:
    """Return the groups of segments, by index, that a commit merges."""
    wasteful = [number for number, size in enumerate(sizes) if size.wasteful]
    chosen = [n for n, size in enumerate(sizes) if size.new and not size.full]
    chosen += [number for number in wasteful if number not in chosen]
    brought = sum(sizes[number].live for number in chosen)
    others = (n for n, s in enumerate(sizes) if n not in chosen and not s.full)
    for number in sorted(others, key=lambda number: sizes[number].live):
        if sizes[number].live <= brought:
            chosen.append(number)
            brought += sizes[number].live
    return [each for each in _packed(chosen, sizes) if len(each) > 1 or each[0] in wasteful]


def merges_of_full(sizes: Sequence[Size]) -> list[list[int]]:
    """Return the groups of new segments, by index, that are merged before the commit.

    Each group fills a segment, so nothing is gained by waiting for more.
    """
    small = [number for number, size in enumerate(sizes) if size.new and not size.full]
    return [each for each in _packed(small, sizes) if len(each) > 1 and _nearly_full(each, sizes)]


def _nearly_full(group: list[int], sizes: Sequence[Size]) -> bool:
    live = sum(sizes[number].live for number in group)
    slots = sum(sizes[number].slots for number in group)
    return live * 8 > DOCUMENTS * 7 or slots * 8 > _SLOTS * 7


def _packed(numbers: Iterable[int], sizes: Sequence[Size]) -> list[list[int]]:
    """Return groups that each fit into one segment; the largest are placed first (first fit)."""
    packed: list[list[int]] = []
    room: list[tuple[int, int]] = []
    for number in sorted(numbers, key=lambda number: -sizes[number].live):
        live, slots = sizes[number].live, sizes[number].slots
        for at, (documents_left, slots_left) in enumerate(room):
            if live <= documents_left and slots <= slots_left:
                packed[at].append(number)
                room[at] = documents_left - live, slots_left - slots
                break
        else:
            packed.append([number])
            room.append((DOCUMENTS - live, _SLOTS - slots))
    return [sorted(group) for group in packed]
