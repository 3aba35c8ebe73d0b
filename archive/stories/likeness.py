"""Comparison of two texts: how much of each is in the other, and whether that is one story.

What counts is containment: the share of the words of the shorter text that the longer one has, in
passages of six words or more. By the words of both texts (Jaccard), a copy of half the length
would be half alike; newspapers trim agency copy more than that.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from archive.slug import folded
from archive.stories.text import WIDTH, Text

__all__ = ["RELATED", "SAME", "Likeness", "Passage", "compare", "longest_passage", "newspaper"]

SAME = 0.85
"""The share of the shorter text that the other must have, to be the same story."""

RELATED = 0.4
"""The share from which two texts overlap, although they need not be the same story."""

# Another newspaper may write a lead of its own, up to so many words at the beginning that are all
# its own. If the other text has almost all that follows, less of the whole is enough.
_LEAD = 60
_BEHIND_LEAD = 0.95
_SAME_WITH_LEAD = 0.6

# A text that is less than this share of the other is one item of several, or a quotation.
_LEAST_RATIO = 0.2

# The share of the numbers of the shorter text that the other must have too. Price lists, weather
# and lottery results repeat the words of yesterday with other numbers.
_NUMBERS = 0.8

_DOMAIN = re.compile(r"\.(com|net|org|info)?(\.?vn)?$")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share.

    `first`, `second`: the share of the words of each text that stand in passages of the other,
    from 0 to 1. `same`: they are the same story.
    """

    first: float
    second: float
    same: bool

    @property
    def share(self) -> float:
        """The share of the text that has more of its words in the other."""
        return max(self.first, self.second)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two texts have in common: `length` words, from these words on (0-based)."""

    first: int
    second: int
    length: int


def compare(first: Text, second: Text, *, same_newspaper: bool) -> Likeness:
    """Return how much two texts share, and whether they are the same story.

    `same_newspaper`: both are from one newspaper, or that may be so. A newspaper fills in its own
    forms again and again (exam keys, notices) and repeats the background of its earlier reports.
    So the shorter text must then be taken from the other one but for a lead, and may have words
    of its own only at its beginning and its end.
    """
    if not (first.size and second.size):
        return Likeness(0, 0, same=False)
    one, two = _taken(first, second), _taken(second, first)
    pairs = ((first, one, second), (second, two, first))
    same = any(
        _is_taken(words, same_newspaper=same_newspaper)
        and len(words) >= _LEAST_RATIO * len(longer.words)
        and _numbers_agree(shorter, longer)
        for shorter, words, longer in pairs
        if len(words) <= len(longer.words)
    )
    return Likeness(float(one.mean()), float(two.mean()), same=same)


def longest_passage(first: Text, second: Text) -> Passage:
    """Return the longest passage that two texts share; its length is 0 if they share none."""
    one, two = first.shingles.tolist(), second.shingles.tolist()
    found = SequenceMatcher(None, one, two, autojunk=False).find_longest_match()
    return Passage(found.a, found.b, found.size + WIDTH - 1 if found.size else 0)


def newspaper(source: str) -> str:
    """Return a source in the form in which it is compared; "" if it is unknown.

    >>> [newspaper(each) for each in ("Báo Tuổi Trẻ", "tuoitre.vn", "vnexpress.net", "")]
    ['tuoitre', 'tuoitre', 'vnexpress', '']
    """
    name = folded(source).removeprefix("bao ").removeprefix("www.")
    return _DOMAIN.sub("", name).replace(" ", "")


def _taken(text: Text, other: Text) -> NDArray[np.bool_]:
    """Return for each word of a text whether it stands in a passage that the other text has."""
    known = np.isin(text.shingles, other.distinct)
    words = np.zeros(len(text.words), np.bool_)
    for place in range(WIDTH):
        words[place : place + len(known)] |= known
    return words


def _is_taken(words: NDArray[np.bool_], *, same_newspaper: bool) -> bool:
    """Return True if enough of a text is taken from the other one, given word by word."""
    places = np.flatnonzero(words)
    if not places.size:
        return False
    share = words.mean()
    lead = int(places[0]) if places[0] <= _LEAD else 0
    is_led = places.size >= _BEHIND_LEAD * (words.size - lead)
    if same_newspaper:
        is_filled_in = places.size <= places[-1] - places[0]
        return bool(share >= SAME and is_led and not is_filled_in)
    return bool(share >= SAME or (share >= _SAME_WITH_LEAD and is_led))


def _numbers_agree(shorter: Text, longer: Text) -> bool:
    """Return True if the longer text has the numbers of the shorter one, but for a few."""
    wanted = _numbers(shorter.words)
    missing = (wanted - _numbers(longer.words)).total()
    return missing <= max(1, (1 - _NUMBERS) * wanted.total())


def _numbers(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word.isdigit())
