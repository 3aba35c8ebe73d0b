"""How a query was read is told back, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import Query
from index.results import UNDATED
from index.syntax.description import explain, explain_date
from tests import engines


@pytest.mark.parametrize(
    ("query", "vietnamese", "english"),
    [
        (Query(), "mọi bài", "all reports"),
        (Query("OR"), "không có gì để tìm", "nothing to look for"),
        (
            Query("👍", since="2018"),
            "không có gì để tìm · từ 2018",
            "nothing to look for · from 2018",
        ),
        (Query("ngày:31/02/2018"), "không có gì để tìm", "nothing to look for"),
        (Query("v?n"), "v?n", "v?n"),
        (Query("ch?nh chín*"), "phần lớn: ch?nh chín*", "most of: ch?nh chín*"),
        (Query("huế"), "huế", "huế"),
        (Query("hue"), "hue (mọi dấu)", "hue (any marks)"),
        (Query("dân vận"), "phần lớn: dân vận", "most of: dân vận"),
        (Query("dân vận", "all"), "tất cả: dân vận", "all of: dân vận"),
        (
            Query("dan van", "any"),
            "tất cả, ở bất kỳ đâu: dan van (mọi dấu)",
            "all of, anywhere: dan van (any marks)",
        ),
        (
            Query("nguyễn xuan phuc"),
            "phần lớn: nguyễn xuan phuc (xuan, phuc: mọi dấu)",
            "most of: nguyễn xuan phuc (xuan, phuc: any marks)",
        ),
        (
            Query("công an"),
            "phần lớn: công an (công: mọi dấu còn lại; an: mọi dấu)",
            "most of: công an (công: any further marks; an: any marks)",
        ),
        (Query("TƯ"), "TƯ", "TƯ"),
        (Query("tư"), "tư (mọi dấu còn lại)", "tư (any further marks)"),
        (
            Query("ban TƯ"),
            "phần lớn: ban TƯ (ban: mọi dấu)",
            "most of: ban TƯ (ban: any marks)",
        ),
        (
            Query("bộ công an"),
            "phần lớn: bộ công an (an: mọi dấu)",
            "most of: bộ công an (an: any marks)",
        ),
        (
            Query("nguyễn xuân phúc"),
            "phần lớn: nguyễn xuân phúc",
            "most of: nguyễn xuân phúc",
        ),
        (
            Query("nước đong"),
            "phần lớn: nước đong (đong: mọi dấu còn lại)",
            "most of: nước đong (đong: any further marks)",
        ),
        (
            Query("dan van", exact=True),
            "phần lớn: dan van (đúng dấu)",
            "most of: dan van (exact spelling)",
        ),
        (Query("=dan"), "dan (đúng dấu)", "dan (exact spelling)"),
        (Query("13/13"), "phần lớn: 13/13", "most of: 13/13"),
        (
            Query('dân vận -"hội nghị"', "all", since="2017", until="2018"),
            "tất cả: dân vận · không: “hội nghị” · từ 2017 đến 2018",
            "all of: dân vận · not: “hội nghị” · from 2017 to 2018",
        ),
        (Query("-lũ +huế"), "bắt buộc: huế · không: lũ", "required: huế · not: lũ"),
        (Query('"dân vận"~3'), "“dân vận” (cách nhau tối đa 3 từ)", None),
        (Query("lũ NEAR/5 huế"), "lũ gần huế (cách nhau tối đa 5 từ)", None),
        (Query("lũ OR (huế -bão)"), "lũ hoặc (huế, không: bão)", "lũ or (huế, not: bão)"),
        (Query("tiêu_đề:huế"), "trong tiêu đề: huế", "in the title: huế"),
        (Query("mục:huế tác_giả:phong"), "mục: huế · tác giả: phong", None),
        (Query("ngày:2018"), "trong 2018", "in 2018"),
        (Query("ngày:trước 1975"), "đến hết 1974", "to the end of 1974"),
        (Query("date:undated"), "không rõ ngày", "undated"),
        (Query(since="2018-01-10"), "từ 10/1/2018", "from 10 January 2018"),
        (
            Query().choosing("date", "2018-01", UNDATED).choosing("section", "A › B", "C"),
            "thời gian: tháng 1/2018 hoặc không rõ ngày · mục: A › B hoặc C",
            "date: January 2018 or undated · section: A › B or C",
        ),
    ],
)
def test_query_is_told_back(query: Query, vietnamese: str, english: str | None) -> None:
    assert explain(query) == vietnamese
    if english is not None:
        assert explain(query, "en") == english


def test_persons_are_told_by_name() -> None:
    query = Query("nhân_vật:truong-thi-mai").choosing("person", "dinh-khac-dinh")
    names = {"truong-thi-mai": "Trương Thị Mai", "dinh-khac-dinh": "Đinh Khắc Đính"}
    assert explain(query, name=names.__getitem__) == (
        "nhân vật: Trương Thị Mai · nhân vật: Đinh Khắc Đính"
    )


def test_what_is_no_date_is_told_as_it_stands() -> None:
    assert explain_date("sometime") == "sometime"


@given(engines.queries | st.builds(Query, text=st.text(max_size=80)))
def test_any_query_can_be_told(query: Query) -> None:
    assert explain(query)
    assert explain(query, "en")
