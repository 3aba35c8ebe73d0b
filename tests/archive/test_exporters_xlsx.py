"""XLSX as openpyxl reads it."""

from dataclasses import replace

import pytest
from openpyxl.utils.escape import unescape

from archive.exporters import xlsx
from index.report import Report
from tests.exported import ABOUT, REPORT, export, row, sheets


def test_cells_are_text_never_formulas() -> None:
    title = '=HYPERLINK("http://x")'
    listed, _ = sheets(export("xlsx", [row(Report("1", title=title, url="https://x.example"))]))
    assert listed[1][1] == title
    assert b"<f>" not in export("xlsx", [row(Report("1", title=title))])


def test_columns_are_those_of_csv() -> None:
    (header, line), _ = sheets(export("xlsx", [row(REPORT, "Đinh Khắc Đính")]))
    cells = dict(zip(header, line, strict=True))
    assert cells["title"] == REPORT.title
    assert cells["date"] == REPORT.date
    assert cells["person"] == "Đinh Khắc Đính"
    assert cells["permalink"] == "https://kho.example/bai/bao:1"


def test_last_sheet_states_the_query_and_the_number_of_reports() -> None:
    *_, about = sheets(export("xlsx", [row(), row(replace(REPORT, identifier="2"))]))
    facts = dict(line[:2] for line in about)
    assert facts["Câu tìm"] == ABOUT.query
    assert facts["Địa chỉ"] == ABOUT.url
    assert "Hết danh sách: 2 bài." in facts


def test_rows_beyond_a_sheet_go_on_another_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_LAST_LINE", 4)
    rows = [row(replace(REPORT, identifier=str(number))) for number in range(7)]
    data = export("xlsx", rows)
    *lists, _ = sheets(data)
    assert [[line[0] for line in sheet[1:]] for sheet in lists] == [list("012"), list("345"), ["6"]]
    assert len({sheet[0] for sheet in lists}) == 1


def test_sheet_that_would_be_too_large_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_LARGEST_SHEET", 10_000)
    rows = [row(replace(REPORT, identifier=str(number))) for number in range(30)]
    *lists, _ = sheets(export("xlsx", rows))
    assert len(lists) > 1
    assert [line[0] for sheet in lists for line in sheet[1:]] == [
        each.report.identifier for each in rows
    ]


def test_text_that_looks_escaped_is_shown_as_it_is() -> None:
    (_, line), _ = sheets(export("xlsx", [row(Report("1", title="mã _x0041_ và _x1_"))]))
    assert unescape(str(line[1])) == "mã _x0041_ và _x1_"


def test_cell_longer_than_excel_takes_is_cut_with_an_ellipsis() -> None:
    (_, line), _ = sheets(export("xlsx", [row(Report("1", title="T", lead="á" * 40_000))]))
    assert max(len(str(cell)) for cell in line) == 32_767
    assert any(str(cell).endswith("á…") for cell in line)
