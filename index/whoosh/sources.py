"""Segments that are merged: what of them stays, and stretches of their postings side by side."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.whoosh.arrays import Array
from index.whoosh.lexicon import Lexicon
from index.whoosh.postings import Postings, starts_of
from index.whoosh.segment import Segment

__all__ = ["Source", "Stretch", "stretches"]

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

    def live_keys(self) -> Array:
        """For each key, whether a document that stays has it."""
        if self.all_live:
            return np.ones(len(self.segment.keys), bool)
        live = self.live[self.segment.file.whole("key.documents")]
        before = _kept_before(live, self.segment.file.whole("key.postings"))
        alive: Array = before[1:] > before[:-1]
        return alive


class Stretch(NamedTuple):
    """The postings of some consecutive keys, from all sources.

    `folds`: the first key of each fold, counted within the stretch, with the end of the last.
    `occurrences`: how often each key occurs. `positions`: where, in order.
    """

    folds: Array
    postings: Postings
    occurrences: Array
    positions: Array


class _Taken:
    """What one source gives to a stretch; the counts are by key of the stretch."""

    def __init__(self, source: Source, places: Array, low: int, high: int) -> None:
        segment = source.segment
        first, last = np.searchsorted(places, (low, high)).tolist()
        postings = segment.file.part("key.postings", first, last + 1).astype(np.int64)
        occurrences = segment.file.part("key.positions", first, last + 1).astype(np.int64)
        begin, end = int(postings[0]), int(postings[-1])
        documents, self.raw = segment.run("key", begin, end, "raw")
        self.weighted = segment.run("key", begin, end, "weighted")[1].astype(np.uint32)
        self.positions = segment.positions(int(occurrences[0]), int(occurrences[-1]))
        self.documents = source.numbers[documents]
        postings, occurrences = postings - begin, occurrences - occurrences[0]
        if not source.all_live:
            live = source.live[documents]
            present = np.repeat(live, self.raw)
            postings = _kept_before(live, postings)
            occurrences = _kept_before(present, occurrences)
            self.documents, self.raw = self.documents[live], self.raw[live]
            self.weighted, self.positions = self.weighted[live], self.positions[present]
        keys = places[first:last] - low
        self.postings = np.bincount(keys, np.diff(postings), high - low).astype(np.int64)
        self.occurrences = np.bincount(keys, np.diff(occurrences), high - low).astype(np.int64)


def _kept_before(kept: Array, starts: Array) -> Array:
    """Where runs begin and end when only the kept elements stay."""
    before: Array = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))[starts]
    return before


def stretches(sources: Sequence[Source], lexicon: Lexicon) -> Iterator[Stretch]:
    """The postings of all keys, stretch by stretch; a fold is never cut in two."""
    folds = lexicon.folds
    for first, last in _cuts(sources, lexicon):
        low, high = int(folds[first]), int(folds[last])
        taken = [
            _Taken(source, places, low, high)
            for source, places in zip(sources, lexicon.places, strict=True)
        ]
        targets = _targets([each.postings for each in taken])
        counts = np.sum([each.postings for each in taken], axis=0)
        yield Stretch(
            folds[first : last + 1] - low,
            Postings(
                starts_of(counts),
                _scattered(targets, [each.documents for each in taken]),
                _scattered(targets, [each.raw for each in taken]),
                _scattered(targets, [each.weighted for each in taken]),
            ),
            np.sum([each.occurrences for each in taken], axis=0),
            _scattered(
                _targets([each.occurrences for each in taken]), [each.positions for each in taken]
            ),
        )


def _cuts(sources: Sequence[Source], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The first and the last fold, exclusive, of each stretch."""
    if not len(lexicon):
        return
    occurrences = np.zeros(len(lexicon), np.int64)
    for source, places in zip(sources, lexicon.places, strict=True):
        counts = np.diff(source.segment.file.whole("key.positions").astype(np.int64))
        occurrences += np.bincount(places, counts, len(lexicon)).astype(np.int64)
    reached = np.concatenate(([0], np.cumsum(occurrences)))[lexicon.folds]
    first, end = 0, len(lexicon.folds) - 1
    while first < end:
        last = int(np.searchsorted(reached, reached[first] + _OCCURRENCES, "right")) - 1
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
