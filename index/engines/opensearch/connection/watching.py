"""Connections that give up a request if its host answers nothing at all, not only this request.

A search may take long, so its deadline is long too. A host that is frozen would take all of it.
"""

from collections.abc import Callable
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse
from urllib3.util import wait_for_read

__all__ = ["Frozen", "PlainConnection", "SecureConnection"]

# Seconds without an answer after which the host is asked whether it is alive, each time.
_SILENCE = 2.0


class Frozen(TimeoutError):
    """A host gives no sign of life."""


class _Watched(HTTPConnection):
    """A connection whose requests end once the host gives no sign of life.

    `is_alive`: asks the host on another connection.
    """

    def __init__(self, *arguments: Any, is_alive: Callable[[], bool], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_alive = is_alive

    # urllib3 returns a response of its own from this method of the standard library.
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response; raise `Frozen` if the host hangs."""
        while self.timeout and self.timeout > 2 * _SILENCE:
            if wait_for_read(self.sock, _SILENCE):
                break
            self.timeout -= _SILENCE
            if not self._is_alive():
                raise Frozen
        return super().getresponse()


class PlainConnection(_Watched):
    """A connection over HTTP."""


class SecureConnection(_Watched, HTTPSConnection):
    """A connection over TLS."""
