"""Execution of a plan over a snapshot: hits in order, their number, and facets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.engines.opensearch.facets import facet, faceting
from index.engines.opensearch.queries import every, fading, matching, scoring
from index.engines.opensearch.snapshot import Snapshot
from index.engines.opensearch.statistics import totals
from index.planning.clauses import Clause, Plan
from index.results import Facet, FacetRequest, Hit, Results

__all__ = ["execute", "scan", "total"]

Json = dict[str, Any]

# Hits that `scan` asks for at a time.
_RUN = 2000
# The most hits that one search may list, from the first on (`index.max_result_window`).
_WINDOW = 10_000
# What a plan counts for among what is remembered of a snapshot.
_PLAN = 20


def execute(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    """One page of the hits of a plan, with the facets asked for."""
    offset, limit = max(0, offset), max(0, limit)
    near = offset + limit <= _WINDOW
    if near and limit:
        main = {**_listing(snapshot, plan), "from": offset, "size": limit}
    else:
        main = {"query": _filter(plan), "size": 0}
    searches: list[Json] = [{**main, "track_total_hits": True, "aggs": {}}]
    wanted = [_Counting(each, plan.match, _counting(plan, each)) for each in facets]
    held = snapshot.known
    known: dict[_Counting, Facet] = {each: held[each] for each in wanted if each in held}
    asked = [each for each in dict.fromkeys(wanted) if each not in known]
    everything = _filters(plan)
    places = []
    for number, each in enumerate(asked):
        # A facet that drops no filter is counted along with the hits.
        apart = each.filters != everything
        if apart:
            searches.append({"query": each.query, "size": 0, "track_total_hits": False, "aggs": {}})
        places.append(len(searches) - 1 if apart else 0)
        searches[places[-1]]["aggs"].update(faceting(each.request, number))
    answers = snapshot.search(searches)
    learnt = {
        each: facet(each.request, number, each.query, answers[place], snapshot)
        for number, (each, place) in enumerate(zip(asked, places, strict=True))
    }
    found = _total(answers[0])
    kept: dict[object, object] = {_Found(plan.match, _filters(plan)): found}
    # What many are chosen by is too much to be kept.
    kept |= {each: told for each, told in learnt.items() if each.request.among is None}
    snapshot.remember(kept, _PLAN)
    behind = min(limit, found - offset)
    hits = _hits(answers[0], plan) if near else _far(snapshot, plan, offset, behind)
    return Results(
        total=found,
        hits=tuple(hits),
        facets=tuple((known | learnt)[each] for each in wanted),
        generation=snapshot.label,
    )


@dataclass(frozen=True)
class _Counting:
    """A facet of what a clause and some filters find; the same on every page of a list."""

    request: FacetRequest
    match: Clause
    filters: tuple[Clause, ...]

    @property
    def query(self) -> Json:
        return every([matching(self.match), *map(matching, self.filters)])


@dataclass(frozen=True)
class _Found:
    """What a clause and some filters find, in whatever order."""

    match: Clause
    filters: tuple[Clause, ...]


def total(snapshot: Snapshot, plan: Plan) -> int:
    """The number of hits of a plan."""
    counted = _Found(plan.match, _filters(plan))
    known: int | None = snapshot.known.get(counted)
    if known is not None:
        return known
    asked = {"query": _filter(plan), "size": 0, "track_total_hits": True}
    found = _total(snapshot.search([asked])[0])
    snapshot.remember({counted: found}, _PLAN)
    return found


def _total(answer: Json) -> int:
    return int(answer["hits"]["total"]["value"])


def scan(snapshot: Snapshot, plan: Plan, run: int = _RUN) -> Iterator[Hit]:
    """All hits of a plan in order; keeps one run of them."""
    for answer in _runs(snapshot, plan, run):
        yield from _hits(answer, plan)


def _runs(snapshot: Snapshot, plan: Plan, run: int) -> Iterator[Json]:
    """Answers that list all hits of a plan, `run` at a time."""
    asked = {**_listing(snapshot, plan), "size": run, "track_total_hits": False}
    while True:
        answer = snapshot.search([asked])[0]
        yield answer
        listed = answer["hits"]["hits"]
        if len(listed) < run:
            return
        asked = {**asked, "search_after": listed[-1]["sort"]}


def _far(snapshot: Snapshot, plan: Plan, offset: int, limit: int) -> list[Hit]:
    """A page so far down that the hits before it must be passed one run after another."""
    hits: list[Hit] = []
    if limit <= 0:
        return hits
    passed = 0
    for answer in _runs(snapshot, plan, _WINDOW):
        listed = len(answer["hits"]["hits"])
        if passed + listed > offset:
            hits += _hits(answer, plan)[max(0, offset - passed) :]
        passed += listed
        if passed >= offset + limit:
            break
    return hits[:limit]


def _filter(plan: Plan) -> Json:
    """The hits of a plan."""
    return every([matching(plan.match), *map(matching, _filters(plan))])


def _filters(plan: Plan, without: str = "") -> tuple[Clause, ...]:
    """Return the clauses of a plan's filters, but for that of one facet."""
    return tuple(clause for name, clause in plan.filters if name != without)


def _counting(plan: Plan, request: FacetRequest) -> tuple[Clause, ...]:
    """Return the clauses of the filters that hold while a facet is counted."""
    return _filters(plan, request.name if request.drops_own_filter else "")


def _listing(snapshot: Snapshot, plan: Plan) -> Json:
    """A search for the hits of a plan in order, each told by what it is sorted by."""
    query = _filter(plan)
    order: list[Json]
    if plan.order == "relevance":
        order = [{"_score": "desc"}]
        average = _average(snapshot)
        scores = [scoring(score, average) for score in plan.scores]
        query = {"bool": {"filter": [query], "should": scores}}
        if plan.decay:
            query = fading(query, plan.decay)
    else:
        way = "desc" if plan.order == "newest" else "asc"
        order = [{"moment": {"order": way, "missing": "_last"}}]
    return {
        "query": query,
        "sort": [*order, {"identifier": "asc"}],
        "_source": False,
        "stored_fields": "_none_",
    }


def _average(snapshot: Snapshot) -> float:
    """The length of the mean report, in weighted tokens."""
    sums = totals(snapshot)
    return sums.length / sums.reports if sums.reports else 0.0


def _hits(answer: Json, plan: Plan) -> list[Hit]:
    scored = plan.order == "relevance"
    return [
        Hit(hit["sort"][1], float(hit["sort"][0]) if scored else 0.0)
        for hit in answer["hits"]["hits"]
    ]
