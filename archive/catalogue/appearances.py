"""The persons named in reports, and which version of the rules found them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from archive.catalogue import revisions, shown
from archive.catalogue.database import Database, add
from archive.catalogue.person_records import RecordCache, Records
from archive.catalogue.prepared import Prepared
from archive.catalogue.records import Appearance, Entry
from archive.catalogue.tables import appearances, reports, storable
from archive.persons.authority import Naming
from index.report import Report

__all__ = ["Appearances", "add_appearances"]


class Appearances:
    """The persons named in reports, as extracted from their text."""

    def __init__(self, database: Database, cache: RecordCache) -> None:
        self._database = database
        self._cache = cache

    def in_report(self, identifier: str) -> list[Appearance]:
        """Return the persons named in a report in the order of its text; none if not shown."""
        if not storable(identifier):
            return []
        return self._database.read(lambda connection: _in_report(connection, identifier))

    def replace(self, entries: Sequence[Entry]) -> None:
        """Replace the appearances of known reports; one whose persons differ counts as changed."""
        datestamp = revisions.now()

        def work(connection: Connection) -> Records:
            records = Records(self._cache, connection)
            _replace(connection, entries, records, datestamp)
            return records

        self._database.write(work).remember()

    def outdated(self, extraction: str, limit: int = 1000, *, after: str = "") -> list[str]:
        """Return identifiers of reports shown whose persons another version of the rules found.

        They come in the order of their first import, starting behind the report `after`.
        """
        wanted = (
            select(reports.c.identifier)
            .where(reports.c.extraction != extraction, reports.c.withdrawn.is_(False))
            .order_by(reports.c.number)
            .limit(limit)
        )
        if after:
            last = select(reports.c.number).where(reports.c.identifier == after)
            wanted = wanted.where(reports.c.number > last.scalar_subquery())
        return self._database.read(lambda connection: list(connection.execute(wanted).scalars()))

    def count_outdated(self, extraction: str) -> int:
        """Return the number of reports that `outdated` would list without a limit."""
        wanted = (
            select(func.count())
            .select_from(reports)
            .where(reports.c.extraction != extraction, reports.c.withdrawn.is_(False))
        )
        return self._database.read(lambda connection: connection.execute(wanted).scalar_one())


def add_appearances(
    connection: Connection, entries: Sequence[tuple[int, Entry]], records: Records
) -> None:
    """Add the appearances of entries, given with the numbers of their reports."""
    names = dict.fromkeys(each.name for _number, entry in entries for each in entry.appearances)
    found = records.find_or_make(names)
    rows = [
        _row(number, ordinal, entry.report, each, found[each.name], records)
        for number, entry in entries
        for ordinal, each in enumerate(entry.appearances)
    ]
    add(connection, appearances, rows)


def _row(
    number: int,
    ordinal: int,
    report: Report,
    appearance: Appearance,
    record: str,
    records: Records,
) -> dict[str, Any]:
    naming = Naming(appearance.name, record, appearance.roles, report.date, report.identifier)
    return {
        "report": number,
        "ordinal": ordinal,
        "record": record,
        "person": records.authority.person(naming),
        "name": appearance.name,
        "roles": appearance.roles,
        "evidence": appearance.evidence,
        "field": appearance.field,
        "part": appearance.part,
        "start": appearance.start,
        "end": appearance.end,
    }


# Made once: each page of a report asks for its persons.
_IN_REPORT = Prepared(
    select(appearances)
    .join(reports, reports.c.number == appearances.c.report)
    .where(reports.c.identifier == bindparam("identifier"), reports.c.withdrawn.is_(False))
    .order_by(appearances.c.ordinal)
)


def _in_report(connection: Connection, identifier: str) -> list[Appearance]:
    rows = _IN_REPORT.all(connection, {"identifier": identifier})
    return [
        Appearance(
            name=row.name,
            roles=tuple(row.roles),
            evidence=row.evidence,
            field=row.field,
            part=row.part,
            start=row.start,
            end=row.end,
            record=row.record,
            person=row.person,
            report=identifier,
        )
        for row in rows
    ]


def _replace(
    connection: Connection, entries: Sequence[Entry], records: Records, datestamp: str
) -> None:
    wanted = {entry.report.identifier: entry for entry in entries}
    before = shown.by_identifier(connection, list(wanted))
    numbers = _numbers(connection, list(before))
    connection.execute(delete(appearances).where(appearances.c.report.in_(numbers.values())))
    entered = [(number, wanted[identifier]) for identifier, number in numbers.items()]
    add_appearances(connection, entered, records)
    _set_extraction(connection, entered)
    after = shown.by_identifier(connection, list(before))
    changed = [
        number
        for identifier, number in numbers.items()
        if before[identifier].persons != after[identifier].persons
    ]
    revisions.touch(connection, changed, datestamp)


def _numbers(connection: Connection, identifiers: Sequence[str]) -> dict[str, int]:
    """Return identifier → report number, in the order of import."""
    rows = connection.execute(
        select(reports.c.identifier, reports.c.number)
        .where(reports.c.identifier.in_(identifiers))
        .order_by(reports.c.number)
    )
    return dict(rows.all())


def _set_extraction(connection: Connection, entries: Sequence[tuple[int, Entry]]) -> None:
    """Store which version of the rules found the persons of each entry."""
    rows = [{"which": number, "extraction": entry.extraction} for number, entry in entries]
    if rows:
        connection.execute(update(reports).where(reports.c.number == bindparam("which")), rows)
