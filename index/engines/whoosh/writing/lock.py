"""The writer's lock: one process at a time changes an index.

The lock is the kernel's, on the file that stock Whoosh locks, so a writer of either kind keeps
out the other, and the lock of a process that died is gone with it.
"""

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path

from index.errors import IndexLocked

__all__ = ["Lock"]


class Lock:
    """An exclusive lock on an index; taken when made. Raises `IndexLocked` saying who has it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._file, 200).decode(errors="replace").strip()
            os.close(self._file)
            raise IndexLocked(
                f"{path.parent} is being written by {holder or 'another process'}"
            ) from error
        # Who holds the lock is a help for people; a full disk must not keep anyone from it.
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.write(self._file, f"process {os.getpid()} on {socket.gethostname()}\n".encode())

    def release(self) -> None:
        """Let others write."""
        # The file stays: were it removed, two writers could hold locks on two files of one name.
        os.close(self._file)
