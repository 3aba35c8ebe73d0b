"""The whole list as a file."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.errors import CatalogueUnavailable
from archive.exporters import FORMATS
from archive.retrieval import export
from archive.web import create_app
from index.engines.whoosh import WhooshEngine
from index.report import Report
from tests.exported import IDENTIFIERS
from tests.newsstand import ENTRIES, SEED, entry, put, stock
from tests.pages import PAGES

_FILES = (
    *(f"/tim-kiem.{each.name}?q=dan+van" for each in FORMATS),
    "/ngu-canh.csv?q=dan+van",
    "/ngu-canh.xlsx?q=dan+van",
    f"/chon.csv?id={SEED}",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"), page_size=2)).test_client()


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def test_file_holds_the_whole_list_in_its_order_not_the_page(client: FlaskClient) -> None:
    rows = _rows(client.get("/tim-kiem.csv?sort=oldest&page=2").data)
    assert len(rows) == len(ENTRIES)
    dated = [row["date"] for row in rows if row["date"]]
    assert dated == sorted(dated)


def test_file_heeds_words_and_filters(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem.csv", query_string={"q": "dân vận", "date": "2018-01"})
    (row,) = _rows(answer.data)
    assert row["id"] == SEED
    assert row["person"] == "Trần Thị Hòa Bình; Đặng Quốc Toản"


def test_file_is_named_for_the_query_in_two_ways(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem.csv", query_string={"q": 'dân vận/"khéo"\n'})
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=kho-bao-dan-van-kheo.csv; "
        "filename*=UTF-8''Kho%20B%C3%A1o%20-%20d%C3%A2n%20v%E1%BA%ADn%20kh%C3%A9o.csv"
    )


def test_list_without_a_hit_is_a_file_with_its_header(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem.csv?q=khongthaygi")
    assert answer.status_code == 200
    assert answer.data.startswith(b'\xef\xbb\xbf"id"')
    assert _rows(answer.data) == []


@pytest.mark.slow
def test_long_list_is_whole(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry(f"n:{n}", f"Bài {n}", "Một chuyện dài.") for n in range(1203)])
    client = create_app(settings).test_client()
    answer = client.get("/tim-kiem.csv?q=chuyen+dai&match=all")
    assert {row["id"] for row in _rows(answer.data)} == {f"n:{n}" for n in range(1203)}


def test_menu_offers_every_format(client: FlaskClient) -> None:
    html = unescape(client.get("/tim-kiem?q=dan+van").text)
    for each in FORMATS:
        assert f'<a href="/tim-kiem.{each.name}?q=dan+van"' in html
        answer = client.get(f"/tim-kiem.{each.name}?q=dan+van")
        assert answer.content_type == each.media_type
        assert answer.headers["Content-Disposition"].endswith(each.suffix)


def test_unknown_format_is_not_found(client: FlaskClient) -> None:
    assert client.get("/tim-kiem.docx?q=dan+van").status_code == 404


def test_file_is_not_gathered_to_learn_its_length(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem.csv")
    assert answer.is_streamed
    assert answer.content_length is None
    again = client.get("/tim-kiem.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_old_protocol_without_chunks_gets_the_length(client: FlaskClient) -> None:
    address = "/tim-kiem.csv?sort=newest"
    old = client.get(address, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert old.content_length == len(old.data)
    assert old.data == client.get(address).data


def test_head_reads_no_report(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "reports_with_persons", lambda *_: pytest.fail("the list was read"))
    answer = client.head("/tim-kiem.csv?q=dan+van")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data == b""


def test_permalinks_in_files_are_the_canonical_addresses(client: FlaskClient) -> None:
    for row in _rows(client.get("/tim-kiem.csv").data):
        html = unescape(client.get(row["permalink"]).text)
        assert f'<link rel="canonical" href="{row["permalink"]}">' in html


def test_failure_amid_the_list_is_no_whole_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[tuple[Report, tuple[str, ...]]]:
        yield Report("1", "Tít"), ()
        raise OSError("the disk is gone")

    monkeypatch.setattr(export, "reports_with_persons", failing)
    with pytest.raises(OSError, match="the disk is gone"):
        assert client.get("/tim-kiem.csv?sort=newest").data


def test_failure_before_the_first_piece_is_an_error_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[tuple[Report, tuple[str, ...]]]:
        yield from ()
        raise CatalogueUnavailable("the disk is gone")

    monkeypatch.setattr(export, "reports_with_persons", failing)
    assert client.get("/tim-kiem.csv?sort=newest").status_code == 503


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_every_format_holds_the_reports_of_the_pages(client: FlaskClient, name: str) -> None:
    question = "q=dan+van&match=any&sort=oldest"
    shown = [
        unescape(each)
        for page in (1, 2)
        for each in re.findall(
            r'class="unapi-id" title="([^"]*)"',
            client.get(f"/tim-kiem?{question}&page={page}").text,
        )
    ]
    assert len(shown) == 4
    found = IDENTIFIERS[name](client.get(f"/tim-kiem.{name}?{question}").data)
    assert found == shown or (name == "bibliography" and sorted(found) == sorted(shown))


def test_head_of_a_file_asks_the_engine_for_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = [client.get(path, buffered=True) for path in _FILES]

    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a list was made")

    for name in ("search", "prepare", "execute", "count", "scan"):
        monkeypatch.setattr(WhooshEngine, name, never)
    for path, answer in zip(_FILES, got, strict=True):
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert _kept(head) == _kept(answer)


@pytest.mark.parametrize("accepted", ["", "gzip", "br, zstd"])
@pytest.mark.parametrize("path", [*(page for page in PAGES if "{" not in page), _FILES[0]])
def test_head_of_a_page_has_the_headers_of_the_page(
    client: FlaskClient, path: str, accepted: str
) -> None:
    headers = {"Accept-Encoding": accepted}
    got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    assert (head.status_code, head.data) == (got.status_code, b"")
    assert _kept(head) == _kept(got)


def _kept(answer: TestResponse) -> dict[str, str]:
    """Return the headers of an answer that are the same for each request."""
    changing = ("Date", "X-Request-ID")
    return {name: value for name, value in answer.headers.items() if name not in changing}
