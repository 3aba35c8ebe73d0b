"""What a hit is: the reports that hold enough of some words.

docs/search.md has the rule, docs/relevance.md what was measured.
"""

import math
from collections.abc import Sequence

from index.planning.clauses import Clause, Has, Leaf, Most, Statistics, Term, all_of, any_of, within
from index.planning.expansion import Other
from index.planning.phrases import Row, saying
from index.planning.weights import idf, rounded
from index.query import Match

__all__ = ["HEAD", "HEAD_FIELDS", "LONG", "RARITY", "SHARE", "graded"]

# The share of a query's weight that a hit holds at least: docs/relevance.md has what others give.
SHARE = 0.27
# The power of its idf that a unit weighs in that share: what is rare tells more of the matter than
# its idf says. At lists as long, 3 to 16 in a hundred fewer relevant reports are missed than by 1.
RARITY = 1.5
# What a syllable in title or lead weighs more in that share, of its weight: a report that begins
# with what was typed is about it. Typed titles miss 4 to 19 in a hundred fewer, others as many.
HEAD = 0.5
# The fields that are read first.
HEAD_FIELDS = ("lead", "title")
# From so many syllables on, the share falls with their square root: a question of twenty says
# much that its answer does not.
LONG = 8


def graded(
    rows: Sequence[Row], match: Match, statistics: Statistics, fields: tuple[str, ...]
) -> Clause:
    """The reports that hold enough of the words in some rows, in these fields or in any."""
    if match == "most":
        return _most(rows, statistics, fields)
    clauses: dict[Clause, None] = {}
    for row in rows:
        words = {
            place: pair
            for place, (pair, value) in row.pairs.items()
            if row.units[place + 1].touches or (match == "all" and value == 1.0)
        }
        for place, pair in words.items():
            clauses[_has(pair, saying(row, place, place + 2), fields)] = None
        for place, unit in enumerate(row.units):
            if place not in words and place - 1 not in words:
                clauses[_has(unit.term, saying(row, place, place + 1), fields)] = None
    return all_of([*clauses])


def _has(leaf: Leaf, others: Sequence[Other], fields: tuple[str, ...]) -> Clause:
    """Reports with a leaf, or with another way to say it."""
    if not others:
        return Has(within(leaf, fields))
    return any_of(Has(within(each, fields)) for each in _leaves(leaf, others))


def _leaves(leaf: Leaf, others: Sequence[Other]) -> list[Leaf]:
    """A leaf, and the other ways to say it."""
    return [leaf, *[other.leaf for other in others]]


def _most(rows: Sequence[Row], statistics: Statistics, fields: tuple[str, ...]) -> Clause:
    """Reports that hold the usual share of the weight of the words that occur at all.

    Of two syllables a hit has both: one alone would reach the share.
    """
    syllables: dict[Clause, tuple[Term, float]] = {}
    pairs: dict[Clause, float] = {}
    for row in rows:
        for place, unit in enumerate(row.units):
            others = saying(row, place, place + 1)
            if others or statistics.document_frequency(unit.term):
                weight = _weight(statistics, unit.term, others)
                syllables[_has(unit.term, others, fields)] = unit.term, weight
        for place, (pair, value) in row.pairs.items():
            others = saying(row, place, place + 2)
            pairs[_has(pair, others, fields)] = _weight(statistics, pair, others, value)
    weights = {each: weight for each, (_, weight) in syllables.items()} | pairs
    if len(weights) < 2:
        return any_of(weights)
    length = sum(len(row.units) for row in rows)
    share = SHARE * min(1.0, math.sqrt(LONG / length))
    threshold = rounded(share * sum(weights.values()))
    if not fields:
        for term, weight in syllables.values():
            head = Has(within(term, HEAD_FIELDS))
            weights[head] = weights.get(head, 0.0) + rounded(HEAD * weight)
    most = Most(tuple(weights), tuple(weights.values()), threshold)
    return all_of([*syllables, most]) if len(syllables) == 2 else most


def _weight(
    statistics: Statistics, leaf: Leaf, others: Sequence[Other], value: float = 1.0
) -> float:
    """What a unit weighs in the share. `value`: how much it is a word, 0 to 1."""
    return rounded((value * idf(statistics, *_leaves(leaf, others))) ** RARITY)
