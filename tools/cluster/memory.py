"""A folder in memory for the data of test servers, which write to disk at every step."""

import os
import shutil
from pathlib import Path

__all__ = ["in_memory"]

_FOLDER = Path("/dev/shm")
_ROOM = 1 << 30


def in_memory() -> Path | None:
    """Return a folder whose files are kept in memory; None if there is none with a gigabyte free.

    Tests make and drop thousands of tables, and an index in most of them.
    """
    usable = _FOLDER.is_dir() and os.access(_FOLDER, os.W_OK)
    return _FOLDER if usable and shutil.disk_usage(_FOLDER).free > _ROOM else None
