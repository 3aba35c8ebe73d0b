"""The word lists, read once: what a capitalised word can be, and what stands around names.

A list is a text file in `data/`; its head says where it comes from. `#` begins a comment, a tab
parts an entry from its kind. Entries are compared by the keys of their words.
"""

from collections.abc import Iterable, Iterator
from enum import IntFlag, auto
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from index import spelling

__all__ = [
    "COMMEMORATED",
    "COMPOUNDS",
    "CREDITS",
    "CUES",
    "EPITHETS",
    "HEADS",
    "LEFT",
    "OFFICES",
    "PLACES",
    "RIGHT",
    "VERBS",
    "Kind",
    "Left",
    "Word",
    "key",
    "word",
]


class Kind(IntFlag):
    """What a capitalised word can be; one word can be many things."""

    FAMILY = auto()
    """A family name of Vietnam."""
    STRONG = auto()
    """A family name that is hardly anything else."""
    SINO = auto()
    """A Chinese or Korean family name in its Vietnamese reading."""
    GIVEN = auto()
    """A syllable of given names."""
    SYLLABLE = auto()
    """A possible syllable of Vietnamese."""
    FIRST = auto()
    """A given name from abroad, or one of the minorities."""
    ASIAN = auto()
    """A family name of East Asia in Latin spelling."""
    CAPITALS = auto()
    """Two capitals or more, and no small letter."""
    INITIAL = auto()
    """A single letter."""
    DIGITS = auto()
    """There is a digit in it."""
    OPENER = auto()
    """A word that opens sentences and no name."""
    HONORIFIC = auto()
    """A word of address."""
    ORGAN = auto()
    """The first word of a body or place."""
    FOREIGN = auto()
    """A foreign word in names of firms, clubs and products."""


class Left(IntFlag):
    """What the words before a name say."""

    HONORIFIC = auto()
    OFFICE = auto()
    MARKER = auto()
    WEAK = auto()
    """An honorific or marker that is often something else."""
    BODY = auto()
    """An office after which a body may be named, or a place word that can end an office."""


class Word(NamedTuple):
    """A capitalised word: as written, its key, and what it can be."""

    text: str
    key: str
    kind: Kind


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


def _words(*names: str) -> frozenset[str]:
    """The keys of lists of single words."""
    return frozenset(
        key(part) for name in names for entry, _ in _lines(name) for part in entry.split()
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


def _left() -> Iterator[tuple[str, Left]]:
    """What each phrase before a name says; of several meanings the later counts."""
    kinds = {"weak": Left.WEAK, "office": Left.BODY, "body": Left.BODY, "": Left(0)}
    for name, sign in (
        ("markers", Left.MARKER),
        ("offices", Left.OFFICE),
        ("honorifics", Left.HONORIFIC),
    ):
        for entry, kind in _lines(name):
            yield _phrase(entry), sign | kinds[kind]


def _heads(offices: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The offices by their first word, each as its words, the longest first."""
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for office in offices:
        parts = tuple(office.split())
        grouped.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in grouped.items()}


LEFT = dict(_left())
OFFICES = frozenset(_phrase(entry) for entry, _ in _lines("offices"))
HEADS = _heads(OFFICES)
COMPOUNDS = _phrases("compounds")
PLACES = _phrases("places", "organisations")
COMMEMORATED = _phrases("commemorated")
CREDITS = _phrases("credits")
RIGHT = _phrases("right-context")
VERBS = _words("verbs")
CUES = {
    name: frozenset(
        key(part) for entry, kind in _lines("cues") if kind == name for part in entry.split()
    )
    for name in ("common", "dotted", "loose", "middle", "place", "stop", "time", "too", "with")
}
"""Small sets of words, by the names that `cues.txt` explains."""
EPITHETS = {_phrase(entry): name for entry, name in _lines("epithets")}

_FAMILY = {key(entry): kind for entry, kind in _lines("family-names")}
_KINDS = (
    (frozenset(_FAMILY), Kind.FAMILY),
    (frozenset(entry for entry, kind in _FAMILY.items() if not kind), Kind.STRONG),
    (frozenset(key(entry) for entry, _ in _lines("sino-family-names")), Kind.SINO),
    (_words("given-syllables"), Kind.GIVEN),
    (_words("foreign-names", "minority-names"), Kind.FIRST),
    (_words("east-asian-names"), Kind.ASIAN),
    (_words("sentence-openers"), Kind.OPENER),
    (frozenset(entry for entry, _ in _lines("honorifics")), Kind.HONORIFIC),
    (_words("organs"), Kind.ORGAN),
    (_words("foreign-words"), Kind.FOREIGN),
)


@lru_cache(maxsize=1 << 17)
def word(text: str) -> Word:
    """What a capitalised word can be."""
    folded = key(text)
    kind = Kind(0)
    for members, flag in _KINDS:
        if folded in members:
            kind |= flag
    letters = [char for char in text if char.isalpha()]
    if len(letters) == 1:
        kind |= Kind.INITIAL
    elif all(char.isupper() for char in letters):
        kind |= Kind.CAPITALS
    if len(letters) < len(text) and any(char.isdigit() for char in text):
        kind |= Kind.DIGITS
    if spelling.is_syllable(folded):
        kind |= Kind.SYLLABLE
    # The first names of Ê Đê, M'nông and K'ho women and men: H'Hen, Y'Thông, K'Brôm.
    if text[1:2] in ("'", "’") and text[0] in "HKYM" and not kind & Kind.CAPITALS:
        kind |= Kind.FIRST
    return Word(text, folded, kind)
