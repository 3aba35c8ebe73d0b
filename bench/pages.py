"""Speed of the pages: `python -m bench.pages --data FOLDER [--json FILE]`.

The reports are imported by the command, persons and all, and served by gunicorn with two workers,
as `khobao serve` does. One reader asks for one page after another over one connection; a page's
time is from the request to the last byte, its HTML made anew: no page is asked for twice.
"""

import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

import click

from archive.importers import read
from bench.ingest import FILE
from index.language.spelling import fold
from index.report import Report

__all__ = ["Row", "main", "rows"]

_KHOBAO = (sys.executable, "-c", "from archive.cli import main; main()")
_WORKERS = 2
_PAGES = 200
_WARMING = 20
_PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Row:
    """Pages of one kind: milliseconds, median and 95th percentile, and KB of the median page."""

    name: str
    pages: int
    median: float
    p95: float
    size: float


def addresses(reports: list[Report]) -> dict[str, list[str]]:
    """Return the addresses of each kind of page, the same in every run."""
    chance = random.Random(20180110)
    titles = [words for report in reports if len(words := report.title.split()) >= 8]
    [(section, _)] = Counter(report.section_path for report in reports).most_common(1)

    def typed(size: int) -> list[str]:
        """Words that stand side by side in titles, each run of them once."""
        found: dict[str, None] = {}
        while len(found) < _PAGES + _WARMING:
            words = chance.choice(titles)
            start = chance.randrange(len(words) - size + 1)
            found[" ".join(words[start : start + size])] = None
        return list(found)

    def lists(texts: list[str], **more: str) -> list[str]:
        return [f"/tim-kiem?{urlencode({'q': text, **more})}" for text in texts]

    two, topics = typed(2), typed(6)
    chosen = chance.sample(reports, _PAGES + _WARMING)
    return {
        "two syllables, no marks": lists([_unmarked(text) for text in two]),
        "two syllables, marks": lists(two),
        "six syllables, no marks": lists([_unmarked(text) for text in topics]),
        "two syllables, one section": lists(typed(2), section=section),
        "phrase, newest first": lists([f'"{text}"' for text in typed(3)], sort="newest"),
        "no words, page by page": [f"/tim-kiem?page={n + 2}" for n in range(_PAGES + _WARMING)],
        "report": [f"/bai/{quote(report.identifier)}?q=dan+van" for report in chosen],
    }


def _unmarked(text: str) -> str:
    """Return the words without diacritics."""
    return " ".join(map(fold, text.split()))


@contextmanager
def served(archive: Path) -> Iterator[HTTPConnection]:
    """Serve the archive's pages on this machine and yield a connection to them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["serve", "--port", str(port), "--workers", str(_WORKERS)]
    server = subprocess.Popen(
        [*_KHOBAO, "--archive", str(archive), *options], stderr=subprocess.DEVNULL
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
        return _fetched(connection, "/readyz") > 0
    except OSError:
        connection.close()
        return False


def _fetched(connection: HTTPConnection, address: str) -> int:
    """Return the bytes of a page; raise `ClickException` if there is none."""
    connection.request("GET", address)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise click.ClickException(f"{address}: {answer.status}")
    return size


def rows(connection: HTTPConnection, reports: list[Report]) -> Iterator[Row]:
    """Yield the measures, one kind of page after another."""
    for name, pages in addresses(reports).items():
        for address in pages[:_WARMING]:
            _fetched(connection, address)
        times, sizes = [], []
        for address in pages[_WARMING:]:
            began = time.perf_counter()
            sizes.append(_fetched(connection, address))
            times.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        size = statistics.median(sizes) / 1024
        yield Row(name, len(times), statistics.median(times), p95, size)


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--file", default=FILE, show_default=True, help="The reports, within the folder.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    help="An archive that has imported them already; none is made then.",
)
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(data: Path, file: str, archive: Path | None, output: Path | None) -> None:
    """Measure and print the table."""
    reports = [record for record in read(data / file) if isinstance(record, Report)]
    with TemporaryDirectory(prefix="khobao-bench-") as folder:
        if archive is None:
            archive = Path(folder)
            command = [*_KHOBAO, "--archive", str(archive), "import", str(data / file)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        click.echo(f"{'':<28}{'pages':>7}{'median ms':>11}{'p95 ms':>9}{'KB':>7}")
        measured = []
        with served(archive) as connection:
            for row in rows(connection, reports):
                measured.append(asdict(row))
                click.echo(
                    f"{row.name:<28}{row.pages:>7}{row.median:>11.1f}{row.p95:>9.1f}{row.size:>7.0f}"
                )
    if output:
        output.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
