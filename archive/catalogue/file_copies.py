"""Consistent copies of a catalogue in an SQLite file, made while others read and write it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from archive.catalogue import fixity, sqlite
from archive.catalogue.database import Database, parsed
from archive.catalogue.records import Damage, Slice
from archive.errors import CatalogueUnavailable

__all__ = ["State", "check", "copy", "sqlite_file"]

OnProgress = Callable[[int, int], None]
"""Called with the number done and the number of all."""

# Pages between two reports of progress: 8 MB.
_PAGES = 2048

_TABLES = text(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)


class State:
    """A state of a catalogue: its layout, its revision, and the number of rows of each table."""

    def __init__(self, connection: Connection) -> None:
        names = connection.execute(_TABLES).scalars().all()
        self.rows: dict[str, int] = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # nosec B608
            for name in names  # of our own tables
        }
        self.layout: int
        self.revision: int
        self.layout, self.revision = connection.execute(
            text("SELECT schema, revision FROM head")
        ).one()


def sqlite_file(url: str) -> Path | None:
    """Return the file of a catalogue; None if it is not in an SQLite file."""
    known, _dialect = parsed(url)
    return sqlite.file_of(known) if known.get_backend_name() == "sqlite" else None


def copy(url: str, target: Path, on_progress: OnProgress) -> State:
    """Copy a catalogue into a new file; return the state that was copied.

    Writers go on meanwhile: all pages are read within one transaction. The copy has no WAL. Raise
    the errors of `open_catalogue`, and `CatalogueUnavailable` if the copy cannot be written.
    """
    with (
        closing(Database(url)) as database,
        database.reading() as connection,
        _new_file(target) as written,
    ):
        # The first statement decides which state the transaction sees.
        state = State(connection)
        source = connection.connection.dbapi_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(
            written, pages=_PAGES, progress=lambda _, left, all_: on_progress(all_ - left, all_)
        )
        written.execute("PRAGMA journal_mode = DELETE")
    return state


def check(file: Path, expected: State, on_progress: OnProgress) -> Iterator[Damage]:
    """Yield what is damaged in a copy: pages, missing rows, originals."""
    with closing(Database(f"sqlite:///{file}")) as database, database.reading() as connection:
        yield from fixity.check_database(connection)
        found = State(connection)
        for name, rows in expected.rows.items():
            if found.rows.get(name) != rows:
                problem = f"{found.rows.get(name, 0):,} rows were copied of {rows:,}"
                yield Damage("database", f"table {name}", problem, "make the backup again")
        number = expected.rows.get("originals", 0)
        yield from fixity.check_originals(
            connection, Slice(), lambda done: on_progress(done, number)
        )


@contextmanager
def _new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a new database; raise `CatalogueUnavailable` if it cannot be written."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # The whole file is put on the disk at the end.
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
    except sqlite3.Error as error:
        raise CatalogueUnavailable(f"{path} cannot be written: {error}") from error
