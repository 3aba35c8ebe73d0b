"""Snippets: highlight a query in a text, and choose the passage that shows it best.

Offsets are in characters of the text as published, so that a highlighted syllable includes its
combining and invisible characters.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from index.bounded_dict import BoundedDict
from index.display.occurrences import LeafFinder, Occurrence
from index.language.spelling import is_syllable
from index.planning.clauses import Leaf, Term, within

__all__ = ["Highlighter", "Snippet", "highlight", "snippet"]

# Texts in which a highlighter remembers what was found.
_TEXTS = 1 << 12

_Span = tuple[int, int]
_START = attrgetter("start")


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


class _Fragment(NamedTuple):
    """A sentence or a piece of a long one, between two offsets.

    `opens`, `closes`: whether the sentence begins and ends with the fragment.
    """

    start: int
    end: int
    opens: bool
    closes: bool


class Highlighter:
    """Highlights leaves in the texts of many reports; the leaves are analysed once.

    `words`: leaves that are words of several syllables; where a whole word is in a text, its
    syllables are not highlighted alone («tài» beside «tai nạn»).
    """

    def __init__(self, leaves: Sequence[Leaf], words: Collection[Leaf] = ()) -> None:
        self._leaves = leaves
        self._words = words
        self._of_field: dict[str, _Search] = {}
        self._of_leaves: dict[tuple[Leaf, ...], _Search] = {}

    def search(self, texts: Iterable[tuple[str, str]]) -> None:
        """Search several texts, each given with its field, and remember what is in them.

        The other methods then take a third of the time for these texts.
        """
        of_search: defaultdict[_Search, list[str]] = defaultdict(list)
        for text, field in texts:
            of_search[self._search(field)].append(text)
        for search, several in of_search.items():
            search.find_in_each(several)

    def _search(self, field: str) -> "_Search":
        """Return the search for the leaves of a field; for all of them if the field is ""."""
        known = self._of_field.get(field)
        if known is None:
            leaves = tuple(
                leaf
                for leaf in self._leaves
                if not field or not leaf.fields or field in leaf.fields
            )
            # Most queries look for the same leaves in all fields.
            known = self._of_leaves.get(leaves) or _Search(leaves, self._words)
            self._of_field[field] = self._of_leaves[leaves] = known
        return known

    def occurs(self, text: str, field: str = "") -> bool:
        """Return whether a leaf occurs in a text. `field`: as in `highlight`."""
        return bool(self._search(field).find(text))

    def highlight(self, text: str, field: str = "") -> list[tuple[int, int]]:
        """Return the spans of a text in which leaves occur, sorted and disjoint.

        A phrase is one span. `field`: the field that the text belongs to; leaves limited to other
        fields are ignored. "" searches for all leaves.
        """
        search = self._search(field)
        found = search.find(text)
        hidden = {part for leaf in {leaf for _, _, leaf in found} for part in search.parts[leaf]}
        return _merged((start, end) for start, end, leaf in found if leaf not in hidden)

    def snippet(self, text: str, length: int = 240, field: str = "") -> Snippet:
        """Return the passage in which most different leaves occur, the first of equal ones.

        It consists of whole sentences with at most `length` characters, or of a part of a longer
        sentence. If no leaf occurs, it is the beginning of the text. `field`: as in `highlight`.
        """
        found = self._search(field).find(text)
        passage = _best(_Fragments(text, max(length, 1)), found)
        if not passage:
            return Snippet("")
        start, end = passage[0].start, passage[-1].end
        spans = _merged((begins, ends) for begins, ends, _ in found)
        clipped = ((max(a, start), min(b, end)) for a, b in spans)
        return Snippet(
            text[start:end],
            tuple((a - start, b - start) for a, b in clipped if a < b),
            clipped_before=not passage[0].opens,
            clipped_after=not passage[-1].closes,
        )


class _Search:
    """A search for leaves, which remembers what it found.

    `parts`: by index of a word the indices of its syllables.
    """

    def __init__(self, leaves: Sequence[Leaf], words: Collection[Leaf]) -> None:
        self._finder = LeafFinder(leaves)
        self._known: BoundedDict[str, list[Occurrence]] = BoundedDict(_TEXTS)
        self.parts = [_parts(leaf, leaves) if leaf in words else [] for leaf in leaves]

    def find(self, text: str) -> list[Occurrence]:
        """Return the occurrences of the leaves in a text, sorted."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._finder.find(text)
        return found

    def find_in_each(self, texts: Iterable[str]) -> None:
        """Find the leaves in several texts at once."""
        several = list(dict.fromkeys(texts))
        for text, found in zip(several, self._finder.find_in_each(several), strict=True):
            self._known[text] = found


def _parts(word: Leaf, leaves: Sequence[Leaf]) -> list[int]:
    """Return the indices of the leaves that are syllables of a word."""
    if isinstance(word, Term):
        return []
    syllables = {within(term, word.fields) for term in word.terms}
    return [number for number, leaf in enumerate(leaves) if leaf in syllables]


def highlight(
    text: str, leaves: Sequence[Leaf], *, field: str = "", words: Collection[Leaf] = ()
) -> list[tuple[int, int]]:
    """Return the spans of one text in which leaves occur, as a `Highlighter` finds them."""
    return Highlighter(leaves, words).highlight(text, field)


def snippet(text: str, leaves: Sequence[Leaf], length: int = 240, *, field: str = "") -> Snippet:
    """Return the passage of one text that shows most leaves, as a `Highlighter` chooses it."""
    return Highlighter(leaves).snippet(text, length, field)


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Return the union of spans; spans that only touch are not joined."""
    merged: list[_Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _best(fragments: "_Fragments", found: Sequence[Occurrence]) -> Sequence[_Fragment]:
    """Return the consecutive fragments that show most leaves; none for a blank text.

    A passage is made only where it can be better than the best one so far, since the sentences of
    a text take longer to find than the leaves.
    """
    if not found:
        return fragments.beginning()
    starts = [start for start, _, _ in found]

    def worth(passage: Sequence[_Fragment]) -> tuple[int, int, bool]:
        low = bisect_left(starts, passage[0].start)
        high = bisect_left(starts, passage[-1].end)
        beyond = passage[-1].end
        leaves = {leaf for _, end, leaf in found[low:high] if end <= beyond}
        return len(leaves), high - low, passage[0].opens

    best: Sequence[_Fragment] = ()
    most = (0, 0, False)
    # Fragments whose passage is known: it is the same for all that occurs in the fragment.
    seen: list[_Fragment] = []
    limits = list(_limits(found, fragments.length))
    for at in sorted(range(len(found)), key=limits.__getitem__, reverse=True):
        if (*limits[at], True) < most:
            break
        if (*limits[at], True) == most and starts[at] >= best[0].start:
            continue
        if any(fragment.start <= starts[at] < fragment.end for fragment in seen):
            continue
        passage, fragment = fragments.around(starts[at])
        seen.append(fragment)
        value = worth(passage)
        if value > most or (value == most and passage[0].start < best[0].start):
            best, most = passage, value
    return best


def _limits(found: Sequence[Occurrence], length: int) -> Iterator[tuple[int, int]]:
    """Yield for each occurrence limits to the numbers of leaves and of occurrences shown with it.

    No passage of `length` characters in which the occurrence begins shows more.
    """
    starts = [start for start, _, _ in found]
    leaves = [leaf for _, _, leaf in found]
    # The numbers in the passage that begins with each occurrence.
    ahead: list[tuple[int, int]] = []
    for at, start in enumerate(starts):
        end = bisect_left(starts, start + length, at)
        ahead.append((len({*leaves[at:end]}), end - at))
        yield max(ahead[bisect_right(starts, start - length, 0, at) :])


class _Fragments:
    """The fragments of a text, found in those of its lines that are asked for."""

    def __init__(self, text: str, length: int) -> None:
        self.length = length
        self._text = text
        # Line → its fragments found so far, and those still to be found.
        self._of_line: dict[int, tuple[list[_Fragment], Iterator[_Fragment]]] = {}

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """The offsets at which the lines begin."""
        return [0, *accumulate(len(line) + 1 for line in self._lines[:-1])]

    def beginning(self) -> Sequence[_Fragment]:
        """Return as many fragments as fit from the first one on; none for a blank text."""
        taken: list[_Fragment] = []
        for line, offset in zip(self._lines, self._starts, strict=True):
            for fragment in _fragments(line, offset, self.length):
                if taken and fragment.end - taken[0].start > self.length:
                    return taken
                taken.append(fragment)
        return taken

    def around(self, offset: int) -> tuple[Sequence[_Fragment], _Fragment]:
        """Return as many fragments as fit around the one that an offset lies in, and that one.

        First those after it are added, then those before it.
        """
        fragments = self._within(offset - self.length, offset + self.length)
        start = max(0, bisect_right(fragments, offset, key=_START) - 1)
        fragment = fragments[start]
        end = start + 1
        while end < len(fragments) and fragments[end].end - fragments[start].start <= self.length:
            end += 1
        while start and fragments[end - 1].end - fragments[start - 1].start <= self.length:
            start -= 1
        return fragments[start:end], fragment

    def _within(self, start: int, end: int) -> list[_Fragment]:
        """Return at least all fragments that have characters between two offsets, in order."""
        first = max(0, bisect_right(self._starts, start) - 1)
        lines = range(first, bisect_right(self._starts, end))
        if len(lines) == 1:
            return self._line(first, end)
        return list(chain.from_iterable(self._line(number, end) for number in lines))

    def _line(self, number: int, end: int) -> list[_Fragment]:
        """Return the fragments of a line, those after an offset only if they are known already."""
        if number not in self._of_line:
            line, offset = self._lines[number], self._starts[number]
            self._of_line[number] = [], _fragments(line, offset, self.length)
        known, further = self._of_line[number]
        if not known or known[-1].start <= end:
            for fragment in further:
                known.append(fragment)
                if fragment.start > end:
                    break
        return known


# The end of a sentence: full stops with closing quotation marks or brackets, before a space or at
# the end. Quantifiers are possessive, so that no text takes quadratic time. The pattern begins with
# what it looks for: `re` passes over other characters several times as fast as with an assertion.
_STOP = re.compile(
    r"(?P<stop>[.!?…](?<![.!?…][.!?…])[.!?…]*+)[\"'”’»)\]]*+(?:(?=\s++(?P<next>\S))|\Z)"
)
_WORD_BEFORE = re.compile(r"\w*\Z")


def _fragments(line: str, offset: int, length: int) -> Iterator[_Fragment]:
    """Yield the sentences of a line without spaces around them, longer ones in pieces.

    `offset`: of the line in its text, from which the fragments are counted.
    """
    start = 0
    for end in chain(_ends(line), [len(line)]):
        sentence = line[start:end]
        first = start + len(sentence) - len(sentence.lstrip())
        last = start + len(sentence.rstrip())
        start = end
        if 0 < last - first <= length:
            yield _Fragment(offset + first, offset + last, opens=True, closes=True)
        elif first < last:
            for a, b in pairwise([first, *_cuts(line, first, last, length), last]):
                begin = a + len(line[a:b]) - len(line[a:b].lstrip())
                close = a + len(line[a:b].rstrip())
                yield _Fragment(offset + begin, offset + close, a == first, b == last)


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
    piece = max(length // 3, 1)
    while last - first > piece:
        window = text[first : first + piece + 1]
        comma = max(window.rfind(mark, piece // 2) for mark in (", ", "; ", ": "))
        space = max(map(window.rfind, " \u00a0"))
        first += comma + 1 if comma > 0 else space if space > 0 else piece
        yield first
