"""The catalogue: the truth about reports, originals, persons, deletions and refusals."""

import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from archive.catalogue import log, lookup, person_lookup
from archive.catalogue.batch import put, put_persons
from archive.catalogue.database import Database, shown
from archive.catalogue.decisions import decide
from archive.catalogue.identity import Identities, digest
from archive.catalogue.names import Names, add_person
from archive.catalogue.patience import Patience
from archive.catalogue.records import (
    Appearance,
    Change,
    Counts,
    Entry,
    Kind,
    Office,
    Origin,
    Outcome,
    Person,
    Refused,
    Version,
)
from archive.catalogue.tables import SCHEMA, head, persons, refusals, reports
from archive.persons.authority import Decision, Logged
from index.report import Original, Report

__all__ = [
    "SCHEMA",
    "Appearance",
    "Catalogue",
    "Change",
    "Counts",
    "Entry",
    "Kind",
    "Office",
    "Origin",
    "Outcome",
    "Patience",
    "Person",
    "Refused",
    "Version",
    "open_catalogue",
    "upgrade_catalogue",
]

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def open_catalogue(
    url: str, *, create: bool = False, slowest: float = 0, patience: Patience | None = None
) -> "Catalogue":
    """The catalogue at an SQLAlchemy URL, such as `sqlite:////data/catalogue.sqlite`.

    `create` lays it out where there is none. `slowest`: seconds that one statement may take on
    PostgreSQL, 0 for no limit. `patience`: how long to wait for a server that goes away later.
    Raises `CatalogueNotFound`, `CatalogueUnsuitable` (another layout), `CatalogueUnavailable` or,
    for a URL that is none, `ConfigInvalid`.
    """
    database = Database(url, create=create, slowest=slowest)
    try:
        if create:
            database.lay_out()
        database.check()
    except BaseException:
        database.close()
        raise
    return Catalogue(database, patience)


def upgrade_catalogue(url: str) -> int:
    """Give a catalogue the layout that this program needs; the one that it had.

    All or nothing, while no one writes. Raises what `open_catalogue` raises.
    """
    with closing(Database(url)) as database:
        before = database.layout()
        if before is None or before > SCHEMA:
            database.check()
        return database.upgrade()


def _transaction(
    method: "Callable[Concatenate[Catalogue, _Arguments], _Answer]",
) -> "Callable[Concatenate[Catalogue, _Arguments], _Answer]":
    """The method, done again while the server is away and the catalogue has patience."""

    @wraps(method)
    def patient(
        catalogue: "Catalogue", /, *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> _Answer:
        work = partial(method, catalogue, *arguments, **named)
        return catalogue._patience(work) if catalogue._patience else work()

    return patient


class Catalogue:
    """Everything that is known of the reports; several processes and threads may share one.

    Each method is one transaction and raises `CatalogueUnavailable` when the database fails.
    Open one in each process, after any fork.
    """

    def __init__(self, database: Database, patience: Patience | None = None) -> None:
        self._database = database
        self._patience = patience
        self._names = Names()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @property
    def place(self) -> str:
        """Where the catalogue is: its URL without the password."""
        return shown(self._database.url)

    @_transaction
    def revision(self) -> int:
        """The number of the last change; 0 before the first."""
        with self._database.reading() as connection:
            return lookup.revision(connection)

    @_transaction
    def put(
        self,
        entries: Sequence[Entry],
        *,
        refused: Sequence[Refused] = (),
        reread: Collection[str] = (),
    ) -> list[Outcome]:
        """Keep the entries and what was refused, all or nothing; what became of each entry.

        A version that is known, the current one or an older, changes nothing. `reread`: origins
        whose earlier refusals no longer count, since they are being read again.
        """
        if not (entries or refused or reread):
            return []
        with self._writing() as connection:
            now = _now()
            if reread:
                connection.execute(delete(refusals).where(refusals.c.origin.in_(reread)))
            if refused:
                connection.execute(insert(refusals), [_refusal_row(each, now) for each in refused])
            return put(connection, entries, self._names, now) if entries else []

    @_transaction
    def known(self, batch: Sequence[Report]) -> list[bool]:
        """Whether `put` would answer `same` for each report and find its origin known."""
        with self._database.reading() as connection:
            identities = Identities(connection, batch)
        known = []
        for report in batch:
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

    def delete(self, identifier: str) -> bool:
        """Take a report out of sight, keeping all its versions; False where none is shown."""
        return self._hide(identifier, deleted=True)

    def restore(self, identifier: str) -> bool:
        """Show a deleted report again in its newest version; False where it is not deleted."""
        return self._hide(identifier, deleted=False)

    def get(self, identifier: str) -> Report | None:
        """The report shown under an identifier."""
        return next(iter(self.many([identifier])), None)

    @_transaction
    def many(self, identifiers: Sequence[str]) -> list[Report]:
        """The reports with these identifiers, in their order; deleted and unknown ones left out."""
        with self._database.reading() as connection:
            found = lookup.reports_named(connection, identifiers)
        return [found[each] for each in identifiers if each in found]

    @_transaction
    def deleted(self, identifier: str) -> str | None:
        """When a report was deleted, ISO 8601 in UTC; None where it is not."""
        if not lookup.storable(identifier):
            return None
        with self._database.reading() as connection:
            return connection.execute(
                select(reports.c.datestamp).where(
                    reports.c.identifier == identifier, reports.c.deleted.is_(True)
                )
            ).scalar()

    @_transaction
    def versions(self, identifier: str) -> list[Version]:
        """All versions of a report, the oldest first, also of a deleted one."""
        with self._database.reading() as connection:
            return lookup.history(connection, identifier)

    @_transaction
    def original(self, sha256: str) -> Original | None:
        """The bytes with this SHA-256 that a report was read from."""
        with self._database.reading() as connection:
            return lookup.original(connection, sha256)

    @_transaction
    def changes(self, after: int, limit: int = 1000) -> list[Change]:
        """The last change of each report changed after a revision, oldest first.

        With `after` the revision of the last answer, again and again until nothing comes, one
        has seen the state of every report, deletions included.
        """
        with self._database.reading() as connection:
            return lookup.changes(connection, after, limit)

    @_transaction
    def pending(self, after: int) -> int:
        """How many reports changed after a revision."""
        with self._database.reading() as connection:
            return lookup.pending(connection, after)

    def person(self, identifier: str) -> Person | None:
        """The authority record of that identifier, of the other one where it was merged."""
        current = self.current([identifier]).get(identifier, identifier)
        return next(iter(self.persons([current])), None)

    @_transaction
    def persons(self, identifiers: Sequence[str]) -> list[Person]:
        """The authority records of these identifiers, in their order; unknown ones left out."""
        with self._database.reading() as connection:
            asked = [each for each in identifiers if lookup.storable(each)]
            found = person_lookup.by_identifier(connection, asked)
        return [found[each] for each in identifiers if each in found]

    @_transaction
    def current(self, identifiers: Collection[str]) -> dict[str, str]:
        """Each known identifier → the one of the person it now stands for, after all mergers."""
        with self._database.reading() as connection:
            asked = [each for each in identifiers if lookup.storable(each)]
            return person_lookup.current(connection, asked)

    @_transaction
    def listed(self, after: str = "", limit: int = 1000) -> list[Person]:
        """Persons not merged into others, hidden ones too, in the order of their identifiers."""
        with self._database.reading() as connection:
            identifiers = person_lookup.listed(connection, after, limit)
            found = person_lookup.by_identifier(connection, identifiers)
        return [found[each] for each in identifiers]

    @_transaction
    def offices(self, identifiers: Collection[str]) -> dict[str, list[str]]:
        """The roles in which persons are named, of each the most frequent first."""
        with self._database.reading() as connection:
            return person_lookup.offices(connection, identifiers)

    @_transaction
    def report_counts(self, identifiers: Collection[str]) -> dict[str, int]:
        """In how many reports shown each person is named; who is in none is left out."""
        with self._database.reading() as connection:
            return person_lookup.report_counts(connection, identifiers)

    @_transaction
    def decide(self, decisions: Sequence[Decision], *, by: str = "") -> list[Logged]:
        """Take decisions about persons, all or none; as they stand in the log.

        They hold at once, and for whatever is imported later. Raises `PersonNotFound` or
        `DecisionInvalid`.
        """
        if not decisions:
            return []
        with self._writing() as connection:
            return decide(connection, decisions, by, _now())

    @_transaction
    def decisions(self) -> list[Logged]:
        """The log of all decisions about persons, the first first."""
        with self._database.reading() as connection:
            return log.read(connection)

    @_transaction
    def add_person(self, name: str) -> str:
        """Make a record that no name leads to, for one who is split off; its identifier."""
        with self._writing() as connection:
            return add_person(connection, " ".join(name.split()))

    @_transaction
    def names(self, identifiers: Collection[str]) -> dict[str, str]:
        """Identifier → preferred name, for those that exist."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(persons.c.identifier, persons.c.name).where(
                    persons.c.identifier.in_([e for e in identifiers if lookup.storable(e)])
                )
            )
            return dict(rows.all())

    @_transaction
    def persons_matching(self, text: str, limit: int = 20) -> list[Person]:
        """Persons with a name or alias that holds the words of `text`; unmarked ones match any.

        Whole names first, then beginnings, then the rest, each by the number of reports.
        """
        if not lookup.storable(text):
            return []
        with self._database.reading() as connection:
            found = person_lookup.matching(connection, text, limit)
            records = person_lookup.by_identifier(connection, found)
        return [records[each] for each in found]

    @_transaction
    def persons_holding(self, text: str) -> set[str]:
        """The identifiers of all persons with a name or alias that holds the words of `text`."""
        if not lookup.storable(text):
            return set()
        with self._database.reading() as connection:
            return person_lookup.holding(connection, text)

    @_transaction
    def appearances(self, report: str) -> list[Appearance]:
        """Who is named in a report, in order of the text."""
        if not lookup.storable(report):
            return []
        with self._database.reading() as connection:
            return lookup.named_in(connection, report)

    @_transaction
    def held(self, person: str, limit: int = 1000) -> tuple[list[Office], int]:
        """The offices in which most reports name a person, and how many offices there are."""
        if not lookup.storable(person):
            return [], 0
        with self._database.reading() as connection:
            return person_lookup.held(connection, person, limit)

    @_transaction
    def outdated(self, extraction: str, limit: int = 1000, *, after: str = "") -> list[str]:
        """Reports shown whose persons were found by other rules than this version.

        In order of their first import, from behind the report `after` on.
        """
        wanted = (
            select(reports.c.identifier)
            .where(reports.c.extraction != extraction, reports.c.deleted.is_(False))
            .order_by(reports.c.number)
            .limit(limit)
        )
        if after:
            last = select(reports.c.number).where(reports.c.identifier == after)
            wanted = wanted.where(reports.c.number > last.scalar_subquery())
        with self._database.reading() as connection:
            return list(connection.execute(wanted).scalars())

    @_transaction
    def count_outdated(self, extraction: str) -> int:
        """How many reports shown had their persons found by other rules than this version."""
        with self._database.reading() as connection:
            return lookup.count_outdated(connection, extraction)

    @_transaction
    def name_persons(self, entries: Sequence[Entry]) -> None:
        """Replace the appearances in known reports; each is changed where its persons differ."""
        with self._writing() as connection:
            put_persons(connection, entries, self._names, _now())

    @_transaction
    def refused(self, limit: int = 1000) -> list[Refused]:
        """What was set aside, the latest first."""
        with self._database.reading() as connection:
            return lookup.refused(connection, limit)

    @_transaction
    def counts(self) -> Counts:
        """How much the catalogue holds."""
        with self._database.reading() as connection:
            return lookup.counts(connection)

    @_transaction
    def _hide(self, identifier: str, *, deleted: bool) -> bool:
        if not lookup.storable(identifier):
            return False
        with self._writing() as connection:
            revision = lookup.revision(connection) + 1
            done = connection.execute(
                update(reports)
                .where(reports.c.identifier == identifier, reports.c.deleted.is_not(deleted))
                .values(deleted=deleted, revision=revision, datestamp=_now())
            )
            if done.rowcount:
                connection.execute(update(head).values(revision=revision))
            return bool(done.rowcount)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A writing transaction; names made by one that fails are forgotten."""
        try:
            with self._database.writing() as connection:
                yield connection
        except BaseException:
            self._names = Names()
            raise


def _refusal_row(refused: Refused, datestamp: str) -> dict[str, object]:
    return {
        "origin": refused.origin,
        "line": refused.line,
        "reason": refused.reason,
        "data": zlib.compress(refused.data),
        "datestamp": datestamp,
    }


def _now() -> str:
    """This second, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
