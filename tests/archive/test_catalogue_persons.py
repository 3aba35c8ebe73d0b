"""Decisions about persons: they hold at once and later, and leave no trace when undone."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.catalogue import Appearance, Catalogue, Entry, Office, open_catalogue
from archive.errors import DecisionInvalid, PersonNotFound
from archive.persons.authority import Alias, Decision, Hide, Merge, Prefer, Release, Split, Undo
from index.report import Report

# Report → those named: name, with the office.
_NAMED = {
    "bao:1": [("Nguyễn Văn Bình", "Chủ tịch UBND tỉnh"), ("Lê Thọ", "")],
    "bao:2": [("Nguyễn Văn Bình", "huấn luyện viên")],
    "bao:3": [("Văn Bình Nguyễn", "")],
    "bao:4": [("Lê Thọ", "nhà thơ")],
}
_DATES = {"bao:1": "2010-05-01", "bao:2": "2020-05-01", "bao:3": "2015", "bao:4": ""}


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    with closing(_filled(database_url)) as opened:
        yield opened


def _filled(url: str) -> Catalogue:
    catalogue = open_catalogue(url, create=True)
    catalogue.reports.put([_entry(report) for report in _NAMED])
    return catalogue


def _entry(identifier: str, body: str = "") -> Entry:
    named = tuple(
        Appearance(name, (office,) if office else ()) for name, office in _NAMED[identifier]
    )
    return Entry(Report(identifier, body=body, date=_DATES[identifier]), named, "1")


def _persons(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    return {report.identifier: report.persons for report in catalogue.reports.many(list(_NAMED))}


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
    before = _state(catalogue)
    (merged,) = catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    assert _state(catalogue) != before
    (undone,) = catalogue.decisions.add([Undo(merged.number)])
    assert _state(catalogue) == before
    catalogue.decisions.add([Undo(undone.number)])
    assert _persons(catalogue)["bao:3"] == ("nguyen-van-binh",)
    assert [logged.number for logged in catalogue.decisions.log()] == [1, 2, 3]


def test_log_keeps_decisions_in_order_with_who_took_them(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Split("le-tho", "nguyen-van-binh", reports=("bao:1",))], by="Lan")
    catalogue.decisions.add([Hide("le-tho"), Undo(1)])
    assert [(each.number, each.decision, each.by) for each in catalogue.decisions.log()] == [
        (1, Split("le-tho", "nguyen-van-binh", reports=("bao:1",)), "Lan"),
        (2, Hide("le-tho"), ""),
        (3, Undo(1), ""),
    ]


def test_chain_of_mergers_ends_at_its_end(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    catalogue.decisions.add([Merge("nguyen-van-binh", "le-tho")])
    assert set(_persons(catalogue).values()) == {("le-tho",)}
    assert catalogue.persons.current(["van-binh-nguyen"]) == {"van-binh-nguyen": "le-tho"}


def test_person_who_was_merged_takes_the_other_along(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    catalogue.decisions.add([Merge("van-binh-nguyen", "le-tho")])
    assert set(_persons(catalogue).values()) == {("le-tho",)}


def test_decisions_hold_for_what_is_imported_later(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh"), Hide("le-tho")])
    catalogue.reports.put([_entry("bao:3", "Bản mới."), _entry("bao:1", "Bản mới.")])
    assert _persons(catalogue)["bao:3"] == ("nguyen-van-binh",)
    assert _persons(catalogue)["bao:1"] == ("nguyen-van-binh",)


def test_decisions_of_another_process_are_heeded(database_url: str) -> None:
    one = _filled(database_url)
    other = open_catalogue(database_url)
    other.decisions.add([Merge("van-binh-nguyen", "nguyen-van-binh")])
    one.reports.put([_entry("bao:3", "Bản mới.")])
    assert _persons(one)["bao:3"] == ("nguyen-van-binh",)
    one.close()
    other.close()


def test_decisions_survive_looking_for_persons_anew(catalogue: Catalogue) -> None:
    other = catalogue.persons.add("Nguyễn Văn Bình")
    split = Split("nguyen-van-binh", other, office="huấn luyện viên")
    catalogue.decisions.add([split, Merge("le-tho", other)])
    before = _state(catalogue)
    catalogue.appearances.replace([replace(_entry(each), extraction="2") for each in _NAMED])
    assert _state(catalogue) == before


def test_persons_of_one_name_are_split_by_office(catalogue: Catalogue) -> None:
    other = catalogue.persons.add("Nguyễn Văn Bình")
    assert other == "nguyen-van-binh-2"
    catalogue.decisions.add([Split("nguyen-van-binh", other, office="huấn luyện viên")])
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
    catalogue.reports.delete("bao:cu")
    assert catalogue.persons.offices("le-tho")[0][0].since == "2021-03"


def test_persons_of_one_name_are_split_by_time(catalogue: Catalogue) -> None:
    other = catalogue.persons.add("Nguyễn Văn Bình")
    catalogue.decisions.add([Split("nguyen-van-binh", other, since="2019")])
    assert _persons(catalogue)["bao:1"][0] == "nguyen-van-binh"
    assert _persons(catalogue)["bao:2"] == (other,)


def test_name_given_to_somebody_leads_to_that_person(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Alias("le-tho", "Văn  Bình Nguyễn")])
    assert _persons(catalogue)["bao:3"] == ("le-tho",)
    (person,) = catalogue.persons.many(["le-tho"])
    assert person.aliases == ("Văn Bình Nguyễn",)
    catalogue.decisions.add([Release("VĂN BÌNH NGUYỄN")])
    assert _persons(catalogue)["bao:3"] == ("van-binh-nguyen",)


def test_name_given_before_any_paper_writes_it_is_found_and_heeded(catalogue: Catalogue) -> None:
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


def test_name_given_and_given_up_leads_nowhere(catalogue: Catalogue) -> None:
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
def test_decision_about_nothing_is_refused_with_those_beside_it(
    catalogue: Catalogue, decision: Decision, error: type[Exception]
) -> None:
    before = _state(catalogue)
    with pytest.raises(error):
        catalogue.decisions.add([decision, Hide("le-tho")])
    assert catalogue.decisions.log() == []
    assert _state(catalogue) == before


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
def test_name_of_the_shipped_list_finds_a_person_whom_no_report_calls_so(
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
def test_all_persons_whose_name_holds_the_words_are_told(
    catalogue: Catalogue, typed: str, held: set[str]
) -> None:
    assert catalogue.persons.holding(typed) == held
    assert {each.identifier for each in catalogue.persons.matching(typed)} == held


_IDENTIFIERS = st.sampled_from(["nguyen-van-binh", "van-binh-nguyen", "le-tho", "khac"])
_NAMES = st.sampled_from(["Nguyễn Văn Bình", "Văn Bình Nguyễn", "Lê Thọ", "Tên Mới"])
_DECISIONS = st.one_of(
    st.builds(Merge, _IDENTIFIERS, _IDENTIFIERS),
    st.builds(Alias, _IDENTIFIERS, _NAMES),
    st.builds(Release, _NAMES),
    st.builds(Prefer, _IDENTIFIERS, _NAMES),
    st.builds(Hide, _IDENTIFIERS, st.booleans()),
    st.builds(
        Split,
        _IDENTIFIERS,
        _IDENTIFIERS,
        office=st.sampled_from(["", "chủ tịch", "nhà thơ"]),
        since=st.sampled_from(["", "2012"]),
    ),
    st.builds(Undo, st.integers(1, 8)),
)


# The fixtures are makers: each example has databases of its own.
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(_SETTINGS, max_examples=25)
@given(decisions=st.lists(_DECISIONS, max_size=8))
def test_tables_say_what_follows_from_the_log_however_it_grew(
    new_sqlite: Callable[[], str], decisions: list[Decision]
) -> None:
    _grow(new_sqlite, decisions)


# Fewer, since a schema is slow to make.
@pytest.mark.cluster
@settings(_SETTINGS, max_examples=5)
@given(decisions=st.lists(_DECISIONS, min_size=4, max_size=8))
def test_tables_of_postgresql_say_what_follows_from_the_log(
    new_postgresql: Callable[[], str], decisions: list[Decision]
) -> None:
    _grow(new_postgresql, decisions)


def _grow(new_database: Callable[[], str], decisions: list[Decision]) -> None:
    """Take decisions one by one, at once, and back again; the tables follow."""
    one, two = (_filled(new_database()) for _ in range(2))
    assert one.persons.add("Khác") == two.persons.add("Khác") == "khac"
    held = []
    for decision in decisions:
        try:
            held += [logged.decision for logged in one.decisions.add([decision])]
        except DecisionInvalid:
            continue
    two.decisions.add(held)
    assert _state(one) == _state(two)
    # Looked for anew, which computes every mention from the log.
    two.appearances.replace([replace(_entry(each), extraction="2") for each in _NAMED])
    assert _state(one) == _state(two)
    for number in range(len(held), 0, -1):
        if not isinstance(held[number - 1], Undo):
            one.decisions.add([Undo(number)])
    if not any(isinstance(decision, Undo) for decision in held):
        fresh = _filled(new_database())
        fresh.persons.add("Khác")
        assert _state(one) == _state(fresh)
        fresh.close()
    one.close()
    two.close()


def _state(catalogue: Catalogue) -> dict[str, object]:
    """Everything that decisions may change."""
    identifiers = ["nguyen-van-binh", "van-binh-nguyen", "le-tho", "khac", "nguyen-van-binh-2"]
    return {
        # In which order names came is the same in every case but one: decisions taken at once.
        "persons": [
            replace(person, aliases=tuple(sorted(person.aliases)))
            for person in catalogue.persons.many(identifiers)
        ],
        "current": catalogue.persons.current(identifiers),
        "reports": _persons(catalogue),
        "mentions": [catalogue.appearances.in_report(each) for each in _NAMED],
        "found": [
            [each.identifier for each in catalogue.persons.matching(name)]
            for name in ("Nguyễn Văn Bình", "Văn Bình Nguyễn", "Lê Thọ", "Tên Mới")
        ],
    }
