"""Aggregations: the values of a field and the number of reports with each, exactly.

A terms aggregation over several shards may miss a value that is common in no single shard. The
answer says by how much it may be wrong; if it may be wrong at all, further searches complete it.
"""

from collections.abc import Collection, Iterable
from math import ceil
from typing import Any

from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.storage.mapping import bounded

__all__ = [
    "MOST",
    "among",
    "buckets",
    "count_distinct",
    "counts_of",
    "counts_of_all",
    "counts_of_many",
    "distinct",
    "distinct_count",
    "read_counts",
    "result",
    "search_counts",
    "terms",
    "values_of",
]

Json = dict[str, Any]

# Largest number of values in one aggregation; OpenSearch's default limit is 65,535.
MOST = 50_000
# Values in one page of a list of all values.
_PAGE = 10_000


# Aggregations to send


def terms(field: str, size: int, **more: object) -> Json:
    """Return an aggregation of the commonest values of a field."""
    return {"terms": {"field": field, "size": size, "shard_size": size, **more}}


def among(field: str, chosen: Collection[str]) -> Json:
    """Return an aggregation of some values; every shard counts each of them."""
    named = sorted({bounded(value) for value in chosen})
    return terms(field, max(1, len(named)), include=named or [""])


def values_of(field: str, **include: object) -> Json:
    """Return the aggregation `values` of all values of a field, or those that `include` allows."""
    return {"values": terms(field, MOST, **include)}


def distinct(field: str, name: str = "", **include: object) -> Json:
    """Return the aggregations that count the distinct values of a field.

    The values themselves are left out of the answer (`connection.client`).
    """
    return {
        f"all{name}": terms(field, MOST, **include),
        f"number{name}": {"stats_bucket": {"buckets_path": f"all{name}>_count"}},
    }


def _search(query: Json, aggregations: Json) -> Json:
    return {"size": 0, "track_total_hits": False, "query": query, "aggs": aggregations}


# Answers


def result(answer: Json, name: str) -> Json:
    """Return the result of an aggregation in an answer."""
    found: Json = answer.get("aggregations", {}).get(name, {})
    return found


def buckets(answer: Json, name: str) -> Iterable[Json]:
    """Return the buckets of an aggregation."""
    found: Iterable[Json] = result(answer, name).get("buckets", ())
    return found


def counts_of(found: Json) -> dict[str, int]:
    """Return the values in the result of an aggregation, with their counts."""
    return {bucket["key"]: bucket["doc_count"] for bucket in found.get("buckets", ())}


def read_counts(answer: Json, name: str = "values") -> dict[str, int] | None:
    """Return the values of an aggregation with their counts; None if any is missing or wrong."""
    found = result(answer, name)
    if found.get("sum_other_doc_count") or found.get("doc_count_error_upper_bound"):
        return None
    return counts_of(found)


def distinct_count(answer: Json, name: str = "") -> int | None:
    """Return the number of values that `distinct` counted; None if there are more."""
    if result(answer, f"all{name}").get("sum_other_doc_count"):
        return None
    return int(result(answer, f"number{name}").get("count", 0))


# Further searches


def search_counts(snapshot: Snapshot, query: Json, aggregation: Json) -> Json:
    """Return the result of one aggregation over the reports of a query."""
    return result(snapshot.search([_search(query, {"values": aggregation})])[0], "values")


def counts_of_all(snapshot: Snapshot, query: Json, field: str) -> dict[str, int]:
    """Return all values of a field among the reports of a query, with their counts."""
    counts: dict[str, int] = {}
    after: Json = {}
    while True:
        sources = [{"value": {"terms": {"field": field}}}]
        page = {"composite": {"size": _PAGE, "sources": sources, **after}}
        found = search_counts(snapshot, query, page)
        for bucket in found.get("buckets", ()):
            counts[bucket["key"]["value"]] = bucket["doc_count"]
        if "after_key" not in found:
            return counts
        after = {"after": found["after_key"]}


def counts_of_many(
    snapshot: Snapshot, query: Json, field: str, chosen: Collection[str]
) -> dict[str, int]:
    """Return the counts of more values than fit in one aggregation."""
    counts: dict[str, int] = {}
    values = sorted(chosen)
    for start in range(0, len(values), MOST):
        part = among(field, values[start : start + MOST])
        counts.update(counts_of(search_counts(snapshot, query, part)))
    return counts


def count_distinct(snapshot: Snapshot, query: Json, field: str) -> int:
    """Return the number of distinct values if they are too many for one aggregation."""
    about = search_counts(snapshot, query, {"cardinality": {"field": field}})["value"]
    parts = ceil(1.5 * about / MOST) + 1
    while True:
        searches = [
            _search(query, distinct(field, include={"partition": part, "num_partitions": parts}))
            for part in range(parts)
        ]
        numbers = [distinct_count(answer) for answer in snapshot.search(searches)]
        if None not in numbers:
            return sum(number or 0 for number in numbers)
        parts *= 2
