"""The passages of texts that show best what was found in them, chosen in several texts at once."""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.display.occurrences import Occurrence
from index.display.sentences import Offsets, Sentences, sentences

__all__ = ["Passage", "passages"]

# Of a text in which nothing was found, so many lengths of a passage are looked at.
_BEGINNING = 4


class Passage(NamedTuple):
    """A part of a text between two offsets.

    `opens`, `closes`: whether a sentence begins and ends with it.
    """

    start: int
    end: int
    opens: bool
    closes: bool


class _Found(NamedTuple):
    """Occurrences in several texts joined by line feeds, a column for each of their parts.

    `starts` ascend.
    """

    starts: Offsets
    ends: Offsets
    leaves: Offsets


class _Runs(NamedTuple):
    """Runs of sentences that are no longer than a passage.

    `first`, `last`: the numbers of their first and last sentences.
    """

    first: Offsets
    last: Offsets


def passages(
    texts: Sequence[str], found: Sequence[Sequence[Occurrence]], length: int
) -> list[Passage | None]:
    """Return for each text the passage in which most different leaves were found.

    Among equals it is the one with most occurrences, then one that opens a sentence, then the
    first. A passage consists of whole sentences with at most `length` characters, or of a part of a
    longer sentence. It is the beginning of a text in which nothing was found, and None for a blank
    one. `found`: what was found in each text.
    """
    searched = [
        text if some else _beginning(text, length) for text, some in zip(texts, found, strict=True)
    ]
    # Where each text begins among all of them joined, and where one more would.
    begins = list(accumulate((len(text) + 1 for text in searched), initial=0))
    columns = _joined(found, begins)
    shown_from_start = [
        begin + _blank(text)
        for begin, text, some in zip(begins, texts, found, strict=False)
        if not some
    ]
    near = np.sort(np.append(columns.starts, np.array(shown_from_start, np.intp)))
    known = sentences("\n".join(searched), length, near)
    bounds = np.searchsorted(known.starts, begins)
    best = _best(known, columns, bounds, length)
    chosen: list[Passage | None] = []
    for number, begin in enumerate(begins[:-1]):
        first, beyond = bounds[number : number + 2].tolist()
        run = best.get(number) or _first(known, first, beyond, length)
        chosen.append(_passage(known, *run, begin) if run else None)
    return chosen


def _beginning(text: str, length: int) -> str:
    return text[: _blank(text) + _BEGINNING * length]


def _blank(text: str) -> int:
    """Return the number of blank characters that a text begins with."""
    return len(text) - len(text.lstrip())


def _joined(found: Sequence[Sequence[Occurrence]], begins: Sequence[int]) -> _Found:
    numbers = chain.from_iterable(chain.from_iterable(found))
    starts, ends, leaves = np.fromiter(numbers, np.intp).reshape(-1, 3).T
    offsets = np.repeat(begins[:-1], list(map(len, found)))
    return _Found(starts + offsets, ends + offsets, leaves)


def _passage(known: Sentences, first: int, last: int, begin: int) -> Passage:
    return Passage(
        int(known.starts[first]) - begin,
        int(known.ends[last]) - begin,
        bool(known.opens[first]),
        bool(known.closes[last]),
    )


def _first(known: Sentences, first: int, beyond: int, length: int) -> tuple[int, int] | None:
    """Return the first and last of the sentences that fit from the first of a text on."""
    if first == beyond:
        return None
    fitting = np.searchsorted(known.ends[first:beyond], known.starts[first] + length, side="right")
    return first, max(first, first + int(fitting) - 1)


def _best(
    known: Sentences, found: _Found, bounds: Offsets, length: int
) -> dict[int, tuple[int, int]]:
    """Return by number of a text the first and the last sentence of its best passage.

    `bounds`: the numbers of the sentences with which the texts begin.
    """
    within = np.searchsorted(known.starts, found.starts, side="right") - 1
    # The passage is the same for all that begins in a sentence.
    middles = np.unique(within)
    texts = np.searchsorted(bounds, middles, side="right") - 1
    runs = _around(known, middles, bounds[texts], bounds[texts + 1], length)
    leaves, occurrences = _shown(known, found, runs, crossing=found.ends > known.ends[within])
    # The last key of `lexsort` counts most.
    keys = (runs.first, ~known.opens[runs.first], -occurrences, -leaves, texts)
    order = np.lexsort(keys)
    numbers, at = np.unique(texts[order], return_index=True)
    chosen = order[at]
    pairs = zip(runs.first[chosen].tolist(), runs.last[chosen].tolist(), strict=True)
    return dict(zip(numbers.tolist(), pairs, strict=True))


def _around(
    known: Sentences, middles: Offsets, lower: Offsets, upper: Offsets, length: int
) -> _Runs:
    """Return as many sentences as fit around some of them: first after them, then before.

    `lower`, `upper`: the bounds of the sentences of the same text.
    """
    beyond = np.searchsorted(known.ends, known.starts[middles] + length, side="right")
    last = np.clip(beyond, middles + 1, upper) - 1
    first = np.searchsorted(known.starts, known.ends[last] - length)
    return _Runs(np.clip(first, lower, middles), last)


def _shown(
    known: Sentences, found: _Found, runs: _Runs, crossing: NDArray[np.bool_]
) -> tuple[Offsets, Offsets]:
    """Return for each run the numbers of different leaves and of occurrences in it.

    An occurrence counts if it begins in the run, its leaf only if it ends there too. `crossing`:
    the occurrences that end behind the sentence in which they begin.
    """
    low = np.searchsorted(found.starts, known.starts[runs.first])
    high = np.searchsorted(found.starts, known.ends[runs.last])
    leaves = np.zeros_like(low)
    for leaf in np.unique(found.leaves):
        at = (found.leaves == leaf).nonzero()[0]
        leaves += np.searchsorted(at, high) > np.searchsorted(at, low)
    over = crossing.nonzero()[0]
    holding = np.searchsorted(over, high) > np.searchsorted(over, low)
    for run in holding.nonzero()[0].tolist():
        some = slice(low[run], high[run])
        whole = found.ends[some] <= known.ends[runs.last[run]]
        leaves[run] = len(np.unique(found.leaves[some][whole]))
    return leaves, high - low
