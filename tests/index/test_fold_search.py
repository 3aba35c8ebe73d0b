"""Search for folds: the same tokens as full analysis gives, in any script and normal form."""

import unicodedata
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.analysis import tokens
from index.language.fold_search import FoldSearch
from index.language.spelling import VIETNAMESE, fold

letters = st.sampled_from(f"{VIETNAMESE}{VIETNAMESE.upper()}abdnvxyzABDNZđĐéöøñÐ")
strange = st.sampled_from("0159²½ \n–-.,_“”\u00a0\u00ad\u0301\u0302\u0323\u200bßæЯ北😀\ud800'")
any_text = st.text(letters | strange, max_size=30).flatmap(
    lambda text: st.sampled_from([text, unicodedata.normalize("NFD", text)])
)


def places(found):
    """The tokens as places, in the order of the text."""
    return sorted((token.start, token.end, token.fold) for token in found)


def found_places(text, folds, reach=0):
    found = FoldSearch(folds, reach).places(text)
    return sorted(
        (start, end, plain) for plain, several in found.items() for _, start, end in several
    )


@given(any_text, st.data())
def test_found_tokens_are_those_with_the_folds(text, data):
    known = sorted({token.fold for token in tokens(text)})
    folds = data.draw(st.sets(st.sampled_from([*known, "dan"])))
    expected = [token for token in tokens(text) if token.fold in folds]
    assert found_places(text, folds) == places(expected)


@pytest.mark.parametrize("word", ["indonesia", "indonesian", "indonesie", "20180110", "201801100"])
def test_long_tokens_are_distinguished_by_their_last_letters(word):
    text = "Indonesia, Indonesian, Indonesie; indonesi 20180110 201801100 2018011001"
    expected = [token for token in tokens(text) if token.fold == word]
    assert found_places(text, {word}) == places(expected)


@given(any_text, st.integers(0, 3), st.data())
def test_near_tokens_are_as_far_apart_as_in_the_text(text, reach, data):
    known = sorted({token.fold for token in tokens(text)})
    folds = data.draw(st.sets(st.sampled_from([*known, "dan"])))
    expected = [token for token in tokens(text) if token.fold in folds]
    found = sorted(chain.from_iterable(FoldSearch(folds, reach).places(text).values()))
    for (first, second), (a, b) in zip(pairwise(found), pairwise(expected), strict=True):
        apart = b.position - a.position
        if "\n" in text[a.end : b.start]:
            assert second[0] - first[0] > reach + 1
        elif apart <= reach + 1:
            assert second[0] - first[0] == apart
        else:
            assert second[0] - first[0] > reach + 1


@pytest.mark.slow
def test_every_character_is_found_by_its_fold_within_a_word():
    words = [f"x{chr(code)}x" for code in (*range(0x3000), *range(0x1F000, 0x1FB00))]
    expected = {word: tokens(word) for word in words}
    found = {word: found_places(word, {each.fold for each in expected[word]}) for word in words}
    assert found == {word: places(each) for word, each in expected.items()}


def test_letter_with_any_combining_character_keeps_its_fold():
    combining = [chr(code) for code in range(0x300, 0x370)]
    words = [base + mark + "x" for base in "adeiouyADEIOUYnăâêôơưđ" for mark in combining]
    assert [word for word in words if len(found_places(word, {fold(word[0]) + "x"})) != 1] == []
