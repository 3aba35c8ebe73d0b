"""Speed of the pages: `python -m bench.pages --data FOLDER [--sizes 200000] [--json FILE]`.

The reports are imported by `khobao import`, unless `--archive` names an archive; `--sizes` adds
archives made of copies of its reports (`bench.archives`). The application answers in this process,
and its processor time is counted, which other work on the machine affects little: for a whole page,
for each of its parts (`bench.page_parts`), and for the engine alone, which answers the same query
with the same facets; `ratio` is the page's time over the engine's. No list is requested twice, and
both begin with empty caches. `--clock` measures the time from the request to the last byte instead,
with gunicorn and two workers, as `khobao serve` has them.

The line `topic row` has the time of the row «topic + three facets» of `bench.engines`, asked of the
same index in the same run: a measure of the machine, by which times can be compared with those of
another one.

The row `made before` is the floor: pages of two syllables that were made before are returned by a
view that computes nothing, with all that is done for each request around it.
"""

import json
import platform
import random
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import click
from flask import Flask

from archive.catalogue import open_catalogue
from archive.config import Config, load
from archive.retrieval import Library, open_library
from archive.web import create_app
from archive.web.current import library
from archive.web.lists import facets, histogram
from archive.web.server import headers
from bench import engines
from bench.archives import enlarged
from bench.ingest import FILE
from bench.page_parts import PARTS, REST, measured
from bench.peers.ours import Ours
from bench.serving import KHOBAO, answer, environ, fetched, served
from index.engines.whoosh import WhooshEngine
from index.language.spelling import fold
from index.query import Query
from index.report import Report

__all__ = ["Row", "addresses", "main", "measure"]

T = TypeVar("T")

_PAGES = 100
_WARMING = 10
# Reports from whose titles the words of queries are taken.
_MODELS = 25_000
# The address of pages that were made before, and the kind of page that they are.
_MADE = "/made"
_MODEL = "two syllables"
_TOPICS = "topic + three facets"
# As a browser sends them.
_HEADERS = {"accept-language": "vi", "accept-encoding": "gzip, deflate, br"}


@dataclass(frozen=True)
class Row:
    """Pages of one kind.

    `median`, `p95`: milliseconds of a page. `engine`: the median milliseconds of the engine, 0 for
    pages that are no lists. `parts`: the mean milliseconds of each part. `size`: bytes of the
    median page as sent.
    """

    name: str
    pages: int
    median: float
    p95: float
    engine: float
    size: float
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The page's median over the engine's, 0 for pages that are no lists."""
        return self.median / self.engine if self.engine else 0.0


def addresses(reports: Sequence[Report]) -> dict[str, list[str]]:
    """Return the addresses of each kind of page, the same in every run."""
    chance = random.Random(20180110)
    titles = [words for report in reports if len(words := report.title.split()) >= 8]
    [(section, _)] = Counter(each.section_path for each in reports if each.section).most_common(1)
    persons = sorted({person for report in reports for person in report.persons})
    wanted = _PAGES + _WARMING

    def typed(size: int) -> list[str]:
        """Words that stand side by side in titles, each run of them once."""
        found: dict[str, None] = {}
        while len(found) < wanted:
            words = chance.choice(titles)
            start = chance.randrange(len(words) - size + 1)
            found[" ".join(words[start : start + size])] = None
        return list(found)

    def lists(texts: list[str], **more: str) -> list[str]:
        return [f"/tim-kiem?{urlencode({'q': text, **more})}" for text in texts]

    two, topics = typed(2), typed(6)
    last = max(2, len(reports) // 20)
    return {
        "two syllables, no diacritics": lists([_bare(text) for text in two]),
        "two syllables": lists(two),
        "six syllables, no diacritics": lists([_bare(text) for text in topics]),
        "two syllables, one section": lists(typed(2), section=section),
        "phrase, newest first": lists([f'"{text}"' for text in typed(3)], sort="newest"),
        "no words, page by page": [f"/tim-kiem?page={n % last + 1}" for n in range(1, wanted + 1)],
        "report": [
            f"/bai/{quote(report.identifier)}?q=dan+van"
            for report in chance.sample(reports, min(wanted, len(reports)))
        ],
        "home": ["/"] * wanted,
        "person": [
            f"/nguoi/{person}" for person in chance.sample(persons, min(wanted, len(persons)))
        ],
    }


def _bare(text: str) -> str:
    """Return the words without diacritics."""
    return " ".join(map(fold, text.split()))


def measure(app: Flask, reports: Sequence[Report]) -> Iterator[Row]:
    """Yield the processor time of each kind of page, in this process.

    `app`: before its first request.
    """
    made: list[bytes] = []
    app.add_url_rule(_MADE, view_func=headers.kept(lambda _archive: made.pop()))
    with app.app_context():
        archive = library()
    for name, pages in addresses(reports).items():
        for address in pages[:_WARMING]:
            answer(app, environ(address, **_HEADERS))
        _forget(archive)
        engine = [_timed(partial(_search, archive, each))[0] for each in pages[_WARMING:]]
        _forget(archive)
        requests = [environ(each, **_HEADERS) for each in pages[_WARMING:]]
        with measured() as spent:
            found = [_timed(partial(answer, app, each)) for each in requests]
        times = [each for each, _ in found]
        parts = {part: spent[part] / len(times) for part in PARTS}
        parts[REST] = statistics.mean(times) - sum(parts.values())
        yield Row(
            name,
            len(times),
            statistics.median(times),
            statistics.quantiles(times, n=20)[-1],
            statistics.median(engine) if pages[0].startswith("/tim-kiem") else 0.0,
            statistics.median(size for _, size in found),
            parts,
        )

    made += [_body(app, each) for each in addresses(reports)[_MODEL]]
    requests = [environ(_MADE, **_HEADERS) for _ in made]
    found = [_timed(partial(answer, app, each)) for each in requests][_WARMING:]
    times = [each for each, _ in found]
    yield Row(
        "made before",
        len(times),
        statistics.median(times),
        statistics.quantiles(times, n=20)[-1],
        0.0,
        statistics.median(size for _, size in found),
        {**dict.fromkeys(PARTS, 0.0), REST: statistics.mean(times)},
    )


def topic_row(index: str, reports: Sequence[Report]) -> dict[str, float] | None:
    """Return the milliseconds of the engine for five words with facets, as `engines.measure` does.

    None for an index in a cluster. `index`: its URL. `reports`: of which the words are taken.
    """
    address = urlsplit(index)
    if address.scheme != "whoosh":
        return None
    engine = Ours(Path(unquote(address.path)))
    engine.open()
    with closing(engine.engine):
        questions = engines.rows(reports, engine.engine.statistics())[_TOPICS]
        return engines.measure(engine, questions, time.process_time)


def _body(app: Flask, address: str) -> bytes:
    """Return a page without compression."""
    pieces = app.wsgi_app(environ(address), lambda *_: lambda _data: None)
    return b"".join(pieces)


def _search(archive: Library, address: str) -> None:
    """Answer the query of a list by the engine alone, with the facets of its page."""
    parts = urlsplit(address)
    if parts.path != "/tim-kiem":
        return
    query = Query.from_url(parts.query)
    page = int(parse_qs(parts.query).get("page", ["1"])[0])
    wanted = (*facets.requests(query), *histogram.requests(query))
    archive.engine.search(query, offset=20 * (page - 1), limit=20, facets=wanted)


def _forget(archive: Library) -> None:
    if isinstance(archive.engine, WhooshEngine):
        archive.engine.forget()


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    """Return the milliseconds of processor time that an action takes, and its result."""
    began = time.process_time()
    result = action()
    return (time.process_time() - began) * 1000, result


def by_clock(archive: Path, reports: Sequence[Report]) -> Iterator[Row]:
    """Yield the time of each kind of page by the clock, from gunicorn over one connection."""
    with served(archive) as connection:
        for name, pages in addresses(reports).items():
            for address in pages[:_WARMING]:
                fetched(connection, address)
            times, sizes = [], []
            for address in pages[_WARMING:]:
                began = time.perf_counter()
                sizes.append(fetched(connection, address))
                times.append((time.perf_counter() - began) * 1000)
            p95 = statistics.quantiles(times, n=20)[-1]
            size = statistics.median(sizes)
            yield Row(name, len(times), statistics.median(times), p95, 0.0, size)


def models(settings: Config) -> list[Report]:
    """Return the first reports of an archive, from which the addresses are made."""
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        changes = catalogue.changes.after(0, _MODELS)
        return [change.report for change in changes if change.report is not None]


def _print(
    rows: Sequence[Row], reports: int, topics: dict[str, float] | None, *, clock: bool
) -> None:
    """Print a table for docs. `topics`: the topic row, None where it was not measured."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    what = "time by the clock" if clock else "processor time"
    today = datetime.now(UTC).date().isoformat()
    click.echo(f"\n{reports:,} reports; {machine}; {today}; {what}, ms\n")
    if topics:
        click.echo(f"topic row: median {topics['median']:.1f}, p95 {topics['p95']:.1f}\n")
    parts = () if clock else PARTS
    engine = () if clock else ("engine alone", "ratio")
    heads = ["page", "median", "p95", *engine, *parts, "kB"]
    click.echo(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    for row in rows:
        alone = [f"{row.engine:.1f}", f"{row.ratio:.1f}"] if row.engine else ["–", "–"]
        cells = [row.name, f"{row.median:.1f}", f"{row.p95:.1f}", *(alone if engine else ())]
        cells += [f"{row.parts[part]:.1f}" for part in parts]
        click.echo(f"| {' | '.join([*cells, f'{row.size / 1000:.1f}'])} |")


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True))
@click.option("--file", default=FILE, show_default=True, help="The reports, within the folder.")
@click.option("--archive", type=click.Path(path_type=Path, exists=True))
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench"))
@click.option("--sizes", default="", help="Numbers of reports, such as 200000,1000000.")
@click.option("--clock", is_flag=True, help="Measure by the clock, with gunicorn.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(
    data: Path | None,
    file: str,
    archive: Path | None,
    work: Path,
    sizes: str,
    clock: bool,
    output: Path | None,
) -> None:
    """Measure the pages of archives and print a table for each."""
    if archive is None:
        if data is None:
            raise click.UsageError("name the folder of reports with --data, or an --archive")
        archive = _imported(data / file, work / "archive")
    larger = [int(size) for size in sizes.split(",") if size]
    measured_rows = {}
    for size in [0, *larger]:
        folder = enlarged(archive, work / f"archive-{size}", size)
        settings = load(folder)
        reports = models(settings)
        with closing(open_library(settings)) as opened:
            held = opened.engine.status().reports
        found = by_clock(folder, reports) if clock else measure(create_app(settings), reports)
        rows = list(found)
        topics = None if clock else topic_row(settings.index, reports)
        _print(rows, held, topics, clock=clock)
        measured_rows[held] = [asdict(row) for row in rows]
    if output:
        output.write_text(json.dumps(measured_rows, indent=1) + "\n", encoding="utf-8")


def _imported(file: Path, archive: Path) -> Path:
    """Import a file into a new archive, unless it is there already."""
    if not archive.exists():
        command = [*KHOBAO, "--archive", str(archive), "import", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return archive


if __name__ == "__main__":
    main()
