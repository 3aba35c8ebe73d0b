"""The reports that are withdrawn, and whether readers see a report."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from archive.catalogue import log
from archive.catalogue.chunks import chunks
from archive.catalogue.corrected import applied
from archive.catalogue.database import Database
from archive.catalogue.tables import erasures, reports, storable
from archive.withdrawal.decisions import KINDS, Visibility, latest

__all__ = ["Withdrawals"]

_WITHDRAWN = (
    select(reports.c.identifier)
    .where(reports.c.withdrawn.is_(True), reports.c.number.not_in(select(erasures.c.report)))
    .order_by(reports.c.number)
)


class Withdrawals:
    """Which reports readers see, and the decisions that say so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Visibility]:
        """Return the reports that are withdrawn and not erased, the latest decision first."""

        def work(connection: Connection) -> list[Visibility]:
            withdrawn = connection.execute(_WITHDRAWN).scalars().all()
            return list(_visibility(connection, withdrawn).values())

        found = self._database.read(work)
        return sorted(found, key=lambda each: -each.decision.number if each.decision else 0)

    def of(self, identifiers: Collection[str]) -> dict[str, Visibility]:
        """Return identifier → visibility of a report, for those that exist, erased ones too."""
        return self._database.read(lambda connection: _visibility(connection, identifiers))


def _visibility(connection: Connection, identifiers: Collection[str]) -> dict[str, Visibility]:
    """Return identifier → visibility of a report, in the order of the identifiers."""
    decisions = latest(log.read(connection, KINDS))
    hidden = _hidden(connection, identifiers)
    found = applied(connection, identifiers)
    return {
        each: Visibility(found[each], each in hidden, decisions.get(each))
        for each in identifiers
        if each in found
    }


def _hidden(connection: Connection, identifiers: Collection[str]) -> set[str]:
    """Return those of some identifiers whose reports readers do not see."""
    wanted = select(reports.c.identifier).where(reports.c.withdrawn.is_(True))
    return {
        found
        for chunk in chunks(sorted(filter(storable, identifiers)))
        for found in connection.execute(wanted.where(reports.c.identifier.in_(chunk))).scalars()
    }
