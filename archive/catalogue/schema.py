"""Creating, checking and upgrading the tables of the catalogue."""

from sqlalchemy import Connection, insert, inspect, select

from archive.catalogue.database import Database, without_password
from archive.catalogue.tables import OLDEST, SCHEMA, head, metadata
from archive.errors import CatalogueNotFound, CatalogueUnsuitable

__all__ = ["check", "create", "make_tables", "upgrade"]


def create(database: Database) -> None:
    """Create an empty catalogue unless there is one."""
    database.prepare()
    with database.writing() as connection:
        if not inspect(connection).has_table(head.name):
            make_tables(connection)
            connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=0))


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
    if layout < SCHEMA:
        raise CatalogueUnsuitable(
            f"the catalogue has layout {layout}, this version needs {SCHEMA}; "
            "«khobao upgrade» changes it and keeps everything"
        )


def upgrade(database: Database) -> int:
    """Upgrade the tables in one transaction; return the layout they had.

    Raises `CatalogueNotFound`, or `CatalogueUnsuitable` if there is no way from that layout.
    """
    from archive.catalogue import migration

    with database.writing() as connection:
        layout = _read(connection, database)
        if layout < SCHEMA:
            migration.upgrade(connection, SCHEMA)
    return layout


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
            "make a new archive: import the files again, or the reports that the older version "
            "writes with «khobao export -o reports.jsonl»"
        )
    if layout > SCHEMA:
        raise CatalogueUnsuitable(
            f"the catalogue has layout {layout}, made by a newer version; this one knows {SCHEMA}"
        )
    return layout
