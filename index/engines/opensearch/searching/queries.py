"""The clauses and scores of a plan in OpenSearch's query language.

A score depends on nothing but the numbers of occurrences in the report, the length that is stored
with it, and the average length. So it does not matter how reports are distributed over shards, nor
how Lucene stores lengths.
"""

from itertools import accumulate

from index.engines.opensearch.searching.dsl import (
    EVERYTHING,
    NOTHING,
    Dsl,
    all_of,
    any_of,
    script_score,
)
from index.engines.opensearch.searching.leaf_queries import FREQUENCY, containing, counted
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

__all__ = ["decayed", "matching", "scoring"]

# Painless, as `index.planning.scoring.bm25f`: `fixed` + `slope` × length is the saturation.
_BM25F = (
    FREQUENCY.format("_score")
    + "if (f <= 0) { return 0; } "
    + "return params.weight * f / (f + params.fixed + params.slope * doc['norm'].value);"
)
# Painless, as `index.planning.scoring.faded`.
_DECAYED = (
    "double rest = 1 - params.share; "
    "if (doc['first'].size() == 0) { return _score * rest; } "
    "double age = Math.max(0, params.origin - doc['first'].value); "
    "return _score * (rest + params.share * Math.pow(2, -age / params.half_life));"
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


def scoring(score: Score, average: float) -> Dsl:
    """Return a query that scores a leaf; `average`: length of the mean report."""
    if score.measure == "presence":
        return _weighted(score.weight, containing(score.leaf))
    slope = K1 * B / average if average else 0.0
    fixed = K1 * (1 - B) if average else K1
    params = {"weight": score.weight * (K1 + 1), "fixed": fixed, "slope": slope}
    query, excluding = counted(score.leaf, FIELDS)
    return script_score(query, _BM25F, {**params, "excluding": excluding})


def decayed(query: Dsl, decay: Decay) -> Dsl:
    """Return a query with the scores of another, lower for older reports."""
    params = {
        "origin": day_number(decay.origin),
        "half_life": float(decay.half_life),
        "share": decay.share,
    }
    return script_score(query, _DECAYED, params)


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
    least = threshold - _ROUNDING
    script = {"source": "_score"}
    return {"script_score": {"query": query, "script": script, "min_score": least}}


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
