"""SQLite under the catalogue: one file, one writer at a time, readers that never wait."""

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
    "file_of",
    "lock",
    "open_engine",
    "prepare",
    "settle",
    "way_out",
]

READING: dict[str, object] = {}
"""Execution options of reading transactions."""

WRITING: dict[str, object] = {"writing": True}
"""Execution options of writing transactions."""

# How long a writer waits for another; a batch of reports takes well below a second.
_PATIENCE = 60_000  # milliseconds

# SQLite's names of failures (https://sqlite.org/rescode.html), and what to do about them.
_WAYS_OUT = (
    (
        "SQLITE_CANTOPEN",
        "the folder must be writable, also for readers: SQLite's WAL is in it",
    ),
    ("SQLITE_READONLY", "file and folder must be writable"),
    ("SQLITE_FULL", "make room, then run the command again: nothing is lost"),
    ("SQLITE_BUSY", "another process is writing; try again when it is done"),
    ("SQLITE_CORRUPT", "«khobao restore» makes a new archive of a backup"),
    ("SQLITE_NOTADB", "«khobao restore» makes a new archive of a backup"),
)


def open_engine(url: URL, *, create: bool, slowest: float) -> Engine:
    """Return an engine whose transactions begin explicitly; `slowest` has no effect on SQLite.

    Raises `CatalogueNotFound` if there is no file, unless `create` is set.
    """
    file = file_of(url)
    if file and create:
        file.parent.mkdir(parents=True, exist_ok=True)
    elif file and not file.is_file():
        raise CatalogueNotFound(f"no catalogue at {str(file)!r}")
    engine = create_engine(url, json_serializer=as_json)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def prepare(engine: Engine) -> None:
    """Switch the file to WAL mode."""
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        # The file remembers it: readers go on while one writes. Not possible in a transaction.
        cursor.execute("PRAGMA journal_mode = WAL")


def lock(connection: Connection) -> str:
    """Do nothing: BEGIN IMMEDIATE has locked out other writers already."""
    return ""


def committed(connection: Connection, transaction: str) -> bool:
    """Return False: a commit that failed has not happened."""
    return False


def away(error: DBAPIError) -> bool:
    """Return False: a file does not go away and come back."""
    return False


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table."""
    connection.execute(insert(table), rows)


def settle(connection: Connection) -> None:
    """Do nothing: SQLite numbers new rows after the largest number."""


def way_out(error: DBAPIError) -> str:
    """Return what to do about a failure, as the end of a message; "" if unknown."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return next((f"; {way}" for kind, way in _WAYS_OUT if name.startswith(kind)), "")


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite URL; None for a database in memory."""
    return None if url.database in (None, "", ":memory:") else Path(str(url.database))


def _set_up(connection: Any, _record: object) -> None:
    """Set up a new connection."""
    # Otherwise sqlite3 begins transactions by itself, at the first change and not before:
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A commit must survive a power cut, because the index may have taken it already.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA cache_size = -65536")  # KiB
    # An import writes about a megabyte a batch; a checkpoint every 32 batches is enough.
    cursor.execute("PRAGMA wal_autocheckpoint = 8192")  # pages
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
