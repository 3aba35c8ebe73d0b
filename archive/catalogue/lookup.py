"""Reading the catalogue: reports, their versions and originals, changes, refusals, counts."""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from archive.catalogue.records import Appearance, Change, Counts, Origin, Version
from archive.catalogue.tables import (
    appearances,
    head,
    originals,
    origins,
    persons,
    refusals,
    reports,
    versions,
)
from index.report import Original, Report

__all__ = [
    "changes",
    "count_outdated",
    "counts",
    "history",
    "named_in",
    "original",
    "outdated",
    "pending",
    "reports_named",
    "revision",
    "storable",
]

# Well below the number of parameters that a statement may have (SQLite: 32,766 since 3.32).
_CHUNK = 1000

_CONTENT = (
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


def storable(text: str) -> bool:
    """Whether a database can hold, and so know, a text: no NUL and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def revision(connection: Connection) -> int:
    """The number of the last change."""
    number: int = connection.execute(select(head.c.revision)).scalar_one()
    return number


def reports_named(connection: Connection, identifiers: Collection[str]) -> dict[str, Report]:
    """The reports shown that have these identifiers, as identifier → report."""
    found: dict[str, Report] = {}
    for some in _chunks([each for each in identifiers if storable(each)]):
        shown = reports.c.identifier.in_(some) & reports.c.deleted.is_(False)
        found.update((change.identifier, report) for change, report in _current(connection, shown))
    return found


def changes(connection: Connection, after: int, limit: int) -> list[Change]:
    """The last change of each report changed after a revision, oldest first."""
    numbers = connection.execute(
        select(reports.c.revision)
        .where(reports.c.revision > after)
        .order_by(reports.c.revision)
        .limit(limit)
    ).scalars()
    last = max(numbers, default=after)
    within = (reports.c.revision > after) & (reports.c.revision <= last)
    return [change for change, _report in _current(connection, within)]


def pending(connection: Connection, after: int) -> int:
    """How many reports changed after a revision."""
    later = select(func.count()).select_from(reports).where(reports.c.revision > after)
    return connection.execute(later).scalar_one()


def outdated(connection: Connection, extraction: str, limit: int, after: str) -> list[str]:
    """Reports shown whose persons other rules found, in order of import behind `after`."""
    wanted = (
        select(reports.c.identifier)
        .where(reports.c.extraction != extraction, reports.c.deleted.is_(False))
        .order_by(reports.c.number)
        .limit(limit)
    )
    if after:
        last = select(reports.c.number).where(reports.c.identifier == after)
        wanted = wanted.where(reports.c.number > last.scalar_subquery())
    return list(connection.execute(wanted).scalars())


def count_outdated(connection: Connection, extraction: str) -> int:
    """How many reports shown had their persons found by other rules than this version."""
    others = select(func.count()).select_from(reports)
    shown = reports.c.deleted.is_(False)
    return connection.execute(others.where(shown, reports.c.extraction != extraction)).scalar_one()


def _current(connection: Connection, where: ColumnElement[bool]) -> Iterator[tuple[Change, Report]]:
    """Reports with their last change, in order of revision."""
    rows = connection.execute(
        select(
            reports.c.number,
            reports.c.identifier,
            reports.c.revision,
            reports.c.datestamp,
            reports.c.deleted,
            *_CONTENT,
        )
        .join(versions, versions.c.number == reports.c.current)
        .where(where)
        .order_by(reports.c.revision)
    ).all()
    named = _persons(connection, where)
    for row in rows:
        report = _report(row.identifier, row, named.get(row.number, ()))
        change = Change(
            row.revision, row.identifier, row.datestamp, None if row.deleted else report
        )
        yield change, report


def _persons(connection: Connection, where: ColumnElement[bool]) -> dict[int, Iterable[str]]:
    """Those named in some reports, each once, hidden ones left out: number → identifiers."""
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


def _report(identifier: str, row: Any, named: Iterable[str] = ()) -> Report:
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


def history(connection: Connection, identifier: str) -> list[Version]:
    """All versions of a report, the oldest first; none where it is unknown."""
    if not storable(identifier):
        return []
    rows = connection.execute(
        select(
            versions.c.number,
            versions.c.report,
            versions.c.version,
            versions.c.datestamp,
            *_CONTENT,
        )
        .join(reports, reports.c.number == versions.c.report)
        .where(reports.c.identifier == identifier)
        .order_by(versions.c.version)
    ).all()
    places = connection.execute(
        select(
            origins.c.version,
            origins.c.place,
            origins.c.sha256,
            originals.c.media_type,
            originals.c.size,
        )
        .join(originals, originals.c.sha256 == origins.c.sha256)
        .where(origins.c.report.in_({row.report for row in rows}))
        .order_by(origins.c.place)
    )
    came: dict[int, list[Origin]] = defaultdict(list)
    for version, *rest in places:
        came[version].append(Origin(*rest))
    return [
        Version(row.version, row.datestamp, _report(identifier, row), tuple(came[row.number]))
        for row in rows
    ]


def original(connection: Connection, sha256: str) -> Original | None:
    """The bytes with this SHA-256, with one of the places that they came from."""
    if not storable(sha256):
        return None
    row = connection.execute(
        select(originals.c.data, originals.c.media_type, func.min(origins.c.place).label("place"))
        .join(origins, origins.c.sha256 == originals.c.sha256)
        .where(originals.c.sha256 == sha256)
        .group_by(originals.c.sha256)
    ).first()
    return None if row is None else Original(zlib.decompress(row.data), row.media_type, row.place)


def named_in(connection: Connection, report: str) -> list[Appearance]:
    """Who is named in a report that is shown, by place in it."""
    rows = connection.execute(
        select(appearances, reports.c.identifier)
        .join(reports, reports.c.number == appearances.c.report)
        .where(reports.c.identifier == report, reports.c.deleted.is_(False))
        .order_by(appearances.c.ordinal)
    )
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
            report=row.identifier,
        )
        for row in rows
    ]


def counts(connection: Connection) -> Counts:
    """How much there is of everything."""

    def number(table: Table, *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return connection.execute(query).scalar_one()

    return Counts(
        reports=number(reports, reports.c.deleted.is_(False)),
        deleted=number(reports, reports.c.deleted.is_(True)),
        versions=number(versions),
        originals=number(originals),
        persons=number(persons),
        refused=number(refusals),
        revision=revision(connection),
    )


def _chunks(identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(identifiers), _CHUNK):
        yield identifiers[start : start + _CHUNK]
