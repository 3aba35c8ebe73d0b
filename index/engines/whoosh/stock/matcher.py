"""The postings of a term as stock Whoosh reads them, one after another."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo

from index.engines.whoosh.storage.arrays import Array

__all__ = ["ArrayMatcher", "PostingList"]


def _no_positions() -> tuple[Array, Array]:
    return np.zeros(0, np.intp), np.zeros(0, np.intp)


class PostingList:
    """The documents of a term in order, their weighted frequencies, and the term's positions.

    `occurrences`: gives, when first needed, the document and the position of each occurrence.
    """

    def __init__(
        self,
        documents: Array,
        weights: Array,
        occurrences: Callable[[], tuple[Array, Array]] = _no_positions,
    ) -> None:
        self.documents = documents
        self.weights = weights
        self._read_occurrences = occurrences

    @cached_property
    def _occurrences(self) -> tuple[Array, Array]:
        return self._read_occurrences()

    def positions(self, document: int) -> list[int]:
        """Return the positions of the term in a document."""
        documents, positions = self._occurrences
        first, last = np.searchsorted(documents, (document, document + 1))
        return [int(each) for each in positions[first:last]]


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """A place in the postings of a term; all of them are one block in Whoosh's sense."""

    def __init__(
        self,
        term: tuple[str, bytes],
        postings: PostingList,
        info: TermInfo,
        format_: Any,
        scorer: Any,
    ) -> None:
        self._term = term  # read by Whoosh's LeafMatcher
        self._postings, self._info = postings, info
        self._ids: list[int] = postings.documents.tolist()
        self._at = 0
        self.format, self.scorer = format_, scorer

    def is_active(self) -> bool:
        """Return False past the last posting."""
        return self._at < len(self._ids)

    def id(self) -> int:
        """Return the current document; past the end, where span matchers ask too, the last one."""
        return self._ids[min(self._at, len(self._ids) - 1)]

    def all_ids(self) -> Iterator[int]:
        """Yield the documents from the current one on."""
        return iter(self._ids[self._at :])

    def next(self) -> bool:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, docid: int) -> None:
        """Go forward to the first posting whose document is not before `docid`."""
        if not self.is_active():
            raise ReadTooFar
        self._at = max(self._at, int(np.searchsorted(self._postings.documents, docid)))

    def skip_to_quality(self, minquality: float) -> int:
        """Skip the block, that is, all postings, if none can score above `minquality`."""
        if self.block_quality() > minquality:
            return 0
        self._at = len(self._ids)
        return 1

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """Return an independent matcher at the same posting."""
        other = ArrayMatcher(self._term, self._postings, self._info, self.format, self.scorer)
        other._at = self._at
        return other

    def weight(self) -> float:
        """Return the weighted frequency in the current document."""
        return float(self._postings.weights[self._at])

    def positions(self) -> list[int]:
        """Return the positions in the current document."""
        return self._postings.positions(self.id())

    def spans(self) -> list[Span]:
        """Return the positions in the current document as spans."""
        return [Span(position) for position in self.positions()]

    def supports(self, astype: str) -> bool:
        """Return True if `value_as` can give this."""
        return astype in {"frequency", "weight", "positions", "position_boosts"}

    def value_as(self, astype: str) -> Any:
        """Return the current posting as a frequency, a weight or positions."""
        if astype in {"frequency", "weight"}:
            return self.weight()
        if astype == "positions":
            return self.positions()
        if astype == "position_boosts":
            return [(position, 1) for position in self.positions()]
        raise NotImplementedError(f"postings have no {astype}")

    def value(self) -> bytes:
        """Return the positions in the current document in Whoosh's own encoding."""
        return bytes(self.format.encode(self.positions()))

    def supports_block_quality(self) -> bool:
        """Return True if the scorer can compute the quality of a block."""
        return self.scorer is not None and bool(self.scorer.supports_block_quality())

    def max_quality(self) -> float:
        """Return an upper bound of the scores of all postings."""
        return float(self.scorer.max_quality())

    def block_quality(self) -> float:
        """Return an upper bound of the scores in the block."""
        return float(self.scorer.block_quality(self))

    def block_min_length(self) -> int:
        """Return the length of the shortest document in the block."""
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        """Return the length of the longest document in the block."""
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        """Return the greatest weighted frequency in the block."""
        return float(self._info.max_weight())
