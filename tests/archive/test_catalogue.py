"""The catalogue: nothing twice, nothing lost, every change numbered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue import Appearance, Catalogue, Entry, Refused, open_catalogue
from archive.errors import CatalogueNotFound, CatalogueUnavailable, ConfigInvalid
from index.report import Original, Report

_REPORT = Report(
    "bao:1",
    title="Thủ tướng thăm Huế",
    lead="Sáng 10/1, …",
    body="Đoạn một.\nĐoạn hai.",
    captions=("Ảnh một", "Ảnh hai"),
    dateline="TTH.VN",
    date="2018-01-10T12:31:00+07:00",
    section=("Chính trị - Xã hội", "Theo dòng thời sự"),
    authors=("Anh Phong",),
    source="Thừa Thiên Huế",
    url="https://bao.example/1",
    tags=("Huế",),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = open_catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite", create=True)
    yield opened
    opened.close()


def _put(catalogue: Catalogue, *reports: Report) -> list[tuple[str, str]]:
    outcomes = catalogue.put([Entry(report) for report in reports])
    return [(outcome.identifier, outcome.kind) for outcome in outcomes]


def _from(place: str, text: str, **fields: str) -> Report:
    """An unnamed report read from a place."""
    return Report("", body=text, original=Original(text.encode(), "text/plain", place), **fields)


def test_report_comes_back_as_it_went_in(catalogue: Catalogue) -> None:
    assert _put(catalogue, _REPORT) == [("bao:1", "new")]
    assert catalogue.get("bao:1") == _REPORT


def test_same_again_changes_nothing(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT)
    before = catalogue.revision()
    assert _put(catalogue, _REPORT, _REPORT) == [("bao:1", "same")] * 2
    assert catalogue.revision() == before
    assert catalogue.counts().versions == 1


def test_newer_version_is_shown_and_the_older_kept(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT)
    corrected = replace(_REPORT, title="Thủ tướng về thăm Huế")
    assert _put(catalogue, corrected) == [("bao:1", "changed")]
    assert catalogue.get("bao:1") == corrected
    versions = catalogue.versions("bao:1")
    assert [version.report.title for version in versions] == [_REPORT.title, corrected.title]
    assert [version.ordinal for version in versions] == [1, 2]


def test_older_version_again_does_not_come_back_up(catalogue: Catalogue) -> None:
    corrected = replace(_REPORT, body="Đã sửa.")
    assert _put(catalogue, _REPORT, corrected) == [("bao:1", "new"), ("bao:1", "changed")]
    assert _put(catalogue, _REPORT) == [("bao:1", "same")]
    assert catalogue.get("bao:1") == corrected


def test_missing_catalogue_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueNotFound, match=r"none\.sqlite"):
        open_catalogue(f"sqlite:///{tmp_path}/none.sqlite")
    assert not list(tmp_path.iterdir())


def test_database_of_something_else_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(CatalogueNotFound):
        open_catalogue(f"sqlite:///{tmp_path}/empty.sqlite")
    (tmp_path / "text.sqlite").write_text("Đây là văn bản, không phải cơ sở dữ liệu.\n" * 9)
    with pytest.raises(CatalogueUnavailable):
        open_catalogue(f"sqlite:///{tmp_path}/text.sqlite")


@pytest.mark.parametrize("url", ["nowhere", "nosuch://x", ""])
def test_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigInvalid):
        open_catalogue(url)


def test_refusals_are_kept_until_their_file_is_read_again(catalogue: Catalogue) -> None:
    bad = [Refused("no JSON object", "/bao.jsonl", 7, b"[1]"), Refused("no text", "/b")]
    catalogue.put([], refused=bad)
    assert catalogue.counts().refused == 2
    last, first = catalogue.refused()
    assert (first.reason, first.origin, first.line, first.data) == (
        "no JSON object",
        "/bao.jsonl",
        7,
        b"[1]",
    )
    assert last.line is None
    catalogue.put([], reread={"/bao.jsonl"})
    assert [each.origin for each in catalogue.refused()] == ["/b"]


def test_persons_get_readable_records_that_later_reports_share(catalogue: Catalogue) -> None:
    found = (
        Appearance("Nguyễn Xuân Phúc", ("Thủ tướng Chính phủ",), "Thủ tướng …", "body", 0, 3, 19),
        Appearance("NGUYỄN XUÂN PHÚC"),
        Appearance("Đinh Khắc Đính"),
    )
    catalogue.put([Entry(_REPORT, found, "1")])
    catalogue.put([Entry(replace(_REPORT, identifier="bao:2"), found[1:2], "1")])
    report = catalogue.get("bao:2")
    assert report is not None
    assert report.persons == ("nguyen-xuan-phuc",)
    report = catalogue.get("bao:1")
    assert report is not None
    assert report.persons == ("nguyen-xuan-phuc", "dinh-khac-dinh")
    assert catalogue.names(report.persons)["dinh-khac-dinh"] == "Đinh Khắc Đính"
    first = catalogue.appearances("bao:1")[0]
    assert first == replace(found[0], person="nguyen-xuan-phuc", report="bao:1")
