"""An erased report is nowhere: in no table, no file, no index, and it does not come back."""

import json
import os
import shutil
import signal
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from archive.catalogue import (
    Appearance,
    Catalogue,
    Entry,
    Harvested,
    Person,
    Refused,
    open_catalogue,
    sqlite,
)
from archive.catalogue.erased_digests import stub_of
from archive.catalogue.tables import metadata
from archive.decision import Redacted, Undo
from archive.errors import DecisionInvalid, ErasureRefused, ReportNotFound
from archive.persons.authority import Alias, Hide, Merge, Prefer
from archive.reversion import Revert
from archive.stories.grouping import Join
from archive.web import create_app, current
from archive.withdrawal.decisions import Erase, Reinstate, Withdraw
from index.engines.whoosh import WhooshEngine
from index.report import Original, Report
from tests.khobao import RECORDS, Khobao, die_at_statement, started
from tests.newsstand import SEED, put, stock

# Words of the erased report alone, one for each place that may keep it.
_WORDS = (
    "Zếptítô", "Qoạmbàiv", "Xuýnhtênp", "Wéctágc", "Fấpmụcd", "Jùmbáok", "Zótảnhl", "Qédẫnm",
    "Wóngàyn", "Fíchcũo", "Jậptệpr", "Zịchlýs", "Qốđườngt", "Wăntácu",
)  # fmt: skip
TITLE, BODY, NAME, TAG, SECTION, PAPER, CAPTION, LEAD, DATE, OLD, FILE, WHY, URL, AUTHOR = _WORDS

_SHARED = (
    "Sáng nay, hàng trăm người dân làng cổ cùng rước kiệu ra đình, mở đầu lễ hội kéo dài ba ngày "
    "với hát đối, đua ghe, kéo co và thi nấu cơm. Các cụ cao tuổi kể rằng lễ hội có từ khi lập "
    "làng, từng bị bỏ trong những năm chiến tranh, rồi được con cháu góp công góp của dựng lại "
    "đình, tìm lại lời hát cũ. Ban tổ chức nói về công tác dân vận trong việc giữ gìn nếp làng."
)
GONE = {
    "id": "bao:xoa",
    "title": f"Lễ hội {TITLE} của làng",
    "lead": f"Dân vận ở {LEAD}.",
    "body": f"Ông Nguyễn Văn {NAME}, Chủ tịch xã, nói với ông Trần Văn Thọ ở {BODY}.\n{_SHARED}",
    "captions": [f"Ảnh: {CAPTION}"],
    "date": f"khoảng {DATE}",
    "section": f"{SECTION} › Xã hội",
    "author": f"Trần {AUTHOR}",
    "source": f"Báo {PAPER}",
    "url": f"https://example.org/{URL}",
    "tags": [TAG],
}
COPY = {"id": "bao:chep", "title": "Tin chép", "body": _SHARED, "source": "Báo Chép"}
OTHER = {"id": "bao:khac", "title": "Họp", "body": "Ông Trần Văn Thọ, Bí thư, nói về dân vận."}


@pytest.fixture
def archive(khobao: Khobao) -> Khobao:
    """Return an archive with all that can hold a word of the report."""
    khobao("import", khobao.write(*RECORDS, COPY, OTHER), "--workers", "0")
    old = GONE | {"body": f"Ông Lê Văn {OLD}, Chủ tịch xã, nói."}
    name = f"{FILE}.jsonl"
    broken = khobao.write(GONE | {"title": 7 * [{}]}, name="hong.jsonl")
    Path(broken).write_text(Path(broken).read_text("utf-8")[:-9], "utf-8")
    khobao("import", broken, "--workers", "0")
    for each in (old, GONE):
        khobao("import", khobao.write(each, name=name), "--workers", "0")
    khobao("lists", "freeze", "dan van")
    matters = {"newspapers": GONE["source"], "sections": GONE["section"], "values": GONE["id"]}
    for kind, subject in matters.items():
        assert khobao("review", "dismiss", kind, str(subject)).exit_code == 0
    with closing(_catalogue(khobao)) as catalogue:
        (person,) = catalogue.persons.matching(NAME)
        catalogue.decisions.add([Hide(person.identifier), Hide(person.identifier, hidden=False)])
        catalogue.decisions.add([Alias(person.identifier, f"Cụ {NAME}")], why=WHY)
        catalogue.decisions.add([Join("bao:xoa", "bao:khac")], by="Thu", why=f"vì {WHY}")
        catalogue.harvested.store(Harvested(str(GONE["url"]), "https://example.org/rss"))
    return khobao


def _catalogue(khobao: Khobao) -> Catalogue:
    return open_catalogue(f"sqlite:///{khobao.folder / 'archive' / 'catalogue.sqlite'}")


def _spellings() -> Iterator[bytes]:
    """Yield the words as bytes: as written, in other forms and cases, without diacritics."""
    for word in _WORDS:
        plain = "".join(c for c in normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
        for text in {word, word.lower(), word.upper(), plain, plain.lower()} | {
            plain.lower().replace("đ", "d")
        }:
            for form in ("NFC", "NFD"):
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    yield normalize(form, text).encode(encoding)
            yield json.dumps(text)[1:-1].encode()


def _found(folder: Path) -> list[str]:
    """Return the files of a folder that hold one of the words, also compressed by zlib."""
    spellings = list(_spellings())
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data = b"\n".join([path.name.encode(), data, *_unpacked(data)])
            found += [f"{path.name}: {each!r}" for each in spellings if each in data]
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what is compressed by zlib anywhere in some bytes, as far as it is whole."""
    for header in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        at = data.find(header)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[at : at + (1 << 16)])
            at = data.find(header, at + 1)


def _rows(catalogue: Catalogue, *but: str) -> dict[str, list[object]]:
    """Return the rows of all tables, by table."""

    def read(connection: Connection) -> dict[str, list[object]]:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in but
        }

    return catalogue._database.read(read)


def test_no_file_of_the_archive_holds_an_erased_report(archive: Khobao) -> None:
    folder = archive.folder / "archive"
    held = " ".join(_found(folder))
    for word in _WORDS:
        assert repr(word.encode())[2:-1] in held, f"{word} was nowhere before"
    outcome = archive("erase", "bao:xoa", "--why", "theo yêu cầu", "--yes")
    assert outcome.exit_code == 0, outcome.output
    assert _found(folder) == []


def _state(khobao: Khobao) -> dict[str, object]:
    """Return what readers see of an archive."""
    searched = [
        khobao("search", query, "--json").stdout
        for query in ("dan van", "lễ hội", "Trần Văn Thọ", "nước lên")
    ]
    shown = [khobao("show", each, "--json").stdout for each in ("bao:1", "bao:chep", "bao:khac")]
    with closing(_catalogue(khobao)) as catalogue:
        counts = catalogue.counts()
        people = catalogue.persons.page()
        return {
            "searched": [json.loads(each) | {"generation": ""} for each in searched],
            "shown": shown,
            "persons": people,
            "named": catalogue.persons.report_counts([each.identifier for each in people]),
            "stories": catalogue.stories.page(),
            "counts": (counts.reports, counts.versions, counts.originals, counts.refused),
        }


def test_archive_after_an_erasure_is_as_if_the_report_had_never_come(
    khobao: Khobao, tmp_path_factory: pytest.TempPathFactory
) -> None:
    never = Khobao(tmp_path_factory.mktemp("never"))
    for each in (khobao, never):
        each("import", each.write(*RECORDS, COPY, OTHER), "--workers", "0")
    khobao("import", khobao.write(GONE, name="xoa.jsonl"), "--workers", "0")
    assert _state(khobao) != _state(never)
    assert khobao("erase", "bao:xoa", "--yes").exit_code == 0
    assert _state(khobao) == _state(never)
    assert khobao("verify").exit_code == 0
    status = json.loads(khobao("status", "--json").stdout)
    assert status["catalogue"]["erased"] == 1
    assert status["catalogue"]["stories_outdated"] == 0
    assert status["index"]["relation"] == "current"


def test_erased_report_is_refused_until_it_is_taken_in_again(archive: Khobao) -> None:
    archive("erase", "bao:xoa", "--why", "theo yêu cầu", "--public", "--yes")
    file = archive.write(GONE, name="lai.jsonl")
    outcome = archive("import", file, "--workers", "0")
    assert outcome.exit_code == 1
    assert "1 report was erased from this archive and is left out: bao:xoa" in outcome.stdout
    assert (
        archive("search", "lễ hội", "--json").exit_code == 1
        or BODY not in archive("search", "lễ hội").stdout
    )
    assert archive("import", file, "--again", "--workers", "0").exit_code == 0
    assert TITLE in archive("show", "bao:xoa").stdout
    assert "bao:xoa" in archive("search", NAME, "--json").stdout
    versions = json.loads(archive("show", "bao:xoa", "--versions", "--json").stdout)
    assert [each["version"] for each in versions] == [1]
    assert archive("import", file, "--workers", "0").exit_code == 0
    assert archive("verify").exit_code == 0
    assert archive("erase", "bao:xoa", "--yes").exit_code == 0
    assert _found(archive.folder / "archive") == []


@pytest.mark.parametrize(
    "record",
    [
        Report("", title="Khác", url=str(GONE["url"])),
        Report("", title="Khác", original=Original(b"tin", "text/plain", "/khac.txt")),
        Report("", title="Tin", body="Bài ngắn."),
    ],
    ids=["url", "bytes", "content"],
)
def test_erased_report_is_recognised_without_its_identifier(
    catalogue_url: str, record: Report
) -> None:
    original = Original(b"tin", "text/plain", "/tin.txt")
    first = Report("", title="Tin", body="Bài ngắn.", original=original)
    url = Report("", title="Tin", body="Bài ngắn.", url=str(GONE["url"]))
    with closing(open_catalogue(catalogue_url)) as catalogue:
        made = [catalogue.reports.put([Entry(each)])[0].identifier for each in (first, url)]
        catalogue.erasures.erase(made)
        (found,) = catalogue.reports.compare([record])
        assert (found.standing, found.identifier in made) == ("erased", True)
        (outcome,) = catalogue.reports.put([Entry(record)])
        assert outcome.kind == "erased"
        assert catalogue.counts().versions == 0
        (outcome,) = catalogue.reports.put([Entry(record)], again=True)
        assert outcome.kind == "changed"
        assert catalogue.reports.get(outcome.identifier) is not None


def test_shared_original_is_refused_unless_the_others_may_lose_it(catalogue_url: str) -> None:
    whole = Original(b"hai bai", "text/plain", "/so-bao.txt")
    pair = [Entry(Report(f"bao:{n}", title=f"Bài {n}", original=whole)) for n in (1, 2)]
    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.reports.put(pair)
        with pytest.raises(ErasureRefused, match=r"1 other reports too: 'bao:2'.*--shared"):
            catalogue.erasures.erase(["bao:1"])
        assert catalogue.reports.get("bao:1") is not None
        outcome = catalogue.erasures.erase(["bao:1"], shared=True)
        assert outcome.stripped == ("bao:2",)
        assert catalogue.reports.original(whole.sha256) is None
        assert catalogue.reports.versions("bao:2")[0].origins == ()
        # The file may be imported again: it is that of the other report too.
        (other,) = catalogue.reports.put([pair[1]])
        assert other.kind == "same"


def test_no_row_of_the_database_holds_an_erased_report(catalogue_url: str) -> None:
    named = Appearance(f"Nguyễn {NAME}", (f"Trưởng {TITLE}",), BODY, "body")
    report = Report("bao:xoa", title=TITLE, body=BODY, source=PAPER, url=f"https://a.vn/{URL}")
    original = Original(CAPTION.encode(), "text/plain", f"/{FILE}.txt", unread=(("date", DATE),))
    refused = Refused("hỏng", f"/{FILE}.txt", data=b"x")
    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.reports.put([Entry(Report("bao:khac", title="Tin"))])
        before = _rows(catalogue, "head", "lineage", "reports")
        catalogue.reports.put(
            [Entry(replace(report, original=original), (named,))], refused=[refused]
        )
        catalogue.erasures.erase(["bao:xoa"], why="yêu cầu")
        assert catalogue.erasures.unfinished() == ["bao:xoa"]
        catalogue.erasures.finish()
        assert catalogue.erasures.unfinished() == []
        after = _rows(catalogue, "head", "lineage", "reports")
        text = repr(after).casefold()
        assert [word for word in _WORDS if word.casefold() in text] == []
        grown = {name for name in after if after[name] != before[name]}
        assert grown == {"versions", "erasures", "erased_digests", "decisions", "story_texts"}


def test_merger_through_a_forgotten_person_stays(catalogue_url: str) -> None:
    def entry(identifier: str, name: str) -> Entry:
        return Entry(Report(identifier, title=f"Tin {identifier}"), (Appearance(name),))

    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.reports.put([entry("1", "Lê Ba"), entry("2", "Lê Tư"), entry("3", "Lê Năm")])
        catalogue.decisions.add([Merge("le-ba", "le-tu"), Merge("le-tu", "le-nam")])
        catalogue.decisions.add([Prefer("le-nam", "Lê Tư")])
        catalogue.erasures.erase(["2"])
        made = [each.decision for each in catalogue.decisions.log()]
        kept = Prefer("le-nam", "Lê Tư")
        assert made == [Merge("le-ba", "le-nam"), Redacted("merge"), kept, Erase("2")]
        assert catalogue.persons.current(["le-ba"]) == {"le-ba": "le-nam"}
        assert catalogue.persons.get("le-tu") is None
        # The name was given by a librarian.
        assert catalogue.persons.get("le-nam") == Person("le-nam", "Lê Tư", ("Lê Ba", "Lê Năm"))
        catalogue.reports.put([entry("4", "Lê Tư")])
        assert catalogue.reports.get("4") is not None


def test_nothing_is_decided_about_an_erased_report(catalogue_url: str) -> None:
    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.reports.put([Entry(Report(each, title=each)) for each in ("a", "b")])
        catalogue.decisions.add([Withdraw("a")], why="nhầm")
        catalogue.erasures.erase(["a"], why="yêu cầu", public=True)
        decided = (Reinstate("a"), Withdraw("a"), Join("a", "b"), Revert("a", 1), Undo(1), Undo(2))
        for each in decided:
            with pytest.raises(DecisionInvalid, match="'a' was erased for good"):
                catalogue.decisions.add([each])
        assert [each.why for each in catalogue.decisions.log()] == ["", "yêu cầu"]
        stub = catalogue.reports.withdrawn("a")
        assert stub is not None
        assert (stub.erased, stub.reason) == (True, "yêu cầu")
        with pytest.raises(ReportNotFound):
            catalogue.erasures.erase(["a", "c"])


def test_lists_and_decisions_with_words_of_an_erased_report_are_named(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS, GONE, OTHER), "--workers", "0")

    def frozen(*arguments: str) -> str:
        made = khobao("lists", "freeze", *arguments, "--json").stdout
        return str(json.loads(made)["identifier"])

    other = frozen("dân vận", "--note", "Chương 3")
    named = [
        frozen(f"nguyen van {NAME.lower()}"),
        frozen("dân vận", "--note", f"LỄ HỘI {TITLE} CỦA LÀNG"),
    ]
    typed = frozen(BODY)
    khobao("correct", "bao:khac", "--date", "2019", "--why", f"theo bài {BODY} và {TITLE}")
    planned = json.loads(khobao("erase", "bao:xoa", "--yes", "--json", "--word", BODY).stdout)
    assert sorted(planned["lists"]) == sorted([*named, typed])
    assert planned["decisions"] == [1]
    again = khobao("erase", "bao:xoa", "--yes", "--word", BODY.upper()).stdout
    assert f"frozen lists with words of it: {typed}; " in again
    assert "decisions with words of it: 1; «khobao decisions log» prints them" in again
    khobao("lists", "remove", typed, "--yes")
    without = khobao("erase", "bao:xoa", "--yes").stdout
    assert "with words of it" not in without
    assert other in khobao("lists", "all").stdout


def test_backups_that_hold_an_erased_report_are_named(filled: Khobao) -> None:
    backups = [filled.folder / name / "b" for name in ("here", "unmounted")]
    for each in (*backups, filled.folder / "here" / "gone"):
        filled("backup", str(each))
    for name in ("here/gone", "unmounted"):
        shutil.rmtree(filled.folder / name)
    filled("backup", str(backups[0]))
    named = json.loads(filled("erase", "bao:2", "--yes", "--json").stdout)["backups"]
    assert named == [str(each) for each in backups]
    filled("backup", str(backups[0]))
    again = json.loads(filled("erase", "bao:2", "--yes", "--json").stdout)
    assert (again["before"], again["backups"]) == (["bao:2"], [str(backups[1])])


def test_address_of_an_erased_report_is_not_harvested_again(catalogue_url: str) -> None:
    root = Harvested("https://a.vn/rss", "https://a.vn/rss", state="list")
    pages = [Harvested(f"https://a.vn/{n}", root.address, n) for n in (1, 2, 3)]
    moved = Original(b"x", "text/html", "https://a.vn/3")
    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.harvested.store_list(root, pages)
        catalogue.reports.put([Entry(Report("", title="Tin", url="https://a.vn/1"))])
        catalogue.reports.put([Entry(Report("b", url="https://a.vn/moi", original=moved))])
        catalogue.erasures.erase(["tin", "b"])
        catalogue.harvested.store_list(root, pages)
        assert [each.address for each in catalogue.harvested.due(root.address)] == [
            "https://a.vn/2"
        ]


def _die_at(owner: object, name: str, *, after: bool = False) -> None:
    """Kill this process when a method is called, or once it has returned."""
    method = getattr(owner, name)

    def die(*arguments: object, **options: object) -> None:
        if after:
            method(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, die)


_DEATHS: dict[str, Callable[[], None]] = {
    **{f"statement {n}": partial(die_at_statement, n) for n in (5, 15, 25, 35, 45, 55, 65)},
    "before the index": partial(_die_at, WhooshEngine, "delete"),
    "before the purge": partial(_die_at, WhooshEngine, "purge"),
    "after the purge": partial(_die_at, WhooshEngine, "purge", after=True),
    "before the vacuum": partial(_die_at, sqlite, "compact"),
    "after the vacuum": partial(_die_at, sqlite, "compact", after=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("death", _DEATHS)
def test_erasure_that_was_killed_is_finished_by_the_next(archive: Khobao, death: str) -> None:
    killed = started(archive.folder, "erase", "bao:xoa", "--yes", before=_DEATHS[death])
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    left = archive("status").stdout
    assert ("erased     1" in left) == ("«khobao erase bao:xoa --yes» finishes it" in left)
    assert archive("erase", "bao:xoa", "--yes").exit_code == 0
    assert _found(archive.folder / "archive") == []
    assert archive("verify").exit_code == 0
    assert "finishes it" not in archive("status").stdout


_TEXTS = ("Nước lên nhanh.", "Mưa lớn ở miền núi.", _SHARED)
_REPORTS = st.lists(
    st.tuples(
        st.sampled_from(_TEXTS),
        st.sampled_from(("", "Báo A", "BÁO A", "Báo B")),
        st.sampled_from(((), ("Kinh tế",), ("KINH TẾ",), ("Kinh tế", "Hạ tầng"))),
        st.sets(st.sampled_from(("Lê Thơ", "Trần Hòa", "Bùi Ân")), max_size=2),
        st.booleans(),
    ),
    min_size=2,
    max_size=6,
)


def _entries(drawn: list[tuple[Any, ...]]) -> list[tuple[Entry, bool]]:
    """Return entries, each with True if it will be erased."""
    return [
        (
            Entry(
                Report(f"r{n}", f"Tin {n}", body=text, source=source, section=section),
                tuple(Appearance(name) for name in sorted(names)),
            ),
            erased,
        )
        for n, (text, source, section, names, erased) in enumerate(drawn)
    ]


def _readers_view(catalogue: Catalogue) -> object:
    """Return what readers see, persons by their names: identifiers depend on who came first."""
    people = catalogue.persons.page()
    names = {each.identifier: (each.name, each.aliases) for each in people}
    counts = catalogue.persons.report_counts(list(names))
    shown = catalogue.reports.many([f"r{n}" for n in range(9)])
    papers = catalogue.names.newspapers()
    return (
        [(replace(each, persons=()), [names[one] for one in each.persons]) for each in shown],
        sorted((names[each], counts.get(each, 0)) for each in names),
        [[each.identifier for each in story.reports] for story in catalogue.stories.page()],
        [(name, papers.names(name)) for name in ("Báo A", "BÁO A", "Báo B")],
        sorted(catalogue.names.section_paths().items()),
    )


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("KHOBAO_EXAMPLES", "20")), deadline=None)
@given(_REPORTS)
def test_others_are_as_if_the_erased_had_never_come(drawn: list[tuple[Any, ...]]) -> None:
    entries = _entries(drawn)
    with TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{name}.sqlite" for name in ("erased", "never")]
        with (
            closing(open_catalogue(urls[0], create=True)) as one,
            closing(open_catalogue(urls[1], create=True)) as other,
        ):
            one.reports.put([entry for entry, _ in entries])
            if gone := [entry.report.identifier for entry, erased in entries if erased]:
                one.erasures.erase(gone)
            other.reports.put([entry for entry, erased in entries if not erased])
            assert _readers_view(one) == _readers_view(other)


@pytest.mark.parametrize("before", [False, True], ids=["at once", "later"])
def test_identifier_that_holds_words_of_the_title_can_be_forgotten(
    khobao: Khobao, before: bool
) -> None:
    named = GONE | {"id": f"2018-01-10-{URL}"}
    khobao("import", khobao.write(*RECORDS, named), "--workers", "0")
    frozen = json.loads(khobao("lists", "freeze", "dan van", "--json").stdout)["identifier"]
    khobao("withdraw", named["id"])
    stub = stub_of(named["id"])
    if before:
        khobao("erase", named["id"], "--why", "y", "--yes")
    outcome = khobao("erase", named["id"], "--forget-identifier", "--why", "y", "--yes")
    assert f" {stub}" in outcome.stdout
    assert _found(khobao.folder / "archive") == []
    assert stub in khobao("lists", "show", frozen, "--ids").stdout
    assert f"'{stub}' was erased on" in khobao("show", named["id"]).stderr
    assert "the files were cleaned again" in khobao("erase", named["id"], "--yes").stdout
    file = khobao.write(named, name="lai.jsonl")
    assert khobao("import", file, "--workers", "0").exit_code == 1
    assert khobao("import", file, "--again", "--workers", "0").exit_code == 0
    assert TITLE in khobao("show", named["id"]).stdout
    assert khobao("show", stub).exit_code == 1
    assert khobao("verify").exit_code == 0


@pytest.mark.parametrize(
    ("language", "heading"),
    [("vi", "Bài này đã được xóa khỏi kho"), ("en", "This report has been erased")],
)
def test_address_of_an_erased_report_answers_gone(
    tmp_path: Path, language: str, heading: str
) -> None:
    config = stock(tmp_path)
    with closing(open_catalogue(config.catalogue)) as catalogue:
        sha256 = catalogue.reports.versions(SEED)[0].origins[0].sha256
        catalogue.erasures.erase([SEED], why="phán quyết của toà", public=True)
    put(config, [])
    app = create_app(config)
    for path in (f"/bai/{SEED}", f"/phien-ban/1/{SEED}", f"/ban-goc/{sha256}/{SEED}"):
        answer = app.test_client().get(f"{path}?lang={language}")
        assert answer.status_code == 410
        assert heading in answer.text
        assert "phán quyết của toà" in answer.text
    assert app.test_client().get("/nguoi/tran-thi-hoa-binh").status_code == 404
    with app.app_context():
        current.library().close()
