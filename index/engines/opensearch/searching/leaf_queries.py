"""Leaves in OpenSearch's query language: reports that contain a leaf, and scores of a leaf.

In all fields together, a leaf is scored by Lucene itself: `text` has each paragraph as often as its
field weighs, so that Lucene's BM25 is our BM25F. A leaf that is limited to some fields is counted
in each of these by a similarity whose score is the number of occurrences (`storage.mapping`).
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise, permutations, product
from typing import NamedTuple

from index.engines.opensearch.searching.dsl import NOTHING, Dsl, all_of, any_of, script_score
from index.engines.opensearch.storage.mapping import ALL, HEAD, PAIRS, bounded, folded, joined
from index.language.analysis import FIELDS
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence
from index.planning.threshold import HEAD_FIELDS

__all__ = [
    "Forms",
    "containing",
    "counted",
    "disjoint",
    "forms_scored",
    "indexed_term",
    "pair_filters",
    "scored",
    "single_terms",
]

# Largest number of terms in a phrase whose occurrences are counted. The score of a phrase has a
# fraction of 2**-10 for each of its terms, so a float of four bytes is exact up to 128 occurrences
# in a report, and nearly exact beyond.
_COUNTED_TERMS = 128
# How often a longer phrase is divided to have fewer terms. Without a limit, several wildcards in a
# row would be divided a million times; they seldom occur ten times in a report.
_HALVINGS = 4
# Largest number of pairs that are looked up one by one; more are found by their positions.
_MANY_PAIRS = 256

# In Painless. The score of a phrase is occurrences × terms, plus 2**-10 for each term.
_PHRASE = (
    "double whole = Math.floor(_score); "
    "return params.weight * whole / Math.rint((_score - whole) * 1024);"
)


class Forms(NamedTuple):
    """The terms of a field that a scored leaf has, from which Lucene takes the rarity of the leaf.

    `together`: whether they count as one term, which is as rare as the commonest of them. Otherwise
    Lucene adds up the rarities of all that occur.
    """

    field: str
    terms: tuple[str, ...]
    together: bool


class _Way(Enum):
    """A way to look a leaf up in all fields: one term, adjacent pairs, a phrase, or spans."""

    TERM = 1
    PAIR = 2
    PHRASE = 3
    NEAR = 4


def containing(leaf: Leaf) -> Dsl:
    """Return a query, to be used as a filter, for the reports in which a leaf occurs."""
    leaf = _simplified(leaf)
    if not leaf.fields or set(leaf.fields) == set(FIELDS):
        return _containing_anywhere(leaf)
    if isinstance(leaf, Term) and leaf.fields == HEAD_FIELDS:
        return _containing_in(HEAD, leaf)
    return any_of([_containing_in(field, leaf) for field in leaf.fields])


def forms_scored(leaf: Leaf) -> Forms:
    """Return the forms of a leaf in all fields that `scored` needs to know the rarity of."""
    leaf = _simplified(leaf)
    way = _way(leaf)
    if isinstance(leaf, Term):
        return Forms(ALL, tuple(_forms(leaf)), together=True)
    if way is _Way.PAIR:
        return Forms(PAIRS, tuple(_pair_forms(leaf) or ()), together=True)
    forms = [each for term in leaf.terms for each in _forms(term)]
    return Forms(ALL, tuple(forms if way is _Way.PHRASE else dict.fromkeys(forms)), together=False)


def single_terms(leaf: Leaf) -> list[Leaf] | None:
    """Return leaves whose occurrences together are those of a leaf, each one term of the index.

    None for a leaf that is found by comparing positions, or is limited to some fields.
    """
    leaf = _simplified(leaf)
    if leaf.fields:
        return None
    if isinstance(leaf, Term):
        return [*_alone(leaf)]
    if _way(leaf) is _Way.PAIR:
        return [TermSequence(pair) for pair in product(*map(_alone, leaf.terms))]
    return None


def indexed_term(leaf: Leaf) -> tuple[str, str]:
    """Return the field and the term of one of the `single_terms`."""
    forms = forms_scored(leaf)
    return forms.field, forms.terms[0]


def pair_filters(leaf: Leaf) -> list[Dsl]:
    """Return queries that a report with a leaf fulfils, cheaper than to compare positions."""
    if isinstance(leaf, Term) or leaf.slop or not leaf.ordered or leaf.fields:
        return []
    return _pair_filters(leaf)


def _alone(term: Term) -> list[Term]:
    """Return a term for each of the `_forms`, in their order."""
    keys = [Term(keys=(key,)) for key in term.keys if fold(key) not in term.folds]
    return [*(Term(folds=(plain,)) for plain in term.folds), *keys]


def scored(leaf: Leaf, boost: float) -> Dsl:
    """Return a query in which Lucene scores a leaf in all fields, times a boost."""
    leaf = _simplified(leaf)
    way = _way(leaf)
    if isinstance(leaf, Term):
        return _terms(ALL, _forms(leaf), boost)
    if way is _Way.PAIR:
        return _terms(PAIRS, _pair_forms(leaf) or [], boost)
    query = _sequence(ALL, leaf, counting=True)
    if query == NOTHING:
        return NOTHING
    pairs = _pair_filters(leaf) if way is _Way.PHRASE else []
    return {"bool": {"must": [query], "filter": pairs, "boost": boost}}


def counted(leaf: Leaf, weights: Mapping[str, int]) -> Dsl:
    """Return a query whose score is the number of occurrences in the fields of a leaf.

    `weights`: by how much an occurrence in each field counts.
    """
    leaf = _simplified(leaf)
    wanted = leaf.fields or tuple(FIELDS)
    return any_of([_occurrences_in(field, leaf, weights[field]) for field in wanted])


def _simplified(leaf: Leaf) -> Leaf:
    """Return a sequence of one term as that term."""
    if isinstance(leaf, TermSequence) and len(leaf.terms) == 1:
        only = leaf.terms[0]
        return Term(only.keys, only.folds, leaf.fields)
    return leaf


def _way(leaf: Leaf) -> _Way:
    """Return the way in which a leaf is looked up in all fields."""
    if isinstance(leaf, Term):
        return _Way.TERM
    if leaf.slop or not leaf.ordered:
        return _Way.NEAR
    return _Way.PAIR if len(leaf.terms) == 2 and _pair_forms(leaf) is not None else _Way.PHRASE


def _containing_anywhere(leaf: Leaf) -> Dsl:
    """Return a query for the reports in which a leaf occurs in any field."""
    way = _way(leaf)
    if isinstance(leaf, Term):
        return _containing_in(ALL, leaf)
    if way is _Way.PAIR:
        return _any_term(PAIRS, _pair_forms(leaf) or [])
    query = _containing_in(ALL, leaf)
    return all_of([query, *_pair_filters(leaf)]) if way is _Way.PHRASE else query


def _pair_filters(leaf: TermSequence) -> list[Dsl]:
    """Return queries for the adjacent pairs of a phrase, which are rarer than its terms."""
    several = [_pair_forms(TermSequence(pair)) for pair in pairwise(leaf.terms)]
    return [_any_term(PAIRS, forms) for forms in several if forms]


def _containing_in(field: str, leaf: Leaf) -> Dsl:
    """Return a query for the reports in which a leaf occurs in a field of the mapping."""
    if isinstance(leaf, TermSequence):
        return _sequence(field, leaf, counting=False)
    return _any_term(field, _forms(leaf))


def _any_term(field: str, forms: Sequence[str]) -> Dsl:
    """Return a query, to be used as a filter, for the reports with a term of a field."""
    if len(forms) == 1:
        return {"term": {field: forms[0]}}
    return {"terms": {field: [*forms]}} if forms else NOTHING


def _terms(field: str, forms: Sequence[str], boost: float) -> Dsl:
    """Return a query that scores terms of a field as one, times a boost."""
    if not forms:
        return NOTHING
    if len(forms) == 1:
        return {"term": {field: {"value": forms[0], "boost": boost}}}
    # As synonyms: Lucene counts all forms as one term.
    return {"match": {field: {"query": "|".join(forms), "boost": boost}}}


def _occurrences_in(field: str, leaf: Leaf, weight: int) -> Dsl:
    """Return a query whose score is the occurrences in one field, times `weight`."""
    if isinstance(leaf, Term):
        counting = _terms(field, _forms(leaf), 1)
        # The fraction that each occurrence adds is only for phrases.
        return script_score(counting, "params.weight * Math.floor(_score)", {"weight": weight})
    parts = [_sequence(field, each, counting=True) for each in _divided(leaf)]
    return any_of([script_score(part, _PHRASE, {"weight": weight}) for part in parts])


def _forms(term: Term) -> list[str]:
    """Return the indexed terms of a term, no two of which have the same position."""
    keys = [bounded(key) for key in term.keys if fold(key) not in term.folds]
    return [*map(folded, term.folds), *keys]


def _pair_forms(leaf: TermSequence) -> list[str] | None:
    """Return the terms of the field of pairs for two adjacent terms.

    None if there are too many, or if they are not in that field: it has pairs of keys and pairs of
    folds, but none of a key and a fold.
    """
    first, second = (_forms(term) for term in leaf.terms)
    kinds = {each.startswith(".") for each in (*first, *second)}
    if len(kinds) > 1 or len(first) * len(second) > _MANY_PAIRS:
        return None
    return [joined(*pair) for pair in product(first, second)]


# Sequences


def _sequence(field: str, leaf: TermSequence, *, counting: bool) -> Dsl:
    """Return a query for the reports in which terms are near one another in a field.

    `counting`: with a score that depends on the number of occurrences only.
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
