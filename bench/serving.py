"""Pages of an archive: from gunicorn on this machine, or from the application in this process."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.test import create_environ

__all__ = ["KHOBAO", "answer", "environ", "fetched", "served"]

# The command, as its own process.
KHOBAO = (sys.executable, "-c", "from archive.cli import main; main()")
_WORKERS = 2
_PATIENCE = 60  # seconds


@contextmanager
def served(archive: Path) -> Iterator[HTTPConnection]:
    """Serve the archive's pages on this machine and yield a connection to them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["serve", "--port", str(port), "--workers", str(_WORKERS)]
    server = subprocess.Popen(
        [*KHOBAO, "--archive", str(archive), *options], stderr=subprocess.DEVNULL
    )
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        until = time.monotonic() + _PATIENCE
        while not _ready(connection):
            if server.poll() is not None or time.monotonic() > until:
                raise click.ClickException("the server does not get ready")
            time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        server.terminate()
        server.wait(_PATIENCE)


def _ready(connection: HTTPConnection) -> bool:
    try:
        return fetched(connection, "/readyz") > 0
    except OSError:
        connection.close()
        return False


def fetched(connection: HTTPConnection, address: str) -> int:
    """Return the bytes of a page; raise `ClickException` if there is none."""
    connection.request("GET", address)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise click.ClickException(f"{address}: {answer.status}")
    return size


def environ(address: str, **headers: str) -> dict[str, Any]:
    """Return a request for an address, as a WSGI server passes it to the application."""
    path, _, query = address.partition("?")
    return create_environ(path, query_string=query, headers=headers)


def answer(app: Flask, request: dict[str, Any]) -> int:
    """Return the bytes of the page that an application answers; raise `ClickException` for none.

    Nothing but the application is between the request and the page.
    """
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Any:
        statuses.append(status)
        return lambda data: None

    pieces = app.wsgi_app(request, start)
    size = sum(map(len, pieces))
    if close := getattr(pieces, "close", None):
        close()
    if statuses != ["200 OK"]:
        raise click.ClickException(f"{request['PATH_INFO']}: {statuses}")
    return size
