"""Ranking: Lucene keeps the same lengths, and stock Whoosh scores terms alike."""

import pytest
from whoosh.scoring import bm25

from index.planning.clauses import K1, B
from index.planning.scoring import LENGTHS, bm25f, rounded_length

# SmallFloat.byte4ToInt of Lucene 10 for the bytes 0 to 255, in parts.
_LUCENE = {
    0: 0,
    23: 23,
    24: 24,
    39: 39,
    40: 40,
    41: 42,
    47: 54,
    48: 56,
    95: 1944,
    96: 2072,
    128: 32792,
    254: 1879048216,
    255: 2013265944,
}


def test_lengths_are_those_that_lucene_keeps_in_a_byte():
    assert {byte: LENGTHS[byte] for byte in _LUCENE} == _LUCENE
    assert len(LENGTHS) == 256


def test_length_is_rounded_down_by_less_than_an_eighth():
    for length in (*range(20_000), 10**6, 10**9):
        rounded = rounded_length(length)
        assert rounded in LENGTHS
        assert rounded <= length < rounded * 9 / 8 + 1
    assert rounded_length(10**12) == LENGTHS[-1]


@pytest.mark.parametrize("frequency", [0, 1, 2.5, 40])
@pytest.mark.parametrize("length", [0, 20, 500, 100_000])
def test_a_term_scores_as_in_whoosh(frequency, length):
    assert bm25f(frequency, length, 500.5) == pytest.approx(
        bm25(1.0, frequency, length, 500.5, B, K1)
    )


def test_the_score_grows_with_frequency_and_shrinks_with_length():
    assert 0 == bm25f(0, 10, 10) < bm25f(1, 10, 10) < bm25f(2, 10, 10) < K1 + 1
    assert bm25f(1, 20, 10) < bm25f(1, 10, 10) == bm25f(1, 0, 0)
