"""The list as CSV: whole, in every spreadsheet, without a formula in it."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporters.csv import COLUMNS, TEXT_COLUMNS, write
from archive.importers.formats import csv as importer
from index.report import Report
from tests import sources

_REPORT = Report(
    "bao:1",
    title='Dân vận khéo: "làm thật", nói ít',
    lead="Đoạn dẫn.",
    body="Đoạn một.\nĐoạn hai.",
    captions=("Ảnh một", "Ảnh hai"),
    dateline="Huế",
    date="2018-01-10T12:31:00+07:00",
    section=("Chính trị - Xã hội", "Theo dòng thời sự"),
    authors=("Anh Phong", "Lê Thọ"),
    source="Thừa Thiên Huế",
    url="https://bao.example/1",
    tags=("Huế", "dân vận"),
)


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_first_bytes_say_utf_8_and_lines_end_in_crlf() -> None:
    data = b"".join(write([(_REPORT, ())]))
    assert data.startswith(b'\xef\xbb\xbf"id","title",')
    assert data.count(b"\r\n") == 2
    assert data.endswith(b'"\r\n')


def test_header_stands_in_an_empty_list_too() -> None:
    assert _rows(b"".join(write([]))) == [list(COLUMNS)]


def test_cells_are_those_of_the_report() -> None:
    header, row = _rows(b"".join(write([(_REPORT, ("Đinh Khắc Đính", "Trương Thị Mai"))])))
    cells = dict(zip(header, row, strict=True))
    assert cells["section"] == "Chính trị - Xã hội › Theo dòng thời sự"
    assert cells["author"] == "Anh Phong; Lê Thọ"
    assert cells["person"] == "Đinh Khắc Đính; Trương Thị Mai"
    assert cells["title"] == _REPORT.title


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_becomes_text(start: str) -> None:
    title = f'{start}HYPERLINK("http://x")'
    _header, row = _rows(b"".join(write([(Report("1", title=title), ())])))
    assert row[1] == f"'{title}"


def test_pieces_come_before_the_list_ends() -> None:
    def endless() -> object:
        while True:
            yield _REPORT, ()

    pieces = write(endless())  # type: ignore[arg-type]
    assert all(next(pieces) for _ in range(3))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=130))
def test_every_row_comes_back(titles: list[str]) -> None:
    rows = _rows(b"".join(write([(Report(str(n), title=t), ()) for n, t in enumerate(titles)])))
    assert len(rows) == len(titles) + 1
    for row, title in zip(rows[1:], titles, strict=True):
        assert row[1].removeprefix("'") == title.removeprefix("'")


def test_exported_report_is_imported_the_same() -> None:
    data = b"".join(write([(_REPORT, ())], text=True))
    (report,) = sources.read(importer.FORMAT, data, "/list.csv")
    assert report == _REPORT
    assert set(_rows(data)[0]) == {*COLUMNS, *TEXT_COLUMNS}
