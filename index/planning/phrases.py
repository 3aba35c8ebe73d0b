"""Words in a row of a query: their units and pairs, and the ways in which they may be said."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.planning.clauses import Leaf, Term
from index.planning.clauses import Sequence as Run
from index.planning.expansion import Other, Unit

__all__ = ["Row", "is_word", "saying", "variants"]


class Row(NamedTuple):
    """Words in a row, expanded: units, other ways to say them, and the pairs that occur.

    `pairs`: by the place of the first unit, the adjacent pair and how much it is a word.
    """

    units: list[Unit]
    others: list[Other]
    pairs: dict[int, tuple[Run, float]]


def is_word(rows: Sequence[Row]) -> bool:
    """Whether all that was typed is one word of two syllables."""
    return (
        len(rows) == 1
        and len(rows[0].units) == 2
        and 0 in rows[0].pairs
        and rows[0].pairs[0][1] == 1.0
    )


def saying(row: Row, start: int, stop: int) -> list[Other]:
    """The other ways to say something of which the units from `start` to `stop` are a part."""
    return [other for other in row.others if other.start <= start and stop <= other.stop]


def variants(row: Row, slop: int) -> Iterator[Leaf]:
    """The phrase as typed, and with each of its parts said in another way."""
    terms = tuple(unit.term for unit in row.units)
    yield _run(terms, slop)
    for other in row.others:
        instead = other.leaf.terms if isinstance(other.leaf, Run) else (other.leaf,)
        yield _run(terms[: other.start] + instead + terms[other.stop :], slop)


def _run(terms: tuple[Term, ...], slop: int) -> Leaf:
    """The terms in this order; one alone is a term."""
    return terms[0] if len(terms) == 1 else Run(terms, slop)
