"""The clauses and scores of a plan in OpenSearch's query language.

Lucene's BM25 is ours but for the rarity of a leaf, which it multiplies by itself. So the boost of a
leaf is its weight divided by that.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import log
from typing import NamedTuple

from index.engines.opensearch.searching.dsl import (
    EVERYTHING,
    NOTHING,
    Dsl,
    all_of,
    any_of,
    script_score,
)
from index.engines.opensearch.searching.leaf_queries import (
    Forms,
    containing,
    counted,
    forms_scored,
    scored,
)
from index.engines.opensearch.storage.mapping import bounded, day_number
from index.language.analysis import FIELDS
from index.planning.clauses import (
    K1,
    All,
    Any,
    B,
    Clause,
    Dated,
    Decay,
    Every,
    Has,
    Most,
    Not,
    Score,
    Valued,
)

__all__ = ["Collection", "decayed", "matching", "scored_in_every_hit", "scoring", "terms_scored"]

# Painless, as `index.planning.scoring.bm25f`: `fixed` + `slope` × length is the saturation.
_BM25F = (
    "double f = Math.floor(_score); "
    "return params.weight * f / (f + params.fixed + params.slope * doc['norm'].value);"
)

# More than the rounding of a sum of weights, less than the difference of two weights.
_ROUNDING = 1e-5


def matching(clause: Clause) -> Dsl:
    """Return a query, to be used as a filter, for the reports that match a clause."""
    match clause:
        case Every():
            return EVERYTHING
        case Has(leaf):
            return containing(leaf)
        case All(clauses):
            return all_of([matching(each) for each in clauses])
        case Any(clauses):
            return any_of([matching(each) for each in clauses])
        case Not(inner):
            return {"bool": {"must_not": [matching(inner)]}}
        case Most():
            return _most(clause)
        case Valued(field, values):
            return {"terms": {field: [bounded(value) for value in values]}} if values else NOTHING
        case Dated(since, until):
            return _dated(since, until)


class Collection(NamedTuple):
    """Statistics of a collection on which scores depend.

    `average`: the length of the mean report, in weighted tokens. `reports`: those that have tokens,
    as Lucene counts them. `frequencies`: the number of reports with each of the `terms_scored`, as
    Lucene counts them.
    """

    average: float
    reports: int
    frequencies: Mapping[tuple[str, str], int]


def terms_scored(scores: Sequence[Score]) -> list[tuple[str, str]]:
    """Return the terms whose frequencies `scoring` needs, each with its field."""
    forms = [forms_scored(score.leaf) for score in scores if _is_native(score)]
    return [*dict.fromkeys((each.field, term) for each in forms for term in each.terms)]


def scoring(score: Score, collection: Collection) -> Dsl:
    """Return a query that scores a leaf."""
    if score.measure == "presence":
        return _weighted(score.weight, containing(score.leaf))
    weight = score.weight * (K1 + 1)
    if _is_native(score):
        rarity = _rarity(forms_scored(score.leaf), collection)
        return scored(score.leaf, weight / rarity) if rarity else NOTHING
    average = collection.average
    slope = K1 * B / average if average else 0.0
    fixed = K1 * (1 - B) if average else K1
    params = {"weight": weight, "fixed": fixed, "slope": slope}
    return script_score(counted(score.leaf, FIELDS), _BM25F, params)


def _is_native(score: Score) -> bool:
    """Return whether Lucene scores a leaf by itself: it does in all fields together."""
    fields = set(score.leaf.fields)
    return score.measure == "bm25f" and (not fields or fields == set(FIELDS))


def _rarity(forms: Forms, collection: Collection) -> float:
    """Return by what Lucene multiplies the score of a leaf; 0 if it does not occur."""
    found = [collection.frequencies[forms.field, term] for term in forms.terms]
    counts = [each for each in found if each]
    if forms.together:
        counts = [max(counts)] if counts else []
    reports = collection.reports
    return sum(log(1 + (max(0, reports - each) + 0.5) / (each + 0.5)) for each in counts)


def scored_in_every_hit(clause: Clause, scores: Sequence[Score]) -> bool:
    """Return True if a report that matches a clause has a leaf that adds to its score."""
    leaves = {score.leaf for score in scores}

    def implies(clause: Clause) -> bool:
        match clause:
            case Has(leaf):
                return leaf in leaves or leaf._replace(fields=()) in leaves
            case All(clauses):
                return any(map(implies, clauses))
            case Any(clauses):
                return all(map(implies, clauses))
            case Most(clauses, weights, threshold):
                return threshold > 0 and min(weights) > 0 and all(map(implies, clauses))
        return False

    return implies(clause)


def decayed(query: Dsl, decay: Decay) -> Dsl:
    """Return a query with the scores of another, lower for older reports.

    As `index.planning.scoring.faded`: undated reports have the first factor only.
    """
    origin = day_number(decay.origin)
    older = {"first": {"origin": origin, "scale": decay.half_life, "decay": 0.5}}
    factors = [
        {"weight": 1 - decay.share},
        {
            "filter": {"range": {"first": {"lte": origin}}},
            "exp": older,
            "weight": decay.share,
        },
        {"filter": {"range": {"first": {"gt": origin}}}, "weight": decay.share},
    ]
    return {
        "function_score": {
            "query": query,
            "functions": factors,
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def _most(clause: Most) -> Dsl:
    """Return a query for the reports that reach the threshold; weights are added up as scores."""
    parts, threshold = [], clause.threshold
    for each, weight in zip(clause.clauses, clause.weights, strict=True):
        # A negative weight of the reports that match equals a positive one of those that do not.
        threshold += max(0.0, -weight)
        query = matching(each if weight > 0 else Not(each))
        if weight and query != NOTHING:
            parts.append((abs(weight), query))
    if threshold <= 0:
        return EVERYTHING
    heavy, light = _divided(parts, threshold)
    if not heavy:
        return NOTHING
    query = any_of([_weighted(*part) for part in heavy])
    if light:
        query = {"bool": {"must": [query], "should": [_weighted(*part) for part in light]}}
    return {"function_score": {"query": query, "min_score": threshold - _ROUNDING}}


def _divided(
    parts: list[tuple[float, Dsl]], threshold: float
) -> tuple[list[tuple[float, Dsl]], list[tuple[float, Dsl]]]:
    """Return the heavy and the light of some weighted queries.

    The light ones together do not reach the threshold, so a report must match a heavy one. They
    are mostly the commonest words; reports that contain nothing else need not be looked at.
    """
    parts = sorted(parts, key=lambda part: part[0])
    sums = accumulate(weight for weight, _ in parts)
    light = sum(1 for reached in sums if reached < threshold)
    return parts[light:], parts[:light]


def _weighted(weight: float, query: Dsl) -> Dsl:
    """Return a query whose score is a weight."""
    return {"constant_score": {"filter": query, "boost": weight}}


def _dated(since: str, until: str) -> Dsl:
    if not since and not until:
        return {"bool": {"must_not": [{"exists": {"field": "first"}}]}}
    ranges: list[Dsl] = []
    if since:
        ranges.append({"range": {"first": {"gte": day_number(since)}}})
    if until:
        ranges.append({"range": {"last": {"lte": day_number(until)}}})
    return all_of(ranges)
