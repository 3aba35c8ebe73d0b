"""A decision that stands already is not stored a second time."""

import json

import pytest

from archive.catalogue.repetition import repeated
from archive.coverage import Gap
from archive.decision import Decision, Logged, Undo
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
)
from archive.persons.authority import Alias, Distinct, Hide, Link, Merge, Prefer, Release, Split
from archive.reversion import Revert
from archive.sections.authority import SectionMerge, SectionSeparation
from tests.khobao import Khobao


def _log(*decisions: Decision) -> list[Logged]:
    return [Logged(number, "", each) for number, each in enumerate(decisions, 1)]


_DECISIONS = [
    Merge("a", "b"),
    Distinct("a", "b"),
    Alias("a", "Cụ Hồ"),
    Release("Cụ Hồ"),
    Prefer("a", "Bác Hồ"),
    Hide("a"),
    Link("a", "viaf", "1"),
    Split("a", "b", names=("Ba",)),
    NewspaperMerge("soha", "cafef"),
    NewspaperAlias("soha", "Báo Lạ"),
    NewspaperField("soha", "names", ("Soha News",)),
    NewspaperField("soha", "place", ("Huế",)),
    SectionMerge(("Tin nóng",), ("Thời sự", "Nóng")),
    SectionSeparation(("THỜI SỰ",)),
    Gap("Báo Lạ", "1945-08", "1946"),
    Revert("bao:1", 1),
]


@pytest.mark.parametrize("decision", _DECISIONS, ids=repr)
def test_decision_that_stands_is_repeated_until_it_is_undone(decision: Decision) -> None:
    log = _log(Hide("c"), decision, Prefer("d", "D"))
    assert repeated([decision, Hide("e")], log) == [log[1], None]
    assert repeated([decision], _log(Hide("c"), decision, Undo(2))) == [None]
    assert repeated([decision], _log(Hide("c"))) == [None]


@pytest.mark.parametrize(
    ("decision", "contrary"),
    [
        (Merge("a", "b"), Merge("b", "a")),
        (Alias("a", "Cụ Hồ"), Release("Cụ Hồ")),
        (Alias("a", "Cụ Hồ"), Alias("b", "CỤ HỒ")),
        (Prefer("a", "Bác Hồ"), Prefer("a", "Hồ Chí Minh")),
        (Hide("a"), Hide("a", hidden=False)),
        (Link("a", "viaf", "1"), Link("a", "viaf", "")),
        (Split("a", "b", names=("Ba",)), Split("a", "c", names=("Ba",))),
        (NewspaperAlias("soha", "Báo Lạ"), NewspaperSeparation("Báo Lạ", "bao-la")),
        (NewspaperField("soha", "place", ("Huế",)), NewspaperField("soha", "place")),
        (SectionMerge(("A",), ("B",)), SectionMerge(("A",), ("C",))),
        (Gap("Báo Lạ", "1945"), Gap("Báo Lạ", "1945", published=True)),
        (Revert("bao:1", 1), Revert("bao:1", 2)),
    ],
    ids=repr,
)
def test_decision_that_another_one_overruled_is_none_that_stands(
    decision: Decision, contrary: Decision
) -> None:
    assert repeated([decision], _log(decision, contrary)) == [None]
    # The same holds within one list of decisions.
    assert repeated([contrary, decision], _log(decision)) == [None, None]


def test_decision_is_repeated_in_other_words_too() -> None:
    log = _log(
        Distinct("a", "b"),
        Split("a", "a-2", office="Bí thư", name="A"),
        NewspaperSeparation("Báo Lạ", "bao-la"),
        Alias("a", "Cụ Hồ"),
    )
    again = [
        Distinct("b", "a"),
        Split("a", office="Bí thư"),
        NewspaperSeparation(" Báo  Lạ"),
        Alias("a", "Cụ  Hồ"),
    ]
    assert repeated(again, log) == log


@pytest.fixture
def archive(khobao: Khobao) -> Khobao:
    records = (
        {"id": "b:1", "title": "Lũ", "source": "docbao.vn", "section": "THỂ THAO",
         "body": "Chủ tịch Lê Văn Thơ và Chủ tịch Hà Văn An thăm vùng lũ."},
        {"id": "b:2", "title": "Bão", "source": "Đọc Báo", "section": "Thể thao"},
    )  # fmt: skip
    assert khobao("import", khobao.write(*records), "--workers", "0").exit_code == 0
    return khobao


@pytest.mark.parametrize(
    "command",
    [
        "persons merge le-van-tho ha-van-an",
        "persons distinct le-van-tho ha-van-an",
        "persons split le-van-tho --report b:1",
        "persons alias le-van-tho Thọ",
        "persons release Thọ",
        "persons prefer le-van-tho Thọ",
        "persons hide le-van-tho",
        "persons link le-van-tho --viaf 52488351",
        "newspapers rename docbao Báo_Đọc --since 2024",
        "newspapers rename docbao Báo_Đọc",
        "newspapers merge docbao soha",
        "newspapers separate docbao.vn",
        "newspapers set docbao --place Huế --alias ĐB --alias ĐB --successor soha",
        "newspapers set docbao --name Báo_Đọc",
        "sections merge THỂ_THAO Đua",
        "sections separate THỂ_THAO",
        "coverage unpublished docbao --from 1945 --to 1946",
        "revert b:1 --to 1",
    ],
)
def test_command_that_is_repeated_says_that_its_decision_stands(
    archive: Khobao, command: str
) -> None:
    words = [each.replace("_", " ") for each in command.split()]
    made = archive(*words, "--json")
    assert made.exit_code == 0, made.output
    log = archive("decisions", "log", "--json").stdout
    assert len(json.loads(log)) == len(json.loads(made.stdout)) > 0
    again = archive(*words)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.startswith("decision 1 stands already: ")
    assert archive("decisions", "log", "--json").stdout == log
