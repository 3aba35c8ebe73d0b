"""The whole list that a query finds, read in chunks, for exports."""

from collections.abc import Iterator
from itertools import islice

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery

__all__ = ["reports", "reports_with_persons"]

# Reports that are fetched from the catalogue at once.
_CHUNK = 500


def reports(library: Library, query: Query | ParsedQuery) -> Iterator[Report]:
    """Yield every report that a query finds, in the order of the query."""
    hits = library.engine.scan(resolve(library, query))
    while chunk := [hit.identifier for hit in islice(hits, _CHUNK)]:
        yield from library.catalogue.reports.many(chunk)


def reports_with_persons(
    library: Library, query: Query | ParsedQuery
) -> Iterator[tuple[Report, tuple[str, ...]]]:
    """Yield every report that a query finds with the preferred names of the persons in it."""
    listed = reports(library, query)
    while chunk := list(islice(listed, _CHUNK)):
        names = library.catalogue.persons.names(
            {person for each in chunk for person in each.persons}
        )
        for report in chunk:
            yield report, tuple(names.get(person, person) for person in report.persons)
