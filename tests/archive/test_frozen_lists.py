"""Frozen lists: from the command line, on the page, compared with today."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.config import Config
from archive.errors import ListNotFound, ListRefused
from archive.exporters import FORMATS
from archive.retrieval import (
    Library,
    Stubs,
    compare,
    freeze,
    frozen_rows,
    identifier_lines,
    open_library,
)
from archive.web import create_app
from archive.web.lists import frozen as web_frozen
from archive.web.lists.selection import MOST
from archive.withdrawal.decisions import Withdraw
from index.query import Query
from tests.exported import IDENTIFIERS
from tests.khobao import RECORDS, Khobao
from tests.newsstand import ENTRIES, entry, put, stock

_QUERY = Query("dan van", match="any", sort="oldest")


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    return stock(tmp_path, reader_lists=2, reader_list_size=50)


@pytest.fixture
def archive(settings: Config) -> Iterator[Library]:
    library = open_library(settings)
    yield library
    library.close()


@pytest.fixture
def client(settings: Config) -> FlaskClient:
    return create_app(settings).test_client()


def _ids(library: Library, identifier: str) -> list[str]:
    return b"".join(identifier_lines(library, identifier)).decode().splitlines()


def test_frozen_list_keeps_the_order_of_its_query_and_states_its_checksum(archive: Library) -> None:
    found = [hit.identifier for hit in archive.engine.scan(_QUERY)]
    frozen = freeze(archive, _QUERY, note="Chương 3")
    assert _ids(archive, frozen.identifier) == found
    assert (frozen.reports, frozen.note) == (len(found), "Chương 3")
    assert Query.from_url(frozen.query) == _QUERY
    lines = b"".join(identifier_lines(archive, frozen.identifier))
    assert frozen.sha256 == hashlib.sha256(lines).hexdigest()


def test_comparison_names_what_is_new_gone_withdrawn_and_changed(
    archive: Library, settings: Config
) -> None:
    frozen = freeze(archive, _QUERY)
    first, second, third, *_ = _ids(archive, frozen.identifier)
    kept = {each.report.identifier: each for each in ENTRIES}
    changed = kept[first].report
    put(
        settings,
        [
            entry(first, changed.title, changed.body + "\nThêm một câu.", date=changed.date),
            entry(second, "Chuyện khác", "Không còn hai tiếng ấy.", date="2018"),
            entry("moi", "Dân vận ở xã mới", "Bài mới.", date="2021"),
        ],
    )
    archive.catalogue.decisions.add([Withdraw(third)])
    found = compare(open_library(settings), frozen)
    assert found.new == ("moi",)
    assert set(found.gone) == {second, third}
    assert found.withdrawn == (third,)
    assert found.changed == (first,)


def test_comparison_of_an_unchanged_archive_is_empty(archive: Library) -> None:
    found = compare(archive, freeze(archive, _QUERY))
    assert (found.new, found.gone, found.withdrawn, found.changed) == ((), (), (), ())
    assert found.erased == ()


def test_removed_list_is_gone_and_others_stay(archive: Library) -> None:
    first, second = freeze(archive, _QUERY), freeze(archive, Query("cầu"))
    assert archive.catalogue.frozen_lists.remove(first.identifier)
    assert not archive.catalogue.frozen_lists.remove(first.identifier)
    assert archive.catalogue.frozen_lists.all() == [second]
    with pytest.raises(ListNotFound):
        _ids(archive, first.identifier)


def test_list_that_is_removed_while_it_is_read_does_not_pass_for_whole(
    archive: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.retrieval.frozen._CHUNK", 1)
    monkeypatch.setattr("archive.retrieval.export._CHUNK", 1)
    frozen = freeze(archive, _QUERY)
    rows = frozen_rows(archive, frozen.identifier, "", stubs=Stubs("[rút]", "[xóa]"))
    next(rows)
    archive.catalogue.frozen_lists.remove(frozen.identifier)
    with pytest.raises(ListNotFound):
        list(rows)


def test_index_that_changes_before_the_list_is_written_is_the_one_it_states(
    archive: Library, settings: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = archive.catalogue.frozen_lists.add

    def late(*args, **kwargs):
        put(settings, [entry("moi", "Dân vận ở xã mới", "Bài mới.", date="2021")])
        return add(*args, **kwargs)

    monkeypatch.setattr(type(archive.catalogue.frozen_lists), "add", staticmethod(late))
    frozen = freeze(archive, _QUERY)
    assert "moi" in _ids(archive, frozen.identifier)
    assert frozen.generation == archive.engine.status().generation


def test_text_that_no_database_stores_is_replaced(archive: Library) -> None:
    frozen = freeze(archive, Query("dan\udcff van\0", match="any"), note="a\0b\ud800c")
    assert frozen.note == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert archive.catalogue.frozen_lists.get(frozen.identifier) == frozen
    assert "\0" not in frozen.words


def test_list_that_is_empty_or_too_long_is_refused_and_leaves_nothing(archive: Library) -> None:
    with pytest.raises(ListRefused, match="empty"):
        freeze(archive, Query("khongthaygi"))
    with pytest.raises(ListRefused, match="more than 1"):
        freeze(archive, _QUERY, most_reports=1)
    assert archive.catalogue.frozen_lists.all() == []


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS, ids=lambda each: each.name)
def test_every_format_holds_a_frozen_list_with_its_withdrawn_report_as_a_stub(
    client: FlaskClient, archive: Library, format_
) -> None:
    frozen = freeze(archive, _QUERY)
    names = _ids(archive, frozen.identifier)
    withdrawn = next(each for each in ENTRIES if each.report.identifier == names[0]).report
    archive.catalogue.decisions.add([Withdraw(withdrawn.identifier)])
    data = client.get(f"/danh-sach/{frozen.identifier}.{format_.name}").data
    if format_.name in IDENTIFIERS and format_.name != "bibliography":
        assert IDENTIFIERS[format_.name](data) == names
    assert withdrawn.title.encode() not in data
    assert withdrawn.body.encode() not in data


def test_page_of_a_list_shows_a_withdrawn_report_as_a_stub(
    client: FlaskClient, archive: Library
) -> None:
    frozen = freeze(archive, _QUERY, note="Chương 3")
    name = _ids(archive, frozen.identifier)[0]
    title = next(each for each in ENTRIES if each.report.identifier == name).report.title
    before = client.get(f"/danh-sach/{frozen.identifier}").text
    assert title in before
    assert frozen.sha256 in before
    assert "Chương 3" in before
    archive.catalogue.decisions.add([Withdraw(name)])
    after = client.get(f"/danh-sach/{frozen.identifier}").text
    assert title not in after
    assert "[Bài đã được rút khỏi kho]" in after
    assert "Đã rút khỏi kho" in client.get(f"/danh-sach/{frozen.identifier}/so-sanh").text


def test_erased_report_of_a_list_is_called_erased_and_a_withdrawn_one_withdrawn(
    client: FlaskClient, archive: Library
) -> None:
    frozen = freeze(archive, _QUERY)
    erased, withdrawn, *_ = _ids(archive, frozen.identifier)
    archive.catalogue.decisions.add([Withdraw(withdrawn), Withdraw(erased)])
    archive.catalogue.erasures.erase([erased])
    found = compare(archive, frozen)
    assert (found.withdrawn, found.erased) == ((withdrawn,), (erased,))
    assert {erased, withdrawn} <= set(found.gone)
    address = f"/danh-sach/{frozen.identifier}"
    first, second, *_ = csv.DictReader(client.get(f"{address}.csv").text.splitlines())
    assert first["title"] == "[Bài đã được xóa khỏi kho]"
    assert second["title"] == "[Bài đã được rút khỏi kho]"
    page = client.get(address).text
    assert page.count("[Bài đã được xóa khỏi kho]") == page.count("[Bài đã được rút khỏi kho]") == 1
    comparison = client.get(f"{address}/so-sanh").text
    assert "Đã xóa khỏi kho: 1 bài" in comparison
    assert "Đã rút khỏi kho: 1 bài" in comparison


def test_checksum_on_the_page_is_that_of_the_file_beside_it(
    client: FlaskClient, archive: Library
) -> None:
    frozen = freeze(archive, _QUERY)
    data = client.get(f"/danh-sach/{frozen.identifier}/ids.txt").data
    assert hashlib.sha256(data).hexdigest() == frozen.sha256


def test_page_of_a_removed_list_is_not_found_also_with_an_old_tag(
    client: FlaskClient, archive: Library
) -> None:
    frozen = freeze(archive, _QUERY)
    page = f"/danh-sach/{frozen.identifier}"
    tag = client.get(page).headers["ETag"]
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304
    archive.catalogue.frozen_lists.remove(frozen.identifier)
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 404
    for path in (f"{page}/ids.txt", f"{page}/so-sanh", f"{page}.csv", "/danh-sach/%00"):
        assert client.get(path).status_code == 404


def test_reader_freezes_a_list_where_the_settings_allow_it(client: FlaskClient) -> None:
    assert "Đóng băng danh sách" in client.get("/tim-kiem?q=dan+van").text
    answer = client.post("/danh-sach", data={"q": "dan van", "note": "  của  tôi "})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "của tôi" in page.text


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\x1b", "\x9b"])
def test_note_with_a_character_that_acts_unseen_is_refused(
    client: FlaskClient, archive: Library, hidden: str
) -> None:
    note = f"gõ {hidden}nhầm"
    refused = client.post("/danh-sach", data={"q": "dan van", "note": note})
    assert refused.status_code == 400
    assert "Chưa đóng băng được danh sách" in refused.text
    assert "Ghi chú có ký tự điều khiển" in refused.text
    with pytest.raises(ListRefused, match=r"the note holds U\+00[19]B|the note holds U\+20"):
        freeze(archive, _QUERY, note=note)
    assert archive.catalogue.frozen_lists.all() == []


def test_query_in_words_holds_no_character_that_acts_unseen(archive: Library) -> None:
    query = _QUERY.choosing("section", "a\u202eb", mode="not")
    frozen = freeze(archive, query)
    assert "a\N{REPLACEMENT CHARACTER}b" in "".join(frozen.filters)
    assert "\u202e" not in frozen.words + "".join(frozen.filters)
    assert Query.from_url(frozen.query) == query


def test_command_line_refuses_a_note_with_a_character_that_acts_unseen(filled: Khobao) -> None:
    refused = filled("lists", "freeze", "lũ về", "--note", "gõ \u202enhầm")
    assert refused.exit_code == 2
    assert "the note holds U+202E RIGHT-TO-LEFT OVERRIDE after 'gõ '" in refused.stderr
    assert filled("lists", "all").exit_code == 1


def test_reader_cannot_freeze_beyond_the_limits_or_from_another_site(client: FlaskClient) -> None:
    form = {"q": "dan van"}
    assert client.post("/danh-sach", data={"q": "khongthaygi"}).status_code == 409
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://[bad"},
        {"Origin": "null"},
        {"Origin": ""},
    ):
        refused = client.post("/danh-sach", data=form, headers=headers)
        assert (refused.status_code, "Không được phép" in refused.text) == (403, True)
    long = client.post("/danh-sach", data={**form, "note": "a" * 1_000_000})
    assert (long.status_code, "Yêu cầu quá dài" in long.text) == (413, True)
    own = client.post(
        "/danh-sach", data={"q": "khongthaygi"}, headers={"Origin": "http://localhost"}
    )
    assert own.status_code == 409
    assert [client.post("/danh-sach", data=form).status_code for _ in range(3)] == [303, 303, 409]


def test_page_offers_no_freezing_by_default(tmp_path: Path) -> None:
    client = create_app(stock(tmp_path)).test_client()
    assert "Đóng băng" not in client.get("/tim-kiem?q=dan+van").text
    assert client.post("/danh-sach", data={"q": "dan van"}).status_code == 403


def test_selection_of_single_reports_leaves_like_a_list(client: FlaskClient) -> None:
    names = [each.report.identifier for each in (ENTRIES[2], ENTRIES[4], ENTRIES[0])]
    shown = client.get("/chon", query_string={"id": [*names, "unknown", names[0]]}).text
    assert re.findall(r'class="unapi-id" title="([^"]*)"', shown) == names
    form = {"id": names}
    for answer in (client.get("/chon.csv", query_string=form), client.post("/chon.csv", data=form)):
        rows = csv.DictReader(answer.data.decode("utf-8-sig").splitlines())
        assert [row["id"] for row in rows] == names


def test_selection_says_that_it_is_cut_only_when_it_is(client: FlaskClient) -> None:
    def shown(number: int) -> str:
        return client.post("/chon", data={"id": [f"id{each}" for each in range(number)]}).text

    assert "Chỉ lấy" not in shown(MOST)
    assert "Chỉ lấy" in shown(MOST + 1)


def test_identifiers_have_a_length_where_a_cut_would_not_be_noticed(
    client: FlaskClient, archive: Library
) -> None:
    address = f"/danh-sach/{freeze(archive, _QUERY).identifier}/ids.txt"
    answer = client.get(address, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert answer.content_length == len(answer.data) > 0


def test_page_made_while_the_archive_changes_is_not_kept_as_the_new_one(
    client: FlaskClient, archive: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = freeze(archive, _QUERY)
    page = f"/danh-sach/{frozen.identifier}"
    withdrawn, *_ = _ids(archive, frozen.identifier)
    shown = web_frozen.report_links

    def late(reports):
        links = shown(reports)
        archive.catalogue.decisions.add([Withdraw(withdrawn)])
        return links

    monkeypatch.setattr(web_frozen, "report_links", late)
    tag = client.get(page).headers["ETag"]
    monkeypatch.undo()
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 200


def test_every_hit_of_a_page_can_be_ticked_without_a_script(client: FlaskClient) -> None:
    page = client.get("/tim-kiem?q=dan+van").text
    hits = re.findall(r'class="unapi-id" title="([^"]*)"', page)
    assert re.findall(r'form="chon" name="id" value="([^"]*)"', page) == hits
    assert '<form id="chon"' in page


def test_command_line_freezes_shows_compares_exports_and_removes(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS))
    frozen = json.loads(khobao("lists", "freeze", "dan van", "--note", "A", "--json").stdout)
    name = frozen["identifier"]
    assert name in khobao("lists", "all").stdout
    ids = khobao("lists", "show", name, "--ids").stdout
    assert hashlib.sha256(ids.encode()).hexdigest() == frozen["sha256"]
    assert khobao("lists", "compare", name).exit_code == 0
    khobao("withdraw", ids.split()[0])
    assert khobao("withdrawals", "list").stderr == "1 report is withdrawn\n"
    compared = khobao("lists", "compare", name)
    assert (compared.exit_code, compared.stdout.split()) == (1, ["withdrawn", ids.split()[0]])
    assert "gone 0, withdrawn 1," in compared.stderr
    target = khobao.folder / "list.jsonl"
    exported = khobao("export", "--list", name, "-o", str(target))
    assert (exported.exit_code, exported.stderr) == (0, f"1 report in {target}\n")
    assert json.loads(target.read_text())["id"] == ids.split()[0]
    assert khobao("erase", ids.split()[0], "--yes").exit_code == 0
    compared = khobao("lists", "compare", name)
    assert (compared.exit_code, compared.stdout.split()) == (1, ["erased", ids.split()[0]])
    assert "gone 0, withdrawn 0, erased 1," in compared.stderr
    assert khobao("export", "--list", name, "-o", str(target)).exit_code == 0
    assert json.loads(target.read_text())["title"] == "[Bài đã được xóa khỏi kho]"
    assert khobao("lists", "remove", name, "--yes").exit_code == 0
    assert khobao("lists", "show", name).exit_code == 1
    assert khobao("lists", "all").exit_code == 1
    assert khobao("lists", "freeze", "khongthaygi").exit_code == 1
