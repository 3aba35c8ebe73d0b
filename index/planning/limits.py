"""The limits on the work of one query; a query beyond them is refused before it is executed.

Limits that follow from the text alone are in `index.syntax`; there the rest of a text is left out,
with a note. Here is what depends on the index, where a part left out would change the list.
"""

from collections.abc import Iterable, Iterator

from index.errors import QueryTooLarge
from index.language.spelling import fold
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Has,
    Leaf,
    Most,
    Not,
    Plan,
    Statistics,
    Term,
    TermSequence,
)
from index.planning.threshold import HEAD_FIELDS
from index.syntax.parsed_query import ParsedQuery

__all__ = [
    "MAX_FILTERS",
    "MAX_NAMES",
    "check_positions",
    "check_size",
    "max_positions",
    "positions_read",
]

MAX_FILTERS = 50
"""The most values that are chosen from facets. Each link of a page of results has all of them."""

MAX_NAMES = 8
"""The most names of persons in the text of a query, each compared with all names of the archive."""

# A query compares at most this part of the positions of all words: 1.0 million at 24,794 real
# reports, which take 0.1 to 0.2 s of a processor (`python -m bench.worst`; docs/search.md has the
# machine and the day). One of the commonest syllables has 0.2 million.
_SHARE = 14
# Positions that every query may compare, so that no query is refused in a small archive.
_LEAST = 1_000_000


def check_size(parsed: ParsedQuery) -> None:
    """Raise `QueryTooLarge` if a query has more filters or names of persons than allowed."""
    filters = len(parsed.query.filters)
    if filters > MAX_FILTERS:
        raise QueryTooLarge("filters", filters, MAX_FILTERS)
    names = len({value.text for value in parsed.values("person")})
    if names > MAX_NAMES:
        raise QueryTooLarge("names", names, MAX_NAMES)


def check_positions(plans: Iterable[Plan], statistics: Statistics) -> None:
    """Raise `QueryTooLarge` if plans, executed one after another, compare too many positions."""
    read = sum(positions_read(plan, statistics) for plan in plans)
    if read and read > (limit := max_positions(statistics)):
        raise QueryTooLarge("positions", read, limit)


def max_positions(statistics: Statistics) -> int:
    """Return how many positions of words a request may compare."""
    return max(_LEAST, statistics.tokens // _SHARE)


def positions_read(plan: Plan, statistics: Statistics) -> int:
    """Return about how many positions of words are compared when a plan is executed.

    Terms anywhere and phrases are read from lists of their own and count nothing: the limit on the
    words of a query bounds them.
    """
    leaves = {*_leaves(plan.match), *(score.leaf for score in plan.scores)}
    return sum(_positions(leaf, statistics) for leaf in leaves)


def _leaves(clause: Clause) -> Iterator[Leaf]:
    """Yield all leaves of a clause, those of its exclusions too."""
    match clause:
        case Has(leaf):
            yield leaf
        case Not(inner):
            yield from _leaves(inner)
        case All(clauses) | Any(clauses) | Most(clauses=clauses):
            for each in clauses:
                yield from _leaves(each)


def _positions(leaf: Leaf, statistics: Statistics) -> int:
    match leaf:
        case Term(fields=fields) if fields in ((), HEAD_FIELDS):
            return 0
        case Term():
            return statistics.occurrences(leaf._replace(fields=()))
        case TermSequence(_, 0, True):
            return 0
        case TermSequence(terms, ordered=True):
            return sum(map(statistics.occurrences, terms))
        case TermSequence(terms):
            return sum(
                statistics.occurrences(term) * times for term, times in _comparisons({*terms})
            )


def _comparisons(terms: set[Term]) -> Iterator[tuple[Term, int]]:
    """Yield each term in any order with the number of times that its positions are read.

    They are read once for the windows and once for the term. Terms that chains of shared spellings
    connect are also read in all their combinations, at most, so that two of them are not found at
    one position.
    """
    spelt = {term: {*term.folds, *map(fold, term.keys)} for term in terms}
    left = set(terms)
    while left:
        group = {left.pop()}
        while near := {
            term for term in left if any(not spelt[term].isdisjoint(spelt[each]) for each in group)
        }:
            group |= near
            left -= near
        for term in group:
            yield term, 1 + 2 ** (len(group) - 1)
