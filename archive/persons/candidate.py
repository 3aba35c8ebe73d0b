"""Candidate: capitalised words that may name a person, cut out of their run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.persons.lexicon import CUES, EPITHETS, LEFT, OFFICES, PLACES, Kind, Left
from archive.persons.runs import Capital, before, compound, credited, runs

__all__ = ["Candidate", "Text", "candidates"]


@dataclass(frozen=True, slots=True)
class Text:
    """A field of a report, its broken letters mended.

    `offsets`: where each character stood in the field as published, and where that ended; None
    where nothing was mended.
    """

    clean: str
    field: str
    part: int
    offsets: list[int] | None = None


@dataclass(slots=True)
class Candidate:
    """Capitalised words that may name a person, with what is known of them so far.

    `floor`, `ceiling`: where the paragraph begins and ends. `left`, `cue`: what stands before, see
    `runs.before`. `opening`: the words open a sentence. `place`: they are a known place.
    `capitals`: they stand in a headline in capitals. `barred`: they are named as a place, body or
    maker of a picture here. `score`: the evidence; above 0 the words name a person.
    """

    text: Text
    floor: int
    ceiling: int
    words: list[Capital]
    left: Left
    cue: str
    opening: bool = False
    place: bool = False
    capitals: bool = False
    barred: bool = False
    score: int = 0
    name: str = ""
    keys: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """The offset of the first word in the mended text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """The offset after the last word in the mended text, with the full stop of an initial."""
        last = self.words[-1]
        if _INITIALS.fullmatch(last.word.text) and self.text.clean.startswith(".", last.end):
            return last.end + 1
        return last.end


# Initials, digraphs too, with which a paper shortens names: «chị H.», «Nguyễn Hồng Th.».
_INITIALS = re.compile("[A-ZĐ]|[CGKNPT]h|Gi|Ng|Tr|Qu")
_OPENINGS = frozenset(("", ".", "!", "?", "…", ":", "-", "–", "•", "*", "|"))
# Uppercase words that stand for a town: the name after them is its name.
_TOWNS = frozenset(("tp", "tx", "tt", "q", "p", "h"))


def candidates(text: Text) -> Iterator[Candidate]:
    """What may name a person in a text, in order."""
    clean = text.clean
    floor = ceiling = 0
    for run in runs(clean):
        if run[0].start >= ceiling:
            floor = clean.rfind("\n", 0, run[0].start) + 1
            ceiling = clean.find("\n", run[0].start)
            ceiling = len(clean) if ceiling < 0 else ceiling
        if compound(clean, run[-1]):
            run.pop()
        if run:
            yield from _Cutter(text, floor, ceiling, run).cut()


class _Cutter:
    """Takes openers, titles, places and abbreviations off a run; what remains may be names."""

    def __init__(self, text: Text, floor: int, ceiling: int, run: list[Capital]) -> None:
        self._text, self._floor, self._ceiling, self._run = text, floor, ceiling, run
        self._left, self._cue = before(text.clean, floor, run[0].start)
        self._opening = self._cue in _OPENINGS
        self._credited = self._cue == ":" and credited(text.clean, floor, run[0].start)

    def cut(self) -> Iterator[Candidate]:
        """The candidates of the run."""
        position = 0
        while position < len(self._run):
            skipped = self._skip(position)
            if skipped:
                position += skipped
                continue
            stop = self._stop(position)
            if stop > position:
                yield self._candidate(position, stop)
                self._left, self._cue = Left(0), "name"
            position = max(stop, position + 1)

    def _skip(self, position: int) -> int:
        """How many words from a position belong to no name; what they say goes to the left."""
        run = self._run
        kind, key = run[position].word.kind, run[position].word.key
        rest = len(run) - position
        opening = self._opening and position == 0
        if opening and kind & Kind.OPENER and (rest == 1 or not self._epithet(position)):
            self._left, self._cue = Left(0), key
            return 1
        if rest > 1:
            if self._epithet(position):
                return 0
            if (
                kind & Kind.HONORIFIC
                and (opening or key not in CUES["too"])
                and not self._place(position)
            ):
                if not self._left & Left.MARKER or self._left & Left.WEAK:
                    self._left |= Left.HONORIFIC
                self._cue = key
                return 1
            if f"{key} {run[position + 1].word.key}" in OFFICES:
                self._left, self._cue = Left.OFFICE, key
                return 2
            if (
                opening
                and key == "đường"
                and run[position + 1].word.kind & (Kind.FAMILY | Kind.GIVEN)
            ):
                self._left, self._cue = Left.MARKER, key
                return 1
        if kind & Kind.ORGAN and not kind & Kind.FAMILY:
            self._after_place()
            return 1
        place = self._place(position)
        if place and place < rest and self._begins(position + place, place):
            self._after_place()
            return place
        if kind & (Kind.CAPITALS | Kind.DIGITS) and not self._headline(position):
            sign = LEFT.get(key)
            if sign is None:
                self._left, self._cue = Left(0), "abbreviation"
            elif key in _TOWNS:
                self._left, self._cue = sign | (self._left & Left.OFFICE), key
            else:
                self._left, self._cue = sign, key
            return 1
        return 0

    def _after_place(self) -> None:
        self._left = (self._left & Left.OFFICE) | Left.MARKER | Left.BODY
        self._cue = "place"

    def _epithet(self, position: int) -> bool:
        """Whether two words are a name under which everyone knows one person («Bác Hồ»)."""
        return " ".join(c.word.key for c in self._run[position : position + 2]) in EPITHETS

    def _place(self, position: int) -> int:
        """How many words of a known place begin at a position; 0 for none."""
        keys = [capital.word.key for capital in self._run[position : position + 5]]
        for length in range(len(keys), 0, -1):
            if " ".join(keys[:length]) in PLACES:
                return length
        return 0

    def _begins(self, position: int, place: int) -> bool:
        """Whether a name begins at a position, after so many words of a place."""
        kind = self._run[position].word.kind
        rest = len(self._run) - position
        if kind & Kind.CAPITALS or not kind & Kind.SYLLABLE:
            return True
        if place == 1 and self._run[position - 1].word.kind & Kind.GIVEN:
            return bool(kind & Kind.STRONG) and rest > 1
        return bool(kind & (Kind.FAMILY | Kind.FIRST | Kind.ASIAN | Kind.SINO))

    def _headline(self, position: int) -> bool:
        """Whether a name in capitals can begin at a position: NGUYỄN XUÂN PHÚC THĂM HUẾ."""
        pair = self._run[position : position + 2]
        return (
            len(pair) == 2
            and all(
                capital.word.kind & Kind.CAPITALS and capital.word.kind & Kind.SYLLABLE
                for capital in pair
            )
            and bool(pair[0].word.kind & Kind.FAMILY and pair[1].word.kind & Kind.GIVEN)
        )

    def _stop(self, position: int) -> int:
        """Where the candidate ends that begins at a position."""
        run = self._run
        if self._epithet(position):
            return position + 2
        stop = position
        if run[position].word.kind & Kind.CAPITALS:
            while (
                stop < min(len(run), position + 4)
                and (stop == position or run[stop].word.kind & Kind.GIVEN)
                and run[stop].word.kind & Kind.CAPITALS
            ):
                stop += 1
            return stop
        while stop < len(run) and not run[stop].word.kind & (Kind.CAPITALS | Kind.DIGITS):
            stop += 1
        return stop

    def _candidate(self, position: int, stop: int) -> Candidate:
        words = self._run[position:stop]
        return Candidate(
            text=self._text,
            floor=self._floor,
            ceiling=self._ceiling,
            words=words,
            left=self._left,
            cue=self._cue,
            opening=self._opening and position == 0,
            place=self._place(position) == stop - position,
            capitals=bool(words[0].word.kind & Kind.CAPITALS),
            barred=self._credited,
            keys=tuple(capital.word.key for capital in words),
        )
