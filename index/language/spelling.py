"""Vietnamese spelling: from text as written to syllables that can be compared.

A syllable is compared by its `key` (what was written, in one canonical spelling) and by its
`fold` (what was written, all marks left out). Both are made from single words; a word that is not
a Vietnamese syllable («Trump», «G20», «café») passes through in lower case.

The canonical place of a tone is the traditional one (hòa, thủy, khỏe), which nine of ten open
oa/oe/uy in the press have; the keys thus look like the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from unidecode import unidecode

from index.language import syllables
from index.language.syllables import FOLDING, JOINABLE, TONED, TONELESS, TONING, VIETNAMESE, Tone

__all__ = [
    "IGNORABLE",
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


class Marks(NamedTuple):
    """The marks of a syllable: `letters`, its key without the tone, and the tone.

    A word that carries several tones, such as «sàigòn», is given the first.
    """

    letters: str
    tone: Tone


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


_KNOWN = re.compile(f"[a-z0-9{VIETNAMESE}]*")


def _mend(word: str) -> str:
    """The word with its tone in place; the word itself where it is no Vietnamese syllable."""
    tones = {TONED[letter][1] for letter in word if letter in TONED}
    if len(tones) > 1:
        return word
    onset, rime = syllables.split(word.translate(TONELESS))
    rime = _mend_rime(rime)
    at = syllables.place(rime)
    if at is None or onset not in syllables.ONSETS:
        return word
    if tones:
        rime = rime[:at] + TONING[rime[at], tones.pop()] + rime[at + 1 :]
    return onset + rime


def _mend_rime(rime: str) -> str:
    """The rime with the horns of ươ (nưoc, thuơng) and uơ (thưở) on the right vowels."""
    if rime in syllables.RIMES:
        return rime
    for wrong in ("ưo", "uơ"):
        rime = rime.replace(wrong, "ươ")
    return "uơ" if rime == "ươ" else rime


@lru_cache(1 << 16)
def fold(syllable: str) -> str:
    """The word in lower case without any mark; letters of other scripts in Latin ones.

    >>> [fold(word) for word in ("Đường", "HOÀ", "Müller", "Łódź", "Путин")]
    ['duong', 'hoa', 'muller', 'lodz', 'putin']
    """
    if syllable.isascii():
        return syllable.lower()
    plain = key(syllable).translate(FOLDING)
    return plain if plain.isascii() else "".join(map(_latin, plain))


def _latin(character: str) -> str:
    """A letter in letters a–z where it can be spelled so; nothing for a combining mark."""
    if not character.isalpha():
        return "" if unicodedata.combining(character) else character
    # Unidecode gives spaces, apostrophes and capitals for some: "北" is "Bei ", "ь" is "'".
    return "".join(filter(str.isalnum, unidecode(character))).lower() or character


@lru_cache(1 << 16)
def marks(syllable: str) -> Marks:
    """The letter marks and the tone of a word.

    >>> marks("Đường")
    Marks(letters='đương', tone=<Tone.HUYEN: 2>)
    """
    word = key(syllable)
    tone = next((TONED[letter][1] for letter in word if letter in TONED), Tone.NGANG)
    return Marks(word.translate(TONELESS), tone)


def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable, its marks given in full.

    >>> [is_syllable(word) for word in ("nghiêng", "sàigòn", "các", "cac", "kác")]
    [True, False, True, False, False]
    """
    return syllables.is_legal(*marks(word))


def joined(*typed: str) -> str | None:
    """The key of syllables run together, as in «Sàigòn»; None where it would mislead.

    It would where one of them is no syllable, or where what comes out is one itself (ho + a).

    >>> joined("Sài", "Gòn"), joined("Đắk", "Lắk"), joined("ho", "a"), joined("donald", "trump")
    ('sàigòn', 'đắklắk', None, None)
    """
    whole = key("".join(typed))
    if len(typed) < 2 or fold(whole) in JOINABLE:
        return None
    return whole if all(fold(part) in JOINABLE for part in typed) else None


_LONGEST_SYLLABLE = max(map(len, JOINABLE))


def parts(word: str) -> tuple[tuple[str, str], ...]:
    """Every way to read a word that is no syllable as the keys of two run together.

    >>> parts("Sàigòn"), parts("Hanoi"), parts("hoa")
    ((('sài', 'gòn'),), (('ha', 'noi'), ('han', 'oi')), ())
    """
    whole = key(word)
    plain = fold(whole)
    # Letters that fold to several are in no syllable.
    if not len(plain) == len(whole) <= 2 * _LONGEST_SYLLABLE or plain in JOINABLE:
        return ()
    cuts = range(1, len(whole))
    found = [cut for cut in cuts if plain[:cut] in JOINABLE and plain[cut:] in JOINABLE]
    return tuple((key(whole[:cut]), key(whole[cut:])) for cut in found)


# Open syllables in which i and y are two spellings of the same words: hi vọng, kĩ thuật, lí do,
# Mĩ, bác sĩ, công ti, qui định; and Vĩ Dạ. Elsewhere they part words (í/ý, thi/Thy, vi/Vy,
# túi/túy) or one of them is never written. And names of the highlands, which the press writes with
# the tone of all syllables that end so or without: Đắk Lắk, Đăk Lăk.
_INTERCHANGEABLE = re.compile(
    "(?P<onset>[hklmst]|qu)(?P<vowel>[iíìỉĩịyýỳỷỹỵ])(?P<coda>(?<=^qu.)(?:t|nh|ch))?"
    "|(?P<v>v)(?P<nga>[ĩỹ])"
    "|(?P<before>[a-zđ]+)(?P<short>[ăắ])k"
)
_OTHER_I = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị", strict=True))
_OTHER_A = {"ă": "ắ", "ắ": "ă"}


def synonyms(syllable: str) -> tuple[str, ...]:
    """The keys of other spellings of the same word: i for y, y for i, ăk for ắk where it is one.

    Holds for folds as well, a fold being the key of what was typed without marks.

    >>> synonyms("kĩ"), synonyms("Mỹ"), synonyms("quý"), synonyms("ki"), synonyms("túi")
    (('kỹ',), ('mĩ',), ('quí',), ('ky',), ())
    >>> synonyms("Đắk"), synonyms("Lăk"), synonyms("lak")
    (('đăk',), ('lắk',), ())
    """
    found = _INTERCHANGEABLE.fullmatch(key(syllable))
    if not found:
        return ()
    if found["v"]:
        return ("v" + _OTHER_I[found["nga"]],)
    if found["short"]:
        return (found["before"] + _OTHER_A[found["short"]] + "k",)
    return (found["onset"] + _OTHER_I[found["vowel"]] + (found["coda"] or ""),)
