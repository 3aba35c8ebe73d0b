"""The letters of Vietnamese and the syllables that can be made of them.

A syllable is an onset, a rime and a tone. Tables of onsets and rimes define the legal ones. They
allow nearly any rime after any onset, as names and new words may have them.
"""

import re
import unicodedata
from enum import IntEnum
from itertools import product

__all__ = [
    "FOLDING",
    "JOINABLE",
    "ONSETS",
    "RIMES",
    "SYLLABLE_FOLDS",
    "TONED",
    "TONELESS",
    "TONING",
    "VIETNAMESE",
    "VOWELS",
    "Tone",
    "is_legal",
    "joinable_folds",
    "split",
    "tone_index",
]


class Tone(IntEnum):
    """The six tones with their digits in VNI typing; the level tone is 0."""

    NGANG = 0
    SAC = 1
    HUYEN = 2
    HOI = 3
    NGA = 4
    NANG = 5


VOWELS = "aăâeêioôơuưy"
_TONE_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")

# Each letter with a tone → the letter without it, and the tone. `TONING` is the inverse.
TONED: dict[str, tuple[str, Tone]] = {
    unicodedata.normalize("NFC", vowel + _TONE_MARKS[tone]): (vowel, tone)
    for vowel, tone in product(VOWELS, Tone)
    if tone
}
TONING = {pair: letter for letter, pair in TONED.items()}
# For str.translate: removes tones.
TONELESS = str.maketrans({letter: vowel for letter, (vowel, _) in TONED.items()})

_LOWER = "".join(TONED) + "ăâêôơưđ"
# The 134 letters of Vietnamese that are not ASCII, small letters first.
VIETNAMESE = _LOWER + _LOWER.upper()
# For str.translate: removes all diacritics, and puts capitals in lower case.
FOLDING = str.maketrans(
    {
        letter: "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
        for letter in VIETNAMESE
    }
)

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = (
    "a e ê i o ô ơ u ư y ia ua ưa oa oe uê uy uơ uya",
    "ai ay ây ao au âu eo êu iu oi ôi ơi ui ưi ưu iêu yêu uôi ươi ươu oai oay oao oeo uây uyu uêu",
    "an ăn ân en ên in on ôn ơn un ưn iên yên uôn ươn oan oăn oen uân uyn uyên",
    "am ăm âm em êm im om ôm ơm um ưm iêm yêm uôm ươm oam oăm oem",
    "ang ăng âng eng ong ông ung ưng iêng yêng uông ương oang oăng uâng oong ôông",
    "anh ênh inh oanh uênh uynh",
    "ap ăp âp ep êp ip op ôp ơp up iêp yêp ươp oap oăp uyp",
    "at ăt ât et êt it ot ôt ơt ut ưt iêt yêt uôt ươt oat oăt oet uât uyt uyêt",
    "ac ăc âc ec oc ôc uc ưc iêc yêc uôc ươc oac oăc ooc",
    "ach êch ich oach uêch uych",
)
ONSETS = frozenset(("", *_ONSETS.split()))
RIMES = frozenset(rime for row in _RIMES for rime in row.split())
# After qu, y may be written for i (quynh, quyt, quych); gi shares its i with iê (giêng, giết).
_RIMES_AFTER = {
    "qu": frozenset(
        {rime for rime in RIMES if rime[0] not in "oôuư"} | {"ynh", "yt", "ych", "yn", "ôc", "yp"}
    ),
    "gi": frozenset(
        {rime for rime in RIMES if rime[0] != "i"}
        | {rime[1:] for rime in RIMES if rime.startswith("iê")}
    ),
}
# The folds of all syllables.
SYLLABLE_FOLDS = frozenset(
    (onset + rime).translate(FOLDING) for onset in ONSETS for rime in _RIMES_AFTER.get(onset, RIMES)
)


def joinable_folds(onsets: str, rimes: str) -> frozenset[str]:
    """Return the folds of all syllables, and of those with other onsets and rimes too.

    >>> {"lak", "krak", "krong", "kral"} & joinable_folds("kr", "ak") == {"lak", "krak", "krong"}
    True
    """
    more = frozenset(onsets.split())
    usual = {onset.translate(FOLDING) for onset in ONSETS}
    other_rimes = {*rimes.split()}
    some_rimes = {rime.translate(FOLDING) for rime in RIMES} | other_rimes
    return SYLLABLE_FOLDS.union(
        onset + rime
        for onset in usual | more
        for rime in (some_rimes if onset in more else other_rimes)
    )


# Names of the highlands and of Khmer places have onsets and rimes that Vietnamese lacks: Đắk Lắk,
# Krông Pắk, Ea Súp, Plei Ku. They are not legal syllables, but at times two of them are written as
# one word, as syllables are.
JOINABLE = joinable_folds("bl br dl dr gr hr kl kr ml pl", "ak ek ik ok uk ea ei")
"""The folds of the syllables that may be written as one word."""

_FIRST_VOWEL = re.compile(f"[{VOWELS}]")
_FRONT = "eêiy"


def split(letters: str) -> tuple[str, str]:
    """Return the onset and the rime of a syllable without tone; qu, gi before a vowel are onsets.

    >>> [split(letters) for letters in ("nghiêng", "qua", "gia", "gin", "yên")]
    [('ngh', 'iêng'), ('qu', 'a'), ('gi', 'a'), ('g', 'in'), ('', 'yên')]
    """
    if letters[:2] in ("qu", "gi") and len(letters) > 2 and letters[2] in VOWELS:
        return letters[:2], letters[2:]
    vowel = _FIRST_VOWEL.search(letters)
    start = vowel.start() if vowel else len(letters)
    return letters[:start], letters[start:]


def tone_index(rime: str) -> int | None:
    """Return the index of the letter in a rime that carries the tone; None for no legal rime.

    The rule is the traditional one.

    >>> [tone_index(rime) for rime in ("oa", "oan", "ươc", "uyên", "trump")]
    [0, 1, 1, 2, None]
    """
    return _TONE_INDEX.get(rime)


def _tone_index(rime: str) -> int:
    vowels = len(rime) - len(rime.lstrip(VOWELS))
    with_diacritic = [index for index in range(vowels) if rime[index] in "ăâêôơư"]
    if with_diacritic:
        return with_diacritic[-1]
    if vowels == 1 or (vowels == 2 and len(rime) == 2):
        return 0
    return 1


_TONE_INDEX = {rime: _tone_index(rime) for rime in RIMES.union(*_RIMES_AFTER.values())}


def is_legal(letters: str, tone: Tone) -> bool:
    """Return whether letters and tone make a legal syllable.

    A syllable that ends in a stop (p, t, c, ch) has one of two tones, sắc or nặng.

    >>> is_legal("cac", Tone.SAC), is_legal("cac", Tone.NGANG), is_legal("kac", Tone.SAC)
    (True, False, False)
    """
    onset, rime = split(letters)
    if onset not in ONSETS or rime not in _RIMES_AFTER.get(onset, RIMES):
        return False
    if onset in ("c", "g", "ng") and rime[0] in _FRONT and letters[:2] != "gi":
        return False
    if onset in ("k", "gh", "ngh") and rime[0] not in _FRONT:
        return False
    return tone in (Tone.SAC, Tone.NANG) or not rime.endswith(("p", "t", "c", "ch"))
