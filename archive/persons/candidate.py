"""Candidate: capitalised words that may name a person, with what is known of them."""

import sys
from dataclasses import dataclass

from archive.persons.capitals import Capital
from archive.persons.lexicon import Kind

__all__ = ["Candidate", "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """A field of a report, its broken letters mended.

    `offsets`: where each character stood in the field as published, and where that ended; None
    where nothing was mended. `signature`: where the names of its makers begin, at its end.
    """

    clean: str
    field: str
    part: int
    offsets: list[int] | None = None
    signature: int = sys.maxsize


@dataclass(slots=True)
class Candidate:
    """Capitalised words that may name a person, with what is known of them so far.

    `floor`, `ceiling`: where the paragraph begins and ends. `keys`, `phrase`: the keys of the
    words, apart and joined by spaces. `start`, `end`: where the words do in the mended text, with
    the full stop of an initial. `left`, `cue`: what stands before, see
    `runs.before`. `opening`: the words open a sentence. `place`: they are, or end with, a known
    place. `barred`: they are named as a place, body or maker of a picture here. `signed`: they
    sign the text or a picture. `listed`: they go on with a list after the candidate before.
    `nicknamed`: the last of them is a nickname in quotation marks.
    `said`: what follows, see `runs.said_after`. `score`: the evidence; above 0 the words name a
    person.
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
    opening: bool = False
    barred: bool = False
    signed: bool = False
    listed: bool = False
    nicknamed: bool = False
    said: int = 0
    score: int = 0
    name: str = ""

    @property
    def capitals(self) -> bool:
        """Whether the words stand in capitals, as in a headline."""
        return bool(self.words[0].word.kind & Kind.CAPITALS)
