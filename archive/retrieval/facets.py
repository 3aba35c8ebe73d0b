"""The counts of a facet: of values with some words, and of the hits that alternatives add."""

from collections.abc import Iterable, Mapping

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from archive.retrieval.newspapers import note_on, titles_called, unheld_name
from archive.slug import folded
from index.facets import FACETS, Mode
from index.query import Query
from index.results import FacetRequest
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery

__all__ = ["added_hits", "note_on_values", "values_with"]


def values_with(
    library: Library, facet: str, text: str, *, limit: int = 200, mode: Mode | None = None
) -> FacetRequest:
    """Return a request for the values of a facet that hold the words of a text.

    `text`: diacritics are optional; "" for any value. `limit`: the most values to return. `mode`:
    how a value would be chosen.
    """
    return FacetRequest(
        facet, limit, _holding(library, facet, text) if text.strip() else None, mode
    )


def added_hits(
    library: Library, query: Query | ParsedQuery, facet: str, values: Iterable[str]
) -> Mapping[str, int]:
    """Return the hits that each value adds as one more alternative to those already chosen.

    Empty where no alternative was chosen, and for a facet of which a report has one value only:
    there every hit of a value is added.
    """
    parsed = resolve(library, query)
    alternatives = parsed.query.values(facet, "or")
    if not alternatives or not FACETS[facet].multiple:
        return {}
    wanted = [value for value in values if value not in alternatives]
    others = parsed.with_query(parsed.query.choosing(facet, *alternatives, mode="not"))
    request = FacetRequest(facet, among=frozenset(wanted))
    counts = library.engine.search(others, limit=0, facets=[request]).facet(facet).counts
    return dict.fromkeys(wanted, 0) | {count.value: count.count for count in counts}


def _holding(library: Library, facet: str, text: str) -> frozenset[str]:
    """Return the values of a facet that hold the words of a text."""
    if facet == "person":
        return frozenset(library.catalogue.persons.holding(text))
    values = library.engine.statistics().values(facet)
    found = frozenset(value for value in values if _holds(value, text))
    if found or facet != "source" or not text.strip():
        return found
    unheld = unheld_name(library, text)
    return frozenset(unheld.newspaper.titles if unheld else titles_called(library, text))


def note_on_values(library: Library, facet: str, text: str) -> Note | None:
    """Return the note on a name for which `values_with` lists other names of its newspaper.

    None if there is no need to explain what it lists.
    """
    if facet != "source" or not text.strip():
        return None
    values = library.engine.statistics().values(facet)
    if any(_holds(value, text) for value in values):
        return None
    unheld = unheld_name(library, text)
    return note_on(unheld) if unheld else None


def _holds(value: str, text: str) -> bool:
    """Return whether the words of a text stand in a value, diacritics being optional."""
    return f" {folded(text)}" in f" {folded(value)}"
