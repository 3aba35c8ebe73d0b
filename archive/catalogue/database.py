"""The database under the catalogue: opened, laid out, in transactions that several may share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError

from archive.catalogue.tables import SCHEMA, head, metadata
from archive.errors import (
    CatalogueNotFound,
    CatalogueUnavailable,
    CatalogueUnsuitable,
    ConfigInvalid,
)

__all__ = ["Database"]

# How long a writer waits for another one; a batch of reports takes well below a second.
_PATIENCE = 60_000  # milliseconds

# What SQLite calls its failures (https://sqlite.org/rescode.html), and what helps.
_WAYS_OUT = (
    ("SQLITE_CANTOPEN", "the folder must be writable, for readers too (SQLite's WAL stands in it)"),
    ("SQLITE_READONLY", "file and folder must be writable"),
    ("SQLITE_FULL", "make room, then run the command again: nothing is lost"),
    ("SQLITE_BUSY", "another process has been writing for long; try again when it is done"),
    ("SQLITE_CORRUPT", "put a backup in its place, then «khobao index»"),
    ("SQLITE_NOTADB", "put a backup in its place, then «khobao index»"),
)


class Database:
    """Transactions on the tables of a catalogue.

    A writer keeps all other writers out from its beginning, so that what it reads stays true
    until it commits and revisions come out in order; readers see the last commit and wait for
    no one.
    """

    def __init__(self, url: str, *, create: bool) -> None:
        """Open the database at an SQLAlchemy URL; lay it out where `create` is set.

        Raises `CatalogueNotFound` where there is none and none is to be made, and
        `CatalogueUnsuitable` where its layout is not ours.
        """
        try:
            self.url = make_url(url)
            file = _file(self.url)
            if file and create:
                file.parent.mkdir(parents=True, exist_ok=True)
            elif file and not file.is_file():
                raise CatalogueNotFound(f"no catalogue at {str(file)!r}")
            self._engine = _engine(self.url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise ConfigInvalid(f"no catalogue can be opened by that URL: {error}") from error
        except OSError as error:
            raise CatalogueUnavailable(f"the catalogue cannot be made: {error}") from error
        self._writer = self._engine.execution_options(writing=True)
        if create:
            self._lay_out()
        self._check()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the catalogue."""
        with self._named(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that changes the catalogue, the only one of its time."""
        with self._named(), self._writer.begin() as connection:
            # SQLite is locked by its BEGIN IMMEDIATE already; elsewhere this row is the lock.
            connection.execute(select(head.c.id).with_for_update())
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, InterfaceError) as error:
            shown = self.url.render_as_string(hide_password=True)
            failed = f"the catalogue {shown} fails: {error.orig}"
            raise CatalogueUnavailable(failed + _way_out(error.orig)) from error

    def _lay_out(self) -> None:
        with self._named(), self._engine.connect() as connection:
            if self.url.get_backend_name() == "sqlite":
                # Kept in the file: readers go on while one writes. Not possible in a transaction.
                _outside(connection, "PRAGMA journal_mode = WAL")
        with self._named(), self._writer.begin() as connection:
            metadata.create_all(connection)
            if connection.execute(select(head.c.id)).first() is None:
                connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=0))

    def _check(self) -> None:
        with self.reading() as connection:
            if not inspect(connection).has_table(head.name):
                raise CatalogueNotFound(f"{self.url.database!r} holds no catalogue")
            schema = connection.execute(select(head.c.schema)).scalar()
        if schema != SCHEMA:
            raise CatalogueUnsuitable(
                f"the catalogue has layout {schema}, this program needs {SCHEMA}"
            )


def _way_out(error: object) -> str:
    """What helps against a failure of SQLite, "" where nobody can tell."""
    name = getattr(error, "sqlite_errorname", "")
    return next((f"; {way}" for kind, way in _WAYS_OUT if name.startswith(kind)), "")


def _file(url: URL) -> Path | None:
    """The file of an SQLite URL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _engine(url: URL) -> Engine:
    """An engine with transactions as the catalogue needs them."""
    engine = create_engine(url, json_serializer=_json)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _json(value: Sequence[str]) -> str:
    """A list of texts in JSON, Vietnamese letters as they are, legible to whoever looks.

    The columns hold nothing else, and an encoder of the library costs five times as much.
    """
    return f"[{', '.join(map(encode_basestring, value))}]"


def _prepare(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection."""
    # sqlite3 would begin transactions by itself, and later than asked for:
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A commit must outlive a power cut: the index may know of it already.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA cache_size = -65536")  # KiB
    # An import writes a megabyte in each batch; the pages go home every 32 of them.
    cursor.execute("PRAGMA wal_autocheckpoint = 8192")  # pages
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _outside(connection: Connection, statement: str) -> None:
    """Execute a statement outside of any transaction."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
