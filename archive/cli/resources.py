"""Settings, catalogue and index of the archive that the command line names."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from archive.catalogue import Catalogue, Patience, open_catalogue
from archive.cli import places
from archive.config import Config, load
from archive.errors import CatalogueNotFound
from archive.retrieval import Library
from index.engine import Engine, open_engine
from index.errors import IndexNotFound

__all__ = ["catalogue", "engine", "library", "settings"]

# Seconds that long work waits for a server that is away; a machine restarts in less.
_PATIENCE = 300


def settings(*, tolerant: bool = False) -> Config:
    """Return the settings of the archive. `tolerant`: as for `archive.config.load`."""
    return load(click.get_current_context().find_root().obj, tolerant=tolerant)


@contextmanager
def catalogue(*, create: bool = False, patient: bool = False) -> Iterator[Catalogue]:
    """Open the catalogue and close it at the end; `create` makes one if there is none.

    `patient`: wait and retry if its server goes away for some minutes after it has answered once.
    """
    config = settings()
    patience = (
        Patience(_PATIENCE, lambda message: click.echo(message, err=True)) if patient else None
    )
    if create:
        places.begin_archive(config, named=click.get_current_context().find_root().obj is not None)
    try:
        opened = open_catalogue(config.catalogue, create=create, patience=patience)
    except CatalogueNotFound as error:
        raise CatalogueNotFound(places.no_catalogue(config, str(error))) from error
    with closing(opened):
        yield opened


@contextmanager
def engine(*, create: bool = False) -> Iterator[Engine]:
    """Open the index and close it at the end.

    `create`: it may be written; raise `IndexNotFound` if it would begin in a folder that does not
    exist.
    """
    config = settings()
    if create:
        places.begin_index(config)
    with closing(open_engine(config.index)) as opened:
        yield opened


@contextmanager
def library(*, indexed: bool = True) -> Iterator[Library]:
    """Open catalogue and index and close them at the end.

    `indexed`: raise `IndexNotFound` if there is no index of the reports in the catalogue; otherwise
    the index may be written.
    """
    with catalogue() as reports, engine(create=not indexed) as index:
        opened = Library(reports, index, settings().synonyms)
        if indexed:
            try:
                opened.generation()
            except IndexNotFound as error:
                place = places.index_place(settings())
                raise IndexNotFound(f"{error} at {place!r}") from error
        yield opened
