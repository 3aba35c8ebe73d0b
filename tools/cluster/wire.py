"""A wire to a server that can be cut when a certain word passes, before or after it arrived."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

__all__ = ["Wire", "wire"]


class Wire:
    """What passes from clients to a port and back.

    `cut`: the word at which the connection that says it ends, once; `arrives`: whether the
    server still hears the word, so that only the answer is lost.
    """

    def __init__(self, port: int) -> None:
        self.cut: bytes = b""
        self.arrives = False
        self._to = port
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """End all connections."""
        for each in (self._door, *self._open):
            _end(each)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                for ends in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if asking and self.cut and self.cut in data:
                    self.cut = b""
                    if self.arrives:
                        # The answer finds no reader: this end is closed before it comes.
                        _end(source)
                        target.sendall(data)
                        time.sleep(0.3)
                    break
                target.sendall(data)
        for each in (source, target):
            _end(each)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wire(port: int) -> Iterator[Wire]:
    """Forward a port on loopback for the duration of the block."""
    made = Wire(port)
    try:
        yield made
    finally:
        made.close()
