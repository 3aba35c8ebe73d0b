"""The occurrences of leaves in a report with the text around them: the lines of a concordance.

All text of a report counts that its page shows: title, lead, body and captions. A body that begins
with its lead is shown, and counted, without that repetition.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from index.bounded_dict import BoundedDict
from index.display.occurrences import sequences
from index.language.analysis import FIELDS, keys, spans
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence
from index.report import Report

__all__ = [
    "NEIGHBOURS",
    "Context",
    "OccurrenceFinder",
    "Paragraph",
    "Place",
    "contexts",
    "paragraphs",
]

# The syllables on each side of an occurrence by which lines can be sorted.
NEIGHBOURS = 3
# Words whose tokens are counted once, of about 100 bytes each.
_REMEMBERED = 1 << 17


class Paragraph(NamedTuple):
    """A title, a caption, or a paragraph of lead or body. `field`: of `analysis.FIELDS`."""

    field: str
    text: str


class Place(NamedTuple):
    """The place of an occurrence in a report.

    `paragraph`: its 0-based number in `paragraphs(report)`. `first`, `last`: positions of its first
    and last token there. `left`, `right`: the keys beside it, nearest first, up to `NEIGHBOURS`.
    """

    paragraph: int
    first: int
    last: int
    left: tuple[str, ...]
    right: tuple[str, ...]


class Context(NamedTuple):
    """An occurrence as written, and the text before and after it within its paragraph."""

    before: str
    node: str
    after: str


def paragraphs(report: Report) -> list[Paragraph]:
    """Return the paragraphs of a report that hold text, in the order in which it is read."""
    body = [line for line in report.body.split("\n") if line.strip()]
    if report.lead and body and body[0].strip() == report.lead.strip():
        del body[0]
    texts = [("title", line) for line in report.title.split("\n")]
    texts += [("lead", line) for line in report.lead.split("\n")]
    texts += [("body", line) for line in body]
    texts += [("captions", line) for text in report.captions for line in text.split("\n")]
    return [Paragraph(field, text) for field, text in texts if text.strip()]


def contexts(
    report: Report, places: Iterable[tuple[int, int, int]], length: int
) -> Iterator[tuple[str, Context]]:
    """Yield the field of each place with the text on both sides of the occurrence.

    `places`: number of the paragraph, positions of the first and last token, as in `Place`.
    `length`: the most characters on each side; a longer side is cut between two words.

    >>> [*contexts(Report("1", title="Ban Dân vận Tỉnh ủy họp."), [(0, 1, 2)], length=10)]
    [('title', Context(before='Ban ', node='Dân vận', after=' Tỉnh ủy '))]
    """
    shown = paragraphs(report)
    for number, group in groupby(places, key=itemgetter(0)):
        field, text = shown[number]
        words = _Words(text)
        for _, first, last in group:
            start, end = words.span(first)[0], words.span(last)[1]
            begin = words.at_or_after(start - length) if start > length else 0
            stop = words.at_or_before(end + length) if end + length < len(text) else len(text)
            yield field, Context(text[begin:start], text[start:end], text[end : max(end, stop)])


class _TokenCounts(BoundedDict[str, int]):
    """The number of tokens in each word between spaces."""

    def __missing__(self, word: str) -> int:
        self[word] = count = len(keys(word))
        return count


_TOKENS = _TokenCounts(_REMEMBERED)


class _Words:
    """The words between spaces of a text, by which the offsets of single tokens are found.

    The offsets of all tokens, of which few are needed, take several times as long.
    """

    def __init__(self, text: str) -> None:
        # Each word keeps its space, so that lengths add up to offsets without a loop in Python.
        self._words = text.replace(" ", " \n").split("\n")
        self._tokens = [0, *accumulate(map(_TOKENS.__getitem__, self._words))]
        self._offsets = [0, *accumulate(map(len, self._words))]

    def span(self, position: int) -> tuple[int, int]:
        """Return the start and end of the token at a position."""
        word = bisect_right(self._tokens, position) - 1
        start, end = spans(self._words[word])[position - self._tokens[word]]
        return self._offsets[word] + start, self._offsets[word] + end

    def at_or_after(self, offset: int) -> int:
        """Return the offset of the first word that begins at an offset or after it."""
        return self._offsets[bisect_left(self._offsets, offset)]

    def at_or_before(self, offset: int) -> int:
        """Return the offset of the last word that begins at an offset or before it."""
        return self._offsets[bisect_right(self._offsets, offset) - 1]


class OccurrenceFinder:
    """Finds the occurrences of leaves in reports, many reports after one another."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        each = [leaf.terms if isinstance(leaf, TermSequence) else (leaf,) for leaf in leaves]
        self._terms = tuple(dict.fromkeys(term for terms in each for term in terms))
        everywhere = any(not leaf.fields for leaf in leaves)
        self._fields = FIELDS if everywhere else {name for leaf in leaves for name in leaf.fields}
        # A wildcard has two hundred keys, and a text thousands of words.
        self._by_key = _terms_by(self._terms, lambda term: term.keys)
        self._by_fold = _terms_by(self._terms, lambda term: term.folds)
        # Most words of a text belong to no term. Sets find that out without a loop in Python.
        self._seen: set[str] = set()
        self._terms_of: dict[str, list[Term]] = {}

    def places(self, report: Report) -> Iterator[Place]:
        """Yield the occurrences in a report in the order of the text, each place once."""
        for number, (field, text) in enumerate(paragraphs(report)):
            if field not in self._fields:
                continue
            line = keys(text)
            for first, last in self._within(line, field):
                left = tuple(reversed(line[max(0, first - NEIGHBOURS) : first]))
                yield Place(
                    number, first, last, left, tuple(line[last + 1 : last + 1 + NEIGHBOURS])
                )

    def _within(self, line: list[str], field: str) -> list[tuple[int, int]]:
        """Return the first and last position of each occurrence in a paragraph, sorted."""
        words = set(line)
        self._learn(words - self._seen)
        found = words.intersection(self._terms_of)
        if not found:
            return []
        positions: defaultdict[Term, list[int]] = defaultdict(list)
        for word in found:
            at = _positions(line, word)
            for term in self._terms_of[word]:
                positions[term] += at
        for each in positions.values():
            each.sort()
        leaves = [leaf for leaf in self._leaves if not leaf.fields or field in leaf.fields]
        return sorted({place for leaf in leaves for place in _places(leaf, positions)})

    def _learn(self, words: set[str]) -> None:
        """Note the terms that words not seen before belong to."""
        for word in words:
            terms = [*self._by_key.get(word, ()), *self._by_fold.get(fold(word), ())]
            if terms:
                self._terms_of[word] = list(dict.fromkeys(terms))
        self._seen |= words


def _terms_by(
    terms: Iterable[Term], spellings: Callable[[Term], Iterable[str]]
) -> dict[str, list[Term]]:
    """Return the terms of each spelling."""
    found: defaultdict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for spelling in spellings(term):
            found[spelling].append(term)
    return dict(found)


def _positions(line: list[str], word: str) -> list[int]:
    """Return the positions of a word that is in the line."""
    found = [line.index(word)]
    for _ in range(line.count(word) - 1):
        found.append(line.index(word, found[-1] + 1))
    return found


def _places(leaf: Leaf, positions: dict[Term, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of each occurrence of a leaf."""
    if isinstance(leaf, Term):
        yield from ((position, position) for position in positions.get(leaf, ()))
    elif all(term in positions for term in leaf.terms):
        for found in sequences(leaf, [positions[term] for term in leaf.terms]):
            yield found[0], found[-1]
