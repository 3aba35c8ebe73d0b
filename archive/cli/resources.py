"""What every command begins with: the settings, the catalogue, the index."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from archive.catalogue import Catalogue, Patience, open_catalogue
from archive.config import Config, load
from archive.errors import CatalogueNotFound
from archive.retrieval import Library
from index.engine import Engine, open_engine

__all__ = ["catalogue", "engine", "library", "settings"]

# Seconds that long work waits for a server to come back; a machine starts anew in less.
_PATIENCE = 300


def settings() -> Config:
    """The settings of the archive that the command line names."""
    return load(click.get_current_context().find_root().obj)


@contextmanager
def catalogue(*, create: bool = False, patient: bool = False) -> Iterator[Catalogue]:
    """The catalogue, closed at the end; `create` makes one where there is none.

    `patient`: its server may go away for some minutes, once it has answered.
    """
    config = settings()
    patience = Patience(_PATIENCE, lambda told: click.echo(told, err=True)) if patient else None
    try:
        opened = open_catalogue(config.catalogue, create=create, patience=patience)
    except CatalogueNotFound as error:
        elsewhere = not config.catalogue.startswith("sqlite:")
        missing = str(error) if elsewhere else f"no archive in {str(config.archive)!r}"
        raise CatalogueNotFound(f"{missing}; «khobao import FILE» begins one") from error
    with closing(opened):
        yield opened


@contextmanager
def engine() -> Iterator[Engine]:
    """The index, closed at the end."""
    with closing(open_engine(settings().index)) as opened:
        yield opened


@contextmanager
def library() -> Iterator[Library]:
    """Catalogue and index, closed at the end."""
    with catalogue() as reports, engine() as index:
        yield Library(reports, index)
