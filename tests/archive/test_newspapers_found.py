"""Newspapers and sections in queries, facets and pages."""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

from archive.indexing import catch_up
from archive.messages import messages
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
)
from archive.retrieval import Library, find, newspaper_called, open_library
from archive.retrieval.names import resolve
from archive.sections.authority import SectionMerge
from archive.web import create_app
from archive.withdrawal.decisions import Withdraw
from archive.wording import say_note, say_query
from index.query import Query
from tests.newsstand import config, entry, put


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = config(tmp_path)
    hue = {"source": "huengaynay.vn", "section": ("THỜI SỰ",)}
    put(
        settings,
        [
            entry("hue:1", "Lũ", "B", date="1986-10-01", **hue),
            entry("hue:2", "Lũ", "B", date="2018-01-10", **hue),
            entry("hue:3", "Lũ", "B", date="2025-01-10", **hue),
            entry("tt:1", "Lũ", "B", date="2025-08-01", source="Trung tâm Truyền thông Huế"),
            entry("vne:1", "Lũ", "B", source="vnexpress.net", section=("Thời sự", "Giao thông")),
            entry("vne:2", "Lũ", "B", source="VnExpress"),
            entry("la:1", "Lũ", "B", source="docbao.vn"),
        ],
    )
    with closing(open_library(settings)) as library:
        yield library


def _found(library: Library, text: str = "", **choices: str) -> list[str]:
    query = Query(text, sort="oldest")
    for facet, value in choices.items():
        query = query.choosing(facet, value)
    return sorted(row.report.identifier for row in find(library, query).rows)


@pytest.mark.parametrize(
    ("name", "hits"),
    [
        ("VNEXPRESS", ["vne:1", "vne:2"]),
        ("kinhdoanh.vnexpress.net", ["vne:1", "vne:2"]),
        ("thua thien hue", ["hue:2"]),
        ("Huế ngày nay", ["hue:3"]),
        ("TTH.VN", ["hue:1", "hue:2", "hue:3"]),
        ("hue-ngay-nay", ["hue:1", "hue:2", "hue:3"]),
        ("Huế ngày nay+", ["hue:1", "hue:2", "hue:3"]),
        ("Bình Trị Thiên+", ["hue:1", "hue:2"]),
        ("Trung tâm Truyền thông thành phố Huế+", ["hue:1", "hue:2", "hue:3", "tt:1"]),
        ("Đọc báo", ["la:1"]),
        ("Tuổi Trẻ", []),
    ],
)
def test_any_form_of_a_name_finds_the_reports_of_the_newspaper(
    library: Library, name: str, hits: list[str]
) -> None:
    assert _found(library, f'nguồn:"{name}"') == hits
    assert _found(library, source=name) == hits


# No report of the fixture is under the first name of the newspaper.
_UNHELD = "Thừa Thiên Huế Giải Phóng"
_NOTE = (
    "“Thừa Thiên Huế Giải Phóng (1975)” là tên cũ của báo Huế ngày nay; không có bài nào mang tên "
    "này, nên tìm các bài mang tên: Thừa Thiên Huế, Bình Trị Thiên, Huế ngày nay"
)


def _notes(library: Library, query: Query) -> list[str]:
    return [say_note(note, messages("vi")) for note in find(library, query).notes]


@pytest.mark.parametrize("name", [_UNHELD, "thua thien hue giai phong", f"{_UNHELD}+"])
@pytest.mark.parametrize("in_text", [True, False])
def test_name_without_reports_finds_its_newspaper_and_says_so(
    library: Library, name: str, in_text: bool
) -> None:
    query = Query(f'nguồn:"{name}"') if in_text else Query().choosing("source", name)
    hits = sorted(row.report.identifier for row in find(library, query).rows)
    assert hits == ["hue:1", "hue:2", "hue:3"]
    assert _notes(library, query) == [_NOTE]
    others = find(library, Query().choosing("source", name, mode="not"))
    assert others.results.total == 4


def test_name_without_reports_and_a_plus_adds_the_predecessors_to_its_newspaper(
    library: Library,
) -> None:
    names = ("Tin Đọc [1975]", "Đọc Báo [1976..]")
    library.catalogue.decisions.add(
        [
            NewspaperField("docbao", "names", names),
            NewspaperField("docbao", "predecessors", ("vnexpress",)),
        ]
    )
    catch_up(library.catalogue, library.engine)
    note = (
        "“Tin Đọc (1975)” là tên cũ của báo Đọc Báo; không có bài nào mang tên này, nên tìm các "
        "bài mang tên: Đọc Báo"
    )
    for query in (Query('báo:"Tin Đọc+"'), Query().choosing("source", "Tin Đọc+")):
        hits = sorted(row.report.identifier for row in find(library, query).rows)
        assert hits == ["la:1", "vne:1", "vne:2"]
        assert _notes(library, query) == [note]


def test_newspaper_without_reports_and_a_plus_finds_its_predecessors_and_says_so(
    library: Library,
) -> None:
    library.catalogue.decisions.add([NewspaperField("tuoi-tre", "predecessors", ("vnexpress",))])
    catch_up(library.catalogue, library.engine)
    query = Query('báo:"Tuổi Trẻ+"')
    assert _found(library, query.text) == ["vne:1", "vne:2"]
    assert _notes(library, query) == ["“Tuổi Trẻ+” là báo Tuổi Trẻ; không có bài nào của báo này"]


@pytest.mark.parametrize(
    "name", ["Báo Lạ Online", "bao la online", "BAO LA ONLINE", "báo lạ-online"]
)
def test_alias_of_a_librarian_is_found_with_or_without_diacritics(
    library: Library, name: str
) -> None:
    library.catalogue.decisions.add([NewspaperAlias("docbao", "Báo Lạ Online")])
    for query in (Query(f'báo:"{name}"'), Query().choosing("source", name)):
        assert [row.report.identifier for row in find(library, query).rows] == ["la:1"]
        assert _notes(library, query) == []
    assert newspaper_called(library, name).record.identifier == "docbao"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("Tuổi Trẻ", "không có bài nào của báo Tuổi Trẻ"),
        ("tuoitre.vn", "“tuoitre.vn” là báo Tuổi Trẻ; không có bài nào của báo này"),
        ("Báo Lạ", "không có báo nào tên “Báo Lạ”"),
    ],
)
def test_newspaper_without_reports_is_known_by_its_name(
    library: Library, name: str, note: str
) -> None:
    for query in (Query(f'nguồn:"{name}"'), Query().choosing("source", name)):
        assert _notes(library, query) == [note]
        assert find(library, query).results.total == 0


def test_current_name_without_reports_finds_the_earlier_ones(library: Library) -> None:
    library.catalogue.decisions.add([Withdraw("hue:3")])
    catch_up(library.catalogue, library.engine)
    query = Query().choosing("source", "Huế ngày nay")
    assert _found(library, source="Huế ngày nay") == ["hue:1", "hue:2"]
    assert _notes(library, query) == [
        "không có bài nào mang tên “Huế ngày nay (từ 1989)”, nên tìm các bài mang tên khác của báo "
        "này: Thừa Thiên Huế, Bình Trị Thiên"
    ]


def test_former_name_that_is_a_word_of_other_newspapers_still_finds_those(
    library: Library,
) -> None:
    put_dan = [entry("dt:1", "Lũ", "B", source="Dân Trí")]
    library.catalogue.reports.put(put_dan)
    catch_up(library.catalogue, library.engine)
    assert _found(library, "nguồn:dân") == ["dt:1"]
    assert _notes(library, Query("nguồn:dân")) == []


def test_page_of_the_facet_names_the_newspaper_of_a_former_name(
    library: Library, tmp_path: Path
) -> None:
    client = create_app(config(tmp_path)).test_client()
    page = client.get("/tim-kiem/loc/source", query_string={"find": _UNHELD}).text
    assert _NOTE in page
    assert "Bình Trị Thiên<" in page
    assert "không có báo nào" not in page
    page = client.get("/tim-kiem/loc/source", query_string={"find": "Tuổi Trẻ"}).text
    assert "Không có bài nào của báo Tuổi Trẻ." in page
    page = client.get("/tim-kiem", query_string={"source": _UNHELD}).text
    assert _NOTE in page
    assert len(re.findall(r'href="/bai/hue:', page)) >= 3


@pytest.mark.parametrize("typed", ["bao la online", "VN EXPRESS", "kinhdoanh.vnexpress.net"])
def test_page_of_the_facet_finds_a_newspaper_by_any_form_of_its_name(
    library: Library, tmp_path: Path, typed: str
) -> None:
    library.catalogue.decisions.add([NewspaperAlias("vnexpress", "Báo Lạ Online")])
    client = create_app(config(tmp_path)).test_client()
    page = client.get("/tim-kiem/loc/source", query_string={"find": typed}).text
    assert "VnExpress<" in page
    assert "hông có báo nào" not in page


def test_old_section_finds_the_one_that_it_was_merged_into(library: Library) -> None:
    assert _found(library, section="THỜI SỰ") == ["hue:1", "hue:2", "hue:3", "vne:1"]
    assert _found(library, 'mục:"thời sự"') == ["hue:1", "hue:2", "hue:3", "vne:1"]
    library.catalogue.decisions.add([SectionMerge(("Thời sự",), ("Tin", "Nóng"))])
    catch_up(library.catalogue, library.engine)
    assert _found(library, section="THỜI SỰ") == ["hue:1", "hue:2", "hue:3", "vne:1"]
    assert _found(library, 'mục:"thời sự › giao thông"') == ["vne:1"]


def test_facet_offers_the_earlier_names_of_a_chosen_newspaper(
    library: Library, tmp_path: Path
) -> None:
    client = create_app(config(tmp_path)).test_client()
    page = client.get("/tim-kiem", query_string={"source": "Huế ngày nay"}).text
    address = re.search(r'href="([^"]*)"[^>]*>kèm các tên trước', page)
    assert address
    wider = client.get(unescape(address[1])).text
    assert set(re.findall(r"/bai/([a-z]+:\d)", wider)) == {"hue:1", "hue:2", "hue:3"}
    assert "kèm các tên trước" not in wider
    assert "kèm các tên trước" not in client.get("/tim-kiem?source=VnExpress").text


def test_query_with_earlier_names_is_put_into_words(library: Library) -> None:
    parsed = resolve(library, Query('báo:"Huế ngày nay+"'))
    assert say_query(parsed, {}, messages("vi")) == "báo: Huế ngày nay kèm các tên trước"


def test_page_of_a_newspaper_has_its_names_and_leads_to_their_reports(
    library: Library, tmp_path: Path
) -> None:
    client = create_app(config(tmp_path)).test_client()
    page = client.get("/bao/hue-ngay-nay").text
    assert "Bình Trị Thiên (1985–1989)" in page
    assert 'href="/bao/trung-tam-truyen-thong-hue"' in page
    assert "Xem 3 bài của báo này" in page
    assert client.get("/bao/khong-co").status_code == 404
    library.catalogue.decisions.add([NewspaperMerge("docbao", "bao-moi")])
    moved = client.get("/bao/docbao")
    assert (moved.status_code, moved.location) == (301, "/bao/bao-moi")
    library.catalogue.decisions.add([NewspaperField("bao-moi", "issns", ("0378-5955",))])
    assert "0378-5955" in client.get("/bao/bao-moi").text


def test_page_of_a_report_has_the_name_as_printed(library: Library, tmp_path: Path) -> None:
    client = create_app(config(tmp_path)).test_client()
    page = client.get("/bai/hue:2").text
    assert "in tên “huengaynay.vn”" in page
    assert '"name": "Thừa Thiên Huế"' in page  # JSON-LD
    assert "<i>Thừa Thiên Huế</i>" in page
    assert 'href="/bao/hue-ngay-nay"' in page


def test_home_and_coverage_list_newspapers_with_names_and_years(
    library: Library, tmp_path: Path
) -> None:
    client = create_app(config(tmp_path)).test_client()
    home = client.get("/").text
    assert re.search(r"Huế ngày nay .*?\(Thừa Thiên Huế, Bình Trị Thiên\).*?1986–2025", home)
    coverage = client.get("/do-phu").text
    assert "Thừa Thiên Huế Giải Phóng (1975), Thừa Thiên Huế (từ 1975)" in coverage
    assert client.get("/do-phu?source=TTH.VN").text.count("<h1") == 1
