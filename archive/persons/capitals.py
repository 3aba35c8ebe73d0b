"""Find runs of capitalised words in a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.persons.lexicon import CUES, VERBS, Kind, Word, word

__all__ = ["Capital", "runs"]


# Not frozen, for speed: see `Word`.
@dataclass(slots=True, eq=False)
class Capital:
    """A capitalised word of a text, with the offsets of its beginning and end."""

    word: Word
    start: int
    end: int


_UPPER = "".join(
    chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper()
)
# «Hang-seo», «H'Hen» and «O’Brien» are one word each, «GD-ĐT» and «Thanh-Phó» are two. The
# lookbehind stands after the capital, so that the search can skip to the next capital.
_REST = rf"[^\W_]*(?:['’][^\W\d_]+|[-‑][^\W\d_{_UPPER}]+)*"
_CAPITALS = re.compile(
    rf"[{_UPPER}](?:(?<![\w'’].)|(?<=\d{{4}}.)){_REST}(?:[ \xa0][{_UPPER}]{_REST})*", re.DOTALL
)
# What may stand between two words of a name. Small words are within foreign ones: «Kevin de
# Bruyne», «Mohammed bin Salman».
_GAP = re.compile(
    r"\. ?|[-‑]|[^\S\n]{2}"
    r"| (?:al-|el-|(?:van|von|der|den|ten|ter|de|del|della|dos|bin|binti|ibn|al|el| |la)+ )"
)
# A gap has fewer characters.
_LONGEST_GAP = 12


def runs(text: str) -> Iterator[list[Capital]]:
    """Yield the runs of capitalised words of a text, in order.

    Words are joined by single spaces, by full stops after initials and abbreviated titles, by
    hyphens if one side is foreign, and by particles between foreign words. Single words that can
    neither name a person nor stand before a name are left out.
    """
    run: list[Capital] = []
    end = 0
    for match in _CAPITALS.finditer(text):
        start = match.start()
        words, glued = _words(match[0])
        if len(words) == 1 and words[0].kind & Kind.ORDINARY and _idle(text, start, words[0]):
            continue
        if run:
            gap = _GAP.fullmatch(text, end, start) if start < end + _LONGEST_GAP else None
            if gap is None or not _joined(run, words[0].text, gap[0]):
                yield run
                run = []
        if not glued:
            for found in words:
                run.append(Capital(found, start, start + len(found.text)))
                start += len(found.text) + 1
            end = match.end()
            continue
        for found in words:
            stop = start + len(found.text)
            if not found.kind & Kind.SYLLABLE and (cut := _glued(found, run)):
                # «Ông Phạm Đức ToảnTổng giám đốc»: a line break was lost, and the name ends there.
                run.append(Capital(word(found.text[:cut]), start, start + cut))
                yield run
                rest = found.text[cut:]
                run = [Capital(word(rest), start + cut, stop)] if rest[0].isupper() else []
            else:
                run.append(Capital(found, start, stop))
            start = stop + 1
        end = start - 1
    if run:
        yield run


@lru_cache(maxsize=1 << 16)
def _words(written: str) -> tuple[tuple[Word, ...], bool]:
    """Return the words of a text, which are separated by single spaces.

    The second value is True if a space may have been lost within one of them.
    """
    found = tuple(map(word, written.split()))
    glued = any(
        each.kind & Kind.FOREIGN or _glued(each, [])
        for each in found
        if not each.kind & Kind.SYLLABLE
    )
    return found, glued


# The two characters before the first word of a sentence.
_STARTS = frozenset(("", "\n", *(f"{mark}{gap}" for mark in ".!?…:\n" for gap in " \n")))


def _idle(text: str, start: int, only: Word) -> bool:
    """Return True if a single ordinary word does not stand before a name."""
    if text.startswith("-", start + len(only.text)):
        return False
    return bool(only.kind & Kind.OTHER) or text[max(0, start - 2) : start] in _STARTS


# Initials of names; «Á.» ends a sentence («châu Á.»).
_LETTERS = frozenset("ABCDĐEGHIJKLMNOPQRSTUVWXYZ")


_LOST = re.compile(f"(?<=[^\\W\\d_{_UPPER}])(?=[{_UPPER}])")


# «TSTrần»: a short title that a lost space joined to a family name.
_TITLED = re.compile(r"(?:TS|ThS|BS|GS|PGS|KTS|LS|BTV|PV)(?=[A-ZĐ][a-zà-ỹ])")


def _glued(found: Word, run: list[Capital]) -> int:
    """Return the offset at which a lost space belongs in the word after a run; 0 if none was lost.

    >>> _glued(word("ToảnTổng"), []), _glued(word("Wenfengnói"), []), _glued(word("TSTrần"), [])
    (4, 7, 2)
    """
    written = found.text
    if written[1:].islower():
        # Most words have no capital within.
        return 0 if found.kind & Kind.FOREIGN else _trailing(written)
    if (title := _TITLED.match(written)) and word(written[title.end() :]).kind & Kind.FAMILY:
        return title.end()
    if not found.kind & Kind.FOREIGN:
        return _trailing(written) or _joint(written)
    cut = _joint(written)
    # «Donald TrumpTrên», but not «Nguyễn Duy TotalMã».
    vietnamese = not run or run[-1].word.kind & Kind.SYLLABLE
    return 0 if cut and vietnamese and not word(written[:cut]).kind & Kind.SYLLABLE else cut


# Words that a lost space joined to the name before them: verbs, and words between clauses.
_TRAILERS = tuple(
    sorted(
        (
            each
            for each in VERBS | CUES["stop"] | {"và", "của", "đề", "chỉ"}
            if len(each) > 1 and not each.isascii()
        ),
        key=lambda each: -len(each),
    )
)


@lru_cache(maxsize=1 << 12)
def _trailing(written: str) -> int:
    """Return the offset of a verb or the like at the end of a word; 0 if there is none."""
    if written.isascii() or not written.endswith(_TRAILERS):
        return 0
    trailer = next(each for each in _TRAILERS if written.endswith(each))
    before = written[: -len(trailer)]
    whole = word(before).kind & Kind.SYLLABLE or (before.isascii() and len(before) > 3)
    return len(before) if whole else 0


@lru_cache(maxsize=1 << 12)
def _joint(written: str) -> int:
    """Return the offset of a Vietnamese syllable within a word; 0 if there is none."""
    joint = _LOST.search(written)
    if joint is None:
        return 0
    first, second = word(written[: joint.start()]), word(written[joint.start() :])
    if len(second.text) < 2 and second.text not in "ÔỞ":
        # «NiÊ», a misprint
        return 0
    if first.kind & Kind.SYLLABLE and not first.text.isascii() and second.kind & Kind.FIRST:
        # «MỹElon Musk»
        return joint.start()
    if not second.kind & Kind.SYLLABLE or written.isascii():
        return 0
    return joint.start() if first.kind & Kind.SYLLABLE or not second.text.isascii() else 0


def _joined(run: list[Capital], written: str, gap: str) -> bool:
    """Return True if a capitalised word continues a run; `gap`: what `_GAP` matched between."""
    last = run[-1].word
    kind = word(written[: _joint(written)] or written).kind
    if gap == "." or gap == ". ":
        if last.key in CUES["dotted"]:
            return True
        if last.kind & Kind.INITIAL and last.text not in _LETTERS:
            return False
        if gap == ".":
            return bool(last.kind & (Kind.INITIAL | Kind.CAPITALS))
        return bool(last.kind & Kind.INITIAL) and not kind & (Kind.OPENER | Kind.HONORIFIC)
    if len(gap) == 2:
        # «ông Lý  Dũng»; between foreign words a sign was lost («Tom  Jerry»).
        return bool(last.kind & kind & Kind.SYLLABLE)
    if gap in ("-", "‑"):
        if (last.kind | kind) & Kind.CAPITALS:
            return False
        if last.kind & kind & Kind.SYLLABLE:
            # «Park Hang-Seo», but not «Kim Liên-Ô Chợ Dừa»
            both = last.text.isascii() and written.isascii()
            family = run[-2].word if len(run) > 1 else last
            korean = bool(family.kind & Kind.ASIAN) or not family.kind & Kind.SYLLABLE
            return both and korean and not family.kind & Kind.CAPITALS
        return True
    return not kind & Kind.SYLLABLE and not last.kind & (Kind.PLACE | Kind.CAPITALS)
