"""Lexicons for new segments: of the keys that were collected, or of those of several segments."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.strings import pack

__all__ = ["MergedLexicon", "lexicon_arrays"]


def lexicon_arrays(pairs: Sequence[tuple[str, str]]) -> dict[str, Array]:
    """Return the arrays of a lexicon, given its sorted pairs of fold and key."""
    firsts = [at for at, (plain, _) in enumerate(pairs) if not at or pairs[at - 1][0] != plain]
    key_text, key_starts = pack(key for _, key in pairs)
    fold_text, fold_starts = pack(pairs[at][0] for at in firsts)
    return {
        "key.text": key_text,
        "key.starts": key_starts,
        "fold.text": fold_text,
        "fold.starts": fold_starts,
        "fold.keys": np.array([*firsts, len(pairs)], np.uint32),
    }


class MergedLexicon:
    """The keys that occur in at least one of several segments.

    `live`: for each segment a boolean for each key, true if the key still occurs. `numbers`: for
    each segment the merged number of each of its keys, ascending. A key that no longer occurs
    has a number without meaning that fits in that order.
    """

    def __init__(self, segments: Sequence[Segment], live: Sequence[Array]) -> None:
        own = [list(_pairs(segment)) for segment in segments]
        living = {
            pair
            for pairs, alive in zip(own, live, strict=True)
            for pair, is_live in zip(pairs, alive.tolist(), strict=True)
            if is_live
        }
        self._pairs = sorted(living)
        known = {pair: number for number, pair in enumerate(self._pairs)}
        self.arrays = lexicon_arrays(self._pairs)
        self.folds = self.arrays["fold.keys"].astype(np.int64)
        self.numbers = [
            np.array([self._number(known, pair) for pair in pairs], np.int64) for pairs in own
        ]

    def __len__(self) -> int:
        return len(self._pairs)

    def _number(self, known: dict[tuple[str, str], int], pair: tuple[str, str]) -> int:
        number = known.get(pair)
        if number is not None:
            return number
        return min(bisect_left(self._pairs, pair), len(self._pairs) - 1)


def _pairs(segment: Segment) -> Iterator[tuple[str, str]]:
    """Yield the fold and the key of each key of a segment, in order."""
    keys = iter(segment.lexicon.keys)
    counts = np.diff(segment.file.whole("fold.keys")).tolist()
    for plain, count in zip(segment.lexicon.folds, counts, strict=True):
        for _ in range(count):
            yield plain, next(keys)
