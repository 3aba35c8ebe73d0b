"""Building blocks of OpenSearch's query language (Query DSL)."""

from collections.abc import Sequence
from typing import Any

__all__ = ["EVERYTHING", "NOTHING", "Dsl", "all_of", "any_of", "script_score"]

Dsl = dict[str, Any]

EVERYTHING: Dsl = {"match_all": {}}
NOTHING: Dsl = {"match_none": {}}


def all_of(queries: Sequence[Dsl]) -> Dsl:
    """Return a query for the reports that every query finds, without scores."""
    if not queries:
        return EVERYTHING
    return queries[0] if len(queries) == 1 else {"bool": {"filter": [*queries]}}


def any_of(queries: Sequence[Dsl]) -> Dsl:
    """Return a query for the reports that any query finds; scores are added up."""
    found = [query for query in queries if query != NOTHING]
    if not found:
        return NOTHING
    return found[0] if len(found) == 1 else {"bool": {"should": found, "minimum_should_match": 1}}


def script_score(query: Dsl, source: str, params: Dsl, *, least: float | None = None) -> Dsl:
    """Return a query whose score is computed by a script from that of another query.

    `least`: the smallest score of a hit.
    """
    if query == NOTHING:
        return NOTHING
    inner: Dsl = {"query": query, "script": {"source": source, "params": params}}
    return {"script_score": inner if least is None else {**inner, "min_score": least}}
