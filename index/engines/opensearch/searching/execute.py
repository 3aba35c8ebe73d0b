"""Execution of a plan over a snapshot: its hits in order, their number, and facets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.engines.opensearch.searching.dsl import all_of
from index.engines.opensearch.searching.facets import facet_aggregations, read_facet
from index.engines.opensearch.searching.queries import (
    Collection,
    decayed,
    matching,
    scored_in_every_hit,
    scoring,
    terms_scored,
)
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.searching.spelling_out import spelled_plan
from index.engines.opensearch.searching.statistics import SnapshotStatistics, frequencies, totals
from index.planning.clauses import Clause, Plan
from index.results import Facet, FacetRequest, Hit, Results

__all__ = ["execute", "scan", "total"]

Json = dict[str, Any]

# Hits in one request of `scan`.
_RUN = 2000
# Largest number of hits that one search can list (`index.max_result_window`).
_WINDOW = 10_000
# Weight of the answer to a plan in the cache of a snapshot.
_WEIGHT = 20


@dataclass(frozen=True)
class _Total:
    """The number of reports that match a clause and filters, in any order."""

    match: Clause
    filters: tuple[Clause, ...]


@dataclass(frozen=True)
class _Counting:
    """A facet of the reports that match a clause and filters; the same on all pages of a list."""

    request: FacetRequest
    match: Clause
    filters: tuple[Clause, ...]

    @property
    def query(self) -> Json:
        return all_of([matching(self.match), *map(matching, self.filters)])


def execute(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    """Return one page of the hits of a plan, with the counts of facets."""
    before = snapshot.replacements
    found = _executed(snapshot, plan, offset, limit, facets)
    if snapshot.replacements != before:
        # The scores were weighed by the frequencies of copies that are gone.
        found = _executed(snapshot, plan, offset, limit, facets)
    return found


def _executed(
    snapshot: Snapshot, plan: Plan, offset: int, limit: int, facets: Sequence[FacetRequest]
) -> Results:
    plan = _spelled(snapshot, plan)
    offset, limit = max(0, offset), max(0, limit)
    within_window = offset + limit <= _WINDOW
    page: list[Json] = []
    if within_window and limit:
        page = [{**_listing(snapshot, plan), "from": offset, "size": limit}]
    counting = [_Counting(each, plan.match, _counted_filters(plan, each)) for each in facets]
    listed, found, counted = _search(snapshot, plan, page, counting)
    kept: dict[object, object] = {_Total(plan.match, _filters(plan)): found}
    # A request for given values may contain too many of them to be remembered.
    kept |= {each: facet for each, facet in counted.items() if each.request.among is None}
    snapshot.remember(kept, _WEIGHT)
    left = min(limit, found - offset)
    if within_window:
        hits = [hit for answer in listed for hit in _hits(answer, plan)]
    else:
        hits = _page_beyond(snapshot, plan, offset, left)
    return Results(
        total=found,
        hits=tuple(hits),
        facets=tuple(counted[each] for each in counting),
        generation=snapshot.label,
    )


def _spelled(snapshot: Snapshot, plan: Plan) -> Plan:
    """Return a plan with the same answer that is quicker to execute."""
    return spelled_plan(plan, SnapshotStatistics(snapshot).listed)


def _search(
    snapshot: Snapshot, plan: Plan, page: Sequence[Json], counting: Sequence[_Counting]
) -> tuple[list[Json], int, dict[_Counting, Facet]]:
    """Return the answers to the searches of a page, the number of hits, and facets.

    One request asks for all that is not cached. Hits are counted by a search of their own, since
    Lucene lists the first ones without looking at all others only if it need not count them.
    """
    remembered = snapshot.known
    total: int | None = remembered.get(_Total(plan.match, _filters(plan)))
    known: dict[_Counting, Facet] = {
        each: remembered[each] for each in counting if each in remembered
    }
    asked = [each for each in dict.fromkeys(counting) if each not in known]
    searches: list[Json] = [{**each, "track_total_hits": False} for each in page]
    filters = _filters(plan)
    whole = len(searches)
    if total is None or any(each.filters == filters for each in asked):
        hits = {"query": _hits_query(plan), "size": 0, "track_total_hits": total is None}
        searches.append({**hits, "aggs": {}})
    places = []
    for number, each in enumerate(asked):
        # Facets that drop no filter are counted with the hits.
        apart = each.filters != filters
        if apart:
            searches.append({"query": each.query, "size": 0, "track_total_hits": False, "aggs": {}})
        places.append(len(searches) - 1 if apart else whole)
        searches[places[-1]]["aggs"].update(facet_aggregations(each.request, number))
    answers = snapshot.search(searches)
    if total is None:
        total = _read_total(answers[whole])
    learnt = {
        each: read_facet(each.request, number, each.query, answers[place], snapshot)
        for number, (each, place) in enumerate(zip(asked, places, strict=True))
    }
    return answers[: len(page)], total, known | learnt


def total(snapshot: Snapshot, plan: Plan) -> int:
    """Return the number of hits of a plan."""
    plan = _spelled(snapshot, plan)
    question = _Total(plan.match, _filters(plan))
    known: int | None = snapshot.known.get(question)
    if known is not None:
        return known
    search = {"query": _hits_query(plan), "size": 0, "track_total_hits": True}
    found = _read_total(snapshot.search([search])[0])
    snapshot.remember({question: found}, _WEIGHT)
    return found


def _read_total(answer: Json) -> int:
    return int(answer["hits"]["total"]["value"])


def scan(snapshot: Snapshot, plan: Plan, run: int = _RUN) -> Iterator[Hit]:
    """Yield all hits of a plan in order; needs memory for `run` hits."""
    plan = _spelled(snapshot, plan)
    for answer in _runs(snapshot, plan, run):
        yield from _hits(answer, plan)


def _runs(snapshot: Snapshot, plan: Plan, run: int) -> Iterator[Json]:
    """Yield answers that list all hits of a plan, `run` in each."""
    search = {**_listing(snapshot, plan), "size": run, "track_total_hits": False}
    while True:
        answer = snapshot.search([search])[0]
        yield answer
        listed = answer["hits"]["hits"]
        if len(listed) < run:
            return
        search = {**search, "search_after": listed[-1]["sort"]}


def _page_beyond(snapshot: Snapshot, plan: Plan, offset: int, limit: int) -> list[Hit]:
    """Return a page beyond the window; the hits before it are read run by run and skipped."""
    hits: list[Hit] = []
    if limit <= 0:
        return hits
    skipped = 0
    for answer in _runs(snapshot, plan, _WINDOW):
        listed = len(answer["hits"]["hits"])
        if skipped + listed > offset:
            hits += _hits(answer, plan)[max(0, offset - skipped) :]
        skipped += listed
        if skipped >= offset + limit:
            break
    return hits[:limit]


def _hits_query(plan: Plan) -> Json:
    """Return a query for the hits of a plan, without scores."""
    return all_of([matching(plan.match), *map(matching, _filters(plan))])


def _filters(plan: Plan, without: str = "") -> tuple[Clause, ...]:
    """Return the clauses of a plan's filters, but for that of one facet."""
    return tuple(clause for name, clause in plan.filters if name != without)


def _counted_filters(plan: Plan, request: FacetRequest) -> tuple[Clause, ...]:
    """Return the clauses of the filters that hold while a facet is counted."""
    return _filters(plan, request.name if request.drops_own_filter else "")


def _listing(snapshot: Snapshot, plan: Plan) -> Json:
    """Return a search for the hits of a plan in order, of which it returns only the sort values."""
    query = _hits_query(plan)
    order: list[Json]
    if plan.order == "relevance":
        order = [{"_score": "desc"}]
        collection = _collection(snapshot, plan)
        scores = [scoring(score, collection) for score in plan.scores]
        query = {"bool": {"filter": [query], "should": scores}}
        if scored_in_every_hit(plan.match, plan.scores):
            # Lucene can then skip reports whose leaves cannot reach the first ten.
            query["bool"]["minimum_should_match"] = 1
        if plan.decay:
            query = decayed(query, plan.decay)
    else:
        direction = "desc" if plan.order == "newest" else "asc"
        order = [{"moment": {"order": direction, "missing": "_last"}}]
    return {
        "query": query,
        "sort": [*order, {"identifier": "asc"}],
        "_source": False,
        "stored_fields": "_none_",
    }


def _collection(snapshot: Snapshot, plan: Plan) -> Collection:
    """Return what the scores of a plan depend on besides the report itself."""
    sums = totals(snapshot)
    terms = terms_scored(plan.scores)
    reports, counts = frequencies(snapshot, terms)
    average = sums.length / sums.filled if sums.filled else 0.0
    return Collection(average, reports, dict(zip(terms, counts, strict=True)))


def _hits(answer: Json, plan: Plan) -> list[Hit]:
    scored = plan.order == "relevance"
    return [
        Hit(hit["sort"][1], float(hit["sort"][0]) if scored else 0.0)
        for hit in answer["hits"]["hits"]
    ]
