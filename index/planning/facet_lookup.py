"""Look up the values of a facet field that a typed text stands for."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from index.language import lattice
from index.language.analysis import tokens
from index.language.spelling import fold
from index.planning.clauses import Statistics
from index.report import SECTION_SEPARATOR

__all__ = ["matching"]

# Values whose tokens stay in memory; an archive may have 100,000 persons and authors.
_REMEMBERED = 1 << 17
# Sets of values that stay in memory as one text: those of the four facets that have names.
_FIELDS = 4
# Answers that stay in memory; a query may name the same value 64 times.
_ANSWERS = 64


@lru_cache(_REMEMBERED)
def _keys(value: str) -> tuple[str, ...]:
    """Return the keys of a value's tokens."""
    return tuple(token.key for token in tokens(value))


@lru_cache(_REMEMBERED)
def _folded(value: str) -> str:
    """Return the folds of a value's tokens with spaces around them, so that `in` finds words."""
    return " ".join(["", *(token.fold for token in tokens(value)), ""])


def matching(field: str, text: str, statistics: Statistics) -> tuple[str, ...]:
    """Return the values of a facet field that a typed text stands for, in code point order.

    A value that is equal to the text is found with those that differ from it by case only.
    Otherwise they are the values with the same words (of a section its name or its path), or else
    those that contain the words in this order, in any order, or words that begin so. Diacritics
    that were not typed match any. A section is left out if its parent is found, which includes it.
    """
    if field == "identifier":
        return (text,)
    return _found(frozenset(statistics.values(field)), text)


@lru_cache(_ANSWERS)
def _found(known: frozenset[str], text: str) -> tuple[str, ...]:
    """Return the known values that hold the words of a text, as `matching` does."""
    typed, folded = _keys(text), _folded(text)
    if not typed:
        return (text,) if text in known else ()
    tones = lattice.carries_tone(typed)
    holding = set(_holding(known, folded))
    if text in known:
        return tuple(sorted({text, *(each for each in holding if _keys(each) == typed)}))
    found = {each for each in holding if _holds(each, typed, tones)}
    same = {each for each in found if folded in (_folded(each), _folded(_own(each)))}
    return tuple(sorted(_outermost(same or found or _loosely_holding(known, typed, tones))))


def _loosely_holding(known: frozenset[str], typed: tuple[str, ...], tones: bool) -> set[str]:
    """Return the values with each of the words in any order, else with words that begin so."""
    folds = [f" {fold(each)}" for each in typed]
    beginning = {value for value in known if all(map(_folded(value).__contains__, folds))}
    whole = {value for value in beginning if _has_each(_keys(value), typed, tones)}
    return whole or {
        value
        for value in beginning
        if all(any(_begins(key, word) for key in _keys(value)) for word in typed)
    }


def _has_each(keys: tuple[str, ...], typed: tuple[str, ...], tones: bool) -> bool:
    return all(any(lattice.accepts(word, key, tones_typed=tones) for key in keys) for word in typed)


def _begins(key: str, word: str) -> bool:
    """Return whether a key begins as typed, with the diacritics typed."""
    return key.startswith(word) or (lattice.binding(word) == "free" and fold(key).startswith(word))


@lru_cache(_FIELDS)
def _lines(values: frozenset[str]) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Return the folds of all values as lines of one text, the values, and their line offsets."""
    ordered = tuple(sorted(values))
    lines = [_folded(value) for value in ordered]
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return "\n".join(lines), ordered, tuple(starts)


def _holding(values: frozenset[str], folded: str) -> Iterator[str]:
    """Yield the values whose folds contain some words in this order.

    All values are searched as one text: one by one, 100,000 values took 70 ms.
    """
    text, ordered, starts = _lines(values)
    at = text.find(folded)
    while at >= 0:
        line = bisect_right(starts, at) - 1
        yield ordered[line]
        at = text.find(folded, starts[line + 1])


def _own(value: str) -> str:
    """Return the name of a section, which is the last part of its path."""
    return value.rpartition(SECTION_SEPARATOR)[2]


def _holds(value: str, typed: tuple[str, ...], tones_typed: bool) -> bool:
    """Return whether a value contains the typed syllables in this order, side by side."""
    keys = _keys(value)
    return any(
        all(
            lattice.accepts(mine, key, tones_typed=tones_typed)
            for mine, key in zip(typed, keys[start : start + len(typed)], strict=True)
        )
        for start in range(len(keys) - len(typed) + 1)
    )


def _outermost(values: set[str]) -> set[str]:
    """Return the values without those that are below another one."""
    return {value for value in values if values.isdisjoint(_above(value))}


def _above(value: str) -> Iterator[str]:
    """Yield the paths above a path.

    >>> list(_above("Kinh tế › Hạ tầng › Cầu"))
    ['Kinh tế', 'Kinh tế › Hạ tầng']
    """
    end = value.find(SECTION_SEPARATOR)
    while end >= 0:
        yield value[:end]
        end = value.find(SECTION_SEPARATOR, end + 1)
