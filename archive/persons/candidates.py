"""Cut runs of capitalised words into candidates, without the words that belong to no name."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from archive.persons.candidate import Candidate, Paragraph, Text, candidate_of
from archive.persons.capitals import Capital, runs
from archive.persons.lexicon import (
    CUES,
    DOUBLES,
    EPITHETS,
    HEADS,
    LEFT,
    OFFICES,
    PLACE_HEADS,
    PLACES,
    Kind,
    Left,
    Word,
)
from archive.persons.neighbours import COMPOUNDING, OPENINGS, before, compound, credited
from archive.persons.single_words import alone
from archive.persons.trim import NAMES, trimmed

__all__ = ["candidates"]

# Abbreviations for a town, ward or district, whose name follows.
_TOWNS = frozenset(("tp", "tx", "tt", "q", "p", "h"))
_CONTINENTS = frozenset(("á", "âu", "phi", "mỹ", "úc"))
_TITLES = Kind.HONORIFIC | Kind.OPENER
# The first words of phrases: without one of them no phrase is looked up.
_KNOWN = frozenset(phrase.split()[0] for phrase in EPITHETS)
# More words than names in Vietnamese reading have.
_LONG = 4
_DASHES = frozenset("-–")
_THINGS = CUES["vehicle"] | CUES["thing"]
_LEADS = frozenset(("đường", *HEADS, *_THINGS))
# The rest of a sentence without a comma that begins with another person or a verb of sport.
_UNPAUSED = re.compile(r" (?:và|đều|vào|rời|ghi|sút|đá|chuyền|vắng|phải)\b[^,.!?\n]*(?:[.!?\n]|\Z)")
_SKIPPED = Kind.OPENER | Kind.CAPITALS | Kind.ORGAN | Kind.DIGITS | Kind.FOREIGN
# Words of address that are no syllables of given names.
_TITLES_OF_ADDRESS = frozenset(("Ông", "Bà"))
_BODY = Kind.ORGAN | Kind.GIVEN | Kind.FAMILY
# What `_Cutter._skip` looks for in a word.
_SKIPPABLE = Kind.HONORIFIC | Kind.OPENER | Kind.ORGAN | Kind.PLACE | Kind.CAPITALS | Kind.DIGITS
_SPECIAL = frozenset(
    ("theo", "việt", *_KNOWN, *_LEADS, *PLACE_HEADS, *_TOWNS, *CUES["country"], *CUES["defeat"])
)
_NAMED = Kind.GIVEN | Kind.INITIAL | NAMES


def candidates(text: Text) -> Iterator[Candidate]:
    """Yield the candidates of a text, in order."""
    clean = text.clean
    paragraph = Paragraph(text, 0, 0)
    for run in runs(clean):
        if len(run) == 1 and run[0].word.kind & _SKIPPED and not run[0].word.kind & _NAMED:
            continue
        if run[0].start >= paragraph.ceiling:
            paragraph = _paragraph(text, run[0].start)
        last = run[-1]
        if (
            last.word.key in COMPOUNDING
            and compound(clean, last.word.key, last.end)
            and not _whole(run)
        ):
            # «Chánh Văn phòng»: neither «Văn» nor the word before it is a name.
            run = run[:-1] if len(run) > 2 or run[0].word.kind & (_TITLES | NAMES) else []
        if len(run) > 1:
            yield from _Cutter(paragraph, run).candidates()
        elif run and (found := alone(paragraph, run[0])):
            yield found


def _paragraph(text: Text, offset: int) -> Paragraph:
    """Return the paragraph around an offset."""
    ceiling = text.clean.find("\n", offset)
    floor = text.clean.rfind("\n", 0, offset) + 1
    return Paragraph(text, floor, len(text.clean) if ceiling < 0 else ceiling)


def _whole(run: list[Capital]) -> bool:
    """Return True if a run is a name of three syllables, whose last one begins no compound."""
    return (
        len(run) == 3
        and f"{run[0].word.key} {run[1].word.key}" not in PLACES
        and bool(run[0].word.kind & Kind.STRONG)
        and bool(run[1].word.kind & run[2].word.kind & Kind.GIVEN)
    )


@lru_cache(maxsize=1 << 14)
def _plain(found: Word) -> bool:
    """Return True if a word is never skipped: it is no title, place, abbreviation or the like."""
    return not found.kind & _SKIPPABLE and found.key not in _SPECIAL


class _Cutter:
    """Divides a run into words to skip (openers, titles, places, abbreviations) and candidates.

    Skipped words are remembered as the context of the candidate after them.
    """

    __slots__ = ("_clean", "_credited", "_cue", "_left", "_opening", "_paragraph", "_run")

    def __init__(self, paragraph: Paragraph, run: list[Capital]) -> None:
        self._paragraph, self._run = paragraph, run
        self._clean = paragraph.text.clean
        self._left, self._cue = Left.NOTHING, ""
        if not self._clean[max(0, run[0].start - 1)].isdigit():
            self._left, self._cue = before(self._clean, paragraph.floor, run[0].start)
        self._opening = self._cue in OPENINGS
        self._credited = self._cue == ":" and credited(self._clean, paragraph.floor, run[0].start)

    def candidates(self) -> Iterator[Candidate]:
        """Yield the candidates of the run."""
        position, count = 0, len(self._run)
        if self._left & Left.MARKER and self._left & Left.BODY:
            position = self._split()
        while position < count:
            skipped = self._skip(position)
            if skipped:
                position += skipped
                continue
            stop = self._stop(position)
            words, self._left = trimmed(self._clean, self._run[position:stop], self._left)
            if words[0] is not self._run[position] and self._ended(position, words[0]):
                self._passed(1)
            yield candidate_of(
                self._paragraph,
                words,
                self._left,
                self._cue,
                opening=self._opening and words[0] is self._run[0],
                credited=self._credited,
            )
            self._left, self._cue = Left.NOTHING, "name"
            position = stop

    def _split(self) -> int:
        """Return the position at which a name begins after that of an unknown place; 0 if none.

        One does in «Phó chủ tịch xã Bình Chương Phạm Văn Long», none in «xã Nguyễn Huân» or
        «đường Lê Trần Quý».
        """
        if self._run[0].word.key in CUES["firm"]:
            # «Công ty TNHH Hoàng Hiếu»
            return 0
        for position in range(1, len(self._run) - 1):
            if self._run[position].word.kind & Kind.STRONG and not (
                position == 1 and self._run[0].word.kind & Kind.FAMILY
            ):
                return self._passed(position)
        return 0

    def _skip(self, position: int) -> int:
        """Return the number of words at a position that belong to no name, and remember them."""
        run = self._run
        if self._cue != "châu" and _plain(run[position].word):
            return 0
        kind, key = run[position].word.kind, run[position].word.key
        rest = len(run) - position
        opening = self._opening and position == 0
        if rest > 1 and key in _KNOWN and self._epithet(position):
            return 0
        if self._called_theo(position):
            found = run[position].word
            named = replace(found, kind=(found.kind | Kind.FIRST) & ~Kind.OPENER)
            run[position] = replace(run[position], word=named)
            return 0
        if opening and kind & Kind.OPENER:
            self._left, self._cue = Left.NOTHING, key
            return 1
        if opening and rest > 1 and key in CUES["defeat"] and self._foreign(position + 1):
            # «Thắng Djokovic, Nadal vào chung kết»
            self._left, self._cue = Left.NOTHING, key
            return 1
        led = kind & Kind.HONORIFIC or key in _LEADS
        if rest > 1 and led and (skipped := self._title(position, opening)):
            return skipped
        if kind & Kind.ORGAN and not kind & Kind.FAMILY and self._place(position) < 2:
            skipped = self._passed(1)
            if key == "trường":
                # «hiệu trưởng Trường Marie Curie»: schools are named after persons.
                self._left = Left.MARKER
                self._cue = key
            return skipped
        place = self._place(position) if kind & (Kind.PLACE | Kind.SYLLABLE) or rest > 1 else 0
        if place and place < rest and self._begins(position + place, place):
            return self._passed(place)
        return self._abbreviation(position)

    def _abbreviation(self, position: int) -> int:
        """Return 1 if the word at a position is an abbreviation or number, and remember it."""
        kind, key = self._run[position].word.kind, self._run[position].word.key
        rest = len(self._run) - position
        short = rest > 1 and key in _TOWNS and self._abbreviates(position)
        if not short and (not kind & (Kind.CAPITALS | Kind.DIGITS) or self._headline(position)):
            return 0
        sign = LEFT.get(key, LEFT.get(f"{key}.") if short else None)
        if sign is None:
            self._left, self._cue = Left.NOTHING, "abbreviation"
        elif key in _TOWNS:
            self._left, self._cue = sign | (self._left & Left.OFFICE), key
        else:
            self._left, self._cue = sign, key
        return 1

    def _title(self, position: int, opening: bool) -> int:
        """Return the number of words of address, office or street at a position; 0 if none."""
        run = self._run
        kind, key = run[position].word.kind, run[position].word.key
        following = run[position + 1].word
        if (
            kind & Kind.HONORIFIC
            and (opening or key not in CUES["too"] or following.kind & Kind.STRONG)
            and not self._place(position)
            and not (self._left & Left.HONORIFIC and f"{key} {following.key}" in DOUBLES)
        ):
            if not self._left & Left.MARKER or self._left & Left.WEAK:
                self._left |= Left.HONORIFIC
            self._cue = key
            return 1
        named = kind & following.kind & Kind.GIVEN and key != "trưởng"
        player = named and self._cue == "," and len(run) == position + 2
        if f"{key} {following.key}" in OFFICES and not player:
            # «Văn Phú, Anh Hùng, Ngọc Thịnh» are players.
            self._left, self._cue = Left.OFFICE, key
            return 2 if len(run) > position + 2 else 0
        vietnamese = following.kind & (Kind.FAMILY | Kind.GIVEN)
        thing = key in _THINGS and self._foreign(position + 1)
        if (opening and key == "đường" and vietnamese) or (
            thing and (opening or not kind & Kind.FAMILY)
        ):
            self._left, self._cue = Left.MARKER, key
            return 1
        return 0

    def _foreign(self, position: int) -> bool:
        """Return True if the word at a position is no syllable of Vietnamese."""
        return not self._run[position].word.kind & Kind.SYLLABLE

    def _abbreviates(self, position: int) -> bool:
        """Return True if a letter and full stop shorten the word for a place: «H.Hồng Dân»."""
        joint = self._clean[self._run[position].end : self._run[position + 1].start]
        return joint == "." and not self._foreign(position + 1)

    def _called_theo(self, position: int) -> bool:
        """Return True if «Theo» is a given name: «Theo Hernandez và Kovacic đều vắng.».

        After the preposition, a comma ends the phrase: «Theo Reuters, …».
        """
        run = self._run
        if position or run[0].word.key != "theo" or len(run) != 2:
            return False
        return self._foreign(1) and bool(_UNPAUSED.match(self._clean, run[1].end))

    def _passed(self, count: int) -> int:
        """Remember that the name of a body or place was skipped; return its number of words."""
        self._left = (self._left & Left.OFFICE) | Left.MARKER | Left.BODY
        self._cue = "place"
        return count

    def _ended(self, position: int, first: Capital) -> bool:
        """Return True if the name of a body or place ends before a name that was trimmed.

        True in «giải Cannes Lương Triều Vỹ» and «đảo Síp Marcos Baghdatis».
        """
        if not self._left & Left.MARKER or self._cue[:1].isdigit():
            return False
        vietnamese = first.word.kind & (Kind.FAMILY | Kind.SINO)
        return bool(vietnamese) or not self._run[position].word.text.isascii()

    def _epithet(self, position: int) -> bool:
        """Return True if two words are a name under which one person is known («Bác Hồ»)."""
        return " ".join([c.word.key for c in self._run[position : position + 2]]) in EPITHETS

    def _place(self, position: int) -> int:
        """Return the number of words of the known place at a position; 0 if there is none."""
        first = self._run[position].word.key
        known = first in PLACE_HEADS or first in CUES["country"] or first == "việt"
        if not known and self._cue != "châu":
            return 0
        keys = [capital.word.key for capital in self._run[position : position + 5]]
        if position == 0 and self._cue == "châu" and keys[0] in _CONTINENTS:
            return 1
        if self._of_country(position):
            return 1
        if keys[0] in CUES["country"] and len(keys) > 2:
            # «tay vợt Anh Jack Draper»
            after = self._run[position + 1]
            shortened = self._clean.startswith(".", after.end)
            if self._left & Left.OFFICE and position == 0 and self._foreign(1) and self._foreign(2):
                # «Thủ tướng Anh Keir Starmer»
                return 1
            if shortened or after.word.kind & (Kind.FIRST | Kind.SYLLABLE) == Kind.FIRST:
                return 1
        for length in PLACE_HEADS.get(first, ()):
            if length <= len(keys) and " ".join(keys[:length]) in PLACES:
                return length
        return 0

    def _of_country(self, position: int) -> bool:
        """Return True if a country of one syllable stands before a foreign name.

        True in «Thủ tướng Anh Johnson», «người Anh Tim Stanley» and «Nhật-Việt Nikai Toshihiro».
        """
        run = self._run[position:]
        first = run[0].word.key
        if len(run) < 2 or run[-1].word.kind & Kind.SYLLABLE:
            return False
        if self._clean[run[0].start - 1] in _DASHES:
            return first == "việt" and not run[1].word.kind & Kind.SYLLABLE
        led = self._left & Left.OFFICE or self._cue == "người"
        if position or self._opening or not led:
            return False
        return first in CUES["country"] and f"{first} {run[1].word.key}" not in PLACES

    def _begins(self, position: int, place: int) -> bool:
        """Return True if a name begins at a position, after `place` words of a place."""
        last, kind = self._run[position - 1].word.kind, self._run[position].word.kind
        rest = len(self._run) - position
        if place == 1 and last & Kind.FIRST and not kind & Kind.FIRST:
            return False
        if place == 1 and last & kind & Kind.GIVEN and rest > 1 and self._left & Left.OFFICE:
            # «ca sĩ Nhật Kim Anh»
            return bool(kind & Kind.STRONG)
        if kind & (Kind.CAPITALS | Kind.FIRST) or not kind & Kind.SYLLABLE:
            return True
        if place > 1 and rest > 1 and self._left & Left.OFFICE and self._foreign(position + 1):
            # «Tổng thống Ấn Độ Ram Nath Kovind»
            return True
        if place == 1 and last & Kind.GIVEN:
            return bool(kind & Kind.STRONG) and rest > 1
        if place > 1 and not last & Kind.GIVEN and self._left & Left.OFFICE:
            # «tài tử Hong Kong Thành Long»
            return 1 < rest < _LONG
        return bool(kind & NAMES)

    def _headline(self, position: int) -> bool:
        """Return True if a name in capitals may begin here: NGUYỄN XUÂN PHÚC THĂM HUẾ."""
        pair = [capital.word.kind for capital in self._run[position : position + 2]]
        wanted = Kind.CAPITALS | Kind.SYLLABLE
        return (
            len(pair) == 2
            and pair[0] & pair[1] & wanted == wanted
            and bool(pair[0] & Kind.FAMILY and pair[1] & Kind.GIVEN)
        )

    def _stop(self, position: int) -> int:
        """Return the end of the candidate that begins at a position, as a position."""
        run = self._run
        stop = position + 1
        if stop == len(run):
            return stop
        if run[position].word.key in _KNOWN and self._epithet(position):
            return position + 2
        if run[position].word.kind & Kind.CAPITALS:
            wanted = Kind.CAPITALS | Kind.GIVEN
            while stop < min(len(run), position + 4) and run[stop].word.kind & wanted == wanted:
                stop += 1
            return stop
        while stop < len(run) and not run[stop].word.kind & (Kind.CAPITALS | Kind.DIGITS):
            found = run[stop].word
            if found.kind & Kind.HONORIFIC and _addressed(run[stop - 1].word.kind, found):
                break
            if found.text in _TITLES_OF_ADDRESS and stop > position + 1:
                # «Nguyễn Xuân Phúc Ông Phúc nói»: a sentence begins after a lost full stop.
                break
            if found.kind & _BODY == Kind.ORGAN and stop > position + 2:
                # «Đoàn TNCS Hồ Chí Minh Bộ Giao thông»: the name of another body begins.
                break
            stop += 1
        return stop


def _addressed(before: int, found: Word) -> bool:
    """Return True if a word of address begins a sentence: «Ursula von der Leyen Bà Von …»."""
    return (
        not before & Kind.SYLLABLE
        and not found.text.isascii()
        and not found.kind & (Kind.GIVEN | Kind.FAMILY)
    )
