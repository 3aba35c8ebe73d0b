"""MODS, MARCXML and ISO 2709: records that libraries exchange."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import lxml.etree
import pymarc
import pytest

from archive.exporters.mods import NAMESPACE
from index.report import Report
from tests.exported import FOREIGN, REPORT, UNTITLED, export, row

GOLDEN = Path(__file__).parents[1] / "golden"
PERSONS = replace(REPORT, persons=("dinh-khac-dinh",))
ROWS = [row(PERSONS, "Đinh Khắc Đính"), row(FOREIGN), row(UNTITLED)]


def _mods(report: Report, *persons: str) -> lxml.etree._Element:
    root = lxml.etree.fromstring(export("mods", [row(report, *persons)]))
    (record,) = root.iterfind(f"{{{NAMESPACE}}}mods")
    return record


def _found(record: lxml.etree._Element, path: str) -> list[str]:
    return [each.text or "" for each in record.iterfind(path, {None: NAMESPACE})]


def _marc(*rows: object) -> list[pymarc.Record]:
    return list(pymarc.MARCReader(export("marc", rows)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "file"), [("mods", "list.mods.xml"), ("marcxml", "list.marc.xml")]
)
def test_file_is_the_golden_one(name: str, file: str) -> None:
    assert export(name, ROWS).decode() == (GOLDEN / file).read_text(encoding="utf-8")


def test_mods_names_have_no_type_that_would_split_them() -> None:
    record = _mods(PERSONS, "Đinh Khắc Đính")
    assert _found(record, "name/namePart") == ["Anh Phong", "Lê Thọ"]
    assert _found(record, "subject/name/namePart") == ["Đinh Khắc Đính"]
    assert not any("type" in each.attrib for each in record.iter(f"{{{NAMESPACE}}}name"))


def test_mods_host_is_a_newspaper_with_section_and_date() -> None:
    record = _mods(REPORT)
    host = "relatedItem[@type='host']"
    assert _found(record, f"{host}/genre") == ["newspaper"]
    assert _found(record, f"{host}/titleInfo/title") == ["Thừa Thiên Huế"]
    assert _found(record, f"{host}/part/detail[@type='section']/number") == [
        "Chính trị - Xã hội › Theo dòng thời sự"
    ]
    assert _found(record, f"{host}/part/date") == ["2018-01-10"]


def test_marc_is_an_analytic_record_whose_names_keep_their_order() -> None:
    (record,) = _marc(row(PERSONS, "Đinh Khắc Đính"))
    assert str(record.leader)[6:8] == "ab"
    assert len(record["008"].data) == 40
    for tag in ("100", "700", "600"):
        assert record[tag].indicators.first == "0"
    assert (record["100"]["a"], record["100"]["e"]) == ("Anh Phong", "tác giả")
    assert record["700"]["a"] == "Lê Thọ"
    assert record["600"]["a"] == "Đinh Khắc Đính"
    assert record["600"]["0"] == "https://kho.example/nguoi/dinh-khac-dinh"
    linked = replace(
        row(PERSONS, "Đinh Khắc Đính"),
        same_as={"dinh-khac-dinh": ("http://viaf.org/viaf/1", "http://www.wikidata.org/entity/Q1")},
    )
    assert _marc(linked)[0]["600"].get_subfields("0")[1:] == list(linked.same_as["dinh-khac-dinh"])
    assert record["245"]["a"] == REPORT.title
    assert (record["773"]["t"], record["773"]["g"]) == (
        "Thừa Thiên Huế",
        "ngày 10 tháng 1 năm 2018",
    )
    assert [field["a"] for field in record.get_fields("653")] == ["Huế", "dân vận"]
    assert record["856"]["u"] == "https://kho.example/bai/bao:1"


def test_marcxml_and_iso_2709_hold_the_same_records() -> None:
    (xml, *_), (binary, *_) = (
        pymarc.parse_xml_to_array(io.BytesIO(export("marcxml", ROWS))),
        _marc(*ROWS),
    )
    assert [str(field) for field in xml.fields] == [str(field) for field in binary.fields]


def test_marc_has_room_for_any_report() -> None:
    many = tuple(f"nhan-vat-{number}" for number in range(3000))
    report = Report(
        "1", title="Tít dài " * 4000, lead="Đoạn dẫn. " * 4000, persons=many, source="Báo"
    )
    long, short = _marc(row(report, *many), row())
    assert long["245"]["a"].endswith("…")
    assert long["773"]["t"] == "Báo"
    assert short["001"].data == "bao:1"


@pytest.mark.skipif(not shutil.which("yaz-marcdump"), reason="yaz is not installed")
def test_yaz_reads_iso_2709(tmp_path: Path) -> None:
    path = tmp_path / "list.mrc"
    path.write_bytes(export("marc", ROWS))
    command = ["yaz-marcdump", "-v", str(path)]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "245 10 $a Dân vận khéo" in answer.stdout
    assert answer.stdout.count("\n001 ") == len(ROWS)
    assert "warning" not in (answer.stdout + answer.stderr).lower()
