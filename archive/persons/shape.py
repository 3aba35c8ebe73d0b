"""Evidence in the words of a candidate themselves: how much they look like a name."""

import re

from archive.persons.evidence import Evidence
from archive.persons.lexicon import (
    CUES,
    DOUBLES,
    SURNAMES,
    UNMARKED_FAMILIES,
    UNMARKED_MIDDLES,
    Kind,
    Word,
)

__all__ = ["ruled_out", "shape"]

_NAMES = Kind.FIRST | Kind.ASIAN
_PLAIN = Kind.SYLLABLE | Kind.FAMILY | Kind.SINO | Kind.GIVEN | Kind.FIRST | Kind.ASIAN
# «Choo Hyo-joo»
_KOREAN_GIVEN = re.compile("[A-Z][a-z]+-[a-z]+")

# A word alone is no name without help from its context: most are the first of a sentence.
_SINGLE_GIVEN = Evidence("a single given name", -2)
_SINGLE = Evidence("a single word", -3)

# The more of family, middle and given name a syllable can be, and nothing else, the surer: «Nguyễn
# Thị Hoa» needs no context, «Mai Lan» needs some.
_WHOLE = Evidence("a certain family name, with a given name after a middle name", 5)
_MIDDLE = Evidence("a family name before «Văn» or «Thị»", 4)
_CERTAIN_LONG = Evidence("a certain family name before two or more syllables", 3)
_CERTAIN_GIVEN = Evidence("a certain family name and a given name", 2)
# «Đặng Văn lâm», misprinted.
_CUT = Evidence("a family name and a middle name only", -2)
_CERTAIN = Evidence("a certain family name and another syllable", 1)
_FAMILY_MIDDLE = Evidence("a possible family name, a middle name and given names", 3)
_FAMILY_GIVEN = Evidence("a possible family name and given names only", 2)
_FAMILY_PAIR = Evidence("a possible family name and a given name", 0)
_FAMILY_OTHER = Evidence("a possible family name and another syllable", -1)
_FAMILY_LONG = Evidence("a possible family name and syllables of which not all are given names", 0)
_INITIALED = Evidence("a family name and an initial", 2)
_TOO_LONG = Evidence("too many syllables for a name", -3)
# «Quốc Trung», «Tám Hòa»: stage names and names by order of birth.
_TWO_GIVEN = Evidence("a given name of two syllables", 1)
_BIRTH_ORDER = Evidence("a word for the order of birth and a given name", 1)
_GIVEN_ONLY = Evidence("given names only", 0)
_CHINESE = Evidence("a Chinese or Korean family name in Vietnamese reading, three syllables", 1)
_CHINESE_SHORT = Evidence("a Chinese or Korean family name in Vietnamese reading", -1)
_MINORITY = Evidence("a given name of a minority or from abroad, then syllables", 1)
_SYLLABLES = Evidence("syllables that are not those of a name", -2)

# «Nguyen Thi Mau», «Tran Quoc Tuan»: texts without diacritics.
_UNMARKED_MIDDLE = Evidence("a family name before «Van» or «Thi», without diacritics", 4)
_UNMARKED = Evidence("a family, middle and given name, without diacritics", 2)

# «Y Thông»: names of Ê Đê, Ba Na and other men.
_Y = Evidence("«Y» and a name", 2)
_Y_LONG = Evidence("«Y» and more than two words", -1)

_FOREIGN = Evidence("a foreign given name first", 3)
_FOREIGN_BAD = Evidence("a foreign given name first, but too many words or a firm's last", -1)
_FAMILY_FOREIGN = Evidence("a Vietnamese family name before foreign words", 1)
# «Trang Digitimes», «Mùa Valentine»
_WORD_FOREIGN = Evidence("a possible Vietnamese family name before foreign words", 0)
_KOREAN = Evidence("a hyphenated Korean given name", 2)
_ASIAN = Evidence("an East Asian family name in a name of its usual form", 3)
_ASIAN_SHORT = Evidence("an East Asian family name and another word", 1)
# «Kim Tae Ri»; with diacritics it is «Nam Định».
_ASIAN_ASCII = Evidence("an East Asian family name before two syllables without diacritics", 2)
_ASIAN_SYLLABLES = Evidence("an East Asian family name before Vietnamese syllables", 0)
_PARTICLE = Evidence("a particle first or a foreign given name last", 1)
_PARTICLE_LONG = Evidence("a particle first or a foreign given name last, many words", 0)
_UNKNOWN = Evidence("foreign words that are in no list of names", -1)
_UNKNOWN_LONG = Evidence("many foreign words that are in no list of names", -2)
# «Bão Katrina», «Thuốc Panadol»: the first word opens a sentence.
_NOUN_FIRST = Evidence("a word that is no name before a foreign word", -3)


def ruled_out(words: tuple[Word, ...]) -> bool:
    """Return True if some word rules a name out: it has digits, or is of firms and products.

    False for «Jack Black», whose second word is a family name too; True for «Davis Cup».
    """
    if len(words) > 2 and words[0].text == "A":
        # «A Simple Favor», but neither «A Cole» nor «A Lăng Rớt»
        rest = words[1].kind | words[2].kind
        if not rest & (Kind.SYLLABLE | Kind.INITIAL | Kind.FIRST):
            return True
    every = 0
    for word in words:
        every |= word.kind
    if not every & (Kind.DIGITS | Kind.FOREIGN):
        return False
    if every & Kind.DIGITS:
        return True
    foreign = [bool(word.kind & Kind.FOREIGN and not word.kind & _NAMES) for word in words]
    if not any(foreign):
        return False
    # «Blake DeVito» has a capital within the word, as no word of the list does.
    last = words[-1]
    surname = last.key in SURNAMES or not last.text.istitle()
    named = surname and words[0].kind & Kind.FIRST and len(words) in (2, 3)
    return any(foreign[:-1]) or not named


def shape(words: tuple[Word, ...]) -> Evidence:
    """Return the evidence in the words of a candidate, from -3 to 5 points."""
    kinds = [word.kind for word in words]
    first, count = kinds[0], len(kinds)
    if count == 1:
        return _SINGLE_GIVEN if first & (Kind.GIVEN | Kind.FIRST) else _SINGLE
    if words[0].text == "Y" and words[1].key not in CUES["learned"]:
        return _Y if count < 4 else _Y_LONG
    if first & Kind.UNMARKED and count in (3, 4) and (found := _unmarked(words, kinds)):
        return found
    common = first
    for kind in kinds:
        common &= kind
    if common & Kind.SYLLABLE:
        return _vietnamese(words, kinds)
    if kinds[-1] & Kind.INITIAL and first & Kind.FAMILY:
        return _INITIALED
    if count == 2 and first & _PLAIN == Kind.SYLLABLE and not words[0].text.isascii():
        return _NOUN_FIRST
    if first & Kind.FIRST:
        return _FOREIGN_BAD if count > 4 or kinds[-1] & Kind.FOREIGN else _FOREIGN
    if first & Kind.FAMILY and first & Kind.SYLLABLE and count <= 4:
        return _FAMILY_FOREIGN if first & Kind.STRONG else _WORD_FOREIGN
    return _foreign(words, kinds)


def _unmarked(words: tuple[Word, ...], kinds: list[int]) -> Evidence | None:
    """Return the evidence in a Vietnamese name without diacritics; None if it may be another."""
    if not all(kind & Kind.UNMARKED for kind in kinds):
        return None
    family = words[0].key
    if family not in UNMARKED_FAMILIES:
        return None
    if words[1].key in ("van", "thi"):
        return _UNMARKED_MIDDLE
    return _UNMARKED if len(family) > 3 and words[1].key in UNMARKED_MIDDLES else None


def _foreign(words: tuple[Word, ...], kinds: list[int]) -> Evidence:
    """Return the evidence in words of which the first is in no list of given names."""
    count = len(kinds)
    if count == 2 and _KOREAN_GIVEN.fullmatch(words[1].text):
        return _KOREAN
    if kinds[0] & Kind.ASIAN and count <= 3:
        return _ASIAN if count == 3 or "-" in words[-1].text else _ASIAN_SHORT
    if words[0].key in CUES["particle"] or kinds[-1] & Kind.FIRST:
        return _PARTICLE if count <= 3 else _PARTICLE_LONG
    return _UNKNOWN if count <= 3 else _UNKNOWN_LONG


def _vietnamese(words: tuple[Word, ...], kinds: list[int]) -> Evidence:
    """Return the evidence in two or more syllables of Vietnamese."""
    first, count = kinds[0], len(kinds)
    given = len([kind for kind in kinds[1:] if kind & Kind.GIVEN])
    if count > 6 or (count > 4 and given < count - 1):
        return _TOO_LONG
    if first & Kind.FAMILY and count > 2 and words[1].key in ("văn", "thị"):
        return _MIDDLE
    if first & Kind.STRONG:
        if count == 2:
            return _pair(words, given)
        return _WHOLE if given else _CERTAIN_LONG
    if count == 2 and f"{words[0].key} {words[1].key}" in DOUBLES:
        return _TWO_GIVEN
    if first & Kind.FAMILY:
        return _family(words, given)
    return _without_family(words, kinds, given)


def _pair(words: tuple[Word, ...], given: int) -> Evidence:
    """Return the evidence in a certain family name and one syllable more.

    `given`: 1 if that syllable is a given name.
    """
    if words[1].key in ("văn", "thị"):
        return _CUT
    return _CERTAIN_GIVEN if given else _CERTAIN


def _family(words: tuple[Word, ...], given: int) -> Evidence:
    """Return the evidence in syllables of which the first may be a family name.

    `given`: how many of the other syllables are given names.
    """
    count = len(words)
    if count == 2:
        return _FAMILY_PAIR if given else _FAMILY_OTHER
    if given == count - 1:
        return _FAMILY_MIDDLE if words[1].key in CUES["middle"] else _FAMILY_GIVEN
    return _FAMILY_LONG


def _without_family(words: tuple[Word, ...], kinds: list[int], given: int) -> Evidence:
    """Return the evidence in syllables of which the first is no Vietnamese family name."""
    first, count = kinds[0], len(kinds)
    if count == 2 and given and words[0].key in CUES["order"]:
        return _BIRTH_ORDER
    if first & Kind.SINO:
        return _CHINESE if count == 3 else _CHINESE_SHORT
    if first & Kind.FIRST:
        return _MINORITY
    if first & Kind.ASIAN and count == 3:
        ascii_only = "".join(word.key for word in words).isascii()
        return _ASIAN_ASCII if ascii_only else _ASIAN_SYLLABLES
    all_given = count <= 3 and first & Kind.GIVEN and given == count - 1
    return _GIVEN_ONLY if all_given else _SYLLABLES
