"""Changes of reports in the order of their revisions, for an index that follows them."""

from sqlalchemy import Connection, func, select

from archive.catalogue import lineage, revisions, shown
from archive.catalogue.database import Database
from archive.catalogue.records import Change, Slice
from archive.catalogue.tables import reports
from archive.errors import CatalogueReplaced

__all__ = ["Changes"]


class Changes:
    """The last change of each report; every change has a revision number of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """Return the number of the last change, 0 before the first."""
        return self._database.read(revisions.last)

    def mark(self) -> str:
        """Return the mark of the last commit; no two states of any catalogue have the same."""
        return self._database.read_once(lineage.last)

    def archive(self) -> str:
        """Return the token of the archive, which all copies of its catalogue share."""
        return self._database.read(lineage.first)

    def descend_from(self, mark: str) -> bool:
        """Return True if the state of the catalogue with this mark is part of its history."""
        return self._database.read(lambda connection: lineage.has(connection, mark))

    def page(self, revision: int, limit: int = 1000, mark: str = "") -> tuple[list[Change], str]:
        """Return what `after` does, with the mark of the state in which it was read.

        `mark`: of an earlier page. Raise `CatalogueReplaced` if the catalogue no longer descends
        from it.
        """

        def work(connection: Connection) -> tuple[list[Change], str]:
            if mark and not lineage.has(connection, mark):
                raise CatalogueReplaced("the catalogue was replaced while it was being read")
            return _after(connection, revision, limit), lineage.last(connection)

        return self._database.read(work)

    def after(self, revision: int, limit: int = 1000, part: Slice | None = None) -> list[Change]:
        """Return the last change of each report changed after a revision, oldest first.

        `part`: return only those whose revisions are in this slice.

        Repeated with the revision of the last change returned until the list is empty, this
        gives the state of every report, deletions included.
        """
        return self._database.read(lambda connection: _after(connection, revision, limit, part))

    def pending(self, after: int) -> int:
        """Return the number of reports changed after a revision."""
        later = select(func.count()).select_from(reports).where(reports.c.revision > after)
        return self._database.read(lambda connection: connection.execute(later).scalar_one())


def _after(
    connection: Connection, revision: int, limit: int, part: Slice | None = None
) -> list[Change]:
    later = reports.c.revision > revision
    if part is not None and part.of > 1:
        later &= reports.c.revision % part.of == part.number
    numbers = connection.execute(
        select(reports.c.revision).where(later).order_by(reports.c.revision).limit(limit)
    ).scalars()
    within = later & (reports.c.revision <= max(numbers, default=revision))
    return list(shown.changes(connection, within))
