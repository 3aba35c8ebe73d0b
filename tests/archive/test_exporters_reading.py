"""Plain text and HTML: lists to read, print and mail."""

import lxml.html
import pytest

from index.report import Report
from tests.exported import ABOUT, FOREIGN, REPORT, UNTITLED, export, row

ROWS = [row(), row(FOREIGN), row(UNTITLED)]


@pytest.mark.parametrize("name", ["txt", "html"])
def test_file_states_what_the_list_is_and_ends_with_its_length(name: str) -> None:
    text = export(name, ROWS).decode()
    shown = text if name == "txt" else lxml.html.fromstring(text).text_content()
    for fact in (ABOUT.query, ABOUT.filters[0], "2026-06-01T09:30:00+07:00", ABOUT.url):
        assert fact in shown
    assert shown.rstrip().endswith("Hết danh sách: 3 bài.")


def test_text_shows_a_report_in_a_few_lines() -> None:
    assert (
        '1. Dân vận khéo: "làm thật", nói ít\n'
        "   Anh Phong, Lê Thọ · Thừa Thiên Huế · 10/1/2018 · "
        "Chính trị - Xã hội › Theo dòng thời sự\n"
        "   Đoạn dẫn.\n"
        "   https://kho.example/bai/bao:1\n"
    ) in export("txt", ROWS).decode()


def test_page_needs_no_other_file_and_runs_nothing() -> None:
    page = lxml.html.fromstring(export("html", ROWS).decode())
    assert not page.xpath("//script | //link | //img | //@src")
    assert [each.text for each in page.xpath("//h2")] == [
        REPORT.title, "Ngoặc {nhọn} & 50% <b>", "[Nước lên nhanh ở miền núi]",
    ]  # fmt: skip


def test_address_that_is_no_web_address_is_no_link() -> None:
    page = lxml.html.fromstring(
        export("html", [row(Report("1", "T", url="javascript:alert(1)"))]).decode()
    )
    assert page.xpath("//a/@href") == ["https://kho.example/bai/1"]
