"""The server of the metrics: a port of its own on loopback, which every worker answers."""

import socket
from http.server import ThreadingHTTPServer
from threading import Thread

from prometheus_client import CollectorRegistry, MetricsHandler

__all__ = ["MetricsServer", "listen"]

_LOOPBACK = "127.0.0.1"
# Seconds until the end of a worker is noticed.
_POLL = 0.2
# Seconds that a client may take to send its request.
_PATIENCE = 2


def listen(port: int) -> socket.socket:
    """Return a socket for the metrics, to be inherited by the workers. Raise OSError."""
    listening = socket.create_server((_LOOPBACK, port))
    # All workers wait for the same connection, and only one of them gets it.
    listening.setblocking(False)
    return listening


class MetricsServer:
    """Answers scrapes in threads of a worker."""

    def __init__(self, listening: socket.socket, registry: CollectorRegistry) -> None:
        """Answer the connections of a socket until `close` is called."""
        self._server = _Server(listening, registry)
        Thread(
            target=self._server.serve_forever, args=(_POLL,), name="metrics", daemon=True
        ).start()

    def close(self) -> None:
        """Leave new connections to other workers, and finish those that are being answered."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """A server on a socket that listens already."""

    daemon_threads = False

    def __init__(self, listening: socket.socket, registry: CollectorRegistry) -> None:
        handler = type("_Handler", (MetricsHandler,), {"registry": registry, "timeout": _PATIENCE})
        super().__init__((_LOOPBACK, 0), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
