"""A lock of our own on the file of a catalogue, held while one process writes and checkpoints it.

SQLite has locks of its own, but before 3.51.3 a checkpoint that runs while another connection
commits can damage a database in WAL mode (https://sqlite.org/wal.html#walresetbug). With this lock
no two connections ever commit or checkpoint at the same moment.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import CatalogueUnavailable

__all__ = ["holding"]

# Seconds between two attempts; the pause doubles up to the longest.
_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05


@contextmanager
def holding(file: Path, patience: float) -> Iterator[None]:
    """Hold the lock of the catalogue in a file; wait for it at most so many seconds.

    It is released when the process ends, however that happens. Raise `CatalogueUnavailable` if the
    time is up or the lock cannot be made.
    """
    path = file.with_name(f"{file.name}.lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise CatalogueUnavailable(f"{path} cannot be written: {error.strerror}") from error
    try:
        _wait(handle, file, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, file: Path, until: float) -> None:
    pause = _FIRST_PAUSE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise CatalogueUnavailable(
                    f"another process is writing {file}; try again when it is done"
                ) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return
