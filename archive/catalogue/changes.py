"""The changes of reports in the order of their revisions, for an index that follows them."""

from archive.catalogue import lookup
from archive.catalogue.database import Database
from archive.catalogue.records import Change

__all__ = ["Changes"]


class Changes:
    """The last change of each report; every change has a revision number of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """Return the number of the last change, 0 before the first."""
        return self._database.read(lookup.revision)

    def after(self, revision: int, limit: int = 1000) -> list[Change]:
        """Return the last change of each report changed after a revision, oldest first.

        Called again with the revision of the last answer until nothing comes, it gives the
        state of every report, deletions included.
        """
        return self._database.read(
            lambda connection: lookup.changes(connection, revision, limit),
        )

    def pending(self, after: int) -> int:
        """Return the number of reports changed after a revision."""
        return self._database.read(lambda connection: lookup.pending(connection, after))
