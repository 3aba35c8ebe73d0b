"""Decisions of librarians: the log, and what it changes in the tables."""

from collections.abc import Sequence

from archive.catalogue import log
from archive.catalogue.database import Database
from archive.catalogue.person_decisions import decide
from archive.catalogue.revisions import now
from archive.persons.authority import Decision, Logged

__all__ = ["Decisions"]


class Decisions:
    """The log of all decisions of librarians."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, decisions: Sequence[Decision], *, by: str = "") -> list[Logged]:
        """Add decisions, all or none; return them as they stand in the log.

        They hold at once, and for whatever is imported later. Raises `PersonNotFound` or
        `DecisionInvalid`.
        """
        if not decisions:
            return []
        datestamp = now()
        return self._database.write(lambda connection: decide(connection, decisions, by, datestamp))

    def log(self) -> list[Logged]:
        """Return all decisions, the first first."""
        return self._database.read(log.read)
