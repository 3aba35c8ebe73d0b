"""The bibliography by the rule of the Ministry of Education and Training."""

import json
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporters import Row
from archive.exporters.bibliography import entry
from archive.exporters.filing import filed_under, language_of
from archive.exporters.runs import sorted_in_runs
from index.report import Report
from tests.exported import ABOUT, export, row

GOLDEN = Path(__file__).parents[1] / "golden"


def _rows() -> list[Row]:
    """Return the golden reports, in no order; each identifier is the rank it is to have."""
    lines = (GOLDEN / "bibliography.jsonl").read_text(encoding="utf-8").splitlines()
    return [row(_report(json.loads(line))) for line in lines]


def _report(values: dict[str, str]) -> Report:
    return Report(
        values["id"],
        values.get("title", ""),
        body=values.get("body", ""),
        date=values.get("date", ""),
        authors=tuple(values.get("author", ())),
        source=values.get("source", ""),
    )


def test_forty_entries_are_the_golden_ones() -> None:
    made = export("bibliography", _rows()).decode()
    assert made == (GOLDEN / "bibliography.html").read_text(encoding="utf-8")


def test_entries_are_in_the_order_of_the_rule_and_numbered_through_the_blocks() -> None:
    page = lxml.html.fromstring(export("bibliography", _rows()).decode())
    assert page.xpath("//li/@data-id") == [f"{number:02}" for number in range(1, 41)]
    assert [each.text for each in page.xpath("//h2")] == ["Tiếng Việt", "Tiếng Anh", "Tiếng Pháp"]
    starts = [int(each.get("start")) for each in page.xpath("//ol")]
    assert starts == [1, 37, 40]


@pytest.mark.parametrize(
    ("author", "word"),
    [
        ("Lê Quang Hoà", "Hoà"),
        ("TRUNG TÂN", "TÂN"),
        ("John Smith", "Smith"),
        ("Ludwig van Beethoven", "Beethoven"),
        ("Mary O'Brien", "O'Brien"),
        ("Tổng cục Thống kê", "Tổng"),
        ("TTXVN", "TTXVN"),
    ],
)
def test_author_is_filed_under(author: str, word: str) -> None:
    assert filed_under(Report("1", "Tít", authors=(author,))) == word


@pytest.mark.parametrize(
    ("title", "word"), [("“Vàng trắng” mất giá", "Vàng"), ("", "Mưa"), ("!!!", "!!!")]
)
def test_work_without_author_is_filed_under_the_first_word(title: str, word: str) -> None:
    assert filed_under(Report("1", title, body="- Mưa đá đổ xuống.")) == word


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Dân vận khéo ở xã vùng cao", "vi"),
        ("Lu ve ban lang", "vi"),
        (
            "Prime Minister Phạm Minh Chính opens the bridge to the east of the city in the rain",
            "en",
        ),
        ("Le Premier ministre est en visite dans la province", "fr"),
        ("Straßenbau schreitet zügig voran", "other"),
        ("", "vi"),
    ],
)
def test_language_of_a_report(title: str, language: str) -> None:
    assert language_of(Report("1", title)) == language


def test_entry_quotes_the_title_once_and_escapes_it() -> None:
    shown = entry(row(Report("1", "<b> “khéo”", authors=("Lê Ba",), date="2018", source="A & B")))
    assert shown == (
        "Lê Ba (2018), “&lt;b&gt; ‘khéo’”, <i>A &amp; B</i>, https://kho.example/bai/1."
    )


def test_file_states_the_query_and_the_number_of_reports() -> None:
    page = lxml.html.fromstring(export("bibliography", _rows()).decode())
    assert ABOUT.query in page.text_content()
    assert page.xpath("//p")[-1].text == "Hết danh sách: 40 bài."


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 9), st.text(max_size=3)), max_size=100), st.integers(1, 30)
)
def test_sorting_in_runs_is_sorting(items: list[tuple[int, str]], run: int) -> None:
    assert list(sorted_in_runs(items, run)) == sorted(items, key=lambda item: item[0])
