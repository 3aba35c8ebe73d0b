"""Revisions: one counter numbers every change, so that an index can follow the catalogue.

A report that readers see differently must get a new revision and datestamp here, whatever the
reason; otherwise the index keeps its old state.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, select, update

from archive.catalogue import lineage
from archive.catalogue.tables import head, reports

__all__ = ["Revisions", "last", "now", "touch"]

_LAST = select(head.c.revision)


def last(connection: Connection) -> int:
    """Return the number of the last change, 0 before the first."""
    number: int = connection.execute(_LAST).scalar_one()
    return number


def now() -> str:
    """Return the current second as a datestamp: ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def touch(connection: Connection, numbers: Iterable[int], datestamp: str) -> None:
    """Give reports, named by their numbers, new revisions and this datestamp."""
    revisions = Revisions(connection)
    revisions.touch({number: revisions.next() for number in sorted(numbers)}, datestamp)


class Revisions:
    """The counter within one writing transaction; it draws revisions in order."""

    def __init__(self, connection: Connection) -> None:
        self.last = self._stored = last(connection)
        self._connection = connection

    def next(self) -> int:
        """Return a new revision; it counts once `touch` or `save` was called."""
        self.last += 1
        return self.last

    def touch(self, revisions: Mapping[int, int], datestamp: str) -> None:
        """Set revision (given as number → revision) and datestamp of reports, and save."""
        if revisions:
            rows = [{"which": number, "next": new} for number, new in revisions.items()]
            self._connection.execute(
                update(reports)
                .where(reports.c.number == bindparam("which"))
                .values(revision=bindparam("next"), datestamp=datestamp),
                rows,
            )
        self.save()

    def save(self) -> None:
        """Store the last revision drawn, with a mark in the lineage."""
        if self.last > self._stored:
            self._connection.execute(update(head).values(revision=self.last))
            lineage.add(self._connection, self.last)
            self._stored = self.last
