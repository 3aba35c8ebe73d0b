"""The database under the catalogue: connections and transactions."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from threading import local
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.catalogue import postgresql, sqlite
from archive.catalogue.patience import Patience
from archive.errors import CatalogueAway, CatalogueUnavailable, ConfigInvalid

__all__ = ["Database", "add", "parsed", "without_password"]

_Answer = TypeVar("_Answer")

# The module for each kind of database, and the driver that it uses.
_DIALECTS = {
    "sqlite": (sqlite, "sqlite"),
    "postgresql": (postgresql, "postgresql+psycopg"),
    "postgres": (postgresql, "postgresql+psycopg"),
}

# Options of libpq and SQLite whose values may be shown.
_HARMLESS = {
    *("application_name", "connect_timeout", "host", "hostaddr", "mode", "options", "port"),
    *("service", "sslmode", "sslrootcert", "target_session_attrs", "timeout", "uri"),
}

_QUOTE = "; in a password, @ is written %40, : %3A, / %2F, % %25"

# Seconds to wait for the outcome of a commit during which the server failed.
_DOUBT = 60


class Database:
    """Transactions on the tables of a catalogue.

    There is one writer at a time: it locks out the others when it begins, so that what it reads
    stays true until it commits, and revisions are committed in order. Readers see the last
    commit and never wait.
    """

    def __init__(
        self,
        url: str,
        *,
        create: bool = False,
        slowest: float = 0,
        patience: Patience | None = None,
    ) -> None:
        """Open the database at an SQLAlchemy URL; with `create` a missing file is no error.

        `slowest`: seconds that one statement may take, 0 for no limit. `patience`: how long
        `read` and `write` wait for a server that is away; None to fail at once. Raises
        `ConfigInvalid`, `CatalogueNotFound` or `CatalogueUnavailable`.
        """
        self.url, self._dialect = parsed(url)
        self._patience = patience
        try:
            self._engine: Engine = self._dialect.open_engine(
                self.url, create=create, slowest=slowest
            )
        except ModuleNotFoundError as error:
            raise ConfigInvalid(
                f"a catalogue on PostgreSQL needs {error.name}, which is not installed: "
                "«pip install 'khobao[cluster]'»"
            ) from error
        except (ArgumentError, TypeError, ValueError) as error:
            raise ConfigInvalid(f"the URL of the catalogue cannot be used: {error}") from error
        except OSError as error:
            raise CatalogueUnavailable(f"the catalogue cannot be made: {error}") from error
        self._reader = self._engine.execution_options(**self._dialect.READING)
        self._writer = self._engine.execution_options(**self._dialect.WRITING)
        self._shared = local()

    def read(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Return the result of `work` in a reading transaction; retry while the server is away."""
        return self._retry(partial(self._read, work))

    def read_once(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Return what `read` does; within `sharing`, which sees one state, `work` runs once.

        `work`: always the same function.
        """
        known: dict[object, Any] | None = getattr(self._shared, "known", None)
        if known is None:
            return self.read(work)
        if work not in known:
            known[work] = self.read(work)
        answer: _Answer = known[work]
        return answer

    def write(self, work: Callable[[Connection], _Answer]) -> _Answer:
        """Return the result of `work` in a writing transaction; retry while the server is away.

        `work` may run several times; only its last run is committed.
        """
        return self._retry(partial(self._write, work))

    @property
    def is_sharing(self) -> bool:
        """True within `sharing` of this thread."""
        return getattr(self._shared, "connection", None) is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the catalogue; within `sharing` use its own."""
        shared: Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            with self._our_errors():
                yield shared
            return
        with self._our_errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def sharing(self) -> Iterator[None]:
        """Let all that this thread reads in the block be one transaction, which sees one state."""
        with ExitStack() as stack:
            with self._our_errors():
                connection = stack.enter_context(self._reader.connect())
                connection.begin()
            self._shared.connection, self._shared.known = connection, {}
            stack.callback(delattr, self._shared, "connection")
            stack.callback(delattr, self._shared, "known")
            yield

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes the catalogue, once no other is open."""
        with (
            self._our_errors(),
            self._dialect.write_lock(self.url),
            self._writer.connect() as connection,
        ):
            with connection.begin() as transaction:
                number = self._dialect.lock(connection)
                yield connection
                try:
                    transaction.commit()
                except DBAPIError as error:
                    if not (self._dialect.away(error) and number and self._committed(number)):
                        raise
            self._dialect.checkpoint(connection)

    def prepare(self) -> None:
        """Apply the settings that a new database needs before its tables are made."""
        with self._our_errors(), self._dialect.write_lock(self.url):
            self._dialect.prepare(self._engine)

    def overwrite_deleted(self, connection: Connection) -> None:
        """Let the database overwrite what a transaction deletes, as far as it can."""
        self._dialect.overwrite_deleted(connection)

    def compact(self) -> str:
        """Write the files of the database again without deleted rows; return what is left to do.

        Raise `CatalogueUnavailable` if readers or writers prevent it.
        """
        with self._our_errors(), self._dialect.write_lock(self.url):
            return str(self._dialect.compact(self._engine))

    def settle(self, connection: Connection) -> None:
        """Update the sequences and statistics of the database after rows were copied in."""
        self._dialect.settle(connection)

    @property
    def warning(self) -> str:
        """A warning about the database for administrators; "" if there is none."""
        return str(self._dialect.warning())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _retry(self, attempt: Callable[[], _Answer]) -> _Answer:
        return self._patience(attempt) if self._patience else attempt()

    def _read(self, work: Callable[[Connection], _Answer]) -> _Answer:
        with self.reading() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], _Answer]) -> _Answer:
        with self.writing() as connection:
            return work(connection)

    def _committed(self, transaction: str) -> bool:
        """Return True if a transaction was committed although its commit got no answer."""
        until = time.monotonic() + _DOUBT
        pause = 0.1
        while time.monotonic() < until:
            with suppress(DBAPIError), self._reader.begin() as connection:
                known: bool | None = self._dialect.committed(connection, transaction)
                if known is not None:
                    return known
            time.sleep(pause)
            pause = min(2 * pause, 5)
        return False

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        """Raise errors of the database as `CatalogueUnavailable` or `CatalogueAway`."""
        try:
            yield
        except (DatabaseError, InterfaceError) as error:
            kind = CatalogueAway if self._dialect.away(error) else CatalogueUnavailable
            reason = " ".join(str(error.orig).split())
            way_out = self._dialect.way_out(error)
            raise kind(f"the catalogue {self._shown} fails: {reason}{way_out}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise CatalogueUnavailable(
                f"the catalogue {self._shown} holds damaged data ({error}); "
                "«khobao verify» names them"
            ) from error
        except PoolTimeout as error:
            raise CatalogueUnavailable(
                f"the catalogue {self._shown} has no free connection"
            ) from error

    @property
    def _shown(self) -> str:
        return without_password(self.url)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table in the fastest way of its database."""
    if rows:
        dialect, _driver = _DIALECTS[connection.dialect.name]
        dialect.add(connection, table, rows)


def without_password(url: URL) -> str:
    """Return a URL for people to read, with `***` for its password and for unusual options."""
    hidden = {name: "***" for name in url.query if name not in _HARMLESS}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


def parsed(url: str) -> tuple[URL, ModuleType]:
    """Return a URL with its driver, and the module for its kind of database.

    Raise `ConfigInvalid` for a URL that cannot be used.
    """
    try:
        known = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The reason is left out: it may quote a piece of the password.
        raise ConfigInvalid(f"the URL of the catalogue cannot be read{_QUOTE}") from error
    if "@" in (known.host or ""):
        raise ConfigInvalid(f"the URL of the catalogue has a second @{_QUOTE}")
    dialect, driver = _DIALECTS.get(known.drivername.split("+")[0], (None, ""))
    if dialect is None:
        raise ConfigInvalid(
            f"a catalogue is kept in SQLite or PostgreSQL, not in {known.drivername!r}"
        )
    return known.set(drivername=driver), dialect
