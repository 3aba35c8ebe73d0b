"""The writer's lock: only one process at a time changes an index.

It is a lock of the kernel on the file that stock Whoosh locks too, so either kind of writer keeps
the other out, and the lock of a process that died is released.
"""

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path

from index.errors import IndexLocked

__all__ = ["Lock"]


class Lock:
    """An exclusive lock on an index, taken on construction.

    Raise `IndexLocked`, naming the process that holds it.
    """

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
        # The name of the holder only informs people, so writing it may fail, as on a full disk.
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.write(self._file, f"process {os.getpid()} on {socket.gethostname()}\n".encode())

    def release(self) -> None:
        """Release the lock."""
        # The file stays. If it were removed, two writers could lock two files of the same name.
        os.close(self._file)
