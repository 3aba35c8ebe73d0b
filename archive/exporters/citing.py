"""The facts of a report that every citation format states in its own syntax."""

import re
from collections.abc import Sequence

from archive.exporters.format import Row
from index.language.dates import bounds

__all__ = ["addresses", "date_parts", "iso_date", "keywords", "quoted"]

# How many of year, month and day a partial ISO 8601 date of that many characters states.
_PRECISION = {len("2018"): 1, len("2018-01"): 2}


# Quotation marks inside a quoted title.
_INNER = re.compile('“([^“”]*)”|"([^"]*)"')


def quoted(title: str) -> str:
    """Return the title in quotation marks, those inside it single.

    >>> quoted('Làng “không khói”')
    '“Làng ‘không khói’”'
    """
    return f"“{_INNER.sub(lambda found: f'‘{found[1] or found[2] or str()}’', title)}”"


def addresses(row: Row) -> Sequence[str]:
    """Return the report's permanent address, then that at the newspaper, what there is of them."""
    return [each for each in dict.fromkeys((row.address, row.report.url)) if each]


def keywords(row: Row) -> Sequence[str]:
    """Return the tags of the report, then the persons that it names, each once."""
    return list(dict.fromkeys((*row.report.tags, *row.persons)))


def date_parts(date: str) -> tuple[int, ...]:
    """Return year, month and day of an ISO 8601 date in Vietnam's time, as far as it states them.

    >>> date_parts("2018-01-10T23:30:00Z"), date_parts("2018-01"), date_parts("")
    ((2018, 1, 11), (2018, 1), ())
    """
    days = bounds(date)
    if days is None:
        return ()
    return tuple(map(int, days[0].split("-")))[: _PRECISION.get(len(date), 3)]


def iso_date(date: str) -> str:
    """Return the day, month or year of an ISO 8601 date, "" where there is none.

    >>> iso_date("2018-01-10T12:31:00+07:00"), iso_date("2018-01")
    ('2018-01-10', '2018-01')
    """
    parts = date_parts(date)
    return "-".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])]) if parts else ""
