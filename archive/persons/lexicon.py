"""The word lists, read once: what a capitalised word can be, and what stands around names.

A list is a text file in `data/`; its head says where it comes from. `#` begins a comment, a tab
parts an entry from its kind. Entries are compared by the keys of their words.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from index.language import spelling

__all__ = [
    "COMMEMORATED",
    "COMPOUNDS",
    "CREDITS",
    "CUES",
    "DOUBLES",
    "ENDINGS",
    "EPITHETS",
    "HEADS",
    "LEFT",
    "OFFICES",
    "PLACES",
    "PLAIN",
    "RIGHT",
    "SURNAMES",
    "TITLE_ENDS",
    "VERBS",
    "Kind",
    "Left",
    "Word",
    "key",
    "word",
]


class Kind:
    """What a capitalised word can be, as bits; one word can be many things.

    Plain integers: an `IntFlag` took two fifths of the time of `find`.
    """

    FAMILY = 1
    """A family name of Vietnam."""
    STRONG = 2
    """A family name that is hardly anything else."""
    SINO = 4
    """A Chinese or Korean family name in its Vietnamese reading."""
    GIVEN = 8
    """A syllable of given names."""
    SYLLABLE = 16
    """A possible syllable of Vietnamese."""
    FIRST = 32
    """A given name from abroad, or a name of the minorities."""
    ASIAN = 64
    """A family name of East Asia in Latin spelling."""
    CAPITALS = 128
    """Two capitals or more, and no small letter."""
    INITIAL = 256
    """A single letter."""
    DIGITS = 512
    """There is a digit in it."""
    OPENER = 1024
    """A word that opens sentences and no name."""
    HONORIFIC = 2048
    """A word of address."""
    ORGAN = 4096
    """The first word of a body or place."""
    FOREIGN = 8192
    """A foreign word in names of firms, clubs and products."""
    PLACE = 16384
    """A place or body of one word."""
    ORDINARY = 32768
    """A word of Vietnamese that is in no name."""
    OTHER = 65536
    """An ordinary word that, with a capital, is that of a body or firm, or opens a sentence."""


class Left:
    """What the words before a name say, as bits."""

    NOTHING = 0
    HONORIFIC = 1
    OFFICE = 2
    MARKER = 4
    WEAK = 8
    """An honorific or marker that is often something else."""
    BODY = 16
    """An office after which a body may be named, or a place word that can end an office."""


class Word(NamedTuple):
    """A capitalised word: as written, its key, and what it can be."""

    text: str
    key: str
    kind: int


# Distinct words of 20,000 reports: some 150,000; capitalised ones a third of them.
key = lru_cache(maxsize=1 << 17)(spelling.key)
"""The key of a word, remembered."""


def _phrase(text: str) -> str:
    return " ".join(key(part) for part in text.split())


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list with their kinds, "" where none is given."""
    text = files("archive.persons").joinpath("data", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        entry, _, kind = line.partition("\t")
        if entry.strip() and not entry.startswith("#"):
            yield entry.strip(), kind.strip()


def _words(*names: str, of: str = "") -> frozenset[str]:
    """The keys of lists of single words, of those entries that are of one kind."""
    return frozenset(
        key(part)
        for name in names
        for entry, kind in _lines(name)
        if kind == of
        for part in entry.split()
    )


def _phrases(*names: str) -> frozenset[str]:
    """The keys of lists of phrases, parted by commas."""
    return frozenset(
        _phrase(part)
        for name in names
        for entry, _ in _lines(name)
        for part in entry.split(",")
        if part.strip()
    )


def _left() -> Iterator[tuple[str, int]]:
    """What each phrase before a name says; of several meanings the later counts."""
    kinds = {"weak": Left.WEAK, "office": Left.BODY, "body": Left.BODY, "": Left.NOTHING}
    for entry, kind in _lines("markers"):
        if " " in entry:
            # As in a text without marks: «ben do Ben Da». One syllable would be many words.
            yield " ".join(spelling.fold(part) for part in entry.split()), Left.MARKER | kinds[kind]
    for name, sign in (
        ("markers", Left.MARKER),
        ("offices", Left.OFFICE),
        ("honorifics", Left.HONORIFIC),
    ):
        for entry, kind in _lines(name):
            yield _phrase(entry), sign | kinds[kind]


def _heads(offices: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """By the first word of offices how many words these have, the most first."""
    counts: dict[str, set[int]] = {}
    for office in offices:
        parts = office.split()
        counts.setdefault(parts[0], set()).add(len(parts))
    return {first: tuple(sorted(some, reverse=True)) for first, some in counts.items()}


LEFT = dict(_left())
OFFICES = frozenset(_phrase(entry) for entry, _ in _lines("offices"))
HEADS = _heads(OFFICES)
COMPOUNDS = _phrases("compounds")
PLACES = _phrases("places", "organisations")
COMMEMORATED = _phrases("commemorated")
CREDITS = _phrases("credits")
TITLE_ENDS = _phrases("title-ends")
PLAIN = _phrases("plain-words")
RIGHT = _phrases("right-context")
VERBS = _words("verbs")
SURNAMES = _words("foreign-words", of="surname")
"""Foreign words of firms and places that are family names as well."""
CUES = {
    name: _words("cues", of=name)
    for name in (
        "both",
        "common",
        "country",
        "firm",
        "dotted",
        "introducing",
        "learned",
        "loose",
        "middle",
        "order",
        "ordinary",
        "particle",
        "place",
        "planet",
        "stop",
        "time",
        "too",
        "with",
    )
}
"""Small sets of words, by the names that `cues.txt` explains."""
EPITHETS = {_phrase(entry): name for entry, name in _lines("epithets")}
DOUBLES = frozenset(
    f"{key(first)} {key(second)}"
    for first, seconds in _lines("given-names")
    for second in seconds.split()
)
"""Given names of two syllables."""

ENDINGS = {
    phrase.split()[-1]: phrase.count(" ") + 1
    for phrase in sorted({*LEFT, *COMPOUNDS, *PLAIN}, key=lambda phrase: phrase.count(" "))
}
"""The last words of phrases that stand before a name, with the words of the longest of these."""

_FAMILY = {key(entry): kind for entry, kind in _lines("family-names")}
_FIRST = _words("foreign-names", "minority-names")
_KINDS = (
    (frozenset(_FAMILY), Kind.FAMILY),
    (frozenset(entry for entry, kind in _FAMILY.items() if not kind), Kind.STRONG),
    (frozenset(key(entry) for entry, _ in _lines("sino-family-names")), Kind.SINO),
    (_words("given-syllables"), Kind.GIVEN),
    (_FIRST, Kind.FIRST),
    (_words("east-asian-names"), Kind.ASIAN),
    (_words("sentence-openers"), Kind.OPENER),
    (frozenset(entry for entry, _ in _lines("honorifics")), Kind.HONORIFIC),
    (_words("organs"), Kind.ORGAN),
    (_words("foreign-words"), Kind.FOREIGN),
    (PLACES, Kind.PLACE),
)

_NAMING = (
    Kind.GIVEN | Kind.INITIAL | Kind.FAMILY | Kind.FIRST | Kind.ASIAN | Kind.SINO | Kind.CAPITALS
)

# «VnExpress», «IFLScience»; «NGuyễn» is a slip.
_CAMEL = re.compile(r"[^\W\d_][^\W\d_]*[a-z][A-ZĐ]|(?!NG|TR|TH|PH|KH|CH|NH|GI|QU)[A-Z]{2,}[a-z]{3}")
_CAMELS = ("Mc", "Mac", "Le", "De", "Di", "La", "Van", "Fitz", "O'", "O’", "D'", "D’")


@lru_cache(maxsize=1 << 17)
def word(text: str) -> Word:
    """What a capitalised word can be."""
    folded = key(text)
    kind = 0
    for members, flag in _KINDS:
        if folded in members:
            kind |= flag
    if spelling.is_syllable(folded):
        kind |= Kind.SYLLABLE
    elif not folded.isascii() and spelling.fold(folded) in _FIRST:
        # Chloë, José, Zoé.
        kind |= Kind.FIRST
    letters = [char for char in text if char.isalpha()]
    if len(letters) == 1:
        kind |= Kind.INITIAL
    elif all(char.isupper() for char in letters):
        kind |= Kind.CAPITALS
    if len(letters) < len(text) and any(char.isdigit() for char in text):
        kind |= Kind.DIGITS
    # Names of firms and programs: VnExpress, KyberSwap; McLaren is a name.
    if _CAMEL.match(text) and not text.startswith(_CAMELS):
        kind |= Kind.FOREIGN
    # The first names of Ê Đê, M'nông and K'ho women and men: H'Hen, Y'Thông, K'Brôm.
    if text[1:2] in ("'", "’") and text[0] in "HKYM" and not kind & Kind.CAPITALS:
        kind |= Kind.FIRST
    if kind & Kind.SYLLABLE and not kind & _NAMING and folded not in CUES["dotted"]:
        kind |= Kind.ORDINARY
        if kind & (Kind.OPENER | Kind.ORGAN | Kind.DIGITS | Kind.FOREIGN):
            kind |= Kind.OTHER
    return Word(text, folded, kind)
