"""Leaves in OpenSearch's query language: reports that contain a leaf, and its occurrences.

The similarity of the text fields makes the score of a term the number of its occurrences
(`storage.mapping.settings`). To count occurrences in some fields but not in others, the score adds
up the occurrences in the field of all text, and `_EXCLUDED` for each in a field that is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from index.engines.opensearch.searching.dsl import NOTHING, Dsl, any_of, script_score
from index.engines.opensearch.storage.mapping import ALL, COUNTED, bounded, folded
from index.language.analysis import FIELDS
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["FREQUENCY", "containing", "count_occurrences", "counted", "disjoint"]

# What an occurrence that is left out adds to the score; a report has fewer occurrences than this.
_EXCLUDED = 4096
# Largest number of terms in a phrase whose occurrences are counted. The score of a phrase has a
# fraction of 2**-10 for each of its terms, so a float of four bytes is exact up to 128 occurrences
# in a report, and nearly exact beyond.
_COUNTED_TERMS = 128
# How often a longer phrase is divided to have fewer terms. Without a limit, several wildcards in a
# row would be divided a million times; they seldom occur ten times in a report.
_HALVINGS = 4

# A script in Painless: the number of occurrences in a score, without those that are left out.
FREQUENCY = (
    "double f = Math.floor({}); if (params.excluding) {{ f -= 4097 * Math.floor(f / 4096); }} "
)
_COUNT = FREQUENCY.format("_score") + "return f;"
# In an aggregation, a score is an object.
_SUM = FREQUENCY.format("_score.doubleValue()") + "return f;"
# The score of a phrase is occurrences × terms, plus 2**-10 for each term.
_PHRASE = (
    "double whole = Math.floor(_score); "
    "return params.weight * whole / Math.rint((_score - whole) * 1024);"
)
_PHRASE_SUM = (
    "double f = _score.doubleValue(); double whole = Math.floor(f); "
    "return whole / Math.rint((f - whole) * 1024);"
)


def containing(leaf: Leaf) -> Dsl:
    """Return a query for the reports in which a leaf occurs."""
    leaf = _simplified(leaf)
    wanted = leaf.fields or tuple(FIELDS)
    if "body" not in wanted:
        return any_of([_containing_in(field, leaf) for field in wanted])
    if set(wanted) == set(FIELDS):
        return _containing_in(ALL, leaf)
    query, excluding = counted(leaf, dict.fromkeys(FIELDS, 1))
    return script_score(query, _COUNT, {"excluding": excluding}, least=0.5)


def counted(leaf: Leaf, weights: Mapping[str, int]) -> tuple[Dsl, bool]:
    """Return a query whose score is the number of occurrences, and `excluding` for `FREQUENCY`.

    `weights`: by how much an occurrence in each field counts; one in the body counts once.
    """
    leaf = _simplified(leaf)
    wanted = leaf.fields or tuple(FIELDS)
    if "body" not in wanted:
        parts = [_occurrences_in(field, leaf, weights[field]) for field in wanted]
        return any_of(parts), False
    others = [field for field in COUNTED if field not in wanted]
    parts = [_occurrences_in(ALL, leaf, 1)]
    parts += [
        _occurrences_in(field, leaf, weights[field] - 1)
        for field in COUNTED
        if field in wanted and weights[field] > 1
    ]
    parts += [_times(_occurrences_in(field, leaf, 1), _EXCLUDED) for field in others]
    return any_of(parts), bool(others)


def count_occurrences(leaf: Leaf) -> Dsl:
    """Return a search for the sum of the occurrences of a leaf, as the aggregation `sum`."""
    leaf = _simplified(leaf)
    script: Dsl
    if isinstance(leaf, TermSequence) and not leaf.fields and len([*_divided(leaf)]) == 1:
        # The usual case, without a script in the query too.
        query, script = _sequence(ALL, leaf, counting=True), {"source": _PHRASE_SUM}
    else:
        query, excluding = counted(leaf, dict.fromkeys(FIELDS, 1))
        script = {"source": _SUM, "params": {"excluding": excluding}}
    return {"query": query, "aggs": {"sum": {"sum": {"script": script}}}}


def _simplified(leaf: Leaf) -> Leaf:
    """Return a sequence of one term as that term."""
    if isinstance(leaf, TermSequence) and len(leaf.terms) == 1:
        only = leaf.terms[0]
        return Term(only.keys, only.folds, leaf.fields)
    return leaf


def _containing_in(field: str, leaf: Leaf) -> Dsl:
    """Return a query for the reports in which a leaf occurs in a field of the mapping."""
    if isinstance(leaf, TermSequence):
        return _sequence(field, leaf, counting=False)
    forms = _forms(leaf)
    if len(forms) == 1:
        return {"term": {field: forms[0]}}
    return {"terms": {field: forms}} if forms else NOTHING


def _occurrences_in(field: str, leaf: Leaf, weight: int) -> Dsl:
    """Return a query whose score is the occurrences in a field of the mapping, times `weight`."""
    if isinstance(leaf, Term):
        forms = _forms(leaf)
        if not forms:
            return NOTHING
        if len(forms) == 1:
            return {"term": {field: {"value": forms[0], "boost": weight}}}
        # As synonyms: Lucene counts all forms as one term.
        return {"match": {field: {"query": "|".join(forms), "boost": weight}}}
    parts = [_sequence(field, each, counting=True) for each in _divided(leaf)]
    return any_of([script_score(part, _PHRASE, {"weight": weight}) for part in parts])


def _times(query: Dsl, weight: int) -> Dsl:
    """Return a query whose score is the whole number in another score, times `weight`."""
    return script_score(query, "params.weight * Math.floor(_score)", {"weight": weight})


def _forms(term: Term) -> list[str]:
    """Return the indexed terms of a term, no two of which have the same position."""
    keys = [bounded(key) for key in term.keys if fold(key) not in term.folds]
    return [*map(folded, term.folds), *keys]


# Sequences


def _sequence(field: str, leaf: TermSequence, *, counting: bool) -> Dsl:
    """Return a query for the reports in which terms are near one another in a field.

    `counting`: with a score for `_PHRASE`.
    """
    several = [_forms(term) for term in leaf.terms]
    if not several or not all(several):
        return NOTHING
    if leaf.ordered and not leaf.slop:
        return {"match_phrase": {field: {"query": " ".join("|".join(forms) for forms in several)}}}
    if leaf.ordered or disjoint(leaf.terms):
        return _near(field, several, leaf.slop, ordered=leaf.ordered, counting=counting)
    # Lucene lets one word be two of the terms. In a given order it cannot.
    orders = dict.fromkeys(permutations(map(tuple, several)))
    ways = [_near(field, order, leaf.slop, ordered=True, counting=counting) for order in orders]
    return {"span_or": {"clauses": ways}} if counting else any_of(ways)


def _near(
    field: str, several: Sequence[Sequence[str]], slop: int, *, ordered: bool, counting: bool
) -> Dsl:
    clauses = [_span(field, forms) for forms in several]
    near: Dsl = {"span_near": {"clauses": clauses, "slop": slop, "in_order": ordered}}
    if not counting:
        return near
    # Lucene counts wide occurrences as less than one. As the first part of a span that ends in a
    # gap of width 0, every occurrence counts as one.
    gap = {"span_gap": {field: 0}}
    return {"span_near": {"clauses": [near, gap], "slop": 0, "in_order": True}}


def _span(field: str, forms: Sequence[str]) -> Dsl:
    terms: list[Dsl] = [{"span_term": {field: form}} for form in forms]
    return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}


def disjoint(terms: Sequence[Term]) -> bool:
    """Return True if no word can be two of the terms."""
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


def _divided(leaf: TermSequence, halvings: int = _HALVINGS) -> Iterator[TermSequence]:
    """Yield shorter sequences that together have each occurrence of a long one, once."""
    sizes = [len(term.keys) + len(term.folds) for term in leaf.terms]
    # If there may be words between the terms, two occurrences differ by their first term only.
    at = 0 if leaf.slop or not leaf.ordered else sizes.index(max(sizes))
    if sum(sizes) <= _COUNTED_TERMS or sizes[at] == 1 or not halvings:
        yield leaf
        return
    for half in _halves(leaf.terms[at]):
        terms = (*leaf.terms[:at], half, *leaf.terms[at + 1 :])
        yield from _divided(TermSequence(terms, leaf.slop, leaf.ordered, leaf.fields), halvings - 1)


def _halves(term: Term) -> tuple[Term, Term]:
    """Return the term as two that share no spelling."""
    keys = tuple(key for key in term.keys if fold(key) not in term.folds)
    a, b = len(keys) // 2, (len(term.folds) + 1) // 2
    return Term(keys[:a], term.folds[:b]), Term(keys[a:], term.folds[b:])
