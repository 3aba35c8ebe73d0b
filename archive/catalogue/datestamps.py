"""When the reports that are shown changed last, in parts that stay the same as reports come in."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from archive.catalogue.database import Database
from archive.catalogue.tables import reports

__all__ = ["Datestamps", "Part"]

# Reports with consecutive numbers in a part. A sitemap may have 50,000 addresses and 50 MB; of
# 10,000 one has 1.5 MB.
_SIZE = 10_000


class Part(NamedTuple):
    """A part that has reports. `newest`: the datestamp of the last change, in UTC."""

    number: int
    newest: str


class Datestamps:
    """The datestamps of the reports that are shown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def parts(self) -> list[Part]:
        """Return the parts that have reports, in the order of their numbers, counted from 1."""

        def work(connection: Connection) -> list[Part]:
            number = (reports.c.number // _SIZE + 1).label("part")
            newest = func.max(reports.c.datestamp)
            shown = select(number, newest).where(reports.c.withdrawn.is_(False))
            return [Part(*row) for row in connection.execute(shown.group_by("part")).all()]

        return sorted(self._database.read(work))

    def of_part(self, number: int) -> list[tuple[str, str]]:
        """Return identifier and datestamp of the reports of a part; [] where it has none."""
        first = (number - 1) * _SIZE

        def work(connection: Connection) -> list[tuple[str, str]]:
            shown = (
                select(reports.c.identifier, reports.c.datestamp)
                .where(reports.c.number.between(first, first + _SIZE - 1))
                .where(reports.c.withdrawn.is_(False))
                .order_by(reports.c.number)
            )
            return [tuple(row) for row in connection.execute(shown)]

        # Numbers of the database have 64 bits.
        return self._database.read(work) if 0 < number <= 1 << 40 else []
