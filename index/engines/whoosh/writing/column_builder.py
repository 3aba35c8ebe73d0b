"""Columns are collected from reports and become arrays by document."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import (
    FACETS,
    NEVER,
    SEVERAL,
    UNDATED_DAY,
    above,
    day_number,
)
from index.engines.whoosh.storage.strings import pack
from index.language import dates
from index.report import Report
from index.results import UNDATED

__all__ = ["ColumnBuilder", "ColumnValues", "identifier_arrays", "number_values"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ColumnValues:
    """The values of one report in the columns.

    `first`, `last`: the days of its date (`day_number`). `moment`: microseconds since 1970.
    `facets`: the values of each facet.
    """

    __slots__ = ("facets", "first", "last", "moment")

    def __init__(self, report: Report) -> None:
        days = dates.bounds(report.date)
        moment = dates.moment(report.date) if days else None
        self.first = day_number(days[0]) if days else UNDATED_DAY
        self.last = day_number(days[1]) if days else UNDATED_DAY
        self.moment = (moment - _EPOCH) // timedelta(microseconds=1) if moment else NEVER
        self.facets: dict[str, tuple[str, ...]] = {
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


def number_values(facet: str, values: Iterable[str]) -> tuple[dict[str, int], Sequence[str]]:
    """Return the number, from 0, of each value and of those above it; and all of them, sorted."""
    known = set(values)
    for value in list(known):
        known.update(above(facet, value))
    ordered = sorted(known)
    return {value: number for number, value in enumerate(ordered)}, ordered


def identifier_arrays(identifiers: Sequence[str]) -> dict[str, Array]:
    """Return the column of identifiers, and the documents in the order of their identifiers."""
    text, starts = pack(identifiers)
    by_name = sorted(range(len(identifiers)), key=identifiers.__getitem__)
    return {
        "identifier.text": text,
        "identifier.starts": starts,
        "identifier.order": np.array(by_name, np.uint16),
    }


class ColumnBuilder:
    """Collects the columns of a segment, report by report in the order of the documents."""

    def __init__(self) -> None:
        self._identifiers: list[str] = []
        self._first = array("i")
        self._last = array("i")
        self._moments = array("q")
        # Values are numbered in the order in which they come; `arrays` sorts them.
        self._numbers: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._codes = {name: array("i") for name in FACETS}
        self._counts = {name: array("i") for name in FACETS}

    def add(self, report: Report) -> None:
        """Add the next report."""
        values = ColumnValues(report)
        self._identifiers.append(report.identifier)
        self._first.append(values.first)
        self._last.append(values.last)
        self._moments.append(values.moment)
        for name, own in values.facets.items():
            numbers = self._numbers[name]
            self._codes[name].extend(numbers.setdefault(each, len(numbers)) for each in own)
            self._counts[name].append(len(own))

    def arrays(self) -> dict[str, Array]:
        """Return the columns as arrays by name."""
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
        sorted_numbers, ordered = number_values(name, numbers)
        text, starts = pack(ordered)
        renumbered = np.array([sorted_numbers[value] for value in numbers], np.int32)
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
