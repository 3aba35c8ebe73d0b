"""The encodings: how the bytes of a text are read, and which letters they lack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from index.language.legacy import tables
from index.language.spelling import VIETNAMESE, is_syllable, key
from index.language.syllables import TONED, TONELESS

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
        """Whether the spellings are ASCII."""
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
            return _decode_viqr(text)
        if self is TWICE:
            return _decode_twice(text)
        read = self._pattern.sub(lambda found: self.letters[found[0]], as_bytes(text))
        return (_in_capitals(read) if self is TCVN3 else read).translate(_FROM_BYTES)

    def encode(self, text: str) -> str:
        """Return a text in characters that stand for bytes.

        Raises `UnicodeEncodeError` for a letter that the encoding lacks.

        >>> encoding_named("viqr").encode("Đại học.")
        'DDa.i ho.c.'
        """
        if self is TWICE:
            return text.encode().decode("latin-1")
        if self.is_viqr:
            text = _VIQR_LITERAL.sub(r"\\\g<0>", text)
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


# RFC 1456, section 2.3: a backslash makes the next character literal.
_VIQR = re.compile(
    r"\\(?P<literal>.)|" + "|".join(map(re.escape, sorted(tables.VIQR, key=len, reverse=True)))
)
_VIQR_LITERAL = re.compile(
    r"\\|(?<=[aeiouyAEIOUYàáâăèéêìíòóôơùúưỳýÂĂÊÔƠƯ])[\^(+'`?~.]|(?<=[dD])[dD]"
)
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+")
# Characters that are rare within words but for VIQR.
_STRONG = re.compile(r"(?i:[aeo]\^|a\(|[ou]\+|[aeiouy^(+][~`])|DD|^dd$")
# In a short line, such as a title, a full stop after a vowel is a tone.
_SENTENCE = 12
_STOP = re.compile(r"(?<=[AEIOUYaeiouy^(+])(\.)(?=[\"')\]]*$|\.\.)", re.MULTILINE)


# Words that often end a sentence and are rare with the tone that their dot would mean.
_BEFORE_CAPITAL = re.compile(r"(?<!\S)([a-z]*[aeiouy])\.(?=\s+[\"(]?[A-Z])")
_ENDING = frozenset("ddi ra qua ta xa ty do ca gia nga tra nhi khi".split())  # noqa: SIM905


def _decode_viqr(text: str) -> str:
    """Return a text in VIQR.

    Few writers put the backslash that RFC 1456 asks for before punctuation. At the end of a line
    of running text a full stop after a vowel is therefore punctuation, and so it is after some
    words before a capital.
    """
    lines = (_with_literal_stops(line) if _is_running(line) else line for line in text.split("\n"))
    return _CHUNK.sub(_decode_chunk, "\n".join(lines)).translate(_FROM_BYTES)


def _with_literal_stops(line: str) -> str:
    """Return a line of VIQR with a backslash before what is likelier a full stop than a tone."""
    line = _STOP.sub(r"\\\1", line)
    return _BEFORE_CAPITAL.sub(
        lambda found: f"{found[1]}\\." if found[1] in _ENDING else found[0], line
    )


def _is_running(line: str) -> bool:
    """Return whether a line is running text whose writer leaves out backslashes."""
    return "\\" not in line and line.count(" ") >= _SENTENCE


def _decode_chunk(found: re.Match[str]) -> str:
    """Return a word with what adjoins it; one that is no Vietnamese is left as it is."""
    chunk = found[0]
    read = _viqr(chunk)
    is_quoted = chunk[0] == chunk[-1] == "'"
    if read == chunk or (_is_legal(read) and not is_quoted):
        return read
    literal = _viqr(chunk[:-1] + "\\" + chunk[-1])
    if chunk[-1] in ".?'" and _is_legal(literal):
        return literal
    return read if _STRONG.search(chunk) or "\\" in chunk else chunk


def _viqr(chunk: str) -> str:
    """Return a word in VIQR by the table alone."""
    return _VIQR.sub(lambda each: each["literal"] or tables.VIQR.get(each[0], each[0]), chunk)


def _is_legal(chunk: str) -> bool:
    """Return whether all words in a piece of text are Vietnamese syllables."""
    words = _WORD.findall(chunk)
    return bool(words) and all(is_plain_syllable(each) and _is_in_position(each) for each in words)


def _is_in_position(word: str) -> bool:
    """Return whether the tone is on its letter by the old school or the new one (hòa, hoà)."""
    word = word.lower()
    return key(word) == word or word.translate(TONELESS)[-2:] in ("oa", "oe", "uy")


def is_plain_syllable(word: str) -> bool:
    """Return whether a word is a Vietnamese syllable with one tone at most.

    >>> is_plain_syllable("nữa"), is_plain_syllable("nữạ")
    (True, False)
    """
    return is_syllable(word) and sum(letter in TONED for letter in word.lower()) < 2


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
