"""`khobao harvest`: what a site names is fetched once, with manners, and nothing is lost."""

import doctest
import gzip
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from email.utils import formatdate
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archive.catalogue import open_catalogue
from archive.harvest import address
from archive.harvest import fetcher as fetcher_module
from archive.harvest.address import absolute, ip_addresses
from archive.harvest.client import Client
from archive.harvest.failure import FetchFailed, HostPaused
from archive.harvest.fetcher import Fetcher
from tests.khobao import Khobao, started
from tests.waiting import wait_for
from tests.website import AUTHORITY, Answer, Site, article, rss, sitemap, website

DAY = "Tue, 03 Nov 2026 08:30:00 +0700"
LIMIT = 100_000


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as site:
        yield site


class Clock:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        if seconds:
            self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(clock: Clock) -> Iterator[Fetcher]:
    client = Client({"User-Agent": "KhoBao/1"}, allow_private=True, silence=0.2, whole=0.5)
    with closing(client):
        yield Fetcher(client, "KhoBao", 2.0, sleep=clock.sleep, clock=lambda: clock.now)


def harvest(khobao: Khobao, address: str, *options: str, code: int = 0) -> dict[str, Any]:
    """Return the outcome of a harvest."""
    result = khobao("harvest", address, "--allow-private", "--delay", "0", "--json", *options)
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def newspaper(site: Site, *titles: str) -> str:
    """Put reports and a feed of them on a site; return the address of the feed."""
    items = []
    for number, title in enumerate(titles, 1):
        items.append((site.put(f"/tin/{number}", article(title)), DAY))
    return site.put("/rss.xml", rss(*items))


def test_new_reports_of_a_feed_are_fetched_once(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Lũ về trên sông Mơ", "Chợ huyện họp sớm")
    found = harvest(khobao, feed)
    assert (found["new"], found["refused"], found["left"]) == (2, 0, 0)
    assert site.asked() == ["/rss.xml", "/tin/1", "/tin/2"]
    newspaper(site, "Lũ về trên sông Mơ", "Chợ huyện họp sớm", "Cầu Bến Đá thông xe")
    assert harvest(khobao, feed)["new"] == 1
    assert site.asked() == ["/rss.xml", "/tin/3"]
    assert "Cầu Bến Đá" in khobao("search", "cầu Bến Đá").stdout


def test_original_keeps_bytes_address_and_time(khobao: Khobao, site: Site) -> None:
    page = article("Lũ về trên sông Mơ")
    feed = newspaper(site, "Lũ về trên sông Mơ")
    harvest(khobao, feed)
    [version] = json.loads(
        khobao("show", "2026-11-03-lu-ve-tren-song-mo", "--versions", "--json").stdout
    )
    [origin] = version["origins"]
    assert origin["place"] == f"{site.address}/tin/1"
    assert origin["retrieved"].endswith("Z")
    assert origin["size"] == len(page.encode())


def test_harvester_identifies_itself(khobao: Khobao, site: Site) -> None:
    harvest(khobao, newspaper(site, "Lũ về"), "--contact", "thuvien@huyen.example")
    for _path, headers in site.requests:
        assert headers["user-agent"].startswith("KhoBao/")
        assert headers["user-agent"].endswith("(+thuvien@huyen.example)")
        assert headers["from"] == "thuvien@huyen.example"


def test_list_that_is_as_it_was_is_not_read_again(khobao: Khobao, site: Site) -> None:
    page = site.put("/tin/1", article("Lũ về"))
    feed = site.put("/rss.xml", Answer(rss((page, DAY)).encode(), headers={"ETag": '"a"'}))
    harvest(khobao, feed)
    site.asked()
    found = harvest(khobao, feed)
    assert (found["lists"], found["same_lists"], found["fetched"]) == (0, 1, 0)
    assert site.requests[-1][1]["if-none-match"] == '"a"'


def test_changed_page_becomes_a_version_and_an_unchanged_one_nothing(
    khobao: Khobao, site: Site
) -> None:
    first = Answer(article("Lũ về").encode(), headers={"ETag": '"1"'})
    changed = Answer(article("Lũ về", "Nước đã rút.").encode(), headers={"ETag": '"2"'})
    page = site.put("/tin/1", first)
    other = site.put("/tin/2", Answer(article("Chợ huyện").encode(), headers={"ETag": '"x"'}))
    feed = site.put("/sitemap.xml", sitemap((page, "2026-11-03"), (other, "2026-11-03")))
    harvest(khobao, feed)
    site.put("/tin/1", changed)
    site.put("/sitemap.xml", sitemap((page, "2026-11-04"), (other, "2026-11-04")))
    found = harvest(khobao, feed)
    assert (found["new"], found["changed"], found["unchanged"]) == (0, 1, 1)
    assert harvest(khobao, feed)["fetched"] == 0
    assert harvest(khobao, feed, "--again")["unchanged"] == 2


def test_sitemaps_of_an_index_are_read_where_they_changed(khobao: Khobao, site: Site) -> None:
    pages = [site.put(f"/tin/{n}", article(f"Tin số {n}")) for n in (1, 2)]
    lists = [
        site.put(f"/{n}.xml.gz", gzip.compress(sitemap((page, "2026-11-03")).encode()))
        for n, page in enumerate(pages)
    ]
    index = site.put("/index.xml", sitemap(*[(each, "2026-11-03") for each in lists], index=True))
    assert harvest(khobao, index)["new"] == 2
    third = site.put("/tin/3", article("Tin số 3"))
    site.put("/1.xml.gz", gzip.compress(sitemap((third, "2026-11-05")).encode()))
    site.put("/index.xml", sitemap((lists[0], "2026-11-03"), (lists[1], "2026-11-05"), index=True))
    site.asked()
    assert harvest(khobao, index)["new"] == 1
    assert site.asked() == ["/index.xml", "/1.xml.gz", "/tin/3"]


def test_list_that_failed_is_read_in_the_next_run(khobao: Khobao, site: Site) -> None:
    page = site.put("/tin/1", article("Lũ về"))
    child = f"{site.address}/1.xml"
    site.put(
        "/index.xml",
        Answer(sitemap((child, "2026-11-03"), index=True).encode(), headers={"ETag": '"i"'}),
    )
    found = harvest(khobao, f"{site.address}/index.xml", code=1)
    assert found["refusals"] == [{"address": child, "reason": "the server answers 404 Not Found"}]
    site.put("/1.xml", sitemap((page, "2026-11-03")))
    assert harvest(khobao, f"{site.address}/index.xml")["new"] == 1
    assert khobao("refused").stdout == ""


def test_pages_left_by_a_limit_are_fetched_next(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một", "Tin hai", "Tin ba")
    assert harvest(khobao, feed, "--limit", "2")["left"] == 1
    found = harvest(khobao, feed, "--limit", "2")
    assert (found["fetched"], found["left"]) == (1, 0)


def test_older_pages_are_left_out_and_come_in_without_the_date(khobao: Khobao, site: Site) -> None:
    old, new = site.put("/tin/1", article("Tin cũ")), site.put("/tin/2", article("Tin mới"))
    listed = sitemap((old, "2019-01-01"), (new, "2026-11-03")).encode()
    feed = site.put("/sitemap.xml", Answer(listed, headers={"ETag": '"s"'}))
    assert harvest(khobao, feed, "--since", "2026")["fetched"] == 1
    assert harvest(khobao, feed)["fetched"] == 1


def test_dry_run_lists_what_is_new_and_stores_nothing(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một", "Tin hai")
    result = khobao("harvest", feed, "--allow-private", "--delay", "0", "--dry-run")
    assert f"03/11/2026 08:30 {site.address}/tin/2\n" in result.stdout
    assert result.stdout.endswith("2 pages would be fetched; nothing was stored\n")
    assert site.asked() == ["/rss.xml"]
    assert not (khobao.folder / "archive").exists()
    harvest(khobao, feed, "--limit", "1")
    again = khobao("harvest", feed, "--allow-private", "--delay", "0", "--dry-run", "--json")
    assert json.loads(again.stdout) == [{"address": f"{site.address}/tin/2", "modified": DAY}]


def test_what_failed_is_listed_and_tried_again(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một", "Tin hai")
    site.put("/tin/1", Answer(b"gone", 404))
    found = harvest(khobao, feed, code=1)
    assert (found["new"], found["refused"]) == (1, 1)
    assert f"{site.address}/tin/1: the server answers 404 Not Found" in khobao("refused").stdout
    assert "«khobao harvest» tries web addresses again" in khobao("refused", "--retry").stderr
    site.put("/tin/1", article("Tin một"))
    assert harvest(khobao, feed)["new"] == 1
    assert khobao("refused").stdout == ""


@pytest.mark.slow
def test_address_that_fails_in_run_after_run_is_left_alone(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một")
    site.put("/tin/1", Answer(b"gone", 410))
    fetched = [harvest(khobao, feed, code=code)["fetched"] for code in (1, 1, 1, 1, 1, 0)]
    assert fetched == [1, 1, 1, 1, 1, 0]
    assert harvest(khobao, feed, "--again", code=1)["fetched"] == 1


def test_front_page_is_refused_with_its_feeds(khobao: Khobao, site: Site) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/rss/moi.rss">'
    page = site.put("/", f"<html><head>{head}</head><body><a href='/tin/1'>Lũ về</a></body></html>")
    site.put("/robots.txt", f"Sitemap: {site.address}/sitemap.xml\n")
    result = khobao("harvest", page, "--allow-private", "--delay", "0")
    assert result.exit_code == 3
    assert (
        f"a web page, not a feed or sitemap; harvest one of these instead: "
        f"{site.address}/rss/moi.rss {site.address}/sitemap.xml"
    ) in result.stderr


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("bao.example/rss", "must begin with https:// or http://"),
        ("ftp://bao.example/rss", "not an http or https address"),
        ("http://me:secret@bao.example/", "an address with a user name or password"),
        ("file:///etc/passwd", "not an http or https address"),
        ("http://127.0.0.1:1/rss", "--allow-private permits it"),
        ("http://[::ffff:10.0.0.1]/rss", "--allow-private permits it"),
        ("http://0x7f.1/rss", "--allow-private permits it"),
    ],
)
def test_address_that_is_not_a_web_address_is_refused(
    khobao: Khobao, address: str, reason: str
) -> None:
    result = khobao("harvest", address)
    assert result.exit_code == 3
    assert reason in result.stderr


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"],
)  # fmt: skip
def test_private_addresses_are_refused(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    with pytest.raises(FetchFailed, match="local network"):
        ip_addresses("bao.example", 80, allow_private=False)


def test_connection_goes_to_the_address_that_was_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that first gives a public address and then a private one gains nothing."""
    asked = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        ip = "203.0.114.7" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    connected = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise OSError("unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with closing(Client({})) as client, pytest.raises(FetchFailed, match="unreachable"):
        client.get(site.address.replace("127.0.0.1", "bao.example"), {}, LIMIT)
    assert connected == ["203.0.114.7"]


def test_redirect_to_a_private_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **named: Any) -> list[Any]:
        return list(real("127.0.0.1" if host == "bao.example" else host, *arguments, **named))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("archive.harvest.address._is_public", lambda ip: ip != "127.0.0.2")
    port = site.address.rpartition(":")[2]
    site.put("/a", Answer(status=302, headers={"Location": f"http://127.0.0.2:{port}/b"}))
    with closing(Client({})) as client:
        fetcher = Fetcher(client, "KhoBao", 0)
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.2 is an address of this machine"):
            fetcher.fetch(f"http://bao.example:{port}/a", {}, LIMIT)


def test_robots_txt_is_obeyed(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một", "Tin hai")
    site.put("/robots.txt", "User-agent: khobao\nDisallow: /tin/2\n")
    found = harvest(khobao, feed, code=1)
    assert found["refusals"] == [
        {"address": f"{site.address}/tin/2", "reason": "robots.txt of the site does not allow it"}
    ]
    assert "/tin/2" not in site.asked()


def test_robots_txt_that_fails_closes_the_site(site: Site, fetcher: Fetcher) -> None:
    site.put("/robots.txt", Answer(status=503))
    with pytest.raises(FetchFailed, match=r"robots\.txt of the site cannot be read"):
        fetcher.fetch(site.put("/tin/1", article("Tin")), {}, LIMIT)
    assert site.asked() == []


@pytest.mark.parametrize(("stated", "pause"), [("9", 9), ("0.5", 2), ("3600", 60)])
def test_longer_delay_of_robots_txt_counts(
    site: Site, fetcher: Fetcher, clock: Clock, stated: str, pause: float
) -> None:
    site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {stated}\n")
    address = site.put("/tin/1", article("Tin"))
    for _ in range(3):
        fetcher.fetch(address, {}, LIMIT)
    assert clock.pauses == [2, pause, pause]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_server_that_recovers_is_asked_again(
    site: Site, fetcher: Fetcher, clock: Clock, status: int
) -> None:
    address = site.put("/tin/1", Answer(status=status), Answer(status=status), article("Tin"))
    assert fetcher.fetch(address, {}, LIMIT).status == 200
    assert clock.pauses == [2, 5, 10]


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_pause_that_the_server_asks_for_is_kept(
    site: Site, fetcher: Fetcher, clock: Clock, form: str
) -> None:
    value = "30" if form == "seconds" else formatdate(time.time() + 31, usegmt=True)
    busy = Answer(status=503, headers={"Retry-After": value})
    fetcher.fetch(site.put("/tin/1", busy, article("Tin")), {}, LIMIT)
    assert 29 <= clock.pauses[-1] <= 31


def test_host_that_asks_for_a_long_pause_is_left_for_the_next_run(
    khobao: Khobao, site: Site
) -> None:
    feed = newspaper(site, "Tin một", "Tin hai", "Tin ba")
    site.put("/tin/2", Answer(status=429, headers={"Retry-After": "7200"}))
    found = harvest(khobao, feed, code=1)
    assert (found["new"], found["refused"], found["left"], found["paused"]) == (1, 0, 2, 2)
    assert found["problems"] == [f"{site.address} asks for a pause of 7,200 s"]
    site.put("/tin/2", article("Tin hai"))
    assert harvest(khobao, feed)["new"] == 2


def test_host_that_fails_again_and_again_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    address = site.put("/tin/1", Answer(status=500))
    for _ in range(5):
        with pytest.raises(FetchFailed, match="500 Internal Server Error"):
            fetcher.fetch(address, {}, LIMIT)
    site.asked()
    with pytest.raises(HostPaused, match="failed 5 times"):
        fetcher.fetch(address, {}, LIMIT)
    assert site.asked() == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"<html>", length=500), "the response was cut short"),
        (Answer(b"5\r\n<html", headers={"Transfer-Encoding": "chunked"}), "cut short|broke"),
        (Answer(b"x" * (LIMIT + 1)), "longer than 100,000 bytes"),
        (
            Answer(gzip.compress(bytes(1 << 24)), headers={"Content-Encoding": "gzip"}),
            "unpacks to more than 100,000 bytes",
        ),
        (
            Answer(gzip.compress(b"<html>" * 99)[:-20], headers={"Content-Encoding": "gzip"}),
            "the response is damaged",
        ),
        (Answer(b"<html>", length=500, hold=True), "no answer in time"),
        (Answer(status=206), "206 Partial Content"),
        (Answer(status=302, headers={"Location": "/tin/1"}), "redirects in a circle"),
        (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "not an http or https"),
        (Answer(status=302), "redirects in a circle"),
    ],
)
def test_bad_response_is_refused_by_its_reason(
    site: Site, fetcher: Fetcher, answer: Answer, reason: str
) -> None:
    with pytest.raises(FetchFailed, match=reason):
        fetcher.fetch(site.put("/tin/1", answer), {}, LIMIT)


def _drip(server: socket.socket, head: bytes, ended: threading.Event) -> None:
    """Answer one request with the beginning of a response, then with a byte at a time."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(head)
        while not ended.wait(0.02):
            connection.sendall(b"x")


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", "no answer in time"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "sends too slowly"),
    ],
)
def test_server_that_sends_too_slowly_is_refused(head: bytes, reason: str) -> None:
    ended = threading.Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        closing(Client({}, allow_private=True, whole=0.2)) as client,
    ):
        threading.Thread(target=_drip, args=(server, head, ended), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.html"
        with pytest.raises(FetchFailed, match=reason) as raised:
            client.get(address, {}, 1000)
        ended.set()
    assert raised.value.is_temporary


def test_redirect_in_unencoded_utf_8_is_followed(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một")
    location = "/bến đò".encode().decode("latin-1")
    site.put("/tin/1", Answer(status=301, headers={"Location": location}))
    site.put("/b%E1%BA%BFn%20%C4%91%C3%B2", article("Tin một"))
    assert harvest(khobao, feed)["new"] == 1


def test_redirect_is_followed_and_named_in_the_report(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một")
    site.put("/tin/1", Answer(status=301, headers={"Location": "/moi/1"}))
    site.put("/moi/1", article("Tin một"))
    harvest(khobao, feed)
    shown = json.loads(khobao("show", "2026-11-03-tin-mot", "--json").stdout)
    assert shown["url"] == f"{site.address}/moi/1"


def test_too_many_redirects_are_refused(site: Site, fetcher: Fetcher) -> None:
    for number in range(9):
        site.put(f"/{number}", Answer(status=302, headers={"Location": f"/{number + 1}"}))
    with pytest.raises(FetchFailed, match="more than 5 redirects"):
        fetcher.fetch(f"{site.address}/0", {}, LIMIT)


def test_page_without_an_end_is_noted(khobao: Khobao, site: Site) -> None:
    feed = newspaper(site, "Tin một")
    body = article("Tin một").encode().replace(b"</body></html>", b"")
    site.put("/tin/1", Answer(body, headers={"Content-Type": "text/html"}))
    assert harvest(khobao, feed)["notes"] == {
        "the page has no end tag: perhaps it was cut short": 1
    }


@pytest.fixture
def secure_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(ThreadingHTTPServer, "handle_error", lambda *_: None)
    with website(secure=True) as site:
        yield site


def test_site_with_a_certificate_of_a_private_authority_is_harvested(
    khobao: Khobao, secure_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    assert harvest(khobao, newspaper(secure_site, "Tin một"))["new"] == 1


def distrusted(khobao: Khobao, feed: str) -> str:
    """The message about a site whose certificate is not trusted; it is asked only once."""
    result = khobao("harvest", feed, "--allow-private", "--delay", "0")
    assert result.exit_code == 3
    assert "the certificate of the server is not trusted" in result.stderr
    return result.stderr


def test_site_with_a_certificate_of_an_unknown_authority_is_refused(
    khobao: Khobao, secure_site: Site
) -> None:
    feed = newspaper(secure_site, "Tin một")
    assert "SSL_CERT_FILE may name the certificate" in distrusted(khobao, feed)
    assert not secure_site.requests


def test_site_with_the_certificate_of_another_is_refused(
    khobao: Khobao, secure_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    feed = newspaper(secure_site, "Tin một").replace("localhost", "127.0.0.1")
    message = distrusted(khobao, feed)
    assert "127.0.0.1" in message
    assert "SSL_CERT_FILE" not in message


def test_site_without_tls_on_its_port_is_not_said_to_have_a_bad_certificate(
    fetcher: Fetcher, site: Site, clock: Clock
) -> None:
    address = f"{site.address}/rss.xml".replace("http://", "https://")
    with pytest.raises(FetchFailed, match="no secure connection: "):
        fetcher.fetch(address, {}, 1000)
    assert clock.pauses


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
def test_proxy_of_the_environment_is_not_used_and_that_is_said(
    khobao: Khobao, site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    feed = newspaper(site, "Tin một")
    result = khobao("harvest", feed, "--allow-private", "--delay", "0")
    assert result.exit_code == 0
    assert f"{name} is not used: pages are fetched directly" in result.stderr


def test_feed_of_pdf_documents_is_refused_one_by_one(khobao: Khobao, site: Site) -> None:
    issue = site.put("/so-1.pdf", Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}))
    [refusal] = harvest(khobao, site.put("/rss.xml", rss((issue, DAY))), code=1)["refusals"]
    assert refusal["reason"] == "application/pdf: not a web page; save it and import the file"
    assert issue in khobao("refused").stdout


def test_picture_in_a_sitemap_is_refused(khobao: Khobao, site: Site) -> None:
    picture = site.put("/a.png", Answer(b"\x89PNG", headers={"Content-Type": "image/png"}))
    feed = site.put("/sitemap.xml", sitemap((picture, "2026-11-03")))
    [refusal] = harvest(khobao, feed, code=1)["refusals"]
    assert refusal["reason"] == "image/png: not a web page; save it and import the file"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            "/tin/bến-đò?x=1&y=á#dau",
            "https://bao.example/tin/b%E1%BA%BFn-%C4%91%C3%B2?x=1&y=%C3%A1",
        ),
        ("https://báo.example:8080/a b", "https://xn--bo-mia.example:8080/a%20b"),
        ("tin%2F1", "https://bao.example/rss/tin%2F1"),
    ],
)
def test_address_is_made_absolute(reference: str, expected: str) -> None:
    assert absolute(reference, "https://bao.example/rss/x") == expected


def at_a_terminal() -> None:
    # A shell ignores Ctrl-C for what it starts in the background, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGINT])
def test_harvest_ended_in_the_middle_goes_on_where_it_stopped(
    khobao: Khobao, site: Site, tmp_path: Path, signal_: signal.Signals
) -> None:
    feed = newspaper(site, *(f"Tin số {number}" for number in range(1, 6)))
    waiting = site.answers["/tin/3"]
    site.put("/tin/3", Answer(b"<html>", length=500, hold=True))
    process = started(
        khobao.folder, "harvest", feed, "--allow-private", "--delay", "0", before=at_a_terminal
    )
    wait_for(lambda: any(path == "/tin/3" for path, _ in site.requests), process)
    process.send_signal(signal_)
    process.communicate()
    site.answers["/tin/3"] = waiting
    site.asked()
    assert harvest(khobao, feed)["new"] == 3
    assert site.asked() == ["/rss.xml", "/tin/3", "/tin/4", "/tin/5"]
    with closing(open_catalogue(f"sqlite:///{khobao.folder}/archive/catalogue.sqlite")) as opened:
        counts = opened.counts()
    assert (counts.reports, counts.versions, counts.refused) == (5, 5, 0)


@pytest.mark.parametrize("module", [address, fetcher_module])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_list_page_of_a_sitemap_is_counted_and_not_fetched_again(
    khobao: Khobao, site: Site
) -> None:
    links = "".join(f"<li><a href='/tin/{n}'>Tin số {n} trong ngày</a></li>" for n in range(9))
    page = site.put("/thoi-su", f"<html><body><ul>{links}</ul></body></html>")
    feed = site.put("/sitemap.xml", sitemap((page, "2026-11-03")))
    found = harvest(khobao, feed)
    assert (found["refused"], found["list_pages"]) == (0, 1)
    assert page in khobao("refused", "--list-pages").stdout
    site.put("/sitemap.xml", sitemap((page, "2026-11-04")))
    assert harvest(khobao, feed)["fetched"] == 0
