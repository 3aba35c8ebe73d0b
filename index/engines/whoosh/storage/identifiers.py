"""The identifiers of the reports of a segment."""

from functools import cached_property

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.strings import Strings

__all__ = ["Identifiers"]


class Identifiers(Strings):
    """The identifier of each document."""

    def __init__(self, file: ArrayFile) -> None:
        super().__init__(file, "identifier")

    @cached_property
    def _order(self) -> Array:
        """The documents in the order of their identifiers."""
        return self._file.whole("identifier.order")

    @cached_property
    def ranks(self) -> Array:
        """For each document the rank of its identifier among all, from 0, in code point order."""
        ranks = np.empty(len(self), np.uint16)
        ranks[self._order] = np.arange(len(self), dtype=np.uint16)
        return ranks

    def document(self, identifier: str) -> int:
        """Return the document with an identifier; -1 if it is absent."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[int(self._order[middle])] < identifier:
                low = middle + 1
            else:
                high = middle
        if low < len(self) and self[int(self._order[low])] == identifier:
            return int(self._order[low])
        return -1
