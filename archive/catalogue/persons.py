"""The authority records of persons: by identifier, by name, with offices and reports."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from archive.catalogue import person_lookup
from archive.catalogue.database import Database
from archive.catalogue.person_records import RecordCache
from archive.catalogue.recollection import Recollection
from archive.catalogue.records import Office, Person
from archive.catalogue.tables import storable

__all__ = ["Persons"]


class Persons:
    """The authority records of all persons named in reports."""

    def __init__(self, database: Database, cache: RecordCache, recollection: Recollection) -> None:
        self._database = database
        self._cache = cache
        self._recollection = recollection

    def get(self, identifier: str) -> Person | None:
        """Return the authority record of a person after all mergers; None if unknown."""
        current = self.current([identifier]).get(identifier, identifier)
        return next(iter(self.many([current])), None)

    def published(self, identifier: str) -> Person | None:
        """Return the record of a person after all mergers as readers see it.

        It is None if no report shown names the person, and it has no name that only withdrawn
        reports have. A record that older rules made for another spelling of a name («Lyndon B.
        Johnson») stands for the one that the name means now.
        """
        if not storable(identifier):
            return None

        def work(connection: Connection) -> Person | None:
            current = person_lookup.current(connection, [identifier]).get(identifier, identifier)
            if found := person_lookup.published(connection, current):
                return found
            meant = person_lookup.meant_now(connection, current)
            return person_lookup.published(connection, meant) if meant else None

        return self._database.read(work)

    def many(self, identifiers: Sequence[str]) -> list[Person]:
        """Return the authority records with these identifiers in their order; skip unknown ones."""
        asked = _storable(identifiers)
        found = self._database.read(
            lambda connection: person_lookup.by_identifier(connection, asked)
        )
        return [found[each] for each in identifiers if each in found]

    def current(self, identifiers: Collection[str]) -> dict[str, str]:
        """Return known identifier → identifier of the person it stands for after all mergers."""
        asked = _storable(identifiers)
        return self._database.read(lambda connection: person_lookup.current(connection, asked))

    def page(self, after: str = "", limit: int = 1000) -> list[Person]:
        """Return persons not merged into others, hidden ones too, in order of identifier.

        `after`: the last identifier of the page before.
        """

        def work(connection: Connection) -> list[Person]:
            identifiers = person_lookup.listed(connection, after, limit)
            found = person_lookup.by_identifier(connection, identifiers)
            return [found[each] for each in identifiers]

        return self._database.read(work)

    def names(self, identifiers: Collection[str]) -> Mapping[str, str]:
        """Return identifier → preferred name for those that exist."""
        asked = _storable(identifiers)
        return self._database.read(
            lambda connection: self._recollection.values(connection, person_lookup.names, asked)
        )

    def links(self) -> dict[str, dict[str, str]]:
        """Return person → authority file → identifier, for those that librarians linked."""
        return self._database.read(lambda connection: self._cache.authority(connection).links())

    def matching(self, text: str, limit: int = 20) -> list[Person]:
        """Return persons with a name that contains the words of `text`.

        Words typed without diacritics match any diacritics. Whole names come first, then names
        that begin with the text, then others, each by the number of reports.
        """
        if not storable(text):
            return []

        def work(connection: Connection) -> list[Person]:
            found = person_lookup.matching(connection, text, limit)
            records = person_lookup.by_identifier(connection, found)
            return [records[each] for each in found]

        return self._database.read(work)

    def holding(self, text: str) -> set[str]:
        """Return the identifiers of all persons with a name that contains the words of `text`."""
        if not storable(text):
            return set()
        return self._database.read(lambda connection: person_lookup.holding(connection, text))

    def roles(self, identifiers: Collection[str]) -> dict[str, list[str]]:
        """Return person → roles in which the person is named, the most frequent first."""
        return self._database.read(
            lambda connection: person_lookup.offices(connection, identifiers)
        )

    def offices(self, person: str, limit: int = 1000) -> tuple[list[Office], int]:
        """Return the offices that a public page may state, those in most reports first.

        The second value is their number without a limit.
        """
        if not storable(person):
            return [], 0
        return self._database.read(lambda connection: person_lookup.held(connection, person, limit))

    def report_counts(self, identifiers: Collection[str]) -> dict[str, int]:
        """Return person → number of reports shown that name the person; skip those in none."""
        return self._database.read(
            lambda connection: person_lookup.report_counts(connection, identifiers)
        )

    def distinct(self) -> set[tuple[str, str]]:
        """Return the pairs of persons that librarians decided not to be one person.

        The identifiers of a pair are those after all mergers, in alphabetical order.
        """
        return self._database.read(lambda connection: self._cache.authority(connection).distinct())


def _storable(identifiers: Collection[str]) -> list[str]:
    return [each for each in identifiers if storable(each)]
