"""Columns: what the reports of a segment carry beside their text, as arrays by document.

Values of a facet are numbers of strings that stand in code point order, counted from 1: 0 for
none in a column of one value a report, a run of any length in one of several. Where values form
paths (sections; years with months) the strings hold every path above one, and a count goes up to
all of these.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.strings import pack
from index.language import dates
from index.report import SECTION_SEPARATOR, Report
from index.results import UNDATED

__all__ = [
    "FACETS",
    "NEVER",
    "PATHS",
    "SEVERAL",
    "UNDATED_DAY",
    "Columns",
    "Facts",
    "above",
    "code_values",
    "day_number",
    "identifier_arrays",
]

FACETS = ("date", "section", "person", "author", "source")
# Facets whose values have others above them.
PATHS = frozenset({"date", "section"})
# Facets of which a report may have more than one value.
SEVERAL = frozenset({"person", "author"})

# The moment, and the day, of reports without a date: before every other.
NEVER = np.iinfo(np.int64).min
UNDATED_DAY = np.iinfo(np.int32).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: str) -> int:
    """The number of an ISO 8601 day, from 0001-01-01 as 1."""
    return date.fromisoformat(day).toordinal()


def above(facet: str, value: str) -> list[str]:
    """The paths above a value of a facet, nearest first.

    >>> above("section", "A › B › C"), above("date", "2018-01"), above("date", "undated")
    (['A › B', 'A'], ['2018'], [])
    """
    if facet == "date":
        return [value[:4]] if len(value) == len("2018-01") and value != UNDATED else []
    if facet != "section":
        return []
    parts = value.split(SECTION_SEPARATOR)
    return [SECTION_SEPARATOR.join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]


class Facts:
    """What the columns take from one report."""

    __slots__ = ("first", "last", "moment", "values")

    def __init__(self, report: Report) -> None:
        days = dates.bounds(report.date)
        moment = dates.moment(report.date) if days else None
        self.first = day_number(days[0]) if days else UNDATED_DAY
        self.last = day_number(days[1]) if days else UNDATED_DAY
        self.moment = (moment - _EPOCH) // timedelta(microseconds=1) if moment else NEVER
        self.values: dict[str, tuple[str, ...]] = {
            "date": (_month_or_year(report.date, days),),
            "section": (report.section_path,) if report.section else (),
            "person": tuple(dict.fromkeys(report.persons)),
            "author": tuple(dict.fromkeys(report.authors)),
            "source": (report.source,) if report.source else (),
        }


def _month_or_year(written: str, days: tuple[str, str] | None) -> str:
    if not days:
        return UNDATED
    return days[0][:4] if len(written) == len("2018") else days[0][:7]


def code_values(facet: str, values: Iterable[str]) -> tuple[dict[str, int], Sequence[str]]:
    """The number of each value and of those above it, and all of them in code point order."""
    known = set(values)
    for value in list(known):
        known.update(above(facet, value))
    ordered = sorted(known)
    return {value: number for number, value in enumerate(ordered)}, ordered


def identifier_arrays(identifiers: Sequence[str]) -> dict[str, Array]:
    """The column of identifiers, and the documents in order of these."""
    text, starts = pack(identifiers)
    by_name = sorted(range(len(identifiers)), key=identifiers.__getitem__)
    return {
        "identifier.text": text,
        "identifier.starts": starts,
        "identifier.order": np.array(by_name, np.uint16),
    }


class Columns:
    """Collects the columns of the reports of a segment, in order of their documents."""

    def __init__(self) -> None:
        self._identifiers: list[str] = []
        self._first = array("i")
        self._last = array("i")
        self._moments = array("q")
        # Values are numbered as they come; `arrays` puts them in order.
        self._numbers: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._codes = {name: array("i") for name in FACETS}
        self._counts = {name: array("i") for name in FACETS}

    def add(self, identifier: str, facts: Facts) -> None:
        """Add the facts of the next report."""
        self._identifiers.append(identifier)
        self._first.append(facts.first)
        self._last.append(facts.last)
        self._moments.append(facts.moment)
        for name, values in facts.values.items():
            numbers = self._numbers[name]
            self._codes[name].extend(numbers.setdefault(each, len(numbers)) for each in values)
            self._counts[name].append(len(values))

    def arrays(self) -> dict[str, Array]:
        """The columns as arrays by name."""
        found = identifier_arrays(self._identifiers) | {
            "first": np.array(self._first, np.int32),
            "last": np.array(self._last, np.int32),
            "moment": np.array(self._moments, np.int64),
        }
        for name in FACETS:
            found |= self._facet(name)
        return found

    def _facet(self, name: str) -> dict[str, Array]:
        numbers = self._numbers[name]
        places, ordered = code_values(name, numbers)
        text, starts = pack(ordered)
        renumbered = np.array([places[value] for value in numbers], np.int32)
        codes = renumbered[np.array(self._codes[name], np.int32)] + np.int32(1)
        counts = np.array(self._counts[name], np.int32)
        found = {f"{name}.text": text, f"{name}.starts": starts}
        if name in SEVERAL:
            found[f"{name}.runs"] = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
            found[f"{name}.codes"] = codes
        else:
            single = np.zeros(len(counts), np.int32)
            single[counts > 0] = codes
            found[f"{name}.codes"] = single
        return found
