"""The page of words in context, and its files."""

import csv
import re
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, unquote, urlsplit

import openpyxl
import pytest
from flask.testing import FlaskClient

from archive.web import create_app
from archive.web.lists import concordance
from tests.newsstand import SEED, stock


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


def _page(client: FlaskClient, **parameters: str) -> str:
    answer = client.get("/ngu-canh", query_string=parameters)
    assert answer.status_code == 200
    return answer.text


def _lines(html: str) -> list[tuple[str, str]]:
    """The address and the text of each line."""
    html = html.partition('<ol class="concordance"')[2].partition("</ol>")[0]
    found = re.findall(r'<li>\s*<a href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [(unescape(address), unescape(re.sub("<.*?>", "", text))) for address, text in found]


def test_each_occurrence_has_a_line_with_date_newspaper_and_part_of_the_report(
    client: FlaskClient,
) -> None:
    html = _page(client, q="dan van", date="2018-01")
    assert "5 dòng, ở 1 bài" in html
    assert len(_lines(html)) == 5
    assert html.count('<b class="node">dân vận</b>') == 3
    assert html.count("<span>Báo Thuận Giang</span>") == 5
    assert "10/1/2018" in html
    for part in ("tiêu đề", "sapo", "chú thích ảnh"):
        assert html.count(f">{part}</span>") == 1


def test_line_leads_to_its_place_in_the_report(client: FlaskClient) -> None:
    html = _page(client, q='"mô hình"')
    [(address, text)] = _lines(html)
    assert text.startswith("Nhiều mô hình “Dân vận khéo”")
    parts = urlsplit(address)
    assert parts.path == f"/bai/{SEED}"
    assert dict(parse_qsl(parts.query)) == {"q": '"mô hình"'}
    before, node, after = unquote(parts.fragment).removeprefix(":~:text=").split(",")
    assert (before, node, after) == ("Nhiều-", "mô hình", "-“Dân vận khéo” góp")
    assert "<mark>mô hình</mark>" in client.get(address.partition("#")[0]).text


def test_order_and_filters_stay_in_every_address(client: FlaskClient) -> None:
    html = _page(client, q="dân", order="left-2", **{"person.or": "dang-quoc-toan"})
    links = [unescape(each) for each in re.findall(r'href="(/ngu-canh[^"]*)"', html)]
    assert len(links) > 8
    for each in links:
        query = dict(parse_qsl(urlsplit(each).query))
        assert query["q"] == "dân"
        # The chip of the filter is the one link without it.
        assert query.get("person.or", "dang-quoc-toan") == "dang-quoc-toan"
    assert any("order=left-1" in each for each in links)


def test_lines_are_divided_into_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "_LINES", 3)
    html = _page(client, q="dân vận")
    assert "1–3 trong 8 dòng, ở 3 bài" in html
    pages = [_lines(_page(client, q="dân vận", page=str(number))) for number in (1, 2, 3)]
    assert [len(each) for each in pages] == [3, 3, 2]
    answer = client.get("/ngu-canh?q=dân+vận&page=9")
    assert answer.status_code == 302
    assert answer.location.endswith("page=3")


def test_page_says_what_its_limit_leaves_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = concordance.concordance_page
    monkeypatch.setattr(
        concordance, "concordance_page", lambda *args, **more: limited(*args, **{**more, "most": 2})
    )
    html = _page(client, q="dân vận")
    assert re.search(r"chỉ xếp \d dòng đầu, lấy từ 1 trong 3 bài có từ cần tìm", html)


@pytest.mark.parametrize("query", ["", "?q=", "?date=2018", "?q=-dân"])
def test_page_without_words_says_how_to_give_some(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/ngu-canh{query}", follow_redirects=True)
    assert "Gõ từ cần xem vào ô tìm kiếm" in answer.text


def test_words_that_stand_nowhere_are_answered_with_a_way_out(client: FlaskClient) -> None:
    html = _page(client, q="dân vận", date="2016")
    assert "viết HOẶC vào giữa" in html
    assert _lines(html) == []


@pytest.mark.parametrize("query", ["order=up", "q=dân&page=0", "q=%00%ff&order=left-9", "q=%22"])
def test_nothing_in_the_address_is_an_error_of_the_server(client: FlaskClient, query: str) -> None:
    assert client.get(f"/ngu-canh?{query}").status_code < 500
    assert client.get(f"/ngu-canh.csv?{query}").status_code < 500


def test_files_have_every_line_of_the_page_in_its_order(client: FlaskClient) -> None:
    query = {"q": "dan van", "order": "left-1"}
    rows = list(
        csv.DictReader(
            client.get("/ngu-canh.csv", query_string=query).data.decode("utf-8-sig").splitlines()
        )
    )
    shown = [text for _, text in _lines(_page(client, **query))]
    # An apostrophe guards a cell that a spreadsheet would take for a formula.
    assert [f"{row['left']} {row['node']}".strip("' ") for row in rows] == [
        text[: text.index(row["node"]) + len(row["node"])].strip()
        for text, row in zip(shown, rows, strict=True)
    ]
    assert {row["permalink"] for row in rows if row["id"] == SEED} == {
        f"http://localhost/bai/{SEED}"
    }
    book = openpyxl.load_workbook(
        BytesIO(client.get("/ngu-canh.xlsx", query_string=query).data), read_only=True
    )
    lines = list(book["Ngữ cảnh"].iter_rows(values_only=True))
    assert [line[1] for line in lines[1:]] == [row["node"] for row in rows]
    assert f"Hết bảng: {len(rows)} dòng." in [
        row[0] for row in book["Giới thiệu"].iter_rows(values_only=True)
    ]


def test_words_that_are_never_in_a_row_are_named(client: FlaskClient) -> None:
    html = _page(client, q="dân vận vùng cao nước")
    assert "tìm riêng “dân vận”, “vùng cao”, “nước”" in html
    assert "tìm riêng" not in _page(client, q="dân vận HOẶC nước")


def test_text_of_reports_is_escaped(client: FlaskClient) -> None:
    assert "&lt;b&gt;&amp;amp; " in _page(client, q="nước nổi")


def test_archive_of_another_language_is_read_in_english(client: FlaskClient) -> None:
    html = _page(client, q="dân vận", lang="en")
    assert "8 lines, in 3 reports" in html


def test_unknown_format_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ngu-canh.ris?q=dân").status_code == 404
