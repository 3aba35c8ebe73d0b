"""Which values of a facet field a typed text stands for."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from index.language import lattice
from index.language.analysis import tokens
from index.planning.clauses import Statistics
from index.report import SECTION_SEPARATOR

__all__ = ["matching"]

# Values whose tokens are remembered; an archive may have 100,000 persons and authors.
_REMEMBERED = 1 << 17
# Sets of values that are kept as one text: sections, persons, authors and sources of one state.
_FIELDS = 4


@lru_cache(_REMEMBERED)
def _keys(value: str) -> tuple[str, ...]:
    """The keys of a value's tokens."""
    return tuple(token.key for token in tokens(value))


@lru_cache(_REMEMBERED)
def _folded(value: str) -> str:
    """The folds of a value's tokens with a space around each, so that `in` finds whole ones."""
    return " ".join(["", *(token.fold for token in tokens(value)), ""])


def matching(field: str, text: str, statistics: Statistics) -> tuple[str, ...]:
    """The values of a facet field that a typed text stands for, in code point order.

    The value itself where it was typed so, else those with the same words (a section's own name
    or its whole path), else those that hold the words in a row; by the lattice of marks. A section
    below one that is found is left out, being included.
    """
    if field == "identifier":
        return (text,)
    known = statistics.values(field)
    if text in known:
        return (text,)
    typed, folded = _keys(text), _folded(text)
    if not typed:
        return ()
    tones = lattice.carries_tone(typed)
    found = {each for each in _holding(frozenset(known), folded) if _holds(each, typed, tones)}
    same = {each for each in found if folded in (_folded(each), _folded(_own(each)))}
    return tuple(sorted(_outermost(same or found)))


@lru_cache(_FIELDS)
def _lines(values: frozenset[str]) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """The folds of all values, a value a line, with the values and where their lines begin."""
    ordered = tuple(sorted(values))
    lines = [_folded(value) for value in ordered]
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return "\n".join(lines), ordered, tuple(starts)


def _holding(values: frozenset[str], folded: str) -> Iterator[str]:
    """The values whose folds hold some words in a row.

    All values are searched as one text: value by value took 70 ms among 100,000.
    """
    text, ordered, starts = _lines(values)
    at = text.find(folded)
    while at >= 0:
        line = bisect_right(starts, at) - 1
        yield ordered[line]
        at = text.find(folded, starts[line + 1])


def _own(value: str) -> str:
    """A section's own name, the last of its path."""
    return value.rpartition(SECTION_SEPARATOR)[2]


def _holds(value: str, typed: tuple[str, ...], tones_typed: bool) -> bool:
    """Whether the typed syllables stand in a row in a value."""
    keys = _keys(value)
    return any(
        all(
            lattice.accepts(mine, key, tones_typed=tones_typed)
            for mine, key in zip(typed, keys[start : start + len(typed)], strict=True)
        )
        for start in range(len(keys) - len(typed) + 1)
    )


def _outermost(values: set[str]) -> set[str]:
    """The values without those below another of them."""
    return {
        value
        for value in values
        if not any(value.startswith(other + SECTION_SEPARATOR) for other in values)
    }
