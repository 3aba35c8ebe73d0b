"""Taking in again reports that were erased."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, update

from archive.catalogue import erased_digests, log
from archive.catalogue.identity import KnownReport
from archive.catalogue.tables import reports, versions
from archive.decision import Logged
from archive.withdrawal.decisions import Reinstate

__all__ = ["readmit"]


def readmit(
    connection: Connection, known: Mapping[int, KnownReport], empty: Collection[int], datestamp: str
) -> None:
    """Show erased reports again, given by number, whose new versions are stored.

    `empty`: the numbers of the versions that stood for them.
    """
    which = update(reports).where(reports.c.number.in_(known))
    connection.execute(which.values(withdrawn=False))
    for number, each in known.items():
        # Its identifier may have been forgotten, and come back.
        own = update(reports).where(reports.c.number == number)
        connection.execute(own.values(identifier=each.identifier))
    connection.execute(delete(versions).where(versions.c.number.in_(empty)))
    erased_digests.forget(connection, list(known))
    why = "imported again with --again"
    first = log.last(connection) + 1
    made = [Reinstate(each.identifier) for each in known.values()]
    log.append(
        connection,
        [Logged(number, datestamp, each, "", why) for number, each in enumerate(made, first)],
    )
