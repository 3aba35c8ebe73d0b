"""The database under the catalogue: opened, laid out, in transactions that several may share."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.catalogue import postgresql, sqlite
from archive.catalogue.patience import Patience
from archive.catalogue.tables import SCHEMA, head, metadata
from archive.errors import (
    CatalogueAway,
    CatalogueNotFound,
    CatalogueUnavailable,
    CatalogueUnsuitable,
    ConfigInvalid,
)

__all__ = ["Database", "add", "without_password"]

_Answer = TypeVar("_Answer")

# Which room knows a database, and the driver that it is spoken to by.
_ROOMS = {
    "sqlite": (sqlite, "sqlite"),
    "postgresql": (postgresql, "postgresql+psycopg"),
    "postgres": (postgresql, "postgresql+psycopg"),
}

_QUOTE = "; in a password, @ is written %40, : %3A, / %2F, % %25"

# Seconds in which a server that failed during a commit must tell what became of it.
_DOUBT = 60


class Database:
    """Transactions on the tables of a catalogue.

    A writer keeps all other writers out from its beginning, so that what it reads stays true
    until it commits and revisions come out in order; readers see the last commit and wait for
    no one.
    """

    def __init__(
        self,
        url: str,
        *,
        create: bool = False,
        slowest: float = 0,
        patience: Patience | None = None,
    ) -> None:
        """Open the database at an SQLAlchemy URL; with `create` there may be nothing yet.

        `slowest`: seconds that one statement may take, 0 for no limit. `patience`: how long
        `read` and `write` wait for a server that goes away; None to fail at once. Raises
        `ConfigInvalid`, `CatalogueNotFound` or `CatalogueUnavailable`.
        """
        self._patience = patience
        self.url, self._room = _parsed(url)
        try:
            self._engine: Engine = self._room.open_engine(self.url, create=create, slowest=slowest)
        except ModuleNotFoundError as error:
            raise ConfigInvalid(
                f"{error.name} is not installed, which a catalogue on PostgreSQL needs; "
                "«pip install 'khobao[cluster]'» brings it"
            ) from error
        except (ArgumentError, TypeError, ValueError) as error:
            raise ConfigInvalid(f"no catalogue can be opened by that URL: {error}") from error
        except OSError as error:
            raise CatalogueUnavailable(f"the catalogue cannot be made: {error}") from error
        self._reader = self._engine.execution_options(**self._room.READING)
        self._writer = self._engine.execution_options(**self._room.WRITING)

    def read(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Return what `work` returns in a reading transaction; retry while the server is away."""
        return self._patiently(partial(self._read, work))

    def write(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Return what `work` returns in a writing transaction; retry while the server is away.

        `work` may run several times; only the last run is committed.
        """
        return self._patiently(partial(self._write, work))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the catalogue."""
        with self._named(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes the catalogue, the only one of its time."""
        with (
            self._named(),
            self._writer.connect() as connection,
            connection.begin() as transaction,
        ):
            number = self._room.keep_out(connection)
            yield connection
            try:
                transaction.commit()
            except DBAPIError as error:
                if not (self._room.away(error) and number and self._committed(number)):
                    raise

    def lay_out(self) -> None:
        """Make an empty catalogue where there is none."""
        with self._named():
            self._room.prepare(self._engine)
        with self.writing() as connection:
            if not inspect(connection).has_table(head.name):
                self._make_tables(connection)
                connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=0))

    @contextmanager
    def laying_out(self) -> Iterator[Connection]:
        """A transaction in which the tables are made, without a catalogue in them yet."""
        with self._named():
            self._room.prepare(self._engine)
        with self.writing() as connection:
            self._make_tables(connection)
            yield connection

    def settle(self, connection: Connection) -> None:
        """Let the database take note of many rows that came in with their numbers."""
        self._room.settle(connection)

    def upgrade(self) -> int:
        """Bring the tables to our layout; the one that they had."""
        from archive.catalogue import migration

        with self.writing() as connection:
            layout: int = connection.execute(select(head.c.schema)).scalar_one()
            if layout < SCHEMA:
                migration.upgrade(connection, layout)
        return layout

    def layout(self) -> int | None:
        """The version of the tables, None where they are being filled by a copy.

        Raises `CatalogueNotFound` where there are none.
        """
        with self.reading() as connection:
            if not inspect(connection).has_table(head.name):
                raise CatalogueNotFound(f"{self.url.database!r} holds no catalogue")
            return connection.execute(select(head.c.schema)).scalar()

    def check(self) -> None:
        """Raise where the tables are not there, or not ours."""
        layout = self.layout()
        if layout is None:
            raise CatalogueUnsuitable(
                f"{without_password(self.url)} holds the first part of a copy; "
                "the same «khobao copy-catalogue» again goes on with it"
            )
        if layout < SCHEMA:
            raise CatalogueUnsuitable(
                f"the catalogue has layout {layout}, this program needs {SCHEMA}; "
                "«khobao upgrade» changes it and keeps everything"
            )
        if layout > SCHEMA:
            raise CatalogueUnsuitable(
                f"the catalogue has layout {layout}, made by a newer program; this one knows "
                f"{SCHEMA}"
            )

    @staticmethod
    def _make_tables(connection: Connection) -> None:
        # Imported here: Alembic takes longer than most commands, and few need it.
        from archive.catalogue import migration

        metadata.create_all(connection)
        migration.stamp(connection, SCHEMA)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _patiently(self, attempt: Callable[[], _Answer]) -> _Answer:
        return self._patience(attempt) if self._patience else attempt()

    def _read(self, work: Callable[[Connection], _Answer]) -> _Answer:
        with self.reading() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], _Answer]) -> _Answer:
        with self.writing() as connection:
            return work(connection)

    def _committed(self, transaction: str) -> bool:
        """Whether a transaction whose commit got no answer was committed all the same."""
        until = time.monotonic() + _DOUBT
        pause = 0.1
        while time.monotonic() < until:
            with suppress(DBAPIError), self._reader.begin() as connection:
                known: bool | None = self._room.committed(connection, transaction)
                if known is not None:
                    return known
            time.sleep(pause)
            pause = min(2 * pause, 5)
        return False

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the database as ours."""
        try:
            yield
        except (DatabaseError, InterfaceError) as error:
            kind = CatalogueAway if self._room.away(error) else CatalogueUnavailable
            reason = " ".join(str(error.orig).split())
            url, way_out = without_password(self.url), self._room.way_out(error)
            raise kind(f"the catalogue {url} fails: {reason}{way_out}") from error
        except PoolTimeout as error:
            raise CatalogueUnavailable(
                f"the catalogue {without_password(self.url)} has no free connection"
            ) from error


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table, in the way that its database takes them fastest."""
    if rows:
        room, _driver = _ROOMS[connection.dialect.name]
        room.add(connection, table, rows)


def without_password(url: URL) -> str:
    """A URL as people may see it, without its password."""
    hidden = {name: "***" for name in url.query if "pass" in name.lower()}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def _parsed(url: str) -> tuple[URL, ModuleType]:
    """A URL with its driver, and the room that knows its database."""
    try:
        read = make_url(url)
    except (ArgumentError, ValueError) as error:
        # What is wrong is not told: it may be a piece of the password.
        raise ConfigInvalid(f"no catalogue can be opened by that URL{_QUOTE}") from error
    if "@" in (read.host or ""):
        raise ConfigInvalid(f"the URL of the catalogue has a second @{_QUOTE}")
    room, driver = _ROOMS.get(read.drivername.split("+")[0], (None, ""))
    if room is None:
        raise ConfigInvalid(
            f"a catalogue is kept in SQLite or PostgreSQL, not in {read.drivername!r}"
        )
    return read.set(drivername=driver), room
