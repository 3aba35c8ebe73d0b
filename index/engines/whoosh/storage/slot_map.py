"""Slots: numbered places, in reading order, for the tokens of all documents of a segment.

An empty slot precedes the first token and follows each paragraph and field, so adjacent tokens
belong to one paragraph.
"""

from functools import cached_property

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.arrays import Array
from index.language.analysis import FIELDS

__all__ = ["SlotMap"]

_FIELDS = tuple(FIELDS)
_WEIGHTS: Array = np.array(list(FIELDS.values()), np.float32)
# The fields after which the weight of an occurrence changes, and by how much it falls.
_STEPS = tuple(
    (number, float(_WEIGHTS[number] - _WEIGHTS[number + 1]))
    for number in range(len(_FIELDS) - 1)
    if _WEIGHTS[number] != _WEIGHTS[number + 1]
)


class SlotMap:
    """The document, field and paragraph of each slot of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @cached_property
    def starts(self) -> Array:
        """The first slot of each document, and the end of the last."""
        return self._file.whole("starts").astype(np.intp)

    def documents(self, slots: Array) -> Array:
        """Return the document of each slot."""
        found: Array = self.starts.searchsorted(slots, "right") - 1
        return found

    def paragraph_ends(self, slots: Array) -> Array:
        """Return for each slot the next empty slot."""
        gaps = self._file.whole("gaps")
        ends: Array = gaps[np.searchsorted(gaps, slots)]
        return ends

    def weights(self, positions: Array, documents: Array) -> Array:
        """Return the weight of the field at each position, counted from its document's start."""
        weights = np.full(len(positions), _WEIGHTS[-1], np.float32)
        for field, step in _STEPS:
            weights += (positions < self._ends_of(field, documents)) * np.float32(step)
        return weights

    def in_fields(self, fields: tuple[str, ...], slots: Array, documents: Array) -> Array:
        """Return a boolean for each slot, true if it is in one of the fields."""
        positions = slots - self.starts.take(documents)
        inside = np.zeros(len(slots), bool)
        for field in (number for number, name in enumerate(_FIELDS) if name in fields):
            here = np.ones(len(slots), bool)
            if field:
                here &= positions >= self._ends_of(field - 1, documents)
            if field < len(_FIELDS) - 1:
                here &= positions < self._ends_of(field, documents)
            inside |= here
        return inside

    @property
    def field_ends(self) -> Array:
        """The position at which each field but the last ends, a row for each document."""
        return self._file.whole("ends").reshape(-1, len(_FIELDS) - 1)

    def _ends_of(self, field: int, documents: Array) -> Array:
        """Return the position at which a field but the last ends in some documents."""
        ends: Array = self._file.whole("ends").take(documents * (len(_FIELDS) - 1) + field)
        return ends
