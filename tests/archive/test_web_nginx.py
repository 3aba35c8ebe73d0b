"""The pages behind a real nginx, with the configuration that ships."""

import gzip
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

import pytest

from archive.config import Config
from tests.newsstand import SEED, entry, put, stock
from tools.proxied import HOST, NGINX, Proxied, proxied
from tools.served import Served, serving
from tools.slow_clients import SlowClients

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]

_DOCS = Path(__file__).parents[2] / "docs" / "serving.md"
# Four clients of each kind for every thread of the two workers.
_SLOW_CLIENTS = 200
# Seconds after which a page counts as blocked; workers give up slow clients later.
_HANGING = 25


class _Site:
    """An archive behind gunicorn and nginx."""

    def __init__(self, settings: Config, served: Served, front: Proxied) -> None:
        self.settings = settings
        self.served = served
        self.front = front

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """Return an answer over TLS, and its body as it was sent."""
        with closing(self.connect()) as connection:
            connection.request(method, path, headers={"Host": HOST, **headers})
            answer = connection.getresponse()
            return answer, answer.read()

    def connect(self) -> HTTPConnection:
        raw = socket.create_connection(("127.0.0.1", self.front.secure), timeout=_HANGING)
        connection = HTTPConnection(HOST)
        connection.sock = self.front.trust().wrap_socket(raw, server_hostname=HOST)
        return connection


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Site]:
    folder = tmp_path_factory.mktemp("site")
    settings = stock(folder)
    blocks = re.findall(r"```nginx\n(.*?)```", _DOCS.read_text(encoding="utf-8"), re.DOTALL)
    [under_a_path] = [block for block in blocks if "SCRIPT_NAME" in block]
    environ = {"KHOBAO_BASE_URL": f"https://{HOST}/bao"}
    with (
        serving(folder, environ, workers=2) as served,
        proxied(folder, served.port, under_a_path) as front,
    ):
        yield _Site(settings, served, front)


@pytest.mark.parametrize("mounted", ["", "/bao"])
def test_links_have_the_path_that_the_public_uses(site: _Site, mounted: str) -> None:
    html = site.get(f"{mounted}/bai/{SEED}")[1].decode()
    assert f'<link rel="canonical" href="https://{HOST}/bao/bai/{SEED}">' in html
    styles = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
    assert styles
    assert all(style.startswith(f"{mounted}/tinh/") for style in styles)
    assert site.get(styles[0])[1].strip()
    links = re.findall(r'href="(/[^"]*)"', html)
    assert all(link.startswith(f"{mounted}/") for link in links)


@pytest.mark.parametrize("mounted", ["", "/bao"])
def test_files_are_sent_under_the_path_and_not_kept(site: _Site, mounted: str) -> None:
    answer, body = site.get(f"{mounted}/tim-kiem.csv?q=dan")
    assert (answer.status, answer.getheader("X-Cache")) == (200, None)
    assert body.startswith(b'\xef\xbb\xbf"id"')


def test_robots_of_the_host_close_the_lists_below_the_path(site: _Site) -> None:
    assert "Disallow: /bao/tim-kiem\n" in site.get("/bao/robots.txt")[1].decode()
    sitemap = site.get("/bao/sitemap.xml")[1].decode()
    assert f"<loc>https://{HOST}/bao/sitemap-1.xml</loc>" in sitemap


def test_readers_without_tls_are_sent_to_it(site: _Site) -> None:
    with closing(HTTPConnection("127.0.0.1", site.front.plain)) as connection:
        connection.request("GET", "/tim-kiem?q=dan", headers={"Host": HOST})
        answer = connection.getresponse()
        assert answer.status == 301
        assert answer.getheader("Location") == f"https://{HOST}/tim-kiem?q=dan"
    assert site.get("/")[0].getheader("Strict-Transport-Security")


def test_page_is_kept_for_readers_of_the_same_language_and_compression(site: _Site) -> None:
    def ask(language: str, compression: str) -> tuple[str | None, str | None, bytes]:
        headers = {"Accept-Language": language, "Accept-Encoding": compression}
        answer, body = site.get("/ngay/2018/01", **headers)
        return answer.getheader("X-Cache"), answer.getheader("Content-Encoding"), body

    first = ask("vi", "gzip")
    assert first[:2] == ("MISS", "gzip")
    assert ask("vi", "gzip") == ("HIT", *first[1:])
    assert ask("vi", "br")[:2] == ("MISS", "br")
    assert ask("vi", "br")[:2] == ("HIT", "br")
    english = ask("en", "gzip")
    assert english[:2] == ("MISS", "gzip")
    assert b'lang="en"' in gzip.decompress(english[2])


def test_kept_page_has_the_identifier_of_the_request_that_is_answered(site: _Site) -> None:
    given = [site.get("/do-phu")[0].headers.get_all("X-Request-ID") or [] for _ in range(2)]
    assert [len(each) for each in given] == [1, 1]
    assert given[0] != given[1]


def test_head_of_a_page_or_file_is_answered_without_a_body(site: _Site) -> None:
    for path in ("/ngay", "/tim-kiem.csv?q=dan"):
        got, body = site.get(path)
        answer, nothing = site.get(path, "HEAD")
        assert (answer.status, nothing) == (200, b"")
        assert body
        for name in ("Content-Type", "ETag", "Content-Disposition"):
            assert answer.getheader(name) == got.getheader(name)


def test_many_lists_for_one_address_are_refused_and_reports_are_not(site: _Site) -> None:
    statuses = [site.get("/tim-kiem?q=dan")[0].status for _ in range(60)]
    assert {*statuses} == {200, 429}
    assert site.get(f"/bai/{SEED}")[0].status == 200


def test_readers_get_pages_while_many_clients_are_slow(site: _Site) -> None:
    front = site.front
    with SlowClients(
        front.secure, HOST, _SLOW_CLIENTS, context=front.trust(), page="/ngay/2018"
    ) as clients:
        for turn in range(3):
            assert clients.step() == _SLOW_CLIENTS
            # Pages that nginx does not keep yet.
            page = site.get(f"/bai/{SEED}?a={turn}")[1].decode()
            assert "Đổi mới công tác dân vận" in page
            person = site.get(f"/nguoi/dang-quoc-toan?a={turn}")[1].decode()
            assert "Đặng Quốc Toản" in person


def test_download_that_is_cut_short_is_an_error_for_the_reader(site: _Site) -> None:
    long = "https://bao.example/" + "x" * 100_000
    entries = [entry(f"n:{number}", f"Bài {number}", "Dài.", url=long) for number in range(300)]
    put(site.settings, entries)
    with closing(site.connect()) as connection:
        connection.request("GET", "/tim-kiem.csv?sort=oldest", headers={"Host": HOST})
        answer = connection.getresponse()
        assert answer.read(1000).startswith(b'\xef\xbb\xbf"id"')
        for process in site.served.processes[1:]:
            os.kill(process, signal.SIGKILL)
        with pytest.raises((HTTPException, ConnectionError)):
            answer.read()


def test_page_asks_for_patience_while_the_server_is_away(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with proxied(tmp_path, port) as front:
            answer, body = _Site(None, None, front).get("/")  # type: ignore[arg-type]
    assert answer.status == 503
    assert answer.getheader("Retry-After")
    assert answer.getheader("Strict-Transport-Security")
    assert "Kho tạm ngừng phục vụ" in body.decode()
