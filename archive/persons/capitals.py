"""Runs of capitalised words, and what stands to the left and right of a place in the text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.persons.lexicon import (
    COMPOUNDS,
    CREDITS,
    CUES,
    ENDINGS,
    LEFT,
    PLAIN,
    RIGHT,
    VERBS,
    Kind,
    Left,
    Word,
    key,
    word,
)

__all__ = [
    "COMPOUNDING",
    "Capital",
    "before",
    "compound",
    "credited",
    "following",
    "runs",
    "said_after",
]


class Capital(NamedTuple):
    """A capitalised word of a text, with its offsets."""

    word: Word
    start: int
    end: int


_UPPER = "".join(
    chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper()
)
# «Hang-seo», «H'Hen» and «O’Brien» are one word each, «GD-ĐT» and «Thanh-Phó» are two. What may not
# stand before comes second, so that the search goes by capitals.
_REST = rf"[^\W_]*(?:['’][^\W\d_]+|[-‑][^\W\d_{_UPPER}]+)*"
_CAPITALS = re.compile(rf"[{_UPPER}](?<![\w'’].){_REST}(?:[ \xa0][{_UPPER}]{_REST})*", re.DOTALL)
# Small words within foreign names: «Kevin de Bruyne», «Mohammed bin Salman».
_PARTICLE = re.compile(
    r" (?:al-|el-|(?:van|von|der|den|ten|ter|de|del|della|dos|bin|binti|ibn|al|el| |la)+ )"
)


def runs(text: str) -> Iterator[list[Capital]]:
    """The runs of capitalised words of a text, in order; most words on their own are passed over.

    Single spaces join words; full stops do after initials and abbreviated titles, hyphens where
    one side is foreign, particles between foreign words.
    """
    run: list[Capital] = []
    end = 0
    for match in _CAPITALS.finditer(text):
        start = match.start()
        words = match[0].split()
        if len(words) == 1 and _idle(text, start, word(words[0])):
            continue
        if run and not (start < end + 12 and _joined(run[-1].word, words[0], text[end:start])):
            yield run
            run = []
        for written in words:
            found = word(written)
            if found.kind & Kind.FOREIGN and (cut := _glued(written)):
                # «Ông Phạm Đức ToảnTổng giám đốc»: the name ends where its line did.
                run.append(Capital(word(written[:cut]), start, start + cut))
                yield run
                run = []
            else:
                run.append(Capital(found, start, start + len(written)))
            start += len(written) + 1
        end = start - 1
    if run:
        yield run


# What stands before the first word of a sentence.
_STARTS = frozenset(("", "\n", *(f"{mark}{gap}" for mark in ".!?…:\n" for gap in " \n")))


def _idle(text: str, start: int, only: Word) -> bool:
    """Whether a word on its own can name no person, nor lead to a name."""
    if not only.kind & Kind.ORDINARY or text.startswith("-", start + len(only.text)):
        return False
    return bool(only.kind & Kind.OTHER) or text[max(0, start - 2) : start] in _STARTS


# Letters that stand for a name; «Á.» ends a sentence («châu Á.»).
_LETTERS = frozenset("ABCDĐEGHIJKLMNOPQRSTUVWXYZ")


_JOINT = re.compile(f"(?<=[^\\W\\d_{_UPPER}])(?=[{_UPPER}])")


@lru_cache(maxsize=1 << 12)
def _glued(written: str) -> int:
    """Where one syllable ends and another begins in a word that lacks a space; 0 for no such."""
    joint = _JOINT.search(written)
    if joint is None:
        return 0
    parts = written[: joint.start()], written[joint.start() :]
    if not all(word(part).kind & Kind.SYLLABLE for part in parts) or written.isascii():
        return 0
    return joint.start()


def _joined(last: Word, written: str, gap: str) -> bool:
    """Whether two capitalised words with more than a space between them are one run."""
    kind = word(written[: _glued(written)] or written).kind
    if gap == "." or gap == ". ":
        if last.key in CUES["dotted"]:
            return True
        if last.kind & Kind.INITIAL and last.text not in _LETTERS:
            return False
        if gap == ".":
            return bool(last.kind & (Kind.INITIAL | Kind.CAPITALS))
        return bool(last.kind & Kind.INITIAL) and not kind & (Kind.OPENER | Kind.HONORIFIC)
    if gap in ("-", "‑"):
        both = last.kind & kind
        return not both & Kind.SYLLABLE and not (last.kind | kind) & Kind.CAPITALS
    if _PARTICLE.fullmatch(gap):
        return not kind & Kind.SYLLABLE and not last.kind & (Kind.PLACE | Kind.CAPITALS)
    return False


_BREAKS = frozenset(",;:.!?…–-)/(*•|")
_OPENED = '("“‘«['
_SPACES = " \xa0\"“”‘’'«»"
_NUMBER = re.compile(r"\d{1,4}[A-Za-z]?(?:/\d+\w*)*$")


def before(text: str, floor: int, start: int) -> tuple[int, str]:
    """What the words before a place say, with the last of them; a mark of punctuation alone.

    `floor`: where the paragraph begins. The second is "" at the beginning of a paragraph.
    """
    tail = text[max(floor, start - 40) : start].rstrip(_SPACES)
    last = tail.rsplit(None, 1)[-1:]
    if not last:
        return Left.NOTHING, ""
    if tail[-1] in _BREAKS and last[0].lower() not in LEFT:
        return Left.NOTHING, tail[-1]
    cue, ends = _cue(last[0])
    if not ends:
        return Left.NOTHING, cue
    keys = [_cue(part)[0] for part in tail.split()[-4:]]
    for count in range(len(keys), 0, -1):
        phrase = " ".join(keys[-count:])
        sign = LEFT.get(phrase)
        if sign is not None:
            return sign, phrase
        if count == 2 and (phrase in COMPOUNDS or phrase in PLAIN):
            return Left.NOTHING, keys[-1]
    # A number in a street: «số 25 Phan Đình Phùng», «47/8 Hoàng Diệu».
    if _NUMBER.match(last[0]) and not (len(keys) > 1 and keys[-2] in CUES["time"]):
        return Left.MARKER, last[0].lower()
    return Left.NOTHING, cue


@lru_cache(maxsize=1 << 16)
def _cue(written: str) -> tuple[str, bool]:
    """The key of a word before a name, and whether more words before may tell something."""
    cue = key(written.lstrip(_OPENED))
    return cue, cue in ENDINGS or written[0].isdigit()


def credited(text: str, floor: int, start: int) -> bool:
    """Whether a colon before a place says who made the text or picture («Tin, ảnh: …»)."""
    tail = text[max(floor, start - 24) : start].rstrip()
    if not tail.endswith(":"):
        return False
    keys = [key(part.strip("(,.[*-–")) for part in tail[:-1].split()]
    return any(" ".join(keys[-count:]) in CREDITS for count in (1, 2) if keys)


# «(34 tuổi)», «, 34 tuổi», «(SN 1990», «(1890-1969)», and the minute of a goal («Văn Nhiên 7'»);
# «sinh năm» is in the list of what follows.
_AGED = re.compile(
    r"\s*[,(]\s*(?:SN|sn|sinh|\d{1,3}\s*tuổi|\d{4}\s*[-–)]|\d{2}\s*[,)])|\s*SN \d{4}"
    r"|\s*\(?\d{1,3}(?:\+\d)?['’]"
)
# «(Mai Anh đóng)»
_PLAYED = re.compile(r" (?:đóng|thủ vai|vào vai|thể hiện|lồng tiếng)\b ?\)")
_WORD = re.compile(r"[ \xa0]([^\W\d_]+)")
_MARKS = ",.:;!?"
_BEFORE_SAID = " \xa0,("
_SAYING = frozenset(phrase.split()[0] for phrase in RIGHT)


def following(text: str, end: int) -> str:
    """The key of the word that follows a place without punctuation; "" where none does."""
    match = _WORD.match(text, end)
    return key(match[1]) if match else ""


COMPOUNDING = frozenset(phrase.split()[0] for phrase in COMPOUNDS)
"""The first words of ordinary words of two syllables."""


def compound(text: str, last: Capital) -> bool:
    """Whether a word is the first syllable of an ordinary word («Chính phủ»)."""
    after = following(text, last.end)
    return bool(after) and f"{last.word.key} {after}" in COMPOUNDS


@lru_cache(maxsize=1 << 16)
def _bare(written: str) -> str:
    """The key of a word without the punctuation around it."""
    return key(written.strip(_MARKS))


def said_after(text: str, end: int) -> int:
    """What follows: 2 as after a person's name (speech, birth, an age), 1 a verb, 0 another."""
    tail = text[end : end + 32]
    if not tail or tail[0] not in _BEFORE_SAID:
        return 0
    if not tail[1:2].islower() and _AGED.match(tail):
        return 2
    if tail[0] == "," or tail[0] == "(":
        return 0
    if ")" in tail and _PLAYED.match(tail):
        return 2
    parts = tail.split(None, 1)
    if not parts:
        return 0
    first = _bare(parts[0])
    if first in _SAYING:
        keys = [_bare(part) for part in tail.split(None, 3)[:3]]
        if any(" ".join(keys[:count]) in RIGHT for count in (1, 2, 3)):
            return 2
    return 1 if first in VERBS else 0
