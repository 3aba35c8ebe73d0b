"""Pages that list reports: skipped and counted, never stored as reports nor dropped in silence."""

import doctest
import json
import zipfile

import pytest

from archive.importers import Refusal, read
from archive.importers.web import list_page
from tests.khobao import Khobao
from tests.website import article

TITLES = (
    "Lũ về trên sông Mơ", "Chợ huyện họp sớm trước Tết", "Cầu Bến Đá thông xe",
    "Học sinh vùng cao trở lại trường", "Giá tiêu tăng trở lại", "Bến đò Mơ ngừng hoạt động",
    "Nông dân được mùa lúa hè thu", "Thư viện huyện mở cửa buổi tối", "Mở tuyến xe buýt lên thị xã",
)  # fmt: skip
TEASER = "Nước từ thượng nguồn đổ về làm hàng trăm hộ dân phải dời lên chỗ cao trong đêm."
MENU = "".join(f"<li><a href='/{n}'>{title}</a></li>" for n, title in enumerate(TITLES))


def page(item: str, above: str = "", head: str = "") -> str:
    """Return a page with an item for each title."""
    items = "".join(item.format(n=n, title=title) for n, title in enumerate(TITLES))
    title = "<title>Thời sự - Báo Đông Khê</title>"
    return f"<html><head>{title}{head}</head><body>{above}<div>{items}</div></body></html>"


HEAD = "<h1>Mưa lớn ở huyện</h1><p>03/11/2006 08:30</p>"
LINK = "<a href='/tin/{n}'>{title}</a>"
LISTS = {
    "front page": page(
        f"<article><h3>{LINK}</h3><p class='description'>{TEASER}</p></article>",
        "<div class='date'>Thứ ba, 3/11/2026, 08:30</div>",
        "<meta property='og:type' content='website'>",
    ),
    "section": page(
        f"<div><h2>{LINK}</h2><span>03/11/2026 08:1{{n}}</span><p class='sapo'>{TEASER}</p></div>",
        "<h1>Thời sự</h1>",
    ),
    "table of 2003": page(f"<table><tr><td><b>{LINK}</b><br>{TEASER} <a>Xem tiếp</a></table>"),
    "links with dates": page(f"<li>» {LINK} (3/11/2006)</li>"),
    "videos": page(f"<p>{LINK} <i>12:01</i></p>", f"<h1>Video</h1><p>{TEASER}</p>"),
}


def write(khobao: Khobao, name: str, content: str) -> str:
    path = khobao.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", LISTS)
def test_list_of_reports_is_recognised(khobao: Khobao, kind: str) -> None:
    [record] = read(write(khobao, "list.html", LISTS[kind]))
    assert isinstance(record, Refusal)
    assert record.is_list_page


@pytest.mark.parametrize(
    "text",
    [
        # A report of 2003 without facts in its markup, with a column of other reports.
        f"{HEAD}<div><p>{TEASER * 6}</p></div><ul>{MENU}</ul>",
        # Short news: a date, a paragraph, a column of other reports.
        f"{HEAD}<div><p>{TEASER}</p></div><ul>{MENU}</ul>",
        f"<ul>{MENU}</ul>".join(article("Mưa lớn ở huyện").split("<h1>", 1)),
    ],
)
def test_report_beside_links_to_others_stays_a_report(khobao: Khobao, text: str) -> None:
    [record] = read(write(khobao, "a.html", f"<html><body>{text}</body></html>"))
    assert not isinstance(record, Refusal)


def test_page_whose_text_a_script_loads_is_no_list(khobao: Khobao) -> None:
    head = "<meta property='og:type' content='article'>"
    [record] = read(write(khobao, "a.html", page(LINK, head=head)))
    assert isinstance(record, Refusal)
    assert not record.is_list_page


def test_list_pages_of_a_site_are_counted_and_listed(khobao: Khobao) -> None:
    with zipfile.ZipFile(khobao.folder / "site.zip", "w") as archive:
        archive.writestr("index.html", LISTS["front page"])
        archive.writestr("thoi-su.html", LISTS["section"])
        archive.writestr("tin/1.html", article("Mưa lớn ở huyện"))
    path = str(khobao.folder / "site.zip")
    result = khobao("import", path)
    assert result.exit_code == 0
    assert "2 list pages skipped; «khobao refused --list-pages» lists them" in result.stdout
    assert "refused:" not in result.stderr
    assert khobao("refused").stdout == ""
    listed = json.loads(khobao("refused", "--list-pages", "--json").stdout)
    assert [each["origin"] for each in listed] == [f"{path}/thoi-su.html", f"{path}/index.html"]
    assert json.loads(khobao("status", "--json").stdout)["catalogue"]["list_pages"] == 2
    again = json.loads(khobao("import", path, "--json").stdout)
    assert (again["same"], again["refused"], again["list_pages"]) == (1, 0, 2)
    assert again["kinds"]["html"] == {"files": 3, "reports": 1, "refused": 0, "list_pages": 2}


def test_list_page_that_is_named_itself_is_refused(khobao: Khobao) -> None:
    path = write(khobao, "site/index.html", LISTS["front page"])
    assert khobao("import", path).exit_code == 1
    assert "a list of links to reports" in khobao("refused").stdout
    assert khobao("import", str(khobao.folder / "site")).exit_code == 0
    assert khobao("refused").stdout == ""


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(list_page).failed == 0
