"""Words of several syllables with a value each, found among the tokens of a query."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

__all__ = ["Folds", "WordTable"]

V = TypeVar("V")

Folds = tuple[str, ...]
"""The folds of a word, one for each syllable."""


class WordTable(dict[Folds, V]):
    """The values of words by their folds.

    Most tokens of a query begin no word of a table. The table therefore knows the beginnings of its
    words, so that a search stops at the first token that continues none.
    """

    def __init__(self, values: Mapping[Folds, V]) -> None:
        super().__init__(values)
        self._beginnings = frozenset(
            folds[:length] for folds in values for length in range(len(folds) + 1)
        )

    def spans(self, tokens: Sequence[Folds]) -> Iterator[tuple[int, int]]:
        """Yield the first token and last + 1 of each word; `tokens`: the folds of each.

        >>> table = WordTable({("ha", "noi"): 1, ("ha", "noi", "moi"): 2})
        >>> list(table.spans([("o",), ("ha", "noi"), ("moi",)]))
        [(1, 2), (1, 3)]
        """
        for start in range(len(tokens)):
            folds: Folds = ()
            for stop, more in enumerate(tokens[start:], start + 1):
                folds += more
                if folds not in self._beginnings:
                    break
                if folds in self:
                    yield start, stop
