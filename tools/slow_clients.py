"""Clients that occupy a server: they send or read as slowly as they can, and never end."""

import resource
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

__all__ = ["KINDS", "Kind", "SlowClients"]

Kind = Literal["headers", "body", "reading"]

KINDS: tuple[Kind, ...] = ("headers", "body", "reading")
"""The slow part of a client: the headers or the body of its request, or reading the response."""

# Bytes that the kernel receives for a client that does not read, doubled by Linux.
_RECEIVED = 2048
_CONNECTING = 20
# Files of a process besides the connections.
_SPARE = 200


class SlowClients:
    """Connections to a server on this machine, each from an address of its own in 127.0.0.0/8.

    `context`: None for HTTP without TLS. `page`: what clients of the kind `reading` ask for.
    `opened`: connections that were opened so far; the server may close them.
    """

    def __init__(
        self,
        port: int,
        host: str,
        count: int,
        *,
        context: ssl.SSLContext | None,
        page: str,
        kinds: Sequence[Kind] = KINDS,
    ) -> None:
        self.opened = 0
        self._port = port
        self._host = host
        self._context = context
        self._page = page
        self._kinds = [kinds[number % len(kinds)] for number in range(count)]
        self._sockets: list[socket.socket | None] = [None] * count

    def __enter__(self) -> Self:
        needed = len(self._sockets) + _SPARE
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < needed:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for each in self._sockets:
            if each is not None:
                each.close()

    def step(self) -> int:
        """Send a byte from each client, after connecting those without a connection.

        Return the number of clients that have a connection.
        """
        return sum(map(self._step, range(len(self._sockets))))

    def _step(self, number: int) -> bool:
        connection = self._sockets[number]
        if connection is None:
            with suppress(OSError):
                self._sockets[number] = self._connected(number)
                self.opened += 1
        elif self._kinds[number] == "reading":
            self._sockets[number] = None if _is_closed(connection) else connection
        else:
            try:
                connection.sendall(b"x")
            except OSError:
                connection.close()
                self._sockets[number] = None
        return self._sockets[number] is not None

    def _connected(self, number: int) -> socket.socket:
        """Return a connection on which a request has begun."""
        raw = socket.socket()
        raw.settimeout(_CONNECTING)
        try:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVED)
            raw.bind((f"127.1.{number // 250}.{number % 250 + 1}", 0))
            raw.connect(("127.0.0.1", self._port))
            connection = (
                self._context.wrap_socket(raw, server_hostname=self._host) if self._context else raw
            )
            connection.sendall(self._beginning(number))
        except OSError:
            raw.close()
            raise
        return connection

    def _beginning(self, number: int) -> bytes:
        host = f"Host: {self._host}\r\n"
        requests = {
            "headers": f"GET / HTTP/1.1\r\n{host}X-Slow: ",
            "body": f"POST /chon HTTP/1.1\r\n{host}Content-Length: 100000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nid=",
            "reading": f"GET {self._page} HTTP/1.1\r\n{host}\r\n",
        }
        return requests[self._kinds[number]].encode()


def _is_closed(connection: socket.socket) -> bool:
    """Return whether the server has ended a connection on which nothing is read; close it then."""
    try:
        ended = connection.getpeername() is None
    except OSError:
        ended = True
    if ended:
        connection.close()
    return ended
