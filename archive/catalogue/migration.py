"""Upgrading a catalogue from an older layout to the current one, by Alembic.

`head.schema` holds the layout of a catalogue, and so does Alembic's own table. Each step is a
module in `archive.catalogue.migrations.versions`, named for the layout that it leads to.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, update

from archive.catalogue.tables import SCHEMA, head

__all__ = ["stamp", "upgrade"]

# The folders with the steps.
_STEPS = ["archive.catalogue:migrations/versions"]


def stamp(connection: Connection, layout: int) -> None:
    """Store in Alembic's table which layout a catalogue has."""
    scripts = ScriptDirectory.from_config(_config(connection))
    MigrationContext.configure(connection).stamp(scripts, f"layout_{layout}")


def upgrade(connection: Connection, layout: int = SCHEMA) -> None:
    """Take all steps to a layout within the transaction of the connection."""
    command.upgrade(_config(connection), f"layout_{layout}")
    connection.execute(update(head).values(schema=layout))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "archive.catalogue:migrations")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_STEPS))
    config.attributes["connection"] = connection
    return config
