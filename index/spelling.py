"""Vietnamese spelling: from text as written to syllables that can be compared.

A syllable is compared by its `key` (what was written, in one canonical spelling) and by its
`fold` (what was written, all marks left out). Both are made from single words; a word that is not
a Vietnamese syllable («Trump», «G20», «café») passes through in lower case.

The canonical place of a tone is the traditional one (hòa, thủy, khỏe), which nine of ten open
oa/oe/uy in the press have; the keys thus look like the text.
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from unidecode import unidecode

__all__ = [
    "IGNORABLE",
    "ONSETS",
    "RIMES",
    "VIETNAMESE",
    "Marks",
    "Tone",
    "fold",
    "is_syllable",
    "joined",
    "key",
    "marks",
    "normalise",
    "parts",
    "synonyms",
]

# Characters that show nothing: soft hyphen, grapheme joiner, zero-width spaces and joiners, marks
# of direction, word joiner and the byte order mark. As ranges of a regular expression's class.
IGNORABLE = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"


class Tone(IntEnum):
    """The six tones, numbered as VNI typing does, with the level tone first."""

    NGANG = 0
    SAC = 1
    HUYEN = 2
    HOI = 3
    NGA = 4
    NANG = 5


class Marks(NamedTuple):
    """The marks of a syllable: `letters`, its key without the tone, and the tone.

    A word that carries several tones, such as «sàigòn», is given the first.
    """

    letters: str
    tone: Tone


_TONE_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_VOWELS = "aăâeêioôơuưy"

# Each letter with a tone → the letter without, and the tone; and back.
_TONED: dict[str, tuple[str, Tone]] = {
    unicodedata.normalize("NFC", vowel + _TONE_MARKS[tone]): (vowel, tone)
    for vowel, tone in product(_VOWELS, Tone)
    if tone
}
_TONING = {pair: letter for letter, pair in _TONED.items()}
_TONELESS = str.maketrans({letter: vowel for letter, (vowel, _) in _TONED.items()})

_LOWER = "".join(_TONED) + "ăâêôơưđ"
# The 134 letters that Vietnamese has beyond ASCII.
VIETNAMESE = _LOWER + _LOWER.upper()

_PLAIN = {
    letter: "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
    for letter in VIETNAMESE
}
_FOLDING = str.maketrans(_PLAIN)

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = (
    "a e ê i o ô ơ u ư y ia ua ưa oa oe uê uy uơ uya",
    "ai ay ây ao au âu eo êu iu oi ôi ơi ui ưi ưu iêu yêu uôi ươi ươu oai oay oao oeo uây uyu uêu",
    "an ăn ân en ên in on ôn ơn un ưn iên yên uôn ươn oan oăn oen uân uyn uyên",
    "am ăm âm em êm im om ôm ơm um ưm iêm yêm uôm ươm oam oăm oem",
    "ang ăng âng eng ong ông ung ưng iêng yêng uông ương oang oăng uâng oong ôông",
    "anh ênh inh oanh uênh uynh",
    "ap ăp âp ep êp ip op ôp ơp up iêp ươp oap oăp uyp yêp",
    "at ăt ât et êt it ot ôt ơt ut ưt iêt yêt uôt ươt oat oăt oet uât uyt uyêt",
    "ac ăc âc ec oc ôc uc ưc iêc yêc uôc ươc oac oăc ooc",
    "ach êch ich oach uêch uych",
)
# What Vietnamese syllables are made of, the tone left out.
ONSETS = frozenset(("", *_ONSETS.split()))
RIMES = frozenset(rime for row in _RIMES for rime in row.split())
# After qu, y may stand for i (quynh, quyt, quych); gi lends its i to iê (giêng, giết).
_RIMES_AFTER = {
    "qu": frozenset(
        {rime for rime in RIMES if rime[0] not in "oôuư"} | {"ynh", "yt", "ych", "yn", "ôc", "yp"}
    ),
    "gi": frozenset(
        {rime for rime in RIMES if rime[0] != "i"}
        | {rime[1:] for rime in RIMES if rime.startswith("iê")}
    ),
}
_FRONT = "eêiy"


def normalise(text: str) -> str:
    """The text in NFC, with what NFC leaves of broken Vietnamese letters mended.

    Marks of a letter typed in any order come together, Eth (Ð) becomes Đ, characters that show
    nothing are left out. Nothing else changes.

    >>> normalise("a\u0301\u0302 nh\u200bân \u00d0a\u0309ng")
    'ấ nhân Đảng'
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text.translate(_REPAIRS))
    return _CLUSTER.sub(_order, text) if _COMBINING.search(text) else text


_REPAIRS: dict[int, str | None] = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("ɖ"): "đ"}
_REPAIRS |= {
    code: None for code in range(0x10000) if re.match(f"[{IGNORABLE}]", chr(code)) is not None
}
_COMBINING = re.compile("[\u0300-\u036f]")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_LETTER_MARKS = "\u0302\u0306\u031b"


def _order(cluster: re.Match[str]) -> str:
    """The letter with each mark once, those of the letter before those of the tone."""
    letter = unicodedata.normalize("NFD", cluster[0])
    base, once = letter[0], dict.fromkeys(letter[1:])
    ordered = sorted(once, key=lambda mark: mark not in _LETTER_MARKS)
    return unicodedata.normalize("NFC", base + "".join(ordered))


def key(syllable: str) -> str:
    """The canonical spelling of one word: lower case, each tone in its traditional place.

    A tone or mark on the wrong vowel is mended where the rest is a Vietnamese syllable.

    >>> [key(word) for word in ("HOÀ", "thuỷ", "quý", "nứơc", "tóan", "vịêt", "Trump", "café")]
    ['hòa', 'thủy', 'quý', 'nước', 'toán', 'việt', 'trump', 'café']
    """
    word = syllable.lower()
    if word.isascii():
        return word
    if not _KNOWN.fullmatch(word):
        word = normalise(word)
        # Ligatures, wide letters and raised digits; but "½" is no "1⁄2".
        plain = normalise(unicodedata.normalize("NFKC", word).lower())
        word = plain if plain.isalnum() else word
    return _mend(word)


_KNOWN = re.compile(f"[a-z0-9{_LOWER}]*")


def _mend(word: str) -> str:
    """The word with its tone in place; the word itself where it is no Vietnamese syllable."""
    tones = {_TONED[letter][1] for letter in word if letter in _TONED}
    if len(tones) > 1:
        return word
    onset, rime = _split(word.translate(_TONELESS))
    rime = _mend_rime(rime)
    place = _PLACES.get(rime) if onset in ONSETS else None
    if place is None:
        return word
    if tones:
        toned = _TONING[rime[place], tones.pop()]
        rime = rime[:place] + toned + rime[place + 1 :]
    return onset + rime


def _split(bare: str) -> tuple[str, str]:
    """The onset and the rime of a syllable without tone; qu and gi are onsets before a vowel."""
    if bare[:2] in ("qu", "gi") and len(bare) > 2 and bare[2] in _VOWELS:
        return bare[:2], bare[2:]
    vowel = _FIRST_VOWEL.search(bare)
    start = vowel.start() if vowel else len(bare)
    return bare[:start], bare[start:]


_FIRST_VOWEL = re.compile(f"[{_VOWELS}]")


def _mend_rime(rime: str) -> str:
    """The rime with the horns of ươ (nưoc, thuơng) and uơ (thưở) on the right vowels."""
    if rime in RIMES:
        return rime
    for wrong in ("ưo", "uơ"):
        rime = rime.replace(wrong, "ươ")
    return "uơ" if rime == "ươ" else rime


def _place(rime: str) -> int:
    """Where in a rime the tone is written: an index."""
    vowels = len(rime) - len(rime.lstrip(_VOWELS))
    marked = [index for index in range(vowels) if rime[index] in "ăâêôơư"]
    if marked:
        return marked[-1]
    if vowels == 1 or (vowels == 2 and len(rime) == 2):
        return 0
    return 1


_PLACES = {rime: _place(rime) for rime in RIMES.union(*_RIMES_AFTER.values())}


@lru_cache(1 << 16)
def fold(syllable: str) -> str:
    """The word in lower case without any mark; letters of other scripts in Latin ones.

    >>> [fold(word) for word in ("Đường", "HOÀ", "Müller", "Łódź", "Путин")]
    ['duong', 'hoa', 'muller', 'lodz', 'putin']
    """
    if syllable.isascii():
        return syllable.lower()
    plain = key(syllable).translate(_FOLDING)
    return plain if plain.isascii() else "".join(map(_latin, plain))


def _latin(character: str) -> str:
    """A letter in letters a–z where it can be spelled so; nothing for a combining mark."""
    if not character.isalpha():
        return "" if unicodedata.combining(character) else character
    # Unidecode gives spaces, apostrophes and capitals for some: "北" is "Bei ", "ь" is "'".
    return "".join(filter(str.isalnum, unidecode(character))).lower() or character


def marks(syllable: str) -> Marks:
    """The letter marks and the tone of a word.

    >>> marks("Đường")
    Marks(letters='đương', tone=<Tone.HUYEN: 2>)
    """
    word = key(syllable)
    tone = next((_TONED[letter][1] for letter in word if letter in _TONED), Tone.NGANG)
    return Marks(word.translate(_TONELESS), tone)


def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable, its marks given in full.

    >>> [is_syllable(word) for word in ("nghiêng", "sàigòn", "các", "cac", "kác")]
    [True, False, True, False, False]
    """
    letters, tone = marks(word)
    onset, rime = _split(letters)
    if onset not in ONSETS or rime not in _RIMES_AFTER.get(onset, RIMES):
        return False
    if onset in ("c", "g", "ng") and rime[0] in _FRONT and letters[:2] != "gi":
        return False
    if onset in ("k", "gh", "ngh") and rime[0] not in _FRONT:
        return False
    return tone in (Tone.SAC, Tone.NANG) or not rime.endswith(("p", "t", "c", "ch"))


# The folds of all syllables: what a reader without marks may mean by a syllable.
_FOLDED = frozenset(
    (onset + rime).translate(_FOLDING)
    for onset in ONSETS
    for rime in _RIMES_AFTER.get(onset, RIMES)
)


def joined(*syllables: str) -> str | None:
    """The key of syllables run together, as in «Sàigòn»; None where it would mislead.

    It would where one of them is no syllable, or where what comes out is one itself (ho + a).

    >>> joined("Sài", "Gòn"), joined("ho", "a"), joined("donald", "trump")
    ('sàigòn', None, None)
    """
    whole = key("".join(syllables))
    if len(syllables) < 2 or fold(whole) in _FOLDED:
        return None
    return whole if all(fold(part) in _FOLDED for part in syllables) else None


def parts(word: str) -> tuple[tuple[str, str], ...]:
    """Every way to read a word that is no syllable as the keys of two run together.

    >>> parts("Sàigòn"), parts("Hanoi"), parts("hoa")
    ((('sài', 'gòn'),), (('ha', 'noi'), ('han', 'oi')), ())
    """
    whole = key(word)
    if fold(whole) in _FOLDED:
        return ()
    pairs = ((key(whole[:cut]), key(whole[cut:])) for cut in range(1, len(whole)))
    return tuple(pair for pair in pairs if all(fold(part) in _FOLDED for part in pair))


# Open syllables in which i and y are two spellings of the same words: hi vọng, kĩ thuật, lí do,
# Mĩ, bác sĩ, công ti, qui định; and Vĩ Dạ. Elsewhere they part words (í/ý, thi/Thy, vi/Vy,
# túi/túy) or one of them is never written.
_INTERCHANGEABLE = re.compile(
    "(?P<onset>[hklmst]|qu)(?P<vowel>[iíìỉĩịyýỳỷỹỵ])(?P<coda>(?<=^qu.)(?:t|nh|ch))?"
    "|(?P<v>v)(?P<nga>[ĩỹ])"
)
_OTHER_I = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị", strict=True))


def synonyms(syllable: str) -> tuple[str, ...]:
    """The keys of other spellings of the same word: i for y and y for i where they don't matter.

    Holds for folds as well, a fold being the key of what was typed without marks.

    >>> synonyms("kĩ"), synonyms("Mỹ"), synonyms("quý"), synonyms("ki"), synonyms("túi")
    (('kỹ',), ('mĩ',), ('quí',), ('ky',), ())
    """
    found = _INTERCHANGEABLE.fullmatch(key(syllable))
    if not found:
        return ()
    if found["v"]:
        return ("v" + _OTHER_I[found["nga"]],)
    return (found["onset"] + _OTHER_I[found["vowel"]] + (found["coda"] or ""),)
