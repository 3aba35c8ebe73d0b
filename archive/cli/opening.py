"""What every command begins with: the settings, the catalogue, the index."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from archive.catalogue import Catalogue, open_catalogue
from archive.config import Config, load
from archive.errors import CatalogueNotFound
from archive.retrieval import Library
from index.engine import Engine, open_engine

__all__ = ["catalogue", "engine", "library", "settings"]


def settings() -> Config:
    """The settings of the archive that the command line names."""
    return load(click.get_current_context().find_root().obj)


@contextmanager
def catalogue(*, create: bool = False) -> Iterator[Catalogue]:
    """The catalogue, closed at the end; `create` makes one where there is none."""
    config = settings()
    try:
        opened = open_catalogue(config.catalogue, create=create)
    except CatalogueNotFound as error:
        raise CatalogueNotFound(
            f"no archive in {str(config.archive)!r}; «khobao import FILE» begins one"
        ) from error
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
