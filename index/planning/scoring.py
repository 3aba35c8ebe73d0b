"""The ranking function and the lengths that it is given, the same for every engine."""

from bisect import bisect_left
from math import exp2

from index.planning.clauses import K1, B, Decay

__all__ = ["bm25f", "byte_to_length", "faded", "length_to_byte"]

# Lengths are kept in a byte on a logarithmic scale, as Whoosh keeps them, so that an index read
# through stock Whoosh scores alike. Steps of 3.3 %, beginning at single tokens.
_LENGTHS = [round((1.033**byte - 1) * 27) for byte in range(256)]


def length_to_byte(length: int) -> int:
    """The byte, 0 to 255, that stands for a report's length in weighted tokens, rounded up.

    >>> length_to_byte(0), length_to_byte(500), length_to_byte(10**9)
    (0, 92, 255)
    """
    return min(255, bisect_left(_LENGTHS, length))


def byte_to_length(byte: int) -> int:
    """The length in weighted tokens for which a byte stands.

    >>> byte_to_length(92)
    508
    """
    return _LENGTHS[byte]


def bm25f(frequency: float, length: float, average: float) -> float:
    """How much a leaf counts that occurs `frequency` times, its weight left aside: 0 to K1 + 1.

    `frequency`: occurrences weighed by field; `length`, `average`: weighted tokens of the report
    (as `byte_to_length` gives them) and of the mean report.

    >>> round(bm25f(1, 500, 500), 6)
    1.0
    """
    ratio = length / average if average else 1.0
    return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * ratio))


def faded(decay: Decay, age: float) -> float:
    """The factor of a report's score at an age in days, infinity for undated reports.

    >>> [faded(Decay("2018-01-10", 730, 0.5), age) for age in (0, 730, float("inf"))]
    [1.0, 0.75, 0.5]
    """
    return 1.0 - decay.share + decay.share * exp2(-max(0.0, age) / decay.half_life)
