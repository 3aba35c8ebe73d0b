"""A withdrawn report is nowhere: every page, every format, every command of readers."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.catalogue import Appearance, Entry, open_catalogue
from archive.cli import _COMMANDS
from archive.config import Config
from archive.decision import Decision, Logged, Undo
from archive.exporters import FORMATS
from archive.persons.authority import Merge
from archive.retrieval import freeze, open_library
from archive.web import create_app, current
from archive.web.display.dates import brief
from archive.withdrawal.decisions import Reinstate, Withdraw, hidden
from index.query import Query
from index.report import Original, Report
from tests.khobao import RECORDS, Khobao
from tests.newsstand import put, stock

# A word of the withdrawn report alone, in each of its fields, and one that is typed instead.
WORD = "Xuýnhqoạm"
_FOLD = "xuynhqoam"
_TYPO, _BEGINNING, _PATTERN = "xuynhqoan", "xuynhqoa", "xuynhqo*"
SECRET = "bao:rut"


def secret(identifier: str = SECRET) -> Entry:
    """Return a report with `WORD` in all that can hold a word."""
    data = f"{WORD} mở đầu".encode()
    report = Report(
        identifier,
        f"Lễ hội {WORD} ở làng cổ",
        lead=f"Dân vận ở {WORD}.",
        body=f"Ông Nguyễn {WORD}, Chủ tịch xã, nói về {WORD} và dân vận.\n{_SHARED}",
        captions=(f"Ảnh: {WORD}",),
        dateline=WORD,
        date="1999-05-06",
        section=(WORD, f"Mục {WORD}"),
        authors=(f"Trần {WORD}",),
        source=f"Báo {WORD}",
        url=f"https://example.org/{_FOLD}",
        tags=(WORD,),
        original=Original(data, "text/plain", f"/tmp/{WORD}.txt", unread=(("date", WORD),)),
    )
    names = (f"Nguyễn {WORD}", f"Cụ {WORD}")
    return Entry(
        report, tuple(Appearance(each, (f"Trưởng {WORD}",), WORD, "body") for each in names)
    )


# What another newspaper printed of the same copy.
_SHARED = (
    "Sáng nay, hàng trăm người dân làng cổ cùng rước kiệu ra đình, mở đầu lễ hội kéo dài ba ngày "
    "với hát đối, đua ghe, kéo co và thi nấu cơm. Các cụ cao tuổi kể rằng lễ hội có từ khi lập "
    "làng, từng bị bỏ trong những năm chiến tranh, rồi được con cháu góp công góp của dựng lại "
    "đình, tìm lại lời hát cũ. Ban tổ chức nói về công tác dân vận trong việc giữ gìn nếp làng."
)


class _Asked(NamedTuple):
    """The requests of one endpoint. `has_word`: some of them has the word before withdrawal."""

    has_word: bool
    paths: tuple[str, ...]


_LISTS = ("q=dan+van", f"q={_BEGINNING}", f"q={_TYPO}", f"q={_PATTERN}", "q=le+hoi+lang+co", "")
_NAMES = [each.name for each in FORMATS]
_REQUESTS = {
    "home.show": _Asked(True, ("/",)),
    "search.results": _Asked(
        True,
        (
            *(f"/tim-kiem?{each}" for each in _LISTS),
            "/tim-kiem?q=le+hoi&sort=newest&gop=0",
            "/tim-kiem?date=1999",
            f"/tim-kiem?person={_BEGINNING}",
            f"/tim-kiem?q=nguoi:{_BEGINNING}",
        ),
    ),
    "facet_page.show": _Asked(
        True,
        tuple(
            f"/tim-kiem/loc/{facet}{query}"
            for facet in ("section", "person", "author", "source")
            for query in ("", f"?within={_BEGINNING}", f"?tim={_BEGINNING}", "?q=dan+van")
        ),
    ),
    "completion.as_page": _Asked(True, (f"/goi-y?q={_BEGINNING}", "/goi-y?q=tran+xuynh")),
    "completion.as_json": _Asked(
        True, tuple(f"/goi-y.json?q={each}" for each in (_BEGINNING, "nguyen+x", "le+hoi+"))
    ),
    "concordance.show": _Asked(
        True, ("/ngu-canh?q=dan+van", f"/ngu-canh?q={_PATTERN}", f"/ngu-canh?q={_TYPO}")
    ),
    "concordance.download": _Asked(
        True, tuple(f"/ngu-canh.{name}?q=dan+van" for name in ("csv", "xlsx"))
    ),
    "export.download": _Asked(True, tuple(f"/tim-kiem.{name}?q=dan+van" for name in _NAMES)),
    "frozen.show": _Asked(True, ("/danh-sach/{list}",)),
    "frozen.ids": _Asked(False, ("/danh-sach/{list}/ids.txt",)),
    "frozen.download": _Asked(True, tuple(f"/danh-sach/{{list}}.{name}" for name in _NAMES)),
    "frozen.comparison": _Asked(False, ("/danh-sach/{list}/so-sanh",)),
    "frozen.make": _Asked(False, ("/danh-sach",)),
    "selection.show": _Asked(True, (f"/chon?id={SECRET}&id=tg:2018:0110",)),
    "selection.download": _Asked(
        True, tuple(f"/chon.{name}?id={SECRET}&id=tg:2018:0110" for name in _NAMES)
    ),
    "report.show": _Asked(
        True,
        (
            f"/bai/{SECRET}",
            f"/bai/{SECRET}?q=dan+van&n=1",
            "/bai/tg:2018:0110?q=dan+van&n=1",
            "/bai/tg:2018:0302",
            "/bai/bao:chep",
        ),
    ),
    "report.version": _Asked(True, (f"/phien-ban/1/{SECRET}", f"/phien-ban/2/{SECRET}")),
    "provenance.original": _Asked(True, (f"/ban-goc/{{sha256}}/{SECRET}",)),
    "comparison.show": _Asked(True, (f"/phien-ban/1-2/{SECRET}",)),
    "person.show": _Asked(
        True, (f"/nguoi/nguyen-{_FOLD}", f"/nguoi/cu-{_FOLD}", "/nguoi/dang-quoc-toan")
    ),
    "calendar.years": _Asked(False, ("/ngay",)),
    "calendar.year": _Asked(True, ("/ngay/1999",)),
    "calendar.month": _Asked(True, ("/ngay/1999/05",)),
    "calendar.day": _Asked(True, ("/ngay/1999/05/06", "/ngay/2018/05/06")),
    "coverage.show": _Asked(True, ("/do-phu", "/do-phu?source=Báo+Thuận+Giang")),
    "help.show": _Asked(False, ("/cach-tim",)),
    "trends.show": _Asked(False, (f"/xu-huong?q={_PATTERN}&q=dan+van", f"/xu-huong?q={_TYPO}")),
    "trends.download": _Asked(False, (f"/xu-huong.csv?q={_PATTERN}&q=dan+van",)),
    "unapi.unapi": _Asked(True, (f"/unapi?id={SECRET}&format=ris", f"/unapi?id={SECRET}")),
    "site.livez": _Asked(False, ("/livez",)),
    "site.readyz": _Asked(False, ("/readyz",)),
    "crawlers.robots": _Asked(False, ("/robots.txt",)),
    "crawlers.index": _Asked(False, ("/sitemap.xml",)),
    "crawlers.part": _Asked(False, ("/sitemap-1.xml",)),
    "newspaper.show": _Asked(True, (f"/bao/bao{_FOLD}", "/bao/baothuangiang")),
    "assets.static_file": _Asked(False, ()),
}


@dataclass
class _Archive:
    """A served archive with a report that other reports tell too, and a frozen list with it."""

    settings: Config
    client: FlaskClient
    frozen: str
    sha256: str

    def ask(self, path: str, language: str, **headers: str) -> TestResponse:
        path = path.format(list=self.frozen, sha256=self.sha256)
        path += f"{'&' if '?' in path else '?'}lang={language}"
        # A page that is not read to its end keeps its place among the costly ones.
        headers["Accept-Encoding"] = "identity"
        return self.client.get(path, headers=headers, buffered=True)

    def answers(self, *, files: bool = True) -> dict[tuple[str, str, str], TestResponse]:
        """Return endpoint, path and language → answer; files are asked for in one language."""
        return {
            (endpoint, path, language): self.ask(path, language)
            for endpoint, asked in _REQUESTS.items()
            for path in asked.paths
            for language in (("vi", "en") if not endpoint.endswith(".download") else ("vi",))
            if files or not endpoint.endswith(".download")
        }

    def decide(self, *made: Decision) -> None:
        with closing(open_catalogue(self.settings.catalogue)) as catalogue:
            catalogue.decisions.add(made, by="Thu", why="theo yêu cầu của toà soạn")
        put(self.settings, [])


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[_Archive]:
    settings = stock(tmp_path, reader_lists=3, reader_list_size=50)
    newest = secret()
    original = newest.report.original
    assert original is not None
    copy = Report("bao:chep", "Tin chép", body=_SHARED, date="1999-05-07", source="Báo Chép")
    put(settings, [Entry(Report(SECRET, f"Bản đầu {WORD}")), Entry(copy)])
    put(settings, [newest])
    with closing(open_library(settings)) as library:
        frozen = freeze(library, Query("dan van"), note="Chương 3").identifier
    app = create_app(settings)
    made = _Archive(settings, app.test_client(), frozen, original.sha256)
    made.decide(Merge(f"cu-{_FOLD}", "dang-quoc-toan"))
    yield made
    with app.app_context():
        current.library().close()


_MARKS = re.compile("[\u0300-\u036f]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def _texts(data: bytes) -> Iterator[str]:
    """Yield the texts in an answer: itself, and what is in a ZIP file."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            for name in file.namelist():
                yield name
                yield from _texts(file.read(name))
    else:
        yield data.decode("utf-8", "replace")


def has_word(data: bytes, path: str = "") -> bool:
    """Return True if an answer has the word, in any spelling, elsewhere than in its own address."""
    text = " ".join(_texts(data)).replace(quote(path), "").replace(path, "")
    # Letters of HTML, JSON and addresses that are escaped.
    plain = unquote(html.unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)))
    return any(_FOLD in _MARKS.sub("", normalize("NFD", each)).lower() for each in (text, plain))


@pytest.mark.slow
def test_withdrawn_report_is_on_no_page_and_in_no_file(archive: _Archive) -> None:
    rules = archive.client.application.url_map.iter_rules()
    assert {rule.endpoint for rule in rules} == set(_REQUESTS), "a new address needs a request"
    before = archive.answers()
    for endpoint, asked in _REQUESTS.items():
        reported = any(
            has_word(answer.data, path)
            for (each, path, _), answer in before.items()
            if each == endpoint
        )
        assert reported is asked.has_word, endpoint

    archive.decide(Withdraw(SECRET))
    for (endpoint, path, language), answer in archive.answers().items():
        assert answer.status_code < 500
        assert not has_word(answer.data, path), (path, language)
        if SECRET in path and endpoint not in ("selection.show", "selection.download"):
            assert answer.status_code == 410, path
        assert "sitemap" not in path or SECRET not in answer.text
        if tag := before[endpoint, path, language].headers.get("ETag"):
            again = archive.ask(path, language, **{"If-None-Match": tag})
            assert again.status_code != 304, path

    archive.decide(Reinstate(SECRET))
    for key, answer in archive.answers(files=False).items():
        assert answer.status_code == before[key].status_code, key
        # A page of an error names its request, a sitemap the last change.
        if answer.status_code == 200 and answer.mimetype != "application/xml":
            assert answer.data == before[key].data, key


@pytest.mark.parametrize(
    ("language", "stub"),
    [
        ("vi", "Bài bao:rut được rút ngày {date}."),
        ("en", "Report bao:rut was withdrawn on {date}."),
    ],
)
def test_stub_names_identifier_and_date_and_only_a_public_reason(
    archive: _Archive, language: str, stub: str
) -> None:
    archive.decide(Withdraw(SECRET))
    with archive.client.application.test_request_context(f"/?lang={language}"):
        shown = stub.format(date=brief(datetime.now(UTC).date().isoformat()))
    page = archive.ask(f"/bai/{SECRET}", language).text
    assert shown in page
    assert "toà soạn" not in page
    archive.decide(Reinstate(SECRET))
    archive.decide(Withdraw(SECRET, public=True))
    assert "theo yêu cầu của toà soạn" in archive.ask(f"/bai/{SECRET}", language).text


def test_original_that_a_withdrawn_report_shares_is_not_offered(archive: _Archive) -> None:
    issue = Original(b"%PDF-1.4 the whole issue", "application/pdf", "/tmp/so-1.pdf")
    reports = [Report(f"so:{n}", f"Tin {n}", body=f"Chữ {n}", original=issue) for n in (1, 2)]
    put(archive.settings, [Entry(each) for each in reports])
    address = f"/ban-goc/{issue.sha256}/so:1"
    assert archive.ask(address, "vi").status_code == 200
    assert address in archive.ask("/bai/so:1", "vi").text
    archive.decide(Withdraw("so:2"))
    assert archive.ask(address, "vi").status_code == 404
    assert issue.sha256 not in archive.ask("/bai/so:1", "vi").text
    archive.decide(Reinstate("so:2"))
    assert archive.ask(address, "vi").status_code == 200


_WITHDRAWN, _SHOWN = Withdraw("a"), Reinstate("a")


@pytest.mark.parametrize(
    ("made", "is_hidden"),
    [
        ((_WITHDRAWN,), True),
        ((_WITHDRAWN, _SHOWN), False),
        ((_WITHDRAWN, Undo(1)), False),
        ((_WITHDRAWN, _SHOWN, Undo(2)), True),
        ((_WITHDRAWN, Undo(1), Undo(2)), True),
        # It was withdrawn before the log held withdrawals.
        ((_SHOWN,), False),
        ((_SHOWN, Undo(1)), True),
    ],
)
def test_last_standing_decision_hides_or_shows(made: tuple[Decision, ...], is_hidden: bool) -> None:
    log = [Logged(number, "2026-11-30T00:00:00Z", each) for number, each in enumerate(made, 1)]
    assert (hidden(log)["a"] is not None) is is_hidden


# Commands that print what readers see, each with arguments; `{list}` is a frozen list.
_READERS = {
    "search": (("dan van",), (_BEGINNING,), (_TYPO,), (_PATTERN,), ("--date", "1999")),
    "kwic": (("dan van",), (_PATTERN,)),
    "trends": ((_PATTERN, "dan van"),),
    "show": ((SECRET,),),
    "export": (*(("dan van", "--format", name, "-o", "-") for name in ("csv", "ris", "jsonl")),
               ("--list", "{list}", "-o", "-")),
    "lists": (("all",), ("show", "{list}"), ("compare", "{list}")),
    "coverage": (("show",), ("show", "Báo Huế")),
    "stories": (("list",),),
    "review": ((), ("--json", "--limit", "99")),
    "status": ((), ("--json",)),
}  # fmt: skip
# Commands for those who decide, import or maintain: they know the withdrawn report, or print
# nothing of any report.
_OPERATORS = {
    "import", "harvest", "refused", "index", "persons", "serve", "revert", "withdraw", "reinstate",
    "withdrawals", "erase", "verify", "backup", "restore", "upgrade", "copy-catalogue", "correct",
    "corrections", "newspapers", "sections", "decisions",
}  # fmt: skip


@pytest.mark.slow
def test_commands_for_readers_show_nothing_of_a_withdrawn_report(khobao: Khobao) -> None:
    assert _COMMANDS.keys() <= _READERS.keys() | _OPERATORS, "say what a new command prints"
    record = {
        "id": SECRET, "title": f"Lễ hội {WORD}", "body": f"Ông Lê {WORD} nói về dân vận.",
        "date": "1999-05-06", "section": WORD, "author": f"Trần {WORD}", "source": f"Báo {WORD}",
    }  # fmt: skip
    khobao("import", khobao.write(record, *RECORDS), "--workers", "0")
    frozen = json.loads(khobao("lists", "freeze", "dan van", "--json").stdout)["identifier"]
    asked = [
        (name, *(each.format(list=frozen) for each in arguments))
        for name, some in _READERS.items()
        for arguments in some
    ]
    reported = {each[0] for each in asked if has_word(khobao(*each).output.encode())}
    assert reported >= {"search", "kwic", "show", "export", "coverage", "review"}
    assert khobao("withdraw", SECRET, "--why", "nhầm tên").stdout == "1: withdraw bao:rut\n"
    for each in asked:
        assert not has_word(khobao(*each).output.encode()), each
    khobao("reinstate", SECRET)
    assert has_word(khobao("search", "dan van").output.encode())
