"""The encodings: how the bytes of a text are read, and which letters they lack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from index.language.legacy import tables, viqr
from index.language.legacy.viqr import is_plain_syllable
from index.language.spelling import VIETNAMESE

__all__ = [
    "CP1252",
    "ENCODINGS",
    "TWICE",
    "Encoding",
    "as_bytes",
    "encoding_named",
    "is_plain_syllable",
]

# Windows code page 1252, in which the fonts of the old encodings have their punctuation, and as
# which programs turned the bytes of an old text into Unicode. Five bytes are undefined in it.
CP1252 = {
    chr(byte): bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TO_BYTES = str.maketrans({meant: byte for byte, meant in CP1252.items()})
_FROM_BYTES = str.maketrans(CP1252)


def as_bytes(text: str) -> str:
    """Return a text with each character of code page 1252 replaced by that of its byte.

    Other characters stay: they are signs that a later program put between.

    >>> as_bytes("á»™")
    'á»\\x99'
    """
    return text.translate(_TO_BYTES)


@dataclass(frozen=True)
class Encoding:
    """An encoding of Vietnamese text.

    `name`: in options, in lower case. `title`: for people. `letters`: spelling → letter, each
    spelling in characters that stand for bytes.
    """

    name: str
    title: str
    letters: Mapping[str, str]

    @property
    def is_viqr(self) -> bool:
        """True if the spellings are ASCII."""
        return self.name == "viqr"

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The spelling of each letter that is to be written."""
        found: dict[str, str] = {}
        for spelling, letter in self.letters.items():
            found.setdefault(letter, spelling)
        return found

    @cached_property
    def missing(self) -> str:
        """The Vietnamese letters that texts in the encoding cannot have, small letters first."""
        if self is TWICE:
            return ""
        if self is TCVN3:
            capitals = VIETNAMESE[len(VIETNAMESE) // 2 :]
            return "".join(letter for letter in capitals if letter not in _TCVN3_CAPITALS)
        return "".join(letter for letter in VIETNAMESE if letter not in self.spellings)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A match of any spelling, the longest first."""
        longest = sorted(self.letters, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest)))

    def decode(self, text: str) -> str:
        """Return a text whose characters stand for bytes, or are those of code page 1252.

        >>> encoding_named("vni").decode("Thuû töôùng")
        'Thủ tướng'
        """
        if self.is_viqr:
            return viqr.decode(text).translate(_FROM_BYTES)
        if self is TWICE:
            return _decode_twice(text)
        read = self._pattern.sub(lambda found: self.letters[found[0]], as_bytes(text))
        return (_in_capitals(read) if self is TCVN3 else read).translate(_FROM_BYTES)

    def encode(self, text: str) -> str:
        """Return a text in characters that stand for bytes.

        Raise `UnicodeEncodeError` for a letter that the encoding lacks.

        >>> encoding_named("viqr").encode("Đại học.")
        'DDa.i ho.c.'
        """
        if self is TWICE:
            return text.encode().decode("latin-1")
        if self.is_viqr:
            return viqr.encode(text, self.spellings)
        written = "".join(self.spellings.get(character, character) for character in text)
        written.translate(_TO_BYTES).encode("latin-1")
        return as_bytes(written)


# The capitals of VN3, the set of the ABC fonts.
_TCVN3_CAPITALS = "ĂÂÊÔƠƯĐ"


def _in_capitals(text: str) -> str:
    """Return a text in TCVN3 with small letters made capitals in words and lines of capitals.

    A second font (.VnTimeH) shows the small letters with tones as capitals.

    >>> _in_capitals("CộNG HOà Xã HộI"), _in_capitals("Thủ tướng và TP HCM")
    ('CỘNG HOÀ XÃ HỘI', 'Thủ tướng và TP HCM')
    """
    return "\n".join(
        line.upper()
        if not _SMALL.search(line) and len(_CAPITALS.findall(line)) >= _MANY_CAPITALS
        else _WORD.sub(_word_in_capitals, line)
        for line in text.split("\n")
    )


_SMALL = re.compile("[a-z]")
_CAPITALS = re.compile("[A-Z]")
_MANY_CAPITALS = 4


def _word_in_capitals(found: re.Match[str]) -> str:
    """Return a word with at least two plain capitals and no plain small letter in capitals."""
    word = found[0]
    return word if _SMALL.search(word) or len(_CAPITALS.findall(word)) < 2 else word.upper()


# UTF-8 in characters that stand for bytes. A program that makes spaces of no-break spaces breaks
# «à» (C3 A0), the only letter of Vietnamese in which one occurs at the end.
_UTF_8 = re.compile(
    "[\xc3-\xdf][\x80-\xbf]|\xc2[\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BROKEN = re.compile("\xc3(?:[ \xa0]|(?=\n|$))")


def _decode_twice(text: str) -> str:
    """Return a text in UTF-8 that was read in one byte a character."""
    read = _BROKEN.sub("à", as_bytes(text))
    return _UTF_8.sub(_decode_utf_8, read).translate(_FROM_BYTES)


def _decode_utf_8(found: re.Match[str]) -> str:
    """Return the character that bytes in UTF-8 mean, the bytes themselves where they are wrong."""
    return found[0].encode("latin-1").decode("utf-8", "ignore") or found[0]


_WORD = re.compile(r"[^\W\d_]+")


TCVN3 = Encoding("tcvn3", "TCVN3 (ABC)", tables.TCVN3)
TWICE = Encoding("double-utf-8", "UTF-8 encoded twice", {})
ENCODINGS = (
    TCVN3,
    Encoding("vni", "VNI", tables.VNI),
    Encoding("viscii", "VISCII", tables.VISCII),
    Encoding("vps", "VPS", tables.VPS),
    Encoding("viqr", "VIQR", tables.VIQR),
    Encoding("windows-1258", "windows-1258", tables.WINDOWS_1258),
    Encoding("tcvn5712-1", "TCVN5712-1 (VN1)", tables.TCVN5712_1),
    TWICE,
)
"""All of them, those that are met most first."""


def encoding_named(name: str) -> Encoding | None:
    """Return the encoding with a name, whatever its case and its hyphens."""
    wanted = name.lower().replace("_", "-")
    wanted = {"abc": "tcvn3", "cp1258": "windows-1258"}.get(wanted, wanted)
    return next((each for each in ENCODINGS if each.name == wanted), None)
