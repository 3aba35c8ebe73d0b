"""Suggestions, made from the statistics of an index."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.display.restoration import restore
from index.display.suggestions import suggest, without_diacritics
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.searching import snapshot
from index.language.synonyms import read_synonyms
from index.planning.clauses import Statistics
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery
from index.syntax.parser import parse
from index.syntax.tree import Word
from tests import engines
from tests.reference import ReferenceEngine

_TEXTS = (
    "công tác dân vận khéo ở Huế",
    "hội nghị dân vận của Đảng",
    "người dân vẫn tin",
    "tiếng Việt giàu đẹp, bản đồ Việt Nam",
    "bán đồ cũ, bản đồ mới, bản đồ xưa",
    "Thủ tướng Chính phủ Nguyễn Xuân Phúc",
    "ông Trump nói",
    "công an thành phố; công an tỉnh; làm công ăn lương",
    "khong co gi moi, khong co gi la",
    "sông Đà lạt về phía Mỹ Tho; cây mì, nước mì; nước Mỹ; alat",
    "nêu lí do",
    "lý do; lý do khác",
    "một lý do",
    "từ trung ương đến tỉnh, từ tỉnh đến xã",
    "bệnh viện Phụ Sản",
    "một bênh viện",
)


def offered(typed: str, statistics: Statistics) -> list[str]:
    """The texts of the queries that are suggested for a text."""
    return [other.query.text for other in suggest(Query(typed), statistics)]


def plain(typed: str) -> str:
    """The text without diacritics."""
    return without_diacritics(Query(typed)).query.text


@pytest.fixture(scope="module")
def statistics() -> Statistics:
    """The statistics of a few reports."""
    engine = ReferenceEngine()
    engine.add(Report(str(number), body=text) for number, text in enumerate(_TEXTS))
    engine.commit(1)
    return engine.statistics()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dan van", ["dân vận", "dân vẫn"]),
        ("hoi nghi dan van", ["hội nghị dân vận"]),
        ("Thu tuong chinh phu", ["Thủ tướng chính phủ"]),
        ("NGUYEN XUAN PHUC", ["NGUYỄN XUÂN PHÚC"]),
        ("nguyễn xuan phuc", ["nguyễn xuân phúc"]),
        ("cong an", ["công an", "công ăn"]),
        ("tieengs vieejt", ["tiếng việt"]),
        ("tie61ng vie65t", ["tiếng việt"]),
        ("Tieesng Vieetj", ["Tiếng Việt"]),
        ("hue", ["huế"]),
        ("nuoc mi", ["nước mì", "nước mỹ"]),
        ("li do", ["lý do"]),
        ("dân vậm", ["dân vận", "dân vẫn"]),
        ("bàn đồ", ["bản đồ", "bán đồ"]),
        ("dan van TƯ", ["dân vận TƯ", "dân vẫn TƯ"]),
        ("tư", ["từ"]),
        ("bênh viện phụ sản", ["bệnh viện phụ sản"]),
        ("dan-van", ["dân-vận", "dân-vẫn"]),
        ('+huế "dan van" -tin', ['+huế "dân vận" -tin', '+huế "dân vẫn" -tin']),
        ("tiêu_đề:dan", ["tiêu_đề:dân"]),
        ("dan van -hoi", ["dân vận -hoi", "dân vẫn -hoi"]),
        ("dan van -(hoi nghi)", ["dân vận -(hoi nghi)", "dân vẫn -(hoi nghi)"]),
    ],
)
def test_what_was_meant_is_offered(typed: str, meant: list[str], statistics: Statistics) -> None:
    assert offered(typed, statistics) == meant


_AS_MEANT = ("", "dân vận", "trump", "huế", "=dan =van", "d?n", "mục:dan", "zzzz", "13/13", "👍")
_MARKED = ("không có gì", "không có gì zzqx")
_ABBREVIATIONS = ("TƯ", "BCH TƯ")
# Found in the other spelling of i and y, or apart.
_FOUND_OTHERWISE = ("nước mĩ", "Đàlạt")


@pytest.mark.parametrize(
    "typed", [*_AS_MEANT, *_MARKED, *_ABBREVIATIONS, *_FOUND_OTHERWISE, "va " * 13]
)
def test_nothing_is_offered_where_nothing_else_is_likelier(
    typed: str, statistics: Statistics
) -> None:
    assert offered(typed, statistics) == []


@pytest.mark.parametrize(
    ("typed", "free"),
    [
        ("dân vận", "dan van"),
        ("Đắc Lắc TP.HCM", "Dac Lac TP.HCM"),
        ('"dẫn vần"~3 -hội', '"dan van"~3 -hội'),
        ("tiêu_đề:(bến đá) mục:huế", "tiêu_đề:(ben da) chuyên_mục:huế"),
        ('bến NEAR/3 "đá đỏ"', '"ben" NEAR/3 "da do"'),
        ("=bến chín*", "ben chin*"),
        ("da\u0302n", "dan"),
        ("", ""),
        ("dan  van", "dan  van"),
        ("ngày:2018", "ngày:2018"),
    ],
)
def test_diacritics_go_but_for_those_of_excluded_words(typed: str, free: str) -> None:
    assert plain(typed) == free


@given(st.text(max_size=40) | engines.queries.map(lambda query: query.text))
def test_query_without_diacritics_finds_no_less(typed: str) -> None:
    engine = ReferenceEngine()
    engine.add(Report(str(number), body=text) for number, text in enumerate(_TEXTS))
    engine.commit(1)
    assert plain(plain(typed)) == plain(typed)
    names = [
        {hit.identifier for hit in engine.scan(Query(text, match="any"))}
        for text in (typed, plain(typed))
    ]
    assert names[0] <= names[1]


def test_misprints_of_what_is_common_are_not_offered() -> None:
    engine = ReferenceEngine()
    several = {"công an": 60, "công ăn": 2, "cổng an": 1, "ngập lụt": 60, "hà nội": 5, "ngáp": 1}
    texts = [text for text, count in several.items() for _ in range(count)]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered("cong an", engine.statistics()) == ["công an", "công ăn"]
    assert offered("ngap lut ha noi", engine.statistics()) == ["ngập lụt hà nội"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bans ddooj", ["bán độ"]),
        ("ban1 d9o65", ["bán độ"]),
        ("sex nghir", ["sẽ nghỉ"]),
        ("bans", ["bán"]),
        ("hair", []),
        ("bán hair", []),
        ("độ bans", []),
    ],
)
def test_word_that_few_reports_have_may_be_keystrokes(typed: str, meant: list[str]) -> None:
    engine = ReferenceEngine()
    several = {"bán độ": 60, "sẽ nghỉ": 60, "hải": 30, "bans": 2, "hair": 2, "sex": 3, "ban 1": 1}
    texts = [text for text, count in several.items() for _ in range(count)]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered(typed, engine.statistics()) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("le 2/9", ["lễ 2/9"]),
        ("le 2 9", ["lễ 2 9"]),
        ("gia 44.000 dong", ["giá 44.000 đồng"]),
        ("gia 44 000 dong", ["giá 44 000 đồng"]),
        ("2/9", []),
    ],
)
def test_numbers_stay_as_typed(typed: str, meant: list[str]) -> None:
    engine = ReferenceEngine()
    engine.add([Report("date", body="lễ 2/9"), Report("sum", body="giá 44.000 đồng")])
    engine.commit(1)
    assert offered(typed, engine.statistics()) == meant


@pytest.mark.parametrize(
    "typed",
    ["bịnh viện", "nhơn dân", "chánh phủ", "Cộng-hòa", "Mát-xcơ-va", "Oa-sinh-tơn", "oa-sinh-ton"],
)
def test_older_spelling_or_transcription_is_not_corrected(typed: str) -> None:
    engine = ReferenceEngine()
    texts = "bệnh viện; bình viên; nhân dân; nhờn dẫn; nhồn dân; chính phủ; chành phù; cộng hòa"
    texts += "; mát có và; oà sinh tồn; òa sinh tồn"
    engine.add([Report(text, body=text) for text in texts.split("; ")])
    engine.commit(1)
    assert offered(typed, engine.statistics()) == []


def test_name_of_the_archive_is_not_corrected() -> None:
    engine = ReferenceEngine()
    engine.add([Report("a", body="thăm bà nà"), Report("b", body="đến bà nà")])
    engine.commit(1)
    parsed = ParsedQuery.of(Query("ba-na"))
    own = read_synonyms("names\talso\tafter\tbefore\nBa-na, Bahnar\n", "own.tsv")
    assert suggest(parsed, engine.statistics()) != []
    assert suggest(replace(parsed, synonyms=own), engine.statistics()) == []


def test_whole_index_is_asked_for_words_that_its_sample_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_SAMPLED", 1)
    with closing(WhooshEngine(tmp_path)) as engine:
        engine.add([Report(f"a{number}", body="công an tỉnh") for number in range(40)])
        engine.commit(1)
        engine.add([Report("b", body="ông Kông An; công tính")])
        engine.commit(2)
        statistics = engine.statistics()
        assert statistics.sample().reports == 40
        assert offered("cong an", statistics) == ["công an"]
        # One letter from a word of the sample.
        assert offered("kong an", statistics) == ["kông an"]
        # The sample has both syllables, but not side by side.
        assert offered("cong tinh", statistics) == ["công tính"]


def test_no_more_is_offered_than_asked_for(statistics: Statistics) -> None:
    assert restore((Word("dan"), Word("van")), statistics, limit=1) == [(Word("dân"), Word("vận"))]


def test_likelier_spelling_is_read_from_the_neighbours(statistics: Statistics) -> None:
    assert offered("ban do cu", statistics)[0] == "bán đồ cũ"
    assert offered("ban do moi", statistics)[0] == "bản đồ mới"


@given(st.text(max_size=40) | engines.queries.map(lambda query: query.text))
@example("È¡")
def test_offers_can_be_searched_for_and_differ(typed: str) -> None:
    engine = ReferenceEngine()
    engine.add(Report(str(number), body=text) for number, text in enumerate(_TEXTS))
    engine.commit(1)
    for other in suggest(Query(typed), engine.statistics()):
        assert other.tree == parse(other.query.text).tree != parse(typed).tree


@pytest.mark.parametrize("typed", ["Thñ t\u00adíng ChÝnh phñ", "Thuû töôùng Chính phuû"])
def test_text_of_an_old_encoding_is_suggested_as_it_reads(
    typed: str, statistics: Statistics
) -> None:
    assert offered(typed, statistics)[0] == "Thủ tướng Chính phủ"


def test_foreign_word_is_offered_as_most_reports_write_it() -> None:
    engine = ReferenceEngine()
    texts = [*["giá bitcoin tăng"] * 20, *["vé World Cup"] * 20, "một bit, một coin", "mua vé"]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    known = engine.statistics()
    assert offered("giá bit coin", known)[0] == "giá bitcoin"
    assert offered("vé Worldcup", known)[0] == "vé World cup"
    assert offered("giá bitcoin", known) == []
    assert offered("-worldcup vé", known) == []


def test_number_beside_a_word_gives_it_no_other_diacritics() -> None:
    engine = ReferenceEngine()
    texts = ["họp chợ Đầm", "ngày 19/5 ra chợ", "xe chở 19 người"]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered("chợ 19/5", engine.statistics()) == []


def test_misprint_in_greek_letters_is_not_offered() -> None:
    engine = ReferenceEngine()
    texts = ["kẹt xe trên QL1A", "kẹt xe, đường QL1\u0391 kẹt xe"]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered("QL1A kẹt xe", engine.statistics()) == []


def test_word_that_was_typed_keeps_its_diacritics_among_others() -> None:
    engine = ReferenceEngine()
    texts = [*["tàu ra Vân Đồn"] * 12, "bán đất", "đất vẫn đón khách", *["mưa, nắng, gió"] * 60]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered("đất Vân Đồn", engine.statistics()) == []


def test_tones_that_are_often_confused_are_offered_though_some_report_confuses_them() -> None:
    engine = ReferenceEngine()
    texts = [*["bị nhiễm trùng"] * 20, "bị nhiểm trùng", "nghỉ lại", *["nghĩ lại"] * 3]
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    assert offered("nhiểm trùng", engine.statistics()) == ["nhiễm trùng"]
    assert offered("nghỉ lại", engine.statistics()) == []
