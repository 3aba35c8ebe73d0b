"""The catalogue stores each report once, keeps all versions and numbers every change."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from inspect import Parameter, isfunction, signature
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import StatementError

from archive.catalogue import (
    Appearance,
    Catalogue,
    Entry,
    Patience,
    Refused,
    UnreadValue,
    datestamps,
    open_catalogue,
)
from archive.catalogue.database import Database
from archive.errors import (
    CatalogueAway,
    CatalogueNotFound,
    CatalogueUnavailable,
    CatalogueUnsuitable,
    ConfigInvalid,
    ReportNotFound,
)
from archive.persons.authority import Release
from archive.withdrawal.decisions import Reinstate, Withdraw
from index.report import Original, Report

_REPORT = Report(
    "bao:1",
    title="Thủ tướng thăm Huế",
    lead="Sáng 10/1, …",
    body="Đoạn một.\nĐoạn hai.",
    captions=("Ảnh một", "Ảnh hai"),
    dateline="TTH.VN",
    date="2018-01-10T12:31:00+07:00",
    section=("Chính trị - Xã hội", "Theo dòng thời sự"),
    authors=("Anh Phong",),
    source="Thừa Thiên Huế",
    url="https://bao.example/1",
    tags=("Huế",),
)


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with closing(open_catalogue(catalogue_url)) as opened:
        yield opened


def _put(catalogue: Catalogue, *reports: Report) -> list[tuple[str, str]]:
    outcomes = catalogue.reports.put([Entry(report) for report in reports])
    return [(outcome.identifier, outcome.kind) for outcome in outcomes]


def _from(place: str, text: str, **fields: str) -> Report:
    """An unnamed report read from a place."""
    return Report("", body=text, original=Original(text.encode(), "text/plain", place), **fields)


def test_report_comes_back_as_it_went_in(catalogue: Catalogue) -> None:
    assert _put(catalogue, _REPORT) == [("bao:1", "new")]
    assert catalogue.reports.get("bao:1") == _REPORT


def test_same_again_changes_nothing(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT)
    before = catalogue.changes.revision()
    assert _put(catalogue, _REPORT, _REPORT) == [("bao:1", "same")] * 2
    assert catalogue.changes.revision() == before
    assert catalogue.counts().versions == 1


def test_newer_version_is_shown_and_the_older_kept(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT)
    corrected = replace(_REPORT, title="Thủ tướng về thăm Huế")
    assert _put(catalogue, corrected) == [("bao:1", "changed")]
    assert catalogue.reports.get("bao:1") == corrected
    versions = catalogue.reports.versions("bao:1")
    assert [version.report.title for version in versions] == [_REPORT.title, corrected.title]
    assert [version.ordinal for version in versions] == [1, 2]


def test_missing_catalogue_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueNotFound, match=r"none\.sqlite"):
        open_catalogue(f"sqlite:///{tmp_path}/none.sqlite")
    assert not list(tmp_path.iterdir())


def test_database_of_something_else_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(CatalogueNotFound):
        open_catalogue(f"sqlite:///{tmp_path}/empty.sqlite")
    (tmp_path / "text.sqlite").write_text("Đây là văn bản, không phải cơ sở dữ liệu.\n" * 9)
    with pytest.raises(CatalogueUnavailable, match="not a database; «khobao restore»"):
        open_catalogue(f"sqlite:///{tmp_path}/text.sqlite")


@pytest.mark.parametrize("url", ["nowhere", "nosuch://x", ""])
def test_invalid_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigInvalid):
        open_catalogue(url)


def test_refusals_are_kept_until_their_file_is_read_again(catalogue: Catalogue) -> None:
    bad = [Refused("no JSON object", "/bao.jsonl", 7, b"[1]"), Refused("no text", "/b")]
    catalogue.reports.put([], refused=bad)
    assert catalogue.counts().refused == 2
    last, first = catalogue.refusals.latest()
    assert (first.reason, first.origin, first.line, first.data) == (
        "no JSON object",
        "/bao.jsonl",
        7,
        b"[1]",
    )
    assert last.line is None
    catalogue.reports.put([], reread={"/bao.jsonl"})
    assert [each.origin for each in catalogue.refusals.latest()] == ["/b"]


def test_persons_get_readable_records_that_later_reports_share(catalogue: Catalogue) -> None:
    found = (
        Appearance("Nguyễn Xuân Phúc", ("Thủ tướng Chính phủ",), "Thủ tướng …", "body", 0, 3, 19),
        Appearance("NGUYỄN XUÂN PHÚC"),
        Appearance("Đinh Khắc Đính"),
    )
    catalogue.reports.put([Entry(_REPORT, found, "1")])
    catalogue.reports.put([Entry(replace(_REPORT, identifier="bao:2"), found[1:2], "1")])
    report = catalogue.reports.get("bao:2")
    assert report is not None
    assert report.persons == ("nguyen-xuan-phuc",)
    report = catalogue.reports.get("bao:1")
    assert report is not None
    assert report.persons == ("nguyen-xuan-phuc", "dinh-khac-dinh")
    assert catalogue.persons.names(report.persons)["dinh-khac-dinh"] == "Đinh Khắc Đính"
    first = catalogue.appearances.in_report("bao:1")[0]
    phuc = "nguyen-xuan-phuc"
    assert first == replace(found[0], record=phuc, person=phuc, report="bao:1")


def test_same_bytes_are_the_same_report_in_any_place(catalogue: Catalogue) -> None:
    ((identifier, kind),) = _put(catalogue, _from("/a.txt", "Mưa lớn."))
    assert kind == "new"
    assert _put(catalogue, _from("/b/a.txt", "Mưa lớn.")) == [(identifier, "same")]
    (version,) = catalogue.reports.versions(identifier)
    assert [origin.place for origin in version.origins] == ["/a.txt", "/b/a.txt"]
    assert catalogue.counts().originals == 1


def test_changed_file_is_another_version_of_its_report(catalogue: Catalogue) -> None:
    ((identifier, _kind),) = _put(catalogue, _from("/a.txt", "Mưa lớn.", title="Mưa"))
    assert _put(catalogue, _from("/a.txt", "Mưa nhỏ.", title="Nắng")) == [(identifier, "changed")]
    bodies = [version.report.body for version in catalogue.reports.versions(identifier)]
    assert bodies == ["Mưa lớn.", "Mưa nhỏ."]


def test_records_from_standard_input_are_not_matched_by_place(catalogue: Catalogue) -> None:
    one, two = _put(catalogue, _from("-", "Mưa."), _from("-", "Nắng."))
    assert (one[1], two[1]) == ("new", "new")


def test_record_belongs_to_the_report_with_its_url(catalogue: Catalogue) -> None:
    url = "https://bao.example/tin-1"
    ((identifier, _kind),) = _put(catalogue, Report("", title="Mưa", url=url))
    assert _put(catalogue, Report("", title="Mưa lớn", url=url)) == [(identifier, "changed")]


@pytest.mark.parametrize("url", ["https://bao.example", "https://bao.example/", "bao", "http://["])
def test_record_does_not_belong_to_a_report_by_the_url_of_a_site(
    catalogue: Catalogue, url: str
) -> None:
    outcomes = _put(catalogue, Report("", title="Mưa", url=url), Report("", title="Nắng", url=url))
    assert [kind for _identifier, kind in outcomes] == ["new", "new"]


def test_line_of_a_file_is_the_same_report_while_date_and_title_are(catalogue: Catalogue) -> None:
    first = _from("/l.jsonl:7", "Mưa lớn.", title="Mưa", date="2018-01-10")
    ((identifier, _kind),) = _put(catalogue, first)
    other = _from("/l.jsonl:7", "Bão tới.", title="Bão", date="2018-01-10")
    corrected = _from("/l.jsonl:7", "Mưa nhỏ.", title="Mưa", date="2018-01-10")
    assert [kind for _identifier, kind in _put(catalogue, other)] == ["new"]
    assert _put(catalogue, corrected) == [(identifier, "changed")]


def test_identifier_is_made_of_date_and_title(catalogue: Catalogue) -> None:
    report = _from("/a.txt", "…", title="Thủ tướng thăm Huế", date="2018-01-10T12:31:00+07:00")
    assert _put(catalogue, report) == [("2018-01-10-thu-tuong-tham-hue", "new")]


@pytest.mark.parametrize(
    ("report", "identifier"),
    [
        (Report("", lead="Sáng 10/1, hội nghị"), "sang-10-1-hoi-nghi"),
        (Report("", body="Đường về"), "duong-ve"),
        (Report("", captions=("…",)), "bai"),
        (Report("", title="…", date="2018"), "2018"),
        (Report("", title="a" * 500), "a" * 60),
        (Report("", title="Tin " * 50), "-".join(["tin"] * 15)),
    ],
)
def test_identifier_is_made_of_the_fields_present(
    catalogue: Catalogue, report: Report, identifier: str
) -> None:
    assert _put(catalogue, report) == [(identifier, "new")]


def test_reports_with_the_same_date_and_title_have_different_identifiers(
    catalogue: Catalogue,
) -> None:
    reports = [
        _from(f"/{n}.txt", f"Giá vàng {n}.", title="Giá vàng", date="2018-01-10") for n in range(4)
    ]
    first = _put(catalogue, *reports)
    assert len({identifier for identifier, _kind in first}) == 4
    assert all(identifier.startswith("2018-01-10-gia-vang") for identifier, _kind in first)
    again = _put(catalogue, *reversed(reports))
    assert again == [(identifier, "same") for identifier, _kind in reversed(first)]


def test_same_content_from_elsewhere_is_the_same_report(catalogue: Catalogue) -> None:
    one = Report("", title="Mưa", body="Lớn.", original=Original(b"1", "text/plain", "/a:1"))
    two = replace(one, original=Original(b"2", "text/csv", "/b:1"))
    ((identifier, _kind),) = _put(catalogue, one)
    assert _put(catalogue, two) == [(identifier, "same")]
    (version,) = catalogue.reports.versions(identifier)
    assert [origin.media_type for origin in version.origins] == ["text/plain", "text/csv"]


def test_versions_within_one_batch_are_all_kept(catalogue: Catalogue) -> None:
    states = [replace(_REPORT, body=f"Bản {n}.") for n in range(5)]
    kinds = [kind for _identifier, kind in _put(catalogue, *states, states[2])]
    assert kinds == ["new", "changed", "changed", "changed", "changed", "changed"]
    assert catalogue.reports.get("bao:1") == states[2]
    versions = catalogue.reports.versions("bao:1")
    assert [version.ordinal for version in versions] == [1, 2, 3, 4, 5, 6]
    assert len(catalogue.changes.after(0)) == 1


def test_original_comes_back_byte_by_byte(catalogue: Catalogue) -> None:
    data = bytes(range(256)) * 9
    report = replace(_REPORT, original=Original(data, "text/plain", "/a"))
    _put(catalogue, report)
    assert report.original is not None
    kept = catalogue.reports.original(report.original.sha256)
    assert kept == report.original
    assert catalogue.reports.original("0" * 64) is None


def test_datestamps_come_in_parts_without_withdrawn_reports(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datestamps, "_SIZE", 2)
    names = [f"bao:{number}" for number in range(5)]
    _put(catalogue, *(replace(_REPORT, identifier=name) for name in names))
    assert catalogue.decisions.add([Withdraw(names[2])])
    parts = catalogue.datestamps.parts()
    found = [catalogue.datestamps.of_part(part.number) for part in parts]
    assert [name for part in found for name, _ in part] == [*names[:2], *names[3:]]
    assert max(map(len, found)) == 2
    for part, reports in zip(parts, found, strict=True):
        assert part.newest == max(datestamp for _, datestamp in reports)
    assert catalogue.datestamps.of_part(0) == catalogue.datestamps.of_part(1 << 70) == []


def test_withdrawn_report_leaves_a_tombstone_and_its_versions(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT, replace(_REPORT, identifier="bao:2"))
    before = catalogue.changes.revision()
    assert catalogue.decisions.add([Withdraw("bao:1")])
    withdrawn = catalogue.changes.revision()
    for decision, refusal in (
        (Withdraw("bao:1"), "'bao:1' is withdrawn already"),
        (Reinstate("bao:2"), "'bao:2' is not withdrawn"),
        (Withdraw("bao:9"), "no report has the identifier 'bao:9'"),
    ):
        with pytest.raises(ReportNotFound, match=refusal):
            catalogue.decisions.add([decision])
    assert catalogue.changes.revision() == withdrawn
    assert catalogue.reports.get("bao:1") is None
    assert catalogue.reports.withdrawn("bao:1") is not None
    assert catalogue.reports.withdrawn("bao:2") is None
    assert len(catalogue.reports.versions("bao:1")) == 1
    (change,) = catalogue.changes.after(before)
    assert (change.identifier, change.report) == ("bao:1", None)
    assert (catalogue.counts().reports, catalogue.counts().withdrawn) == (1, 1)


def test_withdrawn_report_stays_withdrawn_when_imported_again(catalogue: Catalogue) -> None:
    _put(catalogue, _REPORT)
    catalogue.decisions.add([Withdraw("bao:1")])
    when = catalogue.changes.revision()
    newer = replace(_REPORT, body="Bản mới.")
    assert _put(catalogue, _REPORT, newer) == [("bao:1", "same"), ("bao:1", "withdrawn")]
    assert catalogue.reports.get("bao:1") is None
    assert catalogue.changes.after(when) == []
    newest = replace(_REPORT, body="Bản mới nhất.")
    assert _put(catalogue, newest) == [("bao:1", "withdrawn")]
    assert [version.ordinal for version in catalogue.reports.versions("bao:1")] == [1, 2, 3]
    assert catalogue.decisions.add([Reinstate("bao:1")])
    with pytest.raises(ReportNotFound, match="is not withdrawn"):
        catalogue.decisions.add([Reinstate("bao:1")])
    assert catalogue.reports.get("bao:1") == newest


def test_changes_come_in_order_and_once(catalogue: Catalogue) -> None:
    reports = [replace(_REPORT, identifier=f"bao:{n}") for n in range(7)]
    _put(catalogue, *reports)
    _put(catalogue, replace(reports[2], body="Mới."))
    catalogue.decisions.add([Withdraw("bao:5")])
    seen, after = [], 0
    while some := catalogue.changes.after(after, 2):
        assert len(some) <= 2
        seen += some
        after = some[-1].revision
    assert [change.revision for change in seen] == sorted(change.revision for change in seen)
    assert [change.identifier for change in seen] == [
        *(f"bao:{n}" for n in (0, 1, 3, 4, 6)),
        "bao:2",
        "bao:5",
    ]
    assert catalogue.changes.pending(0) == 7
    assert catalogue.changes.pending(seen[-3].revision) == 2


@pytest.mark.slow
def test_many_are_given_in_the_order_asked_for(catalogue: Catalogue) -> None:
    _put(catalogue, *(replace(_REPORT, identifier=f"bao:{n}") for n in range(2500)))
    wanted = [f"bao:{n}" for n in range(2499, -1, -1)]
    assert [report.identifier for report in catalogue.reports.many(["x", *wanted])] == wanted


def test_reports_without_their_persons_are_the_same_otherwise(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "Nguyễn Văn Hùng")
    _put(catalogue, replace(_REPORT, identifier="bao:2"), replace(_REPORT, identifier="bao:3"))
    catalogue.decisions.add([Withdraw("bao:3")])
    asked = ["bao:2", "bao:3", "a\0b", "bao:1", "bao:4"]
    whole = catalogue.reports.many(asked)
    assert whole[1].persons == ("nguyen-van-hung",)
    assert catalogue.reports.without_persons(asked) == [replace(each, persons=()) for each in whole]


def test_all_that_shares_a_transaction_sees_one_state(
    catalogue: Catalogue, catalogue_url: str
) -> None:
    _put(catalogue, replace(_REPORT, identifier="bao:1"))
    with closing(open_catalogue(catalogue_url)) as another, catalogue.sharing():
        assert catalogue.reports.get("bao:1")
        before = catalogue.changes.mark(), catalogue.decisions.last()
        _put(another, replace(_REPORT, identifier="bao:2", title="Khác"))
        another.decisions.add([Withdraw("bao:1")])
        assert catalogue.reports.get("bao:2") is None
        assert (catalogue.changes.mark(), catalogue.decisions.last()) == before
        assert catalogue.counts().reports == 1
    assert catalogue.reports.get("bao:2")
    assert catalogue.changes.mark() != before[0]
    assert catalogue.decisions.last() == before[1] + 1


def test_transaction_is_no_longer_shared_after_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError), catalogue.sharing():
        raise KeyError
    _put(catalogue, replace(_REPORT, identifier="bao:1"))
    assert catalogue.reports.get("bao:1")


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "", "x" * 100_000, "' OR 1=1 --", "%_"])
def test_no_identifier_breaks_a_lookup(catalogue: Catalogue, text: str) -> None:
    assert catalogue.reports.get(text) is None
    assert catalogue.reports.versions(text) == []
    assert catalogue.reports.withdrawn(text) is None
    assert catalogue.reports.original(text) is None
    with pytest.raises(ReportNotFound):
        catalogue.decisions.add([Withdraw(text)])
    assert catalogue.persons.get(text) is None
    assert catalogue.persons.names([text]) == {}
    assert catalogue.persons.matching(text) == []
    assert catalogue.appearances.in_report(text) == []
    assert catalogue.persons.offices(text) == ([], 0)


def _name(catalogue: Catalogue, report: str, *names: str) -> None:
    found = tuple(Appearance(name) for name in names)
    catalogue.reports.put([Entry(replace(_REPORT, identifier=report), found, "1")])


def test_names_that_fold_alike_get_records_of_their_own(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "Nguyễn Văn Hùng", "Nguyễn Văn Hưng", "Nguyễn Vân Hùng")
    _name(catalogue, "bao:2", "Nguyễn Văn Hung", "NGUYỄN VĂN HÙNG", "Nguyễn Văn Hừng")
    one, two = catalogue.reports.many(["bao:1", "bao:2"])
    base = "nguyen-van-hung"
    assert one.persons == (base, f"{base}-2", f"{base}-3")
    assert two.persons == (f"{base}-4", base, f"{base}-5")


def test_name_in_letters_of_another_script_gets_a_record(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "習近平", "…")
    report = catalogue.reports.get("bao:1")
    assert report is not None
    assert len(report.persons) == 2


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("nguyen xuan phuc", ["nguyen-xuan-phuc", "nguyen-xuan-phuc-2"]),
        ("NGUYỄN XUÂN PHÚC", ["nguyen-xuan-phuc"]),
        ("nguyễn xuan phức", ["nguyen-xuan-phuc-2"]),
        ("xuân phúc", ["nguyen-xuan-phuc"]),
        ("phuc", ["phuc-an", "nguyen-xuan-phuc", "nguyen-xuan-phuc-2"]),
        ("xuan phu", ["nguyen-xuan-phuc", "nguyen-xuan-phuc-2"]),
        ("đinh", ["dinh-khac-dinh"]),
        ("dinh dinh", []),
        ("guyen", []),
        ("%", []),
        ("  ", []),
    ],
)
def test_person_is_found_by_part_of_the_name(
    catalogue: Catalogue, text: str, identifiers: list[str]
) -> None:
    _name(catalogue, "bao:1", "Nguyễn Xuân Phức", "Phúc An", "Đinh Khắc Đính")
    _name(catalogue, "bao:2", "Nguyễn Xuân Phúc")
    _name(catalogue, "bao:3", "Nguyễn Xuân Phúc")
    found = [person.identifier for person in catalogue.persons.matching(text)]
    renamed = {"nguyen-xuan-phuc": "nguyen-xuan-phuc-2", "nguyen-xuan-phuc-2": "nguyen-xuan-phuc"}
    assert found == [renamed.get(each, each) for each in identifiers]


def test_new_version_replaces_the_persons_named(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "Đinh Khắc Đính")
    changed = Entry(replace(_REPORT, body="Khác."), (Appearance("Trương Thị Mai"),), "1")
    catalogue.reports.put([changed])
    assert [each.person for each in catalogue.appearances.in_report("bao:1")] == ["truong-thi-mai"]
    assert catalogue.persons.report_counts(["dinh-khac-dinh"]) == {}


def test_new_persons_change_a_report_without_a_new_version(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "Đinh Khắc Đính")
    _name(catalogue, "bao:2", "Trương Thị Mai")
    revision = catalogue.changes.revision()
    assert catalogue.appearances.outdated("2") == ["bao:1", "bao:2"]
    assert catalogue.appearances.outdated("2", 1) == ["bao:1"]
    assert catalogue.appearances.outdated("2", after="bao:1") == ["bao:2"]
    catalogue.appearances.replace(
        [
            Entry(_REPORT, (Appearance("Đinh Khắc Đính"), Appearance("Lê Thọ")), "2"),
            Entry(replace(_REPORT, identifier="bao:2"), (Appearance("Trương Thị Mai"),), "2"),
            Entry(replace(_REPORT, identifier="bao:9"), (Appearance("Không Ai"),), "2"),
        ]
    )
    assert catalogue.appearances.outdated("2") == []
    assert catalogue.appearances.count_outdated("2") == 0
    assert [change.identifier for change in catalogue.changes.after(revision)] == ["bao:1"]
    assert len(catalogue.reports.versions("bao:1")) == 1
    assert catalogue.persons.get("khong-ai") is None


def test_restored_report_names_the_persons_of_its_newest_version(catalogue: Catalogue) -> None:
    catalogue.reports.put([Entry(_REPORT, (Appearance("Lê Thọ"),), "1")])
    catalogue.decisions.add([Withdraw("bao:1")])
    newest = replace(_REPORT, body="Bản mới.")
    catalogue.reports.put([Entry(newest, (Appearance("Trương Thị Mai"),), "2")])
    catalogue.decisions.add([Reinstate("bao:1")])
    assert catalogue.reports.get("bao:1") == replace(newest, persons=("truong-thi-mai",))
    assert catalogue.appearances.outdated("2") == []


def test_persons_of_a_withdrawn_report_are_never_outdated(catalogue: Catalogue) -> None:
    _name(catalogue, "bao:1", "Đinh Khắc Đính")
    catalogue.decisions.add([Withdraw("bao:1")])
    assert catalogue.appearances.outdated("2") == []
    assert catalogue.appearances.count_outdated("2") == 0


def test_failed_batch_leaves_nothing(catalogue: Catalogue) -> None:
    class _Unfit(tuple[str, ...]):
        """A value that no JSON column takes."""

        def __iter__(self) -> Iterator[str]:
            raise RuntimeError("unfit")

    bad = Entry(replace(_REPORT, identifier="bao:2"), (Appearance("Lê Thọ", _Unfit(("x",))),))
    with pytest.raises((StatementError, RuntimeError), match="unfit"):
        catalogue.reports.put([Entry(_REPORT, (Appearance("Lê Thọ"),)), bad])
    assert catalogue.changes.revision() == 0
    assert catalogue.counts().persons == 0
    _name(catalogue, "bao:1", "Lê Thọ")
    assert catalogue.persons.get("le-tho") is not None


def test_another_process_shares_persons_and_revisions(catalogue_url: str) -> None:
    one, two = (open_catalogue(catalogue_url) for _ in range(2))
    _name(one, "bao:1", "Lê Thọ", "Anh Phong")
    _name(two, "bao:2", "Lê Thọ")
    _name(one, "bao:3", "Lê Thọ", "Thu Hà")
    _name(two, "bao:4", "Thu Hà", "Anh Phong")
    assert one.counts().persons == 3
    assert [change.revision for change in two.changes.after(0)] == [1, 2, 3, 4]
    one.close()
    two.close()


def test_reader_never_sees_a_change_before_those_that_came_earlier(catalogue_url: str) -> None:
    seen: list[int] = []

    def write(writer: int) -> None:
        with closing(open_catalogue(catalogue_url)) as catalogue:
            for n in range(12):
                _put(catalogue, replace(_REPORT, identifier=f"bao:{writer}:{n}"))

    with ThreadPoolExecutor(3) as pool, closing(open_catalogue(catalogue_url)) as reader:
        writing = [pool.submit(write, writer) for writer in range(3)]
        while not all(future.done() for future in writing):
            revisions = [change.revision for change in reader.changes.after(0)]
            assert revisions == list(range(1, len(revisions) + 1))
            seen.append(len(revisions))
        for future in writing:
            future.result()
        assert reader.changes.revision() == len(reader.changes.after(0)) == 36
    assert len(set(seen)) > 1


def test_texts_too_long_for_an_index_are_stored_and_found(catalogue: Catalogue) -> None:
    rng = Random(7)
    identifier, url, place, name = (
        "".join(rng.choices("aáăâbcdđeêghiklmnoôơpqrstuưvxy", k=5000)) for _ in range(4)
    )
    url = f"https://bao.example/{url}"
    original = Original("Mưa.".encode(), "text/plain", f"/{place}")
    named = Entry(Report(identifier, title="Mưa"), (Appearance(name),), "1")
    unnamed = Entry(Report("", title="Nắng", url=url, original=original))
    first = catalogue.reports.put([named, unnamed], refused=[Refused("no text", place)])
    assert [outcome.kind for outcome in first] == ["new", "new"]
    compared = catalogue.reports.compare([named.report, unnamed.report])
    assert [each.standing for each in compared] == ["same", "same"]
    assert [outcome.kind for outcome in catalogue.reports.put([named, unnamed])] == ["same", "same"]
    changed = replace(unnamed.report, title="Nắng to", original=None)
    assert _put(catalogue, changed) == [(first[1].identifier, "changed")]
    (found,) = catalogue.persons.matching(name[:40])
    assert catalogue.appearances.in_report(identifier)[0].person == found.identifier
    catalogue.reports.put([], reread={place})
    assert catalogue.counts().refused == 0


def test_texts_sort_by_code_points_in_any_locale(catalogue: Catalogue) -> None:
    places = ["/Ánh", "/an", "/B", "/ân", "/a n", "/đ", "/z", "/A"]
    _put(catalogue, *(_from(place, "Mưa lớn.") for place in places))
    (version,) = catalogue.reports.versions("mua-lon")
    assert [origin.place for origin in version.origins] == sorted(places)
    kept = catalogue.reports.original(version.origins[0].sha256)
    assert kept is not None
    assert kept.origin == "/A"
    _name(catalogue, "bao:1", "Lê An", "Lê Ân", "Lê Anh", "Lê A", "Lê Ban")
    listed = [person.identifier for person in catalogue.persons.page()]
    assert listed == sorted(listed)
    assert [each.identifier for each in catalogue.persons.page(listed[1], 2)] == listed[2:4]


@pytest.mark.slow
def test_threads_may_write_and_read_one_catalogue(catalogue: Catalogue) -> None:
    def work(thread: int) -> int:
        for n in range(20):
            _name(catalogue, f"bao:{thread}:{n}", f"Nguyễn Văn {'ABCD'[thread]}", "Lê Thọ")
            assert catalogue.reports.get(f"bao:{thread}:{n}") is not None
        return thread

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 1, 2, 3]
    assert catalogue.changes.revision() == catalogue.counts().reports == 80
    assert catalogue.counts().persons == 5


def test_catalogue_of_another_layout_is_not_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalogue.sqlite"
    open_catalogue(url, create=True).close()
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as database:
        database.execute("UPDATE head SET schema = 99")
        database.commit()
    with pytest.raises(CatalogueUnsuitable, match="99"):
        open_catalogue(url)


def test_failing_database_is_an_error_that_names_it(tmp_path: Path) -> None:
    catalogue = open_catalogue(f"sqlite:///{tmp_path}/catalogue.sqlite", create=True)
    with closing(sqlite3.connect(tmp_path / "catalogue.sqlite")) as database:
        database.execute("DROP TABLE versions")
    with pytest.raises(CatalogueUnavailable, match="versions"):
        catalogue.reports.get("bao:1")
    catalogue.close()


def _provenance(place: str, *unread: tuple[str, str], lacks: str = "") -> Original:
    """The provenance of a record; `lacks`: the fields that it does not state."""
    data = repr((place, unread, lacks)).encode()
    return Original(data, "text/csv", place, unread=unread, unstated=frozenset(lacks.split()))


def test_older_version_that_comes_again_is_the_newest(catalogue: Catalogue) -> None:
    first, second = Report("bao:9", title="Giá gạo tám nghìn"), Report("bao:9", title="Chín nghìn")
    assert [_put(catalogue, each)[0][1] for each in (first, second, first, first)] == [
        "new", "changed", "changed", "same",
    ]  # fmt: skip
    assert catalogue.reports.get("bao:9") == first
    titles = [version.report.title for version in catalogue.reports.versions("bao:9")]
    assert titles == [first.title, second.title, first.title]


def test_earlier_version_is_shown_and_indexed_again(catalogue: Catalogue) -> None:
    first = Report("bao:9", title="Tám nghìn", original=_provenance("/a.csv:2", ("date", "?")))
    second = Report("bao:9", title="Chín nghìn", original=_provenance("/b.csv:2"))
    _put(catalogue, first, second)
    [compared] = catalogue.reports.compare([first])
    assert compared.standing == "earlier"
    revision = catalogue.changes.revision()
    assert catalogue.reports.renew([compared.version]) == ["bao:9"]
    [change] = catalogue.changes.after(revision)
    assert change.report is not None
    assert change.report.title == "Tám nghìn"
    *_, newest = catalogue.reports.versions("bao:9")
    assert [origin.place for origin in newest.origins] == ["/a.csv:2"]
    assert [each.written for each in newest.unread] == ["?"]
    assert [each.standing for each in catalogue.reports.compare([first])] == ["same"]


def test_record_leaves_what_it_does_not_state_as_it_is(catalogue: Catalogue) -> None:
    whole = Report("bao:9", title="Chợ huyện", body="Họp lại.", tags=("chợ",))
    row = Report(
        "bao:9", title="Chợ huyện mới", original=_provenance("/l.csv:2", lacks="body tags url")
    )
    assert [kind for _, kind in _put(catalogue, whole, row)] == ["new", "changed"]
    shown = catalogue.reports.get("bao:9")
    assert shown == replace(whole, title="Chợ huyện mới")
    assert [kind for _, kind in _put(catalogue, row)] == ["same"]


def test_record_clears_what_it_states_as_empty(catalogue: Catalogue) -> None:
    _put(catalogue, Report("bao:9", title="Chợ huyện", body="Họp lại.", tags=("chợ",)))
    _put(
        catalogue,
        Report("bao:9", title="Chợ huyện", original=_provenance("/l.csv:2", lacks="body")),
    )
    shown = catalogue.reports.get("bao:9")
    assert shown == Report("bao:9", title="Chợ huyện", body="Họp lại.")


def test_values_that_were_not_understood_are_listed_until_they_are(catalogue: Catalogue) -> None:
    unclear = Report(
        "bao:9", title="Chợ", original=_provenance("/l.csv:2", ("date", "khoảng 1930"))
    )
    _put(catalogue, unclear)
    [value] = catalogue.unread.latest()
    assert value == UnreadValue("date", "khoảng 1930", "bao:9", "/l.csv:2")
    assert catalogue.unread.of("bao:9") == [value]
    assert catalogue.counts().unread == 1
    _put(catalogue, Report("bao:9", title="Chợ", date="1930", original=_provenance("/l.csv:2")))
    assert catalogue.unread.latest() == []
    assert catalogue.counts().unread == 0
    assert [len(each.unread) for each in catalogue.reports.versions("bao:9")] == [1, 0]


def test_refusals_of_members_go_when_their_container_is_read_again(catalogue: Catalogue) -> None:
    places = ["/a.zip", "/a.zip/b.doc", "/a.zip.old/b.doc", "/a.zipper"]
    catalogue.reports.put([], refused=[Refused("damaged", place) for place in places])
    catalogue.reports.put([], reread=["/a.zip"])
    assert {each.origin for each in catalogue.refusals.latest()} == set(places[2:])


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


_BATCHES = st.lists(
    st.builds(
        Report,
        identifier=st.sampled_from(["", "a", "b", "c"]),
        title=_TEXT,
        body=_TEXT,
        captions=st.lists(_TEXT, max_size=2).map(tuple),
        authors=st.lists(_TEXT, max_size=2).map(tuple),
        section=st.lists(_TEXT, max_size=2).map(tuple),
        original=st.builds(
            Original, st.binary(max_size=2), st.just("text/plain"), st.sampled_from("-/")
        ),
    ),
    max_size=8,
)

# The fixtures are makers: each example has a catalogue of its own.
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@settings(_SETTINGS, max_examples=30)
@given(batch=_BATCHES)
def test_any_report_comes_back_and_changes_nothing_when_it_comes_again(
    empty_sqlite: Callable[[], str], batch: list[Report]
) -> None:
    _check_batch(empty_sqlite(), batch)


# Fewer, since PostgreSQL takes longer.
@pytest.mark.cluster
@settings(_SETTINGS, max_examples=8)
@given(batch=_BATCHES)
def test_any_report_comes_back_from_postgresql(
    empty_postgresql: Callable[[], str], batch: list[Report]
) -> None:
    _check_batch(empty_postgresql(), batch)


def _check_batch(url: str, batch: list[Report]) -> None:
    with closing(open_catalogue(url)) as catalogue:
        entries = [Entry(report) for report in batch]
        outcomes = catalogue.reports.put(entries)
        for report, outcome in zip(batch, outcomes, strict=True):
            kept = [version.report for version in catalogue.reports.versions(outcome.identifier)]
            assert replace(report, identifier=outcome.identifier) in kept
            assert report.original is not None
            original = catalogue.reports.original(report.original.sha256)
            assert original is not None
            assert original.data == report.original.data
        last = dict(zip((outcome.identifier for outcome in outcomes), entries, strict=True))
        assert {change.identifier for change in catalogue.changes.after(0)} == set(last)
        revision = catalogue.changes.revision()
        again = catalogue.reports.put([entry for entry in last.values() if entry.report.identifier])
        assert {outcome.kind for outcome in again} <= {"same"}
        assert catalogue.changes.revision() == revision
        standings = {each.standing for each in catalogue.reports.compare(batch)}
        assert standings <= {"same", "earlier"}


def test_every_method_is_retried_while_the_server_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.catalogue.patience._FIRST_PAUSE", 0)
    messages: list[str] = []
    url = f"sqlite:///{tmp_path}/catalogue.sqlite"
    with closing(open_catalogue(url, create=True, patience=Patience(5, messages.append))) as opened:
        called = {
            (subject, name)
            for subject in _SUBJECTS
            for name, method in vars(type(getattr(opened, subject))).items()
            if isfunction(method) and not name.startswith("_")
        }
        for subject, name in sorted(called | {("", "counts")}):
            method = getattr(getattr(opened, subject) if subject else opened, name)
            first = next(iter(signature(method).parameters.values()), None)
            by_place = first is not None and first.kind is not Parameter.KEYWORD_ONLY
            arguments = [_ARGUMENTS[first.name]] if first and by_place else []
            messages.clear()
            messages.clear()
            with monkeypatch.context() as away:
                away.setattr(Database, "reading", _failing_once(Database.reading))
                away.setattr(Database, "writing", _failing_once(Database.writing))
                method(*arguments)
            assert "away; retrying for 5 s" in messages


_SUBJECTS = ("appearances", "changes", "decisions", "persons", "refusals", "reports", "unread")
# One value for the first parameter of each method.
_ARGUMENTS = {
    "after": 0,
    "decisions": [Release("Thọ")],
    "entries": [Entry(_REPORT, (Appearance("Lê Thọ"),))],
    "extraction": "",
    "identifier": "bao:1",
    "identifiers": ["bao:1"],
    "kinds": (),
    "limit": 1,
    "mark": "0-0",
    "name": "Lê Thọ",
    "number": 1,
    "numbers": [1],
    "person": "le-tho",
    "records": [_REPORT],
    "revision": 0,
    "sha256": "0" * 64,
    "sha256s": ["0" * 64],
    "text": "Lê Thọ",
}


def _failing_once(
    transaction: Callable[[Database], AbstractContextManager[Connection]],
) -> Callable[[Database], AbstractContextManager[Connection]]:
    """A transaction that finds the server away once, then does what the given one does."""
    failures = [CatalogueAway("away")]

    def begin(database: Database) -> AbstractContextManager[Connection]:
        if failures:
            raise failures.pop()
        return transaction(database)

    return begin
