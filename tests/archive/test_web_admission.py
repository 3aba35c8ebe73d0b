"""Costly requests: a bounded number runs, a few wait, the others are refused, and no page else."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.test import create_environ

from archive.config import load
from archive.retrieval import Library
from archive.web import create_app, gunicorn_config
from archive.web.server import admission
from archive.web.server.admission import EXTENSION, THREADS, Gate, cost_of, init_app
from tests.newsstand import SEED, stock
from tests.waiting import wait_for

_HANGING = 60


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    made = create_app(stock(tmp_path_factory.mktemp("newsstand"), threads=4, costly_requests=1))
    # On a busy machine, a block in which places are taken may last longer than readers wait.
    made.extensions[EXTENSION]["list"].patience = _HANGING
    return made


def test_one_request_runs_one_waits_and_the_next_is_refused() -> None:
    gate = Gate(1, 1, _HANGING)
    assert gate.enter()
    with ThreadPoolExecutor() as pool:
        second = pool.submit(gate.enter)
        wait_for(lambda: gate.waiting == 1)
        assert not gate.enter()
        gate.leave()
        assert second.result()
    assert (gate.running, gate.waiting) == (1, 0)


def test_request_that_waited_in_vain_is_refused() -> None:
    gate = Gate(1, 1, patience=0)
    assert gate.enter()
    assert not gate.enter()
    gate.leave()
    assert gate.enter()
    assert (gate.running, gate.waiting) == (1, 0)


def test_time_without_movement_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=5.0)
    monkeypatch.setattr(admission, "time", SimpleNamespace(monotonic=lambda: clock.now))
    gate = Gate(1, 1, _HANGING)
    assert gate.enter()
    clock.now = 7.0
    assert gate.idle == 2.0
    # A request that may not wait any more is refused, and does not count as movement.
    assert not gate.enter(patience=-1.0)
    assert gate.idle == 2.0
    gate.leave()
    assert gate.idle == 0.0


def test_request_does_not_overtake_one_that_waits() -> None:
    gate = Gate(1, 2, _HANGING)
    assert gate.enter()
    order = []
    with ThreadPoolExecutor() as pool:

        def run(name: str) -> None:
            assert gate.enter()
            order.append(name)
            gate.leave()

        for place, name in enumerate(("first", "second")):
            pool.submit(run, name)
            wait_for(lambda expected=place + 1: gate.waiting == expected)
        gate.leave()
    assert order == ["first", "second"]


def test_newcomer_does_not_take_the_place_that_is_due_to_one_that_waits() -> None:
    gate = Gate(1, 2, _HANGING)
    assert gate.enter()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(gate.enter)
        wait_for(lambda: gate.waiting == 1)
        # The place is free, and the one that waits has not woken yet.
        with gate._changed:
            gate.leave()
            gate.patience = 0
            assert not gate.enter()
        assert first.result()
    assert (gate.running, gate.waiting) == (1, 0)


@pytest.mark.parametrize(
    ("address", "cost"),
    [
        ("/", None),
        (f"/bai/{SEED}?q=dan+van&n=1", None),
        ("/nguoi/dang-quoc-toan", None),
        ("/ngay/2018", None),
        ("/livez", None),
        ("/readyz", None),
        ("/robots.txt", None),
        ("/tinh/0/style.css", None),
        ("/khong-co", None),
        ("/tim-kiem?q=dan", "list"),
        ("/tim-kiem/loc/person", "list"),
        ("/ngu-canh?q=dan", "list"),
        ("/xu-huong?q=dan", "list"),
        (f"/phien-ban/1-2/{SEED}", "list"),
        ("/tim-kiem.csv?q=dan", "file"),
        ("/ngu-canh.csv?q=dan", "file"),
        ("/chon.csv?id=a", "file"),
    ],
)
def test_what_evaluates_a_query_or_makes_a_file_is_costly(
    app: Flask, address: str, cost: str | None
) -> None:
    path, _, query = address.partition("?")
    assert cost_of(app, create_environ(path, query_string=query)) == cost


def test_head_of_a_file_is_cheap(app: Flask) -> None:
    assert cost_of(app, create_environ("/tim-kiem.csv", method="HEAD")) is None


@contextmanager
def _occupied(app: Flask, requests: int) -> Iterator[list[Future[int]]]:
    """Ask for lists that are not answered before the end of the block; yield their statuses.

    One of them runs, and the others wait.
    """
    gate: Gate = app.extensions[EXTENSION]["list"]
    may_end = Event()
    view: Callable[..., object] = app.view_functions["search.results"]

    def held(**path: str) -> object:
        assert may_end.wait(_HANGING)
        return view(**path)

    app.view_functions["search.results"] = held
    try:
        with ThreadPoolExecutor() as pool:
            statuses = [
                pool.submit(lambda: app.test_client().get("/tim-kiem?q=dan").status_code)
                for _ in range(requests)
            ]
            wait_for(lambda: gate.running + gate.waiting == requests)
            try:
                yield statuses
            finally:
                may_end.set()
    finally:
        app.view_functions["search.results"] = view


def test_list_is_refused_with_a_page_and_a_time_while_reports_are_served(app: Flask) -> None:
    with _occupied(app, 2) as statuses:
        client = app.test_client()
        refused = client.get("/tim-kiem?q=dan&lang=vi")
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.headers["Cache-Control"] == "no-store"
        assert "Đang có quá nhiều người tìm" in refused.text
        for address in ("/", f"/bai/{SEED}", "/livez", "/readyz", "/cach-tim", "/ngay/2018"):
            assert client.get(address).status_code == 200, address
        # Downloads have places of their own.
        assert client.get("/tim-kiem.csv?q=dan", buffered=True).status_code == 200
    assert [each.result() for each in statuses] == [200, 200]


def test_server_is_alive_while_all_threads_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = stock(tmp_path, threads=4, costly_requests=1)
    app = create_app(settings)
    may_end, gate = Event(), app.extensions[THREADS]
    monkeypatch.setattr(Library, "generation", lambda _library: may_end.wait(_HANGING) and "1")
    client = app.test_client()
    with ThreadPoolExecutor() as pool:
        pages = [pool.submit(app.test_client().get, f"/bai/{SEED}") for _ in range(4)]
        try:
            wait_for(lambda: gate.running == settings.threads)
            gate.patience = 0
            for address in ("/", "/readyz", "/tim-kiem", "/tim-kiem.csv"):
                answer = client.get(address)
                assert answer.status_code == 503
                assert answer.headers["Retry-After"]
            assert client.get("/livez").status_code == 200
        finally:
            may_end.set()
    assert [page.result().status_code for page in pages] == [200] * 4
    assert (gate.running, gate.waiting) == (0, 0)


def test_gunicorn_has_a_thread_more_than_requests_may_take() -> None:
    assert gunicorn_config.threads == load().threads + 1


def test_download_is_counted_until_it_has_been_sent(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/tim-kiem.csv", buffered=False)
    assert client.get("/tim-kiem.csv", buffered=True).status_code == 503
    first.close()
    assert client.get("/tim-kiem.csv", buffered=True).status_code == 200


def test_failed_requests_leave_their_places(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("an error of ours")

    with monkeypatch.context() as patched:
        patched.setattr(Library, "generation", fail)
        for address in ("/tim-kiem", "/tim-kiem.csv") * 3:
            assert app.test_client().get(address, buffered=True).status_code == 500
    gates = app.extensions[EXTENSION].values()
    assert [(gate.running, gate.waiting) for gate in gates] == [(0, 0), (0, 0)]


def test_searches_on_a_server_wait_longer_than_those_of_this_process(tmp_path: Path) -> None:
    patience = {}
    for index in ("whoosh:///there", "opensearch://node.example/archive"):
        made = Flask("archive.web")
        init_app(made, replace(stock(tmp_path), index=index))
        patience[index[:6]] = made.extensions[EXTENSION]["list"].patience
    assert patience["whoosh"] < patience["opense"]


def test_a_quarter_of_the_threads_is_never_taken_by_costly_requests(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    gates = create_app(settings).extensions[EXTENSION]
    taken = sum(gate.capacity + gate.places for gate in gates.values())
    assert taken <= settings.threads * 3 // 4


def test_ten_readers_may_search_at_a_time_in_a_process(tmp_path: Path) -> None:
    lists = create_app(stock(tmp_path)).extensions[EXTENSION]["list"]
    assert lists.capacity + lists.places == 10
