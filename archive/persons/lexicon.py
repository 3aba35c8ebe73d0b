"""The word lists: the kinds of capitalised words, and the phrases around names.

Each list is a text file in `data/`, read when this module is imported. The comment at its head
names its source. `#` begins a comment; a tab separates an entry from its kind. Entries are compared
by the keys of their words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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
    "OFFICE_PAIRS",
    "OFFICE_WORDS",
    "PLACES",
    "PLACE_HEADS",
    "PLAIN",
    "RIGHT",
    "STAGE",
    "SURNAMES",
    "TITLE_ENDS",
    "UNMARKED_FAMILIES",
    "UNMARKED_MIDDLES",
    "UNOFFICIAL",
    "VERBS",
    "Kind",
    "Left",
    "Word",
    "key",
    "word",
]


class Kind:
    """The kinds of a capitalised word, as bits; a word may be of several kinds.

    They are plain integers, because an `IntFlag` took two fifths of the time of `find`.
    """

    FAMILY = 1
    """A family name of Vietnam."""
    STRONG = 2
    """A family name that is rarely anything else."""
    SINO = 4
    """A Chinese or Korean family name in its Vietnamese reading."""
    GIVEN = 8
    """A syllable of given names."""
    SYLLABLE = 16
    """A possible syllable of Vietnamese."""
    FIRST = 32
    """A foreign given name, or a name of an ethnic minority of Vietnam."""
    ASIAN = 64
    """A family name of East Asia in Latin spelling."""
    CAPITALS = 128
    """Two or more capitals and no small letter."""
    INITIAL = 256
    """A single letter."""
    DIGITS = 512
    """A word with a digit."""
    OPENER = 1024
    """A word that begins sentences but no name."""
    HONORIFIC = 2048
    """A word of address."""
    ORGAN = 4096
    """The first word of a body or place."""
    FOREIGN = 8192
    """A foreign word that names of firms, clubs and products have."""
    PLACE = 16384
    """A place or body of one word."""
    ORDINARY = 32768
    """A Vietnamese word that no name has."""
    UNMARKED = 131072
    """A Vietnamese family name or given syllable, written without its diacritics."""
    OTHER = 65536
    """An ordinary word that with a capital belongs to a body or firm, or begins a sentence."""


class Left:
    """The kinds of the words before a name, as bits."""

    NOTHING = 0
    HONORIFIC = 1
    OFFICE = 2
    MARKER = 4
    WEAK = 8
    """A word of address, office or marker that is often something else."""
    BODY = 16
    """An office that the name of a body may follow, or a place word that can end an office."""


# Not frozen: a frozen dataclass takes three times as long to make, and a named tuple three times as
# long to read. Nothing changes a word. Words are compared by identity; `word` makes one object of
# each spelling.
@dataclass(slots=True, eq=False)
class Word:
    """A capitalised word as written, its key, and the bits of `Kind`."""

    text: str
    key: str
    kind: int


# 20,000 reports have some 150,000 distinct words; a third of them are capitalised.
@lru_cache(maxsize=1 << 17)
def key(text: str) -> str:
    """Return the key of a word; the latest are cached."""
    # In lower case, a word with a capital finds what `spelling` has cached for the one without.
    return spelling.key(text.lower())


def _phrase(text: str) -> str:
    return " ".join(key(part) for part in text.split())


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield the entries of a list with their kinds, "" if none is given."""
    text = files("archive.persons").joinpath("data", f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        entry, _, kind = line.partition("\t")
        if entry.strip() and not entry.startswith("#"):
            yield entry.strip(), kind.strip()


def _words(*names: str, of: str = "") -> frozenset[str]:
    """Return the keys of the words in lists of single words, from the entries of one kind."""
    return frozenset(
        key(part)
        for name in names
        for entry, kind in _lines(name)
        if kind == of
        for part in entry.split()
    )


def _phrases(*names: str) -> frozenset[str]:
    """Return the keys of the phrases in lists whose phrases are separated by commas."""
    return frozenset(
        _phrase(part)
        for name in names
        for entry, _ in _lines(name)
        for part in entry.split(",")
        if part.strip()
    )


def _left() -> Iterator[tuple[str, int]]:
    """Yield phrases before a name with their bits of `Left`; of several, the last counts.

    A word of address that is also an office («HLV») has both bits.
    """
    titles = {_phrase(entry) for entry, _ in _lines("offices")}
    kinds = {"weak": Left.WEAK, "office": Left.BODY, "body": Left.BODY, "": Left.NOTHING}
    for entry, kind in _lines("markers"):
        if " " in entry:
            # In a text without diacritics: «ben do Ben Da». A single syllable would be ambiguous.
            yield " ".join(spelling.fold(part) for part in entry.split()), Left.MARKER | kinds[kind]
    for name, sign in (
        ("markers", Left.MARKER),
        ("offices", Left.OFFICE),
        ("designations", Left.OFFICE),
        ("honorifics", Left.HONORIFIC),
    ):
        for entry, kind in _lines(name):
            phrase = _phrase(entry)
            both = sign == Left.HONORIFIC and phrase in titles
            yield phrase, sign | kinds[kind] | (Left.OFFICE if both else 0)


def _heads(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return, for the first word of phrases, their numbers of words, the greatest first."""
    counts: dict[str, set[int]] = {}
    for phrase in phrases:
        parts = phrase.split()
        counts.setdefault(parts[0], set()).add(len(parts))
    return {first: tuple(sorted(some, reverse=True)) for first, some in counts.items()}


LEFT = dict(_left())
OFFICES = frozenset(_phrase(entry) for entry, _ in _lines("offices"))
HEADS = _heads(OFFICES)
COMPOUNDS = _phrases("compounds") | {" ".join(office.split()[:2]) for office in OFFICES}
PLACES = _phrases("places", "organisations")
PLACE_HEADS = _heads(PLACES)
COMMEMORATED = _phrases("commemorated")
CREDITS = _phrases("credits")
TITLE_ENDS = _phrases("title-ends")
PLAIN = _phrases("plain-words")
RIGHT = _phrases("right-context")
STAGE = _phrases("stage")
UNOFFICIAL = _phrases("unofficial")
OFFICE_WORDS = frozenset(
    key(part) for entry, _ in _lines("office-words") if "," not in entry for part in entry.split()
)
OFFICE_PAIRS = frozenset(phrase for phrase in _phrases("office-words") if phrase.count(" ") == 1)
VERBS = _words("verbs")
SURNAMES = _words("foreign-words", of="surname")
"""Foreign words of firms and places that are also family names."""
CUES = {
    name: _words("cues", of=name)
    for name in (
        "between",
        "beyond",
        "both",
        "common",
        "country",
        "defeat",
        "firm",
        "formal",
        "department",
        "dotted",
        "introducing",
        "learned",
        "loose",
        "maker",
        "middle",
        "onward",
        "order",
        "others",
        "ordinary",
        "particle",
        "prefix",
        "place",
        "planet",
        "plural",
        "stop",
        "thing",
        "time",
        "too",
        "unnamed",
        "vehicle",
        "ward",
        "with",
    )
}
"""Small sets of words, by names that `cues.txt` explains."""
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
"""The last word of each phrase before a name, with the number of words of the longest phrase."""

_FAMILY = {key(entry): kind for entry, kind in _lines("family-names")}
_FIRST = _words("foreign-names", "minority-names")
UNMARKED_FAMILIES = frozenset(map(spelling.fold, _FAMILY)) - frozenset(_FAMILY)
"""Vietnamese family names without their diacritics, if these make a difference."""
UNMARKED_MIDDLES = frozenset(map(spelling.fold, CUES["middle"]))
"""Middle names without their diacritics."""
_UNMARKED = UNMARKED_FAMILIES | frozenset(map(spelling.fold, _words("given-syllables")))
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


def _kinds() -> dict[str, int]:
    """Return the bits of `Kind` that the lists give each word; phrases are left out."""
    kinds: dict[str, int] = {}
    for members, flag in _KINDS:
        for member in members:
            if " " not in member:
                kinds[member] = kinds.get(member, 0) | flag
    return kinds


_LISTED = _kinds()

_NAMING = (
    Kind.GIVEN | Kind.INITIAL | Kind.FAMILY | Kind.FIRST | Kind.ASIAN | Kind.SINO | Kind.CAPITALS
)

# «VnExpress», «IFLScience»; «NGuyễn» is a misprint.
_CAMEL = re.compile(
    r"[^\W\d_][^\W\d_]*[a-z][A-ZĐ]|(?!NG|TR|TH|PH|KH|CH|NH|GI|QU)[A-Z]{2,}[a-z]{3}"
    r"|(?!NG)[A-ZĐ]{3,}[a-zà-ỹ]{2}"
)
_CAMELS = ("Mc", "Mac", "Le", "De", "Di", "La", "Van", "Fitz", "O'", "O’", "D'", "D’")


def _letters(text: str) -> int:
    """Return the bits of `Kind` that depend on the letters of a word: case, number and digits."""
    if text.isalpha() and len(text) > 1:
        return 0 if text[1].islower() or not text.isupper() else Kind.CAPITALS
    letters = [char for char in text if char.isalpha()]
    kind = Kind.DIGITS if any(map(str.isdigit, text)) else 0
    if len(letters) == 1:
        return kind | Kind.INITIAL
    return kind | Kind.CAPITALS if all(map(str.isupper, letters)) else kind


@lru_cache(maxsize=1 << 17)
def word(text: str) -> Word:
    """Return a capitalised word with its key and kinds."""
    folded = key(text)
    kind = _LISTED.get(folded, 0)
    if spelling.is_syllable(folded):
        kind |= Kind.SYLLABLE
    elif not folded.isascii() and spelling.fold(folded) in _FIRST:
        # Chloë, José, Zoé.
        kind |= Kind.FIRST
    if text.isascii() and folded in _UNMARKED:
        kind |= Kind.UNMARKED
    kind |= _letters(text)
    # Names of firms and programs: VnExpress, KyberSwap. McLaren is a family name.
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
