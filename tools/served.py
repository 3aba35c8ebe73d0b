"""Pages served by gunicorn over HTTP, as readers get them."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from urllib.parse import urlencode

from tools.processes import family

__all__ = ["Served", "ask", "serving"]

_PATIENCE = 60


class Served:
    """A running server: its port and its processes."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = process

    @property
    def processes(self) -> list[int]:
        """All processes of the server."""
        return list(family(self._process))


@contextmanager
def serving(archive: Path, settings: Mapping[str, str], *, workers: int) -> Iterator[Served]:
    """Serve an archive with gunicorn and the settings that ship."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--config", "python:archive.web.gunicorn_config",
        "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "archive.web:create_app()",
    ]  # fmt: skip
    environ = os.environ | {"KHOBAO_ARCHIVE": str(archive)} | dict(settings)
    with TemporaryFile() as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            _await(port, process)
            yield Served(port, process.pid)
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server reports that it is ready."""
    until = time.monotonic() + _PATIENCE
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with closing(connection), suppress(OSError):
            if _status(connection, "/readyz") == 200:
                return
        if time.monotonic() > until or process.poll() is not None:
            raise RuntimeError("the server does not answer")
        time.sleep(0.2)


def ask(served: Served, queries: Sequence[str], *, readers: int) -> list[float]:
    """Return milliseconds of the result pages of some queries, with several readers at once."""
    waiting: SimpleQueue[str] = SimpleQueue()
    for query in queries:
        waiting.put(query)
    times: list[float] = []
    failed: list[str] = []

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        while not failed:
            try:
                query = waiting.get_nowait()
            except Empty:
                break
            began = time.perf_counter()
            status = _status(connection, f"/tim-kiem?{urlencode({'q': query})}")
            times.append(1000 * (time.perf_counter() - began))
            if status != 200:
                failed.append(f"{status} for {query!r}")
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed or len(times) < len(queries):
        raise RuntimeError(f"pages failed: {failed or 'a reader broke off'}")
    return times


def _status(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status
