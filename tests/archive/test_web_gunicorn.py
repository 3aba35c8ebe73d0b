"""The page under gunicorn, with its own settings and several workers."""

import csv
import gzip
import os
import signal
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from archive.config import Config
from tests.newsstand import ENTRIES, entry, put, stock
from tests.server import free_port, served, started
from tests.waiting import wait_for

pytestmark = pytest.mark.slow


def _hits(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def preloaded(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Config, str, subprocess.Popen[bytes]]]:
    """A server whose workers are forked from a master that has loaded the application."""
    settings = stock(tmp_path_factory.mktemp("newsstand"))
    with served(settings, "--workers", "2", "--preload") as (url, server):
        yield settings, url, server


def _check_all_workers_see_a_new_report(settings: Config, url: str) -> None:
    address = f"{url}/tim-kiem?q=ngoc+trai&match=all"
    # Each worker has opened the index by then.
    assert all("<article>" not in _hits(address) for _ in range(12))
    put(settings, [entry("moi", "Ngọc trai", "Thân bài.", date="2021")])
    assert all("/bai/moi" in _hits(address) for _ in range(12))


@pytest.mark.slow
def test_every_worker_sees_a_report_that_comes_in_and_is_replaced_without_a_gap(
    tmp_path: Path, database_url: str
) -> None:
    settings = stock(tmp_path, catalogue=database_url)
    with served(settings, "--workers", "2") as (url, server):
        _check_all_workers_see_a_new_report(settings, url)
        server.send_signal(signal.SIGHUP)
        assert all("/bai/moi" in _hits(f"{url}/tim-kiem?q=ngoc+trai") for _ in range(30))


def test_workers_of_a_preloaded_application_see_a_report_that_comes_in(
    preloaded: tuple[Config, str, subprocess.Popen[bytes]],
) -> None:
    settings, url, _ = preloaded
    _check_all_workers_see_a_new_report(settings, url)


def _sent(url: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    """Return an answer and the bytes of its body as they were sent."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc)
    connection.request("GET", f"{address.path}?{address.query}", headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_pages_and_exports_are_compressed_on_the_wire(
    preloaded: tuple[Config, str, subprocess.Popen[bytes]],
) -> None:
    _, url, _ = preloaded
    accepted = {"Accept-Encoding": "gzip"}
    for path in ("/tim-kiem?q=dan+van", "/tim-kiem.csv?q=dan+van"):
        plain, text = _sent(url + path)
        answer, body = _sent(url + path, **accepted)
        assert gzip.decompress(body) == text
        assert answer.getheader("ETag") == plain.getheader("ETag")
        again, nothing = _sent(
            url + path, **accepted, **{"If-None-Match": answer.getheader("ETag")}
        )
        assert (again.status, nothing) == (304, b"")
    assert answer.getheader("Transfer-Encoding") == "chunked"
    assert answer.getheader("Content-Length") is None


def test_download_from_a_server_that_is_killed_is_an_error(
    preloaded: tuple[Config, str, subprocess.Popen[bytes]],
) -> None:
    settings, url, server = preloaded
    _put_a_long_list(settings)
    with urlopen(f"{url}/tim-kiem.csv") as answer:
        assert answer.read(1000).startswith(b'\xef\xbb\xbf"id"')
        for worker in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            os.kill(int(worker), signal.SIGKILL)
        with pytest.raises((IncompleteRead, ConnectionError)):
            answer.read()


def _put_a_long_list(settings: Config) -> None:
    """Put reports whose list is more than the buffers of sockets hold."""
    # A field that costs no indexing.
    long = "https://bao.example/" + "x" * 100_000
    put(settings, [entry(f"n:{n}", f"Bài {n}", "Dài.", url=long) for n in range(120)])


def test_server_that_is_terminated_lets_a_download_end_first(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    _put_a_long_list(settings)
    with served(settings, "--workers", "1") as (url, server):
        with urlopen(f"{url}/tim-kiem.csv") as answer:
            beginning = answer.read(1000)
            server.terminate()
            wait_for(lambda: b"Handling signal: term" in server.errors(), server)
            rows = csv.reader((beginning + answer.read()).decode("utf-8-sig").splitlines())
            assert len(list(rows)) == 1 + len(ENTRIES) + 120
        assert server.wait() == 0


def test_download_that_outlasts_the_time_to_end_is_an_error(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    _put_a_long_list(settings)
    with (
        served(settings, "--workers", "1", "--graceful-timeout", "1") as (url, server),
        urlopen(f"{url}/tim-kiem.csv") as answer,
    ):
        assert answer.read(1000)
        server.terminate()
        assert server.wait() == 0
        with pytest.raises((IncompleteRead, ConnectionError)):
            answer.read()


@pytest.mark.slow
def test_server_ends_with_one_line_where_settings_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "khobao.toml").write_text("name = Kho Báo\n", encoding="utf-8")
    server = started(tmp_path, "--bind", f"127.0.0.1:{free_port()}")
    _, errors = server.communicate()
    assert server.returncode == 3
    written = errors.decode()
    assert "Traceback" not in written
    [reported] = [line for line in written.splitlines() if line.startswith("Error: ")]
    assert "khobao.toml" in reported


def test_new_worker_keeps_the_names_read_before_their_file_became_unusable(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    names = settings.archive / "synonyms.tsv"
    names.write_text("names\talso\tafter\tbefore\nBến Đá, Pier Stone\n", "utf-8")
    with served(settings, "--workers", "1") as (url, server):
        names.write_bytes(b"\xff")
        server.send_signal(signal.SIGHUP)
        wait_for(lambda: "synonyms.tsv cannot be used" in _hits(f"{url}/readyz"), server)
        assert "/bai/tg:2016:0907" in _hits(f"{url}/tim-kiem?q=Pier+Stone")
        names.unlink()
        server.send_signal(signal.SIGHUP)
        wait_for(lambda: _hits(f"{url}/readyz") == "ok\n", server)
