"""Prepared statements return what SQLAlchemy returns, on each kind of database."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlalchemy import (
    JSON,
    Connection,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)

from archive.catalogue.database import Database
from archive.catalogue.prepared import Prepared
from archive.catalogue.tables import appearances, persons
from archive.errors import CatalogueUnavailable

_NAMED = (
    select(
        persons.c.identifier,
        func.coalesce(persons.c.merged, persons.c.name).label("name"),
        persons.c.hidden,
        literal(7).label("seven"),
    )
    .where(
        persons.c.identifier.in_(bindparam("identifiers", expanding=True)),
        persons.c.name != bindparam("but"),
        persons.c.hidden.is_(False),
    )
    .order_by(persons.c.identifier)
)


@pytest.fixture
def connection(catalogue_url: str) -> Iterator[Connection]:
    """A reading transaction on a catalogue with forty persons, every fifth of them hidden."""
    with closing(Database(catalogue_url)) as database:
        with database.writing() as written:
            for number in range(40):
                row = {"identifier": f"p{number:02}", "own": "", "name": f"Người {number}"}
                written.execute(persons.insert(), [{**row, "hidden": not number % 5}])
        with database.reading() as opened:
            yield opened


@pytest.mark.parametrize("asked", [0, 1, 2, 3, 4, 20, 33, 40])
def test_rows_are_those_of_sqlalchemy(connection: Connection, asked: int) -> None:
    wanted = {"identifiers": [f"p{number:02}" for number in range(asked)], "but": "Người 3"}
    expected = connection.execute(_NAMED, wanted).all()
    found = Prepared(_NAMED).all(connection, wanted)
    assert [tuple(row) for row in found] == [tuple(row) for row in expected]
    assert [(row.name, row.hidden, row.seven) for row in found] == [
        (row.name, row.hidden, row.seven) for row in expected
    ]
    assert all(isinstance(row.hidden, bool) for row in found)


def test_a_statement_serves_lists_of_any_length_in_turn(connection: Connection) -> None:
    prepared = Prepared(_NAMED)
    for asked in (5, 1, 37, 4, 5, 0):
        wanted = {"identifiers": [f"p{number:02}" for number in range(asked)], "but": ""}
        expected = connection.execute(_NAMED, wanted).all()
        assert [tuple(row) for row in prepared.all(connection, wanted)] == list(expected)


def test_lists_and_missing_lists_are_read_as_sqlalchemy_reads_them(connection: Connection) -> None:
    values = [r"""'["Huế", "a \"b\""]'""", "'[]'", "NULL"]
    kind = "TEXT" if connection.dialect.name == "sqlite" else "JSON"
    united = union_all(
        *(select(literal_column(f"CAST({each} AS {kind})", JSON).label("list")) for each in values)
    )
    expected = [row[0] for row in connection.execute(united)]
    assert expected == [["Huế", 'a "b"'], [], None]
    assert [row[0] for row in Prepared(united).all(connection)] == expected


def test_a_failing_statement_is_reported_as_any_other(empty_sqlite: Callable[[], str]) -> None:
    with closing(Database(empty_sqlite())) as database:
        with database.writing() as connection:
            connection.execute(text("DROP TABLE appearances"))
        wanted = Prepared(select(appearances.c.name))
        with pytest.raises(CatalogueUnavailable, match="no such table: appearances"):
            database.read(wanted.all)
