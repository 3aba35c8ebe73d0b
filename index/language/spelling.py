"""Vietnamese spelling: forms of a written word that can be compared.

The `key` of a word is its canonical spelling, the `fold` its spelling without diacritics. Both are
in lower case. A word that is not a Vietnamese syllable («Trump», «G20», «café») is only put in
lower case.

The canonical position of a tone is the traditional one (hòa, thủy, khỏe). The press writes nine of
ten open oa, oe and uy so; keys therefore look like the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from unidecode import unidecode

from index.language import syllables
from index.language.syllables import (
    FOLDING,
    SYLLABLE_FOLDS,
    TONED,
    TONELESS,
    TONING,
    VIETNAMESE,
    Tone,
)

__all__ = [
    "IGNORABLE",
    "VIETNAMESE",
    "Diacritics",
    "Tone",
    "diacritics",
    "fold",
    "is_syllable",
    "key",
    "normalise",
    "variants",
]

# Invisible characters, as ranges of a regular expression's class: soft hyphen, grapheme joiner,
# zero-width spaces and joiners, marks of direction, word joiner and the byte order mark.
IGNORABLE = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"


class Diacritics(NamedTuple):
    """A syllable separated into `letters`, its key without the tone, and its tone.

    Of a word with several tones, such as «sàigòn», the tone is the first.
    """

    letters: str
    tone: Tone


def normalise(text: str) -> str:
    """Return the text in NFC, with Vietnamese letters repaired that NFC leaves broken.

    Diacritics typed in any order are composed with their letter, Eth (Ð) becomes Đ, and invisible
    characters are dropped. Nothing else changes.

    >>> normalise("a\u0301\u0302 nh\u200bân \u00d0a\u0309ng")
    'ấ nhân Đảng'
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text.translate(_REPAIRS))
    return _CLUSTER.sub(_order, text) if _COMBINING.search(text) else text


_REPAIRS: dict[int, str | None] = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("ɖ"): "đ"}
_REPAIRS |= dict.fromkeys(map(ord, re.findall(f"[{IGNORABLE}]", "".join(map(chr, range(0x10000))))))
_COMBINING = re.compile("[\u0300-\u036f]")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_LETTER_DIACRITICS = "\u0302\u0306\u031b"


def _order(cluster: re.Match[str]) -> str:
    """Return a letter with each diacritic once, that of a tone last."""
    letter = unicodedata.normalize("NFD", cluster[0])
    base, once = letter[0], dict.fromkeys(letter[1:])
    ordered = sorted(once, key=lambda mark: mark not in _LETTER_DIACRITICS)
    return unicodedata.normalize("NFC", base + "".join(ordered))


@lru_cache(1 << 16)
def key(syllable: str) -> str:
    """Return the canonical spelling of a word: lower case, tones in their traditional position.

    A diacritic on the wrong vowel is moved if the rest is a Vietnamese syllable.

    >>> [key(word) for word in ("HOÀ", "thuỷ", "quý", "nứơc", "tóan", "vịêt", "Trump", "café")]
    ['hòa', 'thủy', 'quý', 'nước', 'toán', 'việt', 'trump', 'café']
    """
    word = syllable.lower()
    if word.isascii():
        return word
    if not _KNOWN.fullmatch(word):
        word = normalise(word)
        # For ligatures, wide letters and raised digits; but "½" is not "1⁄2".
        plain = normalise(unicodedata.normalize("NFKC", word).lower())
        word = plain if plain.isalnum() else word
    return _repair(word)


_KNOWN = re.compile(f"[a-z0-9{VIETNAMESE}]*")


def _repair(word: str) -> str:
    """Return a Vietnamese syllable with its diacritics in position, any other word as it is."""
    tones = {TONED[letter][1] for letter in word if letter in TONED}
    if len(tones) > 1:
        return word
    onset, rime = syllables.split(word.translate(TONELESS))
    rime = _repair_rime(rime)
    at = syllables.tone_index(rime)
    if at is None or onset not in syllables.ONSETS:
        return word
    if tones:
        rime = rime[:at] + TONING[rime[at], tones.pop()] + rime[at + 1 :]
    return onset + rime


def _repair_rime(rime: str) -> str:
    """Return a rime with the horns of ươ (nưoc, thuơng) and uơ (thưở) on the right vowels."""
    if rime in syllables.RIMES:
        return rime
    for wrong in ("ưo", "uơ"):
        rime = rime.replace(wrong, "ươ")
    return "uơ" if rime == "ươ" else rime


@lru_cache(1 << 16)
def fold(syllable: str) -> str:
    """Return the word in lower case without diacritics, other scripts in Latin letters.

    >>> [fold(word) for word in ("Đường", "HOÀ", "Müller", "Łódź", "Путин")]
    ['duong', 'hoa', 'muller', 'lodz', 'putin']
    """
    if syllable.isascii():
        return syllable.lower()
    plain = key(syllable).translate(FOLDING)
    return plain if plain.isascii() else "".join(map(_latin, plain))


def _latin(character: str) -> str:
    """Return a letter spelled with a–z where possible, and "" for a combining character."""
    if not character.isalpha():
        return "" if unicodedata.combining(character) else character
    # Unidecode gives spaces, apostrophes and capitals for some: "北" is "Bei ", "ь" is "'".
    return "".join(filter(str.isalnum, unidecode(character))).lower() or character


@lru_cache(1 << 16)
def diacritics(syllable: str) -> Diacritics:
    """Return the letters of a word with their diacritics, and its tone.

    >>> diacritics("Đường")
    Diacritics(letters='đương', tone=<Tone.HUYEN: 2>)
    """
    word = key(syllable)
    tone = next((TONED[letter][1] for letter in word if letter in TONED), Tone.NGANG)
    return Diacritics(word.translate(TONELESS), tone)


@lru_cache(1 << 16)
def is_syllable(word: str) -> bool:
    """Return whether the word can be a Vietnamese syllable, spelled with all diacritics.

    >>> [is_syllable(word) for word in ("nghiêng", "sàigòn", "các", "cac", "kác")]
    [True, False, True, False, False]
    """
    if word.isascii() and word.lower() not in SYLLABLE_FOLDS:
        # Foreign words; the test of their letters takes longer.
        return False
    return syllables.is_legal(*diacritics(word))


# Open syllables in which i and y spell the same words: hi vọng, kĩ thuật, lí do, Mĩ, bác sĩ, công
# ti, qui định; and Vĩ Dạ. Elsewhere they distinguish words (í/ý, thi/Thy, vi/Vy, túi/túy) or one of
# them is never written. Names of the highlands are written with or without a tone: Đắk Lắk, Đăk
# Lăk.
_INTERCHANGEABLE = re.compile(
    "(?P<onset>[hklmst]|qu)(?P<vowel>[iíìỉĩịyýỳỷỹỵ])(?P<coda>(?<=^qu.)(?:t|nh|ch))?"
    "|(?P<v>v)(?P<nga>[ĩỹ])"
    "|(?P<before>[a-zđ]+)(?P<short>[ăắ])k"
)
_OTHER_I = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị", strict=True))
_OTHER_A = {"ă": "ắ", "ắ": "ă"}


def variants(syllable: str) -> tuple[str, ...]:
    """Return the keys of other spellings of the same word: i for y, y for i, ăk for ắk.

    A fold may be given too; it is the key of a word typed without diacritics.

    >>> variants("kĩ"), variants("Mỹ"), variants("quý"), variants("ki"), variants("túi")
    (('kỹ',), ('mĩ',), ('quí',), ('ky',), ())
    >>> variants("Đắk"), variants("Lăk"), variants("lak")
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
