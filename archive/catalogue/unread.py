"""Values of reports that an importer could not read, stored as written with the version."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, and_, bindparam, func, select

from archive.catalogue.database import Database
from archive.catalogue.prepared import Prepared
from archive.catalogue.records import UnreadValue
from archive.catalogue.tables import origins, reports, unread

__all__ = ["Unread", "by_version", "count"]


class Unread:
    """The values that could not be read; `Reports.put` adds to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, limit: int = 1000) -> list[UnreadValue]:
        """Return the unread values of the reports shown, latest first."""
        return self._database.read(lambda connection: _latest(connection, limit))

    def of(self, identifier: str) -> list[UnreadValue]:
        """Return the unread values of a report in their order."""
        return self._database.read(lambda connection: _latest(connection, -1, identifier))


# Made once: each page of a report asks for them.
_BY_VERSION = Prepared(
    select(unread.c.version, unread.c.field, unread.c.written)
    .where(unread.c.version.in_(bindparam("numbers", expanding=True)))
    .order_by(unread.c.version, unread.c.ordinal)
)


def by_version(connection: Connection, numbers: Collection[int]) -> dict[int, list[UnreadValue]]:
    """Return version number → unread values, without identifier and place."""
    rows = _BY_VERSION.all(connection, {"numbers": list(numbers)})
    found: dict[int, list[UnreadValue]] = defaultdict(list)
    for version, field, written in rows:
        found[version].append(UnreadValue(field, written))
    return found


def count(connection: Connection) -> int:
    """Return the number of unread values of the reports shown."""
    number: int = connection.execute(
        select(func.count())
        .select_from(unread.join(reports, reports.c.current == unread.c.version))
        .where(reports.c.withdrawn.is_(False))
    ).scalar_one()
    return number


def _latest(connection: Connection, limit: int, identifier: str = "") -> list[UnreadValue]:
    # A version may have come from several places; one is enough to find the value.
    place = func.min(origins.c.place).label("place")
    chosen = (
        select(unread.c.field, unread.c.written, reports.c.identifier, place)
        .join(reports, reports.c.current == unread.c.version)
        .outerjoin(
            origins,
            and_(origins.c.report == reports.c.number, origins.c.version == unread.c.version),
        )
        .where(reports.c.withdrawn.is_(False))
        .group_by(
            unread.c.version,
            unread.c.ordinal,
            unread.c.field,
            unread.c.written,
            reports.c.identifier,
        )
        .order_by(unread.c.version.desc(), unread.c.ordinal)
    )
    if identifier:
        chosen = chosen.where(reports.c.identifier == identifier)
    if limit >= 0:
        chosen = chosen.limit(limit)
    return [
        UnreadValue(row.field, row.written, row.identifier, row.place or "")
        for row in connection.execute(chosen)
    ]
