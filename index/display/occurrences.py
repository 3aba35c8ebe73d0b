"""Find the occurrences of leaves (`index.planning.clauses`) in a text.

Engines use their postings for this; here the text itself is analysed, so that it can be shown.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from index.language.analysis import Token
from index.language.fold_search import FoldSearch
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["LeafFinder", "Occurrence", "sequences"]

# Characters that are searched together; twenty reports have 60,000.
_TOGETHER = 1 << 18
_START = attrgetter("start")

# The positions of each term in a line, ascending; terms are given by number.
_Positions = Mapping[int, Sequence[int]]
_Run = tuple[int, int]


class Occurrence(NamedTuple):
    """A part of a text in which a leaf occurs: offsets, and the index of the leaf.

    Adjacent tokens of one occurrence make one part, others a part each.
    """

    start: int
    end: int
    leaf: int


class _Numbered(NamedTuple):
    """A leaf with its terms by number; a `Term` has one."""

    leaf: Leaf
    terms: tuple[int, ...]


class LeafFinder:
    """Finds leaves in texts; what they consist of is looked up once. Their fields are ignored."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._numbers: dict[Term, int] = {}
        self._leaves = [_Numbered(leaf, self._terms_of(leaf)) for leaf in leaves]
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        self._by_fold: defaultdict[str, list[int]] = defaultdict(list)
        # Those of the tokens that were found, by key.
        self._by_token: dict[str, Collection[int]] = {}
        for term, number in self._numbers.items():
            for spelling in term.keys:
                self._by_key[spelling].append(number)
            for plain in term.folds:
                self._by_fold[plain].append(number)
        several = [leaf for leaf in leaves if isinstance(leaf, TermSequence)]
        reach = max((len(leaf.terms) + leaf.slop for leaf in several), default=0)
        self._search = FoldSearch([*self._by_fold, *map(fold, self._by_key)], reach)

    def _terms_of(self, leaf: Leaf) -> tuple[int, ...]:
        terms = (leaf,) if isinstance(leaf, Term) else leaf.terms
        return tuple(self._numbers.setdefault(term, len(self._numbers)) for term in terms)

    def find(self, text: str) -> list[Occurrence]:
        """Return the occurrences of all leaves in a text, sorted."""
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for token in self._search.tokens(text):
            starts[token.position], ends[token.position] = token.start, token.end
            for term in self._terms_with(token):
                positions[term].append(token.position)
        found: list[Occurrence] = []
        for number, (leaf, terms) in enumerate(self._leaves):
            if isinstance(leaf, Term):
                runs: Iterable[_Run] = ((each, each) for each in positions.get(terms[0], ()))
            else:
                runs = _runs(leaf, terms, positions)
            found += [Occurrence(starts[a], ends[b], number) for a, b in runs]
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
                        Occurrence(start - offset, end - offset, leaf)
                        for start, end, leaf in together[at:beyond]
                    ]
                )
                at, offset = beyond, offset + len(text) + 1
        return found

    def _terms_with(self, token: Token) -> Collection[int]:
        """Return the terms that a token is an occurrence of."""
        known = self._by_token.get(token.key)
        if known is None:
            known = {*self._by_key.get(token.key, ()), *self._by_fold.get(token.fold, ())}
            self._by_token[token.key] = known
        return known


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


def _runs(leaf: TermSequence, terms: Sequence[int], positions: _Positions) -> Iterator[_Run]:
    """Yield the first and last position of each run of adjacent tokens of each occurrence."""
    if not all(term in positions for term in terms):
        return
    for occurrence in sequences(leaf, [positions[term] for term in terms]):
        first = last = occurrence[0]
        for position in occurrence[1:]:
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
