"""The common lexicon of segments that become one."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.strings import pack

__all__ = ["Lexicon", "lexicon_arrays"]


def lexicon_arrays(pairs: Sequence[tuple[str, str]]) -> dict[str, Array]:
    """The arrays of a lexicon, from its folds and keys in order.

    Keys are ordered by fold, so that the spellings of a fold stand together.
    """
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


class Lexicon:
    """The keys that occur in any of several segments, and where the keys of each come.

    `live`: for each segment and key, whether it still occurs. `places`: for each segment and
    key its number here, in rising order; that of a key which no longer occurs is any between.
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
        numbers = {pair: number for number, pair in enumerate(self._pairs)}
        self.arrays = lexicon_arrays(self._pairs)
        self.folds = self.arrays["fold.keys"].astype(np.int64)
        self.places = [
            np.array([self._place(numbers, pair) for pair in pairs], np.int64) for pairs in own
        ]

    def __len__(self) -> int:
        return len(self._pairs)

    def _place(self, numbers: dict[tuple[str, str], int], pair: tuple[str, str]) -> int:
        number = numbers.get(pair)
        if number is not None:
            return number
        return min(bisect_left(self._pairs, pair), len(self._pairs) - 1)


def _pairs(segment: Segment) -> Iterator[tuple[str, str]]:
    """The fold and the key of each key."""
    keys = iter(segment.keys)
    counts = np.diff(segment.file.whole("fold.keys")).tolist()
    for plain, count in zip(segment.folds, counts, strict=True):
        for _ in range(count):
            yield plain, next(keys)
