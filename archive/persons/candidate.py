"""Candidate: capitalised words of a report that may name a person."""

import sys
from dataclasses import dataclass
from typing import NamedTuple

from archive.persons.capitals import Capital
from archive.persons.lexicon import Kind

__all__ = ["Candidate", "Text"]


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


class Candidate(NamedTuple):
    """Capitalised words that may name a person, with the facts about them and their place.

    A named tuple, because a frozen dataclass takes four times as long to make.

    `floor`, `ceiling`: offsets at which the paragraph begins and ends. `start`, `end`: offsets of
    the words, with the full stop of an initial. `keys`, `phrase`: the keys of the words, as a tuple
    and joined by spaces. `left`: bits of `Left` for the words before; `cue`: the last of those
    words, see `neighbours.before`. `place`: the words are a known place, or end with one.
    `opening`: they open a sentence. `credited`: they name the maker of a text or picture («Ảnh:
    …»). `capitals`: the first word is in capitals, as in a headline. `nicknamed`: the last word is
    a nickname in quotation marks.
    """

    text: Text
    floor: int
    ceiling: int
    words: list[Capital]
    keys: tuple[str, ...]
    phrase: str
    start: int
    end: int
    left: int
    cue: str
    place: bool
    opening: bool
    credited: bool
    capitals: bool
    nicknamed: bool = False

    @property
    def foreign(self) -> bool:
        """True if the last word is no syllable of Vietnamese."""
        return not self.words[-1].word.kind & Kind.SYLLABLE
