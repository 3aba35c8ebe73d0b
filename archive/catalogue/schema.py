"""Creating, checking and upgrading the tables of the catalogue."""

from sqlalchemy import Connection, insert, inspect, select

from archive.catalogue import lineage, name_words, spellings, tables
from archive.catalogue.database import Database, without_password
from archive.catalogue.revisions import now, touch
from archive.catalogue.tables import OLDEST, SCHEMA, head, metadata
from archive.errors import CatalogueNotFound, CatalogueUnsuitable

__all__ = ["check", "create", "make_tables", "upgrade"]

_START_AGAIN = (
    "make a new archive: import the files again, or the reports that the older version writes "
    "with «khobao export -o reports.jsonl»"
)


def create(database: Database) -> None:
    """Create an empty catalogue unless there is one."""
    database.prepare()
    with database.writing() as connection:
        if not inspect(connection).has_table(head.name):
            make_tables(connection)
            connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=0))
            lineage.add(connection, 0)


def make_tables(connection: Connection) -> None:
    """Create the tables, without the row in `head` that makes them a catalogue."""
    # Imported here, since Alembic takes longer to load than most commands run.
    from archive.catalogue import migration

    metadata.create_all(connection)
    migration.stamp(connection, SCHEMA)


def check(database: Database) -> None:
    """Raise `CatalogueNotFound` or `CatalogueUnsuitable` unless the layout is the current one."""
    with database.reading() as connection:
        layout = _read(connection, database)
        missing = _missing_tables(connection) if layout == SCHEMA else set()
    if layout < SCHEMA or missing:
        lacking = (
            f"has no table {min(missing)!r}, which this version needs"
            if missing
            else f"has layout {layout}, this version needs {SCHEMA}"
        )
        raise CatalogueUnsuitable(
            f"the catalogue {lacking}; «khobao upgrade» changes it and keeps everything"
        )


def upgrade(database: Database) -> int:
    """Upgrade the tables in one transaction; return the layout they had.

    Raise `CatalogueNotFound`, or `CatalogueUnsuitable` if there is no way from that layout.
    """
    from archive.catalogue import migration

    with database.writing() as connection:
        layout = _read(connection, database)
        if layout < SCHEMA:
            migration.upgrade(connection, SCHEMA)
        _complete(connection)
        # The list of newspapers may be another one than when the meanings were computed.
        touch(connection, spellings.learn_all(connection), now())
    return layout


def _missing_tables(connection: Connection) -> set[str]:
    return set(metadata.tables) - set(inspect(connection).get_table_names())


def _complete(connection: Connection) -> None:
    """Add the tables that joined the layout before it was released.

    Raise `CatalogueUnsuitable` if a table lacks columns.
    """
    known = inspect(connection)
    missing = _missing_tables(connection)
    for table in metadata.sorted_tables:
        if table.name not in missing:
            there = {column["name"] for column in known.get_columns(table.name)}
            if lacking := sorted(set(table.columns.keys()) - there):
                raise CatalogueUnsuitable(
                    f"the catalogue was made by a version that was never released: its table "
                    f"{table.name!r} has no {lacking[0]!r}; {_START_AGAIN}"
                )
    metadata.create_all(connection)
    if tables.name_words.name in missing:
        name_words.fill(connection)
    if tables.lineage.name in missing:
        lineage.add(connection, connection.execute(select(head.c.revision)).scalar_one())


def _read(connection: Connection, database: Database) -> int:
    """Return the layout of a catalogue that this version can open or upgrade."""
    if not inspect(connection).has_table(head.name):
        raise CatalogueNotFound(f"{database.url.database!r} holds no catalogue")
    layout: int | None = connection.execute(select(head.c.schema)).scalar()
    if layout is None:
        raise CatalogueUnsuitable(
            f"{without_password(database.url)} holds an unfinished copy; run the same "
            "«khobao copy-catalogue» again to finish it"
        )
    if layout < OLDEST:
        raise CatalogueUnsuitable(
            f"the catalogue has layout {layout}, which was never released and cannot be upgraded; "
            f"{_START_AGAIN}"
        )
    if layout > SCHEMA:
        raise CatalogueUnsuitable(
            f"the catalogue has layout {layout}, made by a newer version; this one knows {SCHEMA}"
        )
    return layout
