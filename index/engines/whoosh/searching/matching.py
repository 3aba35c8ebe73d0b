"""Which documents of a view match a clause.

An answer is either the documents, in order, or a truth value for each document; both are cheap
over the 65,536 documents of a segment, and each clause is asked for the form that suits it.
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

__all__ = ["Matched", "mask", "matched", "matching", "shared"]

# Weights of `Most` are multiples of 2**-10; up to this sum a float of four bytes has them exactly.
_EXACT = 2.0**13
# The fields that weigh more than the least, which postings tell apart from the others.
_HEAVIER = frozenset(field for field, weight in FIELDS.items() if weight > min(FIELDS.values()))
# Looking up one document takes as long as marking so many.
_LOOKUP = 8


class Matched(NamedTuple):
    """The live documents of a view that match, in order.

    `places`: for leaves that all of them have, the place of each among the leaf's documents; None
    where they are those documents.
    """

    documents: Array
    places: Mapping[Leaf, Array | None] = MappingProxyType({})

    @property
    def total(self) -> int:
        """Their number."""
        return len(self.documents)

    def take(self, kept: Array) -> "Matched":
        """Some of the documents, by place."""
        return Matched(
            self.documents.take(kept),
            {leaf: kept if at is None else at.take(kept) for leaf, at in self.places.items()},
        )


def matched(snapshot: Snapshot, number: int, clause: Clause) -> Matched:
    """The live documents of a view that match, with where they stand among those of leaves."""
    match clause:
        case Has(Term(fields=fields) as term) if {*fields} == _HEAVIER:
            view = snapshot.views[number]
            documents = view.segment.heavier(term)
            return Matched(documents if view.live is None else _alive(documents, view.live))
        case Has(leaf):
            return Matched(snapshot.find(leaf)[number].documents, {leaf: None})
        case All(clauses):
            return _all(snapshot, number, clauses)
    return Matched(matching(snapshot, number, clause))


def _alive(documents: Array, live: Array) -> Array:
    return documents[live.take(documents)]


def matching(snapshot: Snapshot, number: int, clause: Clause) -> Array:
    """The live documents of a view that match, in order."""
    view = snapshot.views[number]
    match clause:
        case Has() | All():
            return matched(snapshot, number, clause).documents
        case Every():
            return view.documents
        case Most() if clause.threshold > 0 and min(clause.weights, default=0) > 0:
            return _most(snapshot, number, clause)
    found = mask(snapshot, number, clause)
    return indices_of_true(found if view.live is None else found & view.live)


def mask(snapshot: Snapshot, number: int, clause: Clause) -> Array:
    """For each document of a view, whether it matches; says nothing of deleted ones."""
    segment = snapshot.views[number].segment
    match clause:
        case Any(clauses):
            found = np.zeros(segment.documents, bool)
            for each in clauses:
                if isinstance(each, Has):
                    found[as_index(snapshot.find(each.leaf)[number].documents)] = True
                else:
                    found |= mask(snapshot, number, each)
            return found
        case Not(inner):
            return ~mask(snapshot, number, inner)
        case Valued(field, values):
            return _valued(segment, field, values)
        case Dated(since, until):
            return _dated(segment, since, until)
        case Most() if clause.threshold <= 0 or min(clause.weights, default=0) <= 0:
            return _reached(snapshot, number, clause) >= clause.threshold
    return _marked(segment.documents, matching(snapshot, number, clause))


def _marked(size: int, documents: Array) -> Array:
    found = np.zeros(size, bool)
    found[as_index(documents)] = True
    return found


def _common(documents: Array, others: Array, size: int) -> Array:
    """For each of some documents, whether it is among others; both in order, below `size`."""
    if not len(others):
        return np.zeros(len(documents), bool)
    if len(documents) * _LOOKUP > len(others):
        return _marked(size, others).take(documents)
    wanted = documents.astype(others.dtype)
    found: Array = others.take(others.searchsorted(wanted), mode="clip") == wanted
    return found


def shared(documents: Array, others: Array, size: int) -> tuple[Array, Array]:
    """The places in two lists of what they share; both in order, below `size`."""
    if len(documents) * _LOOKUP > len(others):
        # To write an element takes as long as to read three: the first list is the shorter one.
        table: Array = np.zeros(size, np.int32)
        table[as_index(documents)] = np.arange(1, len(documents) + 1, dtype=np.int32)
        own = table.take(as_index(others))
        at = indices_of_true(own > 0)
        return own.take(at) - 1, at
    at = others.searchsorted(documents.astype(others.dtype))
    own = indices_of_true(others.take(at, mode="clip") == documents)
    return own, at.take(own)


def _all(snapshot: Snapshot, number: int, clauses: tuple[Clause, ...]) -> Matched:
    """The documents of the clause with fewest, as far as they match the others."""
    size = snapshot.views[number].segment.documents
    listed = [each for each in clauses if isinstance(each, Has | Most | All | Every)]
    lists = sorted(
        (matched(snapshot, number, each) for each in listed), key=lambda each: len(each.documents)
    )
    found = lists[0] if lists else Matched(snapshot.views[number].documents)
    for others in lists[1:]:
        own, at = shared(found.documents, others.documents, size)
        found = found.take(own)
        found = found._replace(places={**others.take(at).places, **found.places})
    for each in clauses:
        if each not in listed:
            passing = mask(snapshot, number, each).take(as_index(found.documents))
            found = found.take(indices_of_true(passing))
    return found


def _most(snapshot: Snapshot, number: int, clause: Most) -> Array:
    """The documents that reach the threshold, weights and threshold being positive.

    Clauses that even together stay below the threshold cannot make a hit: where they are the
    commonest, they are only looked at for documents that match another.
    """
    size = snapshot.views[number].segment.documents
    lists = [matching(snapshot, number, each) for each in clause.clauses]
    ranked = sorted(zip(lists, clause.weights, strict=True), key=lambda each: -len(each[0]))
    idle, rest = 0, 0.0
    while idle < len(ranked) and rest + ranked[idle][1] < clause.threshold:
        rest += ranked[idle][1]
        idle += 1
    kind = "f4" if sum(clause.weights) < _EXACT else "f8"
    reached: Array = np.zeros(size, kind)
    for documents, weight in ranked[idle:]:
        reached[as_index(documents)] += weight
    found = indices_of_true(reached > 0)
    sums = reached.take(found)
    for documents, weight in reversed(ranked[:idle]):
        possible = sums + rest >= clause.threshold
        found, sums = found[possible], sums[possible]
        sums[_common(found, documents, size)] += weight
        rest -= weight
    return found[sums >= clause.threshold]


def _reached(snapshot: Snapshot, number: int, clause: Most) -> Array:
    """For each document, the weights of the clauses that it matches."""
    kind = "f4" if sum(map(abs, clause.weights)) < _EXACT else "f8"
    reached: Array = np.zeros(snapshot.views[number].segment.documents, kind)
    for each, weight in zip(clause.clauses, clause.weights, strict=True):
        reached[mask(snapshot, number, each)] += weight
    return reached


def _valued(segment: Segment, field: str, values: tuple[str, ...]) -> Array:
    if field != "identifier":
        return segment.values(field).have(values)
    documents = (segment.document_named(value) for value in values)
    return _marked(segment.documents, np.array([d for d in documents if d >= 0], np.intp))


def _dated(segment: Segment, since: str, until: str) -> Array:
    first, last = segment.file.whole("first"), segment.file.whole("last")
    # Undated reports have the same day, before all others, at both ends.
    dated: Array = first > UNDATED_DAY
    if not since and not until:
        return ~dated
    if since:
        dated &= first >= day_number(since)
    if until:
        dated &= last <= day_number(until)
    return dated
