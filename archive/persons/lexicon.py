"""The word lists, read once: what a capitalised word can be, and what stands around names.

A list is a text file in `data/`: one entry a line (or many, by spaces or commas, in the lists of
single names and of places), `#` begins a comment, a tab parts an entry from its kind.
"""

from collections.abc import Iterator
from enum import IntFlag, auto
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from index import spelling

__all__ = [
    "COMPOUNDS",
    "GIVEN_SYLLABLES",
    "HEADS",
    "LEFT",
    "OFFICES",
    "OPENERS",
    "PLACES",
    "RIGHT",
    "Kind",
    "Left",
    "Word",
    "phrase_key",
    "word",
]


class Kind(IntFlag):
    """What a capitalised word can be; one word can be many things."""

    FAMILY = auto()
    STRONG = auto()
    SINO = auto()
    GIVEN = auto()
    SYLLABLE = auto()
    FIRST = auto()
    ASIAN = auto()
    CAPITALS = auto()
    INITIAL = auto()
    OPENER = auto()
    HONORIFIC = auto()
    PLACE = auto()
    DIGITS = auto()
    ORGAN = auto()


class Left(IntFlag):
    """What the words before a name say."""

    HONORIFIC = auto()
    OFFICE = auto()
    MARKER = auto()
    WEAK = auto()
    ORGAN = auto()


class Word(NamedTuple):
    """A capitalised word: as written, its key, and what it can be."""

    text: str
    key: str
    kind: Kind


def phrase_key(text: str) -> str:
    """The keys of the words of a phrase, joined by single spaces."""
    return " ".join(spelling.key(part) for part in text.split())


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list with their kinds, "" where none is given."""
    text = files("archive.persons").joinpath("data", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        entry, _, kind = line.partition("\t")
        if entry.strip() and not entry.startswith("#"):
            yield entry.strip(), kind.strip()


def _words(name: str) -> frozenset[str]:
    """The keys of a list of single words."""
    return frozenset(spelling.key(part) for entry, _ in _lines(name) for part in entry.split())


def _phrases(name: str) -> frozenset[str]:
    """The keys of a list of phrases, by lines or commas."""
    return frozenset(
        phrase_key(part) for entry, _ in _lines(name) for part in entry.split(",") if part.strip()
    )


def _left() -> dict[str, Left]:
    """What each phrase before a name says, by its key."""
    found: dict[str, Left] = {}
    for name, sign in (
        ("markers", Left.MARKER),
        ("offices", Left.OFFICE),
        ("honorifics", Left.HONORIFIC),
    ):
        for entry, kind in _lines(name):
            flags = sign
            if kind == "weak":
                flags |= Left.WEAK
            if kind == "office":
                flags |= Left.ORGAN
            found[phrase_key(entry)] = flags
    return found


_FAMILY = {spelling.key(entry): kind for entry, kind in _lines("family-names")}
_SINO = {spelling.key(entry): kind for entry, kind in _lines("sino-family-names")}
GIVEN_SYLLABLES = _words("given-syllables")
_FIRST = _words("foreign-names")
_ASIAN = _words("east-asian-names")
OPENERS = _words("sentence-openers")
_ORGANS = _words("organs")
COMPOUNDS = _phrases("compounds")
PLACES = _phrases("places")
OFFICES = _phrases("offices")
RIGHT = _phrases("right-context")
LEFT = _left()
_HONORIFICS = frozenset(entry for entry, sign in LEFT.items() if sign & Left.HONORIFIC)


@cache
def _heads() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The offices by their first word, each as its words, the longest first."""
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for office in OFFICES:
        parts = tuple(office.split())
        grouped.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in grouped.items()}


HEADS = _heads()


@lru_cache(maxsize=1 << 17)
def word(text: str) -> Word:
    """What a capitalised word can be."""
    key = spelling.key(text)
    kind = Kind(0)
    if key in _FAMILY:
        kind |= Kind.FAMILY if _FAMILY[key] else Kind.FAMILY | Kind.STRONG
    if key in _SINO:
        kind |= Kind.SINO
    for members, flag in (
        (GIVEN_SYLLABLES, Kind.GIVEN),
        (_FIRST, Kind.FIRST),
        (_ASIAN, Kind.ASIAN),
        (OPENERS, Kind.OPENER),
        (_HONORIFICS, Kind.HONORIFIC),
        (PLACES, Kind.PLACE),
        (_ORGANS, Kind.ORGAN),
    ):
        if key in members:
            kind |= flag
    letters = text.replace("-", "").replace("'", "").replace("’", "")
    if len(letters) == 1:
        kind |= Kind.INITIAL
    elif letters.isupper():
        kind |= Kind.CAPITALS
    if any(char.isdigit() for char in text):
        kind |= Kind.DIGITS
    if spelling.is_syllable(key):
        kind |= Kind.SYLLABLE
    return Word(text, key, kind)
