"""Execution of a plan over a snapshot: hits in order, their number, and facets."""

import heapq
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.clauses import K1, Decay, Plan
from index.results import FacetRequest, Hit, Results
from index.whoosh.arrays import Array, places
from index.whoosh.columns import NEVER, UNDATED_DAY, day_number
from index.whoosh.facets import facet
from index.whoosh.frequencies import Frequencies
from index.whoosh.leaves import Found
from index.whoosh.matching import mask, matching
from index.whoosh.ranking import first
from index.whoosh.snapshot import Snapshot

__all__ = ["execute", "scan", "total"]

_LAST = np.iinfo(np.int64).max
# Hits that `scan` names at a time.
_RUN = 1000
# Looking a document up among postings takes as long as taking over so many of these.
_LOOKUP = 4


class _Hits:
    """The hits of a plan: for each view its documents, in order."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        numbers = range(len(snapshot.views))
        self._matches = [matching(snapshot, number, plan.match) for number in numbers]
        self._passes = {
            name: [mask(snapshot, number, clause) for number in numbers]
            for name, clause in plan.filters
        }
        self.all = self._without("")

    def _without(self, facet: str) -> list[Array]:
        """The hits when the filter of a facet is left open."""
        found = self._matches
        for name, passes in self._passes.items():
            if name != facet:
                found = [
                    documents[passing.take(documents)]
                    for documents, passing in zip(found, passes, strict=True)
                ]
        return found

    def of_facet(self, facet: str) -> list[Array]:
        """The hits that a facet counts."""
        return self._without(facet) if facet in self._passes else self.all


def execute(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    """One page of the hits of a plan, with the facets asked for."""
    hits = _Hits(snapshot, plan)
    return Results(
        total=sum(map(len, hits.all)),
        hits=_page(snapshot, plan, hits.all, max(0, offset), max(0, limit)),
        facets=tuple(facet(snapshot, each, hits.of_facet(each.name)) for each in facets),
        generation=snapshot.label,
    )


def total(snapshot: Snapshot, plan: Plan) -> int:
    """The number of hits of a plan."""
    return sum(map(len, _Hits(snapshot, plan).all))


def scan(snapshot: Snapshot, plan: Plan) -> Iterator[Hit]:
    """All hits of a plan in order; keeps twelve bytes a hit."""
    found = _Hits(snapshot, plan).all
    runs = [_sorted(snapshot, number, plan, hits) for number, hits in enumerate(found)]
    scored = plan.order == "relevance"
    for key, identifier in heapq.merge(*runs):
        yield Hit(identifier, -key if scored else 0.0)


_Ranked = tuple[float, str]


def _page(
    snapshot: Snapshot, plan: Plan, found: list[Array], offset: int, limit: int
) -> tuple[Hit, ...]:
    """A page of hits; only these are named, and those of other views that may stand among them."""
    if not limit:
        return ()
    parts = []
    for number, documents in enumerate(found):
        keys = _keys(snapshot, number, plan, documents)
        by_name = snapshot.views[number].segment.places
        chosen = first(keys, documents, by_name, offset + limit)
        parts.append((keys.take(chosen), documents.take(chosen)))
    if len(parts) == 1:
        keys, documents = (each[offset : offset + limit] for each in parts[0])
        ranked: Iterable[_Ranked] = _named(snapshot, 0, documents, keys)
    else:
        ranked = _merged(snapshot, parts, offset, limit)
    if plan.order == "relevance":
        return tuple([Hit(identifier, -key) for key, identifier in ranked])
    return tuple([Hit(identifier) for _, identifier in ranked])


def _merged(
    snapshot: Snapshot, parts: list[tuple[Array, Array]], offset: int, limit: int
) -> Iterable[_Ranked]:
    """The page of several views, each with the keys of its first hits and their documents."""
    in_order = np.sort(np.concatenate([np.zeros(0), *(keys for keys, _ in parts)]))
    page = in_order[offset : offset + limit]
    if not len(page):
        return []
    ranked: list[_Ranked] = []
    for number, (keys, documents) in enumerate(parts):
        low, high = np.searchsorted(keys, page[0]), np.searchsorted(keys, page[-1], "right")
        ranked += _named(snapshot, number, documents[low:high], keys[low:high])
    before = int(np.searchsorted(in_order, page[0]))
    return sorted(ranked)[offset - before : offset - before + limit]


def _sorted(snapshot: Snapshot, number: int, plan: Plan, documents: Array) -> Iterator[_Ranked]:
    """All hits of a view in order."""
    keys = _keys(snapshot, number, plan, documents)
    order = np.lexsort((snapshot.views[number].segment.places.take(documents), keys))
    documents, keys = documents[order].astype(np.uint16), keys[order]
    for start in range(0, len(documents), _RUN):
        run = slice(start, start + _RUN)
        yield from _named(snapshot, number, documents[run], keys[run])


def _named(snapshot: Snapshot, number: int, documents: Array, keys: Array) -> Iterator[_Ranked]:
    """The keys of hits with their identifiers."""
    names = snapshot.views[number].segment.identifiers.some(documents)
    return zip(keys.tolist(), names, strict=True)


def _keys(snapshot: Snapshot, number: int, plan: Plan, documents: Array) -> Array:
    """What the hits are sorted by, least first: scores negated, or moments."""
    if plan.order == "relevance":
        return -_scores(snapshot, number, plan, documents)
    moments = snapshot.views[number].segment.file.whole("moment").take(documents)
    signed = -moments if plan.order == "newest" else moments
    return np.where(moments == NEVER, _LAST, signed)


def _scores(snapshot: Snapshot, number: int, plan: Plan, documents: Array) -> Array:
    """The scores of documents."""
    saturation = snapshot.saturation[number]
    own: Array | None = None
    sums: Array = np.zeros(len(documents), np.float32)
    spread: Array | None = None
    for score in plan.scores:
        found = snapshot.find(score.leaf)[number]
        weight = np.float32(score.weight * (K1 + 1))
        same = found.documents is documents
        if same or len(documents) * _LOOKUP < len(found.documents):
            if own is None:
                own = saturation.take(documents)
            frequencies = _all(found) if same else _looked_up(found, documents)
            sums += _share(frequencies, own, weight)
        else:
            # Over all documents of the view, for each takes as long as it has postings.
            if spread is None:
                spread = np.zeros(len(saturation), np.float32)
            here = places(found.documents)
            np.add.at(spread, here, _share(_all(found), saturation.take(here), weight))
    if spread is not None:
        sums += spread.take(documents)
    if plan.decay:
        sums *= _faded(snapshot, number, plan.decay, documents)
    return sums


def _share(frequencies: Array, saturation: Array, weight: np.float32) -> Array:
    """What a leaf adds to scores."""
    share: Array = frequencies / (frequencies + saturation)
    share *= weight
    return share


def _all(found: Found) -> Array:
    """How often a leaf occurs in each of its documents, weighed by field."""
    frequencies = found.frequencies
    return frequencies.all() if isinstance(frequencies, Frequencies) else frequencies


def _looked_up(found: Found, documents: Array) -> Array:
    """How often a leaf occurs in each of some documents, weighed by field."""
    wanted = documents.astype(found.documents.dtype)
    at = found.documents.searchsorted(wanted)
    at[at == len(found.documents)] = 0
    here: Array = found.documents.take(at) == wanted
    return np.where(here, found.frequencies.take(at), np.float32(0))


def _faded(snapshot: Snapshot, number: int, decay: Decay, documents: Array) -> Array:
    """What age leaves of the scores of documents: `ranking.faded` of each."""
    days = snapshot.views[number].segment.file.whole("first").take(documents)
    ages = np.maximum(day_number(decay.origin) - days.astype(np.float64), 0.0)
    ages[days == UNDATED_DAY] = np.inf
    factors: Array = 1.0 - decay.share + decay.share * np.exp2(-ages / decay.half_life)
    return factors.astype(np.float32)
