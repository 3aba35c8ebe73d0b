"""The archive's own names of things, read from the file `synonyms.tsv` in its folder.

A file that becomes unusable while pages are served stops no process: the master of the server
remembers the last table that could be used (`remember`), and its new processes go on with it.
"""

from pathlib import Path

from archive.errors import ConfigInvalid
from index.errors import TableInvalid
from index.language.synonyms import Synonyms, read_synonyms
from index.language.tables import decode_table

__all__ = ["SYNONYMS_FILE", "read", "read_or_remembered", "remember", "tolerate"]

SYNONYMS_FILE = "synonyms.tsv"
"""The name of the file, in the folder of the archive."""

# The tables that this process, or the one it was forked from, could use last.
_remembered: dict[Path, Synonyms | None] = {}


def read(path: Path) -> Synonyms | None:
    """Return the names in a file; None if there is no file.

    Raise `ConfigInvalid`, which names the file, the line and the reason.
    """
    try:
        return read_synonyms(decode_table(path.read_bytes(), str(path)), str(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigInvalid(f"{path}: {error.strerror}") from error
    except TableInvalid as error:
        raise ConfigInvalid(str(error)) from error


def remember(path: Path) -> None:
    """Keep the names in a file for processes that are forked later; raise as `read` does."""
    _remembered[path] = read(path)


def tolerate(path: Path) -> None:
    """Let a file that cannot be used count as none in this process, unless one is remembered."""
    _remembered.setdefault(path, None)


def read_or_remembered(path: Path) -> tuple[Synonyms | None, str]:
    """Return the names in a file, or those remembered of it with the reason.

    The reason is "" for a file that can be used. Raise as `read` does if nothing is remembered.
    """
    try:
        return read(path), ""
    except ConfigInvalid as error:
        if path not in _remembered:
            raise
        return _remembered[path], str(error)
