"""Counting the rows of the catalogue."""

from sqlalchemy import ColumnElement, Connection, Table, func, select

from archive.catalogue import revisions, unread
from archive.catalogue.records import Counts
from archive.catalogue.tables import erasures, originals, persons, refusals, reports, versions

__all__ = ["counts"]


def counts(connection: Connection) -> Counts:
    """Return the numbers of reports, versions, originals, persons and refusals."""

    def number(table: Table, *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return connection.execute(query).scalar_one()

    erased = number(erasures)
    return Counts(
        reports=number(reports, reports.c.withdrawn.is_(False)),
        withdrawn=number(reports, reports.c.withdrawn.is_(True)) - erased,
        erased=erased,
        versions=number(versions) - erased,
        originals=number(originals),
        persons=number(persons),
        refused=number(refusals, refusals.c.is_list_page.is_(False)),
        list_pages=number(refusals, refusals.c.is_list_page.is_(True)),
        unread=unread.count(connection),
        revision=revisions.last(connection),
    )
