"""Reports as readers see them: the current version, with the persons named in it.

Everything that readers, the index and exports get of a report is built here, and only here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select

from archive.catalogue.records import Change
from archive.catalogue.tables import appearances, persons, reports, storable, versions
from index.report import Report

__all__ = ["PUBLISHED", "by_identifier", "changes", "published", "texts", "without_persons"]

PUBLISHED = (
    versions.c.title,
    versions.c.lead,
    versions.c.body,
    versions.c.captions,
    versions.c.dateline,
    versions.c.date,
    versions.c.section,
    versions.c.authors,
    versions.c.source,
    versions.c.url,
    versions.c.tags,
)
"""The columns of a version that `published` reads."""

# Made once: to make a statement takes SQLAlchemy as long as to execute it.
_WITHOUT_PERSONS = (
    select(reports.c.identifier, *PUBLISHED)
    .join(versions, versions.c.number == reports.c.current)
    .where(reports.c.identifier.in_(bindparam("identifiers", expanding=True)))
    .where(reports.c.deleted.is_(False))
)

# Identifiers in one statement, well below the parameters it may have (SQLite 3.32: 32,766).
_CHUNK = 1000


def by_identifier(connection: Connection, identifiers: Sequence[str]) -> dict[str, Report]:
    """Return identifier → report for those that are shown."""
    known = [each for each in identifiers if storable(each)]
    found: dict[str, Report] = {}
    for start in range(0, len(known), _CHUNK):
        wanted = reports.c.identifier.in_(known[start : start + _CHUNK])
        for change in changes(connection, wanted & reports.c.deleted.is_(False)):
            if change.report is not None:
                found[change.identifier] = change.report
    return found


def without_persons(connection: Connection, identifiers: Sequence[str]) -> dict[str, Report]:
    """Return identifier → report for those that are shown, without the persons named in them.

    `identifiers`: at most some hundreds.
    """
    known = [each for each in identifiers if storable(each)]
    rows = connection.execute(_WITHOUT_PERSONS, {"identifiers": known})
    return {row.identifier: published(row.identifier, row) for row in rows}


def texts(connection: Connection, identifiers: Sequence[str]) -> dict[str, str]:
    """Return identifier → lead and body, on lines of their own, for those that are shown.

    `identifiers`: at most some hundreds.
    """
    rows = connection.execute(
        select(reports.c.identifier, versions.c.lead, versions.c.body)
        .join(versions, versions.c.number == reports.c.current)
        .where(reports.c.identifier.in_(filter(storable, identifiers)))
        .where(reports.c.deleted.is_(False))
    )
    return {row.identifier: f"{row.lead}\n{row.body}" for row in rows}


def changes(connection: Connection, where: ColumnElement[bool]) -> Iterator[Change]:
    """Yield the last change of each report that a condition selects, in order of revision."""
    rows = connection.execute(
        select(
            reports.c.number,
            reports.c.identifier,
            reports.c.revision,
            reports.c.datestamp,
            reports.c.deleted,
            *PUBLISHED,
        )
        .join(versions, versions.c.number == reports.c.current)
        .where(where)
        .order_by(reports.c.revision)
    ).all()
    named = _persons(connection, where)
    for row in rows:
        report = published(row.identifier, row, named.get(row.number, ()))
        shown = None if row.deleted else report
        yield Change(row.revision, row.identifier, row.datestamp, shown)


def published(identifier: str, row: Any, named: Iterable[str] = ()) -> Report:
    """Return the report in a row of `PUBLISHED` columns, with the persons named in it."""
    return Report(
        identifier=identifier,
        title=row.title,
        lead=row.lead,
        body=row.body,
        captions=tuple(row.captions),
        dateline=row.dateline,
        date=row.date,
        section=tuple(row.section),
        authors=tuple(row.authors),
        source=row.source,
        url=row.url,
        tags=tuple(row.tags),
        persons=tuple(named),
    )


def _persons(connection: Connection, where: ColumnElement[bool]) -> dict[int, Collection[str]]:
    """Return report number → identifiers of the persons named, each once, without hidden ones."""
    rows = connection.execute(
        select(appearances.c.report, appearances.c.person)
        .join(reports, reports.c.number == appearances.c.report)
        .join(persons, persons.c.identifier == appearances.c.person)
        .where(where, persons.c.hidden.is_(False))
        .order_by(appearances.c.report, appearances.c.ordinal)
    )
    named: dict[int, dict[str, None]] = defaultdict(dict)
    for number, person in rows:
        named[number][person] = None
    return dict(named)
