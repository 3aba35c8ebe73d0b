"""Queries become plans: what is a hit, in which order, and that each weight has its effect."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.display.snippets import highlight
from index.language import analysis
from index.language.lattice import accepts
from index.language.spelling import key, variants
from index.planning import clauses, score_weights, text_clauses, threshold, weights
from index.planning import plan as planning
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Every,
    Has,
    Most,
    Not,
    Plan,
    Term,
    TermSequence,
    Valued,
)
from index.planning.plan import Expansions, plan, plan_to_count, prepare
from index.planning.weights import GRAIN, idf, rounded, wordness
from index.query import Match, Query, Sort
from index.report import Report
from index.results import UNDATED
from index.syntax.lexer import MAX_WORDS
from index.syntax.notes import Note
from tests.reference import ReferenceEngine

# Words that stand anywhere, so that those of the tests are as rare as in an archive.
_COMMON = "một hai ba bốn năm sáu bảy tám chín mười ngày tháng người nói rằng sẽ đang"
_FILLER = _COMMON.split()


def engine_of(texts: Iterable[str | Report], filler: int = 60) -> ReferenceEngine:
    """An engine with reports of these bodies, named a, b, c …, among others of filler only."""
    engine = ReferenceEngine()
    names = iter("abcdefghijklmnopqrstuvwxyz")
    engine.add(
        text if isinstance(text, Report) else Report(next(names), body=text) for text in texts
    )
    engine.add(
        Report(f"~{number}", body=" ".join(_FILLER[number % 7 :] + _FILLER[: number % 5]))
        for number in range(filler)
    )
    engine.commit(1)
    return engine


def found(engine: ReferenceEngine, text: str, **more: object) -> str:
    """The names of the hits in order, run together."""
    return "".join(hit.identifier for hit in engine.search(Query(text, **more)).hits)


def listed(bodies: Iterable[str], text: str, filler: int = 60) -> int:
    """The number of hits among reports of these bodies."""
    reports = [Report(f"{number}", body=body) for number, body in enumerate(bodies)]
    return engine_of(reports, filler).search(Query(text), limit=1).total


# The lattice of marks (guide cases 14–17)


@pytest.mark.parametrize(
    ("typed", "texts", "expected"),
    [
        ("duong", ["đường", "dân", "dương", "đuông", "dượng"], "acde"),
        ("đuong", ["đường", "đương", "đuông", "dương", "dường"], "abc"),
        ("đường", ["đường", "đương", "đưởng", "dường"], "a"),
        ("bàn", ["bàn", "bần", "ban", "bản"], "a"),
        ("dan van", ["dân vận", "dẫn vần", "dàn vân", "vận dân"], "abc"),
        ("dân vận", ["dân vận", "dẫn vần", "dẫn vận", "dàn vân", "đan vận"], "a"),
        ("Nguyên Van", ["Nguyễn Văn", "Nguyên Vân", "Nguyen Van"], "ab"),
        ("nguyễn xuan phuc", ["Nguyễn Xuân Phúc", "Nguyên Xuân Phúc", "Nguyễn Xuân Phục"], "ac"),
        ("bộ công an", ["bộ công an", "bộ công án", "bộ cộng an"], "ab"),
        ("công an", ["công án", "cộng án", "cong an"], "ab"),
        ("hoà", ["hòa", "hoà", "hoá", "họa"], "ab"),
        ("da\u0302n va\u0323\u0302n", ["dân vận", "dẫn vần"], "a"),
        ("DÂN VẬN", ["dân vận", "dẫn vần"], "a"),
    ],
)
def test_typed_diacritics_must_match_and_others_may_be_any(
    typed: str, texts: list[str], expected: str
) -> None:
    engine = engine_of(texts)
    assert "".join(sorted(found(engine, f'"{typed}"'))) == expected
    assert set(expected) <= set(found(engine, typed))


_KNOWN = "duong đuong đường dương đương đuông duống dượng kỹ kĩ ky kí mỹ hòa hoà hoa hoá ý y í"
_SYLLABLES = st.sampled_from(_KNOWN.split())


@given(_SYLLABLES, st.sets(_SYLLABLES, min_size=1))
def test_one_syllable_finds_what_the_lattice_accepts(typed: str, known: set[str]) -> None:
    engine = ReferenceEngine()
    engine.add(Report(each, body=each) for each in known)
    engine.commit(1)
    expected = {
        each
        for each in known
        if any(accepts(meant, each) for meant in (key(typed), *variants(key(typed))))
    }
    assert {hit.identifier for hit in engine.search(Query(typed), limit=99).hits} == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("dan", exact=True), "b"),
        (Query("=dan"), "b"),
        (Query('="dan van"'), "b"),
        (Query("dân", exact=True), "a"),
        (Query("kỹ", exact=True), "c"),
    ],
)
def test_exact_spelling_frees_nothing(query: Query, expected: str) -> None:
    engine = engine_of(["dân vận", "dan van", "kỹ", "kĩ"])
    assert "".join(hit.identifier for hit in engine.search(query).hits) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("=UBND", "a"), ("=UBND huế", "a"), ('="Sài Gòn"', "c"), ("=Sàigòn", "d")],
)
def test_word_meant_as_typed_is_not_said_in_another_way(typed: str, expected: str) -> None:
    engine = engine_of(["UBND huế", "ủy ban nhân dân huế", "Sài Gòn", "Sàigòn"])
    assert "".join(sorted(found(engine, typed, match="all"))) == expected


# Spellings that meet (guide cases 9, 10, 13)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kĩ sư", "ab"), ("kỹ sư", "ab"), ("ki su", "ab"),
        ("Sài Gòn", "cde"), ("Sàigòn", "cde"), ("Sài-gòn", "cde"), ("sai gon", "cde"),
        ('"Sài Gòn"', "cde"), ('"saigon"', "cde"), ("Hà Nội", "f"), ("hanoi", "f"),
        ("UBND tỉnh", "gh"), ("ủy ban nhân dân tỉnh", "gh"), ('"uy ban nhan dan tinh"', "gh"),
        ('"UBND tỉnh"', "gh"), ("Trung ương", "ij"), ("T.Ư", "ij"), ("TP.HCM", "kl"),
        ("thành phố Hồ Chí Minh", "kl"), ("13/13", "m"), ("13", "m"), ("G20", "n"), ("U.23", "o"),
        ("U23", "o"), ("Covid-19", "p"), ("covid", "p"), ("1.000.000", "q"), ("H'Hen Niê", "r"),
        ("niê", "r"), ("Park Hang-seo", "s"), ("hang seo", "s"), ("ở", "t"), ("ý", "u"),
        ("Đắk Lắk", "vwxy"), ("dak lak", "vwxy"), ("daklak", "vwxy"), ('"Đắk Lắk"', "vwxy"),
        ("Đắk\u00adLắk", "vwxy"), ("Đắk \u00ad Lắk", "vwxy"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_meet(typed: str, expected: str) -> None:
    engine = engine_of(
        [
            "kỹ sư", "kĩ sư", "Sài-gòn", "Sàigòn", "Sài Gòn", "Hà-nội", "UBND tỉnh",
            "Uỷ ban nhân dân tỉnh", "Ban Bí thư Trung ương", "Ban Bí thư T.Ư", "TP.HCM",
            "thành phố Hồ Chí Minh", "13/13 chỉ tiêu", "hội nghị G20", "đội U.23", "dịch Covid-19",
            "1.000.000 đồng", "H'Hen Niê", "Park Hang-seo", "ở", "ý", "Đắk Lắk", "Đắk\u00adLắk",
            "Đắk \u00ad Lắk", "Đắklắk",
        ]
    )  # fmt: skip
    assert "".join(sorted(found(engine, typed))) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((typed, "ab") for typed in ("M'Đrắk", "M’Đrắk", "M`Đrắk", "M Đrắk", "MĐrắk", "mdrak")),
        *((typed, "cd") for typed in ("H'Mông", "Hmông", "hmong", '"người H’Mông"')),
        *((typed, "efg") for typed in ("Cư M'gar", "Cư Mgar", "cu mgar", "Cưmgar", '"Cư M’gar"')),
        *((typed, "hi") for typed in ("R'Lấp", "RLấp", "rlap")),
        *((typed, "jkl") for typed in ("Ea H'leo", "Ea Hleo", "Eahleo", "eahleo")),
        *((typed, "mn") for typed in ("K'Dang", "KDang", "k'dang")),
    ],
)
def test_name_is_found_with_another_apostrophe_or_none(typed: str, expected: str) -> None:
    engine = engine_of(
        ["huyện M'Đrắk", "huyện Mdrak", "người H'Mông", "người Hmông", "ở Cư M'gar", "ở Cư Mgar",
         "ở Cưmgar", "sông R’Lấp", "sông Rlấp", "rừng Ea H'leo", "rừng Ea Hleo", "rừng Eahleo",
         "xã KDang", "xã K'Dang"]
    )  # fmt: skip
    assert "".join(sorted(found(engine, typed))) == expected


@pytest.mark.parametrize("typed", ["Ea H'leo", "Ea Hleo", "Eahleo", "ea h'leo"])
def test_part_of_a_name_of_the_highlands_is_no_hit(typed: str) -> None:
    engine = engine_of(["Ea H'leo", "Ea Hleo", "Eahleo", "Ea H'Ring", "leo đèo Ea", "H'leo Ea"])
    assert "".join(sorted(found(engine, typed))) == "abc"
    assert "".join(sorted(found(engine, f"xã {typed}"))) == "abc"


@pytest.mark.parametrize("typed", ["Đắk Lắk", "Đăk Lăk", "Đắc Lắc", "dac lac", "dak lak"])
def test_place_is_found_under_its_former_names(typed: str) -> None:
    engine = engine_of(["Đắk Lắk", "tỉnh Đăk Lăk", "Đắc Lắc xưa", "lắc đắc"])
    assert sorted(found(engine, typed)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("chính phủ", "ab"),
        ("chánh phủ", "ba"),
        ('"chánh phủ"', "ba"),
        ("chanh phu", "ba"),
        ('="chánh phủ"', "b"),
        ("=chính =phủ", "a"),
        ("bịnh viện", "ed"),
        ("bịnh", "ed"),
        ("=bịnh", "e"),
        ('"nhơn dân và chánh phủ mới"', "f"),
        ('+"nhân dân" -"chánh phủ"', ""),
        ('"Nguyễn Văn Chánh"', "g"),
        ('"Nguyễn Văn Chính"', "h"),
        ("Họp-Chánh-Phủ", "ba"),
    ],
)
def test_older_spelling_is_found_after_the_one_typed(typed: str, expected: str) -> None:
    engine = engine_of(
        ["họp chính phủ", "họp chánh phủ", "chánh án phủ nhận", "bệnh viện", "bịnh viện",
         "nhân dân và chính phủ mới", "ông Nguyễn Văn Chánh", "ông Nguyễn Văn Chính"]
    )  # fmt: skip
    assert "".join(each for each in ordered(engine, typed) if each in expected) == expected
    assert set(found(engine, typed)) - set("f") <= set(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("dzũng", "ba"),
        ("Dũng", "ab"),
        ("dung", "abde"),
        ("dzung", "b"),
        ('"ông Dzũng"', "ba"),
        ("=dzũng", "b"),
        ("=Dũng", "a"),
        ("đúng", "d"),
        ("Dzhokhar", "c"),
    ],
)
def test_initial_dz_meets_d_and_ranks_below_it(typed: str, expected: str) -> None:
    engine = engine_of(["ông Dũng", "ông Dzũng", "anh Dzhokhar", "nói đúng", "dùng nước"])
    assert sorted(found(engine, typed)) == sorted(expected)
    if not typed.isascii():
        assert "".join(ordered(engine, typed)) == expected


def test_initial_that_is_searched_otherwise_is_noted() -> None:
    engine = engine_of(["ông Dũng", "ông Dzũng", "nói đúng"])
    for typed, other in (("dzũng", "dũng"), ("Dũng", "dzũng")):
        notes = prepare(Query(typed), engine.statistics()).notes
        assert notes == (Note("spellings", (typed, other)),)
    assert prepare(Query("dung"), engine.statistics()).notes == ()
    assert prepare(Query("=dzũng nói"), engine.statistics()).notes == ()


def test_other_spellings_that_are_searched_are_noted() -> None:
    engine = engine_of(["chính phủ họp", "chánh phủ họp", "bịnh nhân", "sanh viên"])
    assert prepare(Query("bệnh nhân, chính phủ"), engine.statistics()).notes == (
        Note("spellings", ("bệnh", "bịnh", "chính phủ", "chánh phủ")),
    )
    assert prepare(Query('="chính phủ" chánh'), engine.statistics()).notes == ()


@pytest.mark.parametrize(
    ("frequent", "rare"),
    [("bệnh", "bịnh"), ("chính phủ", "chánh phủ"), ("Dũng", "dzũng"), ("bóng đá", "túc cầu")],
)
def test_rare_spelling_is_searched_but_noted_only_if_it_was_typed(frequent: str, rare: str) -> None:
    engine = engine_of([f"{rare} xưa", *[f"nay {frequent}"] * 21])
    assert found(engine, f'"{frequent} xưa"') == "a"
    assert prepare(Query(frequent), engine.statistics()).notes == ()
    (note,) = prepare(Query(rare), engine.statistics()).notes
    assert note.details == (rare, frequent.lower())


def test_spelling_that_no_report_has_changes_nothing() -> None:
    engine = engine_of(["con tàu", "nhà dân"])
    scored = {score.leaf for score in plan(Query("tàu vào"), engine.statistics()).scores}
    assert Term(keys=("tàu",)) in scored
    assert not any("tầu" in str(leaf) for leaf in scored)


def test_word_without_diacritics_is_an_older_spelling_only_where_it_is_nothing_else() -> None:
    places = engine_of(["ở Quy Nhơn", "gặp quý nhân", "bởi quý nhân phù trợ"])
    assert found(places, "quy nhon") == found(places, "Quy Nhơn") == "a"
    assert sorted(found(engine_of(["gặp quý nhân"]), "quy nhon")) == ["a"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("TƯ", "abc"),
        ("bi thu TƯ", "ac"),
        ("BCH TƯ", "c"),
        ('"bí thư TƯ"', "ac"),
        ("Tư", "bcde"),
        ("TU", "abcde"),
        ("ĐẦU TƯ", "b"),
    ],
)
def test_abbreviation_in_capitals_is_not_the_syllable(typed: str, expected: str) -> None:
    engine = engine_of(["bí thư trung ương", "đầu tư", "bch bí thư TƯ", "từ đầu", "tử sĩ"])
    assert "".join(sorted(found(engine, typed, match="any"))) == expected


def test_abbreviation_that_looks_like_a_common_word_does_not_rank_by_it() -> None:
    engine = engine_of(["tư tư tư tư", *["tư"] * 10, "họp trung ương"], filler=40)
    assert ordered(engine, "TƯ")[0] == "l"


# What a hit is


def test_word_does_not_drown_in_its_syllables() -> None:
    apart = [Report(f"~bản{n}", body="bản tin") for n in range(20)]
    apart += [Report(f"~đồ{n}", body="đồ gỗ") for n in range(20)]
    scattered = ["đồ cũ trong bản", "bản tin về đồ gỗ"]
    engine = engine_of([*scattered, "xem bản đồ", "bản đồ mới", "vẽ bản đồ", *apart], filler=200)
    assert sorted(found(engine, "bản đồ")) == ["c", "d", "e"]
    assert sorted(found(engine, "ban do")) == ["c", "d", "e"]
    assert sorted(found(engine, "bản đồ", match="all")) == ["c", "d", "e"]
    assert sorted(found(engine, "bản đồ", match="any")) == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("typed", ["thừa thiên", "thua thien", "Thừa-Thiên"])
def test_two_syllables_that_are_one_word_are_that_word(typed: str) -> None:
    once = ["thừa thiên", "thừa", "thiên", "thiên một hai ba thừa", "thừa thiên huế"]
    engine = engine_of(once, filler=200)
    assert sorted(found(engine, typed)) == ["a", "e"]


def test_two_words_that_met_once_are_two() -> None:
    pets = ["mèo, chó", *["mèo"] * 15, *["chó"] * 15, "chó hay mèo"]
    assert listed(pets, "mèo chó") == 2
    assert listed([*pets, *["mèo chó"] * 9], "mèo chó") == 10


@pytest.mark.parametrize("typed", ["manchester arsenal", "arsenal việt"])
def test_foreign_words_are_two_however_often_they_meet(typed: str) -> None:
    names = [typed, "đấu với"] * 12 + typed.split() * 60 + [" đá ".join(typed.split())]
    assert listed(names, typed) == 13


def test_foreign_words_that_are_hardly_apart_are_one() -> None:
    assert listed([*["new york"] * 12, *["new"] * 60, "york", "york mới new"], "new york") == 12


def test_two_words_are_excluded_where_both_stand() -> None:
    pets = ["mèo, chó", *["mèo"] * 9, *["chó"] * 12, "chó hay mèo", "mèo con"]
    assert listed(pets, "mèo NOT mèo chó") == 10


def test_of_two_common_words_a_hit_has_both() -> None:
    both = ["gia đình có mâu thuẫn", "mâu thuẫn gia đình"]
    texts = [*both, *["gia đình"] * 12, *["mâu thuẫn"] * 12, *["gia thuẫn mâu đình"] * 3]
    assert listed(texts, "mâu thuẫn gia đình") == 2
    assert listed(texts, "mau thuan gia dinh") == 2
    assert listed([*both, *["gia đình"] * 12], "mâu thuẫn gia đình", filler=400) == 14


def test_syllable_belongs_to_one_word_only() -> None:
    texts = ["mức học phí của đại học", *["học phí"] * 9, *["đại học"] * 9, *["phí đại"] * 9]
    for text in ("học phí đại học", "hoc phi dai hoc"):
        assert listed(texts, f"+({text})") == 1


def weights_of(typed: str, text: str) -> dict[Clause, float]:
    """The weights of the clauses of which a hit has most."""
    most = plan(Query(typed), engine_of([text]).statistics()).match
    assert isinstance(most, Most)
    return dict(zip(most.clauses, most.weights, strict=True))


def test_syllable_typed_twice_weighs_once() -> None:
    weights = weights_of("lũ bão lũ gió mưa", "lũ bão gió mưa")
    assert weights[Has(Term(keys=("lũ",)))] == weights[Has(Term(keys=("bão",)))]


def test_syllables_alike_without_diacritics_share_a_weight() -> None:
    weights = weights_of("mùa bão mưa gió lớn", "mùa bão mưa gió lớn")
    assert [weights[Has(Term(keys=(key,)))] for key in ("mùa", "mưa")] == [
        weights[Has(Term(keys=("bão",)))] / 2
    ] * 2


def test_two_words_need_not_stand_together() -> None:
    engine = engine_of(["lũ ở huế", "lũ lụt huế", "lũ huế"], filler=200)
    assert sorted(found(engine, "huế lũ")) == ["a", "b", "c"]


def test_either_of_two_words_is_not_most_of_them() -> None:
    engine = engine_of(["lũ ở huế", "lũ lụt", "huế xưa", "huế\nlũ"], filler=200)
    assert sorted(found(engine, "huế lũ")) == ["a", "d"]
    assert sorted(found(engine, "huế (lũ)")) == ["a", "d"]
    assert sorted(found(engine, "huế lũ xyzxyz")) == ["a", "d"]
    assert sorted(found(engine, "huế xyzxyz")) == ["a", "c", "d"]


_HEADLINES = [
    "lập công ty ma nhập lậu ngà voi",
    "công ty nhập lậu ngà voi lập ra hôm qua",
    "công ty ma",
    "lập công ty",
]


@pytest.mark.parametrize("typed", ["lập công ty “ma” nhập lậu “ngà voi”", "“ma” nhập lậu ngà voi"])
def test_quotation_within_a_headline_excludes_nothing(typed: str) -> None:
    assert found(engine_of(_HEADLINES), typed)[:2] == "ab"


def test_quotation_ranks_up_where_it_stands_whole() -> None:
    engine = engine_of(["ngà đẹp voi công ty lậu", "công ty lậu ngà voi nào đó", "voi ngà lậu"])
    assert found(engine, 'lậu "ngà voi"')[0] == "b"
    unquoted = plan(Query("lậu ngà voi"), engine.statistics()).scores
    quoted = plan(Query('lậu "ngà voi"'), engine.statistics()).scores
    assert sum(each.weight for each in quoted) > sum(each.weight for each in unquoted)


@pytest.mark.parametrize(
    ("typed", "match", "expected"),
    [
        ('lập "ngà voi"', "most", "abc"),
        ('"ngà voi"', "most", "a"),
        ('lập +"ngà voi"', "most", "a"),
        ('lập "ngà voi"~1', "most", "ab"),
        ('lập ="ngà voi"', "most", "a"),
        ('lập "ngà voi"', "all", "a"),
        ('lập "ngà voi"', "any", "a"),
        ('"ngà voi" "lập"', "most", "a"),
        ('nội_dung:"ngà voi" lập', "most", "a"),
    ],
)
def test_quotation_is_a_phrase_where_it_stands_alone_or_is_required(
    typed: str, match: Match, expected: str
) -> None:
    engine = engine_of(["lập tờ ngà voi", "lập tờ ngà đẹp voi", "lập tờ voi ngà"])
    assert "".join(sorted(found(engine, typed, match=match))) == expected


def test_quotation_within_an_exclusion_is_a_phrase() -> None:
    engine = engine_of(["lũ vụ ngà voi", "lũ vụ voi ngà", "lũ"])
    assert sorted(found(engine, 'lũ -(vụ "ngà voi")')) == ["b", "c"]


def test_word_in_title_or_lead_counts_more_in_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(
        [
            Report("a", title="lũ", body="một"),
            Report("b", lead="lũ", body="một"),
            Report("c", body="lũ"),
            Report("d", body="một", captions=("lũ",)),
            *(Report(f"{word}{n}", body=word) for word in ("bão", "mưa", "đê") for n in range(4)),
        ],
        filler=200,
    )
    monkeypatch.setattr(threshold, "SHARE", 0.4)
    monkeypatch.setattr(threshold, "HEAD", 1.0)
    assert sorted(found(engine, "lũ bão mưa đê")) == ["a", "b"]
    assert found(engine, "nội_dung:(lũ bão mưa đê)") == ""
    monkeypatch.setattr(threshold, "HEAD", 0.0)
    assert found(engine, "lũ bão mưa đê") == ""


def test_syllable_typed_twice_counts_twice_in_title_or_lead() -> None:
    statistics = engine_of(["ủy ban nhân dân và dân", "UBND"]).statistics()
    most = plan(Query("ủy ban nhân dân dân"), statistics).match
    assert isinstance(most, Most)
    weights = dict(zip(most.clauses, most.weights, strict=True))
    people = Term(keys=("dân",))
    apart = weights[Has(people)]
    [within] = [
        weight
        for clause, weight in weights.items()
        if isinstance(clause, Any) and Has(people) in clause.clauses
    ]
    head = weights[Has(people._replace(fields=threshold.HEAD_FIELDS))]
    assert head == rounded(threshold.HEAD * apart) + rounded(threshold.HEAD * within)


def test_word_in_the_title_is_highlighted_once() -> None:
    prepared = prepare(Query("lũ lụt bão"), engine_of(["lũ lụt bão", "bão"]).statistics())
    assert all(leaf.fields in ((), ("title",)) for leaf in prepared.leaves)


@pytest.mark.parametrize(
    ("typed", "highlighted"),
    [
        ('"nhân dân Việt Nam"', ["nhân dân Việt Nam"]),
        ('"nhân dân Việt Nam"~1', ["nhân dân Việt Nam"]),
        ('"nhân dân Việt Nam" -lũ', ["nhân dân Việt Nam"]),
        ('"nhân dân Việt Nam" OR đẹp', ["đẹp", "nhân dân Việt Nam"]),
        ('+"việt nam" nhân', ["Việt Nam", "nhân", "nhân", "Việt Nam"]),
    ],
)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_only_the_whole_phrase_is_highlighted(
    typed: str, highlighted: list[str], sort: Sort
) -> None:
    text = "Việt Nam đẹp, dân Việt, nhân dân, nhân dân Việt Nam"
    prepared = prepare(Query(typed, sort=sort), engine_of([text]).statistics())
    assert [text[start:end] for start, end in highlight(text, prepared.leaves)] == highlighted


def test_pairs_that_are_words_are_listed() -> None:
    engine = engine_of(["tai nạn lớn", *["một tai nạn"] * 5, *["rất lớn"] * 15, "tài lũ"], 40)
    prepared = prepare(Query("tai nạn lớn -lũ"), engine.statistics())
    pair = TermSequence((Term(folds=("tai",)), Term(keys=("nạn",))))
    assert pair in prepared.words
    assert {word.terms[1] for word in prepared.words} == {Term(keys=("nạn",))}
    assert set(prepared.words) <= set(prepared.leaves)


_TOPIC = "lũ lụt miền trung huế"


def test_hit_holds_the_usual_share_of_the_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(["lũ lụt miền trung", "huế", "lũ lụt", "miền trung ở huế", _TOPIC])
    assert found(engine, _TOPIC)[0] == "e"
    assert sorted(found(engine, _TOPIC)) == ["a", "c", "d", "e"]
    assert found(engine, _TOPIC, match="all") == "e"
    monkeypatch.setattr(threshold, "SHARE", 0.9)
    assert found(engine, _TOPIC) == "e"
    monkeypatch.setattr(threshold, "SHARE", 0.1)
    assert sorted(found(engine, _TOPIC)) == ["a", "b", "c", "d", "e"]


def test_rare_words_weigh_more_than_their_idf(monkeypatch: pytest.MonkeyPatch) -> None:
    common = [
        Report(f"{word}{number}", body=word)
        for word in ("nhà", "cửa", "sông")
        for number in range(24)
    ]
    engine = engine_of(["nhà một cửa hai sông", "lũ lụt", *common], filler=40)
    assert found(engine, "nhà lũ cửa lụt sông") == "b"
    monkeypatch.setattr(threshold, "RARITY", 1.0)
    assert sorted(found(engine, "nhà lũ cửa lụt sông")) == ["a", "b"]


def test_long_question_asks_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "lũ lụt ở đâu và khi nào thì nước rút để dân về nhà dọn dẹp đồng ruộng"
    engine = engine_of(["nước rút để dân về", "mưa", asked])
    assert sorted(found(engine, asked)) == ["a", "c"]
    monkeypatch.setattr(threshold, "LONG", 100)
    assert sorted(found(engine, asked)) == ["c"]


def test_question_asks_for_no_more_with_every_further_word() -> None:
    letters = "abcdeghiklmnopqrstuvxy"
    words = [f"q{first}{second}" for first in letters for second in "bcd"]
    statistics = engine_of([" ".join(words)]).statistics()
    asked = {}
    for count in (8, 20, 40, 60):
        most = plan(Query(" ".join(words[:count])), statistics).match
        assert isinstance(most, Most)
        asked[count] = most.threshold
    assert asked[8] < asked[20]
    assert asked[20] == pytest.approx(asked[40], rel=0.05) == pytest.approx(asked[60], rel=0.05)


def test_words_that_no_report_has_do_not_count() -> None:
    engine = engine_of(["lũ lụt", "lũ quét"])
    assert found(engine, "lũ lụt xyzxyz") == "a"
    assert found(engine, "lũ lụt xyzxyz", match="all") == ""
    assert found(engine, "xyzxyz") == ""
    assert prepare(Query("lũ xyzxyz"), engine.statistics()).notes == (Note("unknown", ("xyzxyz",)),)


@pytest.mark.parametrize(
    ("typed", "reported"),
    [
        ("tie61ng vie65t", True),
        ("tieengs VIEEJT", True),
        ('"vie65t" -tieengs', True),
        ("tie61ng việt", False),
        ("test", False),
        ("a1", False),
        ("", False),
    ],
)
def test_keystrokes_of_an_input_method_are_noted(typed: str, reported: bool) -> None:
    engine = engine_of(["tiếng việt", "test", "quốc lộ A1", "tie", "61", "ng"])
    assert (Note("keystrokes") in prepare(Query(typed), engine.statistics()).notes) == reported


def test_words_of_no_weight_are_still_found() -> None:
    engine = engine_of(["một"] * 5, filler=0)
    assert len(found(engine, "một")) == 5
    assert len(found(engine, "một một")) == 5


def test_every_match_finds_less_than_the_next() -> None:
    engine = engine_of(["dân vận", "vận dân", "dân vận dân vận", "dân", "vận"])
    assert sorted(found(engine, "dân vận", match="all")) == ["a", "c"]
    assert sorted(found(engine, "dân vận", match="any")) == ["a", "b", "c"]


_TYPED = st.sampled_from(["dân", "vận", "dan", "van", "công", "an", "một", "TP.HCM"])


@given(st.lists(_TYPED, min_size=1, max_size=4))
def test_all_words_are_also_found_in_any_order(words: list[str]) -> None:
    engine = engine_of(["dân vận công an một", "an công một", "dẫn văn", "TP.HCM dân"], filler=3)
    text = " ".join(words)
    assert set(found(engine, text, match="all")) <= set(found(engine, text, match="any"))


_OPERATED = st.one_of(
    st.sampled_from(["dân", "văn", "dan", "van", "một"]),
    st.sampled_from(["+một", "-văn", "-(dân an)", "HOẶC", "KHÔNG", "(", ")"]),
)


@given(st.lists(_OPERATED, min_size=1, max_size=5))
@example(["dan", "van"])
def test_all_words_find_nothing_that_most_words_do_not(words: list[str]) -> None:
    filler = " ".join(_FILLER)
    engine = engine_of([*[f"dân {filler} văn"] * 5, f"dân văn {filler}", "dẫn văn"], filler=0)
    text = " ".join(words)
    assert set(found(engine, text, match="all")) <= set(found(engine, text))


def test_query_of_unknown_words_finds_nothing_by_the_few_that_are_known() -> None:
    engine = engine_of(["minh họa", "bình minh", "minh"])
    assert found(engine, "xyzxyz qwqwqw minh") == ""
    assert sorted(found(engine, "xyzxyz minh")) == ["a", "b", "c"]
    notes = prepare(Query("xyzxyz qwqwqw minh"), engine.statistics()).notes
    assert notes == (Note("unknown", ("xyzxyz",)), Note("unknown", ("qwqwqw",)))


# The order


def ordered(engine: ReferenceEngine, text: str, match: Match = "most") -> list[str]:
    """The hits in order, with their scores looked at."""
    hits = engine.search(Query(text, match), limit=99).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.identifier for hit in hits]


def test_adjacent_words_rank_first(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(
        ["một lũ hai lụt ba", "một lũ lụt hai ba", "lũ lụt", "lũ lụt", "lũ lụt", "lũ lụt"]
    )
    with_pairs = ordered(engine, "lũ lụt", "any")
    assert with_pairs.index("b") < with_pairs.index("a")
    monkeypatch.setattr(score_weights, "PAIR_SCORE", 0.0)
    without = ordered(engine, "lũ lụt", "any")
    assert without.index("a") < without.index("b")


def test_pair_scores_by_the_degree_to_which_it_is_a_word() -> None:
    texts = ["của người", *["của một người"] * 4, "dân vận", *["của hai"] * 8, *["tư người"] * 8]
    statistics = engine_of(texts).statistics()

    def share(text: str) -> float:
        pair = TermSequence(tuple(Term(keys=(each,)) for each in text.split()))
        [weight] = [
            each.weight for each in plan(Query(text), statistics).scores if each.leaf == pair
        ]
        return weight / idf(statistics, pair) / score_weights.PAIR_SCORE

    assert share("dân vận") == pytest.approx(1.0)
    assert 0.0 < share("của người") < 1.0


def test_title_that_is_the_query_ranks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(
        [
            Report("a", title="một hai", body="lũ lụt ba lũ lụt bốn lũ lụt"),
            Report("b", title="lũ lụt", body="một hai ba một hai bốn một hai"),
        ]
    )
    assert ordered(engine, "lũ lụt") == ["b", "a"]
    monkeypatch.setattr(score_weights, "TITLE_SCORE", 0.0)
    assert ordered(engine, "lũ lụt") == ["a", "b"]


@pytest.mark.parametrize("typed", ["võ văn thưởng", "vo van thuong"])
def test_name_that_stands_whole_ranks_first(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = "võ văn hai văn thưởng ba võ văn bốn văn thưởng"
    engine = engine_of([apart, "một hai ba võ văn thưởng bốn năm sáu"])
    assert ordered(engine, typed) == ["b", "a"]
    assert ordered(engine, f"nội_dung:({typed})") == ["b", "a"]
    monkeypatch.setattr(score_weights, "PHRASE_SCORE", 0.0)
    assert ordered(engine, typed) == ["a", "b"]
    assert ordered(engine, f"nội_dung:({typed})") == ["a", "b"]


def test_exact_spelling_ranks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(["công án", "công an"])
    assert ordered(engine, "công an") == ["b", "a"]
    assert ordered(engine, "cong an") == ["a", "b"]
    monkeypatch.setattr(score_weights, "EXACT_SCORE", 0.0)
    assert ordered(engine, "công an") == ["a", "b"]


def test_abbreviation_counts_for_what_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(["huế và dân huế", "một UBND huế"])
    typed = "ủy ban nhân dân huế"
    monkeypatch.setattr(threshold, "SHARE", 0.05)
    assert ordered(engine, typed) == ["b", "a"]
    monkeypatch.setattr(score_weights, "SYNONYM_SCORE", 0.0)
    assert ordered(engine, typed) == ["a", "b"]


@pytest.mark.parametrize(
    ("above", "below"), [("title", "lead"), ("lead", "body"), ("lead", "captions")]
)
def test_word_counts_more_in_one_field_than_in_another(
    above: str, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_word(name: str, field: str) -> Report:
        texts = {each: "lũ" if each == field else "một" for each in ("title", "lead", "body")}
        return Report(name, captions=("lũ" if field == "captions" else "một",), **texts)

    engine = engine_of([with_word("a", below), with_word("b", above)])
    assert ordered(engine, "lũ") == ["b", "a"]
    monkeypatch.setattr(analysis, "FIELDS", dict.fromkeys(analysis.FIELDS, 1))
    assert ordered(engine, "lũ") == ["a", "b"]


@pytest.mark.parametrize(
    ("constant", "value", "texts", "usual"),
    [
        ("K1", 10.0, ["lũ " * 6, "lũ bão"], "ba"),
        ("B", 0.0, ["lũ " + " ".join(_FILLER), "lũ"], "ba"),
    ],
)
def test_repetition_and_length_count_as_bm25f_has_them(
    constant: str, value: float, texts: list[str], usual: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(texts)
    assert found(engine, "lũ OR bão") == usual
    monkeypatch.setattr(f"index.planning.scoring.{constant}", value)
    assert found(engine, "lũ OR bão") == usual[::-1]


# Weights


def test_idf_is_that_of_the_commonest_leaf_and_never_negative() -> None:
    statistics = engine_of(["lũ", "lũ", "lụt"], filler=1).statistics()
    rare, common = Term(keys=("lụt",)), Term(keys=("lũ",))
    assert idf(statistics, rare) > idf(statistics, common) == idf(statistics, rare, common) > 0


def test_wordness_distinguishes_words_from_chance() -> None:
    engine = engine_of(["bản đồ", "bản đồ", "một người", "hai người", "ba người nói"])
    statistics = engine.statistics()

    def of(first: str, second: str) -> float:
        return wordness(statistics, TermSequence((Term(keys=(first,)), Term(keys=(second,)))))

    assert of("bản", "đồ") == 1.0
    assert 0 <= of("hai", "người") < 0.5
    assert of("đồ", "bản") == 0.0


def test_wordness_without_diacritics_is_that_of_the_spellings() -> None:
    statistics = engine_of(["dân vận", "dân", "dẫn", "vẫn", "dàn", "văn", "vân"] * 3).statistics()
    free = TermSequence((Term(folds=("dan",)), Term(folds=("van",))))
    marked = TermSequence((Term(keys=("dân",)), Term(keys=("vận",))))
    assert wordness(statistics, free) == wordness(statistics, marked) == 1.0


@given(st.text(max_size=60), st.sampled_from(["most", "all", "any"]))
def test_weights_add_up_without_rounding(text: str, match: str) -> None:
    def check(clause: object) -> None:
        if isinstance(clause, Most):
            for weight in (*clause.weights, clause.threshold):
                assert weight > 0
                assert (weight / GRAIN).is_integer()
        for below in getattr(clause, "clauses", ()):
            check(below)

    check(plan(Query(text, match), engine_of(["dân vận"], filler=2).statistics()).match)


# Clauses of the language


_PAIR = TermSequence((Term(keys=("dẫn",)), Term(keys=("vận",))))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", Every()),
        ("👍", Any(())),
        ('"dẫn vận"', Has(_PAIR)),
        ('"dẫn vận"~3', Has(_PAIR._replace(slop=3))),
        ("dẫn NEAR/3 vận", Has(_PAIR._replace(slop=3, ordered=False))),
        ('tiêu_đề:"dẫn vận"', Has(_PAIR._replace(fields=("title",)))),
        ("-dẫn", Not(Has(Term(keys=("dẫn",))))),
        ("dẫn OR vận", Any((Has(Term(keys=("dẫn",))), Has(Term(keys=("vận",)))))),
        ("+dẫn +vận", All((Has(Term(keys=("dẫn",))), Has(Term(keys=("vận",)))))),
        ("ngày:2018", Dated("2018-01-01", "2018-12-31")),
        ("ngày:trước 1975", Dated("", "1974-12-31")),
        ("ngày:không_rõ", Dated()),
        ("d?n", Has(Term(keys=("dân", "dẫn")))),
        ("vậ*", Has(Term(keys=("vận",)))),
        ('nhân_vật:"a-b"', Valued("person", ("a-b",))),
        ('mục:"chinh tri"', Valued("section", ("Chính trị",))),
        ('mục:"xã hội"', Valued("section", ("Chính trị › Xã hội",))),
        ("mục:chính", Valued("section", ("Chính trị",))),
        ('mục:"Chính trị › Xã hội"', Valued("section", ("Chính trị › Xã hội",))),
        ("tác_giả:phong", Valued("author", ("Anh Phong",))),
        ("tác_giả:phòng", Valued("author", ("phòng",))),
        ("mã:a", Valued("identifier", ("a",))),
    ],
)
def test_each_form_of_the_language_has_its_clause(text: str, clause: object) -> None:
    report = Report(
        "a",
        body="dân dẫn vận",
        section=("Chính trị", "Xã hội"),
        authors=("Anh Phong",),
        persons=("a-b",),
    )
    assert plan(Query(text), engine_of([report], filler=0).statistics()).match == clause


def test_filters_and_span_come_from_the_query() -> None:
    query = (
        Query(since="2017", until="2018-02")
        .choosing("source", "s")
        .choosing("date", "2018-01", UNDATED)
        .choosing("section", "A")
        .choosing("person", "p", "q", mode="or")
        .choosing("author", "b")
    )
    made = plan(query, engine_of([]).statistics())
    assert made == Plan(
        match=Dated("2017-01-01", "2018-02-28"),
        filters=(
            ("date", Any((Dated("2018-01-01", "2018-01-31"), Dated()))),
            ("section", Valued("section", ("A",))),
            ("person", Valued("person", ("p", "q"))),
            ("author", Valued("author", ("b",))),
            ("source", Valued("source", ("s",))),
        ),
        order="newest",
    )


def test_values_that_must_be_there_or_must_not_are_part_of_the_match() -> None:
    query = (
        Query()
        .choosing("person", "p", "q")
        .choosing("person", "r", "s", mode="not")
        .choosing("date", "2018", mode="not")
    )
    made = plan(query, engine_of([]).statistics())
    assert made.filters == ()
    assert made.match == All(
        (
            Not(Dated("2018-01-01", "2018-12-31")),
            Valued("person", ("p",)),
            Valued("person", ("q",)),
            Not(Valued("person", ("r", "s"))),
        )
    )


@pytest.mark.parametrize(
    ("constant", "value"), [("RECENT_SHARE", 0.0), ("RECENT_HALF_LIFE", 10**9)]
)
def test_recent_lifts_what_is_new_by_a_share_that_fades(
    constant: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated = [Report(name, body="lũ", date=date) for name, date in (("a", "2008"), ("b", "2018"))]
    engine = engine_of([*dated, Report("c", body="lũ lũ lũ", date="1990")])

    def recent() -> str:
        return found(engine, "lũ", sort="recent")

    assert (found(engine, "lũ"), recent()) == ("cab", "bca")
    assert plan(Query("lũ", sort="newest"), engine.statistics()).decay is None
    monkeypatch.setattr(planning, constant, value)
    assert recent()[0] == "c"


def test_list_without_words_begins_with_the_newest() -> None:
    statistics = engine_of(["lũ"]).statistics()
    assert plan(Query(), statistics).order == "newest"
    assert plan(Query("ngày:2018"), statistics).order == "newest"
    assert plan(Query("lũ"), statistics).order == "relevance"
    assert plan(Query("lũ", sort="oldest"), statistics).order == "oldest"
    assert plan(Query("lũ", sort="oldest"), statistics).scores == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lũ -huế", "b"),
        ("lũ KHÔNG thừa huế", "bc"),
        ("lũ +huế", "ac"),
        ("+lụt lũ", "b"),
        ("huế OR lụt", "abc"),
        ("(huế OR lụt) -thừa", "bc"),
        ("lũ AND huế", "ac"),
        ("lũ NEAR/1 huế", "a"),
        ('"lũ huế"~2', "a"),
        ('"huế lũ"~5', "c"),
        ("l*", "abc"),
        ('"l* thừa"', "a"),
    ],
)
def test_operators_find_their_reports(text: str, expected: str) -> None:
    engine = engine_of(["lũ thừa huế", "lũ lụt", "huế một hai ba lũ"])
    assert "".join(sorted(found(engine, text))) == expected


def test_phrase_does_not_cross_paragraphs_nor_fields() -> None:
    engine = engine_of(
        [Report("a", title="dân", lead="vận", body="dân\nvận", captions=("dân", "vận"))]
    )
    assert found(engine, '"dân vận"') == ""
    assert found(engine, "dân NEAR/9 vận") == ""
    assert found(engine, "dân vận", match="any") == "a"


# Bounds, and what is reported


def test_wildcard_is_bounded_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.planning.expander.MAX_EXPANSIONS", 3)
    prepared = prepare(Query("v*"), engine_of(["va vi vo vu vy"]).statistics())
    assert prepared.plan.match == Has(Term(keys=("va", "vi", "vo")))
    assert prepared.notes == (Note("wildcard", ("v*", "3")),)


def test_variants_of_a_phrase_are_bounded_and_noted() -> None:
    statistics = engine_of(["lala", "la la"], filler=0).statistics()
    prepared = prepare(Query('"' + "la " * 32 + '"~9'), statistics)
    assert len(prepared.plan.match.clauses) == text_clauses.MAX_VARIANTS
    assert prepared.notes == (Note("variants", (str(text_clauses.MAX_VARIANTS),)),)


def test_value_that_no_report_has_is_noted() -> None:
    prepared = prepare(Query("mục:huế"), engine_of([]).statistics())
    assert prepared.notes == (Note("no_value", ("section", "huế")),)
    assert prepared.plan.match == Valued("section", ("huế",))


def test_work_of_a_plan_is_bounded() -> None:
    statistics = engine_of(["dân vận"]).statistics()
    for text in ("dân vận " * 5000, '"dân vận" ' * 2000, "dân NEAR/9 " * 2000, "(a OR b) " * 2000):
        made = plan(Query(text), statistics)
        assert len(made.scores) <= 4 * MAX_WORDS


@given(st.text(max_size=80))
def test_any_text_can_be_planned(text: str) -> None:
    engine = engine_of(["dân vận"], filler=2)
    for match in ("most", "all", "any"):
        engine.search(Query(text, match))


_PAGE = Path(__file__).parents[2] / "docs" / "search.md"
_WEIGHTS = """K1 B SHARE RARITY HEAD LONG QUESTION PAIR_SCORE TITLE_SCORE EXACT_SCORE SYNONYM_SCORE
PHRASE_SCORE COMMON RECENT_SHARE RECENT_HALF_LIFE EVIDENCE RATE FOREIGN_RATE"""


@pytest.mark.parametrize("name", _WEIGHTS.split())
def test_page_about_search_has_each_weight(name: str) -> None:
    rooms = (clauses, threshold, score_weights, planning, weights)
    [value] = [getattr(room, name) for room in rooms if name in room.__all__]
    assert f"| `{name}` | {value} |" in _PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ChÝnh phñ", "tcvn3"),
        ("Thñ t\u00adíng", "tcvn3"),
        ("Chính phuû", "vni"),
        ("Thá»§ tÆ°á»›ng", "double-utf-8"),
        ("Chi'nh phu? Vie^.t Nam", "viqr"),
    ],
)
def test_query_pasted_from_an_old_encoding_is_noted(typed: str, name: str) -> None:
    notes = prepare(Query(typed), engine_of(["Chính phủ"]).statistics()).notes
    assert [note.details[0] for note in notes if note.kind == "encoding"] == [name]


@pytest.mark.parametrize(
    "typed",
    ["Chính phủ", "chinh phu", "Müller", "café", "Pelé René", "São Tomé", "niño", "C++ (a+b)",
     "u.a.e", "mưa lũ*", "Hue?", 'mục:"xã hội"', "bà Tú", "Bé là"],
)  # fmt: skip
def test_query_in_unicode_is_in_no_old_encoding(typed: str) -> None:
    notes = prepare(Query(typed), engine_of(["Chính phủ"]).statistics()).notes
    assert not [note for note in notes if note.kind == "encoding"]


# Other ways to match the same words


_TYPED = ["chinh phu noi", "bệnh viện viet duc", '"chính phủ" bảy ngày', "v* nói -xyzxyz", "dzũng"]


@pytest.mark.parametrize("typed", _TYPED)
@pytest.mark.parametrize("match", ["any", "all", "most"])
def test_words_that_were_expanded_before_are_planned_alike(typed: str, match: Match) -> None:
    texts = ["Chính phủ nói", "bịnh viện Việt Đức", "Dũng và Dzũng, ngày bảy", "vân vận văn"]
    statistics = engine_of(texts, filler=3).statistics()
    known: Expansions = {}
    prepare(Query(typed), statistics, known)
    query = Query(typed, match)
    assert prepare(query, statistics, known) == prepare(query, statistics)
    assert plan_to_count(query, statistics, known).match == plan(query, statistics).match


def test_other_ways_to_match_expand_no_words_again() -> None:
    statistics = engine_of(["Chính phủ nói"]).statistics()
    known: Expansions = {}
    prepare(Query("chinh phu nói"), statistics, known)
    before = list(known)
    plan_to_count(Query("chinh phu nói", "any"), statistics, known)
    assert list(known) == before
    prepare(Query("chinh phu nói", exact=True), statistics, known)
    assert list(known) != before


def test_counted_hits_have_no_scores() -> None:
    statistics = engine_of(["Chính phủ nói"]).statistics()
    assert plan(Query("chính phủ"), statistics).scores
    assert not plan_to_count(Query("chính phủ"), statistics).scores
