"""Which segments a commit merges.

A segment is merged with others when these bring as many reports as it has, so a report is
rewritten at most once for every doubling, 16 times in all, and segments that are not full grow
at least twofold in size from one to the next: their number is logarithmic.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.engines.whoosh.storage.segment import DOCUMENTS

__all__ = ["Size", "filled", "groups"]

# So many slots at most, since the number of one takes four bytes.
_SLOTS = 1 << 31
# A segment is rewritten when it has one deleted report for so many live ones.
_LIVE_FOR_DEAD = 2


class Size(NamedTuple):
    """The size of a segment; `new`: whether it was written since the last commit."""

    live: int
    dead: int
    slots: int
    new: bool

    @property
    def wasteful(self) -> bool:
        """Whether so much is deleted that the segment is better rewritten."""
        return self.dead * _LIVE_FOR_DEAD > self.live

    @property
    def full(self) -> bool:
        """Whether hardly any segment would still fit beside this one."""
        return self.live * 2 > DOCUMENTS or self.slots * 2 > _SLOTS


def groups(sizes: Sequence[Size]) -> list[list[int]]:
    """The segments, by number, that are to be merged at a commit, group by group."""
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


def filled(sizes: Sequence[Size]) -> list[list[int]]:
    """Groups of new segments that together fill one, to be merged before the commit comes."""
    small = [number for number, size in enumerate(sizes) if size.new and not size.full]
    packed = _packed(small, sizes)
    # The last group of each kind may still grow.
    return [each for each in packed if len(each) > 1 and _nearly_full(each, sizes)]


def _nearly_full(group: list[int], sizes: Sequence[Size]) -> bool:
    live = sum(sizes[number].live for number in group)
    slots = sum(sizes[number].slots for number in group)
    return live * 8 > DOCUMENTS * 7 or slots * 8 > _SLOTS * 7


def _packed(numbers: Iterable[int], sizes: Sequence[Size]) -> list[list[int]]:
    """Groups that each fit into one segment, the largest segments placed first."""
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
