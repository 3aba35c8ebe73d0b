"""Which documents of a view match a clause: one truth value a document."""

import numpy as np

from index.clauses import All, Any, Clause, Dated, Every, Has, Most, Not, Valued
from index.whoosh.arrays import Array
from index.whoosh.columns import day_number
from index.whoosh.segment import Segment
from index.whoosh.snapshot import Snapshot

__all__ = ["mask"]

# Weights of `Most` are multiples of 2**-10; up to this sum a float of four bytes has them exactly.
_EXACT = 2.0**13


def mask(snapshot: Snapshot, number: int, clause: Clause) -> Array:
    """For each document of a view, whether it matches; says nothing of deleted ones."""
    segment = snapshot.views[number].segment
    match clause:
        case Every():
            return np.ones(segment.documents, bool)
        case Has(leaf):
            found = np.zeros(segment.documents, bool)
            found[snapshot.find(leaf)[number].documents] = True
            return found
        case All(clauses):
            found = np.ones(segment.documents, bool)
            for each in clauses:
                found &= mask(snapshot, number, each)
            return found
        case Any(clauses):
            found = np.zeros(segment.documents, bool)
            for each in clauses:
                found |= mask(snapshot, number, each)
            return found
        case Not(inner):
            return ~mask(snapshot, number, inner)
        case Most():
            return _most(snapshot, number, clause)
        case Valued(field, values):
            return _valued(segment, field, values)
        case Dated(since, until):
            return _dated(segment, since, until)


def _most(snapshot: Snapshot, number: int, clause: Most) -> Array:
    kind = "f4" if sum(map(abs, clause.weights)) < _EXACT else "f8"
    reached: Array = np.zeros(snapshot.views[number].segment.documents, kind)
    for each, weight in zip(clause.clauses, clause.weights, strict=True):
        if isinstance(each, Has):
            reached[snapshot.find(each.leaf)[number].documents] += weight
        else:
            reached[mask(snapshot, number, each)] += weight
    enough: Array = reached >= clause.threshold
    return enough


def _valued(segment: Segment, field: str, values: tuple[str, ...]) -> Array:
    if field == "identifier":
        return _identified(segment, values)
    return segment.values(field).have(values)


def _identified(segment: Segment, values: tuple[str, ...]) -> Array:
    found = np.zeros(segment.documents, bool)
    documents = (segment.document_named(value) for value in values)
    found[[document for document in documents if document >= 0]] = True
    return found


def _dated(segment: Segment, since: str, until: str) -> Array:
    first, last = segment.file.whole("first"), segment.file.whole("last")
    # Undated reports have the same day, before all others, at both ends.
    dated = first > np.iinfo(np.int32).min
    if not since and not until:
        return ~dated
    if since:
        dated &= first >= day_number(since)
    if until:
        dated &= last <= day_number(until)
    return dated
