"""The columns of a segment: which facets there are, and how dates and missing values are stored.

Values of a facet are numbers of sorted strings, counted from 1. A facet of one value per report
has one number for each document, 0 for none; a facet of several has a run of numbers. If values
form paths (sections; years and months), the strings include every path above a value.
"""

from datetime import date

import numpy as np

from index import facets
from index.report import SECTION_SEPARATOR
from index.results import UNDATED

__all__ = ["FACETS", "NEVER", "PATHS", "SEVERAL", "UNDATED_DAY", "above", "day_number"]

FACETS = tuple(facets.FACETS)
# Facets whose values have other values above them.
PATHS = frozenset(each.name for each in facets.FACETS.values() if each.kind in {"date", "path"})
# Facets of which a report may have more than one value.
SEVERAL = frozenset(each.name for each in facets.FACETS.values() if each.multiple)

# The moment, and the day, of reports without a date: before every other.
NEVER = np.iinfo(np.int64).min
UNDATED_DAY = np.iinfo(np.int32).min


def day_number(day: str) -> int:
    """Return the number of an ISO 8601 day; 0001-01-01 is 1."""
    return date.fromisoformat(day).toordinal()


def above(facet: str, value: str) -> list[str]:
    """Return the paths above a value of a facet, nearest first.

    >>> above("section", "A › B › C"), above("date", "2018-01"), above("date", "undated")
    (['A › B', 'A'], ['2018'], [])
    """
    if facet == "date":
        return [value[:4]] if len(value) == len("2018-01") and value != UNDATED else []
    if facet != "section":
        return []
    parts = value.split(SECTION_SEPARATOR)
    return [SECTION_SEPARATOR.join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
