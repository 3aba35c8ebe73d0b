"""Hosts that hang, answer nonsense or do not know the index: requests go elsewhere."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch.connection import client, transport, watching
from index.engines.opensearch.connection import hosts as hosts_module
from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.client import Client, Lost, Missing, Refused
from index.engines.opensearch.connection.hosts import Hosts
from index.engines.opensearch.writing import bulk, writer
from index.engines.opensearch.writing.bulk import Bulk, action
from index.errors import IndexNotFound, IndexUnavailable
from index.query import Query
from tests.hosts import EMPTY_SEARCH, MISSING, PAGE, Host, hosts, mapping

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for hosts that hang, and between attempts, as briefly as a machine allows."""
    monkeypatch.setattr(client, "_LIGHT", 0.3)
    monkeypatch.setattr(client, "_DEADLINE", 0.3)
    monkeypatch.setattr(client, "_PATIENCE", 0.3)
    monkeypatch.setattr(client, "_PATIENCE_ALONE", 0.3)
    monkeypatch.setattr(transport, "_CONNECT", 0.3)


@pytest.fixture
def pair() -> Iterator[list[Host]]:
    with hosts(2) as made:
        yield made


@pytest.fixture
def alone() -> Iterator[Host]:
    with hosts(1) as (made,):
        yield made


def url(*among: Host) -> str:
    return f"opensearch://{','.join(f'127.0.0.1:{each.port}' for each in among)}/khobao"


def client_of(*among: Host) -> Client:
    return Client(Address.read(url(*among), {}))


def ask(by: Client) -> Json:
    """Ask what every host answers at once."""
    return by.send("GET", "/khobao/_mapping", light=True)


def client_that_knows(*among: Host) -> Client:
    """Return a client to which every host has answered, so that searches go to each."""
    asking = client_of(*among)
    while not all(each.requests for each in among):
        ask(asking)
    for each in among:
        each.requests.clear()
    return asking


# Which host is asked


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    made = SimpleNamespace(now=100.0)
    made.monotonic = lambda: made.now
    monkeypatch.setattr(hosts_module, "time", made)
    return made


def test_hosts_are_asked_in_turn() -> None:
    among = Hosts(["a", "b", "c"])
    assert {among.choose([], light=False) for _ in range(3)} == {0, 1, 2}
    assert among.choose([0, 2], light=False) == 1
    assert among.choose([0, 1, 2], light=False) is None


def test_host_that_hangs_is_left_out_for_a_while_that_grows(clock: SimpleNamespace) -> None:
    among, paused = Hosts(["a", "b"]), []
    for _ in range(8):
        among.fail(0, "no answer", hangs=True)
        began = clock.now
        while among.choose([1], light=True) is None:
            clock.now += 1
        paused.append(clock.now - began)
    assert paused == sorted(paused)
    assert paused[:4] == [2, 4, 8, 16]
    assert paused[-1] == 60
    among.succeed(0)
    assert among.choose([1], light=False) == 0


def test_host_that_was_left_out_is_tried_by_one_light_request(clock: SimpleNamespace) -> None:
    among = Hosts(["a", "b"])
    among.fail(0, "no answer", hangs=True)
    clock.now += 10
    assert {among.choose([], light=False) for _ in range(4)} == {1}
    assert among.choose([], light=True) == 0
    assert {among.choose([], light=True) for _ in range(4)} == {1}


def test_host_that_refuses_connections_is_asked_if_there_is_no_other(
    clock: SimpleNamespace,
) -> None:
    among = Hosts(["a", "b"])
    among.fail(0, "refused")
    assert among.choose([], light=False) == 1
    assert among.choose([1], light=False) == 0
    among.fail(1, "no answer", hangs=True)
    assert among.choose([0], light=False) is None


def test_slow_search_does_not_take_the_only_host_away(clock: SimpleNamespace) -> None:
    among = Hosts(["a"])
    among.suspect(0)
    assert among.choose([], light=False) == among.choose([], light=True) == 0


def test_light_request_clears_a_host_of_suspicion(clock: SimpleNamespace) -> None:
    among = Hosts(["a", "b"])
    among.succeed(0)
    among.succeed(1)
    among.suspect(0)
    assert {among.choose([], light=False) for _ in range(4)} == {1}
    assert among.choose([], light=True) == 0
    among.succeed(0)
    assert {among.choose([], light=False) for _ in range(4)} == {0, 1}


def test_search_goes_to_a_host_that_has_just_answered(clock: SimpleNamespace) -> None:
    among = Hosts(["a", "b", "c"])
    among.succeed(1)
    assert {among.choose([], light=False) for _ in range(4)} == {1}
    assert {among.choose([], light=True) for _ in range(4)} == {0, 2}
    clock.now += 60
    assert {among.choose([], light=False) for _ in range(4)} == {0, 1, 2}


# Requests


def test_request_goes_to_another_host_if_one_hangs(
    pair: list[Host], caplog: pytest.LogCaptureFixture
) -> None:
    pair[0].answers = "hang"
    asking = client_of(*pair)
    for _ in range(6):
        assert ask(asking) == mapping()
    assert len(pair[0].requests) == 1
    assert f"127.0.0.1:{pair[0].port} is left out" in caplog.text
    asking.close()


def test_reader_who_tries_a_host_that_failed_waits_for_a_shorter_time(
    pair: list[Host], clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_PROBE", 0.1)
    pair[0].answers = "hang"
    asking = client_of(*pair)
    send, deadlines = asking._transport.ask, []

    def watched(host: int, *request: Any) -> Any:
        deadlines.append((host, request[-1]))
        return send(host, *request)

    monkeypatch.setattr(asking._transport, "ask", watched)
    for _ in range(6):
        assert ask(asking) == mapping()
        clock.now += 4
    waited = [deadline for host, deadline in deadlines if host == 0]
    assert waited[0] == client._LIGHT
    assert len(waited) > 2
    assert set(waited[1:]) == {0.1}
    asking.close()


def test_search_that_takes_too_long_is_asked_of_another_host(pair: list[Host]) -> None:
    asking = client_that_knows(*pair)
    pair[0].answers = "hang"
    for _ in range(4):
        assert asking.search([{}]) == [EMPTY_SEARCH]
    assert len(pair[0].requests) == 1
    asking.close()


@pytest.fixture
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for a sign of life long before the deadline."""
    monkeypatch.setattr(client, "_DEADLINE", 30)
    monkeypatch.setattr(watching, "_SILENCE", 0.05)
    monkeypatch.setattr(transport, "_ALIVE", 0.1)


@pytest.mark.usefixtures("_watched")
def test_search_leaves_a_frozen_host_long_before_its_deadline(
    pair: list[Host], caplog: pytest.LogCaptureFixture
) -> None:
    asking = client_that_knows(*pair)
    pair[0].answers = "hang"
    for _ in range(4):
        assert asking.search([{}]) == [EMPTY_SEARCH]
    assert [path for _, path in pair[0].requests].count("/") == 1
    assert f"127.0.0.1:{pair[0].port} is left out" in caplog.text
    asking.close()


@pytest.mark.usefixtures("_watched")
def test_search_waits_for_a_host_that_is_busy_but_alive(pair: list[Host]) -> None:
    asking = client_that_knows(*pair)
    for each in pair:
        each.busy = 0.2
    assert asking.search([{}]) == [EMPTY_SEARCH]
    assert sum("_msearch" in path for each in pair for _, path in each.requests) == 1
    asking.close()


def test_aggregation_that_is_missing_is_no_answer(pair: list[Host]) -> None:
    counted = {"responses": [{**EMPTY_SEARCH, "aggregations": {"reports": {"value": 3}}}]}
    asking = client_that_knows(*pair)
    pair[1].answers = {"_msearch": (200, counted)}
    for _ in range(3):
        assert asking.search([{"aggs": {"reports": {}}}]) == counted["responses"]
    assert len(pair[0].requests) == 1
    asking.close()


def test_only_host_that_hangs_is_not_waited_for_each_time(alone: Host) -> None:
    alone.answers = "hang"
    asking = client_of(alone)
    for _ in range(5):
        with pytest.raises(IndexUnavailable):
            ask(asking)
    assert len(alone.requests) == 1
    asking.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "cut",
        (200, PAGE),
        (502, PAGE),
        (404, PAGE),
        (200, b""),
        (200, b"[]"),
        (200, b"null"),
        (200, b"{\xff"),
        (200, b"[" * 100_000),
        (200, {}),
        (200, {"responses": []}),
        (200, {"responses": [{}]}),
        (200, {"responses": [{"took": 1, "hits": {"hits": []}}]}),
        (200, {"responses": "none"}),
        (503, {"error": "no leader", "status": 503}),
        (429, {"error": "too many requests", "status": 429}),
    ],
    ids=str,
)
def test_host_without_a_whole_answer_is_passed_over(
    pair: list[Host], alone: Host, wrong: tuple[int, Any] | str
) -> None:
    answers = wrong if isinstance(wrong, str) else {"_msearch": wrong}
    asking = client_that_knows(*pair)
    pair[0].answers = alone.answers = answers
    for _ in range(3):
        assert asking.search([{}]) == [EMPTY_SEARCH]
    assert pair[0].requests
    asking.close()
    failing = client_of(alone)
    with pytest.raises(IndexUnavailable):
        failing.search([{}])
    failing.close()


def test_index_that_one_host_does_not_have_is_asked_of_the_others(
    pair: list[Host], caplog: pytest.LogCaptureFixture
) -> None:
    pair[0].answers = {"": MISSING}
    asking = client_of(*pair)
    for _ in range(4):
        assert ask(asking) == mapping()
    assert len(pair[0].requests) == 1
    assert "does not have" in caplog.text
    pair[1].answers = {"": MISSING}
    with pytest.raises(Missing):
        ask(asking)
    asking.close()


def test_invalid_request_is_sent_once(pair: list[Host]) -> None:
    for each in pair:
        each.answers = {"": (400, {"error": {"type": "parsing_exception"}, "status": 400})}
    asking = client_of(*pair)
    with pytest.raises(Refused, match="parsing_exception"):
        ask(asking)
    assert sum(len(each.requests) for each in pair) == 1
    asking.close()


def test_missing_right_is_named(alone: Host) -> None:
    reason = "no permissions for [indices:admin/mappings/get]"
    alone.answers = {"": (403, {"error": {"type": "security_exception", "reason": reason}})}
    asking = client_of(alone)
    with pytest.raises(IndexUnavailable, match=r"indices:admin/mappings/get"):
        ask(asking)
    asking.close()


def test_shard_that_fails_is_no_answer(alone: Host) -> None:
    failed = {"hits": {"hits": []}, "_shards": {"failed": 1}}
    alone.answers = {"_msearch": (200, {"responses": [failed]})}
    asking = client_of(alone)
    with pytest.raises(Lost):
        asking.search([{}])
    asking.close()


# The engine


def test_index_that_vanishes_is_not_an_empty_one(pair: list[Host]) -> None:
    engine = OpenSearchEngine.from_url(url(*pair))
    assert engine.fingerprints(["a"]) == {}
    for each in pair:
        each.answers = {"": MISSING}
    for question in (
        lambda: engine.fingerprints(["a"]),
        lambda: list(engine.scan(Query("dân"))),
        engine.status,
    ):
        with pytest.raises(IndexNotFound, match="khobao"):
            question()
    engine.close()


def test_engine_answers_though_one_host_lost_the_index(pair: list[Host]) -> None:
    engine = OpenSearchEngine.from_url(url(*pair))
    for _ in range(3):
        assert engine.fingerprints(["a"]) == {}
    pair[0].answers = {"": MISSING}
    for _ in range(5):
        assert engine.fingerprints(["a"]) == {}
    engine.close()


# Bulk


def outcome(status: int) -> Json:
    error = {} if status == 200 else {"error": {"type": "rejected", "reason": "queue is full"}}
    return {"index": {"status": status, **error}}


def test_documents_refused_one_by_one_are_sent_again(
    alone: Host, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter(
        [
            {"errors": True, "items": [outcome(200), outcome(429), outcome(429)]},
            {"errors": True, "items": [outcome(200), outcome(429)]},
            {"errors": False},
        ]
    )
    monkeypatch.setattr(alone, "answer", lambda path: (200, _bytes(next(answers))))
    monkeypatch.setattr(bulk, "_LANES", 1)
    slept: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: 0.0, sleep=slept.append)
    monkeypatch.setattr(bulk, "time", clock)
    writing = Bulk(client_of(alone), "khobao-1-writing")
    writing.write([action(name, 1, {"title": name}) for name in "abc"])
    writing.finish()
    writing.close()
    assert len(alone.requests) == 3
    assert len(slept) == 2
    assert slept[0] < slept[1]
    assert writing.refused == 3
    assert "refused documents 3 times" in caplog.text


def _bytes(answer: Json) -> bytes:
    return json.dumps(answer).encode()


class _Indexes:
    """Indexes of a cluster that refuses some requests."""

    def __init__(self, *refused: str) -> None:
        self.refused, self.removed = refused, list[str]()

    def __getattr__(self, name: str) -> Any:
        return self._refuse if name in self.refused else lambda *_: None

    def _refuse(self, *_: str) -> None:
        raise Refused("403")

    def create(self) -> str:
        return "khobao-1"

    def remove(self, index: str) -> None:
        self.removed.append(index)


@pytest.fixture
def _merging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_MANY", 0)
    monkeypatch.setattr(writer, "_list_words", lambda *_: None)


@pytest.mark.usefixtures("_merging")
def test_new_index_is_used_although_it_cannot_be_merged(caplog: pytest.LogCaptureFixture) -> None:
    writer.Build(None, _Indexes("merge")).commit(1, "", corrected=False)
    assert "khobao-1 is not merged: 403" in caplog.text


@pytest.mark.usefixtures("_merging")
@pytest.mark.parametrize(("refused", "removed"), [("show", ["khobao-1"]), ("sweep", [])])
def test_index_that_readers_see_is_not_removed(refused: str, removed: list[str]) -> None:
    indexes = _Indexes(refused)
    build = writer.Build(None, indexes)
    with pytest.raises(Refused):
        build.commit(1, "", corrected=False)
    build.rollback()
    assert indexes.removed == removed
