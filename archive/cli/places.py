"""The places of catalogue and index that the settings name: where an archive is, or may begin.

A mistyped place must not look like an empty archive. Commands that read create nothing. Those that
begin an archive create one folder at most, in a folder that exists, and report it.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from archive.catalogue import file_copies
from archive.config import Config
from archive.errors import CatalogueNotFound
from index.errors import IndexNotFound
from index.masking import masked

__all__ = [
    "begin_archive",
    "begin_index",
    "catalogue_exists",
    "index_place",
    "no_catalogue",
    "require_catalogue",
]


def catalogue_exists(config: Config) -> bool:
    """Return False if the catalogue is a file that does not exist."""
    file = file_copies.sqlite_file(config.catalogue)
    return file is None or file.is_file()


def require_catalogue(config: Config) -> None:
    """Raise `CatalogueNotFound` if the catalogue is a file that does not exist."""
    if not catalogue_exists(config):
        file = file_copies.sqlite_file(config.catalogue)
        raise CatalogueNotFound(no_catalogue(config, f"no catalogue at {str(file)!r}"))


def no_catalogue(config: Config, missing: str) -> str:
    """Return the error that there is no catalogue, with the ways out."""
    file = file_copies.sqlite_file(config.catalogue)
    if file is not None and file.is_file():
        return (
            f"{str(file)!r} is empty; «khobao restore» makes a new archive of a backup, and "
            "«khobao import FILE» begins this one"
        )
    if file == config.archive / "catalogue.sqlite":
        return f"no archive in {str(config.archive)!r}; «khobao import FILE» creates one"
    return f"{missing}; correct KHOBAO_CATALOGUE, or «khobao import FILE» creates it"


def begin_archive(config: Config, *, named: bool) -> None:
    """Report that a new archive begins, if its catalogue is a file that does not exist.

    `named`: the place was chosen, so that it may be mistyped: it must be in a folder that exists.
    Raise `CatalogueNotFound` otherwise.
    """
    file = file_copies.sqlite_file(config.catalogue)
    if file is None or (file.exists() and file.stat().st_size):
        return
    within = file.parent.parent if file.parent == config.archive else file.parent
    if named and not within.is_dir():
        raise CatalogueNotFound(
            f"there is no folder {str(within)!r}, so no archive is created in it; correct the "
            f"place, or create the folder with «mkdir -p '{within}'»"
        )
    click.echo(f"new archive: {file}", err=True)


def begin_index(config: Config) -> None:
    """Raise `IndexNotFound` if an index would begin in a folder that does not exist."""
    folder = _index_folder(config.index)
    if folder is None or folder.exists():
        return
    # The folder of the archive is made with it, as where the catalogue is on a server.
    within = folder.parent.parent if folder.parent == config.archive else folder.parent
    if not within.is_dir():
        raise IndexNotFound(
            f"there is no folder {str(within)!r}, so no index is created in it; "
            "correct KHOBAO_INDEX, or create the folder"
        )


def index_place(config: Config) -> str:
    """Return the folder or the URL of the index, without secrets."""
    folder = _index_folder(config.index)
    return masked(config.index) if folder is None else str(folder)


def _index_folder(url: str) -> Path | None:
    """Return the folder of an embedded index, None if the index is on a server."""
    parts = urlsplit(url)
    return Path(unquote(parts.netloc + parts.path)) if parts.scheme == "whoosh" else None
