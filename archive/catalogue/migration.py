"""Bringing a catalogue from the layout that it has to the one of this program, by Alembic.

`head.schema` says which layout a catalogue has, Alembic's own table says the same. A step from
one to the next is a module in `archive.catalogue.migrations.versions`, named for its end.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, update

from archive.catalogue.tables import SCHEMA, head

__all__ = ["stamp", "upgrade"]


def stamp(connection: Connection, layout: int) -> None:
    """Let Alembic know which layout a catalogue has."""
    scripts = ScriptDirectory.from_config(_config(connection))
    MigrationContext.configure(connection).stamp(scripts, f"layout_{layout}")


def upgrade(connection: Connection, layout: int) -> None:
    """Take all steps from a layout to ours, within the transaction of the connection."""
    if MigrationContext.configure(connection).get_current_revision() is None:
        # Layout 2 was made before there were any steps.
        stamp(connection, layout)
    command.upgrade(_config(connection), f"layout_{SCHEMA}")
    connection.execute(update(head).values(schema=SCHEMA))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "archive.catalogue:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
