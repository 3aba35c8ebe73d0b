"""Pages while crawlers follow facets: `python -m bench.crawl --archive FOLDER [--json FILE]`.

Serves an archive with gunicorn and the settings that ship. Twenty clients follow random links of
lists for a minute, while a reader opens reports and the home page. Prints the statuses of the
crawlers, the times of the reader alone and beside them, and the memory of the server.
`--clients 5 --seconds 5` is a short form.
"""

import json
import platform
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import click

from archive.config import load
from archive.retrieval import open_library
from index.query import Query
from tools.served import Served, serving

__all__ = ["Answer", "Crawler", "main"]

# Seconds between two pages of the reader; after which a page counts as missing; that a crawler
# waits after a refusal.
_PAUSE = 0.25
_PATIENCE = 60
_BACKING_OFF = 1.0
_ALONE = 20
_REPORTS = 50
_LINK = re.compile(r'href="(/tim-kiem\?[^"#]*)')


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a server. `retry_after`: the header, "" for none."""

    status: int
    retry_after: str
    location: str
    body: str


@dataclass
class Crawler:
    """A client that follows random links of lists, from all reports on.

    `fetch`: asks for an address. `statuses`: of the answers. `hasty`: refusals that did not say
    when to come back.
    """

    fetch: Callable[[str], Answer]
    chance: Random
    statuses: Counter[int] = field(default_factory=Counter)
    hasty: int = 0
    _address: str = "/tim-kiem"

    def step(self) -> int:
        """Ask for a page, choose the next one among its links, and return the status."""
        answer = self.fetch(self._address)
        self.statuses[answer.status] += 1
        if answer.status == 503:
            self.hasty += not answer.retry_after
        elif answer.status == 302:
            self._address = answer.location
        else:
            links = _LINK.findall(answer.body)
            # Lists without hits lead back to wider ones; too narrow a list is left.
            self._address = unescape(self.chance.choice(links)) if links else "/tim-kiem"
        return answer.status


def _fetcher(port: int) -> Callable[[str], Answer]:
    def fetch(address: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        with closing(connection):
            connection.request("GET", address)
            answer = connection.getresponse()
            return Answer(
                answer.status,
                answer.getheader("Retry-After", ""),
                answer.getheader("Location", "/tim-kiem"),
                answer.read().decode(),
            )

    return fetch


def _crawl(control: Connection, port: int, clients: int) -> None:
    """Run crawlers until a message arrives; send their statuses."""
    ended = threading.Event()
    crawlers = [Crawler(_fetcher(port), Random(number)) for number in range(clients)]
    broken: list[str] = []

    def run(crawler: Crawler) -> None:
        while not ended.is_set():
            try:
                if crawler.step() == 503:
                    ended.wait(_BACKING_OFF)
            except (OSError, HTTPException) as error:
                broken.append(repr(error))

    threads = [threading.Thread(target=run, args=(crawler,)) for crawler in crawlers]
    for thread in threads:
        thread.start()
    control.recv()
    ended.set()
    for thread in threads:
        thread.join()
    statuses: Counter[int] = Counter()
    for crawler in crawlers:
        statuses += crawler.statuses
    hasty = sum(crawler.hasty for crawler in crawlers)
    control.send({"statuses": dict(statuses), "without Retry-After": hasty, "broken": broken})


@contextmanager
def _crawled(port: int, clients: int) -> Iterator[dict[str, Any]]:
    """Run crawlers in another process; yield what they report at the end."""
    context = get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_crawl, args=(theirs, port, clients))
    process.start()
    report: dict[str, Any] = {}
    try:
        yield report
    finally:
        mine.send("stop")
        report |= mine.recv()
        process.join()


def _read(served: Served, addresses: Sequence[str], seconds: float) -> dict[str, Any]:
    """Return milliseconds and statuses of the pages that a reader asks for, and megabytes."""
    fetch = _fetcher(served.port)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    memory = []
    until = time.monotonic() + seconds
    for number, address in enumerate(cycle(addresses)):
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        statuses[fetch(address).status] += 1
        times.append(1000 * (time.perf_counter() - began))
        if number % 20 == 0:
            memory.append(round(_memory(served)))
        time.sleep(_PAUSE)
    times.sort()
    return {
        "statuses": dict(statuses),
        "median": round(times[len(times) // 2], 1),
        "p95": round(times[int(0.95 * len(times))], 1),
        "memory": memory,
    }


def _memory(served: Served) -> float:
    """Return the megabytes of all processes of a server; shared pages count once."""
    found = 0
    for process in served.processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        found += sum(map(int, re.findall(r"^Pss_(?:Anon|Shmem): +(\d+)", rollup, re.MULTILINE)))
    return found / 1000


@click.command()
@click.option("--archive", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--clients", default=20, show_default=True)
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--workers", default=3, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path))
def main(archive: Path, clients: int, seconds: float, workers: int, target: Path | None) -> None:
    """Measure a reader alone and beside crawlers."""
    hits = open_library(load(archive, {})).engine.search(Query(sort="newest"), limit=_REPORTS).hits
    reports = [f"/bai/{quote(hit.identifier)}" for hit in hits]
    addresses = [address for report in reports for address in (report, "/")]
    with serving(archive, {}, workers=workers) as served:
        # Each worker opens the archive at its first pages.
        _read(served, addresses, 5)
        alone = _read(served, addresses, min(_ALONE, seconds))
        with _crawled(served.port, clients) as crawlers:
            beside = _read(served, addresses, seconds)
    result = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": datetime.now(UTC).date().isoformat(),
        "clients": clients,
        "seconds": seconds,
        "workers": workers,
        "alone": alone,
        "beside": beside,
        "crawlers": crawlers,
    }
    click.echo(json.dumps(result))
    if target:
        target.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
