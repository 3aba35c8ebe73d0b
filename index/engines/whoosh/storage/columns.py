"""The encoding of dates and missing values in the columns of a segment.

The distinct values of a facet are sorted and numbered from 1. A facet with one value per report
has one number for each document, 0 for none; a facet with several has a run of numbers. Where
values include others, as years include months, each including value is among the values too.
"""

from datetime import date

import numpy as np

__all__ = ["NEVER", "UNDATED_DAY", "day_number"]

# The moment, and the day, of reports without a date: before every other.
NEVER = np.iinfo(np.int64).min
UNDATED_DAY = np.iinfo(np.int32).min


def day_number(day: str) -> int:
    """Return the number of an ISO 8601 day; 0001-01-01 is 1."""
    return date.fromisoformat(day).toordinal()
