"""Newspapers and sections: the list that ships, the rules, and what follows from decisions."""

import csv
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from archive.catalogue import Catalogue, Entry, open_catalogue
from archive.catalogue.tables import newspaper_spellings, section_names, section_spellings
from archive.corrections.correction import Correct
from archive.decision import Decision, Logged, Undo, standing
from archive.errors import ArchiveError, DecisionInvalid, NewspaperNotFound, ReportNotFound
from archive.newspapers.authority import Newspapers
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
)
from archive.newspapers.issn import issn
from archive.newspapers.keys import domain, group_key
from archive.newspapers.known import known_newspapers, outlet
from archive.newspapers.newspaper import DatedName, dated_name, name_on
from archive.sections.authority import SectionMerge, Sections, SectionSeparation
from archive.withdrawal.decisions import Withdraw
from index.report import Report

_HUE = "hue-ngay-nay"


def _log(*decisions: Decision) -> list[Logged]:
    return [Logged(number, "", decision) for number, decision in enumerate(decisions, 1)]


# The list that ships


def test_list_has_a_source_for_every_newspaper_and_only_good_values() -> None:
    text = files("archive.newspapers").joinpath("data", "newspapers.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) >= 60
    assert len({row["id"] for row in rows}) == len(rows)
    for record in known_newspapers().values():
        assert record.source.startswith("https://"), record
        assert all(map(domain, record.urls))
        assert [issn(each) for each in record.issns] == list(record.issns)
        assert set(record.predecessors) <= known_newspapers().keys()
    assert any(record.predecessors for record in known_newspapers().values())


def test_no_form_in_the_list_means_two_newspapers() -> None:
    owners: dict[str, set[str]] = {}
    for record in known_newspapers().values():
        for form in (*record.titles, *record.aliases, *record.urls, record.identifier):
            owners.setdefault(group_key(form), set()).add(record.identifier)
    assert [form for form, some in owners.items() if len(some) > 1] == []


def test_past_names_sign_no_report() -> None:
    assert outlet("Dân") == ""
    assert outlet("HNN") == outlet("huengaynay.vn") == "Huế ngày nay"
    assert outlet("baothuathienhue.vn") == "Thừa Thiên Huế"


@pytest.mark.parametrize("text", ["0378-5955", "issn 03785955", "2434-561x"])
def test_issn_is_checked(text: str) -> None:
    assert issn(issn(text)) == issn(text)
    spoiled = text[:-1] + ("1" if text[-1] != "1" else "2")
    with pytest.raises(ValueError, match="check digit"):
        issn(spoiled)


# Rules


@pytest.mark.parametrize(
    "spelling",
    [
        "VnExpress", "vnexpress", "VNEXPRESS", "vnexpress.net", "https://www.vnexpress.net/",
        "kinhdoanh.vnexpress.net", "VN Express", "Báo VnExpress",
    ],
)  # fmt: skip
def test_spellings_of_a_listed_newspaper_are_one(spelling: str) -> None:
    assert Newspapers().newspaper(spelling) == "vnexpress"


@pytest.mark.parametrize("spelling", ["tuổi trẻ", "TUOI TRE", "tuoitre.vn", "thethao.tuoitre.vn"])
def test_case_and_diacritics_do_not_matter(spelling: str) -> None:
    assert Newspapers().newspaper(spelling) == "tuoi-tre"


def test_unlisted_newspapers_stay_as_they_came_under_their_best_spelling() -> None:
    spelled = ["docbao.vn", "Đọc Báo", "ĐỌC BÁO", "tin.blogspot.com"]
    papers = Newspapers(spellings=spelled)
    assert {papers.newspaper(each) for each in spelled} == {"docbao", "tinblogspotcom"}
    record = papers.get("docbao")
    assert record is not None
    assert record.name == "Đọc Báo"
    assert not record.is_known
    assert set(record.aliases) == {"docbao.vn", "ĐỌC BÁO"}


_LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@given(_LETTERS)
def test_spaces_around_a_name_do_not_matter(name: str) -> None:
    assert Newspapers().newspaper(f"  {name} ") == Newspapers().newspaper(name)


@given(st.sampled_from(sorted(known_newspapers())), st.booleans())
def test_every_form_of_a_listed_newspaper_is_found_in_capitals_too(
    identifier: str, capitals: bool
) -> None:
    record = known_newspapers()[identifier]
    for form in (*record.titles, *record.aliases, *record.urls):
        assert Newspapers().newspaper(form.upper() if capitals else form) == identifier


# Names of the day


@pytest.mark.parametrize(
    ("date", "printed", "name"),
    [
        ("1975-05-19", "huengaynay.vn", "Thừa Thiên Huế Giải Phóng"),
        ("1975-12", "x", "Thừa Thiên Huế"),
        ("1980", "x", "Dân"),
        ("1986-02", "x", "Bình Trị Thiên"),
        ("1989-11", "x", "Huế ngày nay"),
        ("1995-03-26", "x", "Thừa Thiên Huế"),
        ("2018-01-10T12:31:00+07:00", "Huế ngày nay", "Thừa Thiên Huế"),
        ("2025-03", "TTH.VN", "Huế ngày nay"),
        ("2024-06-01", "Báo Thừa Thiên Huế", "Thừa Thiên Huế"),
        ("", "Thừa Thiên Huế", "Thừa Thiên Huế"),
        ("", "huengaynay.vn", "Huế ngày nay"),
    ],
)
def test_newspaper_has_the_name_of_the_day(date: str, printed: str, name: str) -> None:
    assert name_on(known_newspapers()[_HUE].names, date, printed) == name


@pytest.mark.parametrize("date", ["1975", "1975-04", "1975-04-20"])
def test_one_date_is_both_ends_of_a_period(date: str) -> None:
    assert dated_name(f"Báo A [{date}]") == DatedName("Báo A", date, date)
    assert dated_name(f"Báo A [{date}..]") == DatedName("Báo A", date)
    assert dated_name("Báo A []") == DatedName("Báo A []")


@pytest.mark.parametrize(
    "text",
    ["", " [2018..]", " [2018]", "Báo A [2018-13..]", "Báo A [2019..2018]", "Báo A [1975-2024]"],
)
def test_impossible_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        dated_name(text)


def test_earlier_names_end_with_the_last_time_that_a_name_began() -> None:
    hue = known_newspapers()[_HUE]
    assert hue.earlier("Dân") == ("Thừa Thiên Huế Giải Phóng", "Thừa Thiên Huế")
    assert len(hue.earlier("Huế ngày nay")) == 4


# Decisions


def test_merger_alias_and_separation_give_spellings_to_records() -> None:
    spelled = ["docbao.vn", "baomoi.com", "VNA", "vnexpress.net"]
    papers = Newspapers(
        _log(
            NewspaperMerge("docbao", "bao-moi"),
            NewspaperAlias("ttxvn", "VNA"),
            NewspaperSeparation("vnexpress.net", "vnexpress-net"),
        ),
        spelled,
    )
    found = [papers.newspaper(each) for each in spelled]
    assert found == ["bao-moi", "bao-moi", "ttxvn", "vnexpress-net"]
    assert papers.newspaper("VnExpress") == "vnexpress"
    record = papers.get("docbao")
    assert record is not None
    assert "docbao.vn" in record.aliases


def test_typed_name_means_the_newspaper_of_a_given_name_that_differs_in_diacritics() -> None:
    given = (NewspaperAlias("soha", "Báo Lạ"), NewspaperSeparation("Tin Dữ", "tin-du"))
    papers = Newspapers(_log(*given), ["vietbao", "Báo Lá"])

    def called(name: str) -> str | None:
        record = papers.called(name)
        return record.identifier if record else None

    names = ("báo lạ", "TIN DU", "không có", "vietbao.vn")
    assert [called(each) for each in names] == ["soha", "tin-du", None, "vietbao"]
    # A name in reports keeps its own meaning.
    assert (papers.newspaper("Báo Lá"), called("bao la")) == ("baola", "baola")
    assert Newspapers(_log(*given)).newspaper("bao la") == "baola"


def test_renamed_newspaper_keeps_its_old_names_as_aliases() -> None:
    papers = Newspapers(_log(NewspaperField("soha", "names", ("Soha News",))))
    record = papers.get("soha")
    assert record is not None
    assert (record.name, record.aliases) == ("Soha News", ("Soha",))


def test_lineage_follows_predecessors_and_successors() -> None:
    papers = Newspapers()
    merged = papers.get("trung-tam-truyen-thong-hue")
    hue = papers.get(_HUE)
    assert merged is not None
    assert hue is not None
    assert merged.predecessors == (_HUE, "trt")
    assert hue.successors == ("trung-tam-truyen-thong-hue",)
    lineage = [each.identifier for each in papers.lineage(merged.identifier)]
    assert lineage == [merged.identifier, _HUE, "trt"]


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with closing(open_catalogue(catalogue_url)) as catalogue:
        yield catalogue


def _put(catalogue: Catalogue, *reports: Report) -> None:
    catalogue.reports.put([Entry(report) for report in reports])


def _seen(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Return identifier → newspaper and section as readers see them."""
    found = catalogue.changes.after(0)
    return {e.identifier: (e.report.source, e.report.section_path) for e in found if e.report}


def test_reports_are_read_with_the_name_of_the_day_and_keep_the_printed_one(
    catalogue: Catalogue,
) -> None:
    _put(
        catalogue,
        Report("1", title="A", source="huengaynay.vn", date="2018-01-10"),
        Report("2", title="B", source="HNN", date="2025-01-10"),
        Report("3", title="C", source="vnexpress", section=("THỜI SỰ", "Giao thông")),
    )
    assert _seen(catalogue) == {
        "1": ("Thừa Thiên Huế", ""),
        "2": ("Huế ngày nay", ""),
        "3": ("VnExpress", "Thời sự › Giao thông"),
    }
    report = catalogue.reports.get("1")
    assert report is not None
    assert report.source == "Thừa Thiên Huế"
    assert [each.source for each in catalogue.reports.without_persons(["1"])] == ["Thừa Thiên Huế"]
    printed = catalogue.reports.versions("1")[0].report
    assert printed.source == "huengaynay.vn"


def test_better_spelling_that_comes_later_changes_earlier_reports(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="docbao.vn", section=("ĐẤT CỐ ĐÔ",)))
    assert _seen(catalogue)["1"] == ("docbao.vn", "ĐẤT CỐ ĐÔ")
    last = catalogue.changes.revision()
    _put(catalogue, Report("2", title="B", source="Đọc Báo", section=("Đất cố đô", "Xưa")))
    assert _seen(catalogue)["1"] == ("Đọc Báo", "Đất cố đô")
    assert {each.identifier for each in catalogue.changes.after(last)} == {"1", "2"}


def test_name_is_listed_as_long_as_a_report_that_is_shown_has_it(catalogue: Catalogue) -> None:
    sources = {"1": "Báo Lạ", "2": "báo lạ", "3": "BÁO LẠ", "4": "Báo Khác"}
    catalogue.reports.put(
        [Entry(Report(each, title="Tin", source=source)) for each, source in sources.items()]
    )
    # «báo lạ» is printed only where a librarian corrected it; «BÁO LẠ» is a correction.
    catalogue.decisions.add([Correct("2", "source", "BÁO LẠ"), Correct("4", "source", "bao la")])

    def listed() -> set[str]:
        return set(catalogue.names.newspapers().spellings("baola"))

    assert listed() == {"Báo Lạ", "báo lạ", "BÁO LẠ", "bao la"}
    catalogue.decisions.add([Withdraw("1"), Withdraw("4")])
    assert listed() == {"báo lạ", "BÁO LẠ"}
    catalogue.decisions.add([Withdraw("3")])
    assert listed() == {"báo lạ", "BÁO LẠ"}
    catalogue.decisions.add([Withdraw("2")])
    assert listed() == set()


def test_withdrawn_reports_are_found_without_reading_the_others(tmp_path: Path) -> None:
    plans: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, *rest: Any) -> None:
        if "withdrawn IS 1" in statement:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", rest[0])
            plans.extend(row[3] for row in cursor.fetchall())

    with closing(open_catalogue(f"sqlite:///{tmp_path}/kho.sqlite", create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("1", title="Tin", source="Báo Lạ"))])
        event.listen(Engine, "before_cursor_execute", explain)
        try:
            catalogue.names.newspapers()
        finally:
            event.remove(Engine, "before_cursor_execute", explain)
    read = {plan for plan in plans if plan.startswith(("SCAN versions", "SCAN reports"))}
    assert read == {"SCAN reports USING INDEX reports_withdrawn"}


def test_separated_spelling_takes_no_other_with_it(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="docbao.vn"))
    _put(catalogue, Report("2", title="B", source="Đọc Báo"))
    catalogue.decisions.add([NewspaperSeparation("docbao.vn")])
    papers = catalogue.names.newspapers()
    assert papers.newspaper("docbao.vn") != papers.newspaper("Đọc Báo") == "docbao"
    assert {each: source for each, (source, _) in _seen(catalogue).items()} == {
        "1": "docbao.vn",
        "2": "Đọc Báo",
    }


def test_no_name_is_shown_in_a_spelling_that_only_withdrawn_reports_have(
    catalogue: Catalogue,
) -> None:
    _put(catalogue, Report("1", title="A", source="docbao.vn", section=("ĐẤT CỐ ĐÔ",)))
    before = _seen(catalogue)
    _put(catalogue, Report("2", title="B", source="Đọc Báo", section=("Đất cố đô", "Xưa")))
    after = _seen(catalogue)
    assert after["1"] == ("Đọc Báo", "Đất cố đô")
    last = catalogue.changes.revision()
    (made,) = catalogue.decisions.add([Withdraw("2")])
    assert _seen(catalogue) == before == {"1": ("docbao.vn", "ĐẤT CỐ ĐÔ")}
    # The index learns of it.
    assert {each.identifier for each in catalogue.changes.after(last)} == {"1", "2"}
    assert catalogue.names.sections().shown(("ĐẤT CỐ ĐÔ",)) == ("ĐẤT CỐ ĐÔ",)
    catalogue.decisions.add([Undo(made.number)])
    assert _seen(catalogue) == after
    catalogue.decisions.add([Withdraw("2")])
    _put(catalogue, Report("3", title="C", source="Đọc Báo", section=("Đất cố đô",)))
    assert _seen(catalogue)["1"] == ("Đọc Báo", "Đất cố đô")
    catalogue.decisions.add([Withdraw("3")])
    assert _seen(catalogue) == before
    catalogue.erasures.erase(["3"])
    assert _seen(catalogue) == before


def test_record_has_the_name_of_its_reports_after_a_withdrawal(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="docbao.vn"))
    _put(catalogue, Report("2", title="B", source="Đọc Báo"))
    catalogue.decisions.add([Withdraw("2")])
    papers = catalogue.names.newspapers()
    record = papers.get(papers.newspaper("docbao.vn"))
    assert record is not None
    assert record.titles == (_seen(catalogue)["1"][0],)
    assert papers.spellings(record.identifier) == ("docbao.vn",)
    catalogue.decisions.add([Withdraw("1")])
    assert catalogue.names.newspapers().get(record.identifier) is None


def test_decision_changes_reports_and_undo_changes_them_back(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="docbao.vn", section=("Tin nóng", "Huế")))
    before = _seen(catalogue)
    made = catalogue.decisions.add(
        [NewspaperMerge("docbao", "bao-moi"), SectionMerge(("Tin nóng",), ("Thời sự",))]
    )
    assert _seen(catalogue)["1"] == ("Báo Mới", "Thời sự › Huế")
    # The same file imported again brings no old value back.
    _put(catalogue, Report("1", title="A mới", source="docbao.vn", section=("Tin nóng", "Huế")))
    assert _seen(catalogue)["1"] == ("Báo Mới", "Thời sự › Huế")
    catalogue.decisions.add([Undo(each.number) for each in made])
    assert _seen(catalogue) == before


def test_corrected_newspaper_is_one_of_the_records_too(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="abc", section=("Tin",)))
    catalogue.decisions.add(
        [Correct("1", "source", "vnexpress.net"), Correct("1", "section", ("THỜI SỰ",))]
    )
    assert _seen(catalogue)["1"] == ("VnExpress", "Thời sự")
    catalogue.decisions.add([NewspaperField("vnexpress", "names", ("Tin nhanh",))])
    assert _seen(catalogue)["1"] == ("Tin nhanh", "Thời sự")


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (NewspaperMerge("vnexpress", "vnexpress"), "into itself"),
        (NewspaperMerge("vnexpress", "khong-co"), "no newspaper 'khong-co'"),
        (NewspaperField("soha", "names", ("Tuổi Trẻ",)), "would both have the name"),
        (NewspaperField("soha", "names"), "needs a name"),
        (NewspaperField("soha", "issns", ("1234-5678",)), "check digit"),
        (NewspaperField("soha", "urls", ("không",)), "not an address"),
        (NewspaperField("soha", "owner", ("A",)), "no 'owner'"),
        (NewspaperField("soha", "predecessors", ("khong-co",)), "no newspaper 'khong-co'"),
        (NewspaperField(_HUE, "predecessors", ("trung-tam-truyen-thong-hue",)), "predecessor"),
        (NewspaperAlias("soha", " "), "needs a name"),
        (NewspaperAlias("soha", "a\udcff"), "cannot be stored"),
        (SectionMerge((), ("Tin",)), "needs a name"),
        (SectionMerge(("TIN",), ("Tin",)), "by rule"),
        (SectionMerge(("Tin",), ("Tin", "Huế")), "is below"),
    ],
)
def test_impossible_decision_is_refused(
    catalogue: Catalogue, decision: Decision, reason: str
) -> None:
    with pytest.raises(ArchiveError, match=reason):
        catalogue.decisions.add([decision])
    assert catalogue.decisions.log() == []


def test_separated_record_gets_the_same_identifier_again(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", source="vnexpress.net"))
    made = catalogue.decisions.add([NewspaperSeparation("vnexpress.net")])
    assert made[0].decision == NewspaperSeparation("vnexpress.net", "vnexpress-net")
    assert _seen(catalogue)["1"] == ("vnexpress.net", "")
    catalogue.decisions.add([Undo(1)])
    assert _seen(catalogue)["1"] == ("VnExpress", "")
    again = catalogue.decisions.add([NewspaperSeparation("vnexpress.net")])
    assert again[0].decision == made[0].decision


# Sections


def test_section_kept_apart_can_be_merged_again(catalogue: Catalogue) -> None:
    _put(catalogue, Report("1", title="A", section=("CHÍNH TRỊ",)))
    catalogue.decisions.add([SectionSeparation(("CHÍNH TRỊ",))])
    assert _seen(catalogue)["1"] == ("", "CHÍNH TRỊ")
    catalogue.decisions.add([SectionMerge(("CHÍNH TRỊ",), ("Chính trị",))])
    assert _seen(catalogue)["1"] == ("", "Chính trị")


def test_sections_are_one_by_case_dash_and_place_of_the_tone() -> None:
    shown = Sections(names={"văn hóa": ["Văn hóa", "VĂN HOÁ"]}).shown
    assert shown(("CHÍNH TRỊ – XÃ HỘI",)) == ("Chính trị - Xã hội",)
    assert shown(("chinh tri",)) == ("Chính trị",)
    assert shown(("Thời sự", "GIAO THÔNG")) == ("Thời sự", "Giao thông")
    assert shown(("Chuyện lạ",)) == ("Chuyện lạ",)


def test_decision_applies_to_the_sections_below_and_separation_to_one_spelling() -> None:
    sections = Sections(
        _log(
            SectionMerge(("Tin nóng",), ("Thời sự", "Nóng")),
            SectionSeparation(("THỜI SỰ",)),
        )
    )
    assert sections.shown(("TIN NÓNG", "Huế")) == ("Thời sự", "Nóng", "Huế")
    assert sections.shown(("THỜI SỰ",)) == ("THỜI SỰ",)
    assert sections.shown(("Thời Sự",)) == ("Thời sự",)


def test_last_merger_of_two_sections_decides_the_name() -> None:
    there, back = SectionMerge(("Xe",), ("Ô tô",)), SectionMerge(("Ô tô",), ("Xe",))
    assert Sections(_log(there, back)).shown(("Ô tô",)) == ("Xe",)
    assert Sections(_log(there, back)).shown(("Xe",)) == ("Xe",)
    assert Sections(_log(back, there)).shown(("Xe",)) == ("Ô tô",)


# Any history

_SPELLINGS = ("VnExpress", "vnexpress.net", "Đọc Báo", "docbao.vn", "DOC BAO", "Huế ngày nay")
_RECORDS = st.sampled_from(["vnexpress", "docbao", _HUE, "soha", "vnexpress-net", "doc-bao"])
_PATHS = st.sampled_from([("Tin", "Huế"), ("TIN",), ("Tin",), ("Đất cố đô",), ("ĐẤT CỐ ĐÔ", "A")])
_NAMES = st.sampled_from([*_SPELLINGS, "Báo Mới Toanh"])
_STEPS = st.one_of(
    st.builds(Report, st.just(""), source=_NAMES, section=_PATHS),
    st.builds(NewspaperMerge, _RECORDS, _RECORDS),
    st.builds(NewspaperAlias, _RECORDS, _NAMES),
    st.builds(NewspaperSeparation, _NAMES),
    st.builds(NewspaperField, _RECORDS, st.just("names"), st.tuples(_NAMES)),
    st.builds(NewspaperField, _RECORDS, st.just("predecessors"), st.tuples(_RECORDS)),
    st.builds(NewspaperField, _RECORDS, st.just("place"), st.just(("Huế",))),
    st.builds(SectionMerge, _PATHS, _PATHS),
    st.builds(SectionSeparation, _PATHS),
    st.builds(Undo, st.integers(1, 8)),
    st.builds(Withdraw, st.sampled_from(["r0", "r1", "r2", "r3"])),
)
_HISTORIES = st.lists(_STEPS, min_size=2, max_size=12)
_MERGED_UNLISTED: list[Decision | Report] = [
    Report("", source="docbao.vn"),
    Report("", source="Báo Mới Toanh"),
    NewspaperMerge("baomoitoanh", "docbao"),
    Report("", source="Đọc Báo"),
]
_TARGET_MET_LATER = [
    Report("", section=("Đất cố đô",)),
    SectionMerge(("Đất cố đô",), ("TIN",)),
    Report("", section=("Tin", "Huế")),
]
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@settings(_SETTINGS, max_examples=25)
@given(history=_HISTORIES)
@example(history=_MERGED_UNLISTED)
@example(history=_TARGET_MET_LATER)
def test_meanings_follow_from_reports_and_standing_decisions_alone(
    empty_sqlite: Callable[[], str], history: list[Decision | Report]
) -> None:
    _check_history(empty_sqlite, empty_sqlite, history)


@pytest.mark.cluster
@settings(_SETTINGS, max_examples=6)
@given(history=_HISTORIES)
@example(history=_MERGED_UNLISTED)
@example(history=_TARGET_MET_LATER)
def test_any_history_means_the_same_on_both_databases(
    empty_sqlite: Callable[[], str],
    empty_postgresql: Callable[[], str],
    history: list[Decision | Report],
) -> None:
    _check_history(empty_postgresql, empty_sqlite, history)


def _check_history(
    first: Callable[[], str], second: Callable[[], str], history: list[Decision | Report]
) -> None:
    """Take steps singly; compare with the reports and the standing decisions taken at once."""
    with closing(open_catalogue(first())) as catalogue:
        for number, step in enumerate(history):
            if isinstance(step, Report):
                _put(
                    catalogue, Report(f"r{number}", "Tin", source=step.source, section=step.section)
                )
            else:
                with suppress(DecisionInvalid, NewspaperNotFound, ReportNotFound):
                    catalogue.decisions.add([step])
        tables, seen = _tables(catalogue), _seen(catalogue)
        stand = standing(catalogue.decisions.log())
    with closing(open_catalogue(second())) as catalogue:
        given = enumerate(history)
        reports = [_numbered(at, step) for at, step in given if isinstance(step, Report)]
        _put(catalogue, *reversed(reports))
        catalogue.decisions.add([logged.decision for logged in stand])
        assert _tables(catalogue) == tables
        assert _seen(catalogue) == seen


def _numbered(number: int, report: Report) -> Report:
    return replace(report, identifier=f"r{number}", title=f"Tin {number}")


def _tables(catalogue: Catalogue) -> list[list[tuple[object, ...]]]:
    tables = (newspaper_spellings, section_spellings, section_names)
    return catalogue._database.read(
        lambda connection: [
            sorted(tuple(map(str, row)) for row in connection.execute(select(table)))
            for table in tables
        ]
    )
