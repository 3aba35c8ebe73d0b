"""Decisions to correct a report: their checks, and their effects on the tables.

`corrected` is computed from the log: it has a row for each report with a correction that stands.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select, update

from archive.catalogue.chunks import chunks
from archive.catalogue.corrected import values_by_report
from archive.catalogue.database import add
from archive.catalogue.revisions import last
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.spellings import learn
from archive.catalogue.stories import find_stories
from archive.catalogue.story_groups import numbers_of
from archive.catalogue.story_texts import current
from archive.catalogue.subject import Subject
from archive.catalogue.tables import appearances, corrected, reports, storable, versions
from archive.corrections.correction import (
    FIELDS,
    KINDS,
    LISTS,
    NAMES,
    Correct,
    Value,
    changes_persons,
    changes_stories,
    corrections_in,
    value_of,
    with_values,
)
from archive.decision import Decision, Logged, resolved
from archive.errors import DecisionInvalid, ReportNotFound
from index.language.dates import bounds
from index.report import Report

__all__ = ["SUBJECT"]

# The fields of which a report needs at least one.
_CONTENT = ("title", "lead", "body", "captions")
# Made once: a spreadsheet brings thousands of decisions.
_CURRENT = (
    select(reports.c.identifier, *PUBLISHED)
    .join(versions, versions.c.number == reports.c.current)
    .where(reports.c.identifier.in_(bindparam("identifiers", expanding=True)))
)

_Stood = Mapping[str, Logged]
"""Field → the correction of it that stands, for one report."""


def _complete(connection: Connection, decision: Decision, _log: Sequence[Logged]) -> Decision:
    """Return a correction with the value that the newspaper published.

    Raise `ReportNotFound` or `DecisionInvalid`.
    """
    if not isinstance(decision, Correct):
        return decision
    report = _published(connection, [decision.report]).get(decision.report)
    if report is None:
        raise ReportNotFound(f"no report has the identifier {decision.report!r}")
    _check_value(decision)
    return replace(decision, published=value_of(report, decision.field))


def _check_value(made: Correct) -> None:
    """Raise `DecisionInvalid` if the field of a report cannot have the value."""
    if made.field not in FIELDS:
        raise DecisionInvalid(f"a report has no field {made.field!r}")
    is_list = not isinstance(made.value, str)
    texts = made.value if isinstance(made.value, tuple) else (made.value,)
    name = NAMES[made.field]
    if is_list != (made.field in LISTS) or not all(isinstance(each, str) for each in texts):
        raise DecisionInvalid(f"{made.value!r} is no value of {name!r}")
    if not all(map(storable, texts)):
        raise DecisionInvalid(f"{name!r} holds a character that cannot be stored: {made.value!r}")
    if is_list and not all(texts):
        raise DecisionInvalid(f"{name!r} holds an empty text: {made.value!r}")
    if made.field == "date" and made.value and not bounds(texts[0]):
        raise DecisionInvalid(f"{made.value!r} is not a date")


def _check(connection: Connection, added: Sequence[Logged], log: Sequence[Logged]) -> None:
    """Raise `DecisionInvalid` if decisions leave a report with neither title nor text."""
    named = _reports_of(resolved(added, log))
    if not named:
        return
    standing = corrections_in(log)
    for identifier, report in _published(connection, named).items():
        shown = with_values(report, _values(standing.get(identifier, {})))
        if not any(value_of(shown, field) for field in _CONTENT):
            raise DecisionInvalid(f"{identifier!r} would have neither title nor text")


def _published(connection: Connection, identifiers: Iterable[str]) -> dict[str, Report]:
    """Return identifier → current version as published, also of withdrawn reports."""
    found: dict[str, Report] = {}
    for chunk in chunks(sorted(filter(storable, identifiers))):
        rows = connection.execute(_CURRENT, {"identifiers": chunk})
        found.update((row.identifier, published(row.identifier, row)) for row in rows)
    return found


def _follow(
    connection: Connection,
    concerned: Sequence[Decision],
    _before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Store the corrections that stand for each report concerned.

    Return the numbers of the reports that readers now see differently.
    """
    standing = corrections_in(after)
    numbers = numbers_of(connection, _reports_of(concerned))
    stood = {number: standing.get(identifier, {}) for identifier, number in numbers.items()}
    before = values_by_report(connection, stood)
    _store(connection, stood)
    changed = {
        number: _differing(before.get(number, {}), _values(each)) for number, each in stood.items()
    }
    _forget_persons(connection, [n for n, fields in changed.items() if changes_persons(fields)])
    compared = [number for number, fields in changed.items() if changes_stories(fields)]
    found = find_stories(connection, current(connection, compared))
    return stood.keys() | found | _learn_names(connection, map(_values, stood.values()))


def _learn_names(connection: Connection, corrections: Iterable[Mapping[str, Value]]) -> set[int]:
    """Add the meanings of corrected newspapers and sections; return the reports that changed."""
    made = list(corrections)
    sources = {str(values["source"]) for values in made if "source" in values}
    return learn(connection, sources, {tuple(values.get("section", ())) for values in made})


def _reports_of(decisions: Iterable[Decision]) -> set[str]:
    """Return the identifiers of the reports that decisions correct."""
    return {each.report for each in decisions if isinstance(each, Correct)}


def _values(stood: _Stood) -> dict[str, Value]:
    """Return field → corrected value."""
    return {
        field: logged.decision.value
        for field, logged in stood.items()
        if isinstance(logged.decision, Correct)
    }


def _differing(before: Mapping[str, Value], after: Mapping[str, Value]) -> set[str]:
    """Return the fields whose correction is another one, or in one of the two only."""
    return {
        field for field in before.keys() | after.keys() if before.get(field) != after.get(field)
    }


def _store(connection: Connection, stood: Mapping[int, _Stood]) -> None:
    """Replace the rows of reports, given by number; a report without corrections has none."""
    for chunk in chunks(sorted(stood)):
        connection.execute(delete(corrected).where(corrected.c.report.in_(chunk)))
    # The next revision, which one of these reports gets in this transaction.
    number = last(connection) + 1
    nothing = dict.fromkeys(FIELDS)
    rows = [
        {
            "report": report,
            "number": number,
            "decisions": [str(logged.number) for logged in each.values()],
            **nothing,
            **_values(each),
        }
        for report, each in stood.items()
        if each
    ]
    add(connection, corrected, rows)


def _forget_persons(connection: Connection, numbers: Collection[int]) -> None:
    """Delete the persons of reports, which are to be found again in the other text."""
    for chunk in chunks(sorted(numbers)):
        connection.execute(delete(appearances).where(appearances.c.report.in_(chunk)))
        again = update(reports).where(reports.c.number.in_(chunk))
        connection.execute(again.values(extraction=""))


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions to correct reports."""
