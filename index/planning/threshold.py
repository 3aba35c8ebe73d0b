"""The definition of a hit: a report that holds enough of the words of a query.

docs/search.md has the rule, docs/relevance.md the measurements.
"""

import math
from collections.abc import Iterator, Sequence

from index.planning.clauses import (
    Any,
    Clause,
    Has,
    Leaf,
    Most,
    Statistics,
    all_of,
    any_of,
    within,
)
from index.planning.expansion import Expansion, Synonym, leaf_of, terms_of
from index.planning.phrases import covering, names_in
from index.planning.weights import idf, rounded
from index.query import Match

__all__ = ["HEAD", "HEAD_FIELDS", "LONG", "RARITY", "SHARE", "match_words"]

# The smallest share of the weight of a query that a hit holds; docs/relevance.md compares others.
SHARE = 0.27
# Exponent on the idf of syllables and pairs when shares are computed; above 1, rare ones count
# more. In lists of equal length, 1.5 misses 3 to 16 % fewer relevant reports than 1.
RARITY = 1.5
# The part of its weight that a syllable counts for again if it occurs in title or lead: a report
# that begins with the words is about them. Queries that are titles miss 4 to 19 % fewer relevant
# reports, other queries as many.
HEAD = 0.5
# The fields that readers see first.
HEAD_FIELDS = ("lead", "title")
# From this number of syllables on the share falls with their square root, since a question of
# twenty syllables says much that its answer does not.
LONG = 8


def match_words(
    expansions: Sequence[Expansion],
    match: Match,
    statistics: Statistics,
    fields: tuple[str, ...],
) -> Clause:
    """Return the clause of the reports that hold enough of the words.

    `expansions`: of all plain words that stand side by side in the query. `fields`: the fields
    searched; empty for all.
    """
    if match == "most":
        return _most(expansions, statistics, fields)
    clauses: dict[Clause, None] = {}
    for expansion in expansions:
        words = {
            at: pair.leaf
            for at, pair in expansion.pairs.items()
            if expansion.tokens[at + 1].touches or (match == "all" and pair.is_word)
        }
        for at, pair in words.items():
            clauses[_has(pair, covering(expansion, at, at + 2), fields)] = None
        for at, token in enumerate(expansion.tokens):
            if at not in words and at - 1 not in words:
                clauses[_has(token.leaf, covering(expansion, at, at + 1), fields)] = None
    return all_of([*clauses])


def _has(leaf: Leaf, synonyms: Sequence[Synonym], fields: tuple[str, ...]) -> Clause:
    """Return the clause of the reports with a leaf or one of its synonyms."""
    if not synonyms:
        return Has(within(leaf, fields))
    return any_of(Has(within(each, fields)) for each in _leaves(leaf, synonyms))


def _leaves(leaf: Leaf, synonyms: Sequence[Synonym]) -> list[Leaf]:
    """Return a leaf and its synonyms."""
    return [leaf, *[each.leaf for each in synonyms]]


def _most(
    expansions: Sequence[Expansion], statistics: Statistics, fields: tuple[str, ...]
) -> Clause:
    """Return the clause of the reports with the usual share of the weight of the query.

    The weight counts words that occur in the index only. If there are just two syllables, a hit
    must have both, since one alone would reach the share. If more than half of the syllables do
    not occur, there are no hits: «Hoof Chis Minh» would find every report with «minh».
    """
    syllables: dict[Clause, tuple[Leaf, float]] = {}
    pairs: dict[Clause, float] = {}
    known = 0
    for expansion in expansions:
        units = list(_units(expansion))
        for start, stop in units:
            leaf = leaf_of(terms_of(expansion.tokens[start:stop]))
            synonyms = covering(expansion, start, stop)
            if synonyms or statistics.document_frequency(leaf):
                known += stop - start
                weight = _weight(statistics, leaf, synonyms)
                syllables[_has(leaf, synonyms, fields)] = leaf, weight
        for at, (pair, wordness, _) in expansion.pairs.items():
            if any(start <= at < stop - 1 for start, stop in units):
                continue
            synonyms = covering(expansion, at, at + 2)
            pairs[_has(pair, synonyms, fields)] = _weight(statistics, pair, synonyms, wordness)
    weights = {each: weight for each, (_, weight) in syllables.items()} | pairs
    length = sum(len(expansion.tokens) for expansion in expansions)
    if 2 * known < length:
        return Any(())
    if len(weights) < 2:
        return any_of(weights)
    share = SHARE * min(1.0, math.sqrt(LONG / length))
    threshold = rounded(share * sum(weights.values()))
    if not fields:
        for leaf, weight in syllables.values():
            head = Has(within(leaf, HEAD_FIELDS))
            weights[head] = weights.get(head, 0.0) + rounded(HEAD * weight)
    most = Most(tuple(weights), tuple(weights.values()), threshold)
    return all_of([*syllables, most]) if len(syllables) == 2 else most


def _units(expansion: Expansion) -> Iterator[tuple[int, int]]:
    """Yield what is weighed as one, by its first token and last + 1: names, and single tokens.

    A name whose syllables were weighed apart would weigh more than another name of the same thing,
    which a report may have instead.
    """
    names = names_in(expansion)
    at = 0
    while at < len(expansion.tokens):
        stop = names.get(at, at + 1)
        yield at, stop
        at = stop


def _weight(
    statistics: Statistics, leaf: Leaf, synonyms: Sequence[Synonym], wordness: float = 1.0
) -> float:
    """Return the weight of a syllable, or of a pair of some wordness, in the share."""
    return rounded((wordness * idf(statistics, *_leaves(leaf, synonyms))) ** RARITY)
