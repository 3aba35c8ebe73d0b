"""Snippets: highlight a query in a text, and choose the passage that shows it best.

Offsets are in characters of the text as published, so that a highlighted syllable includes its
combining and invisible characters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.display.occurrences import occurrences
from index.language.spelling import is_syllable
from index.planning.clauses import Leaf, Term, within

__all__ = ["Snippet", "highlight", "snippet"]

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text.

    `marks`: the spans to highlight, as offsets into the passage. `clipped_before`, `clipped_after`:
    whether the passage begins or ends within a sentence.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    clipped_before: bool = False
    clipped_after: bool = False


@dataclass(frozen=True, slots=True)
class _Fragment:
    """A sentence or a piece of a long one, between two offsets.

    `opens`, `closes`: whether the sentence begins and ends with the fragment.
    """

    start: int
    end: int
    opens: bool
    closes: bool


def highlight(
    text: str, leaves: Sequence[Leaf], *, field: str = "", words: Collection[Leaf] = ()
) -> list[tuple[int, int]]:
    """Return the spans of a text in which leaves occur, sorted and disjoint; a phrase is one span.

    `field`: the field that the text belongs to; leaves limited to other fields are ignored. ""
    searches for all leaves. `words`: leaves that are words of several syllables; where a whole word
    is in the text, its syllables are not highlighted alone («tài» beside «tai nạn»).
    """
    looked_for = _within(field, leaves)
    found = [(looked_for[number], span) for number, span in occurrences(text, looked_for)]
    whole = {leaf for leaf, _ in found if leaf in words}
    parts = {
        within(term, leaf.fields)
        for leaf in whole
        if not isinstance(leaf, Term)
        for term in leaf.terms
    }
    return _merged(span for leaf, span in found if leaf not in parts)


def snippet(text: str, leaves: Sequence[Leaf], length: int = 240, *, field: str = "") -> Snippet:
    """Return the passage in which most different leaves occur, the first of equal ones.

    It consists of whole sentences with at most `length` characters, or of a part of a longer
    sentence. If no leaf occurs, it is the beginning of the text. `field`: as in `highlight`.
    """
    fragments = list(_fragments(text, max(length, 1)))
    if not fragments:
        return Snippet("")
    found = sorted(occurrences(text, _within(field, leaves)), key=lambda each: each[1])
    passage = _best(fragments, found, length)
    start, end = passage[0].start, passage[-1].end
    clipped = ((max(a, start), min(b, end)) for a, b in _merged(span for _, span in found))
    return Snippet(
        text[start:end],
        tuple((a - start, b - start) for a, b in clipped if a < b),
        clipped_before=not passage[0].opens,
        clipped_after=not passage[-1].closes,
    )


def _within(field: str, leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return the leaves that are searched in a field; all of them if the field is ""."""
    return [leaf for leaf in leaves if not field or not leaf.fields or field in leaf.fields]


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Return the union of spans; spans that only touch are not joined."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best(
    fragments: Sequence[_Fragment], found: Sequence[tuple[int, _Span]], length: int
) -> Sequence[_Fragment]:
    """Return the consecutive fragments that show most leaves."""
    starts = [start for _, (start, _) in found]
    opening = [fragment.start for fragment in fragments]
    candidates = sorted({max(0, bisect_right(opening, start) - 1) for start in starts}) or [0]

    def worth(passage: Sequence[_Fragment]) -> tuple[int, int, bool]:
        low = bisect_left(starts, passage[0].start)
        high = bisect_left(starts, passage[-1].end)
        leaves = {leaf for leaf, (_, end) in found[low:high] if end <= passage[-1].end}
        return len(leaves), high - low, passage[0].opens

    passages = (_around(fragments, candidate, length) for candidate in candidates)
    return max(passages, key=worth)


def _around(fragments: Sequence[_Fragment], first: int, length: int) -> Sequence[_Fragment]:
    """Return as many fragments as fit: the given one, those after it, then those before it."""
    start, end = first, first + 1
    while end < len(fragments) and fragments[end].end - fragments[start].start <= length:
        end += 1
    while start and fragments[end - 1].end - fragments[start - 1].start <= length:
        start -= 1
    return fragments[start:end]


# The end of a sentence: full stops with closing quotation marks or brackets, before a space; or the
# end of a line. Quantifiers are possessive, so that no text takes quadratic time.
_STOP = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)[\"'”’»)\]]*+(?:(?=\s++(?P<next>\S))|\Z)|\n")
_WORD_BEFORE = re.compile(r"\w*\Z")


def _fragments(text: str, length: int) -> Iterator[_Fragment]:
    """Yield the sentences of a text without spaces around them, longer ones in pieces."""
    start = 0
    for end in (*_ends(text), len(text)):
        sentence = text[start:end]
        first = start + len(sentence) - len(sentence.lstrip())
        last = start + len(sentence.rstrip())
        if first < last:
            cuts = [first, *_cuts(text, first, last, length), last]
            for a, b in pairwise(cuts):
                begin = a + len(text[a:b]) - len(text[a:b].lstrip())
                yield _Fragment(begin, a + len(text[a:b].rstrip()), a == first, b == last)
        start = end


def _ends(text: str) -> Iterator[int]:
    """Yield the offsets at which sentences end."""
    for found in _STOP.finditer(text):
        goes_on = (found["next"] or "").islower()
        if not goes_on and not (found["stop"] == "." and _abbreviated(text, found.start())):
            yield found.end()


def _abbreviated(text: str, end: int) -> bool:
    """Return whether an initial or an abbreviated title ends here, as in «TP. Huế», «GS. Lân»."""
    before = _WORD_BEFORE.search(text[max(0, end - 4) : end])
    word = before[0] if before else ""
    return word[:1].isupper() and (len(word) == 1 or (len(word) <= 3 and not is_syllable(word)))


def _cuts(text: str, first: int, last: int, length: int) -> Iterator[int]:
    """Yield the offsets at which a sentence longer than `length` is cut.

    They are after commas, else at spaces, else anywhere. A piece has at most a third of the length,
    so that a passage can have text on both sides of a highlight.
    """
    if last - first <= length:
        return
    piece = max(length // 3, 1)
    while last - first > piece:
        window = text[first : first + piece + 1]
        comma = max(window.rfind(mark, piece // 2) for mark in (", ", "; ", ": "))
        space = max(map(window.rfind, " \u00a0"))
        first += comma + 1 if comma > 0 else space if space > 0 else piece
        yield first
