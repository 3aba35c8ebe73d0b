"""Fingerprints of the reports of a snapshot, looked up by identifier."""

from collections.abc import Sequence

from index.engines.whoosh.searching.snapshot import Snapshot

__all__ = ["fingerprints"]


def fingerprints(snapshot: Snapshot, identifiers: Sequence[str]) -> dict[str, int]:
    """Return identifier → fingerprint for the live documents with these identifiers."""
    found: dict[str, int] = {}
    for view in snapshot.views:
        column = view.segment.fingerprints
        for identifier in identifiers:
            document = view.segment.identifiers.document(identifier)
            if document >= 0 and (view.live is None or view.live[document]):
                found[identifier] = int(column[document])
    return found
