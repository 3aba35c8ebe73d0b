"""The page of a corrected report: published and corrected values side by side."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from archive.config import load
from archive.exporters import FORMATS, Format
from archive.web import create_app
from tests.khobao import Khobao

_WHY = ("--by", "Nguyễn Thủ Thư", "--why", "theo báo in")


@pytest.fixture
def client(filled: Khobao) -> FlaskClient:
    """An archive in which a report was corrected in title, date, tags and text."""
    text = filled.folder / "text.txt"
    text.write_text("Nước lên rất nhanh ở miền núi.", encoding="utf-8")
    filled(
        "correct", "bao:2", "--title", "Lũ lớn", "--date", "12/10/2019", "--tag", "lũ",
        "--body-file", str(text), *_WHY,
    )  # fmt: skip
    return create_app(load(Path(filled.folder) / "archive", {})).test_client()


def _page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.text)


def _parts(page: str) -> dict[str, list[str]]:
    """Return label → published and corrected value, with their elements."""
    within = page.partition('id="hieu-dinh"')[2].partition("Xem toàn bài")[0]
    parts = re.findall(r"<h3>(.*?)</h3>(.*?)</section>", within, re.DOTALL)
    return {label: re.findall(r"<dd.*?><p.*?>(.*?)</p></dd>", part) for label, part in parts}


def test_page_states_when_and_why_a_report_was_corrected(client: FlaskClient) -> None:
    page = _page(client, "/bai/bao:2")
    assert re.search(r"Đã hiệu đính ngày \d+/\d+/20\d\d: theo báo in\.", page)
    assert "Lũ lớn</h1>" in page
    assert "Corrected on" in _page(client, "/bai/bao:2?lang=en")


def test_published_and_corrected_values_are_side_by_side(client: FlaskClient) -> None:
    parts = _parts(re.sub(r'<span class="unseen">.*?</span>', "", _page(client, "/bai/bao:2")))
    assert list(parts) == ["Tiêu đề", "Nội dung", "Ngày", "Từ khóa"]
    assert parts["Tiêu đề"] == ["Lũ <del>về</del>", "Lũ <ins>lớn</ins>"]
    assert parts["Nội dung"][1] == "Nước lên<ins> rất</ins> nhanh ở miền núi."
    assert parts["Ngày"] == [
        "<del>tháng 10/2019</del>",
        "<ins>Thứ Bảy, 12 tháng 10 năm 2019</ins>",
    ]
    assert parts["Từ khóa"] == ["không có", "<ins>lũ</ins>"]


def test_name_of_the_librarian_is_not_public(client: FlaskClient) -> None:
    for address in ("/bai/bao:2", "/phien-ban/1/bao:2"):
        assert "Thủ Thư" not in _page(client, address)


def test_version_is_shown_as_published(client: FlaskClient) -> None:
    page = _page(client, "/phien-ban/1/bao:2")
    assert "Lũ về</h1>" in page
    assert "Đây là bản báo đã đăng, trước khi hiệu đính." in page
    assert "bao:2" in page.partition('rel="canonical"')[2][:80]


def test_lists_citations_and_metadata_have_the_corrected_values(client: FlaskClient) -> None:
    assert "Lũ lớn" in _page(client, "/tim-kiem?q=lũ+lớn&match=all&since=2019-10-12")
    page = _page(client, "/bai/bao:2")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert data is not None
    article = json.loads(data[1])
    assert (article["headline"], article["datePublished"]) == ("Lũ lớn", "2019-10-12")
    (correction,) = article["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", "theo báo in")
    assert '<meta name="DC.title" content="Lũ lớn">' in page
    assert "«Lũ lớn», 12/10/2019" in page.partition('class="citations"')[2]


@pytest.mark.parametrize("made", [each for each in FORMATS if each.name != "xlsx"])
def test_every_format_has_the_corrected_values(client: FlaskClient, made: Format) -> None:
    data = client.get(f"/tim-kiem.{made.name}?q=lũ+lớn&match=all").data
    if made.suffix == ".zip":
        with ZipFile(BytesIO(data)) as bundle:
            data = b"".join(bundle.read(each) for each in bundle.namelist())
    text = data.decode()
    assert "Lũ lớn" in text
    assert "Lũ về" not in text


def test_reason_is_no_markup(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "<b>Lũ</b>", "--why", "<script>x</script>")
    page = create_app(load(Path(filled.folder) / "archive", {})).test_client().get("/bai/bao:2")
    assert "<script>x" not in page.text
    assert "<b>" not in page.text


def test_undone_correction_leaves_no_trace_on_the_page(client: FlaskClient, filled: Khobao) -> None:
    filled("corrections", "undo", "1", "2", "3", "4")
    page = _page(create_app(load(Path(filled.folder) / "archive", {})).test_client(), "/bai/bao:2")
    assert "Lũ về</h1>" in page
    assert "iệu đính" not in page
