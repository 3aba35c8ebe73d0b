"""The lattice of diacritics: the spellings that a typed syllable matches.

A diacritic that was typed must match; one that was left out matches any:

- no diacritics (`free`): any spelling with the same base letters matches;
- a tone (`exact`): only this spelling matches, because people who type tones also type the
  diacritics of letters;
- diacritics on letters but no tone (`letters`): these must match, other letters may have any. The
  tone may be any too, unless another syllable of the query has a tone: then the writer types
  tones, and a syllable without one has the level tone.
"""

from collections.abc import Iterable
from typing import Literal

from index.language.spelling import Tone, diacritics, fold, key

__all__ = ["Binding", "accepts", "binding", "carries_tone"]

Binding = Literal["free", "letters", "exact"]


def carries_tone(typed: Iterable[str]) -> bool:
    """Return whether one of the typed syllables has a tone.

    >>> carries_tone(["công", "an"]), carries_tone(["bộ", "công", "an"])
    (False, True)
    """
    return any(diacritics(syllable).tone for syllable in typed)


def binding(typed: str) -> Binding:
    """Return which diacritics of a typed syllable must match: none, those on letters, or all.

    >>> binding("duong"), binding("đuong"), binding("đường")
    ('free', 'letters', 'exact')
    """
    letters, tone = diacritics(typed)
    if tone:
        return "exact"
    plain = fold(typed)
    # The key of a number may have a sign, which is no diacritic (`joined_numbers`).
    return "free" if letters == plain or plain.isdigit() else "letters"


def accepts(typed: str, spelling: str, *, tones_typed: bool = False) -> bool:
    """Return whether a typed syllable matches a spelling in the index.

    `tones_typed`: whether another syllable of the query has a tone.

    >>> [accepts("đuong", spelling) for spelling in ("đường", "đuông", "dương")]
    [True, True, False]
    >>> accepts("dân", "dẫn", tones_typed=True), accepts("Nguyên", "Nguyễn")
    (False, True)
    """
    bound = binding(typed)
    if bound == "exact":
        return key(typed) == key(spelling)
    if fold(typed) != fold(spelling):
        return False
    if bound == "free":
        return True
    wanted, found = diacritics(typed), diacritics(spelling)
    if tones_typed and found.tone is not Tone.NGANG:
        return False
    return len(wanted.letters) == len(found.letters) and all(
        mine in (theirs, fold(theirs))
        for mine, theirs in zip(wanted.letters, found.letters, strict=True)
    )
