"""Words of several syllables among the tokens of a query."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from index.language.word_table import WordTable

FOLDS = st.lists(st.sampled_from("abc"), max_size=3).map(tuple)


@given(st.frozensets(FOLDS.filter(bool), max_size=6), st.lists(FOLDS, max_size=6))
def test_spans_are_all_runs_of_tokens_that_are_a_word(words, tokens):
    runs = combinations(range(len(tokens) + 1), 2)
    expected = [(start, stop) for start, stop in runs if tuple(chain(*tokens[start:stop])) in words]
    assert list(WordTable(dict.fromkeys(words, 1)).spans(tokens)) == expected
