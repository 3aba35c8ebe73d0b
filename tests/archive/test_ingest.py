"""Imports into the catalogue and the index: repeated, interrupted, with invalid records."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from archive import extraction, indexing
from archive import ingest as ingesting
from archive.catalogue import Catalogue, Entry, open_catalogue
from archive.cli.index_follower import Following
from archive.extraction import appearances
from archive.importers.refusal import Refusal
from archive.indexing import Follower, catch_up, follower, rebuild
from archive.ingest import Begun, Record, Tally, extract_again, ingest
from archive.withdrawal.decisions import Withdraw
from index.errors import IndexLocked
from index.query import Query
from index.report import Original, Report
from index.results import Status
from tests.reference import ReferenceEngine


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with closing(open_catalogue(catalogue_url)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "_BATCH", 50)
    monkeypatch.setattr(extraction, "_FEW", 50)
    monkeypatch.setattr(indexing, "_PAGE", 50)


def _ingest(catalogue: Catalogue, records: Iterable[Record], workers: int = 0) -> Tally:
    """Import records; return the last tally."""
    return list(ingest(catalogue, records, workers=workers))[-1]


def _reports(number: int) -> list[Report]:
    return [
        Report(
            f"bao:{n}",
            title=f"Tin số {n}",
            body=f"Thủ tướng Nguyễn Xuân Phúc nói về việc thứ {n}.",
            date=f"2018-01-{n % 28 + 1:02}",
            original=Original(f"tin {n}".encode(), "text/plain", f"/bao.jsonl:{n}"),
        )
        for n in range(number)
    ]


def _found(engine: ReferenceEngine, text: str = "") -> set[str]:
    return {hit.identifier for hit in engine.scan(Query(text, match="all"))}


def test_import_twice_changes_nothing(catalogue: Catalogue) -> None:
    assert _ingest(catalogue, _reports(3)) == Tally(read=3, new=3)
    revision = catalogue.changes.revision()
    assert _ingest(catalogue, _reports(3)) == Tally(read=3, same=3)
    assert catalogue.changes.revision() == revision


@pytest.mark.slow
def test_processes_extract_the_same_persons_as_this_one(empty_sqlite: Callable[[], str]) -> None:
    imported = []
    for workers in (0, 1):
        with closing(open_catalogue(empty_sqlite())) as catalogue:
            _ingest(catalogue, _reports(120), workers)
            imported.append(catalogue.reports.many([f"bao:{n}" for n in range(120)]))
    assert imported[0] == imported[1]
    assert imported[0][119].persons == ("nguyen-xuan-phuc",)


def test_few_reports_start_no_process(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "ProcessPoolExecutor", None)
    reports = _reports(2)
    _ingest(catalogue, reports, workers=1)
    changed = replace(reports[1], body="Thủ tướng Phạm Minh Chính thăm Huế.")
    assert _ingest(catalogue, [changed], workers=1).changed == 1
    # A change of some fields keeps the others, whose persons are found in the stored report.
    titled = replace(reports[0], title="Tin khác", body="")
    assert _ingest(catalogue, [titled], workers=1).read == 1


def test_bad_record_is_set_aside_and_the_rest_goes_on(catalogue: Catalogue) -> None:
    one, two = _reports(2)
    bad = Refusal("no JSON object", "/bao.jsonl", 2, b"[]")
    tally = _ingest(catalogue, [Begun("/bao.jsonl"), one, bad, two])
    assert tally == Tally(read=3, new=2, refused=1)
    (kept,) = catalogue.refusals.latest()
    assert (kept.reason, kept.origin, kept.line, kept.data) == (
        "no JSON object",
        "/bao.jsonl",
        2,
        b"[]",
    )


def test_only_the_first_megabyte_of_a_refused_record_is_kept(catalogue: Catalogue) -> None:
    _ingest(catalogue, [Refusal("too long", "/bao.jsonl", 1, b"x" * 3_000_000)])
    assert catalogue.refusals.latest()[0].data == b"x" * (1 << 20)


def test_file_read_again_has_its_refusals_once(catalogue: Catalogue) -> None:
    records = [Begun("/a"), Refusal("no text", "/a", 1), Begun("/b"), Refusal("no text", "/b")]
    _ingest(catalogue, records)
    _ingest(catalogue, records[:2])
    assert sorted(each.origin for each in catalogue.refusals.latest()) == ["/a", "/b"]
    _ingest(catalogue, [Begun("/a")])
    assert [each.origin for each in catalogue.refusals.latest()] == ["/b"]


def test_interrupted_import_continues_where_it_stopped(catalogue: Catalogue) -> None:
    def interrupted() -> Iterator[Report]:
        yield from _reports(110)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _ingest(catalogue, interrupted())
    assert _ingest(catalogue, _reports(120)) == Tally(read=120, new=20, same=100)


def test_index_catches_up_with_what_came_and_went(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    _ingest(catalogue, _reports(3))
    assert catch_up(catalogue, engine) == 3
    assert engine.status().revision == catalogue.changes.revision()
    assert catch_up(catalogue, engine) == 0
    catalogue.decisions.add([Withdraw("bao:1")])
    catalogue.reports.put([Entry(replace(_reports(1)[0], title="Bão lớn"))])
    assert catch_up(catalogue, engine) == 2
    assert _found(engine) == {"bao:0", "bao:2"}
    assert _found(engine, "bão") == {"bao:0"}


def test_rebuilt_index_equals_an_updated_one(catalogue: Catalogue) -> None:
    followed, anew = ReferenceEngine(), ReferenceEngine()
    for number in (2, 4):
        _ingest(catalogue, _reports(number))
        catch_up(catalogue, followed)
    catalogue.decisions.add([Withdraw("bao:3")])
    catch_up(catalogue, followed)
    rebuild(catalogue, anew)
    query = Query("thủ tướng").choosing("person", "nguyen-xuan-phuc")
    assert followed.search(query).hits == anew.search(query).hits
    assert _found(anew) == {"bao:0", "bao:1", "bao:2"}
    assert anew.status().revision == catalogue.changes.revision()


def test_index_ahead_of_the_catalogue_is_rebuilt(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    engine.add([Report("ma")])
    engine.commit(99)
    _ingest(catalogue, _reports(1))
    catch_up(catalogue, engine)
    assert _found(engine) == {"bao:0"}


def test_index_follows_while_the_catalogue_grows(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    following = follower(catalogue, engine)
    assert following is not None
    assert not following.take()
    for number in (70, 130):
        _ingest(catalogue, _reports(number))
        assert following.take()
    following.finish()
    assert len(_found(engine)) == 130
    assert engine.status().revision == catalogue.changes.revision()


def test_long_update_of_the_index_is_committed_in_parts(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    _ingest(catalogue, _reports(110))
    following = Follower(catalogue, engine, 0, every=100)
    assert following.take()
    assert engine.status().revision == 0
    assert following.take()
    assert engine.status().revision == 100
    following.finish()
    assert engine.status().revision == 110


def test_index_of_another_analysis_is_rebuilt(catalogue: Catalogue) -> None:
    class _Old(ReferenceEngine):
        def status(self) -> Status:
            return replace(super().status(), analysis="old")

    engine = _Old()
    _ingest(catalogue, _reports(1))
    engine.add([Report("cũ")])
    engine.commit(1)
    assert catch_up(catalogue, engine) == 1
    assert _found(engine) == {"bao:0"}


def test_index_of_an_empty_catalogue_is_empty(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    engine.add([Report("ma")])
    engine.commit(9)
    assert rebuild(catalogue, engine) == 0
    assert _found(engine) == set()
    assert engine.status().revision == 0


def test_rebuilt_index_has_reports_that_came_meanwhile(catalogue: Catalogue) -> None:
    class _Overtaken(ReferenceEngine):
        def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
            # Another machine puts a report into the index that is being replaced.
            _ingest(catalogue, _reports(3))
            super().commit(revision, mark, corrected=corrected)

    engine = _Overtaken()
    _ingest(catalogue, _reports(2))
    assert rebuild(catalogue, engine) == 3
    assert _found(engine) == {"bao:0", "bao:1", "bao:2"}
    assert engine.status().revision == catalogue.changes.revision()


class _Locked(ReferenceEngine):
    """An engine that another writer holds for the first attempts."""

    attempts = 0

    def add(self, reports: object) -> None:
        self.attempts += 1
        if self.attempts < 3:
            raise IndexLocked("held")
        super().add(reports)  # type: ignore[arg-type]


def test_catching_up_waits_for_another_writer_while_patience_lasts(catalogue: Catalogue) -> None:
    _ingest(catalogue, _reports(1))
    engine = _Locked()
    with pytest.raises(IndexLocked):
        catch_up(catalogue, engine)
    assert catch_up(catalogue, engine, patience=5) == 1


def test_import_during_another_is_indexed_at_the_end(catalogue: Catalogue) -> None:
    engine = _Locked()
    following = Following(catalogue, engine)
    for number in (1, 2):
        _ingest(catalogue, _reports(number))
        following.follow()
    assert engine.attempts == 1
    assert following.finish()
    assert _found(engine) == {"bao:0", "bao:1"}


def test_failed_catching_up_leaves_nothing_half_added(catalogue: Catalogue) -> None:
    class _Failing(ReferenceEngine):
        def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
            raise OSError("no space left")

    _ingest(catalogue, _reports(1))
    engine = _Failing()
    with pytest.raises(OSError, match="no space"):
        catch_up(catalogue, engine)
    ReferenceEngine.commit(engine, 1)
    assert _found(engine) == set()


def test_new_rules_are_applied_to_old_reports_once(catalogue: Catalogue) -> None:
    reports = _reports(2)
    catalogue.reports.put([Entry(report, (), "old") for report in reports])
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    assert list(extract_again(catalogue, workers=0)) == [2]
    assert list(extract_again(catalogue, workers=0)) == []
    assert len(catalogue.reports.versions("bao:0")) == 1
    catch_up(catalogue, engine)
    query = Query().choosing("person", "nguyen-xuan-phuc")
    assert {hit.identifier for hit in engine.scan(query)} == {"bao:0", "bao:1"}


def test_person_appears_where_first_named_and_where_another_office_is_given() -> None:
    report = Report(
        "1",
        body="Thủ tướng Nguyễn Xuân Phúc nói. Ông Nguyễn Xuân Phúc đi. "
        "Thủ tướng Nguyễn Xuân Phúc về.\n"
        "Chủ tịch UBND tỉnh Phan Ngọc Thọ nói với Thủ tướng Nguyễn Xuân Phúc.\n"
        "Ủy viên Bộ Chính trị Nguyễn Xuân Phúc và cô Lan cùng đi.",
    )
    assert [(each.name, each.roles) for each in appearances(report)] == [
        ("Nguyễn Xuân Phúc", ("Thủ tướng",)),
        ("Phan Ngọc Thọ", ("Chủ tịch UBND tỉnh",)),
        ("Nguyễn Xuân Phúc", ("Ủy viên Bộ Chính trị",)),
    ]
    first = appearances(report)[0]
    assert report.body[first.start : first.end] == "Nguyễn Xuân Phúc"


def test_office_under_another_spelling_of_a_name_is_kept_with_it() -> None:
    report = Report(
        "1",
        body="Bà Choi Soon-sil cho biết như vậy.\n"
        "Giám đốc Choi Soon-Sil nói.\nÔng Choi Soon-Sil về.",
    )
    assert [(each.name, each.roles, each.start) for each in appearances(report)] == [
        ("Choi Soon-sil", (), report.body.index("Choi Soon-sil")),
        ("Choi Soon-sil", ("Giám đốc",), report.body.index("Choi Soon-Sil")),
    ]


def _versions(*titles: str) -> list[Report]:
    """Records of one report, each from a file of its own."""
    return [
        Report("bao:7", title=title, original=Original(title.encode(), "text/plain", f"/{title}"))
        for title in titles
    ]


def test_older_version_that_comes_last_is_the_newest_again(catalogue: Catalogue) -> None:
    for title in ("tám", "chín"):
        list(ingest(catalogue, _versions(title), workers=0))
    *_, tally = ingest(catalogue, _versions("tám"), workers=0)
    assert tally == Tally(read=1, changed=1)
    shown = catalogue.reports.get("bao:7")
    assert shown is not None
    assert shown.title == "tám"


@pytest.mark.parametrize("titles", ["ab", "aba", "abab", "abcba"])
def test_file_with_several_versions_changes_nothing_when_read_again(
    catalogue: Catalogue, titles: str
) -> None:
    list(ingest(catalogue, _versions(*titles), workers=0))
    revision = catalogue.changes.revision()
    *_, tally = ingest(catalogue, _versions(*titles), workers=0)
    assert tally == Tally(read=len(titles), same=len(titles))
    assert catalogue.changes.revision() == revision


def test_persons_of_an_earlier_version_that_came_back_are_found(catalogue: Catalogue) -> None:
    first, second = (
        Report("bao:7", body=text, original=Original(text.encode(), "text/plain", f"/{at}"))
        for at, text in enumerate(["Thủ tướng Nguyễn Xuân Phúc đến thăm.", "Không có ai đến."])
    )
    for record in (first, second, first):
        list(ingest(catalogue, [record], workers=0))
    assert [each.name for each in catalogue.appearances.in_report("bao:7")] == ["Nguyễn Xuân Phúc"]


def test_persons_are_found_in_a_text_that_an_earlier_record_brought(catalogue: Catalogue) -> None:
    body = "Thủ tướng Nguyễn Xuân Phúc đến thăm."
    lacking = Original(b"2", "text/csv", "/l.csv:2", unstated=frozenset({"body"}))
    records = [Report("bao:7", body=body), Report("bao:7", title="Thăm", original=lacking)]
    list(ingest(catalogue, records, workers=0))
    shown = catalogue.reports.get("bao:7")
    assert shown is not None
    assert (shown.title, shown.body) == ("Thăm", body)
    assert [each.name for each in catalogue.appearances.in_report("bao:7")] == ["Nguyễn Xuân Phúc"]


def _listed(identifier: str, title: str, body: str, place: str) -> Report:
    original = Original(title.encode(), "text/csv", place)
    return Report(identifier, title, body=body, original=original)


def test_identifier_of_quite_another_report_is_counted(catalogue: Catalogue) -> None:
    first = _listed("1", "Khánh thành cầu Bến Đá", "Cầu dài 620 m.", "/2009.csv:2")
    other = _listed("1", "Giá gạo tăng mạnh", "Gạo xuất khẩu lên 900 đô la.", "/2010.csv:2")
    retitled = _listed("1", "Bến Đá có cầu", "Cầu dài 620 m. Ảnh: Tư.", "/2011.csv:2")
    assert _ingest(catalogue, [first]).replaced == 0
    tally = _ingest(catalogue, [other])
    assert (tally.changed, tally.replaced, tally.replaced_first) == (1, 1, ("1",))
    assert _ingest(catalogue, [first]).replaced == 0, "an earlier version comes back"
    assert _ingest(catalogue, [retitled]) == Tally(read=1, changed=1)


def test_corrected_file_replaces_what_was_garbage_without_a_warning(catalogue: Catalogue) -> None:
    garbage = _listed("1", "ChÝnh phñ häp", "Thñ t­íng dù häp.", "/2009.csv:2")
    read = _listed("1", "Chính phủ họp", "Thủ tướng dự họp.", "/2009.csv:2")
    _ingest(catalogue, [garbage])
    assert _ingest(catalogue, [read]) == Tally(read=1, changed=1)
