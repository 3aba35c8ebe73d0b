"""The values of one facet, searched by name."""

from collections.abc import Mapping

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from archive.slug import folded
from index.query import Query
from index.results import Facet, FacetRequest
from index.syntax.parsed_query import ParsedQuery

__all__ = ["facet_values"]


def facet_values(
    library: Library, query: Query | ParsedQuery, facet: str, *, text: str = "", limit: int = 200
) -> tuple[Facet, Mapping[str, str]]:
    """Return the values of a facet that the hits of a query have, and the names of persons.

    `text`: words that the value must hold, diacritics being optional; "" for any value. `limit`:
    the most values returned. The names are by identifier, empty for other facets than `person`.
    """
    among = _values_with(library, facet, text) if text.strip() else None
    request = FacetRequest(facet, limit, among)
    results = library.engine.search(resolve(library, query), limit=0, facets=[request])
    found = results.facet(facet)
    persons = [count.value for count in found.counts] if facet == "person" else []
    return found, library.catalogue.persons.names(persons) if persons else {}


def _values_with(library: Library, facet: str, text: str) -> frozenset[str]:
    """Return the values of a facet that hold the words of a text."""
    if facet == "person":
        return frozenset(library.catalogue.persons.holding(text))
    values = library.engine.statistics().values(facet)
    return frozenset(value for value in values if _holds(value, text))


def _holds(value: str, text: str) -> bool:
    """Return whether the words of a text stand in a value, diacritics being optional."""
    return f" {folded(text)}" in f" {folded(value)}"
