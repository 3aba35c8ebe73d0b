"""Sorting more items than memory shall hold: sorted runs in temporary files, then merged."""

import heapq
import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

__all__ = ["sorted_in_runs"]

# Items of a run, some 20 MB of them.
_RUN = 20_000


def sorted_in_runs(items: Iterable[tuple[Any, str]], run: int = _RUN) -> Iterator[tuple[Any, str]]:
    """Yield pairs of a key and a text in the order of the keys; equal keys keep theirs.

    At most `run` items are held in memory.

    >>> list(sorted_in_runs([(3, "c"), (1, "a"), (2, "b")], run=2))
    [(1, 'a'), (2, 'b'), (3, 'c')]
    """
    rest = iter(items)
    with ExitStack() as files:
        runs = []
        while chunk := sorted(islice(rest, run), key=_key):
            file = files.enter_context(TemporaryFile())
            for item in chunk:
                pickle.dump(item, file)
            file.seek(0)
            runs.append(_read(file))
        yield from heapq.merge(*runs, key=_key)


def _key(item: tuple[Any, str]) -> Any:
    return item[0]


def _read(file: IO[bytes]) -> Iterator[tuple[Any, str]]:
    """Yield the items of a run, which this process has written itself."""
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return
