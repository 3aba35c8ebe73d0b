"""The table of corrected values, computed from the log of decisions."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, case, select, update

from archive.catalogue import log
from archive.catalogue.chunks import chunks
from archive.catalogue.database import Database
from archive.catalogue.prepared import Prepared
from archive.catalogue.revisions import last
from archive.catalogue.shown import PUBLISHED, SHOWN, published, with_shown
from archive.catalogue.tables import corrected, reports, storable, versions
from archive.corrections.correction import FIELDS, Correction, Value
from index.report import Report

__all__ = ["STATE", "Corrections", "applied", "renumber", "values_by_report"]

STATE = case((corrected.c.number > reports.c.current, corrected.c.number), else_=reports.c.current)
"""The number of what readers see of a report: of its version or, if that is later, of its last
correction. For selections that join `corrected`, if a row has one."""


class Corrections:
    """The corrections that stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, identifier: str) -> list[Correction]:
        """Return the corrections of a report, the latest first."""
        if not storable(identifier):
            return []
        return self._database.read(lambda connection: _corrections(connection, identifier))

    def all(self) -> list[Correction]:
        """Return the corrections of all reports, the latest first."""
        return self._database.read(_corrections)

    def applied(self, identifiers: Collection[str]) -> dict[str, Report]:
        """Return identifier → report with its corrections, withdrawn ones too, without persons.

        Names of newspapers and sections are those that were published or corrected, not those that
        they stand for.
        """
        return self._database.read(lambda connection: applied(connection, identifiers))


def values_by_report(
    connection: Connection, numbers: Collection[int]
) -> dict[int, dict[str, Value]]:
    """Return number of a report → field → corrected value, for those that have one."""
    found: dict[int, dict[str, Value]] = {}
    for chunk in chunks(sorted(numbers)):
        rows = connection.execute(select(corrected).where(corrected.c.report.in_(chunk)))
        for row in rows.mappings():
            found[row["report"]] = {
                field: tuple(value) if isinstance(value, list) else value
                for field in FIELDS
                if (value := row[field]) is not None
            }
    return found


def renumber(connection: Connection, report: int) -> None:
    """Note that a report, given by number, is shown with its corrections on another version."""
    which = update(corrected).where(corrected.c.report == report)
    connection.execute(which.values(number=last(connection) + 1))


def applied(connection: Connection, identifiers: Collection[str]) -> dict[str, Report]:
    """Return identifier → report with its corrections, withdrawn ones too, without persons."""
    found: dict[str, Report] = {}
    wanted = with_shown(select(reports.c.identifier, *SHOWN))
    for chunk in chunks(sorted(filter(storable, identifiers))):
        rows = connection.execute(wanted.where(reports.c.identifier.in_(chunk)))
        found.update((row.identifier, published(row.identifier, row)) for row in rows)
    return found


# Made once: each page of a report asks for its corrections.
_CORRECTED = (
    select(reports.c.identifier, corrected.c.decisions, *PUBLISHED)
    .join(reports, reports.c.number == corrected.c.report)
    .join(versions, versions.c.number == reports.c.current)
)
_CORRECTED_REPORT = Prepared(_CORRECTED.where(reports.c.identifier == bindparam("identifier")))


def _corrections(connection: Connection, identifier: str | None = None) -> list[Correction]:
    """Return the corrections of one report, or of all, the latest first."""
    if identifier is None:
        rows = list(connection.execute(_CORRECTED).all())
    else:
        rows = _CORRECTED_REPORT.all(connection, {"identifier": identifier})
    numbers = [int(number) for row in rows for number in row.decisions]
    made = {logged.number: logged for logged in log.numbered(connection, numbers)}
    found = [
        Correction.of(made[int(number)], published(row.identifier, row))
        for row in rows
        for number in row.decisions
    ]
    return sorted(found, key=lambda correction: -correction.number)
