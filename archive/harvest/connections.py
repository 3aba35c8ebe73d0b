"""Connections that end where the head of a response takes too long.

A timeout of a socket bounds the time between two pieces of data: a server that sends a byte a
second would never exceed it.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

__all__ = ["Connection", "SecureConnection"]


class Connection(HTTPConnection):
    """A connection whose response begins within `seconds` after the request."""

    def __init__(self, *values: Any, seconds: float, **options: Any) -> None:
        super().__init__(*values, **options)
        self._seconds = seconds

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response once its headers are read; raise `TimeoutError` if they are late."""
        with _deadline(self, self._seconds):
            return super().getresponse()


class SecureConnection(HTTPSConnection):
    """The same over TLS."""

    def __init__(self, *values: Any, seconds: float, **options: Any) -> None:
        super().__init__(*values, **options)
        self._seconds = seconds

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response once its headers are read; raise `TimeoutError` if they are late."""
        with _deadline(self, self._seconds):
            return super().getresponse()


@contextmanager
def _deadline(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """Shut a connection down, and raise `TimeoutError`, unless the block ends in time."""
    is_late = Event()

    def end() -> None:
        is_late.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if not is_late.is_set():
            raise
    finally:
        timer.cancel()
    # A head that was cut may also read as a whole one.
    if is_late.is_set():
        raise TimeoutError("the head of the response took too long")
