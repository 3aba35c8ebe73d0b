"""Dates, numbers and codes are searched as one, however newspapers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.display.snippets import highlight
from index.planning.clauses import Term
from index.planning.compounds import compound_at
from index.planning.plan import prepare
from index.query import Query
from index.report import Report
from index.syntax.notes import Note
from index.syntax.tree import Word
from tests.reference import ReferenceEngine

_TEXTS = {
    "sum": "Khu dân cư mới rao bán với giá 2,9 triệu đồng",
    "slash": "Bắn pháo hoa tối 2/9 tại ba điểm",
    "words": "Vườn hoa mở cửa từ ngày 2 tháng 9",
    "zeros": "Lễ mừng ngày 02/09 ở quảng trường",
    "hyphen": "Diễu hành sáng 2-9 ở thủ đô",
    "result": "Đội chủ nhà thắng 2-9 trên sân khách",
    "year": "Ông qua đời ngày 10/1/2018 ở quê nhà",
    "long": "Bà sinh ngày 10 tháng 1 năm 2018 ở quê nhà",
    "victory": "Đoàn xe vào thành phố ngày 30/4/1975",
    "short": "Ảnh chụp trưa 30/4/75 trước cổng",
    "phone": "Gọi số 0912.345.678 để đặt vé, giá 1.234,5 đồng",
    "numbers": "Các số 0912, 345 và 678; tổ 1 có 234 người, 5 xe",
    "dotted": "Thưởng 44.000 đồng cho mỗi người",
    "plain": "Thưởng 44000 đồng cho mỗi người",
    "twenty": "Thưởng 20.000 đồng cho mỗi người, 44 người vắng",
    "april": "Ngày 30 tháng 4 năm ấy mưa to",
    "fourth": "Ngày 30 tháng tư năm ấy nắng to",
    "all": "Đạt 13/13 chỉ tiêu, giá 13,13 triệu",
    "decimals": "Giá 13,13 triệu một tấn",
    "flu": "Cúm H5N1 lan rộng ở miền tây",
    "other": "Cúm H7N3 lan rộng, xe Hongqi H7 ra mắt, chín N9",
    "plate": "Biển số 02091-C-712 bị thu hồi",
    "week": "Vào tuần 2 tháng 9 lớp học mở cửa",
    "days": "Giải đấu diễn ra trong hai ngày 8-9/3",
    "first": "Hoa được bán nhiều ngày 8/3",
    "last": "Sáng 9 tháng 3 trời rét",
}


@pytest.fixture(scope="module")
def engine() -> ReferenceEngine:
    """An engine with a report for each text, and some others."""
    made = ReferenceEngine()
    made.add(Report(name, body=text) for name, text in _TEXTS.items())
    made.add(Report(f"~{number}", body="người nói rằng sẽ đang tháng") for number in range(60))
    made.commit(1)
    return made


def found(engine: ReferenceEngine, text: str, **more: object) -> set[str]:
    """Return the names of the hits of a query."""
    return {hit.identifier for hit in engine.search(Query(text, **more), limit=100).hits}


_SECOND_OF_SEPTEMBER = {"slash", "words", "zeros", "hyphen", "week"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2/9", _SECOND_OF_SEPTEMBER),
        ("02/09", _SECOND_OF_SEPTEMBER),
        ('"2/9"', _SECOND_OF_SEPTEMBER),
        ("ngày 2/9", _SECOND_OF_SEPTEMBER),
        ("ngày 2-9", _SECOND_OF_SEPTEMBER),
        ("ngày 2 tháng 9", _SECOND_OF_SEPTEMBER),
        ("2 thang 9", _SECOND_OF_SEPTEMBER),
        ("2,9", {"sum"}),
        ("2-9", {"result", *_SECOND_OF_SEPTEMBER}),
        ("2.9", {"sum", *_SECOND_OF_SEPTEMBER}),
        ("10/1/2018", {"year", "long"}),
        ("10-1-2018", {"year", "long"}),
        ("ngày 10 tháng 1 năm 2018", {"year", "long"}),
        ("1/2018", {"year", "long"}),
        ("8-9/3", {"days", "first", "last"}),
        ("ngày 8-9 tháng 3", {"days", "first", "last"}),
        ('"8-9/3"', {"days", "first", "last"}),
        ("8/3-9/3", {"days", "first", "last"}),
        ("9-8/3", set()),
        ("30/4", {"april", "fourth", "victory", "short"}),
        ("30 tháng tư", {"april", "fourth", "victory", "short"}),
        ("30/4/75", {"victory", "short"}),
        ("30/4/1975", {"victory"}),
        ("0912.345.678", {"phone"}),
        ("1.234,5", {"phone"}),
        ("1-2-3", set()),
        ("13/13", {"all"}),
        ("44000", {"dotted", "plain"}),
        ("44.000", {"dotted", "plain"}),
        ('"44.000 đồng"', {"dotted", "plain"}),
        ('"44000 đồng"', {"dotted", "plain"}),
        ("H5N1", {"flu"}),
        ("h5n1", {"flu"}),
        ("02091-C-712", {"plate"}),
        ("H7N9", set()),
    ],
)
@pytest.mark.parametrize("match", ["most", "all", "any"])
def test_compound_is_found_as_a_whole(
    engine: ReferenceEngine, typed: str, match: str, expected: set[str]
) -> None:
    assert found(engine, typed, match=match) == expected


def test_other_ways_to_write_a_date_are_off_where_spelling_is_exact(
    engine: ReferenceEngine,
) -> None:
    assert found(engine, "=2/9") == _SECOND_OF_SEPTEMBER - {"words", "week"}
    assert found(engine, "=44000") == {"plain"}


def test_code_that_no_report_has_is_noted_beside_other_words(engine: ReferenceEngine) -> None:
    query = Query("cúm H7N9")
    assert Note("unknown", ("H7N9",)) in engine.prepare(query).notes
    assert found(engine, query.text) == {"flu", "other"}


def test_numbers_alone_find_those_in_dates_and_decimals(engine: ReferenceEngine) -> None:
    nines = {"sum", "slash", "words", "hyphen", "week", "days", "last", "result", "other"}
    assert found(engine, "9") == nines
    assert found(engine, "=2018") == {"year", "long"}
    assert found(engine, '"2 9"') == {"sum", "slash", "hyphen", "result"}


def test_date_among_words_weighs_as_one_of_them(engine: ReferenceEngine) -> None:
    prepared = prepare(Query("pháo hoa 2/9"), engine.statistics())
    assert len(prepared.plan.match.weights) == 2 * 3 + 1  # three parts, their heads, «pháo hoa»


@pytest.mark.parametrize(
    ("typed", "text", "highlighted"),
    [
        ('"44.000"', "20.000 hay 44.000 và 44000", ["44.000", "44000"]),
        ("2/9", "tối 2/9, giá 2,9, ngày 2 tháng 9", ["2/9", "2 tháng 9"]),
        ("H5N1", "H5N1, H5 và N1", ["H5N1"]),
    ],
)
def test_compound_is_highlighted_as_a_whole(
    engine: ReferenceEngine, typed: str, text: str, highlighted: list[str]
) -> None:
    leaves = engine.prepare(Query(typed)).leaves
    assert [text[start:end] for start, end in highlight(text, leaves)] == highlighted


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("tuần 2 tháng 9", 1),
        ("tuan 2 thang 9", 1),
        ("khoá 2 tháng 9", 1),
        ("kỳ họp lần 2 tháng 9", 3),
        ("trẻ 2 tháng 9 ngày tuổi", 1),
        ("lương 2 tháng 9 triệu", 1),
    ],
)
def test_numbers_that_count_something_else_are_no_date(typed: str, at: int) -> None:
    assert compound_at([*map(Word, typed.split())], at, Term) is None


@pytest.mark.parametrize("typed", ["lễ 2 tháng 9", "huế 2 tháng 9 này", "ngày 2 tháng 9 ngày lễ"])
def test_day_after_another_noun_is_a_date(typed: str) -> None:
    words = [*map(Word, typed.split())]
    found = (compound_at(words, at, Term) for at in range(len(words)))
    assert [each.terms[-1].folds for each in found if each] == [("09", "9")]


def test_number_of_a_house_is_no_date(engine: ReferenceEngine) -> None:
    assert found(engine, '"ngõ 2/9"') == set()
    compound = compound_at([Word("ngõ"), Word("2/9")], 1, Term)
    assert compound is not None
    assert not compound.others


@pytest.mark.parametrize("typed", ["2018", "ban1", "d9o65", "Covid-19", "TP.HCM", "007"])
def test_other_words_are_no_compounds(typed: str) -> None:
    assert compound_at([Word(typed)], 0, None) is None


@given(st.lists(st.text("2/9.,-aH "), min_size=1, max_size=5).map(lambda each: [*map(Word, each)]))
def test_any_words_have_compounds_or_none(words: list[Word]) -> None:
    compound = compound_at(words, 0, lambda key: key)
    assert compound is None or 1 <= compound.words <= len(words)
