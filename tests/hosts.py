"""Hosts that answer as OpenSearch does, or fail in the ways of hosts and proxies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

__all__ = ["EMPTY_SEARCH", "MISSING", "PAGE", "Host", "hosts", "mapping"]

EMPTY_SEARCH = {"hits": {"total": {"value": 0}, "hits": []}, "_shards": {"failed": 0}}
"""The outcome of a search that finds nothing."""

MISSING = (404, {"error": {"type": "index_not_found_exception", "reason": "none"}, "status": 404})
"""The answer of a host that does not have an index."""

PAGE = b"<!doctype html><title>Please log in</title>"
"""A page of a proxy."""


def mapping(revision: int = 10) -> dict[str, Any]:
    """Return the description of an index as its host states it."""
    meta = {"analysis": "1", "revision": revision, "generation": f"{revision}-a", "mark": ""}
    return {"khobao-1": {"mappings": {"_meta": meta}}}


class Host:
    """A host; assign `answers` to change how it behaves.

    `answers`: status and body for each path, a body of bytes is sent as it is; "hang" to give no
    answer, "cut" to end amid one. `busy`: seconds that a search takes. `requests`: method and path
    of each request, in their order.
    """

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] | str = {
            "_mapping": (200, mapping()),
            "_search/point_in_time": (200, {"pit_id": "p", "pits": []}),
            "_msearch": (200, {"responses": [EMPTY_SEARCH]}),
        }
        self.busy = 0.0
        self.requests: list[tuple[str, str]] = []
        self.released = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """End the host, and whatever hangs in it."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return status and body for a path."""
        assert isinstance(self.answers, dict)
        (status, body) = next(
            (each for part, each in self.answers.items() if part in path), MISSING
        )
        return status, body if isinstance(body, bytes) else json.dumps(body).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                host.requests.append((self.command, self.path))
                if host.answers == "hang":
                    host.released.wait()
                    self.close_connection = True
                    return
                cut = host.answers == "cut"
                status, body = (200, b'{"responses"') if cut else host.answer(self.path)
                host.released.wait(host.busy if "_msearch" in self.path else 0)
                self.send_response(status)
                self.send_header("content-length", str(len(body) + 99 * cut))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = cut

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        return Handler


@contextmanager
def hosts(number: int) -> Iterator[list[Host]]:
    """Run hosts for the duration of the block."""
    made = [Host() for _ in range(number)]
    try:
        yield made
    finally:
        for each in made:
            each.close()
