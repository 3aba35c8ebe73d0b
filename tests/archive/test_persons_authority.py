"""Decisions about persons and their consequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decision import Decision, Logged, Undo, from_record, standing, to_record
from archive.persons import aliases
from archive.persons.authority import (
    Alias,
    Authority,
    Distinct,
    Hide,
    Merge,
    Naming,
    Prefer,
    Release,
    Split,
)
from archive.persons.duplicates import alike


def logged(*decisions: Decision) -> list[Logged]:
    return [Logged(n, "2026-12-01T07:15:00Z", each) for n, each in enumerate(decisions, start=1)]


def person(authority: Authority, record: str, name: str = "Nguyễn Văn An", **known: object) -> str:
    return authority.person(Naming(name, record, **known))  # type: ignore[arg-type]


def test_without_decisions_a_name_means_its_own_record() -> None:
    assert person(Authority(), "nguyen-van-an") == "nguyen-van-an"


def test_merged_persons_are_one_through_any_number_of_mergers() -> None:
    authority = Authority(logged(Merge("a", "b"), Merge("b", "c")))
    assert [person(authority, each) for each in "abc"] == ["c", "c", "c"]


def test_merging_back_keeps_the_record_named_last() -> None:
    authority = Authority(logged(Merge("a", "b"), Merge("b", "a")))
    assert [person(authority, each) for each in "ab"] == ["a", "a"]


def test_merging_with_itself_changes_nothing() -> None:
    assert person(Authority(logged(Merge("a", "a"))), "a") == "a"


def test_alias_leads_to_the_person_whatever_the_case_or_tone_placement() -> None:
    authority = Authority(logged(Alias("ho-chi-minh", "Nguyễn Tất Thành")))
    naming = Naming("NGUYỄN  TẤT THÀNH", "nguyen-tat-thanh")
    assert authority.person(naming) == "ho-chi-minh"
    assert authority.aliases() == {"nguyễn tất thành": "ho-chi-minh"}


def test_released_name_means_its_own_record_again() -> None:
    authority = Authority(logged(Alias("b", "Nguyễn Văn An"), Release("nguyễn văn an")))
    assert person(authority, "a") == "a"


@pytest.mark.parametrize(
    ("split", "known", "moved"),
    [
        (Split("a", "b"), {}, True),
        (Split("a", "b", office="bác sĩ"), {"roles": ("Bác sĩ Bệnh viện Huế",)}, True),
        (Split("a", "b", office="bác sĩ"), {"roles": ("Thủ tướng",)}, False),
        (Split("a", "b", office="sĩ"), {"roles": ("ca sĩa",)}, False),
        (Split("a", "b", since="1975"), {"date": "1975-04-30"}, True),
        (Split("a", "b", since="1975-05"), {"date": "1975"}, False),
        (Split("a", "b", until="1975"), {"date": "1975-12-31T23:00:00+07:00"}, True),
        (Split("a", "b", until="1975"), {"date": "1976-01-01"}, False),
        (Split("a", "b", until="1975"), {"date": ""}, False),
        (Split("a", "b", reports=("r1",)), {"report": "r1"}, True),
        (Split("a", "b", reports=("r1",)), {"report": "r2"}, False),
        (Split("a", "b", names=("Văn An",)), {}, False),
        (Split("a", "b", office="bác sĩ", since="2000"), {"roles": ("bác sĩ",)}, False),
    ],
)
def test_split_moves_mentions_that_fulfil_all_its_conditions(
    split: Split, known: dict[str, object], moved: bool
) -> None:
    authority = Authority(logged(split))
    assert person(authority, "a", **known) == ("b" if moved else "a")


def test_later_split_takes_precedence() -> None:
    authority = Authority(logged(Split("a", "b"), Split("a", "c", office="bác sĩ")))
    assert person(authority, "a", roles=("bác sĩ",)) == "c"
    assert person(authority, "a") == "b"


def test_split_back_and_forth_comes_to_an_end() -> None:
    authority = Authority(logged(Split("a", "b"), Split("b", "a")))
    assert person(authority, "a") in {"a", "b"}


def test_split_holds_for_what_was_merged_into_the_person() -> None:
    authority = Authority(logged(Merge("x", "a"), Split("a", "b", office="bác sĩ")))
    assert person(authority, "x", roles=("bác sĩ",)) == "b"


def test_preferred_name_and_hiding() -> None:
    authority = Authority(logged(Prefer("a", "An"), Hide("a"), Hide("b"), Hide("b", False)))
    assert authority.preferred("a") == "An"
    assert authority.preferred("b") is None
    assert (authority.hidden("a"), authority.hidden("b")) == (True, False)


def test_distinct_pair_follows_mergers_of_either_record() -> None:
    log = logged(Distinct("b", "a"), Merge("a", "c"), Merge("d", "b"))
    assert Authority(log[:1]).distinct() == {("a", "b")}
    assert Authority(log).distinct() == {("b", "c")}
    assert Authority([*log, Logged(4, "", Undo(1))]).distinct() == set()


def test_merger_of_a_distinct_pair_prevails() -> None:
    assert Authority(logged(Distinct("a", "b"), Merge("a", "b"))).distinct() == set()


def test_undone_decision_does_not_hold_and_its_undoing_can_be_undone() -> None:
    merged = logged(Merge("a", "b"), Undo(1))
    assert person(Authority(merged), "a") == "a"
    assert person(Authority([*merged, Logged(3, "", Undo(2))]), "a") == "b"


_ids = st.sampled_from("abcde")
_decisions = st.one_of(
    st.builds(Merge, _ids, _ids),
    st.builds(Alias, _ids, st.sampled_from(["An", "Bình"])),
    st.builds(Release, st.sampled_from(["An", "Bình"])),
    st.builds(Prefer, _ids, st.text()),
    st.builds(Hide, _ids, st.booleans()),
    st.builds(Split, _ids, _ids, office=st.sampled_from(["", "bác sĩ"])),
    st.builds(Distinct, _ids, _ids),
)


@given(st.lists(_decisions), _decisions)
def test_undoing_the_last_decision_gives_what_was_before(
    before: list[Decision], last: Decision
) -> None:
    undone = logged(*before, last, Undo(len(before) + 1))
    assert standing(undone) == standing(logged(*before))


@given(st.lists(_decisions), _ids)
def test_every_mention_has_a_person_that_was_not_merged_away(
    decisions: list[Decision], record: str
) -> None:
    authority = Authority(logged(*decisions))
    found = person(authority, record, "An", roles=("bác sĩ",))
    assert authority.merged(found) == found


@given(_decisions)
def test_decision_survives_being_a_record(decision: Decision) -> None:
    assert from_record(to_record(decision)) == decision


@pytest.mark.parametrize("record", [{}, {"kind": "marry"}, {"kind": "merge", "source": "a"}])
def test_other_records_are_no_decisions(record: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"kind|incomplete"):
        from_record(record)


@pytest.mark.parametrize("alias", ["Nguyễn Tất Thành", "Nguyễn Ái Quốc", "Bác Hồ"])
def test_names_of_ho_chi_minh_come_together(alias: str) -> None:
    assert aliases.known()[aliases.name_key(alias)] == "Hồ Chí Minh"


def test_no_shipped_alias_is_the_preferred_name_of_another() -> None:
    preferred = {aliases.name_key(name) for name in aliases.known().values()}
    assert not preferred & aliases.known().keys()


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Hồ Chí Minh", "Nguyễn Ái Quốc", "alias"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng", "diacritics"),
        ("Ân Nguyễn", "Nguyễn Ân", "order"),
        ("George W. Bush", "George Bush", "ends"),
    ],
)
def test_records_that_may_be_one_are_suggested(first: str, second: str, reason: str) -> None:
    assert [(each.first, each.second, each.reason) for each in alike([("a", first), ("b", second)])]
    assert next(alike([("a", first), ("b", second)])).reason == reason


def test_unlike_names_and_names_of_one_person_are_not_suggested() -> None:
    names = [("a", "Hồ Chí Minh"), ("a", "Nguyễn Ái Quốc"), ("b", "Lê Duẩn")]
    assert list(alike(names)) == []


def test_what_many_share_suggests_nothing() -> None:
    names = [(str(number), name) for number, name in enumerate(["Lê Hùng", "Lê Hưng"] * 4)]
    assert len(list(alike(names))) == 28
    assert list(alike([*names, ("x", "Lê Hung")])) == []


@pytest.mark.parametrize("name", ["Bush", "Lê Thị Hoa"])
def test_ends_of_short_and_vietnamese_names_suggest_nothing(name: str) -> None:
    other = "Lê Văn Hoa" if " " in name else "Bush Bush"
    assert list(alike([("a", name), ("b", other)])) == []
