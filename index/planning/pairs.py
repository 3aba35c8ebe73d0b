"""The pairs of adjacent tokens in a query, with the degree to which each is one word."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.planning.clauses import Statistics, TermSequence
from index.planning.expansion import ExpandedToken, Pair, Synonym
from index.planning.weights import is_proven, wordness

__all__ = ["pairs_of"]


def pairs_of(
    tokens: Sequence[ExpandedToken], synonyms: Iterable[Synonym], statistics: Statistics
) -> dict[int, Pair]:
    """Return the tokens that are adjacent in the index too, by the index of the first of two."""
    # Two syllables that only the table of older spellings joins are one word too.
    listed = {each.start for each in synonyms if each.spelled and each.stop - each.start == 2}
    pairs = {}
    for at, (first, second) in enumerate(pairwise(tokens)):
        if len(first.terms) > 1 or len(second.terms) > 1:
            continue
        pair = TermSequence(first.terms + second.terms)
        degree = 1.0 if second.touches else wordness(statistics, pair)
        if degree and statistics.document_frequency(pair):
            known = second.touches or at in listed
            is_word = known or (degree == 1.0 and is_proven(statistics, pair))
            pairs[at] = Pair(pair, degree, is_word)
        elif at in listed:
            pairs[at] = Pair(pair, 1.0, is_word=True)
    return pairs
