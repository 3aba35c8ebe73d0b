"""Segments that are merged: what of them stays, and stretches of their postings side by side."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.successor_codes import RARE
from index.engines.whoosh.writing.lexicon import Lexicon
from index.engines.whoosh.writing.postings import Postings, starts_of

__all__ = ["Source", "Stretch", "occurrences_of", "stretches"]

# Occurrences that are taken over at a time: about 50 bytes of memory each.
_OCCURRENCES = 1 << 20


class Source:
    """A segment that is merged; `base`: the number of documents before its own."""

    def __init__(self, segment: Segment, live: Array | None, base: int) -> None:
        self.segment = segment
        self.live: Array = np.ones(segment.documents, bool) if live is None else live
        self.all_live = bool(self.live.all())
        self.documents = int(np.count_nonzero(self.live))
        # For each document its new number; of deleted ones it means nothing.
        self.numbers: Array = (np.cumsum(self.live) + (base - 1)).astype(np.uint16)

    def column(self, name: str) -> Array:
        """A column of the documents that stay."""
        return self.segment.file.whole(name)[self.live]

    @property
    def postings(self) -> int:
        """The number of postings of keys that stay."""
        if self.all_live:
            return len(self.segment.file.unchecked("key.documents"))
        return int(np.count_nonzero(self.live[self.segment.file.whole("key.documents")]))

    @cached_property
    def occurrences(self) -> Array:
        """How often each key occurs in the documents that stay."""
        starts = self.segment.file.whole("key.positions").astype(np.int64)
        if self.all_live:
            return np.diff(starts)
        postings = self.segment.file.whole("key.postings").astype(np.int64)
        counts = [np.zeros(0, np.int64)]
        for first, last in _cuts(postings):
            starts = postings[first : last + 1]
            documents, raw = self.segment.run("key", int(starts[0]), int(starts[-1]), "raw")
            counts.append(np.diff(_sum_before(raw * self.live[documents], starts - starts[0])))
        return np.concatenate(counts)


class Stretch(NamedTuple):
    """The postings of some consecutive keys, from all sources.

    `folds`: the first key of each fold, counted within the stretch, with the end of the last.
    `occurrences`: how often each key occurs. `positions`: where, in order. `following`: the
    number of the key behind each, that of no key at the end of a paragraph.
    """

    folds: Array
    postings: Postings
    occurrences: Array
    positions: Array
    following: Array


class _Taken:
    """What one source gives to a stretch; the counts are by key of the stretch."""

    def __init__(self, source: Source, places: Array, keys: Array, low: int, high: int) -> None:
        segment = source.segment
        first, last = np.searchsorted(places, (low, high)).tolist()
        postings = segment.file.part("key.postings", first, last + 1).astype(np.int64)
        occurrences = segment.file.part("key.positions", first, last + 1).astype(np.int64)
        begin, end = int(postings[0]), int(postings[-1])
        documents, self.raw = segment.run("key", begin, end, "raw")
        self.weighted = segment.run("key", begin, end, "weighted")[1].astype(np.uint32)
        self.positions = segment.positions(int(occurrences[0]), int(occurrences[-1]))
        self.following = _following(segment, places, keys, occurrences)
        self.documents = source.numbers[documents]
        postings, occurrences = postings - begin, occurrences - occurrences[0]
        if not source.all_live:
            live = source.live[documents]
            present = np.repeat(live, self.raw)
            postings = _sum_before(live, postings)
            occurrences = _sum_before(present, occurrences)
            self.documents, self.raw = self.documents[live], self.raw[live]
            self.weighted, self.positions = self.weighted[live], self.positions[present]
            self.following = self.following[present]
        here = places[first:last] - low
        self.postings = np.bincount(here, np.diff(postings), high - low).astype(np.int64)
        self.occurrences = np.bincount(here, np.diff(occurrences), high - low).astype(np.int64)


def _following(segment: Segment, places: Array, keys: Array, occurrences: Array) -> Array:
    """The common number of the key behind each occurrence; `keys` has it by code."""
    low, high = int(occurrences[0]), int(occurrences[-1])
    found: Array = keys[segment.file.part("following", low, high)]
    rare = segment.file.whole("following.rare")
    first, last = np.searchsorted(rare, (low, high))
    found[rare[first:last] - low] = places[segment.file.part("following.keys", first, last)]
    return found


def _keys_of_codes(segment: Segment, places: Array, none: int) -> Array:
    """The common number of the key that each code of a segment stands for."""
    common = np.flatnonzero(segment.file.whole("code") != RARE)
    keys = np.full(RARE + 1, none, np.uint32)
    keys[1 : len(common) + 1] = places[common]
    return keys


def _sum_before(values: Array, starts: Array) -> Array:
    """The sum of all values before each start; of truth values, where runs begin that stay."""
    before: Array = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))[starts]
    return before


def occurrences_of(sources: Sequence[Source], lexicon: Lexicon) -> Array:
    """How often each key of the lexicon occurs."""
    found = np.zeros(len(lexicon), np.int64)
    # With no key left, no place is one.
    for source, places in zip(sources, lexicon.places, strict=True) if len(found) else ():
        found += np.bincount(places, source.occurrences, len(lexicon)).astype(np.int64)
    return found


def stretches(sources: Sequence[Source], lexicon: Lexicon, occurrences: Array) -> Iterator[Stretch]:
    """The postings of all keys, stretch by stretch; a fold is never cut in two."""
    folds = lexicon.folds
    keys = [
        _keys_of_codes(source.segment, places, len(lexicon))
        for source, places in zip(sources, lexicon.places, strict=True)
    ]
    for first, last in _cuts(np.concatenate(([0], np.cumsum(occurrences)))[folds]):
        low, high = int(folds[first]), int(folds[last])
        taken = [
            _Taken(source, places, codes, low, high)
            for source, places, codes in zip(sources, lexicon.places, keys, strict=True)
        ]
        targets = _targets([each.postings for each in taken])
        of_positions = _targets([each.occurrences for each in taken])
        counts = np.sum([each.postings for each in taken], axis=0)
        yield Stretch(
            folds[first : last + 1] - low,
            Postings(
                starts_of(counts),
                _scattered(targets, [each.documents for each in taken]),
                _scattered(targets, [each.raw for each in taken]),
                _scattered(targets, [each.weighted for each in taken]),
            ),
            occurrences[low:high],
            _scattered(of_positions, [each.positions for each in taken]),
            _scattered(of_positions, [each.following for each in taken]),
        )


def _cuts(starts: Array) -> Iterator[tuple[int, int]]:
    """Consecutive runs in portions: the first of each, and the first behind it."""
    first, end = 0, len(starts) - 1
    while first < end:
        last = int(np.searchsorted(starts, starts[first] + _OCCURRENCES, "right")) - 1
        last = min(end, max(first + 1, last))
        yield first, last
        first = last


def _targets(counts: list[Array]) -> list[Array]:
    """For each source the places of its elements when runs of equal keys are put together.

    `counts`: for each source and key the length of the run.
    """
    total = np.sum(counts, axis=0)
    begin = np.cumsum(total) - total
    found = []
    for lengths in counts:
        offsets = begin - (np.cumsum(lengths) - lengths)
        found.append(np.repeat(offsets, lengths) + np.arange(lengths.sum()))
        begin = begin + lengths
    return found


def _scattered(targets: list[Array], parts: list[Array]) -> Array:
    """The elements of parts, each put where it belongs."""
    whole = np.empty(sum(map(len, parts)), parts[0].dtype)
    for target, part in zip(targets, parts, strict=True):
        whole[target] = part
    return whole
