"""A Plan in OpenSearch's query language (Query DSL).

Scores are computed from the number of occurrences alone: the similarity of the text fields gives
that number (`mapping.settings`), a script makes BM25F of it with weights and lengths that are
ours. So it matters neither how reports are spread over shards nor how Lucene keeps lengths.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, permutations
from typing import Any as Json

from index.engines.opensearch.mapping import ALL, COUNTED, bounded, day_number, folded
from index.language.analysis import FIELDS
from index.language.spelling import fold
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
    Leaf,
    Most,
    Not,
    Score,
    Term,
    TermSequence,
    Valued,
)

__all__ = ["EVERYTHING", "Dsl", "disjoint", "every", "fading", "matching", "occurrences", "scoring"]

Dsl = dict[str, Json]

EVERYTHING: Dsl = {"match_all": {}}
NOTHING: Dsl = {"match_none": {}}

# Occurrences in the text that are not to count are added as so many each; a report has fewer.
_LESS = 4096
# Terms of one phrase whose occurrences are counted: with a fraction of 2**-10 for each, a float of
# four bytes holds their sum exactly up to 128 occurrences in a report, and nearly beyond.
_COUNTED_TERMS = 128
# How often a phrase of more is halved for that. Several wildcards in a row would take it a million
# times, and seldom occur ten times in a report.
_HALVINGS = 4

# The occurrences that a score tells of: whole ones, those that are not to count taken off.
_FREQUENCY = "double f = Math.floor({}); if (params.less) {{ f -= 4097 * Math.floor(f / 4096); }} "
_BM25F = (
    _FREQUENCY.format("_score")
    + "if (f <= 0) { return 0; } "
    + "return params.weight * f / (f + params.fixed + params.slope * doc['norm'].value);"
)
# `index.planning.scoring.faded`.
_FADED = (
    "double rest = 1 - params.share; "
    "if (doc['first'].size() == 0) { return _score * rest; } "
    "double age = Math.max(0, params.origin - doc['first'].value); "
    "return _score * (rest + params.share * Math.pow(2, -age / params.half_life));"
)
_COUNT = _FREQUENCY.format("_score") + "return f;"
# In an aggregation, a score is an object.
_SUM = _FREQUENCY.format("_score.doubleValue()") + "return f;"
_PHRASES_SUM = (
    "double f = _score.doubleValue(); double whole = Math.floor(f); "
    "return whole / Math.rint((f - whole) * 1024);"
)
# A phrase's score is its occurrences times its terms that occur, with 2**-10 for each of these.
_PHRASE = (
    "double whole = Math.floor(_score); "
    "return params.weight * whole / Math.rint((_score - whole) * 1024);"
)

# Rounding of a sum of weights is less, their grain more.
_ROUNDING = 1e-5


def matching(clause: Clause) -> Dsl:
    """The reports that match a clause, to be used as a filter."""
    match clause:
        case Every():
            return EVERYTHING
        case Has(leaf):
            return _has(leaf)
        case All(clauses):
            return every([matching(each) for each in clauses])
        case Any(clauses):
            return _either([matching(each) for each in clauses])
        case Not(inner):
            return {"bool": {"must_not": [matching(inner)]}}
        case Most():
            return _most(clause)
        case Valued(field, values):
            return {"terms": {field: [bounded(value) for value in values]}} if values else NOTHING
        case Dated(since, until):
            return _dated(since, until)


def scoring(score: Score, average: float) -> Dsl:
    """Adds to the score of a report what a leaf counts for; `average`: length of the mean one."""
    slope = K1 * B / average if average else 0.0
    fixed = K1 * (1 - B) if average else K1
    params = {"weight": score.weight * (K1 + 1), "fixed": fixed, "slope": slope}
    query, less = _counted(score.leaf, FIELDS)
    return _scored(query, _BM25F, {**params, "less": less})


def fading(query: Dsl, decay: Decay) -> Dsl:
    """What a query finds, its scores less for reports that are older."""
    params = {
        "origin": day_number(decay.origin),
        "half_life": float(decay.half_life),
        "share": decay.share,
    }
    return _scored(query, _FADED, params)


def _counted(leaf: Leaf, weights: Mapping[str, int]) -> tuple[Dsl, bool]:
    """A query whose score tells how often a leaf occurs, and whether there are any to take off.

    `weights`: what an occurrence in each field counts for; one in the body counts once.
    """
    leaf = _simple(leaf)
    wanted = leaf.fields or tuple(FIELDS)
    if "body" not in wanted:
        parts = [_part(field, leaf, weights[field]) for field in wanted]
        return _either(parts), False
    others = [field for field in COUNTED if field not in wanted]
    parts = [_part(ALL, leaf, 1)]
    parts += [
        _part(field, leaf, weights[field] - 1)
        for field in COUNTED
        if field in wanted and weights[field] > 1
    ]
    parts += [_whole(_part(field, leaf, 1), _LESS) for field in others]
    return _either(parts), bool(others)


def occurrences(leaf: Leaf) -> Dsl:
    """A search that adds up how often a leaf occurs, as the aggregation `sum`."""
    leaf = _simple(leaf)
    script: Dsl
    if isinstance(leaf, TermSequence) and not leaf.fields and len([*_small(leaf)]) == 1:
        # The usual case, without a script in the query as well.
        query, script = _sequence(ALL, leaf, counting=True), {"source": _PHRASES_SUM}
    else:
        query, less = _counted(leaf, dict.fromkeys(FIELDS, 1))
        script = {"source": _SUM, "params": {"less": less}}
    return {"query": query, "aggs": {"sum": {"sum": {"script": script}}}}


# Clauses


def every(queries: Sequence[Dsl]) -> Dsl:
    """What all queries find."""
    if not queries:
        return EVERYTHING
    return queries[0] if len(queries) == 1 else {"bool": {"filter": [*queries]}}


def _either(queries: Sequence[Dsl]) -> Dsl:
    """What any query finds; scores are added up."""
    found = [query for query in queries if query != NOTHING]
    if not found:
        return NOTHING
    return found[0] if len(found) == 1 else {"bool": {"should": found, "minimum_should_match": 1}}


def _most(clause: Most) -> Dsl:
    """The reports that reach the threshold: weights are added up as scores."""
    parts, threshold = [], clause.threshold
    for each, weight in zip(clause.clauses, clause.weights, strict=True):
        # What takes weight away from those that match adds it to those that don't.
        threshold += max(0.0, -weight)
        query = matching(each if weight > 0 else Not(each))
        if weight and query != NOTHING:
            parts.append((abs(weight), query))
    if threshold <= 0:
        return EVERYTHING
    heavy, light = _parted(parts, threshold)
    if not heavy:
        return NOTHING
    query = _either([_weighed(*part) for part in heavy])
    if light:
        query = {"bool": {"must": [query], "should": [_weighed(*part) for part in light]}}
    script = {"source": "_score"}
    least = threshold - _ROUNDING
    return {"script_score": {"query": query, "script": script, "min_score": least}}


def _parted(
    parts: list[tuple[float, Dsl]], threshold: float
) -> tuple[list[tuple[float, Dsl]], list[tuple[float, Dsl]]]:
    """Of clauses with weights, those of which a report that reaches the threshold matches one, and
    the rest.

    The lightest are the commonest words as a rule, and together they reach no threshold: a report
    that has nothing else need not be looked at.
    """
    parts = sorted(parts, key=lambda part: part[0])
    sums = accumulate(weight for weight, _ in parts)
    light = sum(1 for reached in sums if reached < threshold)
    return parts[light:], parts[:light]


def _weighed(weight: float, query: Dsl) -> Dsl:
    """What a query finds, with its weight as score."""
    return {"constant_score": {"filter": query, "boost": weight}}


def _dated(since: str, until: str) -> Dsl:
    if not since and not until:
        return {"bool": {"must_not": [{"exists": {"field": "first"}}]}}
    ranges: list[Dsl] = []
    if since:
        ranges.append({"range": {"first": {"gte": day_number(since)}}})
    if until:
        ranges.append({"range": {"last": {"lte": day_number(until)}}})
    return every(ranges)


# Leaves


def _simple(leaf: Leaf) -> Leaf:
    """The leaf; a sequence of one term as that term."""
    if isinstance(leaf, TermSequence) and len(leaf.terms) == 1:
        only = leaf.terms[0]
        return Term(only.keys, only.folds, leaf.fields)
    return leaf


def _has(leaf: Leaf) -> Dsl:
    """The reports in which a leaf occurs."""
    leaf = _simple(leaf)
    wanted = leaf.fields or tuple(FIELDS)
    if "body" not in wanted:
        return _either([_occurring(field, leaf) for field in wanted])
    if set(wanted) == set(FIELDS):
        return _occurring(ALL, leaf)
    query, less = _counted(leaf, dict.fromkeys(FIELDS, 1))
    return _scored(query, _COUNT, {"less": less}, least=0.5)


def _occurring(field: str, leaf: Leaf) -> Dsl:
    """The reports in which a leaf occurs in a field of the index."""
    if isinstance(leaf, Term):
        return _any_form(field, _forms(leaf))
    return _sequence(field, leaf, counting=False)


def _any_form(field: str, forms: Sequence[str]) -> Dsl:
    """The reports with a form at least in a field of the index."""
    if len(forms) == 1:
        return {"term": {field: forms[0]}}
    return {"terms": {field: [*forms]}} if forms else NOTHING


def _part(field: str, leaf: Leaf, weight: int) -> Dsl:
    """The occurrences of a leaf in a field of the index, times `weight`, as a score."""
    if isinstance(leaf, Term):
        forms = _forms(leaf)
        if not forms:
            return NOTHING
        if len(forms) == 1:
            return {"term": {field: {"value": forms[0], "boost": weight}}}
        # A query of synonyms: Lucene takes all forms for one term.
        return {"match": {field: {"query": "|".join(forms), "boost": weight}}}
    parts = [_sequence(field, each, counting=True) for each in _small(leaf)]
    return _either(
        [_scored(part, _PHRASE, {"weight": weight}) for part in parts if part != NOTHING]
    )


def _whole(part: Dsl, weight: int) -> Dsl:
    """The whole number in a score, times `weight`."""
    if part == NOTHING:
        return NOTHING
    return _scored(part, "params.weight * Math.floor(_score)", {"weight": weight})


def _scored(query: Dsl, source: str, params: Dsl, *, least: float | None = None) -> Dsl:
    """What a query finds, with the score that a script makes of its own."""
    if query == NOTHING:
        return NOTHING
    inner: Dsl = {"query": query, "script": {"source": source, "params": params}}
    return {"script_score": inner if least is None else {**inner, "min_score": least}}


def _forms(term: Term) -> list[str]:
    """The forms of a term, none of which stand at one position."""
    keys = [bounded(key) for key in term.keys if fold(key) not in term.folds]
    return [*map(folded, term.folds), *keys]


def _sequence(field: str, leaf: TermSequence, *, counting: bool) -> Dsl:
    """The reports in which terms stand near one another in a field of the index.

    `counting`: with a score that `_PHRASE` reads.
    """
    several = [_forms(term) for term in leaf.terms]
    if not several or not all(several):
        return NOTHING
    if leaf.ordered and not leaf.slop:
        return {"match_phrase": {field: {"query": " ".join("|".join(forms) for forms in several)}}}
    if leaf.ordered or disjoint(leaf.terms):
        return _near(field, several, leaf.slop, ordered=leaf.ordered, counting=counting)
    # Lucene lets two terms share one word; in a given order they cannot.
    orders = dict.fromkeys(permutations(map(tuple, several)))
    ways = [_near(field, order, leaf.slop, ordered=True, counting=counting) for order in orders]
    return {"span_or": {"clauses": ways}} if counting else _either(ways)


def _near(
    field: str, several: Sequence[Sequence[str]], slop: int, *, ordered: bool, counting: bool
) -> Dsl:
    clauses = [_span(field, forms) for forms in several]
    near: Dsl = {"span_near": {"clauses": clauses, "slop": slop, "in_order": ordered}}
    if not counting:
        return near
    # Lucene counts an occurrence less the wider it is; followed by a gap of nothing, it is part of
    # one that has no width of its own.
    gap = {"span_gap": {field: 0}}
    return {"span_near": {"clauses": [near, gap], "slop": 0, "in_order": True}}


def _span(field: str, forms: Sequence[str]) -> Dsl:
    terms: list[Dsl] = [{"span_term": {field: form}} for form in forms]
    return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}


def disjoint(terms: Sequence[Term]) -> bool:
    """Whether no word can be two of the terms."""
    keys = [key for term in terms for key in term.keys]
    folds = [plain for term in terms for plain in term.folds]
    return (
        len(set(keys)) == len(keys)
        and len(set(folds)) == len(folds)
        and not any(
            fold(key) in other.folds
            for term in terms
            for key in term.keys
            for other in terms
            if other is not term
        )
    )


def _small(leaf: TermSequence, halvings: int = _HALVINGS) -> Iterator[TermSequence]:
    """The sequence in parts of fewer forms, no two of which begin at one position."""
    sizes = [len(term.keys) + len(term.folds) for term in leaf.terms]
    # Where there may be words between, only the first term tells occurrences apart.
    at = 0 if leaf.slop or not leaf.ordered else sizes.index(max(sizes))
    if sum(sizes) <= _COUNTED_TERMS or sizes[at] == 1 or not halvings:
        yield leaf
        return
    for half in _halves(leaf.terms[at]):
        terms = (*leaf.terms[:at], half, *leaf.terms[at + 1 :])
        yield from _small(TermSequence(terms, leaf.slop, leaf.ordered, leaf.fields), halvings - 1)


def _halves(term: Term) -> tuple[Term, Term]:
    """The term as two that share no spelling."""
    keys = tuple(key for key in term.keys if fold(key) not in term.folds)
    a, b = len(keys) // 2, (len(term.folds) + 1) // 2
    return Term(keys[:a], term.folds[:b]), Term(keys[a:], term.folds[b:])
