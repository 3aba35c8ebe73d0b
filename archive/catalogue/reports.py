"""Reports: putting them in, reading them back, taking them out of sight."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, update

from archive.catalogue import batch, lookup, refusals
from archive.catalogue.database import Database
from archive.catalogue.identity import Identities, digest
from archive.catalogue.names import NameCache, Names
from archive.catalogue.records import Entry, Outcome, Refused, Version
from archive.catalogue.tables import head, reports
from archive.catalogue.timestamps import now
from index.report import Original, Report

__all__ = ["Reports"]


class Reports:
    """The reports with all their versions and originals."""

    def __init__(self, database: Database, names: NameCache) -> None:
        self._database = database
        self._names = names

    def put(
        self,
        entries: Sequence[Entry],
        *,
        refused: Sequence[Refused] = (),
        reread: Collection[str] = (),
    ) -> list[Outcome]:
        """Keep the entries and what was refused, all or nothing; return each entry's outcome.

        A version that is known, the current one or an older, changes nothing. `reread`: origins
        whose earlier refusals no longer count, since they are being read again.
        """
        if not (entries or refused or reread):
            return []
        datestamp = now()

        def work(connection: Connection) -> tuple[list[Outcome], Names]:
            refusals.forget(connection, reread)
            refusals.keep(connection, refused, datestamp)
            names = Names(self._names, connection)
            return batch.put(connection, entries, names, datestamp), names

        outcomes, names = self._database.write(work)
        names.remember()
        return outcomes

    def known(self, records: Sequence[Report]) -> list[bool]:
        """Return for each report whether `put` would answer `same` and find its origin known."""
        identities = self._database.read(lambda connection: Identities(connection, records))
        known = []
        for report in records:
            content = digest(report)
            record = identities.find(report, content)
            original = report.original
            known.append(
                record is not None
                and content in record.contents
                and (
                    original is None
                    or (record.number, original.sha256, original.origin) in identities.places
                )
            )
        return known

    def get(self, identifier: str) -> Report | None:
        """Return the report shown under an identifier."""
        return next(iter(self.many([identifier])), None)

    def many(self, identifiers: Sequence[str]) -> list[Report]:
        """Return the reports with these identifiers in their order, those shown only."""
        found = self._database.read(
            lambda connection: lookup.reports_named(connection, identifiers)
        )
        return [found[each] for each in identifiers if each in found]

    def versions(self, identifier: str) -> list[Version]:
        """Return all versions of a report, the oldest first, also of a deleted one."""
        return self._database.read(lambda connection: lookup.history(connection, identifier))

    def original(self, sha256: str) -> Original | None:
        """Return the bytes with this SHA-256 that a report was read from."""
        return self._database.read(lambda connection: lookup.original(connection, sha256))

    def delete(self, identifier: str) -> bool:
        """Hide a report, keeping all its versions; return False where none is shown."""
        return self._hide(identifier, deleted=True)

    def restore(self, identifier: str) -> bool:
        """Show a deleted report again in its newest version; return False if it is not deleted."""
        return self._hide(identifier, deleted=False)

    def deleted_at(self, identifier: str) -> str | None:
        """Return when a report was deleted, ISO 8601 in UTC; None where it is not."""
        if not lookup.storable(identifier):
            return None
        wanted = select(reports.c.datestamp).where(
            reports.c.identifier == identifier, reports.c.deleted.is_(True)
        )
        return self._database.read(lambda connection: connection.execute(wanted).scalar())

    def _hide(self, identifier: str, *, deleted: bool) -> bool:
        if not lookup.storable(identifier):
            return False
        return self._database.write(
            lambda connection: _hide(connection, identifier, deleted=deleted)
        )


def _hide(connection: Connection, identifier: str, *, deleted: bool) -> bool:
    revision = lookup.revision(connection) + 1
    done = connection.execute(
        update(reports)
        .where(reports.c.identifier == identifier, reports.c.deleted.is_not(deleted))
        .values(deleted=deleted, revision=revision, datestamp=now())
    )
    if done.rowcount:
        connection.execute(update(head).values(revision=revision))
    return bool(done.rowcount)
