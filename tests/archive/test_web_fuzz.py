"""Random requests, and the headers of every response; `make long-web` tries tens of thousands."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.retrieval import freeze, open_library
from archive.web import create_app, current
from index.query import Query
from tests.newsstand import ENTRIES, SEED, config, stock
from tools.fuzz.requests import Request, requests
from tools.fuzz.responses import Answer, problems

_REQUESTS = 500


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = stock(
        tmp_path_factory.mktemp("fuzz"), reader_lists=3, base_url="https://khobao.example"
    )
    application = create_app(settings)
    yield application
    with application.app_context():
        current.library().close()


@pytest.fixture(scope="module")
def known(app: Flask) -> list[str]:
    """Return identifiers of reports, persons and a list."""
    library = open_library(config(app_folder(app)))
    frozen = freeze(library, Query("dan van"), note="").identifier
    library.close()
    return [*(entry.report.identifier for entry in ENTRIES), "dang-quoc-toan", frozen]


def app_folder(app: Flask) -> Path:
    with app.app_context():
        return current.settings().archive


def answer(client: FlaskClient, request: Request) -> Answer:
    got = client.open(
        request.target, method=request.method, headers=dict(request.headers), data=request.body
    )
    return Answer(got.status_code, got.headers, got.data)


@pytest.mark.slow
def test_random_requests_are_answered_well(app: Flask, known: list[str]) -> None:
    client = app.test_client(use_cookies=False)
    statuses: Counter[int] = Counter()
    for request in islice(requests(1, app.url_map, known), _REQUESTS):
        got = answer(client, request)
        statuses[got.status] += 1
        assert list(problems(request, got)) == [], request
    assert {200, 400, 404, 405} < set(statuses)


def test_every_route_has_the_security_headers(app: Flask, known: list[str]) -> None:
    """Each route, with values that exist and with others, in each method."""
    client = app.test_client(use_cookies=False)
    drawn = requests(2, app.url_map, known)
    seen: set[tuple[str, str]] = set()
    for request in islice(drawn, 50):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            plain = Request(method, request.target, request.rule)
            assert list(problems(plain, answer(client, plain))) == [], plain
            seen.add((request.rule, method))
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (200, Request("GET", f"/bai/{SEED}", "")),
        (200, Request("GET", "/tim-kiem.csv?q=dan", "")),
        (200, Request("GET", "/robots.txt", "")),
        (200, Request("GET", "/livez", "")),
        (302, Request("GET", "/tim-kiem?q=", "")),
        (400, Request("GET", "/tim-kiem?page=x", "")),
        (400, Request("GET", "/", "", {"Host": "a b"})),
        (404, Request("GET", "/khong-co", "")),
        (404, Request("GET", "/tinh/x/../../etc/passwd", "")),
        (405, Request("DELETE", "/tim-kiem", "")),
        (413, Request("POST", "/chon", "", {}, b"id=" + b"a" * 300_000)),
    ],
)
def test_every_status_has_the_security_headers(app: Flask, status: int, request_: Request) -> None:
    got = answer(app.test_client(), request_)
    assert (got.status, list(problems(request_, got))) == (status, [])


def test_unexpected_error_has_the_security_headers(tmp_path: Path) -> None:
    app = create_app(config(tmp_path))
    request = Request("GET", "/hong", "")
    app.add_url_rule("/hong", view_func=lambda: 1 / 0)
    assert list(problems(request, answer(app.test_client(), request))) == ["status 500"]


def test_unavailable_archive_has_the_security_headers(tmp_path: Path) -> None:
    client = create_app(config(tmp_path)).test_client()
    for target in ("/", "/tim-kiem?q=a", f"/bai/{SEED}", "/readyz", "/tim-kiem.csv?q=a"):
        request = Request("GET", target, "")
        got = answer(client, request)
        assert (got.status, list(problems(request, got))) == (503, [])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<p>&lt;fuzz&gt; javascript:fuzz()</p>", False),
        (b'<script type="application/ld+json">{"a": "//fuzz.example"}</script>', False),
        (b"<p><fuzz onload=1></p>", True),
        (b'<input value="" fuzz="1">', True),
        (b'<a href="javascript:fuzz()">', True),
        (b"<a href='//fuzz.example/'>", True),
        (b'<script type="application/ld+json">{}</script><script>fuzz()</script>', True),
        (b"Traceback (most recent call last)", True),
    ],
)
def test_reflected_markup_is_found(app: Flask, body: bytes, found: bool) -> None:
    got = answer(app.test_client(), Request("GET", "/cach-tim", ""))
    assert bool(list(problems(Request("GET", "/", ""), Answer(200, got.headers, body)))) is found
