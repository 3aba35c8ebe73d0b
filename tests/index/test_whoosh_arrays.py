"""Array functions of a search: the intersection of two lists, and the smallest of many keys."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.searching.matching import intersect
from index.engines.whoosh.searching.selection import first_sorted

_SIZE = 3000
_numbers = st.sets(st.integers(0, _SIZE - 1))
# Sparse and dense lists are intersected in different ways.
_documents = st.one_of(_numbers, _numbers.map(lambda some: {*range(_SIZE)} - some))


@given(_documents, _documents, st.sampled_from([np.uint16, np.intp]))
def test_intersection_gives_indices_in_both_lists(
    some: set[int], others: set[int], kind: type
) -> None:
    left = np.array(sorted(some), np.uint16)
    right = np.array(sorted(others), kind)
    own, at = intersect(left, right, _SIZE)
    assert left[own].tolist() == right[at].tolist() == sorted(some & others)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 20_000),
    st.sampled_from([2, 50, 1 << 20]),
    st.integers(1, 300),
)
def test_first_sorted_keys_are_those_of_the_sorted_list(
    seed: int, size: int, distinct: int, count: int
) -> None:
    chance = np.random.default_rng(seed)
    keys = chance.integers(0, distinct, size).astype(np.float32)
    documents = np.flatnonzero(chance.random(2 * size) < 0.5)[:size]
    keys = keys[: len(documents)]
    places = chance.permutation(2 * size)
    wanted = np.lexsort((places[documents], keys))[:count]
    assert first_sorted(keys, documents, places, count).tolist() == wanted.tolist()
    own = places[: len(keys)]
    wanted = np.lexsort((own, keys))[:count]
    assert first_sorted(keys, None, own, count).tolist() == wanted.tolist()
