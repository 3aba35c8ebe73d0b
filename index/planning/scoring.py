"""Ranking function, and the report lengths that it uses; the same for every engine."""

from bisect import bisect_right
from math import exp2

from index.planning.clauses import K1, B, Decay, Score

__all__ = ["LENGTHS", "bm25f", "contribution", "faded", "rounded_length"]

# Lengths below this are exact.
_EXACT = 24


def _length(byte: int) -> int:
    """Return the length that a byte stands for: exact, then four significant binary digits."""
    shift, digits = divmod(byte - _EXACT, 8)
    if shift < 1:
        return byte
    return _EXACT + ((8 + digits) << (shift - 1))


# The lengths that are distinguished, in order: those that Lucene can keep in one byte
# (SmallFloat.byte4ToInt), so that Lucene computes the same scores from its own norms.
LENGTHS = tuple(_length(byte) for byte in range(256))


def rounded_length(length: int) -> int:
    """Return a report's length in weighted tokens as it is scored: rounded down to `LENGTHS`.

    >>> rounded_length(39), rounded_length(500), rounded_length(10**6)
    (39, 472, 983064)
    """
    return LENGTHS[bisect_right(LENGTHS, length) - 1]


def bm25f(frequency: float, length: float, average: float) -> float:
    """Return the BM25F value of a leaf before its weight, from 0 to K1 + 1.

    `frequency`: occurrences, each multiplied by the weight of its field. `length`: that of the
    report, from `rounded_length`; `average`: the mean over all reports; both in weighted tokens.

    >>> round(bm25f(1, 500, 500), 6)
    1.0
    """
    ratio = length / average if average else 1.0
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * ratio))


def contribution(score: Score, frequency: float, length: float, average: float) -> float:
    """Return what a scored leaf adds to the score of a report; the numbers are as in `bm25f`.

    >>> from index.planning.clauses import Term
    >>> contribution(Score(Term(("dân",)), 2.0, "presence"), 3, 500, 500)
    2.0
    """
    if score.measure == "presence":
        return score.weight if frequency else 0.0
    return score.weight * bm25f(frequency, length, average)


def faded(decay: Decay, age: float) -> float:
    """Return the factor by which age reduces a score.

    `age`: in days; infinite for an undated report.

    >>> [faded(Decay("2018-01-10", 730, 0.5), age) for age in (0, 730, float("inf"))]
    [1.0, 0.75, 0.5]
    """
    return 1.0 - decay.share + decay.share * exp2(-max(0.0, age) / decay.half_life)
