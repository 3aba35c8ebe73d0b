"""Fingerprints of the reports of a snapshot, looked up by identifier."""

from collections.abc import Sequence

from index.engines.opensearch.searching.snapshot import Snapshot

__all__ = ["fingerprints"]

# Identifiers in one search, within the 10,000 hits that a search may list.
_RUN = 1000


def fingerprints(snapshot: Snapshot, identifiers: Sequence[str]) -> dict[str, int]:
    """Return identifier → fingerprint for the reports with these identifiers.

    A report that an earlier version indexed has the fingerprint 0.
    """
    found: dict[str, int] = {}
    for start in range(0, len(identifiers), _RUN):
        search = {
            "query": {"terms": {"identifier": list(identifiers[start : start + _RUN])}},
            "size": _RUN,
            "sort": [{"identifier": "asc"}],
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["fingerprint"],
        }
        for hit in snapshot.search([search])[0]["hits"]["hits"]:
            values = hit.get("fields", {}).get("fingerprint", [0])
            found[hit["sort"][0]] = int(values[0])
    return found
