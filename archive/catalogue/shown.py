"""Reports as readers see them: the current version as corrected, with the persons named in it.

Everything that readers, the index and exports get of a report is built here, and only here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    select,
)

from archive.catalogue.chunks import chunks
from archive.catalogue.prepared import Prepared
from archive.catalogue.recollection import Recollection
from archive.catalogue.records import Change
from archive.catalogue.spellings import understood
from archive.catalogue.tables import appearances, corrected, persons, reports, storable, versions
from index.report import Report

__all__ = [
    "PUBLISHED",
    "SHOWN",
    "by_identifier",
    "changes",
    "published",
    "shown_column",
    "texts",
    "with_shown",
    "without_persons",
]

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


def shown_column(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column as readers see it: the corrected value, else the published one."""
    return func.coalesce(corrected.c[column.name], column).label(column.name)


SHOWN = tuple(map(shown_column, PUBLISHED))
"""The columns of `PUBLISHED`, each with its corrected value, for rows of `with_shown`."""


def with_shown(selection: Select[Any]) -> Select[Any]:
    """Return a selection from `reports`, joined with the tables that `SHOWN` reads."""
    return selection.join(versions, versions.c.number == reports.c.current).outerjoin(
        corrected, corrected.c.report == reports.c.number
    )


_IDENTIFIERS: BindParameter[str] = bindparam("identifiers", expanding=True)
# Made once: to make a statement takes SQLAlchemy as long as to execute it.
_WITHOUT_PERSONS = Prepared(
    with_shown(select(reports.c.identifier, *SHOWN))
    .where(reports.c.identifier.in_(_IDENTIFIERS))
    .where(reports.c.withdrawn.is_(False))
)
_TEXTS = Prepared(
    with_shown(
        select(reports.c.identifier, shown_column(versions.c.lead), shown_column(versions.c.body))
    )
    .where(reports.c.identifier.in_(_IDENTIFIERS))
    .where(reports.c.withdrawn.is_(False))
)

# Identifiers in one statement.
_CHUNK = 1000


def by_identifier(
    connection: Connection, identifiers: Sequence[str], recollection: Recollection | None = None
) -> dict[str, Report]:
    """Return identifier → report for those that are shown."""
    found: dict[str, Report] = {}
    for chunk in chunks(filter(storable, identifiers), _CHUNK):
        wanted = {"identifiers": chunk}
        rows = _KNOWN_REPORTS.all(connection, wanted)
        named = _KNOWN_PERSONS.all(connection, wanted)
        for change in _changes(connection, rows, named, recollection):
            if change.report is not None:
                found[change.identifier] = change.report
    return found


def without_persons(
    connection: Connection, identifiers: Sequence[str], recollection: Recollection
) -> dict[str, Report]:
    """Return identifier → report for those that are shown, without the persons named in them.

    `identifiers`: at most some hundreds.
    """
    known = [each for each in identifiers if storable(each)]
    rows = _WITHOUT_PERSONS.all(connection, {"identifiers": known})
    made = [published(row.identifier, row) for row in rows]
    return {report.identifier: report for report in understood(connection, made, recollection)}


def texts(connection: Connection, identifiers: Sequence[str]) -> dict[str, str]:
    """Return identifier → lead and body, on lines of their own, for those that are shown.

    `identifiers`: at most some hundreds.
    """
    known = [each for each in identifiers if storable(each)]
    rows = _TEXTS.all(connection, {"identifiers": known})
    return {row.identifier: f"{row.lead}\n{row.body}" for row in rows}


def changes(connection: Connection, where: ColumnElement[bool]) -> Iterator[Change]:
    """Yield the last change of each report that a condition selects, in order of revision."""
    rows = connection.execute(_changed(where)).all()
    yield from _changes(connection, rows, connection.execute(_named(where)))


def _changes(
    connection: Connection,
    rows: Sequence[Any],
    named: Iterable[Any],
    recollection: Recollection | None = None,
) -> Iterator[Change]:
    """Yield the changes in rows of `_changed`. `named`: the rows of `_named`."""
    persons_of = _persons(named)
    made = (published(row.identifier, row, persons_of.get(row.number, ())) for row in rows)
    for row, report in zip(rows, understood(connection, made, recollection), strict=True):
        shown = None if row.withdrawn else report
        yield Change(row.revision, row.identifier, row.datestamp, shown)


def _changed(where: ColumnElement[bool]) -> Select[Any]:
    """Return a statement that selects the reports of a condition, in order of revision."""
    return (
        with_shown(
            select(
                reports.c.number,
                reports.c.identifier,
                reports.c.revision,
                reports.c.datestamp,
                reports.c.withdrawn,
                *SHOWN,
            )
        )
        .where(where)
        .order_by(reports.c.revision)
    )


def _named(where: ColumnElement[bool]) -> Select[Any]:
    """Return a statement that selects the persons named in them, without hidden ones."""
    return (
        select(appearances.c.report, appearances.c.person)
        .join(reports, reports.c.number == appearances.c.report)
        .join(persons, persons.c.identifier == appearances.c.person)
        .where(where, persons.c.hidden.is_(False))
        .order_by(appearances.c.report, appearances.c.ordinal)
    )


# The statements of `by_identifier`.
_KNOWN = reports.c.identifier.in_(_IDENTIFIERS) & reports.c.withdrawn.is_(False)
_KNOWN_REPORTS, _KNOWN_PERSONS = Prepared(_changed(_KNOWN)), Prepared(_named(_KNOWN))


def published(identifier: str, row: Any, named: Iterable[str] = ()) -> Report:
    """Return the report in a row of `PUBLISHED` or `SHOWN` columns, with its persons."""
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


def _persons(rows: Iterable[Any]) -> dict[int, Collection[str]]:
    """Return report number → identifiers of the persons named, each once."""
    named: dict[int, dict[str, None]] = defaultdict(dict)
    for number, person in rows:
        named[number][person] = None
    return dict(named)
