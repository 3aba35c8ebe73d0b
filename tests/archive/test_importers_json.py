"""JSON arrays, and objects that hold one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers import Refusal
from archive.importers.formats.json import FORMAT
from index.report import Report
from tests import sources

RECORDS = [
    {"id": "j-1", "title": "Bến xe mới", "body": "Bến xe dời ra ngoại ô."},
    {"id": "j-2", "title": "Cầu treo", "body": "Cầu treo được sửa lại."},
]


def titles(value: object, indent: int | None = None) -> list[str]:
    data = json.dumps(value, ensure_ascii=False, indent=indent).encode()
    found = sources.read(FORMAT, data)
    assert all(isinstance(each, Report) for each in found), found
    return [each.title for each in found if isinstance(each, Report)]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "value",
    [
        RECORDS,
        {"articles": RECORDS},
        {"count": 2, "next": None, "data": {"items": RECORDS}},
        {"title": "Danh sách", "images": [{"url": "a.jpg"}], "posts": RECORDS},
    ],
)
def test_objects_of_a_list_are_read_wherever_it_stands(value: object, indent: int | None) -> None:
    assert titles(value, indent) == ["Bến xe mới", "Cầu treo"]


def test_one_object_is_one_report_though_it_holds_lists() -> None:
    related = [{"title": "Bài khác", "url": "/b"}]
    assert titles({**RECORDS[0], "related": related}, indent=2) == ["Bến xe mới"]


def test_original_is_the_object_with_its_line() -> None:
    data = json.dumps(RECORDS, ensure_ascii=False, indent=1).encode()
    _, second = sources.read(FORMAT, data, "/list.json")
    assert isinstance(second, Report)
    assert second.original is not None
    assert second.original.origin == "/list.json:7"
    assert json.loads(second.original.data) == RECORDS[1]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('[{"title": "A"}, {"title": "B"', 1, "delimiter"),
        ('[{"title": "A"},\n {"title": "B"}\n', 3, "closing bracket is missing"),
        ('[{"title": "A"} {"title": "B"}]', 1, "comma"),
        ('[{"title": "A"},\n\n {"title": NaN}]', 3, "NaN is not a number"),
    ],
)
def test_broken_list_is_refused_where_it_breaks(text: str, line: int, part: str) -> None:
    first, *_, refusal = sources.read(FORMAT, text.encode())
    assert isinstance(first, Report)
    assert isinstance(refusal, Refusal)
    assert part in refusal.reason
    assert refusal.line == line


def test_number_that_is_too_long_is_refused_with_its_line() -> None:
    text = f'[{{"title": "A"}},\n{{"title": "B", "body": {"9" * 10_000}}}]'
    _, refusal = sources.read(FORMAT, text.encode())
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "a number of more than 4,300 digits; write it as text"
    assert refusal.line == 2


def test_element_that_is_no_object_is_refused_and_the_next_read() -> None:
    refusal, report = sources.read(FORMAT, b'[1,\n {"title": "B"}]')
    assert isinstance(refusal, Refusal)
    assert isinstance(report, Report)


@given(st.lists(st.text(min_size=1, max_size=40), max_size=5), st.integers(1, 64))
def test_list_longer_than_the_window_is_read_whole(texts: list[str], size: int) -> None:
    values = [{"title": f"T{text}", "body": "x" * size} for text in texts]
    data = json.dumps(values).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive.importers.formats.json._CHUNK", 11)
        read = sources.read(FORMAT, data)
    assert len(read) == len(values)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for head in (b"[", b"{", b'[{"title": "T"}', b"\xff\xfe[\x00"):
        for record in sources.read(FORMAT, head + data):
            assert isinstance(record, Report | Refusal)
