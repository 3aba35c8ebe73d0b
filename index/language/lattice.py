"""The lattice of marks: which spellings a typed syllable stands for.

Every mark that was typed binds, every mark left out is free:

- no mark at all: free, any spelling with the same letters;
- a tone typed: exact, since nobody types the tones but not the letters;
- letter marks but no tone: they bind, the other letters are free. The tone is free too, unless
  another syllable of the query carries one: then its writer types tones, and means the level one.
"""

from collections.abc import Iterable
from typing import Literal

from index.language.spelling import Tone, fold, key, marks

__all__ = ["Binding", "accepts", "binding", "carries_tone"]

Binding = Literal["free", "letters", "exact"]


def carries_tone(typed: Iterable[str]) -> bool:
    """Whether one of the typed syllables carries a tone.

    >>> carries_tone(["công", "an"]), carries_tone(["bộ", "công", "an"])
    (False, True)
    """
    return any(marks(syllable).tone for syllable in typed)


def binding(typed: str) -> Binding:
    """What of a typed syllable binds: nothing, its letter marks, or all.

    >>> binding("duong"), binding("đuong"), binding("đường")
    ('free', 'letters', 'exact')
    """
    letters, tone = marks(typed)
    if tone:
        return "exact"
    return "free" if letters == fold(typed) else "letters"


def accepts(typed: str, spelling: str, *, tones_typed: bool = False) -> bool:
    """Whether a typed syllable stands for a spelling in the index.

    `tones_typed`: another syllable of the query carries a tone.

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
    wanted, found = marks(typed), marks(spelling)
    if tones_typed and found.tone is not Tone.NGANG:
        return False
    return len(wanted.letters) == len(found.letters) and all(
        mine in (theirs, fold(theirs))
        for mine, theirs in zip(wanted.letters, found.letters, strict=True)
    )
