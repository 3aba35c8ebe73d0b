"""Weights from the statistics of an index: the rarity of a leaf, and the wordness of a pair.

The wordness of two adjacent syllables is the degree, from 0 to 1, to which they form one word.
"""

import math

from index.language.spelling import is_syllable
from index.planning.clauses import Leaf, Statistics, Term, TermSequence

__all__ = [
    "EVIDENCE",
    "FOREIGN_RATE",
    "FULL_INFORMATION",
    "GRAIN",
    "RATE",
    "idf",
    "information",
    "is_proven",
    "rounded",
    "wordness",
]

# Pointwise mutual information, in nats, from which a pair is one word (wordness 1): its syllables
# are adjacent seven times as often as by chance. «công an» has 3.2, «dân vận» 2.6, «người dân» 3.9,
# «của người» 1.6.
FULL_INFORMATION = 2.0

# Number of times that a pair occurs to be one word, and the part of the occurrences of its rarer
# syllable that serves as well in a small archive; docs/notebook has the measurements.
EVIDENCE = 10
RATE = 0.1
# The same part where one of the two is no Vietnamese syllable.
FOREIGN_RATE = 0.2

# Number of spellings of a pair that are considered, the most frequent first; rarer ones hardly
# change the mean.
_SPELLINGS = 8

# A term with more spellings comes from a wildcard, so it cannot be part of a word, and counting all
# pairs of two such terms would be unbounded work.
_MOST_SPELT = 32

# Weights of `Most` are multiples of this, so that every engine adds them without rounding.
GRAIN = 2.0**-10


def idf(statistics: Statistics, *leaves: Leaf) -> float:
    """Return the inverse document frequency of the most frequent leaf; never negative.

    The formula is Lucene's for BM25: log(1 + (N - n + .5) / (n + .5)).
    """
    frequency = max(map(statistics.document_frequency, leaves))
    # Guessed statistics (OpenSearch) may count a leaf in more reports than there are.
    without = max(0, statistics.reports - frequency)
    return math.log(1 + (without + 0.5) / (frequency + 0.5))


def wordness(statistics: Statistics, pair: TermSequence) -> float:
    """Return the wordness of two adjacent terms, from 0 to 1, by their mutual information.

    Each spelling of the pair is measured by itself, and the mean is weighted by occurrences. If all
    spellings of «dan van» were counted as one, they would be too common to show that «dân vận» is a
    word.
    """
    first, second = pair.terms
    if max(len(first.keys), len(second.keys)) > _MOST_SPELT:
        return 0.0
    spelt = statistics.pairs(first, second, _SPELLINGS)
    together = sum([count for _, _, count in spelt])
    mean = 0.0
    for one, other, count in spelt:
        mean += count / together * information(statistics, one, other, count)
        if mean >= FULL_INFORMATION:
            return 1.0
    return mean / FULL_INFORMATION


def is_proven(statistics: Statistics, pair: TermSequence) -> bool:
    """Return whether two adjacent terms are adjacent often enough to be one word.

    They are `EVIDENCE` times, or in `RATE` of the occurrences of the rarer one: two animals that
    one report names together, «mèo, chó», are two words. Only the rate counts if one of them is no
    Vietnamese syllable: names meet often and are still two, but «York» hardly occurs without «New».
    Spellings are weighted by occurrences, as in `wordness`.
    """
    first, second = pair.terms
    spelt = statistics.pairs(first, second, _SPELLINGS)
    together = sum([count for _, _, count in spelt])
    proof = 0.0
    for one, other, count in spelt:
        proof += count * _proof(statistics, one, other, count)
        if proof >= together:
            return True
    return not spelt


def _proof(statistics: Statistics, first: str, second: str, together: int) -> float:
    """Return the evidence that adjacent keys are one word; 1 is enough."""
    rarer = min(statistics.occurrences(Term(keys=(key,))) for key in (first, second))
    if all(is_syllable(key) or not key.isalpha() for key in (first, second)):
        return max(together / EVIDENCE, together / rarer / RATE)
    return together / rarer / FOREIGN_RATE


def information(statistics: Statistics, first: str, second: str, together: int) -> float:
    """Return the pointwise mutual information of two adjacent keys; 0 if it is negative."""
    apart = statistics.occurrences(Term(keys=(first,))) * statistics.occurrences(
        Term(keys=(second,))
    )
    return max(0.0, math.log(together * statistics.tokens / apart))


def rounded(weight: float) -> float:
    """Return a weight rounded to a multiple of `GRAIN`, and at least `GRAIN`.

    >>> rounded(0.7), rounded(0.0)
    (0.7001953125, 0.0009765625)
    """
    return max(1, round(weight / GRAIN)) * GRAIN
