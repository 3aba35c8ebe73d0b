"""Columns of a new segment: facet values, dates and identifiers, as arrays by document."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import NEVER, UNDATED_DAY, day_number
from index.engines.whoosh.storage.strings import pack
from index.facets import FACETS
from index.fingerprint import fingerprint
from index.language import dates
from index.report import Report

__all__ = ["ColumnBuilder", "identifier_arrays", "moment_of", "number_values"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(report: Report) -> int:
    """Return the moment of a report in microseconds since 1970; `NEVER` if it has no date."""
    moment = dates.moment(report.date) if dates.bounds(report.date) else None
    return (moment - _EPOCH) // timedelta(microseconds=1) if moment else NEVER


def number_values(facet: str, values: Iterable[str]) -> tuple[dict[str, int], Sequence[str]]:
    """Return numbers from 0 for values and those above them, and all of these values, sorted."""
    known = set(values)
    for value in list(known):
        known.update(FACETS[facet].above(value))
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
        self._fingerprints = array("q")
        # Values are numbered in the order in which they come; `arrays` sorts them.
        self._numbers: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._codes = {name: array("i") for name in FACETS}
        self._counts = {name: array("i") for name in FACETS}

    def add(self, report: Report) -> None:
        """Add the next report."""
        days = dates.bounds(report.date)
        self._identifiers.append(report.identifier)
        self._first.append(day_number(days[0]) if days else UNDATED_DAY)
        self._last.append(day_number(days[1]) if days else UNDATED_DAY)
        self._moments.append(moment_of(report))
        self._fingerprints.append(fingerprint(report))
        for name, facet in FACETS.items():
            numbers, values = self._numbers[name], facet.values(report)
            self._codes[name].extend(numbers.setdefault(each, len(numbers)) for each in values)
            self._counts[name].append(len(values))

    def arrays(self) -> dict[str, Array]:
        """Return the columns as arrays by name."""
        found = identifier_arrays(self._identifiers) | {
            "first": np.array(self._first, np.int32),
            "last": np.array(self._last, np.int32),
            "moment": np.array(self._moments, np.int64),
            "fingerprint": np.array(self._fingerprints, np.int64),
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
        if FACETS[name].multiple:
            found[f"{name}.runs"] = np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)
            found[f"{name}.codes"] = codes
        else:
            single = np.zeros(len(counts), np.int32)
            single[counts > 0] = codes
            found[f"{name}.codes"] = single
        return found
