"""Answer queries with whole reports, for the page and the command line alike.

The engine finds identifiers and the catalogue holds the reports; `Library` is the pair. Each
module does one thing with it: `hits` one page of a list, `listing` the whole list, `export` the
list for an exporter, `suggestions` other queries the reader may have meant, `facets` the values
of one facet, `names` the persons and sections that typed names mean.
"""

from archive.retrieval.export import describe_list, list_rows, report_row
from archive.retrieval.facets import facet_values
from archive.retrieval.hits import Found, Row, count_hits, find, leaves
from archive.retrieval.library import Library, open_library
from archive.retrieval.listing import reports, reports_with_persons
from archive.retrieval.names import persons_called, sections_called
from archive.retrieval.suggestions import suggest

__all__ = [
    "Found",
    "Library",
    "Row",
    "count_hits",
    "describe_list",
    "facet_values",
    "find",
    "leaves",
    "list_rows",
    "open_library",
    "persons_called",
    "report_row",
    "reports",
    "reports_with_persons",
    "sections_called",
    "suggest",
]
