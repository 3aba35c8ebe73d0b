"""Excel workbooks."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from archive.importers import Refusal, read
from archive.importers.formats.xlsx import FORMAT
from index.report import Report
from tests import sources

MORNING = datetime(2011, 2, 3, 10, 15)  # noqa: DTZ001, Excel has no zones
HEADER = ("Mã", "Tiêu đề", "Ngày đăng", "Nội dung")


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_rows_of_a_sheet_are_reports(tmp_path: Path) -> None:
    rows = [
        ("SỞ VĂN HÓA",),
        (),
        HEADER,
        (101, "Bến xe mới", MORNING, "Bến xe dời ra ngoại ô."),
        (102.0, "Cầu treo", date(2011, 2, 4), "Cầu được sửa."),
        (None, None, None, None),
        ("c", "Chợ huyện", "5/2/2011", "Chợ họp lại."),
        ("d", "Đường mới", 40580, "Đường đã thông."),
    ]
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(Tin=rows))
    found = [each for each in read(path) if isinstance(each, Report)]
    assert [each.identifier for each in found] == ["101", "102", "c", "d"]
    assert [each.date for each in found] == [
        "2011-02-03T10:15:00+07:00", "2011-02-04", "2011-02-05", "2011-02-06",
    ]  # fmt: skip
    assert found[0].original is not None
    assert found[0].original.origin == f"{path}/Tin:4"
    assert "Bến xe mới" in found[0].original.data.decode()


def test_every_sheet_is_read_and_one_without_names_refused() -> None:
    data = workbook(
        A=[HEADER, ("a", "Chợ", None, "Họp chợ.")],
        B=[HEADER, ("b", "Cầu", None, "Sửa cầu.")],
        Trống=[],
        GhiChú=[("Người lập bảng", "Lê Tâm")],
    )
    *reports, refusal = sources.read(FORMAT, data, "/list.xlsx")
    assert [each.title for each in reports if isinstance(each, Report)] == ["Chợ", "Cầu"]
    assert isinstance(refusal, Refusal)
    assert refusal.origin == "/list.xlsx/GhiChú"
    assert "no column is known" in refusal.reason


def test_workbook_is_recognised_without_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(workbook(A=[HEADER, ("a", "Chợ", None, "Họp chợ.")]))
    [report] = read(tmp_path / "list")
    assert isinstance(report, Report)


@pytest.mark.parametrize("size", [100, 2000, -100])
def test_damaged_workbook_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "list.xlsx").write_bytes(workbook(A=[HEADER])[:size])
    [refusal] = read(tmp_path / "list.xlsx")
    assert isinstance(refusal, Refusal)
    assert "damaged" in refusal.reason


@pytest.mark.parametrize(
    "cell",
    [b'<c r="A4" t="s"><v>99999</v></c>', b'<c r="ZZZZ4"><v>1</v></c>', b"<c"],
    ids=["text that is not there", "column that is not there", "no XML"],
)
def test_rows_before_the_damage_of_a_sheet_are_read(tmp_path: Path, cell: bytes) -> None:
    path = tmp_path / "list.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(workbook(A=[HEADER, ("a", "Chợ", None, "Họp chợ.")]))) as sound,
        zipfile.ZipFile(path, "w") as damaged,
    ):
        for name in sound.namelist():
            row = b'<row r="4">' + cell + b"</row></sheetData>"
            damaged.writestr(name, sound.read(name).replace(b"</sheetData>", row))
    report, refusal = read(path)
    assert isinstance(report, Report)
    assert report.title == "Chợ"
    assert isinstance(refusal, Refusal)
    assert "damaged Excel sheet" in refusal.reason


def test_workbook_that_unpacks_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.importers.office._LARGEST", 1000)
    (tmp_path / "list.xlsx").write_bytes(workbook(A=[HEADER]))
    [refusal] = read(tmp_path / "list.xlsx")
    assert isinstance(refusal, Refusal)
    assert "decompression bomb" in refusal.reason


def test_package_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    [refusal] = read(path)
    assert isinstance(refusal, Refusal)
    assert "damaged" in refusal.reason
