"""Find runs of capitalised words in a text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.persons.lexicon import CUES, Kind, Word, word

__all__ = ["Capital", "runs"]


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
