"""Databases for a catalogue: a file of SQLite, a schema on a real PostgreSQL server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Dialect, Engine, event

from archive.catalogue import open_catalogue
from archive.catalogue.tables import head, lineage, metadata
from tools.cluster import postgres

__all__ = [
    "DATABASES",
    "catalogue_url",
    "database_url",
    "empty_catalogue",
    "new_database",
    "postgres_server",
]


class _CompiledStatements(dict[Any, Any]):
    """Compiled SQL statements that all engines of a kind of database share.

    SQLAlchemy's keys begin with the dialect, of which each engine has one of its own. Compiling the
    same statements for each test takes a fifth of the time of tests with a catalogue.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_for_all_engines(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_for_all_engines(key), compiled)


def _for_all_engines(key: tuple[Dialect, Any]) -> tuple[Any, ...]:
    dialect, *rest = key
    return (dialect.name, dialect.driver, *rest)


_COMPILED = _CompiledStatements()


@event.listens_for(Engine, "engine_connect")
def _share_compiled_statements(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)


DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.cluster)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Yield a PostgreSQL server; skip the test if none is installed."""
    if lacking := postgres.missing():
        pytest.skip(lacking)
    with postgres.running() as server:
        yield server


@pytest.fixture
def new_postgresql(postgres_server: postgres.Server) -> Callable[[], str]:
    """Return a function that makes an empty schema on the server and returns its URL."""
    return lambda: postgres.empty(postgres_server)


@pytest.fixture
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Return a function that returns the URL of a file that does not exist yet."""
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.sqlite"


@pytest.fixture(params=DATABASES)
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return a function that makes an empty database and returns its URL; run for each kind."""
    made: Callable[[], str] = request.getfixturevalue(f"new_{request.param}")
    return made


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """Return the URL of an empty database."""
    return new_database()


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty catalogue; copying it takes a tenth of the time of making it."""
    file = tmp_path_factory.mktemp("template") / "catalogue.sqlite"
    open_catalogue(f"sqlite:///{file}", create=True).close()
    return file


@pytest.fixture
def empty_sqlite(new_sqlite: Callable[[], str], _template: Path) -> Callable[[], str]:
    """Make an empty catalogue on SQLite and return its URL."""

    def make() -> str:
        url = new_sqlite()
        shutil.copy(_template, url.removeprefix("sqlite:///"))
        return url

    return make


@pytest.fixture(scope="session")
def _schema(postgres_server: postgres.Server) -> str:
    url = postgres.empty(postgres_server)
    open_catalogue(url, create=True).close()
    return url


@pytest.fixture
def empty_postgresql(_schema: str) -> Callable[[], str]:
    """Empty the one catalogue on PostgreSQL that tests share, and return its URL."""
    kept = (head, lineage)
    tables = [table.name for table in reversed(metadata.sorted_tables) if table not in kept]
    statements = [
        "UPDATE persons SET merged = NULL",
        *(f"DELETE FROM {name}" for name in tables),
        "UPDATE head SET revision = 0",
        "DELETE FROM lineage WHERE revision > 0",
    ]

    def empty() -> str:
        with psycopg.connect(_schema.replace("+psycopg", "")) as connection:
            connection.execute("; ".join(statements).encode())
        return _schema

    return empty


@pytest.fixture(params=DATABASES)
def empty_catalogue(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return the URL of an empty catalogue; the test runs once for each kind of database.

    On PostgreSQL each call empties the same catalogue, so a test may use one at a time.
    """
    made: Callable[[], str] = request.getfixturevalue(f"empty_{request.param}")
    return made


@pytest.fixture
def catalogue_url(empty_catalogue: Callable[[], str]) -> str:
    """The URL of an empty catalogue."""
    return empty_catalogue()
