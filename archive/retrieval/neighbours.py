"""The reports before and after one in the list that a query finds."""

from dataclasses import dataclass

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery

__all__ = ["Neighbours", "find_neighbours"]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The reports before and after a hit, None at the ends of the list. `total`: its hits."""

    before: Report | None
    after: Report | None
    total: int


def find_neighbours(
    library: Library, query: Query | ParsedQuery, identifier: str, rank: int
) -> Neighbours | None:
    """Return the neighbours of the hit at a 1-based rank, None if another report stands there."""
    first = max(0, rank - 2)
    results = library.engine.search(resolve(library, query), offset=first, limit=rank - first + 1)
    identifiers = [hit.identifier for hit in results.hits]
    here = rank - 1 - first
    if identifiers[here : here + 1] != [identifier]:
        return None
    around = identifiers[:here] + identifiers[here + 1 :]
    reports = {each.identifier: each for each in library.catalogue.reports.without_persons(around)}
    before, after = identifiers[:here], identifiers[here + 1 :]
    return Neighbours(
        reports.get(before[0]) if before else None,
        reports.get(after[0]) if after else None,
        results.total,
    )
