"""The commit: put a table of contents in place, and remove files that are no longer needed."""

import os
import re
from pathlib import Path

from index.engines.whoosh.storage.toc import INDEX_NAME, Contents, encode, path_of

__all__ = ["commit", "remove_others"]

_OURS = re.compile(rf"_{INDEX_NAME}_\d+\.toc.*|{INDEX_NAME}_([0-9a-z]+)\..+")


def commit(folder: Path, contents: Contents) -> None:
    """Make a generation the current one, at once or not at all. On return it is on the disk."""
    # Whoosh takes 0.2 seconds of processor time to import, which only writers need to spend.
    from index.engines.whoosh.stock.toc import stock_toc

    data = encode(contents, stock_toc(contents))
    path = path_of(folder, contents.generation)
    draft = path.with_suffix(".toc.draft")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # The segments' names must be on the disk before the name that refers to them.
        _sync(folder)
        draft.rename(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_others(folder: Path, contents: Contents) -> None:
    """Remove the files of other generations and those of writers that never committed.

    A reader keeps the files that it has open; the system removes them when it closes them.
    """
    kept = {segment.name for segment in contents.segments}
    for name in os.listdir(folder):
        found = _OURS.fullmatch(name)
        if found and found[1] not in kept and name != path_of(folder, contents.generation).name:
            (folder / name).unlink(missing_ok=True)
