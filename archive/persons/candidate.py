"""Candidate: capitalised words of a report that may name a person."""

import re
import sys
from dataclasses import dataclass
from functools import lru_cache

from archive.persons.capitals import Capital
from archive.persons.evidence import Evidence
from archive.persons.lexicon import PLACES, Kind, Word
from archive.persons.shape import ruled_out, shape

__all__ = ["INITIALS", "Candidate", "Paragraph", "Text", "candidate_of"]

INITIALS = re.compile("[A-ZĐ]|[CGKNPT]h|Gi|Ng|Tr|Qu")
"""Initials, digraphs too, with which newspapers shorten names: «chị H.», «Nguyễn Hồng Th.»."""


@dataclass(frozen=True, slots=True)
class Text:
    """A field of a report after its broken letters were repaired.

    `field`, `part`: as in `Mention`. `offsets`: for each character of `clean`, its offset in the
    field as published, with the length of that field at the end; None if nothing was repaired.
    `signature`: offset at which the names of the authors begin at the end of the text; beyond the
    text if there are none.
    """

    clean: str
    field: str
    part: int
    offsets: list[int] | None = None
    signature: int = sys.maxsize

    def published(self, offset: int) -> int:
        """Return the offset in the field as published for an offset in `clean`."""
        return offset if self.offsets is None else self.offsets[offset]


# Not frozen, for speed: see `Word`.
@dataclass(slots=True, eq=False)
class Candidate:
    """Capitalised words that may name a person, with the facts about them and their place.

    `floor`, `ceiling`: offsets at which the paragraph begins and ends. `start`, `end`: offsets of
    the words, with the full stop of an initial. `forms`: the words without their offsets. `keys`,
    `phrase`: the keys of the words, as a tuple and joined by spaces. `left`: bits of `Left` for the
    words before; `cue`: the last of those words, see `neighbours.before`. `place`: the words are a
    known place, or end with one. `shape`: the evidence in the words; `ruled_out`: one of them rules
    a name out. `opening`: they open a sentence. `credited`: they name the maker of a text or
    picture («Ảnh: …»). `capitals`: the first word is in capitals, as in a headline. `nicknamed`:
    the last word is a nickname in quotation marks.
    """

    text: Text
    floor: int
    ceiling: int
    words: list[Capital]
    forms: tuple[Word, ...]
    keys: tuple[str, ...]
    phrase: str
    place: bool
    shape: Evidence
    ruled_out: bool
    start: int
    end: int
    left: int
    cue: str
    opening: bool
    credited: bool
    capitals: bool
    nicknamed: bool = False

    @property
    def foreign(self) -> bool:
        """True if the last word is no syllable of Vietnamese."""
        return not self.words[-1].word.kind & Kind.SYLLABLE


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph of a text, with the offsets at which it begins and ends."""

    text: Text
    floor: int
    ceiling: int


def candidate_of(
    paragraph: Paragraph,
    words: list[Capital],
    left: int,
    cue: str,
    *,
    opening: bool,
    credited: bool,
    nicknamed: bool = False,
) -> Candidate:
    """Return the candidate that words make; the arguments are fields of it."""
    forms = tuple([capital.word for capital in words])
    keys, phrase, place, evidence, barred = _form(forms)
    start, end = words[0].start, words[-1].end
    if end - words[-1].start < 3 and paragraph.text.clean.startswith(".", end):
        end += bool(INITIALS.fullmatch(forms[-1].text))
    # Arguments by name would take twice as long.
    return Candidate(
        paragraph.text,
        paragraph.floor,
        paragraph.ceiling,
        words,
        forms,
        keys,
        phrase,
        place,
        evidence,
        barred,
        start,
        end,
        left,
        cue,
        opening,
        credited,
        bool(forms[0].kind & Kind.CAPITALS),
        nicknamed,
    )


# Reports repeat names, and newspapers repeat them in other reports.
@lru_cache(maxsize=1 << 15)
def _form(words: tuple[Word, ...]) -> tuple[tuple[str, ...], str, bool, Evidence, bool]:
    """Return what `Candidate` says of words alone, from `keys` to `ruled_out`."""
    keys = tuple([word.key for word in words])
    phrase = " ".join(keys)
    return keys, phrase, _is_place(words, keys, phrase), shape(words), ruled_out(words)


def _is_place(words: tuple[Word, ...], keys: tuple[str, ...], phrase: str) -> bool:
    """Return True if words are a known place, or end with one and are no person's name."""
    if len(words) == 1:
        return bool(words[0].kind & Kind.PLACE)
    if phrase in PLACES:
        return True
    first = words[0].kind
    if keys[0] == "đoàn" and phrase.removeprefix("đoàn ") in PLACES:
        # «đại biểu Quốc hội thuộc Đoàn Hà Nội», but not «HLV Đoàn Minh Hải»
        given = all(word.kind & Kind.GIVEN for word in words)
        return not given or keys[-1] == "nam"
    if first & Kind.STRONG:
        return False
    if len(words) == 3 and first & Kind.FAMILY and first & words[1].kind & Kind.GIVEN:
        # «Dương Thanh Hải»
        return False
    last = words[-1].kind & (Kind.PLACE | Kind.SYLLABLE | Kind.FIRST)
    if last == Kind.PLACE and not words[0].kind & Kind.FIRST:
        return True
    return len(keys) > 2 and any(" ".join(keys[cut:]) in PLACES for cut in range(1, len(keys) - 1))
