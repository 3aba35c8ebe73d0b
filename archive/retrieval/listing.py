"""The whole list that a query finds, read in chunks, for exports."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery

__all__ = ["identifiers", "reports", "reports_with_persons"]

_Item = TypeVar("_Item")

# Reports that are fetched from the catalogue at once; fewer at first, so that the first come soon.
_CHUNK = 500
_FIRST_CHUNK = 20


def identifiers(library: Library, query: Query | ParsedQuery) -> Iterator[str]:
    """Yield the identifier of every report that a query finds, in the order of the query."""
    return (hit.identifier for hit in library.engine.scan(resolve(library, query)))


def reports(library: Library, query: Query | ParsedQuery) -> Iterator[Report]:
    """Yield every report that a query finds, in the order of the query."""
    for hits in _chunks(library.engine.scan(resolve(library, query))):
        yield from library.catalogue.reports.many([hit.identifier for hit in hits])


def reports_with_persons(
    library: Library, query: Query | ParsedQuery
) -> Iterator[tuple[Report, tuple[str, ...]]]:
    """Yield every report that a query finds with the preferred names of the persons in it."""
    for chunk in _chunks(reports(library, query)):
        names = library.catalogue.persons.names(
            {person for each in chunk for person in each.persons}
        )
        for report in chunk:
            yield report, tuple(names.get(person, person) for person in report.persons)


def _chunks(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    """Yield the items in lists, a short one first."""
    size = _FIRST_CHUNK
    while chunk := list(islice(items, size)):
        yield chunk
        size = _CHUNK
