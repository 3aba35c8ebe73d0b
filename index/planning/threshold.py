"""The definition of a hit: a report that holds enough of the words of a query.

docs/search.md has the rule, docs/relevance.md the measurements.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

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
from index.planning.phrases import covering, names_in, word_spans
from index.planning.weights import idf, rounded
from index.query import Match

__all__ = ["COMMON", "HEAD", "HEAD_FIELDS", "LONG", "QUESTION", "RARITY", "SHARE", "match_words"]

# The smallest share of the weight of a query that a hit holds; docs/relevance.md compares others.
SHARE = 0.27
# Exponent on the idf of syllables and pairs when shares are computed; above 1, rare ones count
# more. In lists of equal length, 1.5 misses 3 to 16 % fewer relevant reports than 1.
RARITY = 1.5
# The part of its weight that a syllable counts for again if it occurs in title or lead: a report
# that begins with the words is about them. Queries that are titles miss 4 to 19 % fewer relevant
# reports, other queries as many (docs/notebook/2026-11-30-ranking.md compares values).
HEAD = 0.75
# The fields that readers see first.
HEAD_FIELDS = ("lead", "title")
# From this number of syllables on the share falls with their square root, since a question of
# twenty syllables says much that its answer does not.
LONG = 7
# From this number on it falls with the syllables themselves: no more is asked of a longer question.
QUESTION = 20

# A word in this part of the reports is common: of two such words a hit has both.
COMMON = 0.02


class _Unit(NamedTuple):
    """Tokens that are weighed as one, from `start` up to `stop` of an expansion.

    `has`: the reports with them. `bare`: the expansion that gives their weight.
    """

    leaf: Leaf
    has: Clause
    start: int
    stop: int
    bare: Expansion


class _Part(NamedTuple):
    """The clause of a unit or pair, the same without diacritics, and the weight of that."""

    has: Clause
    bare: Clause
    weight: float


def match_words(
    expansions: Sequence[Expansion],
    match: Match,
    statistics: Statistics,
    fields: tuple[str, ...],
    weighed: Sequence[Expansion] = (),
) -> Clause:
    """Return the clause of the reports that hold enough of the words.

    `expansions`: of all plain words that stand side by side in the query. `fields`: the fields
    searched; empty for all. `weighed`: the same words without diacritics, which give the weights.
    """
    if match == "most":
        return _most(expansions, weighed, statistics, fields)
    clauses: dict[Clause, None] = {}
    for expansion in expansions:
        spans = {*word_spans(expansion)} if match == "all" else set()
        words = {
            at: pair.leaf
            for at, pair in expansion.pairs.items()
            if expansion.tokens[at + 1].touches or (at, at + 2) in spans
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
    expansions: Sequence[Expansion],
    weighed: Sequence[Expansion],
    statistics: Statistics,
    fields: tuple[str, ...],
) -> Clause:
    """Return the clause of the reports with the usual share of the weight of the query.

    The weight counts words that occur in the index only. If there are just two syllables, a hit
    must have both, since one alone would reach the share. If more than half of the syllables do
    not occur, there are no hits: «Hoof Chis Minh» would find every report with «minh».

    Each diacritic typed narrows the list, since the words have the same weights without diacritics.
    """
    both = [*zip(expansions, weighed, strict=True)]
    units = [unit for own, bare in both for unit in _known_units(own, bare, statistics, fields)]
    known = sum([unit.stop - unit.start for unit in units])
    length = sum([len(expansion.tokens) for expansion in expansions])
    if 2 * known < length:
        return Any(())
    if len(units) < 3:
        return all_of([*dict.fromkeys([unit.has for unit in units])])
    parts = [part for own, bare in both for part in _pairs(own, bare, statistics, fields)]
    parts += [_part(statistics, unit, fields) for unit in units]
    weights = _weights(parts)
    threshold = rounded(_share(length) * sum(weights.values()))
    searched = {} if fields else {unit.has: unit.leaf for unit in units}
    for has, leaf in searched.items():
        head = Has(within(leaf, HEAD_FIELDS))
        weights[head] = weights.get(head, 0.0) + rounded(HEAD * weights[has])
    most = Most(tuple(weights), tuple(weights.values()), threshold)
    two = _two_words(expansions, weighed, statistics, fields) if known == length else []
    return all_of([*two, most])


def _share(length: int) -> float:
    """Return the share of the weight of a query of some syllables that a hit has."""
    return SHARE * min(1.0, math.sqrt(LONG / length)) * min(1.0, math.sqrt(QUESTION / length))


def _weights(parts: Iterable[_Part]) -> dict[Clause, float]:
    """Return the weights of distinct clauses: a word that the query repeats counts once.

    Words that are one without their diacritics have one weight together, as they have then.
    """
    weights: dict[Clause, float] = {}
    alike: defaultdict[Clause, dict[Clause, None]] = defaultdict(dict)
    for has, bare, weight in parts:
        weights[has] = weight
        alike[bare][has] = None
    for clauses in alike.values():
        if len(clauses) > 1:
            weights |= {each: rounded(weights[each] / len(clauses)) for each in clauses}
    return weights


def _two_words(
    expansions: Sequence[Expansion],
    weighed: Sequence[Expansion],
    statistics: Statistics,
    fields: tuple[str, ...],
) -> list[Clause]:
    """Return the clauses of two words that a query consists of, if both are common.

    Either alone would reach the share, and list thousands of reports.
    """
    clauses = []
    for expansion, bare in zip(expansions, weighed, strict=True):
        for start, stop in word_spans(bare):
            leaf = leaf_of(terms_of(bare.tokens[start:stop]))
            if statistics.document_frequency(leaf) < COMMON * statistics.reports:
                return []
            own = leaf_of(terms_of(expansion.tokens[start:stop]))
            clauses.append(_has(own, covering(expansion, start, stop), fields))
    return clauses if len(clauses) == 2 else []


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


def _known_units(
    expansion: Expansion, bare: Expansion, statistics: Statistics, fields: tuple[str, ...]
) -> Iterator[_Unit]:
    """Yield the units that occur in the index."""
    for start, stop in _units(expansion):
        leaf = leaf_of(terms_of(expansion.tokens[start:stop]))
        synonyms = covering(expansion, start, stop)
        if synonyms or statistics.document_frequency(leaf):
            yield _Unit(leaf, _has(leaf, synonyms, fields), start, stop, bare)


def _part(statistics: Statistics, unit: _Unit, fields: tuple[str, ...]) -> _Part:
    """Return a unit with its weight without diacritics."""
    leaf = leaf_of(terms_of(unit.bare.tokens[unit.start : unit.stop]))
    synonyms = covering(unit.bare, unit.start, unit.stop)
    return _Part(unit.has, _has(leaf, synonyms, fields), _weight(statistics, leaf, synonyms))


def _pairs(
    expansion: Expansion, bare: Expansion, statistics: Statistics, fields: tuple[str, ...]
) -> Iterator[_Part]:
    """Yield the pairs that are not within a unit, with their weights without diacritics."""
    within_units = {at for start, stop in _units(expansion) for at in range(start, stop - 1)}
    for at, (pair, wordness, _) in bare.pairs.items():
        if at not in within_units:
            own = leaf_of(terms_of(expansion.tokens[at : at + 2]))
            synonyms = covering(bare, at, at + 2)
            yield _Part(
                _has(own, covering(expansion, at, at + 2), fields),
                _has(pair, synonyms, fields),
                _weight(statistics, pair, synonyms, wordness),
            )


def _weight(
    statistics: Statistics, leaf: Leaf, synonyms: Sequence[Synonym], wordness: float = 1.0
) -> float:
    """Return the weight of a syllable, or of a pair of some wordness, in the share."""
    return rounded((wordness * idf(statistics, *_leaves(leaf, synonyms))) ** RARITY)
