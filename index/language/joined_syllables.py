"""Syllables that are written as one word, and names of the highlands with or without apostrophes.

«Sài Gòn» is also written «Sàigòn», «M'Đrắk» also «MĐrắk» or «M Đrắk», «Ea H'leo» also «Eahleo».
The analysis separates tokens at apostrophes and spaces, so all these differ only in whether
neighbouring tokens are one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.language.spelling import fold, key
from index.language.syllables import JOINABLE, SYLLABLE_FOLDS, joinable_folds

__all__ = ["Joined", "is_highland", "joinable", "joined", "split_joined"]

# The letters that stand before an apostrophe in names of the highlands: H'Mông, M'Đrắk, K'Bang,
# R'Lấp, B'Lao, Đ'Ran, Y'Bih.
_INITIALS = frozenset("bdhklmnpry")
# Words with which names of places begin: water, river, mountain, village.
_HEADS = frozenset(["ea", "ia", "ya", "cu", "chu", "dak", "krong", "kong", "buon", "kon", "plei"])
# The folds of parts that follow an initial or one of these heads: M'gar, Ea Kar, Chư Prông.
_NAME_PARTS = joinable_folds(
    "bl br chr dl dr gl gr hl hr j kl kr ml mn ng pl pr",
    "ak ek ik ok uk ea ei ar er ir or ur al el il ol ul ah eh ih oh uh uin uoai",
)
_LONGEST = max(map(len, JOINABLE))
_MOST_PARTS = 3


def joined(*typed: str) -> str | None:
    """Return the key of syllables written as one word, such as «Sàigòn».

    None if one of them is not a syllable, or if the word is a syllable itself (ho + a): then the
    key would match unrelated words.

    >>> joined("Sài", "Gòn"), joined("M", "Đrắk"), joined("ho", "a"), joined("donald", "trump")
    ('sàigòn', 'mđrắk', None, None)
    """
    whole = key("".join(typed))
    parts = [fold(part) for part in typed]
    if len(parts) < 2 or fold(whole) in _kept_whole(parts[0]):
        return None
    return whole if _are_parts(parts) else None


class Joined(NamedTuple):
    """The syllables from `start` up to `stop` that may be written as one word.

    `whole`: the key of the word. `named`: whether it is a name of the highlands.
    """

    start: int
    stop: int
    whole: str
    named: bool


def joinable(typed: Sequence[str]) -> Iterator[Joined]:
    """Yield consecutive syllables that may be written as one word.

    >>> [each.whole for each in joinable(["rừng", "Ea", "H", "leo"])]
    ['rừngea', 'eahleo', 'hleo']
    """
    for start in range(len(typed) - 1):
        longest = _MOST_PARTS if _begins_name(fold(typed[start])) else 2
        for stop in range(start + 2, min(len(typed), start + longest) + 1):
            parts = tuple(typed[start:stop])
            named = longest > 2 and is_highland(parts)
            if (named or len(parts) == 2) and (whole := joined(*parts)):
                yield Joined(start, stop, whole, named)


def _begins_name(plain: str) -> bool:
    """Return whether names of the highlands begin with a fold."""
    return plain in _INITIALS or plain in _HEADS


@lru_cache(1 << 12)
def split_joined(word: str) -> tuple[tuple[str, ...], ...]:
    """Return all ways to split a word that is not a syllable into the keys of its parts.

    There are three parts only in names such as «Eahleo», for Ea H'leo.

    >>> split_joined("Sàigòn"), split_joined("Hanoi"), split_joined("hoa")
    ((('sài', 'gòn'),), (('ha', 'noi'), ('han', 'oi')), ())
    >>> split_joined("mdrak"), split_joined("Eahleo")
    ((('m', 'drak'),), (('ea', 'hleo'), ('ea', 'h', 'leo')))
    """
    whole = key(word)
    plain = fold(whole)
    # No syllable has a letter that folds to several.
    if not len(plain) == len(whole) <= _MOST_PARTS * _LONGEST or plain in SYLLABLE_FOLDS:
        return ()
    found = []
    for cuts in _cuts(plain):
        ends = (*cuts, len(whole))
        found.append(
            tuple(key(whole[start:end]) for start, end in zip((0, *cuts), ends, strict=True))
        )
    return tuple(found)


def is_highland(parts: tuple[str, ...]) -> bool:
    """Return whether the parts of a word look like a name of the highlands and like no other word.

    Diacritics of such names vary in print: Đắk Lắk, Đăk Lăk, Dak Lak.

    >>> is_highland(("m", "đrắk")), is_highland(("sài", "gòn"))
    (True, False)
    """
    folds = [fold(part) for part in parts]
    return bool(folds) and _begins_name(folds[0]) and not SYLLABLE_FOLDS.issuperset(folds)


def _cuts(plain: str) -> Iterator[tuple[int, ...]]:
    """Yield the offsets at which a fold can be cut into parts."""
    for first in range(1, len(plain)):
        head, rest = plain[:first], plain[first:]
        if plain not in _kept_whole(head) and _are_parts([head, rest]):
            yield (first,)
        if head in _HEADS and rest[:1] in _INITIALS and _are_parts([head, rest[:1], rest[1:]]):
            yield first, first + 1


def _kept_whole(first: str) -> frozenset[str]:
    """Return the folds that are not taken apart after a first part."""
    return SYLLABLE_FOLDS if first in _INITIALS else JOINABLE


def _are_parts(parts: list[str]) -> bool:
    """Return whether folds may be written as one word: syllables, or parts of a highland name."""
    named = False
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else ""
        if part in _INITIALS and after:
            if after[0] in "aeiou" or part + after in SYLLABLE_FOLDS:
                return False
            named = True
        elif part in JOINABLE or (named and part in _NAME_PARTS) or _is_joined_name(part, named):
            named = named or part in _HEADS
        else:
            return False
    return True


def _is_joined_name(part: str, named: bool) -> bool:
    """Return whether a part after a head is an initial with a name, as in «Ea Hleo»."""
    return (
        named
        and part[:1] in _INITIALS
        and part not in SYLLABLE_FOLDS
        and (part[1:] in JOINABLE or part[1:] in _NAME_PARTS)
    )
