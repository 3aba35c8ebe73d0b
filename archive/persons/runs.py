"""Runs of capitalised words, and what stands to the left and right of a place in the text."""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.persons.lexicon import COMPOUNDS, LEFT, RIGHT, Kind, Left, Word, word
from index import spelling

__all__ = ["Capital", "before", "runs", "said_after"]


class Capital(NamedTuple):
    """A capitalised word of a text, with its offsets."""

    word: Word
    start: int
    end: int


_UPPER = "".join(
    chr(code)
    for code in range(min(0x1F00, sys.maxunicode))
    if chr(code).isupper() and (code < 0x250 or code >= 0x1E00)
)
_CAPITAL = re.compile(
    rf"(?<![\w'’-])[{_UPPER}][^\W_]*(?:['’][^\W\d_]+|-[^\W\d_{_UPPER}]+)*|(?<=-)[{_UPPER}][^\W_]*"
)
# Abbreviated titles and place words that a full stop follows within a name's run.
_DOTTED = frozenset(
    ["ts", "ths", "pgs", "gs", "bs", "ck", "cki", "ckii", "ks", "kts", "ls", "tp", "tx", "tt", "q", "p", "h", "x", "st", "dr", "mr", "mrs", "ms"]
)


def runs(text: str) -> Iterator[list[Capital]]:
    """The runs of capitalised words of a text, in order.

    Single spaces join words; full stops do after initials and abbreviated titles, hyphens between
    foreign words.
    """
    run: list[Capital] = []
    for match in _CAPITAL.finditer(text):
        found = Capital(word(match[0]), match.start(), match.end())
        if run and not _joined(run, found, text[run[-1].end : found.start]):
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _joined(run: list[Capital], found: Capital, gap: str) -> bool:
    if gap == " " or gap == "\xa0":
        return True
    last = run[-1].word
    if gap == "." or gap == ". ":
        if last.key in _DOTTED:
            return True
        if gap == ".":
            return bool(last.kind & (Kind.INITIAL | Kind.CAPITALS))
        return bool(last.kind & Kind.INITIAL) and len(run) > 1
    if gap == "-":
        return not (last.kind | found.word.kind) & (Kind.SYLLABLE | Kind.CAPITALS)
    return False


_key = lru_cache(maxsize=1 << 16)(spelling.key)
_BREAKS = frozenset(",;:.!?…–-)/(*•|")
_QUOTES = "\"“”‘’'«»"


def before(text: str, floor: int, start: int) -> tuple[Left, str]:
    """What the words before a place say, with the last of them; a mark of punctuation alone.

    `floor`: where the paragraph begins. The second is "" at the beginning of a paragraph.
    """
    tail = text[max(floor, start - 40) : start].rstrip(" \xa0" + _QUOTES)
    if not tail:
        return Left(0), ""
    words = tail.split()[-4:]
    last = words[-1].lower()
    if last[-1] in _BREAKS and last not in LEFT:
        return Left(0), last[-1]
    keys = [_key(part.lstrip('("“‘«[')) for part in words]
    for count in range(min(4, len(keys)), 0, -1):
        phrase = " ".join(keys[-count:])
        sign = LEFT.get(phrase)
        if sign is None and count == 2 and phrase in COMPOUNDS:
            return Left(0), keys[-1]
        if sign is not None:
            return sign, " ".join(keys[-count:])
    return Left(0), keys[-1]


_AGED = re.compile(
    r"\s*[,(]\s*(?:SN|sn|sinh|\d{1,3}\s*tuổi|\d{4}\s*[-–)]|\d{2}\s*[,)])|\s*[,(]?\s*(?:SN|sinh năm) \d{4}"
)


def said_after(text: str, end: int) -> bool:
    """Whether what follows a place is what follows the name of a person: speech, birth, an age."""
    tail = text[end : end + 40]
    if _AGED.match(tail):
        return True
    keys = [_key(part.strip(",.:;")) for part in tail.split()[:3]]
    if not keys or not tail.startswith((" ", "\xa0")):
        return False
    return any(" ".join(keys[:count]) in RIGHT for count in (1, 2, 3))
