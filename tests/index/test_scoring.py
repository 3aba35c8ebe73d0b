"""Ranking: stock Whoosh scores alike."""

import pytest
from whoosh.scoring import bm25
from whoosh.util import numeric

from index.planning.clauses import K1, B
from index.planning.scoring import bm25f, byte_to_length, length_to_byte


def test_lengths_are_kept_as_whoosh_keeps_them():
    assert [byte_to_length(byte) for byte in range(256)] == [
        numeric.byte_to_length(byte) for byte in range(256)
    ]
    for length in (*range(3000), 106_373, 106_374, 10**9):
        assert length_to_byte(length) == numeric.length_to_byte(length)


def test_a_kept_length_is_the_next_that_a_byte_can_hold():
    for length in range(20_000):
        byte = length_to_byte(length)
        assert byte_to_length(byte) >= length
        assert byte == 0 or byte_to_length(byte - 1) < length


@pytest.mark.parametrize("frequency", [0, 1, 2.5, 40])
@pytest.mark.parametrize("length", [0, 20, 500, 100_000])
def test_a_term_scores_as_in_whoosh(frequency, length):
    assert bm25f(frequency, length, 500.5) == pytest.approx(
        bm25(1.0, frequency, length, 500.5, B, K1)
    )


def test_the_score_grows_with_frequency_and_shrinks_with_length():
    assert 0 == bm25f(0, 10, 10) < bm25f(1, 10, 10) < bm25f(2, 10, 10) < K1 + 1
    assert bm25f(1, 20, 10) < bm25f(1, 10, 10) == bm25f(1, 0, 0)
