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
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from archive.slug import folded
from archive.stories.text import WIDTH, Text

__all__ = [
    "RELATED",
    "SAME",
    "Likeness",
    "Passage",
    "Verdict",
    "compare",
    "longest_passage",
    "may_be_one_newspaper",
]

Verdict = Literal["same", "short", "different", "part", "numbers", "form"]
"""The result of a comparison: the same story, or the reason why not.

`short`: one has too few words. `different`: they share too little. `part`: the shorter is too
small a part of the other. `numbers`: they differ in their numbers. `form`: one newspaper filled in
a form twice, or repeats the background of an earlier report.
"""

SAME = 0.85
"""The share of the shorter text that the other must have, to be the same story."""

RELATED = 0.4
"""The share from which two texts overlap, although they need not be the same story."""

# A newspaper may write a lead of its own: up to so many words at the beginning that are all its
# own (of 1,817 leads, 99 % have up to 57 syllables). If the other text has almost all that
# follows, less of the whole is enough.
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
    """The shares that two texts have in common.

    `first`, `second`: the share of the words of each text that stand in passages of the other,
    from 0 to 1.
    """

    first: float
    second: float
    verdict: Verdict

    @property
    def same(self) -> bool:
        """True if the texts are the same story."""
        return self.verdict == "same"

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
    So the shorter text must then be taken from the other one, from near its beginning on, and may
    have words of its own only in its lead and at its end.
    """
    if not (first.size and second.size):
        return Likeness(0, 0, "short")
    one, two = _taken(first, second), _taken(second, first)
    verdicts = [
        _verdict(shorter, words, longer, same_newspaper=same_newspaper)
        for shorter, words, longer in ((first, one, second), (second, two, first))
        if len(words) <= len(longer.words)
    ]
    verdict: Verdict = "same" if "same" in verdicts else verdicts[0]
    return Likeness(float(one.mean()), float(two.mean()), verdict)


def longest_passage(first: Text, second: Text) -> Passage:
    """Return the longest passage that two texts share; its length is 0 if they share none."""
    one, two = first.shingles.tolist(), second.shingles.tolist()
    found = SequenceMatcher(None, one, two, autojunk=False).find_longest_match()
    return Passage(found.a, found.b, found.size + WIDTH - 1 if found.size else 0)


def may_be_one_newspaper(source: str, other: str) -> bool:
    """Return True unless two sources are known to be different newspapers.

    >>> may_be_one_newspaper("Báo Tuổi Trẻ", "tuoitre.vn"), may_be_one_newspaper("VOV", "VTV")
    (True, False)
    """
    one, two = _newspaper(source), _newspaper(other)
    return one == two or not (one and two)


def _newspaper(source: str) -> str:
    """Return a source in the form in which it is compared."""
    name = folded(source).removeprefix("bao ").removeprefix("www.")
    return _DOMAIN.sub("", name).replace(" ", "")


def _taken(text: Text, other: Text) -> NDArray[np.bool_]:
    """Return for each word of a text whether it stands in a passage that the other text has."""
    known = np.isin(text.shingles, other.distinct)
    words = np.zeros(len(text.words), np.bool_)
    for place in range(WIDTH):
        words[place : place + len(known)] |= known
    return words


def _verdict(
    shorter: Text, taken: NDArray[np.bool_], longer: Text, *, same_newspaper: bool
) -> Verdict:
    """Return the verdict on two texts. `taken`: as `_taken` returns it for the shorter text."""
    places = np.flatnonzero(taken)
    if not places.size:
        return "different"
    lead = int(places[0]) if places[0] <= _LEAD else 0
    is_led = places.size >= _BEHIND_LEAD * (taken.size - lead)
    is_enough = places.size >= SAME * taken.size
    if is_led and not is_enough and places.size >= _SAME_WITH_LEAD * taken.size:
        is_enough = not same_newspaper or _begins_like(longer, shorter, lead)
    if not is_enough:
        return "different"
    if taken.size < _LEAST_RATIO * len(longer.words):
        return "part"
    if not _numbers_agree(shorter.words[lead:], longer.words):
        return "numbers"
    is_filled_in = places.size <= places[-1] - places[0]
    return "form" if same_newspaper and (is_filled_in or not is_led) else "same"


def _begins_like(longer: Text, shorter: Text, lead: int) -> bool:
    """Return True if a text goes on, after a lead of its own, as the shorter one does after its.

    The shingle looked for is two shingles on, where a set phrase of both leads has ended.
    """
    place = lead + 2 * WIDTH
    found = np.flatnonzero(np.isin(longer.shingles, shorter.shingles[place : place + 1]))
    return bool(found.size and found[0] - 2 * WIDTH <= _LEAD <= len(shorter.words) - lead)


def _numbers_agree(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return True if the other words have the numbers of the first ones, but for a few."""
    wanted = _numbers(words)
    missing = (wanted - _numbers(others)).total()
    return missing <= max(1, (1 - _NUMBERS) * wanted.total())


def _numbers(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word.isdigit())
