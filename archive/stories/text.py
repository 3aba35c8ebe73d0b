"""The text of a report as shingles: runs of syllables, hashed, with or without diacritics alike.

A text is sampled for an index by FracMinHash (Irber et al. 2022,
https://doi.org/10.1101/2022.01.11.475838): the hashes below a limit are kept, so that two texts
keep the same hashes of what they share. The limit is a power of two that follows from the length
of the text. A sample therefore has about 16 to 32 hashes, and that of a long text is contained in
the sample that the same text would have with a higher limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import keys
from index.language.spelling import fold
from index.report import Report

__all__ = ["LEAST", "WIDTH", "Text", "own_text"]

Hashes = NDArray[np.uint64]

WIDTH = 6
"""Syllables in a shingle."""

LEAST = 35
"""The fewest different shingles of a text that is compared: those of 40 syllables."""

# Words of a body that is compared without its lead.
_BODY = LEAST + WIDTH - 1

# The fewest hashes in the sample of a text that has as many shingles.
_SAMPLE = 16
# Bits of a hash that are stored: a number below 2**48 takes six bytes in SQLite.
_STORED = 48
_ALL = 64
_UNSTORED = np.uint64(_ALL - _STORED)

# Distinct words whose hashes are in memory; 20,000 reports have 60,000.
_REMEMBERED = 1 << 18

# Odd numbers that mix bits, from the finalizer of MurmurHash3 (public domain).
_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
# 2**64 divided by the golden ratio, odd: each place within a shingle counts differently.
_PLACE = np.uint64(0x9E3779B97F4A7C15)


class _Words(dict[str, int]):
    """The hash of each word without its diacritics; the same in every process."""

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(blake2b(fold(word).encode(), digest_size=8).digest(), "little")
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = value
        return value


_WORDS = _Words()


def own_text(report: Report) -> str:
    """Return the text by which a report is compared: the body, without title, lead and captions.

    Newspapers write their own titles and leads for the same copy. The lead is added to a body that
    is too short by itself.
    """
    if len(keys(report.body)) >= _BODY:
        return report.body
    return f"{report.lead}\n{report.body}".strip()


@dataclass(frozen=True)
class Text:
    """A text with its shingles; `words`: its syllables and numbers, as keys.

    A text with fewer than `LEAST` different shingles resembles no other.
    """

    words: Sequence[str]

    @classmethod
    def of(cls, report: Report) -> "Text":
        """Return the text by which a report is compared, see `own_text`."""
        words = keys(report.body)
        return cls(words if len(words) >= _BODY else keys(own_text(report)))

    @cached_property
    def shingles(self) -> Hashes:
        """The hashes of all shingles in the order of the text."""
        count = max(0, len(self.words) - WIDTH + 1)
        words = np.array([*map(_WORDS.__getitem__, self.words)], np.uint64)
        mixed = np.zeros(count, np.uint64)
        for place in range(WIDTH):
            mixed = mixed * _PLACE + words[place : place + count]
        mixed = (mixed ^ (mixed >> _SHIFT)) * _FIRST
        mixed = (mixed ^ (mixed >> _SHIFT)) * _SECOND
        return mixed ^ (mixed >> _SHIFT)

    @cached_property
    def distinct(self) -> Hashes:
        """The different hashes, ascending."""
        # Half the time of `numpy.unique`, which finds them by a hash table of its own.
        ordered = np.sort(self.shingles)
        return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(ordered)]]

    @property
    def size(self) -> int:
        """The number of different shingles, 0 if they are too few to be compared."""
        return len(self.distinct) if len(self.distinct) >= LEAST else 0

    def sample(self, size: int = 0) -> list[int]:
        """Return the hashes of the sample, shortened for storage, ascending.

        `size`: take those that the sample of a text with so many different shingles would hold,
        if that is a longer text.
        """
        if not self.size:
            return []
        limit = 1 << (_ALL - _halvings(max(size, self.size)))
        end = int(np.searchsorted(self.distinct, np.uint64(limit - 1), side="right"))
        stored: list[int] = (self.distinct[:end] >> _UNSTORED).tolist()
        return list(dict.fromkeys(stored))


def _halvings(size: int) -> int:
    """Return how often the limit of the sample of a text with `size` shingles is halved.

    >>> _halvings(10), _halvings(31), _halvings(32), _halvings(500)
    (0, 0, 1, 4)
    """
    return max(0, (size // _SAMPLE).bit_length() - 1)
