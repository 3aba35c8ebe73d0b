"""SQLite under the catalogue: one file, one writer at a time, readers that wait for no one."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from archive.catalogue.tables import as_json
from archive.errors import CatalogueNotFound

__all__ = [
    "READING",
    "WRITING",
    "add",
    "away",
    "committed",
    "keep_out",
    "open_engine",
    "prepare",
    "settle",
    "way_out",
]

READING: dict[str, object] = {}
"""Options of a transaction that sees one state of the catalogue."""

WRITING: dict[str, object] = {"writing": True}
"""Options of a transaction that changes the catalogue."""

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


def open_engine(url: URL, *, create: bool, slowest: float) -> Engine:
    """An engine with transactions as the catalogue needs them; no statement is cut short.

    Raises `CatalogueNotFound` where there is no file and none is to be made.
    """
    file = _file(url)
    if file and create:
        file.parent.mkdir(parents=True, exist_ok=True)
    elif file and not file.is_file():
        raise CatalogueNotFound(f"no catalogue at {str(file)!r}")
    engine = create_engine(url, json_serializer=as_json)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def prepare(engine: Engine) -> None:
    """Make the file fit for its tables."""
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        # Kept in the file: readers go on while one writes. Not possible in a transaction.
        cursor.execute("PRAGMA journal_mode = WAL")


def keep_out(connection: Connection) -> str:
    """Nothing: BEGIN IMMEDIATE keeps other writers out already."""
    return ""


def committed(connection: Connection, transaction: str) -> bool:
    """False: a commit that failed has not happened."""
    return False


def away(error: DBAPIError) -> bool:
    """False: a file does not go away and come back."""
    return False


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table."""
    connection.execute(insert(table), rows)


def settle(connection: Connection) -> None:
    """Nothing: the next number is the one behind the largest."""


def way_out(error: DBAPIError) -> str:
    """What helps against a failure, "" where nobody can tell."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return next((f"; {way}" for kind, way in _WAYS_OUT if name.startswith(kind)), "")


def _file(url: URL) -> Path | None:
    """The file of an SQLite URL."""
    return None if url.database in (None, "", ":memory:") else Path(str(url.database))


def _set_up(connection: Any, _record: object) -> None:
    """Set up a new connection."""
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
