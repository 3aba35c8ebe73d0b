"""Corrections: values that librarians put in the place of those that a newspaper published.

A correction is no version of a report. It covers one field of whatever version is the current one,
so it outlives imports and reversions until it is undone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from archive.decision import Decision, Logged, standing
from index.report import SECTION_SEPARATOR, Report

__all__ = [
    "FIELDS",
    "KINDS",
    "LISTS",
    "NAMES",
    "Correct",
    "Correction",
    "Value",
    "changes_persons",
    "changes_stories",
    "corrections_in",
    "shown_as_text",
    "value_of",
    "with_values",
]

Value = str | tuple[str, ...]
"""A value of a field of a report."""

FIELDS = (
    "title", "lead", "body", "captions", "dateline", "date", "section", "authors", "source", "url",
    "tags",
)  # fmt: skip
"""The fields of a report that can be corrected."""

LISTS = frozenset({"captions", "section", "authors", "tags"})
"""The fields that hold several texts."""

NAMES = {field: "newspaper" if field == "source" else field for field in FIELDS}
"""Field → its name in commands and spreadsheets."""

# The fields in which persons are looked for, and the date, by which their records may be split.
_NAMING = frozenset({"title", "lead", "body", "captions", "date"})
# The fields by which texts are compared.
_COMPARED = frozenset({"title", "lead", "body", "source"})


@dataclass(frozen=True, slots=True)
class Correct(Decision):
    """Readers see a value in a field of a report, whatever the newspaper published there.

    `report`: its identifier. `published`: the value of the current version when the decision was
    made, filled in by the catalogue.
    """

    TYPED = ("value",)

    report: str
    field: str
    value: Value = ""
    published: Value = ""


KINDS: tuple[type[Decision], ...] = (Correct,)


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that stands.

    `number`, `datestamp`, `by`, `why`: of the decision. `before`: the value that the librarian
    corrected. `published`: the value of the version that is the current one now.
    """

    number: int
    datestamp: str
    by: str
    why: str
    report: str
    field: str
    value: Value
    before: Value
    published: Value

    @property
    def in_conflict(self) -> bool:
        """True if the newspaper has since published a third value, which no librarian has seen."""
        return self.published not in (self.before, self.value)

    @classmethod
    def of(cls, logged: Logged, published: Report) -> "Correction":
        """Return the correction of a logged `Correct`. `published`: the current version."""
        made = logged.decision
        if not isinstance(made, Correct):
            raise TypeError(f"{made!r} is no correction")
        return cls(
            logged.number,
            logged.datestamp,
            logged.by,
            logged.why,
            made.report,
            made.field,
            made.value,
            made.published,
            value_of(published, made.field),
        )


def corrections_in(log: Iterable[Logged]) -> dict[str, dict[str, Logged]]:
    """Return report → field → the last correction that stands.

    >>> log = [Logged(1, "", Correct("bao:1", "title", "A")),
    ...        Logged(2, "", Correct("bao:1", "title", "B"))]
    >>> corrections_in(log)["bao:1"]["title"].number
    2
    """
    found: dict[str, dict[str, Logged]] = {}
    for logged in standing(log):
        if isinstance(logged.decision, Correct):
            found.setdefault(logged.decision.report, {})[logged.decision.field] = logged
    return found


def value_of(report: Report, field: str) -> Value:
    """Return the value of a field of a report."""
    value: Value = getattr(report, field)
    return value


def with_values(report: Report, values: Mapping[str, Value]) -> Report:
    """Return a report with other values of some fields."""
    changes: dict[str, Any] = dict(values)
    return replace(report, **changes) if changes else report


def changes_persons(fields: Iterable[str]) -> bool:
    """Return True if corrections of these fields may change which persons a report names."""
    return not _NAMING.isdisjoint(fields)


def changes_stories(fields: Iterable[str]) -> bool:
    """Return True if corrections of these fields may change which reports tell the same story."""
    return not _COMPARED.isdisjoint(fields)


def shown_as_text(field: str, value: Value) -> str:
    """Return a value as one text: a section as a path, other lists with an item a line.

    >>> shown_as_text("section", ("Kinh tế", "Hạ tầng"))
    'Kinh tế › Hạ tầng'
    """
    if isinstance(value, str):
        return value
    return (SECTION_SEPARATOR if field == "section" else "\n").join(value)
