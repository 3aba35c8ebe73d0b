"""What the statistics of an index say of a query: how rare a leaf is, how much a pair is a word."""

import math

from index.clauses import Leaf, Sequence, Statistics

__all__ = ["FULL_INFORMATION", "GRAIN", "idf", "rounded", "wordness"]

# The pointwise mutual information, in natural units, from which on a pair counts in full as a
# word: the two stand together 55 times as often as by chance.
FULL_INFORMATION = 4.0

# Weights of `Most` are multiples of this, so that every engine adds them up without rounding.
GRAIN = 2.0**-10


def idf(statistics: Statistics, *leaves: Leaf) -> float:
    """The inverse document frequency of the commonest of some leaves; never negative.

    In the form of BM25 that Lucene has: log(1 + (N - n + .5) / (n + .5)).
    """
    frequency = max(map(statistics.document_frequency, leaves))
    return math.log(1 + (statistics.reports - frequency + 0.5) / (frequency + 0.5))


def wordness(statistics: Statistics, pair: Sequence) -> float:
    """How much two adjacent syllables are a word, from 0 to 1, by their mutual information."""
    together = statistics.occurrences(pair)
    if not together:
        return 0.0
    apart = math.prod(map(statistics.occurrences, pair.terms))
    information = math.log(together * statistics.tokens / apart)
    return min(1.0, max(0.0, information / FULL_INFORMATION))


def rounded(weight: float) -> float:
    """A weight as a multiple of `GRAIN`, at least one.

    >>> rounded(0.7), rounded(0.0)
    (0.7001953125, 0.0009765625)
    """
    return max(1, round(weight / GRAIN)) * GRAIN
