"""Pages while many clients are slow: `python -m bench.slow_clients --archive FOLDER [--json FILE]`.

Runs gunicorn and nginx with the settings that ship, measures a reader alone, then beside clients
that send headers or bodies a byte at a time, or do not read what they asked for. `--bare` leaves
nginx out. `--clients 100 --seconds 5` is a short form.
"""

import json
import platform
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from ssl import SSLContext, create_default_context
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import click

from archive.config import load
from archive.retrieval import Library, open_library
from index.query import Query
from tools.proxied import HOST, proxied
from tools.served import serving
from tools.slow_clients import SlowClients

__all__ = ["main", "measure"]

_SITE = {"KHOBAO_BASE_URL": f"https://{HOST}"}
# Seconds between two pages of the reader, and after which a page counts as missing.
_PAUSE = 0.2
_PATIENCE = 20
_LARGE_PAGE = "/tim-kiem?q=cua"
_QUERIES = ("dân vận", "bão lũ miền trung", "giá xăng", "đường sắt", "học phí", "rừng ngập mặn")
_REPORTS = 40


@contextmanager
def _set_up(archive: Path, *, bare: bool) -> Iterator[tuple[int, str | None]]:
    """Serve an archive; yield the port for clients, and the file of the certificate if any."""
    with ExitStack() as stack:
        served = stack.enter_context(serving(archive, _SITE, workers=2))
        if bare:
            yield served.port, None
            return
        folder = Path(stack.enter_context(TemporaryDirectory()))
        front = stack.enter_context(proxied(folder, served.port))
        yield front.secure, str(front.certificate)


def _addresses(library: Library) -> list[str]:
    """Return what the reader looks at in turns: reports, the home page, lists."""
    hits = library.engine.search(Query(sort="newest"), limit=_REPORTS).hits
    reports = [f"/bai/{quote(hit.identifier)}" for hit in hits]
    lists = cycle(f"/tim-kiem?q={quote(query)}" for query in _QUERIES)
    return [address for report in reports for address in (report, "/", next(lists))]


def measure(port: int, context: SSLContext | None, addresses: list[str], seconds: float) -> Any:
    """Return how long the pages took that a reader asked for, in milliseconds."""
    times: list[float] = []
    failures = 0
    until = time.monotonic() + seconds
    for address in cycle(addresses):
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        if _is_answered(port, context, address):
            times.append(1000 * (time.perf_counter() - began))
        else:
            failures += 1
        time.sleep(_PAUSE)
    return {
        "pages": len(times),
        "missing": failures,
        "median": round(statistics.median(times), 1) if times else None,
        "p95": round(sorted(times)[int(0.95 * len(times))], 1) if times else None,
    }


def _is_answered(port: int, context: SSLContext | None, address: str) -> bool:
    """Return whether a page comes in time. A refusal because of too many lists is no page."""
    connection = (
        _Secure(port, context) if context else HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    )
    with closing(connection):
        try:
            connection.request("GET", address, headers={"Host": HOST})
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return False
        return answer.status == 200


class _Secure(HTTPSConnection):
    """A connection to this machine that expects the certificate of the site."""

    def __init__(self, port: int, context: SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=_PATIENCE, context=context)
        self._tls = context

    def connect(self) -> None:
        HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=HOST)


@contextmanager
def _attacked(port: int, certificate: str | None, count: int) -> Iterator[dict[str, int]]:
    """Run slow clients in another process; yield their numbers, which are known at the end."""
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_attack, args=(theirs, port, certificate, count))
    process.start()
    numbers: dict[str, int] = {"first": mine.recv()}
    try:
        yield numbers
    finally:
        mine.send("stop")
        numbers |= mine.recv()
        process.join()


def _attack(control: Connection, port: int, certificate: str | None, count: int) -> None:
    trust = create_default_context(cafile=certificate) if certificate else None
    with SlowClients(port, HOST, count, context=trust, page=_LARGE_PAGE) as clients:
        connected = [clients.step()]
        control.send(connected[0])
        while not control.poll(1):
            connected.append(clients.step())
        control.send({"least": min(connected), "most": max(connected), "opened": clients.opened})


@click.command()
@click.option("--archive", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--clients", default=2000, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--bare", is_flag=True, help="Without nginx.")
@click.option("--json", "target", type=click.Path(path_type=Path))
def main(archive: Path, clients: int, seconds: float, bare: bool, target: Path | None) -> None:
    """Measure a reader alone and beside slow clients."""
    addresses = _addresses(open_library(load(archive, {})))
    with _set_up(archive, bare=bare) as (port, certificate):
        context = create_default_context(cafile=certificate) if certificate else None
        # Each worker opens the archive at its first page.
        measure(port, context, list(islice(addresses, 10)), min(5.0, seconds))
        alone = measure(port, context, addresses, min(20.0, seconds))
        with _attacked(port, certificate, clients) as numbers:
            beside = measure(port, context, addresses, seconds)
    result = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": datetime.now(UTC).date().isoformat(),
        "front": "none" if bare else "nginx",
        "clients": clients,
        "seconds": seconds,
        "alone": alone,
        "beside": beside,
        "connections": numbers,
    }
    click.echo(json.dumps(result, indent=2))
    if target:
        target.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
