"""Answer queries with whole reports, for the page and the command line alike.

The engine finds identifiers and the catalogue holds the reports; `Library` is the pair. Each module
does one thing with it: `hits` one page of a list, `listing` the whole list, `export` the list for
an exporter, `frozen` lists kept for citation, `neighbours` the hits around one, `related` reports
that resemble one, `facets` the counts of one facet, `suggestions` other queries the reader may have
meant, `completions` those of a query being typed (`name_index`, `capitals`), `names` the persons
and sections that typed names mean, `named_persons` the persons whose name the whole query is,
`concordance` the occurrences of words with their contexts, `trends` terms over time, `examples`
words to search for, `publication_dates` reports by day, `newspapers` the newspapers that names
mean, `coverage` the reports of newspapers by month.
"""

from archive.retrieval.completions import Completion, completions
from archive.retrieval.concordance import (
    Concordance,
    ConcordanceOrder,
    concordance_lines,
    concordance_page,
)
from archive.retrieval.coverage import (
    NewspaperCoverage,
    coverage_of,
    newspapers,
    statements,
)
from archive.retrieval.examples import ExampleWords, Passage, example_words
from archive.retrieval.export import (
    Stubs,
    describe_list,
    list_rows,
    report_row,
    rows_named,
    same_as,
)
from archive.retrieval.facets import added_hits, note_on_values, values_with
from archive.retrieval.frozen import (
    Comparison,
    compare,
    describe_frozen,
    freeze,
    frozen_rows,
    identifier_lines,
)
from archive.retrieval.hits import Found, Row, count_hits, find, highlighter
from archive.retrieval.library import Library, open_library
from archive.retrieval.listing import identifiers, reports, reports_with_persons
from archive.retrieval.named_persons import NamedPerson, named_persons
from archive.retrieval.names import persons_called, values_called
from archive.retrieval.neighbours import Neighbours, find_neighbours
from archive.retrieval.newspapers import (
    EARLIER,
    HeldNewspaper,
    earlier_titles,
    held_newspaper,
    held_newspapers,
    newspaper_called,
)
from archive.retrieval.publication_dates import (
    SameDay,
    date_counts,
    day_counts,
    neighbouring_days,
    neighbours_among,
    reports_of_day,
    same_day_in_other_years,
)
from archive.retrieval.related import related_reports
from archive.retrieval.suggestions import suggest, suggest_uncounted
from archive.retrieval.trends import Trend, Trends, TrendUnit, find_trends, trend_rows

__all__ = [
    "EARLIER",
    "Comparison",
    "Completion",
    "Concordance",
    "ConcordanceOrder",
    "ExampleWords",
    "Found",
    "HeldNewspaper",
    "Library",
    "NamedPerson",
    "Neighbours",
    "NewspaperCoverage",
    "Passage",
    "Row",
    "SameDay",
    "Stubs",
    "Trend",
    "TrendUnit",
    "Trends",
    "added_hits",
    "compare",
    "completions",
    "concordance_lines",
    "concordance_page",
    "count_hits",
    "coverage_of",
    "date_counts",
    "day_counts",
    "describe_frozen",
    "describe_list",
    "earlier_titles",
    "example_words",
    "find",
    "find_neighbours",
    "find_trends",
    "freeze",
    "frozen_rows",
    "held_newspaper",
    "held_newspapers",
    "highlighter",
    "identifier_lines",
    "identifiers",
    "list_rows",
    "named_persons",
    "neighbouring_days",
    "neighbours_among",
    "newspaper_called",
    "newspapers",
    "note_on_values",
    "open_library",
    "persons_called",
    "related_reports",
    "report_row",
    "reports",
    "reports_of_day",
    "reports_with_persons",
    "rows_named",
    "same_as",
    "same_day_in_other_years",
    "statements",
    "suggest",
    "suggest_uncounted",
    "trend_rows",
    "values_called",
    "values_with",
]
