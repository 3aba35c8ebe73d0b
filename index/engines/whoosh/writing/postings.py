"""Postings before they are written: the documents of each term, and its frequencies in them."""

from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.frequencies import ESCAPE, encode

__all__ = ["Postings", "starts_of"]


def starts_of(counts: Array) -> Array:
    """Return where consecutive runs of these lengths begin, and where the last ends."""
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    return starts


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of consecutive terms, as arrays of equal length.

    `starts`: where the postings of each term begin, and where those of the last end. `plain`: the
    occurrences of the term in the document; `weighted`: the same, each occurrence multiplied by
    the weight of its field.
    """

    starts: Array
    documents: Array
    plain: Array
    weighted: Array

    def arrays(self, name: str) -> dict[str, Array]:
        """Return the arrays of a segment that hold these postings, under the name of the terms."""
        codes = encode(self.plain, self.weighted)
        escaped = np.flatnonzero(codes == ESCAPE)
        return {
            f"{name}.postings": self.starts,
            f"{name}.documents": self.documents.astype(np.uint16),
            f"{name}.frequencies": codes,
            f"{name}.escaped": escaped.astype(np.uint32),
            f"{name}.raw": self.plain[escaped].astype(np.uint32),
            f"{name}.weighted": self.weighted[escaped].astype(np.uint32),
        }

    def united(self, groups: Array) -> "Postings":
        """Return the postings of groups of consecutive terms, each group as one term.

        `groups`: the first term of each group, and the end of the last. A group of one term gets
        no postings, since it would repeat those of the term.
        """
        sizes = np.diff(groups)
        of_group = np.diff(self.starts[groups])
        # The postings of groups of several terms: group and document of each in one number.
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
            _sums(self.plain[inside][order], first),
            _sums(self.weighted[inside][order], first),
        )


def _sums(values: Array, first: Array) -> Array:
    """Return the sums of runs that begin at the indices `first`."""
    if not len(first):
        return np.zeros(0, np.uint32)
    sums: Array = np.add.reduceat(values, first, dtype=np.uint32)
    return sums
