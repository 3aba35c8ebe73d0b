"""Ranking function, and the report lengths that it uses; the same for every engine."""

from bisect import bisect_left
from math import exp2

from index.planning.clauses import K1, B, Decay

__all__ = ["bm25f", "byte_to_length", "faded", "length_to_byte"]

# The length that each byte stands for: a logarithmic scale in steps of 3.3 %, as in Whoosh, so that
# stock Whoosh computes the same scores over our index.
_LENGTHS = [round((1.033**byte - 1) * 27) for byte in range(256)]


def length_to_byte(length: int) -> int:
    """Return the byte, 0 to 255, for a report's length in weighted tokens, rounded up.

    >>> length_to_byte(0), length_to_byte(500), length_to_byte(10**9)
    (0, 92, 255)
    """
    return min(255, bisect_left(_LENGTHS, length))


def byte_to_length(byte: int) -> int:
    """Return the length in weighted tokens that a byte stands for.

    >>> byte_to_length(92)
    508
    """
    return _LENGTHS[byte]


def bm25f(frequency: float, length: float, average: float) -> float:
    """Return the BM25F value of a leaf before its weight, from 0 to K1 + 1.

    `frequency`: occurrences, each multiplied by the weight of its field. `length`: that of the
    report, from `byte_to_length`; `average`: the mean over all reports; both in weighted tokens.

    >>> round(bm25f(1, 500, 500), 6)
    1.0
    """
    ratio = length / average if average else 1.0
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * ratio))


def faded(decay: Decay, age: float) -> float:
    """Return the factor by which age reduces a score.

    `age`: in days; infinite for an undated report.

    >>> [faded(Decay("2018-01-10", 730, 0.5), age) for age in (0, 730, float("inf"))]
    [1.0, 0.75, 0.5]
    """
    return 1.0 - decay.share + decay.share * exp2(-max(0.0, age) / decay.half_life)
