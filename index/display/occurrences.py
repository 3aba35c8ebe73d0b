"""Find the occurrences of leaves (`index.planning.clauses`) in a text.

Engines use their postings for this; here the text itself is analysed, so that it can be shown.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from index.language.analysis import keys
from index.language.fold_search import FoldSearch, Place
from index.language.joined_numbers import sign_before
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["LeafFinder", "Occurrence", "sequences"]

# Characters that are searched together; twenty reports have 60,000.
_TOGETHER = 1 << 18
_START = itemgetter(0)

# The keys of tokens as written that are remembered.
_KEYS = 1 << 14

# Position → start and end in the text, of the tokens of a term in order.
_Spans = dict[int, tuple[int, int]]

Occurrence = tuple[int, int, int]
"""A part of a text in which a leaf occurs: start and end, and the index of the leaf.

Adjacent tokens of one occurrence make one part, others a part each.
"""


class LeafFinder:
    """Finds leaves in texts; what they consist of is looked up once. Their fields are ignored."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        terms = dict.fromkeys(term for leaf in leaves for term in _terms(leaf))
        self._spellings = {term: _spellings(term) for term in terms}
        several = [leaf for leaf in leaves if isinstance(leaf, TermSequence)]
        reach = max((len(leaf.terms) + leaf.slop for leaf in several), default=0)
        self._search = FoldSearch(chain.from_iterable(self._spellings.values()), reach)

    def find(self, text: str) -> list[Occurrence]:
        """Return the occurrences of all leaves in a text, sorted."""
        places = self._search.places(text)
        spans = {
            term: _spans(text, places, spellings) for term, spellings in self._spellings.items()
        }
        found: list[Occurrence] = []
        for number, leaf in enumerate(self._leaves):
            by_term = [spans[term] for term in _terms(leaf)]
            if by_term and all(by_term):
                found += [(start, end, number) for start, end in _parts(leaf, by_term)]
        return sorted(found)

    def find_in_each(self, texts: Sequence[str]) -> list[list[Occurrence]]:
        """Return what `find` returns for each of several texts, in less time."""
        found: list[list[Occurrence]] = []
        for some in _in_groups(texts):
            # No occurrence extends over a line feed.
            together = self.find("\n".join(some))
            at = offset = 0
            for text in some:
                beyond = bisect_left(together, offset + len(text) + 1, at, key=_START)
                found.append(
                    [
                        (start - offset, end - offset, leaf)
                        for start, end, leaf in together[at:beyond]
                    ]
                )
                at, offset = beyond, offset + len(text) + 1
        return found


def _terms(leaf: Leaf) -> tuple[Term, ...]:
    return (leaf,) if isinstance(leaf, Term) else leaf.terms


def _spellings(term: Term) -> dict[str, frozenset[str] | None]:
    """Return the folds of the tokens of a term, each with its keys; None for all keys."""
    by_fold: defaultdict[str, set[str]] = defaultdict(set)
    for spelling in term.keys:
        by_fold[fold(spelling)].add(spelling)
    some = {plain: frozenset(keys) for plain, keys in by_fold.items()}
    return {**some, **dict.fromkeys(term.folds)}


def _spans(
    text: str,
    places: Mapping[str, Sequence[Place]],
    spellings: Mapping[str, frozenset[str] | None],
) -> _Spans:
    """Return the tokens of a term. `places`: of the tokens of a text by fold."""
    found: _Spans = {}
    for plain, accepted in spellings.items():
        here = places.get(plain, ())
        if accepted is None:
            found.update([(position, (start, end)) for position, start, end in here])
        elif plain.isdigit():
            found.update(
                [
                    (position, (start, end))
                    for position, start, end in here
                    if _number_at(text, start, end) in accepted
                ]
            )
        else:
            found.update(
                [
                    (position, (start, end))
                    for position, start, end in here
                    if _key(text[start:end]) in accepted
                ]
            )
    return found if len(spellings) == 1 else dict(sorted(found.items()))


def _number_at(text: str, start: int, end: int) -> str:
    """Return the key of a number in a text, with its sign."""
    return _key(text[start:end]) + sign_before(text, start)


@lru_cache(_KEYS)
def _key(written: str) -> str:
    """Return the key of a token as it is written in a text."""
    return "".join(keys(written))


def _in_groups(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts in groups that are not too long, each with at least one text."""
    group: list[str] = []
    length = 0
    for text in texts:
        if group and length + len(text) > _TOGETHER:
            yield group
            group, length = [], 0
        group.append(text)
        length += len(text)
    if group:
        yield group


def _parts(leaf: Leaf, by_term: Sequence[_Spans]) -> Iterable[tuple[int, int]]:
    """Return the start and end of each run of adjacent tokens of each occurrence of a leaf."""
    if isinstance(leaf, Term):
        return by_term[0].values()
    if leaf.ordered and not leaf.slop:
        begins: Iterable[int] = by_term[0]
        for number, each in enumerate(by_term[1:], 1):
            begins = [at for at in begins if at + number in each]
        first, last, beyond = by_term[0], by_term[-1], len(by_term) - 1
        return [(first[at][0], last[at + beyond][1]) for at in begins]
    spans = {at: span for each in by_term for at, span in each.items()}
    found = sequences(leaf, [list(each) for each in by_term])
    runs = chain.from_iterable(map(_runs, found))
    return [(spans[first][0], spans[last][1]) for first, last in runs]


def _runs(positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of adjacent positions."""
    first = last = positions[0]
    for position in positions[1:]:
        if position > last + 1:
            yield first, last
            first = position
        last = position
    yield first, last


def sequences(leaf: TermSequence, by_term: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the positions, ascending, of each occurrence of a sequence in a line.

    `by_term`: the positions of each of its terms, ascending.
    """
    return (_ordered if leaf.ordered else _unordered)(by_term, leaf.slop)


def _ordered(by_term: Sequence[Sequence[int]], slop: int) -> Iterator[list[int]]:
    """Yield the positions of each occurrence of terms in the given order."""
    for first in by_term[0] if by_term else ():
        chain = [first]
        for later in by_term[1:]:
            nearest = bisect_right(later, chain[-1])
            if nearest == len(later):
                return
            chain.append(later[nearest])
        if chain[-1] - first + 1 - len(chain) <= slop:
            yield chain


def _unordered(by_term: Sequence[Sequence[int]], slop: int) -> Iterator[list[int]]:
    """Yield the positions, ascending, of each occurrence of terms in any order."""
    width = len(by_term) + slop
    for first in sorted(set().union(*by_term)):
        window = [
            each[bisect_left(each, first) : bisect_left(each, first + width)] for each in by_term
        ]
        # The first position is among them: a term that has it tries it before any other.
        if chosen := _assigned(window):
            yield sorted(chosen)


def _assigned(by_term: Sequence[Sequence[int]]) -> list[int]:
    """Return distinct positions, one for each term, or none if there are not enough.

    This is a bipartite matching, found with Kuhn's augmenting paths.
    """
    owner: dict[int, int] = {}

    def assign(term: int, tried: set[int]) -> bool:
        for position in by_term[term]:
            if position not in tried:
                tried.add(position)
                if position not in owner or assign(owner[position], tried):
                    owner[position] = term
                    return True
        return False

    if not all(assign(term, set()) for term in range(len(by_term))):
        return []
    return list(owner)
