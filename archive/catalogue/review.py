"""Questions to the catalogue about what needs a decision: dates, names, undated texts, refusals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, false, func, select

from archive.catalogue import log
from archive.catalogue.chunks import chunks
from archive.catalogue.database import Database
from archive.catalogue.tables import (
    STREAMED,
    aliases,
    corrected,
    newspaper_spellings,
    persons,
    refusals,
    reports,
    section_spellings,
    unread,
    versions,
)
from archive.corrections.correction import FIELDS
from archive.decision import Logged

__all__ = ["Beginning", "Dated", "Review"]

# Characters of a text in which its date is looked for.
_BEGINNING = 160


@dataclass(frozen=True, slots=True)
class Dated:
    """A report with its date and the newspaper that it names."""

    identifier: str
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a report without a date: dateline, lead and body."""

    identifier: str
    title: str
    texts: tuple[str, ...]


class Review:
    """Queries for what needs a decision, among the reports shown; they change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dated(self, until: str, since: str) -> list[Dated]:
        """Return the reports dated after the day `until` or before the day `since`.

        A month or a year is outside only if all of its days are: «~» comes after all digits and
        signs of a date.
        """
        date = _shown("date")
        outside = (date > f"{until}~") | (date + "~" < since)
        return self._dated(outside & (date != ""))

    def dated_outside(self, periods: Mapping[str, tuple[str, str]]) -> list[Dated]:
        """Return the reports of newspapers that are dated before or after a period.

        `periods`: spelling of a newspaper → first and last day, ISO 8601, may be partial; "" for an
        open end. A partial date is outside only if all of its days are.
        """
        firsts = [first for first, _last in periods.values() if first]
        lasts = [last for _first, last in periods.values() if last]
        date = _shown("date")
        before = (date + "~" < max(firsts)) if firsts else false()
        after = (date > f"{min(lasts)}~") if lasts else false()
        may_be = (date != "") & (before | after)
        found: list[Dated] = []
        for chunk in chunks(sorted(periods)):
            found += self._dated(_shown("source").in_(chunk) & may_be)
        return [each for each in found if _is_outside(each.date, *periods[each.source])]

    def undated(self) -> list[Beginning]:
        """Return the beginnings of the reports without a date."""
        columns = (_shown(name) for name in ("title", "dateline"))
        texts = (func.substr(_shown(name), 1, _BEGINNING) for name in ("lead", "body"))
        wanted = _select(*columns, *texts).where(_shown("date") == "")
        return self._database.read(
            lambda connection: [
                Beginning(row[0], row[1], tuple(row[2:]))
                for row in connection.execute(wanted, execution_options=STREAMED)
            ]
        )

    def sources(self) -> dict[str, int]:
        """Return name of a newspaper as reports have it → number of reports."""
        counted = _counted(_shown("source"), func.count())
        return self._database.read(lambda connection: dict(connection.execute(counted).all()))

    def newspapers(self) -> list[tuple[str, str, list[str]]]:
        """Return spelling, identifier of the record, and its names with their periods, flat."""
        wanted = select(newspaper_spellings).order_by(newspaper_spellings.c.spelling)
        return self._database.read(
            lambda connection: [
                (row.spelling, row.newspaper, row.names) for row in connection.execute(wanted)
            ]
        )

    def sections(self) -> list[tuple[str, int, str]]:
        """Return path in JSON, number of reports and one of them, for each section of reports."""
        section = func.coalesce(_text(corrected.c.section), _text(versions.c.section))
        counted = _counted(section, func.count(), func.min(reports.c.identifier))
        return self._database.read(
            lambda connection: [(a, b, c) for a, b, c in connection.execute(counted)]
        )

    def sections_shown(self) -> dict[str, tuple[str, ...]]:
        """Return path of a section in JSON → the path that it stands for."""
        return self._database.read(
            lambda connection: {
                row.spelling: tuple(row.shown) for row in connection.execute(_SECTIONS)
            }
        )

    def unread(self) -> list[tuple[str, str, str]]:
        """Return identifier, field and value for each value that could not be read.

        Fields that a librarian has corrected since are left out.
        """
        wanted = (
            _select(unread.c.field, unread.c.written)
            .join(unread, unread.c.version == reports.c.current)
            .order_by(reports.c.number, unread.c.ordinal)
        )

        def work(connection: Connection) -> list[tuple[str, str, str]]:
            done = {(row.identifier, name) for row, name in _corrected_fields(connection)}
            rows = connection.execute(wanted)
            return [(row[0], row[1], row[2]) for row in rows if (row[0], row[1]) not in done]

        return self._database.read(work)

    def refusals(self) -> list[tuple[str, str, int, int]]:
        """Return origin, reason, number of refusals, and the number of the last one."""
        wanted = (
            select(refusals.c.origin, refusals.c.reason, func.count(), func.max(refusals.c.id))
            .where(refusals.c.is_list_page.is_(False))
            .group_by(refusals.c.origin, refusals.c.reason)
        )
        return self._database.read(
            lambda connection: [(a, b, c, d) for a, b, c, d in connection.execute(wanted)]
        )

    def names(self) -> list[tuple[str, str]]:
        """Return person and name for all names of persons, those merged into others left out."""
        own = select(persons.c.identifier, persons.c.name).where(persons.c.merged.is_(None))
        others = (
            select(aliases.c.person, aliases.c.name)
            .join(persons, persons.c.identifier == aliases.c.person)
            .where(persons.c.merged.is_(None), aliases.c.name != persons.c.name)
            .order_by(aliases.c.person, aliases.c.ordinal, aliases.c.key)
        )
        return self._database.read(
            lambda connection: [
                (person, name)
                for wanted in (own.order_by(persons.c.identifier), others)
                for person, name in connection.execute(wanted)
            ]
        )

    def log(self) -> list[Logged]:
        """Return all decisions."""
        return self._database.read(log.read)

    def _dated(self, where: ColumnElement[bool]) -> list[Dated]:
        wanted = _select(_shown("date"), _shown("source")).where(where).order_by(reports.c.number)
        return self._database.read(
            lambda connection: [Dated(*row) for row in connection.execute(wanted)]
        )


def _is_outside(date: str, first: str, last: str) -> bool:
    """Return True if all days of a date are before `first` or after `last`."""
    return f"{date}~" < first or (bool(last) and date > f"{last}~")


_SECTIONS = select(section_spellings.c.spelling, section_spellings.c.shown)


def _select(*columns: ColumnElement[Any]) -> Any:
    """Return a statement that selects identifiers and columns of the reports shown."""
    return (
        select(reports.c.identifier, *columns)
        .join(versions, versions.c.number == reports.c.current)
        .outerjoin(corrected, corrected.c.report == reports.c.number)
        .where(reports.c.withdrawn.is_(False))
    )


def _counted(column: ColumnElement[Any], *others: ColumnElement[Any]) -> Any:
    """Return a statement that groups the reports shown by a column; `others`: aggregates."""
    joined = reports.join(versions, versions.c.number == reports.c.current).outerjoin(
        corrected, corrected.c.report == reports.c.number
    )
    wanted = select(column, *others).select_from(joined)
    return wanted.where(reports.c.withdrawn.is_(False)).group_by(column).order_by(column)


def _shown(name: str) -> ColumnElement[Any]:
    """Return the value of a field that readers see."""
    return func.coalesce(corrected.c[name], versions.c[name])


def _text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a list in JSON as text: PostgreSQL compares no JSON."""
    return cast(column, Text)


def _corrected_fields(connection: Connection) -> Iterator[tuple[Any, str]]:
    """Yield the row of each corrected report with the name of each field corrected."""
    wanted = select(reports.c.identifier, *corrected.c).join(
        corrected, corrected.c.report == reports.c.number
    )
    for row in connection.execute(wanted):
        for name in FIELDS:
            if row._mapping[name] is not None:
                # Importers note each author by itself.
                yield row, "author" if name == "authors" else name
