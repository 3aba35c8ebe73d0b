"""Read the words that stand before and after a place in a text."""

import re
from functools import lru_cache

from archive.persons.lexicon import COMPOUNDS, CREDITS, CUES, ENDINGS, LEFT, PLAIN, Left, key

__all__ = ["COMPOUNDING", "OPENINGS", "before", "compound", "credited", "following"]

OPENINGS = frozenset(("", ".", "!", "?", "…", ":", ";", "(", "-", "–", "•", "*", "|"))
"""The cues after which a sentence or an item of a list begins."""

# Characters before a name that are read: the longest phrase of the lists has 31.
_REACH = 40
_BREAKS = frozenset(",;:.!?…–-)/(*•|")
_OPENED = '("“‘«['
_SPACES = " \xa0\"“”‘’'«»"
_NUMBER = re.compile(r"\d{1,4}[A-Za-z]?(?:/\d+\w*)*$")


def before(text: str, floor: int, start: int) -> tuple[int, str]:
    """Return the bits of `Left` for the words before `start`, and the last of those words.

    The second value is the key of a word or phrase, a punctuation mark if one stands directly
    before `start`, or "" at the beginning of the paragraph, whose offset is `floor`.

    >>> before("Hôm qua bác sĩ Lan nói", 0, 15) == (Left.OFFICE, "bác sĩ")
    True
    """
    tail = text[max(floor, start - _REACH) : start].rstrip(_SPACES)
    last = tail.rsplit(None, 1)[-1:]
    if not last:
        return Left.NOTHING, ""
    if tail[-1] in _BREAKS and last[0].lower() not in LEFT:
        return Left.NOTHING, tail[-1]
    cue, longest = _cue(last[0])
    if not longest:
        return Left.NOTHING, cue
    return _phrase(*tail.rsplit(None, longest)[-longest:])


# A tenth of the time of `find` without the cache.
@lru_cache(maxsize=1 << 15)
def _phrase(*words: str) -> tuple[int, str]:
    """Return what `before` returns for the words before a name, as written."""
    keys = [_cue(each)[0] for each in words]
    for count in range(len(keys), 0, -1):
        phrase = " ".join(keys[-count:])
        bits = LEFT.get(phrase)
        if bits is not None:
            return bits, phrase
        if count == 2 and (phrase in COMPOUNDS or phrase in PLAIN):
            return Left.NOTHING, keys[-1]
    # A house number in a street: «số 25 Phan Đình Phùng», «(47/8 Hoàng Diệu)».
    number = words[-1].lstrip(_OPENED)
    if _NUMBER.match(number) and not (len(keys) > 1 and keys[-2] in CUES["time"]):
        return Left.MARKER, number.lower()
    return Left.NOTHING, keys[-1]


@lru_cache(maxsize=1 << 16)
def _cue(written: str) -> tuple[str, int]:
    """Return the key of a word before a name, and the words of the longest phrase it may end."""
    cue = key(written.lstrip(_OPENED))
    # A number is read together with the word before it.
    return cue, ENDINGS.get(cue, 2 if cue[:1].isdigit() else 0)


# Characters before a name in which a credit («Bài và ảnh:») is looked for.
_CREDIT = 24


def credited(text: str, floor: int, start: int) -> bool:
    """Return True if a credit such as «Tin, ảnh:» stands directly before `start`."""
    tail = text[max(floor, start - _CREDIT) : start].rstrip()
    if not tail.endswith(":"):
        return False
    keys = [key(part.strip("(,.[*-–")) for part in tail[:-1].split()]
    return any(" ".join(keys[-count:]) in CREDITS for count in (1, 2) if keys)


_WORD = re.compile(r"[ \xa0]([^\W\d_]+)")


def following(text: str, end: int) -> str:
    """Return the key of the word after `end`; "" if punctuation or nothing follows."""
    match = _WORD.match(text, end)
    return key(match[1]) if match else ""


COMPOUNDING = frozenset(phrase.split()[0] for phrase in COMPOUNDS)
"""The first words of ordinary words of two syllables."""


def compound(text: str, first: str, end: int) -> bool:
    """Return True if a word with key `first` that ends at `end` begins a compound («Chính phủ»)."""
    after = following(text, end)
    return bool(after) and f"{first} {after}" in COMPOUNDS
