"""Find the occurrences of leaves (`index.planning.clauses`) in a text.

Engines use their postings for this; here the text itself is analysed, so that it can be shown.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from index.language.analysis import keys, spans
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["occurrences", "sequences"]

# The positions of each term in a line, ascending.
_Positions = Mapping[Term, Sequence[int]]


def occurrences(text: str, leaves: Sequence[Leaf]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the index of the leaf and the offsets of each occurrence, line by line.

    Adjacent tokens of one occurrence are yielded as one span, others as one span each. The fields
    of leaves are ignored.
    """
    by_key, by_fold = _spellings(leaves)
    offset = 0
    for line in text.split("\n"):
        positions: defaultdict[Term, list[int]] = defaultdict(list)
        for position, word in enumerate(keys(line)):
            if word in by_key or fold(word) in by_fold:
                for term in by_key.get(word, set()) | by_fold.get(fold(word), set()):
                    positions[term].append(position)
        if positions:
            # Offsets cost more than all the rest: compute them only for lines that need them.
            at = spans(line)
            for number, leaf in enumerate(leaves):
                for first, last in _runs(leaf, positions):
                    yield number, (offset + at[first][0], offset + at[last][1])
        offset += len(line) + 1


def _spellings(leaves: Sequence[Leaf]) -> tuple[dict[str, set[Term]], dict[str, set[Term]]]:
    """Return the terms of the leaves by their keys, and by their folds."""
    by_key: defaultdict[str, set[Term]] = defaultdict(set)
    by_fold: defaultdict[str, set[Term]] = defaultdict(set)
    for leaf in leaves:
        for term in (leaf,) if isinstance(leaf, Term) else leaf.terms:
            for spelling in term.keys:
                by_key[spelling].add(term)
            for plain in term.folds:
                by_fold[plain].add(term)
    return by_key, by_fold


def _runs(leaf: Leaf, positions: _Positions) -> Iterator[tuple[int, int]]:
    """Yield the first and last position of each run of adjacent tokens of each occurrence."""
    if isinstance(leaf, Term):
        yield from ((position, position) for position in positions.get(leaf, ()))
        return
    if not all(term in positions for term in leaf.terms):
        return
    for occurrence in sequences(leaf, [positions[term] for term in leaf.terms]):
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
