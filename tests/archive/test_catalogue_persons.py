"""Decisions about persons take effect at once and later, and leave no trace when undone."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, select

from archive.catalogue import Appearance, Catalogue, Entry, Office, open_catalogue
from archive.catalogue.person_records import add_record
from archive.catalogue.tables import aliases, appearances, name_words, persons
from archive.decision import Decision, Undo, standing
from archive.errors import DecisionInvalid, PersonNotFound
from archive.persons.authority import Alias, Distinct, Hide, Link, Merge, Prefer, Release, Split
from archive.withdrawal.decisions import Withdraw
from index.report import Report

# Report → persons named, each with an office.
_NAMED = {
    "bao:1": [("Nguyễn Văn Bình", "Chủ tịch UBND tỉnh"), ("Lê Thọ", "")],
    "bao:2": [("Nguyễn Văn Bình", "huấn luyện viên")],
    "bao:3": [("Văn Bình Nguyễn", "")],
    "bao:4": [("Lê Thọ", "nhà thơ")],
}
_DATES = {"bao:1": "2010-05-01", "bao:2": "2020-05-01", "bao:3": "2015", "bao:4": ""}


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with closing(_filled(catalogue_url)) as opened:
        yield opened


def _filled(url: str) -> Catalogue:
    catalogue = open_catalogue(url)
    catalogue.reports.put([_entry(report) for report in _NAMED])
    return catalogue


def _entry(identifier: str, body: str = "") -> Entry:
    named = tuple(
        Appearance(name, (office,) if office else ()) for name, office in _NAMED[identifier]
    )
    return Entry(Report(identifier, body=body, date=_DATES[identifier]), named, "1")


def _persons(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    return {report.identifier: report.persons for report in catalogue.reports.many(list(_NAMED))}


def test_mentions_are_looked_up_without_reading_those_of_all_reports(tmp_path: Path) -> None:
    plans: list[str] = []

    def explain(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if " appearances" in statement and statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", rest[0])
            plans.extend(row[3] for row in cursor.fetchall())

    with closing(open_catalogue(f"sqlite:///{tmp_path}/kho.sqlite", create=True)) as catalogue:
        for office in ("nhà thơ", "tướng"):
            named = (Appearance("Lê Thọ", (office,)),)
            catalogue.reports.put([Entry(Report(f"{office}:{n}"), named, "1") for n in range(3)])
        event.listen(Engine, "before_cursor_execute", explain)
        try:
            assert catalogue.persons.offices("le-tho")[1] == 2
        finally:
            event.remove(Engine, "before_cursor_execute", explain)
    assert plans
    assert [plan for plan in plans if re.match("SCAN (appearances|reports)", plan)] == []


def test_more_persons_are_looked_up_than_a_statement_takes(
    empty_sqlite: Callable[[], str],
) -> None:
    asked = [*map(str, range(140_000)), "le-tho"]
    with closing(_filled(empty_sqlite())) as catalogue:
        assert catalogue.persons.names(asked) == {"le-tho": "Lê Thọ"}
        assert catalogue.persons.current(asked) == {"le-tho": "le-tho"}
        assert [each.identifier for each in catalogue.persons.many(asked)] == ["le-tho"]


def test_merged_persons_are_one_under_the_name_of_the_second(catalogue: Catalogue) -> None:
    before = catalogue.changes.revision()
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")], by="Thu")
    assert _persons(catalogue)["bao:3"] == ("nguyen-van-binh",)
    person = catalogue.persons.get("van-binh-nguyen")
    assert person is not None
    assert (person.identifier, person.name) == ("nguyen-van-binh", "Nguyễn Văn Bình")
    assert person.aliases == ("Văn Bình Nguyễn",)
    assert [change.identifier for change in catalogue.changes.after(before)] == ["bao:3"]
    found = catalogue.persons.matching("van binh nguyen")
    assert [each.identifier for each in found] == ["nguyen-van-binh"]
    assert [each.identifier for each in catalogue.persons.page()] == ["le-tho", "nguyen-van-binh"]
    assert catalogue.persons.report_counts(["nguyen-van-binh"]) == {"nguyen-van-binh": 3}


def test_merger_that_is_undone_leaves_no_trace(catalogue: Catalogue) -> None:
    before = _tables(catalogue)
    (merged,) = catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    assert _tables(catalogue) != before
    (undone,) = catalogue.decisions.add([Undo(merged.number)])
    assert _tables(catalogue) == before
    catalogue.decisions.add([Undo(undone.number)])
    assert _persons(catalogue)["bao:3"] == ("nguyen-van-binh",)
    assert [logged.number for logged in catalogue.decisions.log()] == [1, 2, 3]


def test_decision_is_undone_once(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Hide("le-tho")])
    catalogue.decisions.add([Undo(1)])
    with pytest.raises(DecisionInvalid, match="decision 1 is undone already; undo 2 to restore"):
        catalogue.decisions.add([Undo(1)])
    catalogue.decisions.add([Undo(2)])
    with pytest.raises(DecisionInvalid, match="decision 2 is undone already; undo 3 to"):
        catalogue.decisions.add([Undo(2)])
    catalogue.decisions.add([Undo(1)])
    assert standing(catalogue.decisions.log()) == []


def test_log_keeps_decisions_in_order_with_who_took_them(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Split("le-tho", "nguyen-van-binh", reports=("bao:1",))], by="Lan")
    catalogue.decisions.add([Hide("le-tho"), Undo(1)])
    assert [(each.number, each.decision, each.by) for each in catalogue.decisions.log()] == [
        (1, Split("le-tho", "nguyen-van-binh", reports=("bao:1",)), "Lan"),
        (2, Hide("le-tho"), ""),
        (3, Undo(1), ""),
    ]


def test_chain_of_mergers_leads_to_the_last_person(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    catalogue.decisions.add([Merge("nguyen-van-binh", "le-tho")])
    assert set(_persons(catalogue).values()) == {("le-tho",)}
    assert catalogue.persons.current(["van-binh-nguyen"]) == {"van-binh-nguyen": "le-tho"}


def test_merging_a_merged_person_merges_both(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    catalogue.decisions.add([Merge("van-binh-nguyen", "le-tho")])
    assert set(_persons(catalogue).values()) == {("le-tho",)}


def test_decisions_hold_for_what_is_imported_later(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh"), Hide("le-tho")])
    catalogue.reports.put([_entry("bao:3", "Bản mới."), _entry("bao:1", "Bản mới.")])
    assert _persons(catalogue)["bao:3"] == ("nguyen-van-binh",)
    assert _persons(catalogue)["bao:1"] == ("nguyen-van-binh",)


def test_decisions_of_another_process_apply(catalogue_url: str) -> None:
    one = _filled(catalogue_url)
    other = open_catalogue(catalogue_url)
    other.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    one.reports.put([_entry("bao:3", "Bản mới.")])
    assert _persons(one)["bao:3"] == ("nguyen-van-binh",)
    one.close()
    other.close()


def test_decisions_hold_after_persons_are_extracted_again(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Split("nguyen-van-binh", office="huấn luyện viên")])
    catalogue.decisions.add([Merge("le-tho", "nguyen-van-binh-2")])
    before = _tables(catalogue)
    catalogue.appearances.replace([replace(_entry(each), extraction="2") for each in _NAMED])
    assert _tables(catalogue) == before


def test_links_to_authority_files_follow_mergers_and_are_undone(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Link("le-tho", "wikidata", "Q1"), Link("le-tho", "viaf", "123")])
    catalogue.decisions.add([Link("le-tho", "wikidata", "Q36014")])
    assert catalogue.persons.links() == {"le-tho": {"viaf": "123", "wikidata": "Q36014"}}
    catalogue.decisions.add([Merge("le-tho", "nguyen-van-binh"), Undo(2)])
    assert catalogue.persons.links() == {"nguyen-van-binh": {"wikidata": "Q36014"}}
    catalogue.decisions.add([Link("nguyen-van-binh", "wikidata", "")])
    assert catalogue.persons.links() == {}


@pytest.mark.parametrize("link", [("isni", "1"), ("wikidata", "36014"), ("viaf", "Q1")])
def test_link_to_no_entity_is_refused(catalogue: Catalogue, link: tuple[str, str]) -> None:
    with pytest.raises(DecisionInvalid):
        catalogue.decisions.add([Link("le-tho", *link)])


def test_spellings_of_a_foreign_name_are_one_record(catalogue: Catalogue) -> None:
    spellings = ("Lyndon Johnson", "Lyndon B. Johnson", "LYNDON B JOHNSON", "Lyndon-Johnson")
    catalogue.reports.put(
        [
            Entry(Report(f"anh:{at}"), (Appearance(name),), "1")
            for at, name in enumerate((*spellings, "George H. W. Bush", "George Bush"))
        ]
    )
    found = {report.persons for report in catalogue.reports.many([f"anh:{at}" for at in range(6)])}
    assert found == {("lyndon-johnson",), ("george-h-w-bush",), ("george-bush",)}


def test_record_of_a_spelling_by_older_rules_leads_to_the_name(catalogue: Catalogue) -> None:
    catalogue.reports.put([Entry(Report("anh:1"), (Appearance("Lyndon Johnson"),), "1")])
    catalogue._database.write(
        lambda connection: add_record(connection, "lyndon-b-johnson", "Lyndon B. Johnson")
    )
    person = catalogue.persons.published("lyndon-b-johnson")
    assert person is not None
    assert person.identifier == "lyndon-johnson"
    assert catalogue.persons.published("van-a") is None


def test_persons_of_one_name_are_split_by_office(catalogue: Catalogue) -> None:
    other = "nguyen-van-binh-2"
    catalogue.decisions.add([Split("nguyen-van-binh", office="huấn luyện viên")])
    assert _persons(catalogue)["bao:1"] == ("nguyen-van-binh", "le-tho")
    assert _persons(catalogue)["bao:2"] == ("nguyen-van-binh-2",)
    assert catalogue.persons.roles(["nguyen-van-binh", other]) == {
        "nguyen-van-binh": ["Chủ tịch UBND tỉnh"],
        other: ["huấn luyện viên"],
    }


def test_offices_are_counted_in_all_reports(catalogue: Catalogue) -> None:
    catalogue.reports.put(
        [
            Entry(
                Report(f"bao:{year}", date=date),
                (
                    Appearance("Lê Thọ", ("Nhà thơ",), f"Nhà thơ {date}"),
                    Appearance("Lê Thọ", ("nhà thơ", "tướng"), "Lần nữa."),
                ),
                "1",
            )
            for year, date in (("moi", "2021-03"), ("cu", "1999"), ("khong", ""))
        ]
    )
    offices, count = catalogue.persons.offices("le-tho", 1)
    assert count == 2
    assert offices == [Office("nhà thơ", 4, "1999", "2021-03", "bao:cu", "Nhà thơ 1999")]
    catalogue.decisions.add([Withdraw("bao:cu")])
    assert catalogue.persons.offices("le-tho")[0][0].since == "2021-03"


def test_persons_of_one_name_are_split_by_time(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Split("nguyen-van-binh", since="2019")])
    assert _persons(catalogue)["bao:1"][0] == "nguyen-van-binh"
    assert _persons(catalogue)["bao:2"] == ("nguyen-van-binh-2",)


def test_split_makes_a_record_of_the_same_name_and_logs_it(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Prefer("le-tho", "Thọ"), Split("le-tho", office="nhà thơ")])
    (_, logged) = catalogue.decisions.log()
    assert logged.decision == Split("le-tho", "tho", office="nhà thơ", name="Thọ")


def test_undoing_a_split_leaves_no_record(catalogue: Catalogue) -> None:
    before = _tables(catalogue)
    for number in (1, 3, 5):
        (split,) = catalogue.decisions.add([Split("nguyen-van-binh", since="2019")])
        assert isinstance(split.decision, Split)
        assert split.decision.other == "nguyen-van-binh-2"
        catalogue.decisions.add([Undo(number)])
        assert _tables(catalogue) == before


def test_another_split_makes_another_record(catalogue: Catalogue) -> None:
    for number, office in enumerate(["chủ tịch", "huấn luyện viên"]):
        catalogue.decisions.add([Split("nguyen-van-binh", office=office), Undo(2 * number + 1)])
    catalogue.decisions.add([Undo(2), Undo(4)])
    assert _persons(catalogue)["bao:1"] == ("nguyen-van-binh-2", "le-tho")
    assert _persons(catalogue)["bao:2"] == ("nguyen-van-binh-3",)


def test_identifier_of_an_undone_split_is_given_to_no_other_name(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Split("le-tho", office="nhà thơ"), Undo(1)])
    catalogue.reports.put([Entry(Report("bao:5"), (Appearance("Lê Thơ"),), "1")])
    assert [each.identifier for each in catalogue.persons.matching("lê thơ")] == ["le-tho-3"]
    catalogue.decisions.add([Undo(2)])
    assert _persons(catalogue)["bao:4"] == ("le-tho-2",)


def test_split_that_other_decisions_need_is_undone_with_them(catalogue: Catalogue) -> None:
    before = _tables(catalogue)
    catalogue.decisions.add([Split("le-tho", office="nhà thơ"), Prefer("le-tho-2", "Thọ Thơ")])
    with pytest.raises(DecisionInvalid, match=r"decision 2 needs the person 'le-tho-2'"):
        catalogue.decisions.add([Undo(1)])
    catalogue.decisions.add([Undo(1), Undo(2)])
    assert _tables(catalogue) == before
    with pytest.raises(DecisionInvalid, match="decision 2 needs"):
        catalogue.decisions.add([Undo(4)])
    with pytest.raises(PersonNotFound, match="le-tho-2"):
        catalogue.decisions.add([Hide("le-tho-2")])


def test_distinct_persons_are_distinct_until_undone(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Distinct("van-binh-nguyen", "nguyen-van-binh")])
    assert catalogue.persons.distinct() == {("nguyen-van-binh", "van-binh-nguyen")}
    catalogue.decisions.add([Merge("nguyen-van-binh", "le-tho")])
    assert catalogue.persons.distinct() == {("le-tho", "van-binh-nguyen")}
    catalogue.decisions.add([Undo(1)])
    assert catalogue.persons.distinct() == set()


def test_log_keeps_who_decided_and_why(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Hide("le-tho")], by="Thu", why="theo yêu cầu của gia đình")
    (logged,) = catalogue.decisions.log()
    assert (logged.by, logged.why) == ("Thu", "theo yêu cầu của gia đình")


def test_alias_leads_to_its_person(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Alias("le-tho", "Văn  Bình Nguyễn")])
    assert _persons(catalogue)["bao:3"] == ("le-tho",)
    (person,) = catalogue.persons.many(["le-tho"])
    assert person.aliases == ("Văn Bình Nguyễn",)
    catalogue.decisions.add([Release("VĂN BÌNH NGUYỄN")])
    assert _persons(catalogue)["bao:3"] == ("van-binh-nguyen",)


def test_alias_that_no_report_has_yet_applies_later(catalogue: Catalogue) -> None:
    (given_,) = catalogue.decisions.add([Alias("le-tho", "Thọ Điên")])
    assert [each.identifier for each in catalogue.persons.matching("tho dien")] == ["le-tho"]
    catalogue.reports.put([Entry(Report("bao:5"), (Appearance("Thọ Điên"),), "1")])
    report = catalogue.reports.get("bao:5")
    assert report is not None
    assert report.persons == ("le-tho",)
    catalogue.decisions.add([Undo(given_.number)])
    report = catalogue.reports.get("bao:5")
    assert report is not None
    assert report.persons == ("tho-dien",)


def test_undone_alias_that_no_report_has_is_not_found(catalogue: Catalogue) -> None:
    (given_,) = catalogue.decisions.add([Alias("le-tho", "Thọ Điên")])
    catalogue.decisions.add([Undo(given_.number)])
    assert catalogue.persons.matching("tho dien") == []


def test_name_typed_decomposed_is_the_same_name(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Alias("le-tho", "Va\u0306n Bi\u0300nh Nguye\u0302\u0303n")])
    assert _persons(catalogue)["bao:3"] == ("le-tho",)


def test_preferred_name_is_shown_and_the_other_kept(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Alias("le-tho", "Lê Văn Thọ"), Prefer("le-tho", "Lê Văn Thọ")])
    (person,) = catalogue.persons.many(["le-tho"])
    assert (person.name, person.aliases) == ("Lê Văn Thọ", ("Lê Thọ",))
    assert catalogue.persons.names(["le-tho"]) == {"le-tho": "Lê Văn Thọ"}


def test_hidden_person_is_in_no_report_and_comes_back(catalogue: Catalogue) -> None:
    before = catalogue.changes.revision()
    catalogue.decisions.add([Hide("le-tho")])
    assert _persons(catalogue)["bao:1"] == ("nguyen-van-binh",)
    assert catalogue.persons.matching("le tho") == []
    assert [change.identifier for change in catalogue.changes.after(before)] == ["bao:1", "bao:4"]
    catalogue.decisions.add([Hide("le-tho", hidden=False)])
    assert _persons(catalogue)["bao:4"] == ("le-tho",)


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (Merge("khong-ai", "le-tho"), PersonNotFound),
        (Merge("le-tho", "khong-ai"), PersonNotFound),
        (Split("le-tho", "khong-ai"), PersonNotFound),
        (Split("khong-ai"), PersonNotFound),
        (Split("le-tho", "nguyen-van-binh", name="Bình"), DecisionInvalid),
        (Distinct("le-tho", "khong-ai"), PersonNotFound),
        (Distinct("le-tho", "le-tho"), DecisionInvalid),
        (Alias("khong-ai", "Ai"), PersonNotFound),
        (Prefer("khong-ai", "Ai"), PersonNotFound),
        (Hide("khong-ai"), PersonNotFound),
        (Merge("le-tho", "le-tho"), DecisionInvalid),
        (Split("le-tho", "le-tho"), DecisionInvalid),
        (Undo(1), DecisionInvalid),
        (Undo(9), DecisionInvalid),
        (Undo(0), DecisionInvalid),
    ],
)
def test_invalid_decision_is_refused_with_all_others(
    catalogue: Catalogue, decision: Decision, error: type[Exception]
) -> None:
    before = _tables(catalogue)
    with pytest.raises(error):
        catalogue.decisions.add([decision, Hide("le-tho")])
    assert catalogue.decisions.log() == []
    assert _tables(catalogue) == before


def test_pseudonym_of_the_shipped_list_needs_no_decision(catalogue: Catalogue) -> None:
    catalogue.reports.put([Entry(Report("bao:8"), (Appearance("Nguyễn Ái Quốc"),), "1")])
    catalogue.reports.put(
        [Entry(Report("bao:9"), (Appearance("Nguyễn Tất Thành"), Appearance("Hồ Chí Minh")), "1")]
    )
    assert [report.persons for report in catalogue.reports.many(["bao:8", "bao:9"])] == [
        ("ho-chi-minh",),
        ("ho-chi-minh",),
    ]
    (person,) = catalogue.persons.many(["ho-chi-minh"])
    assert (person.name, person.aliases) == (
        "Hồ Chí Minh",
        ("Nguyễn Ái Quốc", "Nguyễn Tất Thành"),
    )


@pytest.mark.parametrize("typed", ["Bác Hồ", "bac ho", "nguyen tat th", "ai quoc"])
def test_shipped_alias_that_no_report_has_finds_its_person(
    catalogue: Catalogue, typed: str
) -> None:
    assert catalogue.persons.matching(typed) == []
    catalogue.reports.put([Entry(Report("bao:8"), (Appearance("Hồ Chí Minh"),), "1")])
    assert [each.identifier for each in catalogue.persons.matching(typed)] == ["ho-chi-minh"]
    catalogue.decisions.add([Alias("le-tho", "Bác Hồ"), Hide("ho-chi-minh")])
    found = ["le-tho"] if typed in ("Bác Hồ", "bac ho") else []
    assert [each.identifier for each in catalogue.persons.matching(typed)] == found


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("nguyen van", {"nguyen-van-binh"}),
        ("binh", {"nguyen-van-binh", "van-binh-nguyen"}),
        ("Nguyễn văn b", {"nguyen-van-binh"}),
        ("Nguyền Văn", set()),
        ("\0", set()),
        ("", set()),
    ],
)
def test_all_persons_whose_name_contains_the_words_are_found(
    catalogue: Catalogue, typed: str, held: set[str]
) -> None:
    assert catalogue.persons.holding(typed) == held
    assert {each.identifier for each in catalogue.persons.matching(typed)} == held


def test_long_names_are_compared_in_full(catalogue: Catalogue) -> None:
    long = " ".join(f"Tên{number}" for number in range(20))
    entries = [Entry(Report(f"bao:{end}"), (Appearance(f"{long} {end}"),), "1") for end in "AB"]
    catalogue.reports.put(entries)
    assert [each.name for each in catalogue.persons.matching(f"{long} b")] == [f"{long} B"]
    assert len(catalogue.persons.matching(long)) == 2
    assert [each.name for each in catalogue.persons.matching("ten19 a")] == [f"{long} A"]


_IDENTIFIERS = st.sampled_from(
    ["nguyen-van-binh", "van-binh-nguyen", "le-tho", "le-tho-2", "nguyen-van-binh-2"]
)
_NAMES = st.sampled_from(["Nguyễn Văn Bình", "Văn Bình Nguyễn", "Lê Thọ", "Tên Mới"])
_OFFICES = st.sampled_from(["", "chủ tịch", "nhà thơ"])
_DECISIONS = st.one_of(
    st.builds(Merge, _IDENTIFIERS, _IDENTIFIERS),
    st.builds(Distinct, _IDENTIFIERS, _IDENTIFIERS),
    st.builds(Alias, _IDENTIFIERS, _NAMES),
    st.builds(Release, _NAMES),
    st.builds(Prefer, _IDENTIFIERS, _NAMES),
    st.builds(Hide, _IDENTIFIERS, st.booleans()),
    st.builds(Split, _IDENTIFIERS, _IDENTIFIERS, office=_OFFICES),
    st.builds(Split, _IDENTIFIERS, office=_OFFICES, since=st.sampled_from(["", "2012"])),
    st.builds(Undo, st.integers(1, 8)),
)
# A chain of mergers, which random histories hardly ever have.
_CHAIN: list[Decision] = [
    Split("le-tho", office="nhà thơ"),
    Merge("le-tho", "le-tho-2"),
    Merge("le-tho-2", "van-binh-nguyen"),
    Merge("van-binh-nguyen", "nguyen-van-binh"),
]
# The later split takes mentions that the earlier one had moved to another person.
_SPLIT_AGAIN: list[Decision] = [
    Split("le-tho", office="chủ tịch"),
    Alias("le-tho", "Nguyễn Văn Bình"),
    Split("le-tho", "van-binh-nguyen"),
]
_HISTORIES = st.lists(_DECISIONS, min_size=2, max_size=10)

# The fixtures are makers: each example has databases of its own.
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@settings(_SETTINGS, max_examples=20)
@given(history=_HISTORIES)
@example(history=_CHAIN)
@example(history=[*_CHAIN, Undo(2)])
@example(history=[*_CHAIN, Undo(3)])
@example(history=_SPLIT_AGAIN)
def test_tables_follow_from_the_standing_decisions_alone(
    empty_sqlite: Callable[[], str], history: list[Decision]
) -> None:
    _check_history(empty_sqlite, history)


# Fewer, since PostgreSQL takes longer.
@pytest.mark.cluster
@settings(_SETTINGS, max_examples=6)
@given(history=_HISTORIES)
@example(history=_CHAIN)
def test_tables_of_postgresql_follow_from_the_standing_decisions_alone(
    empty_postgresql: Callable[[], str], history: list[Decision]
) -> None:
    _check_history(empty_postgresql, history)


def _check_history(empty_catalogue: Callable[[], str], history: list[Decision]) -> None:
    """Take decisions singly, then undo them; compare with the standing ones taken at once."""
    with closing(_filled(empty_catalogue())) as catalogue:
        untouched = _tables(catalogue)
        for decision in history:
            with suppress(DecisionInvalid, PersonNotFound):
                catalogue.decisions.add([decision])
        tables = _tables(catalogue)
        stand = standing(catalogue.decisions.log())
        # Extraction computes every mention from the log.
        catalogue.appearances.replace([replace(_entry(each), extraction="2") for each in _NAMED])
        assert _tables(catalogue) == tables
        catalogue.decisions.add([Undo(logged.number) for logged in stand])
        assert _tables(catalogue) == untouched
    with closing(_filled(empty_catalogue())) as catalogue:
        catalogue.decisions.add([logged.decision for logged in stand])
        assert _tables(catalogue) == tables


def _tables(catalogue: Catalogue) -> list[list[tuple[object, ...]]]:
    """The rows that decisions may change; `aliases.ordinal` depends on when they were taken."""
    wanted = (
        select(persons).order_by(persons.c.identifier),
        select(aliases.c.key, aliases.c.name, aliases.c.record, aliases.c.person).order_by(
            aliases.c.key
        ),
        select(name_words).order_by(name_words.c.rest, name_words.c.key),
        select(appearances).order_by(appearances.c.report, appearances.c.ordinal),
    )
    with catalogue._database.reading() as connection:
        return [[tuple(map(repr, row)) for row in connection.execute(query)] for query in wanted]
