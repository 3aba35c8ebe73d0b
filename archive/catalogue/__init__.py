"""The catalogue: the truth about reports, originals, persons, deletions and refusals."""

from contextlib import closing

from archive.catalogue.appearances import Appearances
from archive.catalogue.changes import Changes
from archive.catalogue.database import Database, without_password
from archive.catalogue.decisions import Decisions
from archive.catalogue.patience import Patience
from archive.catalogue.person_records import RecordCache
from archive.catalogue.persons import Persons
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
from archive.catalogue.refusals import Refusals
from archive.catalogue.reports import Reports
from archive.catalogue.tables import SCHEMA
from archive.catalogue.totals import counts

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
    "Persons",
    "Refused",
    "Reports",
    "Version",
    "open_catalogue",
    "upgrade_catalogue",
]


def open_catalogue(
    url: str, *, create: bool = False, slowest: float = 0, patience: Patience | None = None
) -> "Catalogue":
    """Return the catalogue at an SQLAlchemy URL, such as `sqlite:////data/catalogue.sqlite`.

    `create` lays it out where there is none. `slowest`: seconds that one statement may take on
    PostgreSQL, 0 for no limit. `patience`: how long to wait for a server that goes away later.
    Raises `CatalogueNotFound`, `CatalogueUnsuitable` (another layout), `CatalogueUnavailable` or,
    for a URL that is none, `ConfigInvalid`.
    """
    database = Database(url, create=create, slowest=slowest, patience=patience)
    try:
        if create:
            database.lay_out()
        database.check()
    except BaseException:
        database.close()
        raise
    return Catalogue(database)


def upgrade_catalogue(url: str) -> int:
    """Give a catalogue the layout that this program needs; return the one that it had.

    All or nothing, while no one writes. Raises what `open_catalogue` raises.
    """
    with closing(Database(url)) as database:
        before = database.layout()
        if before is None or before > SCHEMA:
            database.check()
        return database.upgrade()


class Catalogue:
    """Everything that is known of the reports, by subject.

    Each method of a subject is one transaction, done again while the server is away and the
    catalogue has patience; it raises `CatalogueUnavailable` when the database fails. Several
    processes and threads may share one catalogue. Open one in each process, after any fork.
    """

    def __init__(self, database: Database) -> None:
        cache = RecordCache()
        self._database = database
        self.reports = Reports(database, cache)
        self.changes = Changes(database)
        self.persons = Persons(database)
        self.appearances = Appearances(database, cache)
        self.decisions = Decisions(database)
        self.refusals = Refusals(database)

    def close(self) -> None:
        """Close all connections to the database."""
        self._database.close()

    @property
    def place(self) -> str:
        """The URL of the catalogue without its password."""
        return without_password(self._database.url)

    def counts(self) -> Counts:
        """Return how much the catalogue holds."""
        return self._database.read(counts)
