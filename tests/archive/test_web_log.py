"""The log: a JSON line for each request, its identifier, and what stays private."""

import json
import logging
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse, create_environ, run_wsgi_app

from archive.config import load
from archive.web import create_app
from archive.web.pages import help as help_page
from archive.web.server import request_log
from archive.web.server.json_lines import JsonLines
from archive.web.server.proxies import TrustedProxies
from tests.newsstand import SEED, stock
from tests.processes import Forked
from tests.server import served
from tests.waiting import wait_for

_FIELDS = {
    "time", "request_id", "method", "route", "status", "ms", "cpu_ms", "bytes", "pid", "revision",
}  # fmt: skip


class _Lines(logging.Handler):
    """The lines that a logger would write."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def last(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.lines[-1])
        return fields


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stock(tmp_path_factory.mktemp("newsstand")).archive


@pytest.fixture(scope="module")
def requests() -> Iterator[_Lines]:
    logger, handler = logging.getLogger(request_log.LOGGER), _Lines()
    logger.addHandler(handler)
    before = logger.level
    logger.setLevel(logging.INFO)
    yield handler
    logger.setLevel(before)
    logger.removeHandler(handler)


def _app(archive: Path, **settings: str) -> Flask:
    environ = {f"KHOBAO_{name.upper()}": value for name, value in settings.items()}
    return create_app(load(archive, environ))


def _get(app: Flask, address: str, **options: Any) -> TestResponse:
    """Return an answer that was read to its end, as by a server."""
    return app.test_client().get(address, buffered=True, **options)


@pytest.fixture(scope="module")
def app(archive: Path) -> Flask:
    return _app(archive)


@pytest.fixture(scope="module")
def talkative(archive: Path) -> Flask:
    return _app(archive, log_queries="true", log_clients="true")


def test_request_is_a_line_with_what_was_measured(app: Flask, requests: _Lines) -> None:
    answer = _get(app, f"/bai/{SEED}")
    line = requests.last
    assert set(line) == _FIELDS
    assert (line["method"], line["route"], line["status"]) == ("GET", "report.show", 200)
    assert line["bytes"] == len(answer.data)
    assert line["cpu_ms"] >= 0
    assert line["ms"] > 0
    assert line["revision"] == 5
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)


def test_every_field_is_documented() -> None:
    said = (Path(__file__).parents[2] / "docs" / "serving.md").read_text("utf-8")
    named = _FIELDS | {"cut", "client", "path", "query", "level", "logger", "message", "traceback"}
    assert [field for field in named if f"`{field}`" not in said] == []


def test_address_of_no_page_has_no_route(app: Flask, requests: _Lines) -> None:
    _get(app, "/khong-co")
    assert (requests.last["route"], requests.last["status"]) == ("", 404)


def test_refused_host_is_logged(archive: Path, requests: _Lines) -> None:
    app = _app(archive, trusted_hosts="bao.example.org")
    _get(app, "/", headers={"Host": "elsewhere.example"})
    assert requests.last["status"] == 400


def test_interrupted_download_is_marked(app: Flask, requests: _Lines) -> None:
    answer = app.test_client().get("/tim-kiem.csv", buffered=False)
    next(iter(answer.response))
    answer.close()
    assert requests.last["cut"] is True
    _get(app, "/tim-kiem.csv")
    assert "cut" not in requests.last


def test_log_of_requests_can_be_switched_off(archive: Path, requests: _Lines) -> None:
    known = len(requests.lines)
    _get(_app(archive, access_log="false"), "/")
    assert len(requests.lines) == known


def test_queries_and_clients_stay_private_unless_allowed(
    app: Flask, talkative: Flask, requests: _Lines
) -> None:
    address = f"/tim-kiem?q={quote('dân vận')}"
    _get(app, address, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert set(requests.last) == _FIELDS
    _get(talkative, address, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    line = requests.last
    assert (line["path"], line["query"], line["client"]) == ("/tim-kiem", "q=dân vận", "192.0.2.7")


@given(st.text(), st.binary(), st.text(), st.sampled_from(["127.0.0.1", "192.0.2.1", ""]))
def test_no_request_can_write_more_than_its_line(
    talkative: Flask, requests: _Lines, path: str, query: bytes, header: str, address: str
) -> None:
    known = len(requests.lines)
    environ = create_environ() | {
        "PATH_INFO": "/" + path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": quote(query),
        "REMOTE_ADDR": address,
        "HTTP_X_REQUEST_ID": header,
        "HTTP_X_FORWARDED_FOR": header,
    }
    _, _, headers = run_wsgi_app(talkative, environ, buffered=True)
    assert len(requests.lines) == known + 1
    line = requests.lines[-1]
    assert line.isascii()
    assert line.splitlines() == [line]
    assert json.loads(line)["request_id"] == headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("sent", "address", "accepted"),
    [
        ("4bf92f3577b34da6a3ce929d0e0e4736", "127.0.0.1", True),
        ("7b1c0f9e-2c9d-4a53-9f0c-1b6a5f1a2b3c", "::1", True),
        ("4bf92f3577b34da6", "", True),
        ("4bf92f3577b34da6", "192.0.2.1", False),
        ("short", "127.0.0.1", False),
        ("x" * 65, "127.0.0.1", False),
        ('<script>"\n', "127.0.0.1", False),
        ("4bf92f35,77b34da6", "127.0.0.1", False),
        ("", "127.0.0.1", False),
    ],
)
def test_identifier_of_a_trusted_proxy_is_kept_if_well_formed(
    app: Flask, sent: str, address: str, accepted: bool
) -> None:
    answer = _get(
        app, "/livez", environ_overrides={"HTTP_X_REQUEST_ID": sent, "REMOTE_ADDR": address}
    )
    [identifier] = answer.headers.getlist("X-Request-ID")
    assert (identifier == sent) is accepted
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", identifier)


def test_each_request_has_an_identifier_of_its_own(app: Flask) -> None:
    assert len({_get(app, "/livez").headers["X-Request-ID"] for _ in range(50)}) == 50


def test_error_page_and_traceback_have_the_identifier(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = _Lines()
    messages.setFormatter(JsonLines())
    app.logger.addHandler(messages)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("một lỗi\nbất ngờ")

    monkeypatch.setattr(help_page, "render_template", fail)
    try:
        answer = _get(app, "/cach-tim")
    finally:
        app.logger.removeHandler(messages)
    identifier = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert f"Mã yêu cầu: {identifier}" in answer.text
    [line] = [each for each in messages.lines if "traceback" in each]
    assert "\n" not in line
    assert json.loads(line)["request_id"] == identifier
    assert "RuntimeError: một lỗi\nbất ngờ" in json.loads(line)["traceback"]


def test_traceback_of_a_response_that_breaks_off_has_the_identifier(
    archive: Path, requests: _Lines
) -> None:
    app = _app(archive)

    def pieces() -> Iterator[bytes]:
        yield b"a,b\n"
        raise RuntimeError("the disk is gone")

    app.add_url_rule("/file", view_func=lambda: Response(pieces()))
    messages = _Lines()
    messages.setFormatter(JsonLines())
    app.logger.addHandler(messages)
    try:
        with pytest.raises(RuntimeError):
            _get(app, "/file")
    finally:
        app.logger.removeHandler(messages)
    [line] = [json.loads(each) for each in messages.lines if "the disk is gone" in each]
    assert re.fullmatch(r"[0-9a-f]{12}", line["request_id"])


def test_page_that_is_no_error_shows_no_identifier(app: Flask) -> None:
    assert "Mã yêu cầu" not in _get(app, "/").text


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 10.1.2.3", "203.0.113.5"),
        ("127.0.0.1", 'unknown"\n', "127.0.0.1"),
        ("", "2001:db8::7", "2001:db8::7"),
        ("", "", ""),
    ],
)
def test_client_is_the_nearest_address_that_is_no_trusted_proxy(
    address: str, forwarded: str, client: str
) -> None:
    proxies = TrustedProxies(["127.0.0.1", "10.0.0.0/8"])
    environ = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded}
    assert proxies.client(environ) == client


# Under gunicorn


def _lines(written: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.decode("ascii").splitlines()]


def _logged(server: Forked, identifier: str | None) -> dict[str, Any]:
    """Wait for the line of a request, and return it."""

    def found() -> dict[str, Any] | None:
        lines = _lines(server.printed().rpartition(b"\n")[0])
        return next((each for each in lines if each["request_id"] == identifier), None)

    fields = wait_for(found, server)
    assert fields is not None
    return fields


@pytest.mark.slow
def test_every_line_under_gunicorn_is_json_and_no_query_is_in_it(archive: Path) -> None:
    with served(load(archive, {}), "--workers", "2") as (url, server):
        address = f"{url}/tim-kiem?q={quote('dân vận')}%0A%7B%22status%22:1%7D"
        with urlopen(Request(address, headers={"X-Request-ID": "a1b2c3d4e5f6"})) as answer:
            assert answer.headers["X-Request-ID"] == "a1b2c3d4e5f6"
            size = len(answer.read())
        line = _logged(server, "a1b2c3d4e5f6")
        assert (line["route"], line["status"], line["bytes"]) == ("search.results", 200, size)
        parts = urlsplit(url)
        with socket.create_connection((str(parts.hostname), parts.port or 0)) as connection:
            connection.sendall("GET /tim-kiem?q=dân HTTP/9.9\r\n\r\n".encode())
            assert b"400" in connection.recv(100)
        messages = _lines(server.errors())
        assert any("not valid HTTP" in each["message"] for each in messages)
        written = server.printed() + server.errors()
    for private in ("dân", "d\\u00e2n", "d%C3%A2n", "127.0.0.1'", "ip="):
        assert private.encode() not in written


@pytest.mark.slow
def test_query_and_client_are_logged_under_gunicorn_if_allowed(archive: Path) -> None:
    allowed = {"KHOBAO_LOG_QUERIES": "true", "KHOBAO_LOG_CLIENTS": "true"}
    with served(load(archive, {}), "--workers", "1", **allowed) as (url, server):
        forwarded = {"X-Forwarded-For": "198.51.100.9"}
        address = f"{url}/tim-kiem?q={quote('dân vận')}"
        with urlopen(Request(address, headers=forwarded)) as answer:
            line = _logged(server, answer.headers["X-Request-ID"])
        assert (line["query"], line["client"]) == ("q=dân vận", "198.51.100.9")
