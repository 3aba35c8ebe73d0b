"""Words for the index's facts about a query, for the page and the command line."""

from archive.wording.dates import say_date
from archive.wording.description import say_filters, say_query, say_text
from archive.wording.facets import OPTIONS, FacetWords, facet_order, facet_words
from archive.wording.newspaper_names import say_name
from archive.wording.notes import say_note

__all__ = [
    "OPTIONS",
    "FacetWords",
    "facet_order",
    "facet_words",
    "say_date",
    "say_filters",
    "say_name",
    "say_note",
    "say_query",
    "say_text",
]
