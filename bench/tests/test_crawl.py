"""Crawlers on facet links, in a short form that counts and measures no time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

import archive
from archive.cli import main
from archive.config import load
from archive.web import create_app
from archive.web.server.admission import EXTENSION
from bench.crawl import Answer, Crawler

_SAMPLE = Path(archive.__path__[0]) / "sample"
_CLIENTS = 6
_STEPS = 8


@pytest.mark.slow
def test_crawlers_are_refused_in_part_and_readers_of_reports_never(tmp_path: Path) -> None:
    imported = CliRunner().invoke(main, ["--archive", str(tmp_path), "import", str(_SAMPLE)])
    assert imported.exit_code == 0, imported.output
    app = create_app(load(tmp_path, {"KHOBAO_THREADS": "4"}))

    def fetch(address: str) -> Answer:
        answer = app.test_client().get(address, buffered=True)
        header = answer.headers.get
        return Answer(
            answer.status_code,
            header("Retry-After", ""),
            header("Location", ""),
            answer.text,
        )

    crawlers = [Crawler(fetch, Random(number)) for number in range(_CLIENTS)]

    def crawl(crawler: Crawler) -> None:
        for _ in range(_STEPS):
            crawler.step()

    def read() -> Counter[int]:
        pages = ("/", "/ngay", "/cach-tim", "/livez")
        return Counter(fetch(pages[number % 4]).status for number in range(4 * _STEPS))

    with ThreadPoolExecutor(_CLIENTS + 1) as pool:
        walks = [pool.submit(crawl, crawler) for crawler in crawlers]
        reader = pool.submit(read)
        for walk in walks:
            walk.result()
        assert reader.result() == {200: 4 * _STEPS}
    statuses: Counter[int] = sum((crawler.statuses for crawler in crawlers), Counter())
    assert statuses.total() == _CLIENTS * _STEPS
    assert {*statuses} == {200, 503}
    assert not any(crawler.hasty for crawler in crawlers)
    gates = app.extensions[EXTENSION].values()
    assert [(gate.running, gate.waiting) for gate in gates] == [(0, 0), (0, 0)]
