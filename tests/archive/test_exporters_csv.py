"""The list as CSV: whole, in every spreadsheet, without a formula in it."""

import csv
from io import StringIO
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporters import Row
from archive.exporters.columns import FULL, LIST
from archive.exporters.csv import write, write_full
from archive.importers.formats import csv as importer
from index.report import Report
from tests import sources
from tests.exported import ABOUT, REPORT, row


def _list(*rows: Row) -> bytes:
    return b"".join(write(rows, ABOUT))


def _cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_first_bytes_say_utf_8_and_lines_end_in_crlf() -> None:
    data = _list(row())
    assert data.startswith(b'\xef\xbb\xbf"id","title",')
    assert data.count(b"\r\n") == 2
    assert data.endswith(b'"\r\n')


def test_header_stands_in_an_empty_list_too() -> None:
    assert _cells(_list()) == [list(LIST)]


def test_cells_are_those_of_the_report() -> None:
    header, line = _cells(_list(row(REPORT, "Đinh Khắc Đính", "Trương Thị Mai")))
    cells = dict(zip(header, line, strict=True))
    assert cells["section"] == "Chính trị - Xã hội › Theo dòng thời sự"
    assert cells["author"] == "Anh Phong; Lê Thọ"
    assert cells["person"] == "Đinh Khắc Đính; Trương Thị Mai"
    assert cells["title"] == REPORT.title
    assert cells["permalink"] == "https://kho.example/bai/bao:1"


def test_report_without_title_is_listed_by_its_opening_words() -> None:
    untitled = Report("2", body="- Nước lên nhanh ở miền núi.\nDân chạy lũ.")
    _header, line = _cells(_list(row(untitled)))
    assert line[1] == "[Nước lên nhanh ở miền núi]"


def test_whole_text_keeps_a_missing_title_missing() -> None:
    untitled = Report("2", body="Nước lên nhanh ở miền núi.")
    data = b"".join(write_full([row(untitled)], ABOUT))
    assert sources.read(importer.FORMAT, data, "/list.csv") == [untitled]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_becomes_text(start: str) -> None:
    title = f'{start}HYPERLINK("http://x")'
    _header, line = _cells(_list(row(Report("1", title=title))))
    assert line[1] == f"'{title}"


def test_pieces_come_before_the_list_ends() -> None:
    pieces = write(repeat(row()), ABOUT)
    assert all(next(pieces) for _ in range(3))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=130))
def test_every_row_comes_back(titles: list[str]) -> None:
    cells = _cells(_list(*(row(Report(str(n), title=t)) for n, t in enumerate(titles))))
    assert len(cells) == len(titles) + 1
    for line, title in zip(cells[1:], titles, strict=True):
        assert line[1].removeprefix("'") == (title or "[không có tít]").removeprefix("'")


def test_exported_report_is_imported_the_same() -> None:
    data = b"".join(write_full([row()], ABOUT))
    (report,) = sources.read(importer.FORMAT, data, "/list.csv")
    assert report == REPORT
    assert set(_cells(data)[0]) == set(FULL)
