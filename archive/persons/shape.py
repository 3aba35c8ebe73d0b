"""What the words of a candidate say by themselves: whether they have the shape of a name."""

import re

from archive.persons.capitals import Capital
from archive.persons.lexicon import CUES, DOUBLES, Kind

__all__ = ["shape"]

_PLAIN = Kind.SYLLABLE | Kind.FAMILY | Kind.SINO | Kind.GIVEN | Kind.FIRST | Kind.ASIAN
# «Choo Hyo-joo»
_KOREAN = re.compile("[A-Z][a-z]+-[a-z]+")


def shape(words: list[Capital], kinds: list[int]) -> int:
    """The evidence that the words themselves give, from -3 to 5."""
    first, count = kinds[0], len(kinds)
    if count == 1:
        return -2 if first & (Kind.GIVEN | Kind.FIRST) else -3
    if words[0].word.text == "Y" and words[1].word.key not in CUES["learned"]:
        # What men of Ê Đê, Ba Na and others are called: «Y Thông».
        return 2 if count < 4 else -1
    if all(kind & Kind.SYLLABLE for kind in kinds):
        return _vietnamese(words, kinds)
    if kinds[-1] & Kind.INITIAL and first & Kind.FAMILY:
        return 2
    if count == 2 and first & _PLAIN == Kind.SYLLABLE and not words[0].word.text.isascii():
        # «Bão Katrina», «Thuốc Panadol»: what opens a sentence is no name.
        return -3
    if first & Kind.FIRST:
        return -1 if count > 4 or kinds[-1] & Kind.FOREIGN else 3
    if first & Kind.FAMILY and first & Kind.SYLLABLE and count <= 4:
        return 1
    if count == 2 and _KOREAN.fullmatch(words[1].word.text):
        return 2
    if first & Kind.ASIAN and count <= 3:
        return 3 if count == 3 or "-" in words[-1].word.text else 1
    if words[0].word.key in CUES["particle"] or kinds[-1] & Kind.FIRST:
        return 1 if count <= 3 else 0
    return -1 if count <= 3 else -2


def _vietnamese(words: list[Capital], kinds: list[int]) -> int:
    """The evidence in two and more syllables of Vietnamese."""
    first, count = kinds[0], len(kinds)
    given = sum(1 for kind in kinds[1:] if kind & Kind.GIVEN)
    if count > 6 or (count > 4 and given < count - 1):
        return -3
    if first & Kind.FAMILY and count > 2 and words[1].word.key in ("văn", "thị"):
        return 4
    if first & Kind.STRONG:
        return (2 if given else 1) if count == 2 else 5 if given else 3
    if count == 2 and f"{words[0].word.key} {words[1].word.key}" in DOUBLES:
        return 1
    if first & Kind.FAMILY:
        if count == 2:
            return 0 if given else -1
        if given == count - 1:
            return 3 if words[1].word.key in CUES["middle"] else 2
        return 0
    if count == 2 and given and words[0].word.key in CUES["order"]:
        # What children in the south are called, by the order of their birth: «Tám Hòa».
        return 1
    if first & Kind.SINO:
        return 1 if count == 3 else -1
    if first & Kind.FIRST:
        return 1
    if first & Kind.ASIAN and count == 3:
        # «Kim Tae Ri», but «Nam Định», «Hà Nội» in older texts without marks.
        return 2 if "".join(word.word.key for word in words).isascii() else 0
    return 0 if count <= 3 and first & Kind.GIVEN and given == count - 1 else -2
