"""Reports: stored and read."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from archive.catalogue import batch, history, refusals, shown
from archive.catalogue.database import Database
from archive.catalogue.identity import Identities
from archive.catalogue.person_records import RecordCache, Records
from archive.catalogue.recollection import Recollection
from archive.catalogue.records import Comparison, Entry, Outcome, Refused, Version
from archive.catalogue.renewal import renew
from archive.catalogue.revisions import now
from archive.catalogue.tables import reports, storable
from archive.catalogue.withdrawal_effects import stub
from archive.errors import ReportWithdrawn
from index.report import Original, Report

__all__ = ["Reports"]


class Reports:
    """The reports with all their versions and originals."""

    def __init__(self, database: Database, cache: RecordCache, recollection: Recollection) -> None:
        self._database = database
        self._cache = cache
        self._recollection = recollection

    def put(
        self,
        entries: Sequence[Entry],
        *,
        refused: Sequence[Refused] = (),
        reread: Collection[str] = (),
        again: bool = False,
    ) -> list[Outcome]:
        """Store entries and refusals in one transaction; return the outcome of each entry.

        The current version changes nothing; an older one becomes the newest again. `reread`:
        origins that are being read again, so that their earlier refusals are deleted. `again`:
        take in reports that were erased.
        """
        if not (entries or refused or reread):
            return []
        datestamp = now()

        def work(connection: Connection) -> tuple[list[Outcome], Records]:
            refusals.delete_from(connection, reread)
            refusals.add(connection, refused, datestamp)
            records = Records(self._cache, connection)
            return batch.put(connection, entries, records, datestamp, again=again), records

        outcomes, records = self._database.write(work)
        records.remember()
        return outcomes

    def compare(self, records: Sequence[Report], *, again: bool = False) -> list[Comparison]:
        """Return how each record relates to the report that it belongs to.

        `again`: reports that were erased count as unknown.
        """

        def work(connection: Connection) -> list[Comparison]:
            identities = Identities(connection, records)
            return [identities.compare(record, again=again) for record in records]

        return self._database.read(work)

    def renew(self, numbers: Collection[int]) -> list[str]:
        """Make older versions, given by number, the newest ones; return the identifiers.

        Their persons are to be found again: no rules have found them.
        """
        datestamp = now()
        return self._database.write(lambda connection: renew(connection, numbers, datestamp))

    def get(self, identifier: str) -> Report | None:
        """Return the report with this identifier; None if it is unknown or withdrawn."""
        return next(iter(self.many([identifier])), None)

    def many(self, identifiers: Sequence[str]) -> list[Report]:
        """Return the reports with these identifiers in their order; skip those not shown."""
        found = self._database.read(
            lambda connection: shown.by_identifier(connection, identifiers, self._recollection)
        )
        return [found[each] for each in identifiers if each in found]

    def without_persons(self, identifiers: Sequence[str]) -> list[Report]:
        """Return what `many` does, in less time, without the persons named in the reports."""
        found = self._database.read(
            lambda connection: shown.without_persons(connection, identifiers, self._recollection)
        )
        return [found[each] for each in identifiers if each in found]

    def texts(self, identifiers: Sequence[str]) -> dict[str, str]:
        """Return identifier → lead and body, for those of some reports that are shown."""
        return self._database.read(lambda connection: shown.texts(connection, identifiers))

    def unknown(self, identifiers: Sequence[str]) -> list[str]:
        """Return those of these identifiers that no report has, not even a withdrawn one."""
        known = select(reports.c.identifier).where(
            reports.c.identifier.in_([each for each in identifiers if storable(each)])
        )
        found = self._database.read(lambda each: set(each.execute(known).scalars()))
        return [each for each in identifiers if each not in found]

    def versions(self, identifier: str) -> list[Version]:
        """Return all versions of a report, oldest first, also of a withdrawn one."""
        return self._database.read(lambda connection: history.history(connection, identifier))

    def original(self, sha256: str) -> Original | None:
        """Return the bytes with this SHA-256 that a report was read from."""
        return self._database.read(lambda connection: history.original(connection, sha256))

    def withheld(self, sha256s: Collection[str]) -> set[str]:
        """Return those of some originals, given by SHA-256, that a withdrawn report came from too.

        An issue in PDF is one original of all its reports; readers get none of its bytes.
        """
        return self._database.read(lambda connection: history.withheld(connection, sha256s))

    def withdrawn(self, identifier: str) -> ReportWithdrawn | None:
        """Return when and why a report was withdrawn or erased; None if it was not."""
        if not storable(identifier):
            return None
        return self._database.read(lambda connection: stub(connection, identifier))
