"""Postings: for each of many terms the documents that hold it, in order, and how often."""

from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.frequencies import ESCAPE, encode

__all__ = ["Postings", "starts_of"]


def starts_of(counts: Array) -> Array:
    """Where each of consecutive runs begins, and where the last ends."""
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    return starts


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of consecutive terms, as arrays of equal length.

    `starts`: where the postings of each term begin, with the end of the last. `raw`: how often
    the term occurs; `weighted`: the same, each occurrence counted by the weight of its field.
    """

    starts: Array
    documents: Array
    raw: Array
    weighted: Array

    def arrays(self, name: str) -> dict[str, Array]:
        """The postings as they are kept in a segment."""
        codes = encode(self.raw, self.weighted)
        escaped = np.flatnonzero(codes == ESCAPE)
        return {
            f"{name}.postings": self.starts,
            f"{name}.documents": self.documents.astype(np.uint16),
            f"{name}.frequencies": codes,
            f"{name}.escaped": escaped.astype(np.uint32),
            f"{name}.raw": self.raw[escaped].astype(np.uint32),
            f"{name}.weighted": self.weighted[escaped].astype(np.uint32),
        }

    def united(self, groups: Array) -> "Postings":
        """The postings of groups of consecutive terms, each group as one term.

        `groups`: the first term of each group, with the end of the last. Groups of one term stay
        empty: theirs are the postings of that term.
        """
        sizes = np.diff(groups)
        of_group = np.diff(self.starts[groups])
        # Only the postings of groups of several, each with its group and document in one number.
        inside = np.repeat(sizes > 1, of_group)
        numbers = np.repeat(np.arange(len(sizes), dtype=np.int64), of_group)[inside] << 16
        numbers |= self.documents[inside]
        order = np.argsort(numbers, kind="stable")
        numbers = numbers[order]
        new = np.ones(len(numbers), bool)
        new[1:] = numbers[1:] != numbers[:-1]
        first = np.flatnonzero(new)
        numbers = numbers[first]
        counts = np.bincount(numbers >> 16, minlength=len(sizes))
        return Postings(
            starts_of(counts),
            (numbers & 0xFFFF).astype(np.uint16),
            _sums(self.raw[inside][order], first),
            _sums(self.weighted[inside][order], first),
        )


def _sums(values: Array, first: Array) -> Array:
    """The sums of runs that begin at `first`."""
    if not len(first):
        return np.zeros(0, np.uint32)
    sums: Array = np.add.reduceat(values, first, dtype=np.uint32)
    return sums
