"""The catalogue: reports, originals, persons, stories, decisions and refusals, in one database.

The index is derived from it and can be rebuilt at any time.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, closing

from archive.catalogue import schema
from archive.catalogue.appearances import Appearances
from archive.catalogue.changes import Changes
from archive.catalogue.corrected import Corrections
from archive.catalogue.database import Database, without_password
from archive.catalogue.datestamps import Datestamps
from archive.catalogue.decisions import Decisions
from archive.catalogue.erasures import Erasures
from archive.catalogue.fixity import Fixity
from archive.catalogue.frozen_lists import FrozenLists
from archive.catalogue.harvested import HarvestedAddresses
from archive.catalogue.name_records import NameRecords
from archive.catalogue.patience import Patience
from archive.catalogue.person_records import RecordCache
from archive.catalogue.persons import Persons
from archive.catalogue.recollection import Recollection
from archive.catalogue.records import (
    Appearance,
    Change,
    Comparison,
    Counts,
    Damage,
    Entry,
    Erased,
    FrozenEntry,
    FrozenList,
    Harvested,
    Kind,
    Office,
    Origin,
    Outcome,
    Person,
    Refused,
    Slice,
    Story,
    UnreadValue,
    Version,
)
from archive.catalogue.refusals import Refusals
from archive.catalogue.repair import repair
from archive.catalogue.reports import Reports
from archive.catalogue.review import Review
from archive.catalogue.state import State, state
from archive.catalogue.stories import Stories
from archive.catalogue.tables import SCHEMA
from archive.catalogue.totals import counts
from archive.catalogue.unread import Unread
from archive.catalogue.withdrawals import Withdrawals

__all__ = [
    "SCHEMA",
    "Appearance",
    "Catalogue",
    "Change",
    "Comparison",
    "Corrections",
    "Counts",
    "Damage",
    "Entry",
    "Erased",
    "Erasures",
    "FrozenEntry",
    "FrozenList",
    "FrozenLists",
    "Harvested",
    "HarvestedAddresses",
    "Kind",
    "NameRecords",
    "Office",
    "Origin",
    "Outcome",
    "Patience",
    "Person",
    "Persons",
    "Refused",
    "Reports",
    "Slice",
    "State",
    "Stories",
    "Story",
    "Unread",
    "UnreadValue",
    "Version",
    "Withdrawals",
    "open_catalogue",
    "upgrade_catalogue",
]


def open_catalogue(
    url: str, *, create: bool = False, slowest: float = 0, patience: Patience | None = None
) -> "Catalogue":
    """Return the catalogue at an SQLAlchemy URL, such as `sqlite:////data/catalogue.sqlite`.

    `create`: make the catalogue if there is none. `slowest`: seconds that one statement may take
    on PostgreSQL, 0 for no limit. `patience`: how long to wait for a server that goes away later.
    Raise `CatalogueNotFound`, `CatalogueUnsuitable` (another layout), `CatalogueUnavailable` or,
    for a URL that cannot be used, `ConfigInvalid`.
    """
    database = Database(url, create=create, slowest=slowest, patience=patience)
    try:
        if create:
            schema.create(database)
        schema.check(database)
    except BaseException:
        database.close()
        raise
    return Catalogue(database)


def upgrade_catalogue(url: str) -> int:
    """Upgrade a catalogue to the layout of this version; return the layout it had.

    The upgrade is one transaction, which waits for other writers. Raise the errors of
    `open_catalogue`.
    """
    with closing(Database(url)) as database:
        return schema.upgrade(database)


class Catalogue:
    """The catalogue, by subject.

    Each method of a subject is one transaction (but see `sharing`), retried while the server is
    away if the catalogue was opened with patience. It raises `CatalogueUnavailable` if the database
    fails. Threads may share one `Catalogue`; each process opens its own, after any fork.
    """

    def __init__(self, database: Database) -> None:
        cache, recollection = RecordCache(), Recollection(database)
        self._database = database
        self.reports = Reports(database, cache, recollection)
        self.datestamps = Datestamps(database)
        self.changes = Changes(database)
        self.persons = Persons(database, cache, recollection)
        self.appearances = Appearances(database, cache)
        self.stories = Stories(database, recollection)
        self.names = NameRecords(database)
        self.decisions = Decisions(database)
        self.corrections = Corrections(database)
        self.withdrawals = Withdrawals(database)
        self.erasures = Erasures(database)
        self.refusals = Refusals(database)
        self.unread = Unread(database)
        self.frozen_lists = FrozenLists(database)
        self.review = Review(database)
        self.fixity = Fixity(database)
        self.harvested = HarvestedAddresses(database)

    def close(self) -> None:
        """Close all connections to the database."""
        self._database.close()

    def sharing(self) -> AbstractContextManager[None]:
        """Open a block in which all that this thread reads is one transaction.

        It takes less time than a transaction for each method, and all methods see the same state.
        A block cannot be within another one.
        """
        return self._database.sharing()

    @property
    def place(self) -> str:
        """The URL of the catalogue, without its password."""
        return without_password(self._database.url)

    @property
    def warning(self) -> str:
        """A warning about the database for administrators; "" if there is none."""
        return self._database.warning

    def repair(self, backup: str, damage: Sequence[Damage]) -> list[Damage]:
        """Replace damaged originals and versions by those of a backup; return what was replaced.

        `backup`: the URL of a catalogue in an SQLite file, an earlier state of this one. Raise
        `CatalogueUnsuitable` for any other.
        """
        return repair(self._database, backup, damage)

    def state(self) -> State:
        """Return what every change of the catalogue changes."""
        return self._database.read_once(state)

    def counts(self) -> Counts:
        """Return the numbers of reports, versions, originals, persons and refusals."""
        return self._database.read(counts)
