"""The input of a merge: the live documents of each segment, and their postings part by part."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.successor_codes import RARE
from index.engines.whoosh.writing.lexicon_builder import MergedLexicon
from index.engines.whoosh.writing.postings import Postings, starts_of

__all__ = ["Source", "Stretch", "count_occurrences", "stretches"]

# Occurrences that are merged at a time; each takes about 50 bytes of memory.
_OCCURRENCES = 1 << 20


class Source:
    """A segment that is merged; `base`: the number of live documents in the sources before it."""

    def __init__(self, segment: Segment, live: Array | None, base: int) -> None:
        self.segment = segment
        self.live: Array = np.ones(segment.documents, bool) if live is None else live
        self.all_live = bool(self.live.all())
        self.documents = int(np.count_nonzero(self.live))
        # The new number of each document; the element of a deleted one has no meaning.
        self.numbers: Array = (np.cumsum(self.live) + (base - 1)).astype(np.uint16)

    def column(self, name: str) -> Array:
        """Return a column of the live documents."""
        return self.segment.file.whole(name)[self.live]

    @property
    def postings(self) -> int:
        """The number of postings of keys in live documents."""
        if self.all_live:
            return len(self.segment.file.unchecked("key.documents"))
        return int(np.count_nonzero(self.live[self.segment.file.whole("key.documents")]))

    @cached_property
    def occurrences(self) -> Array:
        """The number of occurrences of each key in live documents."""
        starts = self.segment.file.whole("key.positions").astype(np.int64)
        if self.all_live:
            return np.diff(starts)
        postings = self.segment.file.whole("key.postings").astype(np.int64)
        counts = [np.zeros(0, np.int64)]
        for first, last in _parts(postings):
            starts = postings[first : last + 1]
            low, high = int(starts[0]), int(starts[-1])
            documents = self.segment.key_postings.documents(low, high)
            plain = self.segment.key_postings.plain(low, high)
            counts.append(np.diff(_sums_before(plain * self.live[documents], starts - low)))
        return np.concatenate(counts)


class Stretch(NamedTuple):
    """The merged postings of some consecutive keys.

    `folds`: the first key of each fold, counted from the first of the stretch, and the end of the
    last. `occurrences`: the number of occurrences of each key. `positions`: the position of each
    occurrence. `following`: the key after each occurrence, or the number of keys at the end of a
    paragraph.
    """

    folds: Array
    postings: Postings
    occurrences: Array
    positions: Array
    following: Array


class _Part:
    """The part of a stretch that comes from one source, without deleted documents.

    `keys`: the number in the merged lexicon of each key of the source; `low`, `high`: the keys of
    the stretch, by that number. `postings`, `occurrences`: how many there are of each such key.
    """

    def __init__(self, source: Source, keys: Array, by_code: Array, low: int, high: int) -> None:
        segment = source.segment
        first, last = np.searchsorted(keys, (low, high)).tolist()
        postings = segment.file.part("key.postings", first, last + 1).astype(np.int64)
        occurrences = segment.file.part("key.positions", first, last + 1).astype(np.int64)
        begin, end = int(postings[0]), int(postings[-1])
        documents = segment.key_postings.documents(begin, end)
        self.plain = segment.key_postings.plain(begin, end)
        self.weighted = segment.key_postings.weighted(begin, end).astype(np.uint32)
        self.positions = segment.positions.slice(int(occurrences[0]), int(occurrences[-1]))
        self.following = _following(segment, keys, by_code, occurrences)
        self.documents = source.numbers[documents]
        postings, occurrences = postings - begin, occurrences - occurrences[0]
        if not source.all_live:
            live = source.live[documents]
            present = np.repeat(live, self.plain)
            postings = _sums_before(live, postings)
            occurrences = _sums_before(present, occurrences)
            self.documents, self.plain = self.documents[live], self.plain[live]
            self.weighted, self.positions = self.weighted[live], self.positions[present]
            self.following = self.following[present]
        here = keys[first:last] - low
        self.postings = np.bincount(here, np.diff(postings), high - low).astype(np.int64)
        self.occurrences = np.bincount(here, np.diff(occurrences), high - low).astype(np.int64)


def _following(segment: Segment, keys: Array, by_code: Array, occurrences: Array) -> Array:
    """Return the merged number of the key after each occurrence."""
    low, high = int(occurrences[0]), int(occurrences[-1])
    found: Array = by_code[segment.file.part("following", low, high)]
    rare = segment.file.whole("following.rare")
    first, last = np.searchsorted(rare, (low, high))
    found[rare[first:last] - low] = keys[segment.file.part("following.keys", first, last)]
    return found


def _keys_by_code(segment: Segment, keys: Array, none: int) -> Array:
    """Return the merged number of the key of each successor code; `none`: that of code 0."""
    common = np.flatnonzero(segment.file.whole("code") != RARE)
    by_code = np.full(RARE + 1, none, np.uint32)
    by_code[1 : len(common) + 1] = keys[common]
    return by_code


def _sums_before(values: Array, starts: Array) -> Array:
    """Return the sum of all values before each start.

    For booleans of which elements are kept, this is where each run starts among the kept ones.
    """
    before: Array = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))[starts]
    return before


def count_occurrences(sources: Sequence[Source], lexicon: MergedLexicon) -> Array:
    """Return the number of occurrences of each key of the merged lexicon."""
    found = np.zeros(len(lexicon), np.int64)
    # Without any key, the numbers of keys that no longer occur have no meaning.
    for source, keys in zip(sources, lexicon.numbers, strict=True) if len(found) else ():
        found += np.bincount(keys, source.occurrences, len(lexicon)).astype(np.int64)
    return found


def stretches(
    sources: Sequence[Source], lexicon: MergedLexicon, occurrences: Array
) -> Iterator[Stretch]:
    """Yield the merged postings of all keys, some keys at a time; a fold is never divided."""
    folds = lexicon.folds
    by_code = [
        _keys_by_code(source.segment, keys, len(lexicon))
        for source, keys in zip(sources, lexicon.numbers, strict=True)
    ]
    for first, last in _parts(np.concatenate(([0], np.cumsum(occurrences)))[folds]):
        low, high = int(folds[first]), int(folds[last])
        parts = [
            _Part(source, keys, own, low, high)
            for source, keys, own in zip(sources, lexicon.numbers, by_code, strict=True)
        ]
        of_postings = _targets([each.postings for each in parts])
        of_occurrences = _targets([each.occurrences for each in parts])
        counts = np.sum([each.postings for each in parts], axis=0)
        yield Stretch(
            folds[first : last + 1] - low,
            Postings(
                starts_of(counts),
                _scattered(of_postings, [each.documents for each in parts]),
                _scattered(of_postings, [each.plain for each in parts]),
                _scattered(of_postings, [each.weighted for each in parts]),
            ),
            occurrences[low:high],
            _scattered(of_occurrences, [each.positions for each in parts]),
            _scattered(of_occurrences, [each.following for each in parts]),
        )


def _parts(starts: Array) -> Iterator[tuple[int, int]]:
    """Yield slices of consecutive runs, each of about `_OCCURRENCES` elements, at least one run.

    `starts`: where each run begins, and where the last ends.
    """
    first, end = 0, len(starts) - 1
    while first < end:
        last = int(np.searchsorted(starts, starts[first] + _OCCURRENCES, "right")) - 1
        last = min(end, max(first + 1, last))
        yield first, last
        first = last


def _targets(counts: list[Array]) -> list[Array]:
    """Return for each source the merged indices of its elements.

    `counts`: for each source the number of elements of each key. The elements of a key
    are put together, in the order of the sources.
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
    """Return one array of the elements of all parts, each at its target."""
    whole = np.empty(sum(map(len, parts)), parts[0].dtype)
    for target, part in zip(targets, parts, strict=True):
        whole[target] = part
    return whole
