"""Settings, catalogue and index of the archive that the command line names."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from archive.catalogue import Catalogue, Patience, open_catalogue
from archive.config import Config, load
from archive.errors import CatalogueNotFound
from archive.retrieval import Library
from index.engine import Engine, open_engine

__all__ = ["catalogue", "engine", "library", "settings"]

# Seconds that long work waits for a server that is away; a machine restarts in less.
_PATIENCE = 300


def settings() -> Config:
    """Return the settings of the archive."""
    return load(click.get_current_context().find_root().obj)


@contextmanager
def catalogue(*, create: bool = False, patient: bool = False) -> Iterator[Catalogue]:
    """Open the catalogue and close it at the end; `create` makes one if there is none.

    `patient`: wait and retry if its server goes away for some minutes after it has answered once.
    """
    config = settings()
    patience = (
        Patience(_PATIENCE, lambda message: click.echo(message, err=True)) if patient else None
    )
    try:
        opened = open_catalogue(config.catalogue, create=create, patience=patience)
    except CatalogueNotFound as error:
        elsewhere = not config.catalogue.startswith("sqlite:")
        missing = str(error) if elsewhere else f"no archive in {str(config.archive)!r}"
        raise CatalogueNotFound(f"{missing}; «khobao import FILE» creates one") from error
    with closing(opened):
        yield opened


@contextmanager
def engine() -> Iterator[Engine]:
    """Open the index and close it at the end."""
    with closing(open_engine(settings().index)) as opened:
        yield opened


@contextmanager
def library(*, indexed: bool = True) -> Iterator[Library]:
    """Open catalogue and index and close them at the end.

    `indexed`: raise `IndexNotFound` if there is no index of the reports in the catalogue.
    """
    with catalogue() as reports, engine() as index:
        opened = Library(reports, index)
        if indexed:
            opened.generation()
        yield opened
