"""What the index reports about a query is put into words, in both languages."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.messages import LANGUAGES, messages
from archive.wording import say_date, say_filters, say_note, say_query, say_text
from index.facets import FACETS
from index.query import Query
from index.results import UNDATED
from index.syntax.notes import Note, NoteKind
from index.syntax.parsed_query import ParsedQuery
from tests import engines

_NAMES = {"truong-thi-mai": "Trương Thị Mai", "dinh-khac-dinh": "Đinh Khắc Đính"}


def said(query: Query, language: str = "vi") -> str:
    return say_query(ParsedQuery.of(query), _NAMES, messages(language))


@pytest.mark.parametrize(
    ("query", "vietnamese", "english"),
    [
        (Query(), "mọi bài", "all reports"),
        (Query("OR"), "không có gì để tìm", "nothing to search for"),
        (Query("huế"), "huế", "huế"),
        (Query("hue"), "hue (dấu nào cũng được)", "hue (any diacritics)"),
        (Query("dân vận"), "dân vận", "dân vận"),
        (Query("dân vận", "all"), "đủ các từ: dân vận", "all of the words: dân vận"),
        (
            Query("dân vận khéo"),
            "phần lớn các từ: dân vận khéo",
            "most of the words: dân vận khéo",
        ),
        (Query("2/9"), "2/9", "2/9"),
        (
            Query("tuần 2 tháng 9"),
            "phần lớn các từ: tuần 2 tháng 9",
            "most of the words: tuần 2 tháng 9",
        ),
        (Query("ngày 2 tháng 9", "all"), "ngày 2 tháng 9", None),
        (Query("H7N9"), "H7N9", "H7N9"),
        (Query("44.000 đồng"), "44.000 đồng", None),
        (Query("Mát-xcơ-va", "any"), "Mát-xcơ-va (dấu nào cũng được)", None),
        (
            Query("lũ Tân Gia Bạ", "all"),
            "đủ các từ: lũ Tân Gia Bạ (Gia: dấu nào cũng được)",
            None,
        ),
        (
            Query("dan van", "any"),
            "đủ tiếng, không cần liền nhau: dan van (dấu nào cũng được)",
            "all syllables, anywhere: dan van (any diacritics)",
        ),
        (
            Query("công an"),
            "công an (công: thanh nào cũng được; an: dấu nào cũng được)",
            "công an (công: any tone; an: any diacritics)",
        ),
        (
            Query("nguyễn xuan phuc"),
            "phần lớn các từ: nguyễn xuan phuc (xuan, phuc: dấu nào cũng được)",
            None,
        ),
        (Query("đuong"), "đuong (thêm dấu nào cũng được)", "đuong (any further diacritics)"),
        (Query("=dan"), "dan (đúng dấu)", "dan (exact diacritics)"),
        (
            Query('dân vận -"hội nghị"', "all", since="2017", until="2018"),
            "đủ các từ: dân vận · không có: “hội nghị” · đăng từ năm 2017 đến hết năm 2018",
            "all of the words: dân vận · without: “hội nghị” · published from 2017 to 2018",
        ),
        (Query("-lũ +huế"), "bắt buộc: huế · không có: lũ", "required: huế · without: lũ"),
        (Query('"dân vận"~3'), "“dân vận” (cách nhau tối đa 3 từ)", None),
        (Query("lũ NEAR/5 huế"), "lũ gần huế (cách nhau tối đa 5 từ)", None),
        (Query("lũ OR (huế -bão)"), "lũ hoặc (huế, không có: bão)", "lũ or (huế, without: bão)"),
        (Query("tiêu_đề:huế"), "trong tiêu đề: huế", "in the title: huế"),
        (Query("mục:huế nguồn:A"), "chuyên mục: huế · báo: A", "section: huế · newspaper: A"),
        (Query("mã:vntc:KD_(446)"), "mã bài: vntc:KD_(446)", "identifier: vntc:KD_(446)"),
        (Query("ngày:2018"), "đăng trong năm 2018", "published in 2018"),
        (Query("ngày:10/1/2018"), "đăng ngày 10/1/2018", "published on 10 Jan 2018"),
        (Query("-ngày:2018"), "trừ: đăng trong năm 2018", "except: published in 2018"),
        (Query("-mục:huế"), "trừ: chuyên mục: huế", "except: section: huế"),
        (Query("-tiêu_đề:lũ"), "trong tiêu đề không có: lũ", "in the title, without: lũ"),
        (
            Query("ngày:đến 10/1/2018"),
            "đăng đến hết ngày 10/1/2018",
            "published on or before 10 Jan 2018",
        ),
        (Query("ngày:2/9"), "đăng ngày 2/9 của mọi năm", "published on 2 September of any year"),
        (
            Query("ngày:8-9/3"),
            "đăng từ 8/3 đến 9/3 của mọi năm",
            "published from 8 March to 9 March of any year",
        ),
        (Query("ngày:trước 1975"), "đăng đến hết năm 1974", "published up to the end of 1974"),
        (Query("date:undated"), "không rõ ngày đăng", "without a date of publication"),
        (Query(since="2018-01-10"), "đăng từ 10/1/2018", "published since 10 Jan 2018"),
        (
            Query().choosing("date", "2018-01", UNDATED).choosing("section", "A › B", "C"),
            "thời gian: tháng 1/2018 hoặc không rõ ngày · chuyên mục: A › B hoặc C",
            None,
        ),
        (
            Query().choosing("person", *_NAMES).choosing("source", "A", "B", mode="not"),
            "nhân vật: Trương Thị Mai và Đinh Khắc Đính · trừ báo: A hoặc B",
            "person: Trương Thị Mai and Đinh Khắc Đính · except newspaper: A or B",
        ),
    ],
)
def test_query_is_said_back(query: Query, vietnamese: str, english: str | None) -> None:
    assert said(query) == vietnamese
    if english is not None:
        assert said(query, "en") == english


def test_person_that_was_looked_up_is_said_by_name() -> None:
    parsed = ParsedQuery.of(Query("nhân_vật:mai"))
    one = parsed.resolve("person", lambda name: ["truong-thi-mai"])
    assert say_query(one, _NAMES, messages("vi")) == "nhân vật: Trương Thị Mai"
    several = parsed.resolve("person", lambda name: [*_NAMES])
    assert say_query(several, _NAMES, messages("vi")) == "nhân vật: mai"


def test_words_and_filters_are_said_apart() -> None:
    parsed = ParsedQuery.of(Query("huế", since="2018").choosing("source", "Báo A"))
    assert say_text(parsed, {}, messages("vi")) == "huế"
    assert [*say_filters(parsed, {}, messages("vi"))] == ["đăng từ năm 2018", "báo: Báo A"]
    assert say_text(ParsedQuery.of(Query(since="2018")), {}, messages("vi")) == "mọi bài"


def test_text_that_is_no_date_is_said_as_it_stands() -> None:
    assert say_date("sometime", messages("vi")) == "sometime"


_DETAILS = {
    "wildcard": ("ch*", "200"),
    "spellings": ("bệnh", "bịnh"),
    "names": ("Mỹ", "Hoa Kỳ"),
    "field": ("mục", "xã", 'mục:"xã hội"'),
    "encoding": ("x", "Chính phủ"),
    "former_title": ("Dân", "", "1985", "Huế ngày nay", "Bình Trị Thiên"),
    "no_reports": ("TTH", "Huế ngày nay"),
}
_LIMITS = ("cut", "words", "phrase", "depth", "distance", "near", "wildcards", "variants")


@pytest.mark.parametrize("kind", [kind for kind in get_args(NoteKind) if kind != "no_value"])
def test_every_kind_of_note_has_words_of_its_own(kind: NoteKind) -> None:
    details = ("2000",) if kind in _LIMITS else _DETAILS.get(kind, ("x",))
    vietnamese = say_note(Note(kind, details), messages("vi"))
    assert vietnamese
    assert vietnamese != say_note(Note(kind, details), messages("en"))
    assert all(detail in vietnamese or detail == "2000" for detail in details if kind in _DETAILS)


def test_note_quotes_a_number_that_was_typed_whatever_its_length() -> None:
    typed = "9" * 40
    assert say_note(Note("date", (typed,)), messages("en")) == f"“{typed}” is not a date"


def test_other_spellings_are_said_word_by_word() -> None:
    note = Note("spellings", ("bệnh", "bịnh", "nhân tính", "nhơn tánh, nhân tánh"))
    assert say_note(note, messages("vi")) == (
        "tìm cả cách viết khác: bệnh – bịnh; nhân tính – nhơn tánh, nhân tánh; "
        "gõ dấu = trước từ để chỉ tìm đúng như đã gõ"
    )


def test_old_encodings_are_named() -> None:
    tcvn3, twice = (Note("encoding", (name, "Huế")) for name in ("tcvn3", "double-utf-8"))
    assert say_note(tcvn3, messages("vi")) == "hình như đây là chữ TCVN3 (ABC): “Huế”"
    assert say_note(twice, messages("en")) == (
        "this looks like Unicode text that was encoded twice: “Huế”"
    )


@pytest.mark.parametrize("field", [*(name for name in FACETS if name != "date"), "identifier"])
def test_missing_value_is_named_after_its_facet(field: str) -> None:
    for language in LANGUAGES:
        assert "“Huế”" in say_note(Note("no_value", (field, "Huế")), messages(language))
    assert say_note(Note("no_value", ("source", "A")), messages("vi")) == (
        "không có báo nào tên “A”"
    )


def test_limits_are_numbers_of_the_language() -> None:
    note = Note("cut", ("2000",))
    assert "2.000" in say_note(note, messages("vi"))
    assert "2,000" in say_note(note, messages("en"))


@given(engines.queries | st.builds(Query, text=st.text(max_size=80)))
def test_any_query_can_be_said(query: Query) -> None:
    assert said(query)
    assert said(query, "en")
