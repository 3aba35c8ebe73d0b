"""Reports: stored, read, deleted and restored."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, update

from archive.catalogue import batch, history, refusals, shown
from archive.catalogue.database import Database
from archive.catalogue.identity import Identities
from archive.catalogue.person_records import RecordCache, Records
from archive.catalogue.records import Comparison, Entry, Outcome, Refused, Version
from archive.catalogue.reinstatement import reinstate
from archive.catalogue.revisions import now, touch
from archive.catalogue.tables import reports, storable
from index.report import Original, Report

__all__ = ["Reports"]


class Reports:
    """The reports with all their versions and originals."""

    def __init__(self, database: Database, cache: RecordCache) -> None:
        self._database = database
        self._cache = cache

    def put(
        self,
        entries: Sequence[Entry],
        *,
        refused: Sequence[Refused] = (),
        reread: Collection[str] = (),
    ) -> list[Outcome]:
        """Store entries and refusals in one transaction; return the outcome of each entry.

        The current version changes nothing; an older one becomes the newest again. `reread`:
        origins that are being read again, so that their earlier refusals are deleted.
        """
        if not (entries or refused or reread):
            return []
        datestamp = now()

        def work(connection: Connection) -> tuple[list[Outcome], Records]:
            refusals.delete_from(connection, reread)
            refusals.add(connection, refused, datestamp)
            records = Records(self._cache, connection)
            return batch.put(connection, entries, records, datestamp), records

        outcomes, records = self._database.write(work)
        records.remember()
        return outcomes

    def compare(self, records: Sequence[Report]) -> list[Comparison]:
        """Return how each record relates to the report that it belongs to."""

        def work(connection: Connection) -> list[Comparison]:
            identities = Identities(connection, records)
            return [identities.compare(record) for record in records]

        return self._database.read(work)

    def reinstate(self, numbers: Collection[int]) -> list[str]:
        """Make older versions, given by number, the newest ones; return the identifiers.

        Their persons are to be found again: no rules have found them.
        """
        datestamp = now()
        return self._database.write(lambda connection: reinstate(connection, numbers, datestamp))

    def get(self, identifier: str) -> Report | None:
        """Return the report with this identifier; None if it is unknown or deleted."""
        return next(iter(self.many([identifier])), None)

    def many(self, identifiers: Sequence[str]) -> list[Report]:
        """Return the reports with these identifiers in their order; skip those not shown."""
        found = self._database.read(lambda connection: shown.by_identifier(connection, identifiers))
        return [found[each] for each in identifiers if each in found]

    def versions(self, identifier: str) -> list[Version]:
        """Return all versions of a report, oldest first, also of a deleted one."""
        return self._database.read(lambda connection: history.history(connection, identifier))

    def original(self, sha256: str) -> Original | None:
        """Return the bytes with this SHA-256 that a report was read from."""
        return self._database.read(lambda connection: history.original(connection, sha256))

    def delete(self, identifier: str) -> bool:
        """Hide a report and keep all its versions; return False if none is shown."""
        return self._set_deleted(identifier, deleted=True)

    def restore(self, identifier: str) -> bool:
        """Show a deleted report in its newest version; return False if it is not deleted."""
        return self._set_deleted(identifier, deleted=False)

    def deleted_at(self, identifier: str) -> str | None:
        """Return when a report was deleted, ISO 8601 in UTC; None if it is not deleted."""
        if not storable(identifier):
            return None
        wanted = select(reports.c.datestamp).where(
            reports.c.identifier == identifier, reports.c.deleted.is_(True)
        )
        return self._database.read(lambda connection: connection.execute(wanted).scalar())

    def _set_deleted(self, identifier: str, *, deleted: bool) -> bool:
        if not storable(identifier):
            return False
        return self._database.write(
            lambda connection: _set_deleted(connection, identifier, deleted=deleted)
        )


def _set_deleted(connection: Connection, identifier: str, *, deleted: bool) -> bool:
    """Delete or restore a report; return False if nothing changed."""
    where = (reports.c.identifier == identifier) & reports.c.deleted.is_not(deleted)
    number = connection.execute(select(reports.c.number).where(where)).scalar()
    if number is None:
        return False
    connection.execute(update(reports).where(reports.c.number == number).values(deleted=deleted))
    touch(connection, [number], now())
    return True
