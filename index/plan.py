"""Query and statistics → Plan: expansions, pairs, weights, threshold; the same for every engine.

A hit of the default match holds `SHARE` of the query's weight: the idf of its syllables, and of
its adjacent pairs as far as they are words, which their pointwise mutual information tells.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from index import dates, lattice, spelling
from index.analysis import tokens
from index.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Every,
    Has,
    Leaf,
    Most,
    Plan,
    Score,
    Sequence,
    Statistics,
    Term,
    Valued,
)
from index.parser import parse
from index.query import Query
from index.results import UNDATED
from index.tree import Word, Words, walk

__all__ = ["PAIR_SCORE", "SHARE", "plan"]

# Measured on 199 topics among 20,628 reports: docs/search.md.
SHARE = 0.4
PAIR_SCORE = 0.7
# The mutual information, in natural units, from which on a pair counts in full as a word.
_FULL_INFORMATION = 4.0
# Weights are multiples of this, so that every engine adds them up without rounding.
_GRAIN = 2.0**-10


@dataclass(frozen=True, slots=True)
class _Unit:
    """A syllable of the query with its term, and whether it touches the one before."""

    term: Term
    touches: bool


def plan(query: Query, statistics: Statistics) -> Plan:
    """The plan of a query over the reports that the statistics tell of."""
    words = [word for node in walk(parse(query.text).tree) for word in _words(node)]
    units = list(_units(words, query.exact, statistics))
    clauses = list(_periods(query))
    scores: tuple[Score, ...] = ()
    if units:
        clauses.append(_match(units, query, statistics))
        scores = tuple(_scores(units, statistics))
    elif query.text.strip():
        clauses.append(Any(()))
    ordered = query.sort if scores or query.sort != "relevance" else "newest"
    return Plan(
        match=clauses[0] if len(clauses) == 1 else All(tuple(clauses)) if clauses else Every(),
        scores=scores if ordered == "relevance" else (),
        filters=tuple(_filters(query)),
        order=ordered,
    )


def _words(node: object) -> Iterable[Word]:
    return node.words if isinstance(node, Words) else ()


def _units(words: Iterable[Word], exact: bool, statistics: Statistics) -> Iterator[_Unit]:
    """The syllables of words, each with the spellings that it stands for."""
    typed = [(word, token) for word in words for token in tokens(word.text)]
    tones = lattice.carries_tone(token.key for _, token in typed)
    before = None
    for word, token in typed:
        yield _Unit(_term(token.key, tones, exact or word.exact, statistics), word is before)
        before = word


def _term(key: str, tones_typed: bool, exact: bool, statistics: Statistics) -> Term:
    """The spellings that a typed syllable stands for (`index.lattice`)."""
    bound = "exact" if exact else lattice.binding(key)
    if bound == "free":
        return Term(folds=tuple(sorted({key, *spelling.synonyms(key)})))
    alike = {key} if exact else {key, *spelling.synonyms(key)}
    if bound == "letters":
        alike |= {
            known
            for typed in tuple(alike)
            for known, _ in statistics.spellings(spelling.fold(typed))
            if lattice.accepts(typed, known, tones_typed=tones_typed)
        }
    return Term(keys=tuple(sorted(alike)))


def _rounded(weight: float) -> float:
    """A weight as a multiple of the grain, never nothing."""
    return max(1, round(weight / _GRAIN)) * _GRAIN


def _idf(leaf: Leaf, statistics: Statistics) -> float:
    """The inverse document frequency of a leaf, in Lucene's form, which is never negative."""
    frequency = statistics.document_frequency(leaf)
    return math.log(1 + (statistics.reports - frequency + 0.5) / (frequency + 0.5))


def _wordness(pair: Sequence, statistics: Statistics) -> float:
    """How much two adjacent syllables are a word, 0 to 1, by their mutual information."""
    together = statistics.occurrences(pair)
    apart = math.prod(statistics.occurrences(term) for term in pair.terms)
    if not together or not apart:
        return 0.0
    information = math.log(together * statistics.tokens / apart)
    return min(1.0, max(0.0, information / _FULL_INFORMATION))


def _pairs(units: list[_Unit], statistics: Statistics) -> Iterator[tuple[Sequence, float]]:
    """The adjacent pairs that occur, with how much each is a word; one that touches is."""
    for first, second in pairwise(units):
        pair = Sequence((first.term, second.term))
        wordness = 1.0 if second.touches else _wordness(pair, statistics)
        if wordness:
            yield pair, wordness


def _match(units: list[_Unit], query: Query, statistics: Statistics) -> Clause:
    """Which reports hold enough of the words."""
    terms = list(dict.fromkeys(unit.term for unit in units))
    if query.match == "any":
        return All(tuple(Has(term) for term in terms))
    pairs = dict(_pairs(units, statistics))
    if query.match == "all":
        words = [pair for pair, wordness in pairs.items() if wordness == 1.0]
        within = {term for pair in words for term in pair.terms}
        return All(tuple(Has(leaf) for leaf in [*words, *(t for t in terms if t not in within)]))
    weights = {term: _idf(term, statistics) for term in terms}
    known = {leaf: w for leaf, w in weights.items() if statistics.document_frequency(leaf)}
    if not known:
        return Any(())
    known |= {pair: _idf(pair, statistics) * wordness for pair, wordness in pairs.items()}
    rounded = {leaf: _rounded(weight) for leaf, weight in known.items()}
    threshold = _rounded(SHARE * sum(rounded.values()))
    return Most(tuple(map(Has, rounded)), tuple(rounded.values()), threshold)


def _scores(units: list[_Unit], statistics: Statistics) -> Iterator[Score]:
    """What the words add to the score of a hit."""
    weights: dict[Leaf, float] = {}
    for unit in units:
        weights[unit.term] = weights.get(unit.term, 0.0) + _idf(unit.term, statistics)
    for pair, _ in _pairs(units, statistics):
        weights[pair] = weights.get(pair, 0.0) + PAIR_SCORE * _idf(pair, statistics)
    for leaf, weight in weights.items():
        yield Score(leaf, weight)


def _periods(query: Query) -> Iterator[Clause]:
    """The span of time that was asked for, apart from the facet's choices."""
    since, until = dates.bounds(query.since), dates.bounds(query.until)
    if since or until:
        yield Dated(since[0] if since else "", until[1] if until else "")


def _filters(query: Query) -> Iterator[tuple[str, Clause]]:
    """The chosen values of each facet."""
    if query.dates:
        chosen = (("", "") if d == UNDATED else dates.bounds(d) for d in query.dates)
        yield "date", Any(tuple(Dated(*days) for days in chosen if days))
    for field, values in (
        ("section", query.sections),
        ("person", query.persons),
        ("author", query.authors),
        ("source", query.sources),
    ):
        if values:
            yield field, Valued(field, values)
