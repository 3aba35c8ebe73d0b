"""Occurrences: where the leaves of a plan (`index.planning.clauses`) stand in a text.

Engines answer this from their postings; here it is read off the text itself, to be shown.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from index.language.analysis import keys, spans
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term

__all__ = ["occurrences"]

# Term → its positions in a line, ascending.
_Places = Mapping[Term, Sequence[int]]


def occurrences(text: str, leaves: Sequence[Leaf]) -> Iterator[tuple[int, tuple[int, int]]]:
    """For each occurrence the index of the leaf and a span of the text, line by line.

    Tokens of one occurrence that follow one another give one span, others a span each. The fields
    to which leaves are confined are not looked at.
    """
    by_key, by_fold = _spellings(leaves)
    offset = 0
    for line in text.split("\n"):
        places: defaultdict[Term, list[int]] = defaultdict(list)
        for position, word in enumerate(keys(line)):
            if word in by_key or fold(word) in by_fold:
                for term in by_key.get(word, set()) | by_fold.get(fold(word), set()):
                    places[term].append(position)
        if places:
            # The offsets cost more than all the rest, so they are looked up here alone.
            at = spans(line)
            for number, leaf in enumerate(leaves):
                for first, last in _runs(leaf, places):
                    yield number, (offset + at[first][0], offset + at[last][1])
        offset += len(line) + 1


def _spellings(leaves: Sequence[Leaf]) -> tuple[dict[str, set[Term]], dict[str, set[Term]]]:
    """The terms of the leaves by their keys, and by their folds."""
    by_key: defaultdict[str, set[Term]] = defaultdict(set)
    by_fold: defaultdict[str, set[Term]] = defaultdict(set)
    for leaf in leaves:
        for term in (leaf,) if isinstance(leaf, Term) else leaf.terms:
            for spelling in term.keys:
                by_key[spelling].add(term)
            for plain in term.folds:
                by_fold[plain].add(term)
    return by_key, by_fold


def _runs(leaf: Leaf, places: _Places) -> Iterator[tuple[int, int]]:
    """The first and the last position of each run of adjacent tokens in each occurrence."""
    if isinstance(leaf, Term):
        yield from ((position, position) for position in places.get(leaf, ()))
        return
    if not all(term in places for term in leaf.terms):
        return
    wanted = [places[term] for term in leaf.terms]
    find = _ordered if leaf.ordered else _unordered
    for positions in find(wanted, leaf.slop):
        first = last = positions[0]
        for position in positions[1:]:
            if position > last + 1:
                yield first, last
                first = position
            last = position
        yield first, last


def _ordered(places: Sequence[Sequence[int]], slop: int) -> Iterator[list[int]]:
    """The positions of each occurrence in the given order."""
    for first in places[0] if places else ():
        chain = [first]
        for later in places[1:]:
            nearest = bisect_right(later, chain[-1])
            if nearest == len(later):
                return
            chain.append(later[nearest])
        if chain[-1] - first + 1 - len(chain) <= slop:
            yield chain


def _unordered(places: Sequence[Sequence[int]], slop: int) -> Iterator[list[int]]:
    """The positions of each occurrence in any order, ascending."""
    width = len(places) + slop
    for first in sorted(set().union(*places)):
        window = [
            place[bisect_left(place, first) : bisect_left(place, first + width)] for place in places
        ]
        # With the first position among them, since a place that has it takes it first of all.
        if chosen := _assigned(window):
            yield sorted(chosen)


def _assigned(places: Sequence[Sequence[int]]) -> list[int]:
    """Positions, one of its own for each place, by Kuhn's augmenting paths; else none."""
    owner: dict[int, int] = {}

    def claim(place: int, tried: set[int]) -> bool:
        for at in places[place]:
            if at not in tried:
                tried.add(at)
                if at not in owner or claim(owner[at], tried):
                    owner[at] = place
                    return True
        return False

    if not all(claim(place, set()) for place in range(len(places))):
        return []
    return list(owner)
