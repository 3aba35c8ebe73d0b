"""Databases for a catalogue: a file of SQLite, a schema on a real PostgreSQL server."""

from collections.abc import Callable, Iterator

import pytest

from tools.cluster import postgres

__all__ = ["DATABASES", "database_url", "new_database", "postgres_server"]

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.cluster)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server; skips where none is installed."""
    if lacking := postgres.missing():
        pytest.skip(lacking)
    with postgres.running() as server:
        yield server


@pytest.fixture
def new_postgresql(postgres_server: postgres.Server) -> Callable[[], str]:
    """Makes an empty schema on the server and tells its URL."""
    return lambda: postgres.empty(postgres_server)


@pytest.fixture
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Tells the URL of a file that is not there yet."""
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('catalogue')}/catalogue.sqlite"


@pytest.fixture(params=DATABASES)
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty database and tells its URL; the test runs once for each kind."""
    made: Callable[[], str] = request.getfixturevalue(f"new_{request.param}")
    return made


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """The URL of an empty database."""
    return new_database()
