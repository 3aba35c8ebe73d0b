"""External sorting: sorted runs in a temporary file, merged, so that memory stays small."""

import heapq
import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

__all__ = ["sorted_in_runs"]

# Items that are sorted at once, some 30 MB with their keys.
_RUN = 4_000
# Items of each run that are read at once while the runs are merged.
_BLOCK = 10

T = TypeVar("T")
_key = itemgetter(0)


def sorted_in_runs(items: Iterable[tuple[Any, T]], run: int = _RUN) -> Iterator[tuple[Any, T]]:
    """Yield pairs of a key and a value in the order of the keys; equal keys keep theirs.

    At most `run` items are held in memory, and a few of each run of that many.

    >>> list(sorted_in_runs([(3, "c"), (1, "a"), (2, "b")], run=2))
    [(1, 'a'), (2, 'b'), (3, 'c')]
    """
    rest = iter(items)
    with TemporaryFile() as file:
        runs = []
        while chunk := sorted(islice(rest, run), key=_key):
            runs.append(_written(chunk, file))
        yield from heapq.merge(*(_read(blocks, file) for blocks in runs), key=_key)


def _written(items: Sequence[tuple[Any, T]], file: IO[bytes]) -> list[int]:
    """Append items to a file in blocks. Return where the blocks begin."""
    blocks = []
    for start in range(0, len(items), _BLOCK):
        blocks.append(file.tell())
        pickle.dump(items[start : start + _BLOCK], file)
    return blocks


def _read(blocks: Iterable[int], file: IO[bytes]) -> Iterator[tuple[Any, Any]]:
    """Yield the items of blocks, which this process has written itself."""
    for position in blocks:
        file.seek(position)
        yield from pickle.load(file)  # nosec B301 # written by this process
