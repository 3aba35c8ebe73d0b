"""Two versions of a report side by side."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.web import create_app
from archive.web.display.difference import difference
from tests.newsstand import SEED, entry, put, stock

_TEXTS = st.lists(st.text("Huế đẹp, ", max_size=12) | st.text(max_size=6), max_size=6).map(
    "\n".join
)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@given(_TEXTS, _TEXTS)
def test_pieces_make_up_both_texts(earlier: str, later: str) -> None:
    found = difference(earlier, later)
    for kinds, text in ((("same", "removed"), earlier), (("same", "added"), later)):
        lines = ["".join(each.text for each in pieces if each.kind in kinds) for pieces in found]
        assert [line for line in lines if line] == _lines(text)


@given(_TEXTS)
def test_equal_texts_do_not_differ(text: str) -> None:
    assert {each.kind for pieces in difference(text, text) for each in pieces} <= {"same"}


def test_changed_words_are_joined_across_spaces() -> None:
    (pieces,) = difference("Ông A dự họp chiều qua ở Huế.", "Ông A dự họp sáng nay ở Huế.")
    assert [(each.kind, each.text) for each in pieces] == [
        ("same", "Ông A dự họp "),
        ("removed", "chiều qua"),
        ("added", "sáng nay"),
        ("same", " ở Huế."),
    ]


def test_long_paragraphs_are_shown_whole() -> None:
    shared = "và " * 1200
    pieces = difference(f"một {shared}", f"hai {shared}")
    assert [each.kind for each in pieces[0]] == ["removed", "added"]
    short, long = difference(f"một\n{shared}", f"hai\n{shared} hết")
    assert [each.kind for each in short] == ["removed", "added"]
    assert [each.kind for each in long] == ["removed", "added"]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    settings = stock(tmp_path)
    put(settings, [entry(SEED, "Tít đã sửa", "Thân bài <mới>.", date="2018-01-11")])
    put(settings, [entry(SEED, "Tít đã sửa", "Thân bài <cũ>.", date="2018-01-11")])
    return create_app(settings).test_client()


def test_page_shows_what_was_removed_and_added(client: FlaskClient) -> None:
    html = client.get(f"/phien-ban/2-3/{SEED}").text
    text = re.sub(r'<span class="unseen">(.*?)</span>', r"\1", html)
    assert "Thân bài &lt;<del>[bỏ: mới]</del><ins>[thêm: cũ]</ins>&gt;." in text
    assert "Bản 2, nhập ngày" in html
    assert "Bản 3, nhập ngày" in html
    assert "<h2" not in html.partition("sheet difference")[2]
    first = client.get(f"/phien-ban/1-3/{SEED}").text
    assert re.findall(r'<h2 lang="vi">(.*?)</h2>', first)[:2] == ["Tiêu đề", "Ngày"]


def test_report_leads_to_its_changes_and_back(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}").text
    found = [unescape(each) for each in re.findall(r'href="(/phien-ban/\d+-\d+/[^"]+)"', html)]
    assert found == [f"/phien-ban/2-3/{SEED}", f"/phien-ban/1-2/{SEED}"]
    page = client.get(found[0]).text
    assert f'href="/bai/{SEED}"' in page
    assert f'href="/phien-ban/1-2/{SEED}"' in page


def test_equal_versions_are_called_so(client: FlaskClient) -> None:
    assert "Hai bản giống nhau." in client.get(f"/phien-ban/2-2/{SEED}").text


@pytest.mark.parametrize("path", [f"0-1/{SEED}", f"1-9/{SEED}", "1-2/absent", f"1-{'9' * 40}/x"])
def test_versions_that_do_not_exist_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/phien-ban/{path}").status_code == 404
