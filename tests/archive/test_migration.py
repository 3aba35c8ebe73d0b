"""Catalogues of older programs: refused, upgraded with everything in them, like new ones then."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text

from archive.catalogue import SCHEMA, migration, open_catalogue, upgrade_catalogue
from archive.catalogue.tables import metadata
from archive.errors import CatalogueNotFound, CatalogueUnsuitable
from tests.khobao import Khobao

_GOLDEN = Path(__file__).parents[1] / "golden"

# What PostgreSQL knows of columns, indexes and constraints, told alike for each schema.
_LAYOUT = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, "
    "collation_name FROM information_schema.columns WHERE table_schema = current_schema()",
    "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes "
    "WHERE schemaname = current_schema()",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = current_schema()::regnamespace",
)


@pytest.fixture
def old(database_url: str) -> str:
    """A catalogue that the program of layout 2 made."""
    if database_url.startswith("sqlite"):
        _old_file(Path(database_url.removeprefix("sqlite:///")))
    else:
        _old_schema(database_url)
    return database_url


def _old_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript((_GOLDEN / "catalogue-layout-2.sql").read_text("utf-8"))


def _old_schema(url: str) -> None:
    """The same rows in the tables that layout 2 would have had on PostgreSQL."""
    tables = (_GOLDEN / "catalogue-layout-2-postgresql.sql").read_text("utf-8")
    file = create_engine("sqlite://")
    server = create_engine(url)
    with file.connect() as rows, server.begin() as connection:
        raw: Any = rows.connection.dbapi_connection
        raw.executescript((_GOLDEN / "catalogue-layout-2.sql").read_text("utf-8"))
        connection.exec_driver_sql(tables)
        known = MetaData()
        known.reflect(rows)
        for table in known.sorted_tables:
            found = [row._asdict() for row in rows.execute(table.select())]
            if table.name == "persons":
                found.sort(key=lambda row: row["merged"] is not None)
            connection.execute(table.insert(), found)
    file.dispose()
    server.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def _rows(connection: Connection) -> dict[str, list[str]]:
    """All rows of all tables but what says which layout they have."""
    known = MetaData()
    known.reflect(connection)
    return {
        table.name: sorted(map(repr, connection.execute(table.select()).all()))
        for table in known.sorted_tables
        if table.name not in ("head", "alembic_version")
    }


def test_old_catalogue_is_refused_with_the_way_out(old: str) -> None:
    with pytest.raises(CatalogueUnsuitable, match=r"layout 2.*needs 3.*khobao upgrade"):
        open_catalogue(old)
    with pytest.raises(CatalogueUnsuitable, match="khobao upgrade"):
        open_catalogue(old, create=True)


def test_upgrade_keeps_everything(old: str, engine: Engine) -> None:
    with engine.connect() as connection:
        before = _rows(connection)
    assert sum(map(len, before.values())) > 25
    assert upgrade_catalogue(old) == 2
    with engine.connect() as connection:
        assert _rows(connection) == before
    with closing(open_catalogue(old)) as catalogue:
        assert catalogue.counts().revision == 6
        assert [len(catalogue.reports.versions(each)) for each in ("bao:1", "bao:2")] == [2, 1]
        assert [each.identifier for each in catalogue.persons.matching("bảy phúc")] == [
            "nguyen-xuan-phuc"
        ]
        assert catalogue.reports.get("bao:2") is None
        assert catalogue.reports.restore("bao:2")
        assert len(catalogue.refusals.latest()) == len(catalogue.decisions.log()) - 1 == 2


def test_upgrade_again_changes_nothing(old: str) -> None:
    assert upgrade_catalogue(old) == 2
    assert upgrade_catalogue(old) == SCHEMA


def test_upgraded_catalogue_is_like_a_new_one(
    old: str, new_database: Callable[[], str], engine: Engine
) -> None:
    fresh = new_database()
    open_catalogue(fresh, create=True).close()
    upgrade_catalogue(old)
    other = create_engine(fresh)
    with engine.connect() as upgraded, other.connect() as made:
        assert _layout(upgraded) == _layout(made)
        assert _differences(upgraded) == _differences(made) == []
    other.dispose()


def _differences(connection: Connection) -> list[object]:
    """What Alembic finds to be unlike our tables."""
    dialect = connection.dialect.name

    def ours(item: Any, *_rest: object) -> bool:
        return str(item.info.get("only", dialect)) == dialect

    context = MigrationContext.configure(connection, opts={"include_object": ours})
    return list(compare_metadata(context, metadata))


def _layout(connection: Connection) -> list[list[tuple[object, ...]]]:
    """Everything that the database knows of its tables, and the step that Alembic is at."""
    asked = _LAYOUT
    if connection.dialect.name == "sqlite":
        asked = ("SELECT type, name, tbl_name, sql FROM sqlite_master",)
    found = [
        sorted(
            tuple(" ".join(str(cell).split()) for cell in row)
            for row in connection.execute(text(query))
        )
        for query in asked
    ]
    version = connection.execute(text("SELECT version_num FROM alembic_version"))
    return [*found, [tuple(row) for row in version]]


def test_steps_from_nothing_lead_to_what_is_laid_out_at_once(
    new_database: Callable[[], str],
) -> None:
    """The first step makes the tables that the program of layout 2 made."""
    stepped, old = create_engine(new_database()), new_database()
    if old.startswith("sqlite"):
        _old_file(Path(old.removeprefix("sqlite:///")))
    else:
        _old_schema(old)
    older = create_engine(old)
    with stepped.begin() as connection:
        migration.command.upgrade(migration._config(connection), "layout_2")
    with stepped.connect() as connection, older.connect() as other:
        known = [_columns(each) for each in (connection, other)]
        assert known[0] == known[1]
    stepped.dispose()
    older.dispose()


def _columns(connection: Connection) -> dict[str, object]:
    """Tables with their columns, keys and indexes."""
    known = inspect(connection)
    return {
        table: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in columns],
            known.get_pk_constraint(table)["constrained_columns"],
            sorted(str(each["name"]) for each in known.get_indexes(table)),
            sorted(map(str, (each["referred_table"] for each in known.get_foreign_keys(table)))),
        )
        for table in known.get_table_names()
        if table != "alembic_version" and (columns := known.get_columns(table))
    }


def test_upgrade_that_fails_leaves_the_old_catalogue(
    old: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("no more room")

    with engine.connect() as connection:
        before = _rows(connection)
    monkeypatch.setattr(migration, "update", fail)
    with pytest.raises(RuntimeError, match="no more room"):
        upgrade_catalogue(old)
    monkeypatch.undo()
    with engine.connect() as connection:
        assert _rows(connection) == before
        indexes = [each["name"] for each in inspect(connection).get_indexes("aliases")]
        assert "ix_aliases_fold" in indexes
        assert not inspect(connection).has_table("alembic_version")
    assert upgrade_catalogue(old) == 2


def test_catalogue_of_a_newer_program_is_left_alone(database_url: str, engine: Engine) -> None:
    open_catalogue(database_url, create=True).close()
    with engine.begin() as connection:
        connection.execute(text("UPDATE head SET schema = 99"))
    for opened in (open_catalogue, upgrade_catalogue):
        with pytest.raises(CatalogueUnsuitable, match=r"layout 99.*newer"):
            opened(database_url)


def test_nothing_is_not_upgraded(database_url: str) -> None:
    with pytest.raises(CatalogueNotFound):
        upgrade_catalogue(database_url)


def test_upgrade_is_told(khobao: Khobao) -> None:
    folder = khobao.folder / "archive"
    folder.mkdir()
    _old_file(folder / "catalogue.sqlite")
    refused = khobao("status")
    assert refused.exit_code == 3
    assert "khobao upgrade" in refused.stderr
    assert json.loads(khobao("upgrade", "--json").stdout) == {"before": 2, "layout": SCHEMA}
    assert "already" in khobao("upgrade").stdout
    assert khobao("status").exit_code == 0
