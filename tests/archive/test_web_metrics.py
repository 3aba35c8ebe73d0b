"""Metrics: counts that all workers share, and their port."""

import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from archive.config import load
from archive.upkeep import Run, record
from archive.web import create_app
from archive.web.server import admission, metrics, observation
from archive.web.server.observation import Observation
from archive.web.server.request_counts import SharedCounts
from tests.newsstand import ENTRIES, config, put, stock
from tests.server import free_port, served, started, status
from tests.waiting import wait_for

_Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def _samples(text: str) -> _Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _counters(samples: _Samples) -> _Samples:
    ends = ("_total", "_bucket", "_count", "_sum")
    return {key: value for key, value in samples.items() if key[0].endswith(ends)}


def _sum(samples: _Samples, name: str, **labels: str) -> float:
    return sum(
        value
        for (named, its), value in samples.items()
        if named == name and labels.items() <= dict(its).items()
    )


def _observation(route: str, seconds: float = 0.1, status: int = 200) -> Observation:
    now = datetime.now(UTC)
    return Observation(now, "x", "GET", route, status, seconds, 0.01, 7, True, False, {})


# Shared counts


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from("abc"), st.floats(0, 20), st.sampled_from([200, 503])
        )
    )
)
def test_counts_of_all_slots_add_up(requests: list[tuple[int, str, float, int]]) -> None:
    shared = SharedCounts(3)
    workers = [shared.take(slot) for slot in range(3)]
    for slot, route, seconds, code in requests:
        workers[slot].begin()
        workers[slot].end(_observation(route, seconds, code))
    found = {(each.route, each.status): sum(each.durations) for each in shared.routes()}
    asked = [(route, str(code)) for _, route, _, code in requests]
    assert found == {key: asked.count(key) for key in asked}
    assert shared.total("in_flight") == 0


def test_worker_that_takes_a_slot_over_goes_on_counting() -> None:
    shared = SharedCounts(1)
    killed = shared.take(0)
    killed.begin()
    killed.end(_observation("home.show"))
    killed.begin()
    assert shared.total("in_flight") == 1
    following = shared.take(0)
    assert shared.total("in_flight") == 0
    following.begin()
    following.end(_observation("home.show"))
    [counts] = shared.routes()
    assert sum(counts.durations) == 2
    assert counts.sent == 14
    assert shared.total("starts") == 2


def test_more_routes_than_there_is_room_for_are_counted_together() -> None:
    shared = SharedCounts(1)
    worker = shared.take(0)
    for number in range(1000):
        worker.begin()
        worker.end(_observation(f"route{number}"))
    assert sum(sum(each.durations) for each in shared.routes()) == 1000
    [rest] = [each for each in shared.routes() if each.method == "other"]
    assert sum(rest.durations) == 1000 - 511


# Metrics


def test_scrape_states_requests_and_archive(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, ENTRIES)
    app = create_app(settings)
    shared = SharedCounts(2)
    observation.observe(app, shared.take(0))
    for address in ("/tim-kiem?q=dan", "/tim-kiem?q=van", "/khong-co"):
        app.test_client().get(address, buffered=True)
    samples = _samples(generate_latest(metrics.registry(app, shared)).decode())
    found = {"route": "search.results", "status": "200", "method": "GET"}
    assert _sum(samples, "khobao_requests_total", **found) == 2
    assert _sum(samples, "khobao_requests_total", route="", status="404") == 1
    assert _sum(samples, "khobao_request_duration_seconds_count", route="search.results") == 2
    assert _sum(samples, "khobao_request_duration_seconds_bucket", le="+Inf") == 3
    assert _sum(samples, "khobao_ready") == 1
    assert _sum(samples, "khobao_reports") == len(ENTRIES)
    assert _sum(samples, "khobao_index_pending") == 0
    assert _sum(samples, "khobao_index_revision") == _sum(samples, "khobao_catalogue_revision") == 5


def test_request_refused_for_lack_of_capacity_is_counted(tmp_path: Path) -> None:
    app = create_app(stock(tmp_path))
    shared = SharedCounts(1)
    observation.observe(app, shared.take(0))
    overrides = {admission.REFUSED: True}
    assert app.test_client().get("/", buffered=True, environ_overrides=overrides).status_code == 503
    assert shared.total("refused") == 1


def test_scrape_of_an_archive_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    app = create_app(config(tmp_path))
    samples = _samples(generate_latest(metrics.registry(app, SharedCounts(1))).decode())
    assert _sum(samples, "khobao_ready") == 0
    assert ("khobao_reports", frozenset()) not in samples


def test_every_metric_is_documented(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    for task in ("backup", "verify"):
        record(settings.archive, task, Run.now(0))
    scraped = generate_latest(metrics.registry(create_app(settings), SharedCounts(1))).decode()
    said = (Path(__file__).parents[2] / "docs" / "serving.md").read_text("utf-8")
    names = re.findall(r"^# TYPE (\S+)", scraped, re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in said] == []


# Under gunicorn


def _scrape(port: int) -> _Samples:
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return _samples(answer.read().decode())


def _scrapes(url: str, port: int, requests: int) -> Iterator[_Samples]:
    for number in range(requests):
        assert status(f"{url}/livez") == 200
        if number % 10 == 9:
            yield _scrape(port)


def _started_workers(samples: _Samples) -> float:
    return _sum(samples, "khobao_worker_starts_total")


@pytest.mark.slow
def test_counters_never_go_back_while_workers_are_recycled_killed_and_reloaded(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings, port = stock(tmp_path), free_port()
    temporary = tmp_path_factory.mktemp("temporary")
    environ = {"KHOBAO_METRICS_PORT": str(port), "TMPDIR": str(temporary)}
    options = ("--workers", "2", "--max-requests", "15", "--max-requests-jitter", "5")
    with served(settings, *options, **environ) as (url, server):
        before = _scrape(port)
        for samples in _scrapes(url, port, 150):
            for key, value in _counters(before).items():
                assert samples[key] >= value
            before = samples
        counted = wait_for(lambda: _scraped(port, 150), server)
        assert _sum(counted, "khobao_request_duration_seconds_count", route="site.livez") == 150
        starts = _started_workers(counted)
        assert starts > 4

        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        for worker in children.read_text().split():
            os.kill(int(worker), signal.SIGKILL)
        wait_for(lambda: status(f"{url}/livez") == 200, server)
        wait_for(lambda: _scraped(port, 151, starts + 2), server)
        server.send_signal(signal.SIGHUP)
        counted = wait_for(lambda: _scraped(port, 151, starts + 4), server)
        assert _sum(counted, "khobao_requests_in_flight") == 0
        assert list(temporary.iterdir()) == []


def _scraped(port: int, requests: int, starts: float = 0) -> _Samples:
    """Return a scrape if it counts exactly so many requests, and workers started, else nothing."""
    try:
        samples = _scrape(port)
    except OSError:
        return {}
    counted = _sum(samples, "khobao_requests_total", route="site.livez")
    return samples if counted == requests and _started_workers(samples) >= starts else {}


@pytest.mark.slow
def test_metrics_are_not_on_the_public_port(tmp_path: Path) -> None:
    port = free_port()
    with served(stock(tmp_path), "--workers", "1", KHOBAO_METRICS_PORT=str(port)) as (url, _):
        assert status(f"{url}/metrics") == 404
        assert status(f"http://127.0.0.1:{port}/metrics") == 200


@pytest.mark.slow
def test_server_does_not_start_if_the_port_of_metrics_is_taken(tmp_path: Path) -> None:
    settings, port = stock(tmp_path), free_port()
    with served(settings, "--workers", "1", KHOBAO_METRICS_PORT=str(port)):
        second = started(
            settings.archive, "--bind", f"127.0.0.1:{free_port()}", KHOBAO_METRICS_PORT=str(port)
        )
        _, errors = second.communicate()
    assert second.returncode == 3
    [line] = [each for each in errors.decode().splitlines() if each.startswith("Error: ")]
    assert f"port {port} of 127.0.0.1 cannot be used" in line


def test_metrics_are_off_by_default(tmp_path: Path) -> None:
    assert load(tmp_path, {}).metrics_port == 0
