"""The values of a field with how many reports have each, exactly.

A terms aggregation over several shards may miss a value that no shard finds common. It tells how
far it may be wrong; where it may be wrong at all, it is asked more.
"""

from collections.abc import Collection, Iterable, Mapping
from math import ceil
from typing import Any

from index.engines.opensearch.mapping import bounded
from index.engines.opensearch.snapshot import Snapshot
from index.results import Facet, FacetCount, FacetRequest

__all__ = ["buckets", "counted", "facet", "faceting", "listed", "listing", "whole"]

Json = dict[str, Any]

# Values that one aggregation counts; by default OpenSearch refuses more than 65,535.
_MOST = 50_000
# Values that one page of all of them has.
_PAGE = 10_000
# Values of a shard among which the commonest of all shards are, as a rule; and how many more of
# them are told than are shown, to see that they are.
_LIKELY = 2000
_BESIDE = 30
# Values beyond those shown that are counted exactly where some may have been missed.
_NEXT = 200


def listing(field: str, **include: object) -> Json:
    """Aggregations that list all values of a field, or those that `include` allows."""
    return {"values": _terms(field, _MOST, **include)}


def listed(answer: Json, name: str = "values") -> dict[str, int] | None:
    """The values that an aggregation lists, with their counts; None where it lacks some."""
    found = _found(answer, name)
    if found.get("sum_other_doc_count") or found.get("doc_count_error_upper_bound"):
        return None
    return counted(found)


def whole(snapshot: Snapshot, query: Json, field: str) -> dict[str, int]:
    """All values of a field among the reports that a query finds, with their counts."""
    counts: dict[str, int] = {}
    after: Json = {}
    while True:
        sources = [{"value": {"terms": {"field": field}}}]
        page = {"composite": {"size": _PAGE, "sources": sources, **after}}
        found = _found(snapshot.search([_counting(query, {"values": page})])[0], "values")
        for bucket in found.get("buckets", ()):
            counts[bucket["key"]["value"]] = bucket["doc_count"]
        if "after_key" not in found:
            return counts
        after = {"after": found["after_key"]}


# Facets


def faceting(request: FacetRequest, place: int) -> Json:
    """The aggregations that count a facet, told from those of others by its place."""
    name, limit = request.name, request.limit
    if request.among is not None:
        # More are asked part by part (`facet`).
        few = len(request.among) <= _MOST
        return {f"values{place}": _among(name, request.among)} if few else {}
    if limit is None:
        return {f"values{place}": _terms(name, _MOST)}
    likely = _terms(name, limit + _BESIDE, show_term_doc_count_error=True)
    likely["terms"]["shard_size"] = max(limit + _BESIDE, min(_LIKELY, _MOST))
    return {f"values{place}": likely, **_distinct(name, place)}


def facet(
    request: FacetRequest, place: int, query: Json, answer: Json, snapshot: Snapshot
) -> Facet:
    """What the aggregations of `faceting` tell, and what must be asked more to be exact."""
    found = _found(answer, f"values{place}")
    if request.among is not None:
        # Asked by name, each shard counts every one of them.
        few = len(request.among) <= _MOST
        counts = counted(found) if few else _in_parts(snapshot, query, request.name, request.among)
        return _facet(request, counts, len(counts))
    if request.limit is None:
        every = listed(answer, f"values{place}")
        every = whole(snapshot, query, request.name) if every is None else every
        return _facet(request, every, len(every))
    total = _number(answer, place)
    if total is None:
        total = _number_in_parts(snapshot, query, request.name)
    best = _surely(found, request.limit)
    if best is None:
        best = _best(snapshot, query, request.name, request.limit)
    return _facet(request, best, total)


def _facet(request: FacetRequest, counts: Mapping[str, int], total: int) -> Facet:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    shown = tuple(FacetCount(value, count) for value, count in ranked[: request.limit])
    return Facet(request.name, shown, total)


def _surely(found: Json, limit: int) -> dict[str, int] | None:
    """The counts of the commonest values, `limit` at least; None where others may be as common."""
    missed = found.get("doc_count_error_upper_bound")
    if not missed or not limit:
        return counted(found)
    buckets = found["buckets"]
    counts = {
        bucket["key"]: bucket["doc_count"]
        for bucket in buckets
        if not bucket["doc_count_error_upper_bound"]
    }
    # What is not listed may be as common as the last that is, and than shards left out of it.
    most = max(
        bucket["doc_count"] + bucket["doc_count_error_upper_bound"]
        for bucket in [{**buckets[-1], "doc_count_error_upper_bound": missed}, *buckets]
        if bucket["doc_count_error_upper_bound"]
    )
    ranked = sorted(counts.values(), reverse=True)
    return counts if len(ranked) >= limit and ranked[limit - 1] > most else None


def _best(snapshot: Snapshot, query: Json, field: str, limit: int) -> dict[str, int]:
    """The counts of the commonest values, `limit` at least."""
    size = limit + _NEXT
    rough = _terms(field, size, shard_size=_MOST)
    found = _found(snapshot.search([_counting(query, {"values": rough})])[0], "values")
    candidates = counted(found)
    asked = _counting(query, {"values": _among(field, candidates)})
    exact = counted(_found(snapshot.search([asked])[0], "values"))
    # A value that is not among them has no more reports than the last one by rough count, and
    # than all shards together may have missed.
    missed = min(candidates.values(), default=0) + found["doc_count_error_upper_bound"]
    ranked = sorted(exact.values(), reverse=True)
    if len(ranked) >= limit > 0 and ranked[limit - 1] > missed:
        return exact
    return whole(snapshot, query, field)


def _in_parts(
    snapshot: Snapshot, query: Json, field: str, chosen: Collection[str]
) -> dict[str, int]:
    """The counts of more values than one aggregation may count."""
    counts: dict[str, int] = {}
    values = sorted(chosen)
    for start in range(0, len(values), _MOST):
        part = _among(field, values[start : start + _MOST])
        asked = _counting(query, {"values": part})
        counts.update(counted(_found(snapshot.search([asked])[0], "values")))
    return counts


def _number(answer: Json, place: int) -> int | None:
    """The number of distinct values that `_distinct` counted; None where there are more."""
    if _found(answer, f"all{place}").get("sum_other_doc_count"):
        return None
    return int(_found(answer, f"number{place}").get("count", 0))


def _number_in_parts(snapshot: Snapshot, query: Json, field: str) -> int:
    """The number of distinct values where they are too many for one aggregation."""
    estimate = {"values": {"cardinality": {"field": field}}}
    about = _found(snapshot.search([_counting(query, estimate)])[0], "values")["value"]
    parts = ceil(1.5 * about / _MOST) + 1
    while True:
        searches = [
            _counting(
                query, _distinct(field, 0, include={"partition": part, "num_partitions": parts})
            )
            for part in range(parts)
        ]
        numbers = [_number(answer, 0) for answer in snapshot.search(searches)]
        if None not in numbers:
            return sum(number or 0 for number in numbers)
        parts *= 2


# Aggregations


def _counting(query: Json, aggregations: Json) -> Json:
    return {"size": 0, "track_total_hits": False, "query": query, "aggs": aggregations}


def _terms(field: str, size: int, **more: object) -> Json:
    return {"terms": {"field": field, "size": size, "shard_size": size, **more}}


def _among(field: str, chosen: Collection[str]) -> Json:
    """The counts of some values."""
    named = sorted({bounded(value) for value in chosen})
    return _terms(field, max(1, len(named)), include=named or [""])


def _distinct(field: str, place: int, **include: object) -> Json:
    """The number of distinct values; they themselves are left out of the answer (`client`)."""
    return {
        f"all{place}": _terms(field, _MOST, **include),
        f"number{place}": {"stats_bucket": {"buckets_path": f"all{place}>_count"}},
    }


def _found(answer: Json, name: str) -> Json:
    found: Json = answer.get("aggregations", {}).get(name, {})
    return found


def buckets(answer: Json, name: str) -> Iterable[Json]:
    """The buckets of an aggregation."""
    found: Iterable[Json] = _found(answer, name).get("buckets", ())
    return found


def counted(found: Json) -> dict[str, int]:
    """The values in the buckets of an aggregation, with their counts."""
    return {bucket["key"]: bucket["doc_count"] for bucket in found.get("buckets", ())}
