"""What the statistics of an index say of a query: how rare a leaf is, how much a pair is a word."""

import math

from index.planning.clauses import Leaf, Sequence, Statistics, Term

__all__ = ["FULL_INFORMATION", "GRAIN", "idf", "rounded", "wordness"]

# The pointwise mutual information, in natural units, from which on a pair counts in full as a
# word: the two stand together seven times as often as by chance. «công an» has 3.2, «dân vận» 2.6,
# «người dân» 3.9, «của người» 1.6.
FULL_INFORMATION = 2.0

# The spellings of a pair that are looked at: the commonest, since the others hardly count.
_SPELLINGS = 8

# A wildcard that stands for more spellings is no word, and no part of one: what stands beside it
# says nothing, and to count all pairs of two such is work without bounds.
_MOST_SPELT = 32

# Weights of `Most` are multiples of this, so that every engine adds them up without rounding.
GRAIN = 2.0**-10


def idf(statistics: Statistics, *leaves: Leaf) -> float:
    """The inverse document frequency of the commonest of some leaves; never negative.

    In the form of BM25 that Lucene has: log(1 + (N - n + .5) / (n + .5)).
    """
    frequency = max(map(statistics.document_frequency, leaves))
    # Statistics may be guessed at first, and then hold a leaf in more reports than there are.
    without = max(0, statistics.reports - frequency)
    return math.log(1 + (without + 0.5) / (frequency + 0.5))


def wordness(statistics: Statistics, pair: Sequence) -> float:
    """How much two adjacent syllables are a word, from 0 to 1, by their mutual information.

    It is the mean over the spellings that the pair stands for, each weighed by how often it
    occurs: as one, the letters of «dan van» are too common to tell.
    """
    first, second = pair.terms
    if max(len(first.keys), len(second.keys)) > _MOST_SPELT:
        return 0.0
    spelt = statistics.pairs(first, second, _SPELLINGS)
    together = sum(count for _, _, count in spelt)
    shares = (
        count / together * _information(statistics, first, second, count)
        for first, second, count in spelt
    )
    return min(1.0, sum(shares) / FULL_INFORMATION)


def _information(statistics: Statistics, first: str, second: str, together: int) -> float:
    """The pointwise mutual information of two keys side by side, 0 where it is negative."""
    apart = statistics.occurrences(Term(keys=(first,))) * statistics.occurrences(
        Term(keys=(second,))
    )
    return max(0.0, math.log(together * statistics.tokens / apart))


def rounded(weight: float) -> float:
    """A weight as a multiple of `GRAIN`, at least one.

    >>> rounded(0.7), rounded(0.0)
    (0.7001953125, 0.0009765625)
    """
    return max(1, round(weight / GRAIN)) * GRAIN
