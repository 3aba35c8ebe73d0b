"""SQLite under the catalogue: one file, one writer at a time, readers that never wait."""

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Integer, Table, create_engine, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from archive.catalogue.tables import as_json
from archive.catalogue.write_lock import holding
from archive.errors import CatalogueNotFound, CatalogueUnavailable

__all__ = [
    "READING",
    "WRITING",
    "add",
    "away",
    "checkpoint",
    "committed",
    "compact",
    "file_of",
    "lock",
    "open_engine",
    "overwrite_deleted",
    "prepare",
    "rows",
    "settle",
    "warning",
    "way_out",
    "write_lock",
]

READING: dict[str, object] = {}
"""Execution options of reading transactions."""

WRITING: dict[str, object] = {"writing": True}
"""Execution options of writing transactions."""

# How long a writer waits for another; a batch of reports takes well below a second.
_PATIENCE = 60_000  # milliseconds

# An import writes about a megabyte a batch; a checkpoint every 32 batches is enough.
_LARGE = 32 << 20  # bytes

# The first releases, of each line of releases, in which a checkpoint cannot damage a database.
_SOUND = ((3, 44, 6), (3, 50, 7), (3, 51, 3))

# SQLite's names of failures (https://sqlite.org/rescode.html), and what to do about them.
_WAYS_OUT = (
    (
        "SQLITE_CANTOPEN",
        "the folder must be writable, also for readers while others write: SQLite's WAL is in it",
    ),
    ("SQLITE_READONLY", "file and folder must be writable"),
    ("SQLITE_FULL", "make room, then run the command again: nothing is lost"),
    ("SQLITE_BUSY", "another process is writing; try again when it is done"),
    ("SQLITE_CORRUPT", "«khobao restore» makes a new archive of a backup"),
    ("SQLITE_NOTADB", "«khobao restore» makes a new archive of a backup"),
)

# KiB of the file that a connection keeps. A server has a connection for each of its threads, and
# readers gain nothing from more than this, since the system keeps the file; writers do.
_READ_CACHE = 4 << 10
_WRITE_CACHE = 64 << 10


def open_engine(url: URL, *, create: bool, slowest: float) -> Engine:
    """Return an engine whose transactions begin explicitly; `slowest` has no effect on SQLite.

    Raise `CatalogueNotFound` if there is no file, unless `create` is set.
    """
    file = file_of(url)
    if file and create:
        file.parent.mkdir(parents=True, exist_ok=True)
    elif file and not file.is_file():
        raise CatalogueNotFound(f"no catalogue at {str(file)!r}")
    if file and _is_closed_to_us(file):
        engine = create_engine(_immutable(url, file), json_serializer=as_json)
        event.listen(engine, "begin", _unchanged(file))
    else:
        engine = create_engine(url, json_serializer=as_json)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _is_closed_to_us(file: Path) -> bool:
    """Return True if we may not write into the folder of a file, and no other process does now."""
    log = Path(f"{file}-wal")
    return not os.access(file.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _immutable(url: URL, file: Path) -> URL:
    """Return a URL by which SQLite reads a file without locks and without files next to it."""
    query = {"immutable": "1", "mode": "ro", "uri": "true"}
    return url.set(database=f"file:{quote(str(file.absolute()))}", query=query)


def _unchanged(file: Path) -> Callable[[Connection], None]:
    """Return a function that raises `CatalogueUnavailable` once a file is no longer as it is now.

    SQLite would not notice, and give wrong answers.
    """
    known = _state(file)

    def check(_connection: Connection) -> None:
        if _state(file) != known or not _is_closed_to_us(file):
            raise CatalogueUnavailable(
                f"{file} has changed since it was opened read-only; start the program again"
            )

    return check


def _state(file: Path) -> tuple[int, int, int]:
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def prepare(engine: Engine) -> None:
    """Switch the file to WAL mode."""
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        # The file remembers it: readers go on while one writes. Not possible in a transaction.
        cursor.execute("PRAGMA journal_mode = WAL")


def lock(connection: Connection) -> str:
    """Do nothing: BEGIN IMMEDIATE has locked out other writers already."""
    return ""


def write_lock(url: URL) -> AbstractContextManager[None]:
    """Return a lock on the file that excludes all other writers and checkpoints of Kho Báo."""
    file = file_of(url)
    return holding(file, _PATIENCE / 1000) if file else nullcontext()


def checkpoint(connection: Connection) -> None:
    """Move a large write-ahead log into the file; the caller holds the lock of `write_lock`."""
    file = file_of(connection.engine.url)
    with suppress(FileNotFoundError):
        if file and os.path.getsize(f"{file}-wal") > _LARGE:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def overwrite_deleted(connection: Connection) -> None:
    """Overwrite deleted rows with zeros in this transaction and later ones of its connection."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA secure_delete = ON").fetchall()


def compact(engine: Engine) -> str:
    """Write the file again without deleted rows, and empty its write-ahead log.

    The caller holds the lock of `write_lock`. Raise `CatalogueUnavailable` if a reader stays.
    """
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise CatalogueUnavailable(
            f"{engine.url.database} is being read for long, so that its write-ahead log cannot be "
            "emptied; run the command again when the reader is done"
        )
    return ""


def warning() -> str:
    """Return what to know about the version of SQLite; "" if there is nothing."""
    release = sqlite3.sqlite_version_info
    if release >= _SOUND[-1] or any(
        release[:2] == sound[:2] and release >= sound for sound in _SOUND
    ):
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} can damage a database if another program writes it at "
        "the wrong moment (fixed in 3.51.3); Kho Báo guards against it with catalogue.sqlite.lock, "
        "so let no other program write the catalogue"
    )


def committed(connection: Connection, transaction: str) -> bool:
    """Return False: a commit that failed has not happened."""
    return False


def away(error: DBAPIError) -> bool:
    """Return False: a file does not go away and come back."""
    return False


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table; those of numbers go to the driver at once, in half the time."""
    if not all(isinstance(column.type, Integer) for column in table.columns):
        connection.execute(insert(table), rows)
        return
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, rows[0]))
    # Only names of our own tables and columns get into the statement.
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(rows[0]))})"  # nosec B608
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def rows(connection: Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of a statement, as the driver reads them; raise its errors as SQLAlchemy."""
    driver: Any = connection.connection.dbapi_connection
    try:
        found: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, tuple(values), error, sqlite3.Error) from error
    return found


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
    cursor.execute(f"PRAGMA cache_size = -{_READ_CACHE}")
    # Writers checkpoint under our lock.
    cursor.execute("PRAGMA wal_autocheckpoint = 0")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITE_CACHE}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It waits for nothing and cannot fail; through SQLAlchemy it takes ten times as long.
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN")
