"""Who is named in a report, and in which role."""

import unicodedata
from pathlib import Path

import pytest

from archive.persons import find, named
from index.report import Report


def names(text: str) -> list[str]:
    return named(find(Report("x", body=text)))


def roles(text: str) -> dict[str, tuple[str, ...]]:
    return {mention.name: mention.roles for mention in find(Report("x", body=text))}


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        (
            "Phó Chủ tịch UBND tỉnh Đinh Khắc Đính chủ trì cuộc họp.",
            "Đinh Khắc Đính",
            ("Phó Chủ tịch UBND tỉnh",),
        ),
        (
            "Ủy viên Bộ Chính trị, Thủ tướng Chính phủ Nguyễn Xuân Phúc phát biểu.",
            "Nguyễn Xuân Phúc",
            ("Ủy viên Bộ Chính trị", "Thủ tướng Chính phủ"),
        ),
        (
            "Bộ trưởng Bộ GD-ĐT Phùng Xuân Nhạ trả lời.",
            "Phùng Xuân Nhạ",
            ("Bộ trưởng Bộ GD-ĐT",),
        ),
        ("Tổng thống Mỹ Donald Trump nói.", "Donald Trump", ("Tổng thống Mỹ",)),
        ("Theo HLV Park Hang-seo, đội đã sẵn sàng.", "Park Hang-seo", ("HLV",)),
        (
            "Chủ tịch UBND tỉnh Thừa Thiên Huế Nguyễn Văn Cao dự lễ.",
            "Nguyễn Văn Cao",
            ("Chủ tịch UBND tỉnh Thừa Thiên Huế",),
        ),
        (
            "Ông Đinh Khắc Đính, Phó Chủ tịch UBND tỉnh, cho biết như vậy.",
            "Đinh Khắc Đính",
            ("Phó Chủ tịch UBND tỉnh",),
        ),
    ],
)
def test_title_and_name_come_apart(text: str, name: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {name: titles}


@pytest.mark.parametrize(
    "text",
    [
        "Xe chạy qua đường Nguyễn Huệ, Lê Lợi và Trần Hưng Đạo.",
        "Vụ cháy ở đường Ông Ích Khiêm.",
        "Em học ở Trường THPT Chu Văn An.",
        "Khách chờ ở bến xe Giáp Bát.",
        "CLB Hoàng Anh Gia Lai thắng trận.",
        "Tỉnh Bà Rịa - Vũng Tàu có nắng.",
        "Học tập tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
        "Trời mưa ở TP. Hồ Chí Minh và TP Hồ Chí Minh.",
        "Du khách thăm lăng Khải Định.",
        "Cháu N.V.A. được đưa đi cấp cứu.",
    ],
)
def test_streets_schools_bodies_and_initials_are_no_persons(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chủ tịch Hồ Chí Minh đọc bản Tuyên ngôn.", ["Hồ Chí Minh"]),
        ("Bác Hồ về thăm quê.", ["Hồ Chí Minh"]),
        ("Vua Khải Định cho xây cung.", ["Khải Định"]),
        ("Với Thúy Kiều, ngày ấy đã xa, Thúy Kiều nói.", ["Thúy Kiều"]),
        ("Ông Nguyễn Văn Thanh-Phó Chủ tịch xã nói.", ["Nguyễn Văn Thanh"]),
        ("NGUYỄN XUÂN PHÚC THĂM HUẾ", ["Nguyễn Xuân Phúc"]),
        ("H'Hen Niê đăng quang.", ["H'Hen Niê"]),
        ("Bà Công Tằng Tôn Nữ Thị Hà kể lại.", ["Công Tằng Tôn Nữ Thị Hà"]),
    ],
)
def test_names_are_found_whole(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_given_name_alone_takes_the_full_name_of_the_same_report() -> None:
    found = find(Report("x", body="Ông Nguyễn Xuân Phúc đến dự.\nÔng Phúc nói."))
    assert [mention.name for mention in found] == ["Nguyễn Xuân Phúc"] * 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_point_into_the_text_as_written(form: str) -> None:
    text = unicodedata.normalize(form, "Hôm qua, ông Nguyễn Xuân Phúc và bà Trương Thị Mai nói.")
    found = find(Report("x", body=text))
    assert [unicodedata.normalize("NFC", text[m.start : m.end]) for m in found] == [
        "Nguyễn Xuân Phúc",
        "Trương Thị Mai",
    ]


@pytest.mark.data
def test_seed_report_names_its_four_persons(shared_data: Path) -> None:
    text = (shared_data / "seed-report.txt").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for mention in find(Report("x", body=text)):
        found.setdefault(mention.name, set()).update(mention.roles)
    assert found.pop("Phong", None) is None
    assert found == {
        "Nguyễn Xuân Phúc": {"Ủy viên Bộ Chính trị", "Thủ tướng Chính phủ"},
        "Trương Thị Mai": {
            "Ủy viên Bộ Chính trị",
            "Bí thư Trung ương Đảng",
            "Trưởng ban Dân vận Trung ương",
        },
        "Đinh Khắc Đính": {"Phó Chủ tịch UBND tỉnh"},
        "Nguyễn Thanh Lẫm": {"Phó ban Dân vận Tỉnh ủy"},
    }
