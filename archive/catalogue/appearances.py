"""The persons named in reports, and which version of the rules found them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.catalogue import batch, lookup
from archive.catalogue.database import Database
from archive.catalogue.names import NameCache, Names
from archive.catalogue.records import Appearance, Entry
from archive.catalogue.timestamps import now

__all__ = ["Appearances"]


class Appearances:
    """The persons named in reports, as extracted from their text."""

    def __init__(self, database: Database, names: NameCache) -> None:
        self._database = database
        self._names = names

    def in_report(self, identifier: str) -> list[Appearance]:
        """Return the persons named in a report, in the order of the text."""
        if not lookup.storable(identifier):
            return []
        return self._database.read(lambda connection: lookup.named_in(connection, identifier))

    def replace(self, entries: Sequence[Entry]) -> None:
        """Replace the appearances in known reports; a report whose persons differ is changed."""
        datestamp = now()

        def work(connection: Connection) -> Names:
            names = Names(self._names, connection)
            batch.put_persons(connection, entries, names, datestamp)
            return names

        self._database.write(work).remember()

    def outdated(self, extraction: str, limit: int = 1000, *, after: str = "") -> list[str]:
        """Return the reports shown whose persons were found by another version of the rules.

        They come in the order of their first import, beginning behind the report `after`.
        """
        return self._database.read(
            lambda connection: lookup.outdated(connection, extraction, limit, after)
        )

    def count_outdated(self, extraction: str) -> int:
        """Return the number of reports whose persons another version of the rules found."""
        return self._database.read(lambda connection: lookup.count_outdated(connection, extraction))
