"""Facets: the counts of the values of a facet, the commonest first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from index.engines.opensearch.searching import aggregations
from index.engines.opensearch.searching.aggregations import (
    among,
    count_distinct,
    counts_of,
    counts_of_all,
    counts_of_many,
    distinct,
    distinct_count,
    read_counts,
    result,
    search_counts,
    terms,
)
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.storage.mapping import day_number
from index.results import Facet, FacetCount, FacetRequest

__all__ = ["facet_aggregations", "read_facet"]

Json = dict[str, Any]

# Each shard reports this many of its commonest values, which mostly include the commonest of all.
# This many values more than are shown are returned, to prove that they do.
_LIKELY = 200
_BESIDE = 30
# Values beyond those shown that are counted exactly if some may have been missed.
_NEXT = 200


def facet_aggregations(request: FacetRequest, number: int) -> Json:
    """Return the aggregations that count a facet; `number` distinguishes the facets of a search."""
    name, limit = request.name, request.limit
    if request.days:
        return {f"values{number}": _days(*request.days)}
    if request.among is not None:
        # If they are too many, `read_facet` counts them in several searches.
        few = len(request.among) <= aggregations.MOST
        return {f"values{number}": among(name, request.among)} if few else {}
    if limit is None:
        return {f"values{number}": terms(name, aggregations.MOST)}
    likely = terms(name, limit + _BESIDE, show_term_doc_count_error=True)
    likely["terms"]["shard_size"] = max(limit + _BESIDE, min(_LIKELY, aggregations.MOST))
    counting = {f"values{number}": likely}
    return {**counting, **distinct(name, str(number))} if request.total else counting


def read_facet(
    request: FacetRequest, number: int, query: Json, answer: Json, snapshot: Snapshot
) -> Facet:
    """Return a facet from the answer to its aggregations.

    `query`: the reports that are counted, for further searches if the answer may not be exact.
    """
    found = result(answer, f"values{number}")
    if request.days:
        return _facet(request, _read_days(found), len(_read_days(found)))
    if request.among is not None:
        few = len(request.among) <= aggregations.MOST
        counts = (
            counts_of(found)
            if few
            else counts_of_many(snapshot, query, request.name, request.among)
        )
        return _facet(request, counts, len(counts))
    if request.limit is None:
        every = read_counts(answer, f"values{number}")
        every = counts_of_all(snapshot, query, request.name) if every is None else every
        return _facet(request, every, len(every))
    best = _certain(found, request.limit)
    if best is None:
        best = _commonest(snapshot, query, request.name, request.limit)
    if not request.total:
        return _facet(request, best, request.bounded(len(counts_of(found))))
    total = distinct_count(answer, str(number))
    if total is None:
        total = count_distinct(snapshot, query, request.name)
    return _facet(request, best, total)


def _days(since: str, until: str) -> Json:
    """Return an aggregation that counts the reports of each day of a period.

    Reports dated by a month or a year are left out: their first day is not their last.
    """
    first, last = day_number(since), day_number(until)
    within = [{"range": {"first": {"gte": first}}}, {"range": {"last": {"lte": last}}}]
    longer = {"script": {"script": "doc['first'].value != doc['last'].value"}}
    return {
        "filter": {"bool": {"filter": within, "must_not": [longer]}},
        "aggs": {"days": terms("first", max(1, last - first + 1))},
    }


def _read_days(found: Json) -> dict[str, int]:
    """Return the days in the answer to `_days`, with their counts."""
    buckets = found.get("days", {}).get("buckets", ())
    return {date.fromordinal(each["key"]).isoformat(): each["doc_count"] for each in buckets}


def _facet(request: FacetRequest, counts: Mapping[str, int], total: int) -> Facet:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    shown = tuple(FacetCount(value, count) for value, count in ranked[: request.limit])
    return Facet(request.name, shown, total)


def _certain(found: Json, limit: int) -> dict[str, int] | None:
    """Return values and counts that include the `limit` commonest; None if that is uncertain."""
    missed = found.get("doc_count_error_upper_bound")
    if not missed or not limit:
        return counts_of(found)
    buckets = found["buckets"]
    counts = {
        bucket["key"]: bucket["doc_count"]
        for bucket in buckets
        if not bucket["doc_count_error_upper_bound"]
    }
    # A value that is not listed has at most the count of the last one, plus what shards missed.
    most = max(
        bucket["doc_count"] + bucket["doc_count_error_upper_bound"]
        for bucket in [{**buckets[-1], "doc_count_error_upper_bound": missed}, *buckets]
        if bucket["doc_count_error_upper_bound"]
    )
    ranked = sorted(counts.values(), reverse=True)
    return counts if len(ranked) >= limit and ranked[limit - 1] > most else None


def _commonest(snapshot: Snapshot, query: Json, field: str, limit: int) -> dict[str, int]:
    """Return exact counts of values that include the `limit` commonest."""
    rough = terms(field, limit + _NEXT, shard_size=aggregations.MOST)
    found = search_counts(snapshot, query, rough)
    candidates = counts_of(found)
    exact = counts_of(search_counts(snapshot, query, among(field, candidates)))
    # A value that is no candidate has at most the rough count of the last candidate, plus what all
    # shards together may have missed.
    missed = min(candidates.values(), default=0) + found["doc_count_error_upper_bound"]
    ranked = sorted(exact.values(), reverse=True)
    if len(ranked) >= limit > 0 and ranked[limit - 1] > missed:
        return exact
    return counts_of_all(snapshot, query, field)
