"""What holds for every page: bad input, errors, headers, caching, health."""

import re
from datetime import datetime, tzinfo
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree, rmtree
from typing import Self
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.web import create_app
from tests.newsstand import SEED, config, entry, put, stock
from tests.work import calls

PAGES = [
    "/",
    "/tim-kiem",
    "/tim-kiem?q=dan+van&date=2018",
    "/tim-kiem/loc/person",
    f"/bai/{SEED}?q=dan+van",
    f"/phien-ban/1/{SEED}",
    "/nguoi/dang-quoc-toan",
    "/ngay",
    "/ngay/2018",
    "/ngay/2018/01",
    "/ngay/2018/01/10",
    "/do-phu",
    "/cach-tim",
    "/goi-y?q=dan+v",
    "/khong-co",
    "/tim-kiem?page=x",
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(stock(tmp_path_factory.mktemp("newsstand")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tim-kiem?page=" + "9" * 31, 400),
        ("/tim-kiem?page=0", 400),
        ("/tim-kiem?page=-1", 400),
        ("/tim-kiem?page=%D9%A3", 400),
        ("/tim-kiem?page=999999999", 200),
        ("/tim-kiem?q=%00&section=%00&person=%00&date=%00&from=%00&sort=%00", 200),
        ("/tim-kiem?q=" + "%C4%91" * 5000, 200),
        ("/tim-kiem?q=" + quote('(("' * 500), 200),
        ("/tim-kiem?q=" + quote("a* " * 300), 200),
        ("/tim-kiem?from=2018-13-45&to=xyz&date=2018-99&date=%E2%98%83", 200),
        ("/tim-kiem?unknown=1&match=best&sort=best&exact=maybe", 200),
        ("/tim-kiem?q=a&q=b&from=2018&from=2019&page=1&page=x", 200),
        ("/tim-kiem?q=%FF%FE%80", 200),
        ("/tim-kiem?q=%ED%A0%80", 200),
        ("/tim-kiem?" + "&".join(f"person={n}" for n in range(2000)), 400),
        ("/tim-kiem?lang=fr", 200),
        ("/tim-kiem/loc/person?find=%00&by=%00", 200),
        ("/goi-y.json?q=%00&lang=", 200),
        ("/goi-y?q=" + "%E1%BB%87" * 3000, 200),
        ("/tim-kiem/loc/date", 404),
        ("/tim-kiem.csv?q=%00&page=3", 200),
        (f"/bai/{SEED}?q=%00" + "x" * 3000, 200),
        ("/phien-ban/99999999999999999999999/x", 404),
        ("/tinh/0123456789ab/../../wsgi.py", 404),
        ("/do-phu?source=%00", 404),
        ("/do-phu?source=" + "x" * 5000, 404),
        ("/tinh/0123456789ab/khong-co.css", 404),
        ("/" + "x" * 5000, 404),
        ("/bai//evil.example", 404),
    ],
)
def test_bad_input_is_an_answer(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address, follow_redirects=True).status_code == status


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    ["đ" * 1990, "x" * 1990, "a* " * 64, "a*-" * 600, "nhân_vật:a " * 100, "a-" * 900, "(a " * 600],
)
def test_no_words_keep_a_worker_busy(client: FlaskClient, typed: str) -> None:
    def ask(text: str) -> None:
        assert client.get("/tim-kiem", query_string={"q": text}).status_code == 200

    ask("dân vận")
    # The largest of these makes 19 times as many calls as two words do.
    assert calls(lambda: ask(typed)) < 60 * calls(lambda: ask("dân vận"))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["q", "from", "to", "date", "section", "person", "sort", "match", "lang"]),
        st.text(max_size=30),
        max_size=4,
    )
)
def test_no_parameters_make_an_error(app: Flask, typed: dict[str, str]) -> None:
    answer = app.test_client().get("/tim-kiem", query_string=typed, follow_redirects=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_refused_with_what_is_allowed(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/tim-kiem")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1>Trang này chỉ để xem</h1>" in answer.text


def test_unexpected_error_is_logged_and_its_words_are_kept_from_the_reader(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(stock(tmp_path))

    @app.get("/hong")
    def broken() -> str:
        raise ZeroDivisionError("secret")

    answer = app.test_client().get("/hong")
    assert answer.status_code == 500
    assert "<h1>Đã xảy ra lỗi</h1>" in answer.text
    assert "secret" not in answer.text
    assert "secret" in caplog.text


def test_missing_archive_is_a_503_that_asks_for_patience(tmp_path: Path) -> None:
    client = create_app(config(tmp_path)).test_client()
    for address in ("/", "/tim-kiem?q=a", "/bai/x", "/readyz"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert answer.headers["Retry-After"]
        assert answer.headers["Cache-Control"] == "no-store"
        said = "khobao verify" if address == "/readyz" else "Kho tạm ngừng phục vụ"
        assert said in answer.text
    assert client.get("/livez").status_code == 200


def test_archive_that_appears_later_is_served_without_a_restart(tmp_path: Path) -> None:
    settings = config(tmp_path)
    client = create_app(settings).test_client()
    assert client.get("/readyz").status_code == 503
    put(settings, [entry("x", "Bài đầu", "Thân bài.")])
    assert client.get("/readyz").status_code == 200
    assert "Bài đầu" in client.get("/").text


def test_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, [])
    html = create_app(settings).test_client().get("/").text
    assert "Kho chưa có bài nào." in html
    assert "khobao import" in html


@pytest.mark.parametrize("lost", ["index", "index/*.toc"])
def test_archive_without_its_index_says_how_to_build_it(tmp_path: Path, lost: str) -> None:
    settings = config(tmp_path)
    put(settings, [entry("a", "Bến đò", "Sáng nay.")])
    for path in tmp_path.glob(lost):
        rmtree(path) if path.is_dir() else path.unlink()
    client = create_app(settings).test_client()
    for address in ("/", "/tim-kiem?q=do", "/bai/a"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "<h1>Kho chưa có chỉ mục</h1>" in answer.text
        assert "“khobao index”" in answer.text
    ready = client.get("/readyz")
    assert (ready.status_code, ready.mimetype) == (503, "text/plain")
    assert "«khobao index» builds it" in ready.text


def test_server_is_not_ready_with_the_index_of_another_archive(tmp_path: Path) -> None:
    settings, other = config(tmp_path / "one"), config(tmp_path / "other")
    put(settings, [entry("a", "Bến đò", "Sáng nay.")])
    put(other, [entry("b", "Bến xe", "Chiều nay.")])
    rmtree(tmp_path / "one" / "index")
    copytree(tmp_path / "other" / "index", tmp_path / "one" / "index")
    answer = create_app(settings).test_client().get("/readyz")
    assert answer.status_code == 503
    assert "«khobao index --take-over» makes it an index of this archive" in answer.text


def test_health_is_never_stored(client: FlaskClient) -> None:
    for address in ("/livez", "/readyz"):
        assert client.get(address).headers["Cache-Control"] == "no-store"


_PUBLIC = (
    "/", f"/bai/{SEED}", "/nguoi/dang-quoc-toan", "/ngay", "/ngay/2018", "/ngay/2018/01",
    "/ngay/2018/01/10", "/do-phu", "/do-phu?source=B%C3%A1o+Thu%E1%BA%ADn+Giang", "/cach-tim",
)  # fmt: skip


@pytest.mark.parametrize("address", _PUBLIC)
def test_pages_for_search_engines_have_a_description(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    assert "noindex" not in html
    [description] = re.findall('<meta name="description" content="([^"]*)">', html)
    assert len(description) > 20


@pytest.mark.parametrize("address", PAGES)
def test_every_page_forbids_foreign_scripts_and_leaves_no_cookie(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert not re.search(
        r'<script(?! type="application/ld\+json"| src="/tinh/)|\sstyle=|\son\w+=', answer.text
    )


class _Outline(HTMLParser):
    """What an aid to reading needs of a page: headings, landmarks, labels, identifiers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.identifiers: list[str] = []
        self.labelled: set[str] = set()
        self.unlabelled: list[str] = []
        self.references: list[str] = []
        self._within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if identifier := given.get("id"):
            self.identifiers.append(identifier)
        if tag == "label":
            self._within.append(tag)
            self.labelled.add(given.get("for") or "")
        if tag == "input" and given.get("type") != "hidden" and "label" not in self._within:
            self.unlabelled.append(given.get("id") or "?")
        self.references += (given.get("aria-labelledby") or "").split()

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._within.pop()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_can_be_read_by_ear(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    outline = _Outline(html)
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("main") == 1
    assert html.startswith('<!doctype html>\n<html lang="vi">')
    assert '<a href="#noi-dung">' in html
    assert len(outline.identifiers) == len(set(outline.identifiers))
    assert set(outline.references) <= set(outline.identifiers)
    assert set(outline.unlabelled) <= outline.labelled


@pytest.mark.parametrize("address", [*PAGES[:9], "/tim-kiem.csv?q=dan+van"])
def test_page_is_not_sent_again_to_who_has_it(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, max-age=60"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers.get(name) == first.headers.get(name)


def test_tag_changes_with_index_language_and_question(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    client = create_app(settings).test_client()
    english = {"Accept-Language": "en"}
    tags = {
        client.get("/tim-kiem?q=dan").headers["ETag"],
        client.get("/tim-kiem?q=dân").headers["ETag"],
        client.get("/tim-kiem?q=dan", headers=english).headers["ETag"],
    }
    put(settings, [entry("x", "Dân", "Dân.")])
    tags.add(client.get("/tim-kiem?q=dan").headers["ETag"])
    assert len(tags) == 4


@pytest.mark.parametrize("address", ["/", "/do-phu"])
def test_tag_changes_with_the_day_that_pages_print(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    first = client.get(address).headers["ETag"]
    monkeypatch.setattr("archive.web.display.dates.datetime", _Later)
    again = client.get(address, headers={"If-None-Match": first})
    assert again.status_code == 200
    assert "Truy cập ngày 2/1/2000" in again.text


class _Later(datetime):
    """A clock of another day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2000, 1, 2, tzinfo=tz)


def test_style_sheet_may_be_kept_for_ever_under_its_own_name_only(client: FlaskClient) -> None:
    address = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)[0]
    answer = client.get(address)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    other = client.get("/tinh/000000000000/style.css")
    assert "immutable" not in other.headers["Cache-Control"]
    assert other.data == answer.data


def test_addresses_outside_name_the_public_host(tmp_path: Path) -> None:
    settings = stock(tmp_path, base_url="https://khobao.example.vn", name="Báo Cũ")
    html = create_app(settings).test_client().get(f"/bai/{SEED}").text
    assert f'<link rel="canonical" href="https://khobao.example.vn/bai/{SEED}">' in html
    assert "– Báo Cũ</title>" in html


def test_every_address_is_in_the_documentation(app: Flask) -> None:
    reported = (Path(__file__).parents[2] / "docs" / "addresses.md").read_text(encoding="utf-8")
    for rule in app.url_map.iter_rules():
        beginning = rule.rule.partition("<")[0]
        assert beginning == "/tinh/" or f"`{beginning}" in reported, rule.rule


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("/tim-kiem?q=dân+vận&page=1", "http://localhost/tim-kiem?q=dân+vận&amp;page=1"),
        (f"/bai/{SEED}?q=dan+van&n=1", f"http://localhost/bai/{SEED}"),
        ("/", "http://localhost/"),
    ],
)
def test_printed_page_says_its_address_and_the_day(
    client: FlaskClient, asked: str, printed: str
) -> None:
    html = client.get(asked).text
    (found,) = re.findall(r'<p class="printed">(.*?)</p>', html)
    assert found.startswith(f"{printed} · Truy cập ngày ")
    assert re.search(r"\d+/\d+/20\d\d$", found)


def test_readiness_says_where_the_reason_is_if_the_catalogue_is_damaged(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    client = create_app(settings).test_client()
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database at all" * 100)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.mimetype == "text/plain"
    assert "khobao verify" in answer.text
    assert str(tmp_path) not in answer.text
