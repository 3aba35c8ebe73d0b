"""Completions of a phrase that is being typed."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.display.completion import complete
from index.engine import Engine
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.searching import snapshot
from index.language.spelling import fold
from index.planning.clauses import Statistics
from index.report import Report
from index.syntax.parser import parse
from tests import engines
from tests.reference import ReferenceEngine

_TEXTS = (
    "công tác dân vận khéo ở Huế",
    "hội nghị dân vận của Đảng",
    "người dân vẫn tin, người dân vẫn chờ, dân vẫn hỏi",
    "ngày vẫn dài, đêm vẫn ngắn, mưa vẫn rơi, gió vẫn thổi, trời vẫn xanh, sông vẫn chảy",
    "bản đồ cũ, bản đồ mới; bán đồ cũ",
    "bà Trương Thị Mai đến trường thi",
    "bão lũ miền Trung, báo lũ lớn",
    "tỉnh Thừa Thiên Huế",
    "công an tỉnh; công an xã; làm công ăn lương",
    "hoàn thành; hòa bình; hoán đổi; hộp 2000",
    "quý vị, qui định; Covid",
)


def _filled(texts: tuple[str, ...]) -> Engine:
    engine = ReferenceEngine()
    engine.add(Report(str(number), body=text) for number, text in enumerate(texts))
    engine.commit(1)
    return engine


@pytest.fixture(scope="module")
def statistics() -> Statistics:
    """The statistics of a few reports."""
    return _filled(_TEXTS).statistics()


def offered(typed: str, statistics: Statistics, limit: int = 8) -> list[str]:
    """The texts of the completions of a text."""
    return [each.text for each in complete(typed, statistics, limit)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hộ", "hội"),
        ("bản", "bản"),
        ("dan v", "dân vẫn"),
        ("ban đ", "bản đồ"),
        ("truong thi mai", "trương thị mai"),
        ("truong thi m", "trương thị mai"),
        ("bao lu mien trung", "bão lũ miền trung"),
        ("bao lu mien tr", "bão lũ miền trung"),
        ("thua thien hu", "thừa thiên huế"),
        ("Cong tac D", "Công tác Dân"),
        ("CONG A", "CÔNG AN"),
        ("trương thi m", "trương thị mai"),
        ("hoà b", "hoà bình"),
        ("hoàn th", "hoàn thành"),
        ("huế truong thi m", "huế trương thị mai"),
        ("truwowng thij m", "trương thị mai"),
        ("quy đ", "qui định"),
    ],
)
def test_whole_phrase_is_restored_and_completed(
    typed: str, meant: str, statistics: Statistics
) -> None:
    assert offered(typed, statistics)[0] == meant


def test_word_comes_before_a_commoner_chance_neighbour() -> None:
    often = ("nhiều người dân vẫn tin", "dân vẫn chờ, đêm vẫn dài", "dân vẫn hỏi, ngày vẫn ngắn")
    rarely = ("công tác dân vận khéo, dân vận tốt",)
    noise = tuple(f"người dân số {number} vẫn ở nhà, vẫn đi làm" for number in range(30))
    statistics = _filled(often + rarely + noise).statistics()
    assert offered("dan van", statistics) == ["dân vận", "dân vẫn"]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("huế OR cong a", "huế OR công an"),
        ('"dan v', '"dân vẫn'),
        ("tiêu_đề:cong a", "tiêu_đề:công an"),
        ("huế -cong a", "huế -công an"),
        ("(huế cong) cong a", "(huế cong) công an"),
        ("Huế, cong a", "Huế, công an"),
    ],
)
def test_only_the_last_part_of_a_query_is_completed(
    typed: str, completed: str, statistics: Statistics
) -> None:
    assert offered(typed, statistics)[0] == completed


@pytest.mark.parametrize(
    "typed", ["", " ", "dân ", "zzz", "dân zzz", "d*", "huế OR ", '"', "mục:", "…", "\0", "a" * 301]
)
def test_nothing_is_offered_where_nothing_begins_so(typed: str, statistics: Statistics) -> None:
    assert offered(typed, statistics) == []


def test_words_before_the_last_dozen_stay_as_typed(statistics: Statistics) -> None:
    typed = "cong an " * 15 + "cong a"
    (first, *_) = offered(typed, statistics)
    assert first.startswith("cong an cong an")
    assert first.endswith("công an công an")


def test_misprints_of_a_large_archive_are_not_offered() -> None:
    texts = ("đến huế", "đến huế", "đến huế", "đến huếslna", "đến huệ")
    plain = tuple(f"bài {number}" for number in range(1000))
    statistics = _filled(texts + plain).statistics()
    assert offered("den hue", statistics) == ["đến huế"]
    assert offered("hue", statistics) == ["huế"]


def test_whole_index_is_asked_for_what_its_sample_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_SAMPLED", 1)
    with closing(WhooshEngine(tmp_path)) as engine:
        engine.add([Report(f"a{number}", body="công an tỉnh") for number in range(40)])
        engine.commit(1)
        engine.add([Report("b", body="bà Trương Thị Mai")])
        engine.commit(2)
        statistics = engine.statistics()
        assert statistics.sample().reports == 40
        assert offered("cong a", statistics) == ["công an"]
        assert offered("truong thi m", statistics) == ["trương thị mai"]


def test_no_more_completions_than_asked_for(statistics: Statistics) -> None:
    assert len(offered("b", statistics, limit=2)) == 2


def test_completion_can_be_written_in_other_forms(statistics: Statistics) -> None:
    (first, *_) = complete("huế truong thi m", statistics)
    assert first.keys == ("huế", "trương", "thị", "mai")
    assert first.written(("Huế", "Trương", "Thị", "Mai")) == "Huế Trương Thị Mai"


@given(st.text(max_size=40) | engines.queries.map(lambda query: query.text))
def test_completion_begins_with_the_letters_typed_and_can_be_searched_for(typed: str) -> None:
    for each in complete(typed, _filled(_TEXTS).statistics()):
        assert parse(each.text)
        assert len(fold(each.text)) >= len(fold(typed).rstrip()) - len(each.keys) * 3
