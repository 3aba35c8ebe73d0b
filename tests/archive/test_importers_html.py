"""Saved web pages: fields from stated facts and shown markup, text without the page around it."""

import json
import sys
from typing import Any

import pytest

from archive.importers import Refusal
from archive.importers.formats import html
from index.report import Report
from tests import sources

LEAD = "Từ đầu tháng, xã Hòa Phong mở thêm hai lớp học bơi miễn phí cho trẻ em."
BODY = (
    "Theo ông Trần Văn Lộc, hơn một trăm em đã ghi danh trong tuần đầu.",
    "Các lớp học do thanh niên tình nguyện đứng lớp, kéo dài đến hết hè.",
)
TITLE = "Hòa Phong mở lớp bơi cho trẻ em"
ARTICLE = f"<h1>{TITLE}</h1><p class='sapo'>{LEAD}</p>" + "".join(f"<p>{p}</p>" for p in BODY)


def page(body: str = f"<article>{ARTICLE}</article>", head: str = "") -> str:
    return f"<!DOCTYPE html><html lang='vi'><head>{head}</head><body>{body}</body></html>"


def ld(**values: Any) -> str:
    record = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f"<script type='application/ld+json'>{json.dumps(record)}</script>"


def read(text: str, encoding: str = "utf-8", **options: Any) -> Report:
    [record] = sources.read(html.FORMAT, text.encode(encoding), "/page.html", **options)
    assert isinstance(record, Report), record
    return record


def refused(text: str) -> str:
    [record] = sources.read(html.FORMAT, text.encode(), "/page.html")
    assert isinstance(record, Refusal)
    return record.reason


def test_title_lead_and_body_are_read_and_menus_are_not() -> None:
    around = (
        "<nav><a href='/'>Thời sự</a></nav>{}<div class='related'><a>Tin khác của báo</a></div>"
        "<footer>Giấy phép số 1</footer>"
    )
    report = read(page(around.format(f"<article>{ARTICLE}</article>")))
    assert report.title == TITLE
    assert report.lead == LEAD
    assert report.body == "\n".join(BODY)


def test_fragment_of_a_page_is_read() -> None:
    report = read(f"<article>{ARTICLE}</article>")
    assert (report.title, report.lead) == (TITLE, LEAD)


@pytest.mark.parametrize(
    ("stated", "shown", "expected"),
    [
        ("2019-06-03T07:45:10+07:00", "", "2019-06-03T07:45:10+07:00"),
        # The page's own clock goes before a zone that an editor's program got wrong.
        ("2019-06-03T07:45:10Z", "Thứ hai, 03/06/2019 07:45", "2019-06-03T07:45:00+07:00"),
        ("2019-06-03T00:45:10Z", "Thứ hai, 03/06/2019 07:45", "2019-06-03T07:45:10+07:00"),
        # American order is not guessed; the page says which day it was.
        ("6/3/2019 7:45:10 AM", "03/06/2019 | 07:45 GMT+7", "2019-06-03T07:45:00+07:00"),
        ("", "Ngày 03 tháng 6 năm 2019", "2019-06-03"),
        ("6/3/2019 7:45:10 AM", "", ""),
    ],
)
def test_date_is_the_stated_one_in_iso_or_the_shown_one_day_first(
    stated: str, shown: str, expected: str
) -> None:
    head = f"<meta property='article:published_time' content='{stated}'>" if stated else ""
    body = ARTICLE.replace("</h1>", f"</h1><span class='time'>{shown}</span>")
    assert read(page(f"<article>{body}</article>", head)).date == expected


@pytest.mark.parametrize(
    ("stated", "shown", "unread"),
    [
        ("9999-99-99", "", (("date", "9999-99-99"),)),
        ("", "31/02/2018 08:00", (("date", "31/02/2018 08:00"),)),
        ("2018-02-31T08:00:00+07:00", "31/02/2018", (("date", "2018-02-31T08:00:00+07:00"),)),
        ("6/3/2019 7:45:10 AM", "", (("date", "6/3/2019 7:45:10 AM"),)),
        ("9999-99-99", "03/06/2019", ()),
        ("", "", ()),
    ],
)
def test_date_that_cannot_be_read_is_kept_as_written(
    stated: str, shown: str, unread: tuple[tuple[str, str], ...]
) -> None:
    head = f"<meta property='article:published_time' content='{stated}'>" if stated else ""
    body = ARTICLE.replace("</h1>", f"</h1><span class='time'>{shown}</span>")
    report = read(page(f"<article>{body}</article>", head))
    assert report.original is not None
    assert report.original.unread == unread
    assert bool(report.date) == (shown == "03/06/2019")


def test_json_ld_gives_authors_section_newspaper_and_address() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"position": 2, "item": {"@id": "https://bao.test/a/b", "name": "Giáo dục"}},
            {"position": 1, "name": "Xã hội"},
        ],
    }
    graph = {
        "@graph": [
            crumbs,
            {
                "@type": ["NewsArticle"],
                "headline": "Hòa Phong mở lớp bơi cho trẻ em",
                "author": [{"@type": "Person", "name": "Lê Minh Tâm"}],
                "publisher": {"@type": "Organization", "name": "Báo Tuổi Trẻ"},
                "mainEntityOfPage": "https://tuoitre.vn/lop-boi.htm",
                "keywords": "học bơi, trẻ em",
            },
        ]
    }
    report = read(page(head=f"<script type='application/ld+json'>{json.dumps(graph)}</script>"))
    assert report.section == ("Xã hội", "Giáo dục")
    assert report.authors == ("Lê Minh Tâm",)
    assert report.source == "Tuổi Trẻ"
    assert report.url == "https://tuoitre.vn/lop-boi.htm"
    assert report.tags == ("học bơi", "trẻ em")


def test_newspaper_named_as_author_is_no_author() -> None:
    report = read(page(head=ld(author={"@type": "Organization", "name": "Dân Trí"})))
    assert (report.authors, report.source) == ((), "Dân Trí")


def test_captions_stand_apart_from_the_text() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>Lớp bơi sáng chủ nhật.</figcaption></figure>"
    body = ARTICLE.replace(f"<p>{BODY[1]}", f"{figure}<p>{BODY[1]}")
    report = read(page(f"<article>{body}</article>"))
    assert report.captions == ("Lớp bơi sáng chủ nhật.",)
    assert report.body == "\n".join(BODY)


def test_paragraphs_broken_by_br_are_paragraphs() -> None:
    text = "<br><br>".join((LEAD, *BODY))
    report = read(page(f"<h1>{TITLE}</h1><div class='content-detail'>{text}</div>"))
    assert report.body.split("\n")[-2:] == list(BODY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_names_the_encoding(encoding: str) -> None:
    assert read(page(), encoding).title == TITLE


def test_utf8_goes_before_a_wrong_declaration() -> None:
    assert read(page(head="<meta charset='iso-8859-1'>")).title == TITLE


def test_few_bytes_that_are_not_utf8_are_replaced_with_a_note() -> None:
    data = page().encode().replace("ở".encode(), b"\xe1\xbb", 1)
    [report] = sources.read(html.FORMAT, data, "/page.html")
    assert isinstance(report, Report)
    assert report.original is not None
    assert report.original.notes == ("bytes that are not UTF-8 were replaced: 2",)
    assert report.original.data == data


def test_page_with_many_bytes_that_are_not_utf8_is_refused() -> None:
    data = page().encode().replace("ọ".encode(), b"\xff\xfe")
    [refusal] = sources.read(html.FORMAT, data, "/page.html")
    assert isinstance(refusal, Refusal)
    assert "bytes of the text are not UTF-8, more than 1 in 100" in refusal.reason
    assert "--encoding" in refusal.reason
    assert refusal.data == data


def test_replacement_character_of_the_page_itself_is_not_noted() -> None:
    assert read(page().replace("ở", "\ufffd", 1)).original.notes == ()  # type: ignore[union-attr]


def test_comment_of_the_browser_gives_the_address() -> None:
    text = f"<!-- saved from url=(0029)https://bao.test/lop-boi.html -->\n{page()}"
    assert read(text).url == "https://bao.test/lop-boi.html"


@pytest.mark.parametrize(
    "text",
    [
        page("<nav><a href='/a'>Thời sự</a><a href='/b'>Kinh tế</a></nav>"),
        page("<script>var a = 'Từ đầu tháng, xã mở thêm lớp.'</script>"),
        "<html></html>",
        "<!-- -->",
    ],
)
def test_page_without_running_text_is_refused_by_name(text: str) -> None:
    assert "web page" in refused(text)


def test_broken_json_ld_is_passed_over() -> None:
    assert read(page(head="<script type='application/ld+json'>{\"a\": </script>")).title == TITLE


def test_missing_library_is_a_refusal_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lxml", "lxml.html"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "pip install 'khobao[import]'" in refused(page())


def test_library_that_lacks_another_is_refused_with_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "lxml.html", None)
    reason = refused(page())
    assert "the library lxml is installed, but cannot be loaded: " in reason
    assert "lxml.html" in reason
    assert "pip install" not in reason


def test_address_of_a_page_that_is_a_program_is_not_understood() -> None:
    report = read(page(head="<link rel='canonical' href='javascript://x/%0aalert(1)'>"))
    assert report.original is not None
    assert report.url == ""
    assert report.original.unread == (("url", "javascript://x/%0aalert(1)"),)


def test_address_on_the_web_goes_before_another() -> None:
    head = (
        "<link rel='canonical' href='data:text/html,x'>"
        "<meta property='og:url' content='https://bao.test/boi'>"
    )
    assert read(page(head=head)).url == "https://bao.test/boi"


GIVEN = "<meta property='article:section' content='Giao thông'>"


def sections(menu: str, head: str = GIVEN) -> tuple[str, ...]:
    return read(page(f"{menu}<article>{ARTICLE}</article>", head)).section


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        (
            "<ul class='main-menu'><li><a>Thế giới</a></li><li><a>Xã hội</a><ul><li><a>Môi trường"
            "</a></li><li><a>Giao thông</a></li></ul></li></ul>",
            ("Xã hội", "Giao thông"),
        ),
        ("<nav><ul><li><a>Giao thông</a></li><li><a>Thời sự</a></li></ul></nav>", ("Giao thông",)),
        (
            "<nav><li><a>Thời sự</a></li><li class='active'><a>Đời sống</a></li></nav>",
            ("Đời sống", "Giao thông"),
        ),
        (
            "<nav><a>Thời sự</a><a aria-current='page'>Địa phương</a></nav>",
            ("Địa phương", "Giao thông"),
        ),
        (
            "<nav><a class='active'>Thời sự</a><a class='active'>Xã hội</a></nav>",
            ("Giao thông",),
        ),
        ("<nav><a>Trang chủ</a><a>Thời sự</a><a>Thế giới</a></nav>", ("Thời sự", "Giao thông")),
        ("<nav><a>Thời sự</a><a>Xã hội</a></nav>", ("Giao thông",)),
        ("<nav><a>Thế giới</a></nav>", ("Giao thông",)),
        ("<p><a>Thời sự</a></p>", ("Giao thông",)),
    ],
    ids=[
        "nested", "first rank", "marked", "aria-current", "two marked", "usual", "two usual",
        "none", "no menu",
    ],
)  # fmt: skip
def test_section_above_is_that_of_the_menu_where_it_is_plain(
    menu: str, expected: tuple[str, ...]
) -> None:
    assert sections(menu) == expected


def test_section_above_that_the_menu_does_not_state_is_noted() -> None:
    menu = "<nav><a>Thể thao</a><a>Thế giới</a></nav>"
    report = read(
        page(f"{menu}<article>{ARTICLE}</article>", GIVEN.replace("Giao thông", "Bóng đá"))
    )
    assert report.section == ("Thể thao", "Bóng đá")
    assert report.original is not None
    assert [note for note in report.original.notes if "menu" in note]


def test_path_that_is_stated_is_left_alone() -> None:
    crumbs = "<div class='breadcrumb'><a>Xã hội</a><a>Giao thông</a></div>"
    assert sections(f"<nav><a class='active'>Thời sự</a></nav>{crumbs}") == ("Xã hội", "Giao thông")
