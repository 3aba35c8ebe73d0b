"""Compressed responses: fewer bytes, the same content, the same caching."""

import gzip
import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from secrets import token_hex

import brotli
import pytest
from flask.testing import FlaskClient

from archive.exporters import FORMATS
from archive.retrieval import export
from archive.web import create_app
from index.report import Report
from tests.newsstand import SEED, entry, put, stock
from tests.syllables import syllables

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_METHODS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}
_COMPRESSED = {"bundle", "marc", "xlsx"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


_STREAMED = ["gzip", "zstd"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        *product(["/", "/tim-kiem?q=dan+van", f"/bai/{SEED}", "/tinh/x/style.css"], _METHODS),
        *product(["/tim-kiem.csv"], _STREAMED),
    ],
)
def test_response_is_compressed_by_what_the_client_accepts(
    client: FlaskClient, path: str, method: str
) -> None:
    plain = client.get(path)
    compressed = client.get(path, headers={"Accept-Encoding": method})
    assert compressed.headers["Content-Encoding"] == method
    assert len(compressed.data) < len(plain.data)
    assert _METHODS[method](compressed.data) == plain.data
    for answer in (plain, compressed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert compressed.headers.get("ETag") == plain.headers.get("ETag")


def test_browsers_get_brotli(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert answer.headers["Content-Encoding"] == "br"


def test_first_view_and_list_of_twenty_hits_are_small(tmp_path: Path) -> None:
    chance = Random(20180110)
    words = chance.sample(sorted({each.old for each in syllables()}), 500)

    def phrase(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    settings = stock(tmp_path)
    put(
        settings,
        [
            entry(
                f"bao:{number}", phrase(12), f"{phrase(60)} dân vận {phrase(60)}", lead=phrase(30),
                date=f"{2000 + number % 20}-01-10", section=(phrase(3),), source=phrase(3),
                authors=(phrase(3),), persons=[(phrase(3).title(), "Bộ trưởng")],
            )
            for number in range(40)
        ],
    )  # fmt: skip
    client = create_app(settings).test_client()

    def size(path: str) -> int:
        """Return the bytes that are sent of a page, without its headers."""
        return len(client.get(path, headers={"Accept-Encoding": "br"}).data)

    html = client.get("/").text
    files = set(re.findall(r'(?:href|src)="(/tinh/[^"]*)"', html))
    assert len(files) >= 3
    assert size("/") + sum(map(size, files)) <= 60_000
    assert client.get("/tim-kiem?q=dan+van").text.count("<article") == 20
    assert size("/tim-kiem?q=dan+van") <= 10_000


@pytest.mark.parametrize("accepted", ["", "identity", "compress", "br;q=0, gzip;q=0"])
def test_client_that_accepts_nothing_gets_plain_text(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<!doctype html>")


def test_compressed_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    accepted = {"Accept-Encoding": "br"}
    first = client.get("/tim-kiem?q=dan", headers=accepted)
    for again in (accepted, {"Accept-Encoding": "gzip"}, {}):
        answer = client.get(
            "/tim-kiem?q=dan", headers={"If-None-Match": first.headers["ETag"], **again}
        )
        assert (answer.status_code, answer.data) == (304, b"")
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_exports_are_compressed_once(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/tim-kiem.{name}", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" not in answer.headers) == (name in _COMPRESSED)


@pytest.mark.parametrize("method", [*_STREAMED, "br"])
def test_export_begins_at_once_whatever_the_client_accepts(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    taken = 0

    def endless(*_: object) -> Iterator[tuple[Report, tuple[str, ...]]]:
        nonlocal taken
        while True:
            taken += 1
            yield Report(str(taken), token_hex(2_000)), ()

    monkeypatch.setattr(export, "reports_with_persons", endless)
    answer = client.get(
        "/tim-kiem.csv?sort=newest", headers={"Accept-Encoding": method}, buffered=False
    )
    assert answer.is_streamed
    assert answer.content_length is None
    assert next(iter(answer.iter_encoded()))
    assert 0 < taken <= 200
    answer.close()


def test_failure_amid_a_compressed_list_is_no_whole_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[tuple[Report, tuple[str, ...]]]:
        yield Report("1", "Tít"), ()
        raise OSError("the disk is gone")

    monkeypatch.setattr(export, "reports_with_persons", failing)
    with pytest.raises(OSError, match="the disk is gone"):
        assert client.get("/tim-kiem.csv?sort=newest", headers={"Accept-Encoding": "gzip"}).data


def test_old_protocol_without_chunks_gets_the_plain_file_and_its_length(
    client: FlaskClient,
) -> None:
    answer = client.get(
        "/tim-kiem.csv",
        headers={"Accept-Encoding": "gzip"},
        environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"},
    )
    assert "Content-Encoding" not in answer.headers
    assert answer.content_length == len(answer.data)


@pytest.mark.parametrize("path", ["/tim-kiem?q=dan+van", "/tim-kiem.csv"])
def test_head_announces_what_get_sends(client: FlaskClient, path: str) -> None:
    got, asked = (
        method(path, headers={"Accept-Encoding": "br, gzip"})
        for method in (client.get, client.head)
    )
    assert asked.data == b""
    for name in ("Content-Encoding", "Content-Length", "Content-Type", "ETag", "Vary"):
        assert asked.headers.get(name) == got.headers.get(name)


def test_no_template_needs_the_indentation_that_is_removed() -> None:
    templates = Path(__file__).parents[2] / "templates"
    preserved = re.compile(r"<(pre|textarea)\b[^>]*>(?:(?!</\1).)*\n", re.DOTALL)
    assert not [each.name for each in templates.iterdir() if preserved.search(each.read_text())]


def test_lines_of_pages_are_not_indented(client: FlaskClient) -> None:
    assert "\n " not in client.get("/").text
