"""Matching: the documents of a view that match a clause.

The result is either the sorted documents or a boolean for each document. Both are cheap for the
65,536 documents of a segment, and each clause is evaluated in the form that suits it. In all
functions, `number` is the index of the view in the snapshot.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.storage.arrays import Array, as_index, indices_of_true
from index.engines.whoosh.storage.columns import UNDATED_DAY, day_number
from index.engines.whoosh.storage.segment import Segment
from index.language.analysis import FIELDS
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Every,
    Has,
    Leaf,
    Most,
    Not,
    Term,
    Valued,
)

__all__ = ["Matches", "intersect", "match_clause", "matching_documents", "matching_mask"]

# Weights of `Most` are multiples of 2**-10; up to this sum a float of four bytes is exact.
_EXACT = 2.0**13
# Fields of more than the smallest weight. The codes of frequencies reveal occurrences in them.
_HEAVIER = frozenset(field for field, weight in FIELDS.items() if weight > min(FIELDS.values()))
# Looking up one document takes as long as marking this many.
_LOOKUP = 8


class Matches(NamedTuple):
    """The live documents of a view that match, sorted.

    `indices`: for leaves that all of the documents contain, the index of each document in the
    postings of the leaf; None if the documents are those of the leaf.
    """

    documents: Array
    indices: Mapping[Leaf, Array | None] = MappingProxyType({})

    @property
    def total(self) -> int:
        """The number of documents."""
        return len(self.documents)

    def take(self, kept: Array) -> "Matches":
        """Return only the documents at some indices."""
        return Matches(
            self.documents.take(kept),
            {leaf: kept if at is None else at.take(kept) for leaf, at in self.indices.items()},
        )


def match_clause(snapshot: Snapshot, number: int, clause: Clause) -> Matches:
    """Return the live documents that match, with their indices in the postings of leaves."""
    match clause:
        case Has(Term(fields=fields) as term) if {*fields} == _HEAVIER:
            view = snapshot.views[number]
            documents = view.segment.documents_with_heavier(term)
            live = view.live
            return Matches(documents if live is None else documents[live.take(documents)])
        case Has(leaf):
            return Matches(snapshot.find(leaf)[number].documents, {leaf: None})
        case All(clauses):
            return _all(snapshot, number, clauses)
    return Matches(matching_documents(snapshot, number, clause))


def matching_documents(snapshot: Snapshot, number: int, clause: Clause) -> Array:
    """Return the live documents that match, sorted."""
    view = snapshot.views[number]
    match clause:
        case Has() | All():
            return match_clause(snapshot, number, clause).documents
        case Every():
            return view.documents
        case Most() if _is_positive(clause):
            return _most(snapshot, number, clause)
    found = matching_mask(snapshot, number, clause)
    return indices_of_true(found if view.live is None else found & view.live)


def matching_mask(snapshot: Snapshot, number: int, clause: Clause) -> Array:
    """Return a boolean for each document, true if it matches; ignore those of deleted ones."""
    segment = snapshot.views[number].segment
    match clause:
        case Any(clauses):
            found = np.zeros(segment.documents, bool)
            for each in clauses:
                if isinstance(each, Has):
                    found[as_index(snapshot.find(each.leaf)[number].documents)] = True
                else:
                    found |= matching_mask(snapshot, number, each)
            return found
        case Not(inner):
            return ~matching_mask(snapshot, number, inner)
        case Valued(field, values):
            return _valued(segment, field, values)
        case Dated(since, until):
            return _dated(segment, since, until)
        case Most() if not _is_positive(clause):
            return _weight_sums(snapshot, number, clause) >= clause.threshold
    return _marked(segment.documents, matching_documents(snapshot, number, clause))


# Arrays of documents


def _marked(size: int, documents: Array) -> Array:
    found = np.zeros(size, bool)
    found[as_index(documents)] = True
    return found


def _is_among(documents: Array, others: Array, size: int) -> Array:
    """Return a boolean for each document, true if it is among others; all are sorted, < `size`."""
    if not len(others):
        return np.zeros(len(documents), bool)
    if len(documents) * _LOOKUP > len(others):
        return _marked(size, others).take(documents)
    wanted = documents.astype(others.dtype)
    found: Array = others.take(others.searchsorted(wanted), mode="clip") == wanted
    return found


def intersect(documents: Array, others: Array, size: int) -> tuple[Array, Array]:
    """Return the indices, in each of two arrays, of the documents that both contain.

    Both arrays are sorted, with elements below `size`; the first should be the shorter one.
    """
    if len(documents) * _LOOKUP > len(others):
        # Writing an element of the table takes as long as reading three.
        table: Array = np.zeros(size, np.int32)
        table[as_index(documents)] = np.arange(1, len(documents) + 1, dtype=np.int32)
        own = table.take(as_index(others))
        at = indices_of_true(own > 0)
        return own.take(at) - 1, at
    at = others.searchsorted(documents.astype(others.dtype))
    own = indices_of_true(others.take(at, mode="clip") == documents)
    return own, at.take(own)


# Clauses


def _all(snapshot: Snapshot, number: int, clauses: tuple[Clause, ...]) -> Matches:
    """Return the documents of the rarest clause that match the other clauses too."""
    size = snapshot.views[number].segment.documents
    listed = [each for each in clauses if isinstance(each, Has | Most | All | Every)]
    lists = sorted(
        (match_clause(snapshot, number, each) for each in listed),
        key=lambda each: len(each.documents),
    )
    found = lists[0] if lists else Matches(snapshot.views[number].documents)
    for others in lists[1:]:
        own, at = intersect(found.documents, others.documents, size)
        found = found.take(own)
        found = found._replace(indices={**others.take(at).indices, **found.indices})
    for each in clauses:
        if each not in listed:
            passing = matching_mask(snapshot, number, each).take(as_index(found.documents))
            found = found.take(indices_of_true(passing))
    return found


def _is_positive(clause: Most) -> bool:
    return clause.threshold > 0 and min(clause.weights, default=0) > 0


def _most(snapshot: Snapshot, number: int, clause: Most) -> Array:
    """Return the documents that reach the threshold; weights and threshold are positive.

    The commonest clauses whose weights together stay below the threshold cannot make a hit by
    themselves. They are looked up only for documents that match one of the other clauses.
    """
    size = snapshot.views[number].segment.documents
    lists = [matching_documents(snapshot, number, each) for each in clause.clauses]
    ranked = sorted(zip(lists, clause.weights, strict=True), key=lambda each: -len(each[0]))
    common, rest = 0, 0.0
    while common < len(ranked) and rest + ranked[common][1] < clause.threshold:
        rest += ranked[common][1]
        common += 1
    kind = "f4" if sum(clause.weights) < _EXACT else "f8"
    reached: Array = np.zeros(size, kind)
    for documents, weight in ranked[common:]:
        np.add.at(reached, as_index(documents), reached.dtype.type(weight))
    found = indices_of_true(reached > 0)
    sums = reached.take(found)
    for documents, weight in reversed(ranked[:common]):
        possible = sums + rest >= clause.threshold
        found, sums = found[possible], sums[possible]
        sums[_is_among(found, documents, size)] += weight
        rest -= weight
    return found[sums >= clause.threshold]


def _weight_sums(snapshot: Snapshot, number: int, clause: Most) -> Array:
    """Return for each document the sum of the weights of the clauses that it matches."""
    kind = "f4" if sum(map(abs, clause.weights)) < _EXACT else "f8"
    sums: Array = np.zeros(snapshot.views[number].segment.documents, kind)
    for each, weight in zip(clause.clauses, clause.weights, strict=True):
        sums[matching_mask(snapshot, number, each)] += weight
    return sums


def _valued(segment: Segment, field: str, values: tuple[str, ...]) -> Array:
    if field != "identifier":
        return segment.facet(field).having(values)
    documents = map(segment.identifiers.document, values)
    return _marked(segment.documents, np.array([d for d in documents if d >= 0], np.intp))


def _dated(segment: Segment, since: str, until: str) -> Array:
    first, last = segment.file.whole("first"), segment.file.whole("last")
    # Undated reports have the same day, before all others, as first and last day.
    dated: Array = first > UNDATED_DAY
    if not since and not until:
        return ~dated
    if since:
        dated &= first >= day_number(since)
    if until:
        dated &= last <= day_number(until)
    return dated
