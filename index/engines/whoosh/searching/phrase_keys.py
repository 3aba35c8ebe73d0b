"""The keys with which a phrase of folds occurs in a segment.

Suggestions compare a dozen spellings of one phrase. To find the adjacent keys of each takes a
hundred times as long as to read the keys where the phrase stands, spelled in whatever way.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.searching.leaf_postings import LeafPostings, phrase_slots
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.segment import Segment
from index.planning.clauses import TermSequence

__all__ = ["PhraseKeys", "read_phrase_keys"]


class PhraseKeys(NamedTuple):
    """The occurrences of a phrase in the live documents of a segment.

    `columns`: for each of its tokens the keys, by number, at all occurrences. `documents`: the
    document of each occurrence.
    """

    columns: tuple[Array, ...]
    documents: Array

    def occurrences(self, keys: Sequence[int]) -> tuple[int, int]:
        """Return the number of occurrences with certain keys, and of documents that have them."""
        found = self.documents
        columns = list(self.columns)
        for number, key in enumerate(keys):
            here = indices_of_true(columns[number] == key)
            found = found.take(here)
            columns[number + 1 :] = [column.take(here) for column in columns[number + 1 :]]
            if not len(found):
                return 0, 0
        # Occurrences of one key are in the order of their documents.
        return len(found), 1 + int(np.count_nonzero(found[1:] != found[:-1]))


def read_phrase_keys(
    segment: Segment, leaf: TermSequence, pairs: Sequence[LeafPostings]
) -> PhraseKeys:
    """Return the keys with which a phrase occurs.

    `pairs`: the postings of each two adjacent terms of the phrase.
    """
    if len(pairs) == 1:
        columns = _columns(segment, [pairs[0].numbers])
        return PhraseKeys(columns, as_index(pairs[0].owners))
    slots, documents = phrase_slots(segment, leaf, pairs)
    if not len(slots):
        return PhraseKeys((documents,) * len(leaf.terms), documents)
    marked = np.zeros(segment.documents, bool)
    marked[as_index(documents)] = True
    numbers = [_numbers(segment, each, slots + at, marked) for at, each in enumerate(pairs)]
    return PhraseKeys(_columns(segment, numbers), documents)


def _columns(segment: Segment, numbers: Sequence[Array]) -> tuple[Array, ...]:
    """Return the keys of occurrences, given by number, and those after the last ones."""
    if not len(numbers[-1]):
        return (numbers[-1],) * (len(numbers) + 1)
    return (*map(segment.positions.keys, numbers), segment.successors.take(numbers[-1]))


def _numbers(segment: Segment, pair: LeafPostings, slots: Array, marked: Array) -> Array:
    """Return the numbers of the occurrences of a pair at certain slots, which it has all.

    `marked`: a boolean for each document, true for those of the slots.
    """
    owners = as_index(pair.owners)
    here = indices_of_true(marked.take(owners))
    numbers = pair.numbers.take(here)
    known = segment.locate(numbers, owners.take(here))
    order = known.argsort()
    return numbers.take(order.take(known.take(order).searchsorted(slots)))
