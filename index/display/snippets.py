"""Snippets: highlight a query in a text, and choose the passage that shows it best.

Offsets are in characters of the text as published, so that a highlighted syllable includes its
combining and invisible characters.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from index.bounded_dict import BoundedDict
from index.display.occurrences import LeafFinder, Occurrence
from index.display.passages import Passage, passages
from index.language.analysis import spans
from index.planning.clauses import Leaf, Term, within

__all__ = ["Highlighter", "Snippet", "highlight", "snippet"]

# Texts in which a highlighter remembers what was found.
_TEXTS = 1 << 12

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


class Highlighter:
    """Highlights leaves in the texts of many reports; the leaves are analysed once.

    `words`: leaves that are words of several syllables; where a whole word is in a text, its
    syllables are not highlighted alone («tài» beside «tai nạn»). `neighbours`: of leaves with words
    beside a name, the numbers of these before and after it; they are not highlighted.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        words: Collection[Leaf] = (),
        neighbours: Mapping[Leaf, tuple[int, int]] | None = None,
    ) -> None:
        self._leaves = leaves
        self._words = words
        self._neighbours = neighbours or {}
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
            known = self._of_leaves.get(leaves) or _Search(leaves, self._words, self._neighbours)
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
        return search.marks(search.find(text))

    def snippet(self, text: str, length: int = 240, field: str = "") -> Snippet:
        """Return the passage in which most different leaves occur, the first of equal ones.

        It consists of whole sentences with at most `length` characters, or of a part of a longer
        sentence. If no leaf occurs, it is the beginning of the text. `field`: as in `highlight`.
        """
        return self.snippets([(text, field)], length)[0]

    def snippets(self, texts: Sequence[tuple[str, str]], length: int = 240) -> list[Snippet]:
        """Return what `snippet` does for several texts, each given with its field, in less time."""
        searches = [self._search(field) for _, field in texts]
        found = [search.find(text) for search, (text, _) in zip(searches, texts, strict=True)]
        chosen = passages([text for text, _ in texts], found, max(length, 1))
        return [
            _snippet(text, passage, some) if passage else Snippet("")
            for (text, _), passage, some in zip(texts, chosen, found, strict=True)
        ]

    def best_snippets(
        self, groups: Iterable[Sequence[tuple[str, str]]], length: int = 240
    ) -> list[Snippet]:
        """Return for each group of texts the snippet with most highlights, the first of equal ones.

        `groups`: of texts, each given with its field. The marks are what `highlight` returns for
        the passage. A group without texts has an empty snippet.
        """
        several = [list(group) for group in groups]
        texts = list(chain.from_iterable(several))
        searches = [self._search(field) for _, field in texts]
        found = [search.find(text) for search, (text, _) in zip(searches, texts, strict=True)]
        chosen = passages([text for text, _ in texts], found, max(length, 1))
        beyond = 0
        best = []
        for group in several:
            numbers = range(beyond, beyond := beyond + len(group))
            if not numbers:
                best.append(Snippet(""))
                continue
            number = numbers[0]
            if len(numbers) > 1:
                number = max(numbers, key=lambda each: _number(chosen[each], found[each]))
            text, passage = texts[number][0], chosen[number]
            search = searches[number]
            best.append(search.snippet(text, passage, found[number]) if passage else Snippet(""))
        return best


def _number(passage: Passage | None, found: Sequence[Occurrence]) -> int:
    """Return the number of highlights in a passage."""
    return len(_merged(_spans(passage, found))) if passage else 0


def _spans(passage: Passage, found: Sequence[Occurrence]) -> list[_Span]:
    """Return the spans of those occurrences that are in a passage, at least in part."""
    start, end = passage.start, passage.end
    return [(begins, ends) for begins, ends, _ in found if begins < end and ends > start]


def _snippet(text: str, passage: Passage, found: Sequence[Occurrence]) -> Snippet:
    start, end = passage.start, passage.end
    spans = _merged(_spans(passage, found))
    return Snippet(
        text[start:end],
        tuple([(max(a, start) - start, min(b, end) - start) for a, b in spans]),
        clipped_before=not passage.opens,
        clipped_after=not passage.closes,
    )


class _Search:
    """A search for leaves, which remembers what it found.

    `parts`: by index of a word the indices of its syllables.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        words: Collection[Leaf],
        neighbours: Mapping[Leaf, tuple[int, int]],
    ) -> None:
        self._neighbours = {
            number: neighbours[leaf] for number, leaf in enumerate(leaves) if leaf in neighbours
        }
        self._finder = LeafFinder(leaves)
        self._known: BoundedDict[str, list[Occurrence]] = BoundedDict(_TEXTS)
        self.parts = [_parts(leaf, leaves) if leaf in words else [] for leaf in leaves]
        self._words = {number for number, parts in enumerate(self.parts) if parts}
        # What occurs in a part of a text is known where no occurrence has several parts.
        self._in_one_part = all(
            isinstance(leaf, Term) or (leaf.ordered and not leaf.slop) for leaf in leaves
        )

    def find(self, text: str) -> list[Occurrence]:
        """Return the occurrences of the leaves in a text, sorted."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._shown(text, self._finder.find(text))
        return found

    def _shown(self, text: str, found: list[Occurrence]) -> list[Occurrence]:
        """Return occurrences without the words beside names."""
        if not self._neighbours:
            return found
        return [
            (*_trimmed(text, start, end, *self._neighbours.get(leaf, (0, 0))), leaf)
            for start, end, leaf in found
        ]

    def marks(self, found: Sequence[Occurrence]) -> list[_Span]:
        """Return the spans of occurrences, without those of the syllables of words among them."""
        words = self._words.intersection([leaf for _, _, leaf in found]) if self._words else ()
        if words:
            hidden = {part for leaf in words for part in self.parts[leaf]}
            return _merged([(start, end) for start, end, leaf in found if leaf not in hidden])
        return _merged([(start, end) for start, end, _ in found])

    def snippet(self, text: str, passage: Passage, found: Sequence[Occurrence]) -> Snippet:
        """Return a passage of a text, with what is highlighted in it alone."""
        start, end = passage.start, passage.end
        part = text[start:end]
        if self._in_one_part:
            here = [
                (begins - start, ends - start, leaf)
                for begins, ends, leaf in found
                if start <= begins and ends <= end
            ]
        else:
            here = self.find(part)
        return Snippet(part, tuple(self.marks(here)), not passage.opens, not passage.closes)

    def find_in_each(self, texts: Iterable[str]) -> None:
        """Find the leaves in several texts at once."""
        several = list(dict.fromkeys(texts))
        for text, found in zip(several, self._finder.find_in_each(several), strict=True):
            self._known[text] = self._shown(text, found)


def _trimmed(text: str, start: int, end: int, before: int, after: int) -> _Span:
    """Return a part of a text without so many tokens at its beginning and its end."""
    if not before and not after:
        return start, end
    kept = spans(text[start:end])[before : -after or None]
    return (start + kept[0][0], start + kept[-1][1]) if kept else (start, end)


def _parts(word: Leaf, leaves: Sequence[Leaf]) -> list[int]:
    """Return the indices of the leaves that are syllables of a word."""
    if isinstance(word, Term):
        return []
    syllables = {within(term, word.fields) for term in word.terms}
    return [number for number, leaf in enumerate(leaves) if leaf in syllables]


def highlight(
    text: str,
    leaves: Sequence[Leaf],
    *,
    field: str = "",
    words: Collection[Leaf] = (),
    neighbours: Mapping[Leaf, tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Return the spans of one text in which leaves occur, as a `Highlighter` finds them."""
    return Highlighter(leaves, words, neighbours).highlight(text, field)


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
