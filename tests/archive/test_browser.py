"""The page as a reader uses it, in a real browser."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

import archive
from archive.cli import main
from archive.config import load
from tests.newsstand import ENTRIES, SEED
from tests.pages import PAGES, Site, served
from tools.cluster import opensearch, postgres

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = pytest.mark.browser

_DESKTOP = {"width": 1280, "height": 900}
_PHONE = {"width": 390, "height": 844}
# A window of 1280 pixels at 400 %, which WCAG 2.2, SC 1.4.10 asks to be enough.
_MAGNIFIED = {"width": 320, "height": 256}


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def cluster_address(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The sample archive, imported by the command with the two URLs set."""
    if lacking := opensearch.missing():
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("cluster")
    environ = {
        "KHOBAO_CATALOGUE": postgres.database(postgres_server),
        "KHOBAO_INDEX": opensearch.url([opensearch.shared()], f"t{token_hex(8)}"),
    }
    sample = str(Path(archive.__path__[0]) / "sample")
    imported = CliRunner().invoke(main, ["--archive", str(folder), "import", sample], env=environ)
    assert imported.exit_code == 0, imported.output
    with served(load(folder, environ)) as (_, address):
        yield address
    assert not {path.name for path in folder.rglob("*")} & {"index", "catalogue.sqlite"}


def _page(browser: "sync_api.Browser", address: str, **options: object) -> "sync_api.Page":
    context = browser.new_context(base_url=address, locale="vi-VN", **options)
    context.set_default_timeout(20_000)
    return context.new_page()


def test_reader_searches_opens_filters_and_takes_the_list_away(
    browser: "sync_api.Browser", address: str, tmp_path: Path
) -> None:
    page = _page(browser, address, viewport=_DESKTOP, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("dan van")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Kết quả tìm “dan van”"
    found = page.get_by_role("article")
    before = found.count()

    with page.expect_navigation():
        page.get_by_role("link", name="Đổi mới công tác dân vận").click()
    assert page.url.startswith(f"{address}/bai/{SEED}")
    assert page.locator("mark").first.inner_text() == "dân vận"
    with page.expect_navigation():
        page.get_by_role("link", name="Trở lại danh sách").click()

    with page.expect_navigation():
        page.get_by_role("complementary").get_by_role(
            "link", name=re.compile("^2018 ?, 2 bài")
        ).click()
    assert 0 < found.count() < before
    with page.expect_download() as download:
        page.get_by_text("Tải danh sách").click()
        page.get_by_role("link", name="CSV").click()
    file = tmp_path / "list.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == found.count()
    assert SEED in {row["id"] for row in rows}
    assert all(row["date"].startswith("2018") for row in rows)


def test_phone_keeps_the_filters_open_while_several_are_chosen_without_scripts(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_PHONE, java_script_enabled=False)
    page.goto("/tim-kiem")
    filters = page.locator("#loc")
    assert not filters.is_visible()
    page.get_by_role("link", name="Lọc", exact=True).click()
    assert filters.is_visible()
    for chosen in ("Đặng Quốc Toản", "Trần Thị Hòa Bình"):
        with page.expect_navigation():
            filters.get_by_role("link", name=re.compile(f"^{chosen} ?,")).click()
        assert filters.is_visible()
        assert (
            filters.get_by_role("link", name=re.compile(f"^{chosen} ?,")).get_attribute(
                "aria-current"
            )
            == "true"
        )
    page.locator("#loc .close").click()
    assert not filters.is_visible()
    assert page.get_by_role("article").count() == 1


@pytest.mark.parametrize(
    "path", ["/tim-kiem", "/tim-kiem?q=dan+van", "/tim-kiem?q=dang+quoc+toan&date=2018"]
)
def test_first_hit_stands_high_on_a_phone(
    browser: "sync_api.Browser", address: str, path: str
) -> None:
    page = _page(browser, address, viewport=_PHONE)
    page.goto(path)
    box = page.get_by_role("article").first.bounding_box()
    assert box is not None
    assert box["y"] <= 300


# WCAG 2.2, SC 2.5.8: targets have 24 pixels; links within a text are exempt.
_SMALL = """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
  .filter(e => e.checkVisibility() && !e.closest("p, dd, .skip, .facts, blockquote"))
  .filter(e => e.getBoundingClientRect().height < 24)
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(
    "path",
    ["/", "/tim-kiem?q=dan+van", "/tim-kiem#loc", f"/bai/{SEED}", "/ngay", "/ngay/2018/03",
     "/ngu-canh?q=dan+van", "/xu-huong?q=dan+van&q=cau"],
)  # fmt: skip
def test_targets_on_a_phone_are_large_enough(
    browser: "sync_api.Browser", address: str, path: str
) -> None:
    page = _page(browser, address, viewport=_PHONE)
    page.goto(path)
    assert page.evaluate(_SMALL) == []


def test_first_facet_is_a_few_keys_away_and_keeps_the_focus(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/tim-kiem?q=dan+van")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.facet li') !== null"):
            break
    chosen = page.evaluate("document.activeElement.id")
    assert chosen.startswith("date-")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == chosen


def test_bar_of_the_histogram_leads_to_the_reports_that_it_counts(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP, java_script_enabled=False)
    page.goto("/tim-kiem")
    bar = page.locator(".facets .chart a", has_text="2018: 2 bài")
    with page.expect_navigation():
        # Above a low bar, its column can be clicked too.
        bar.locator(".slot").click(position={"x": 2, "y": 2})
    assert page.get_by_role("article").count() == 2
    page.locator("summary", has_text="Số bài theo tháng").click()
    table = page.get_by_role("table", name="Số bài theo tháng")
    assert table.get_by_role("row").last.inner_text().split() == ["Cộng", "2"]
    with page.expect_navigation():
        table.get_by_role("link", name="tháng 3/2018").click()
    assert page.get_by_role("article").count() == 1


def test_search_box_stands_at_one_place_on_all_pages(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    places = set()
    for path in ("/", "/tim-kiem?q=a", "/tim-kiem/loc/person", f"/bai/{SEED}", "/nguoi/an-nhien",
                 "/cach-tim", "/khong-co"):  # fmt: skip
        page.goto(path)
        box = page.locator("#tim").bounding_box()
        assert box is not None
        places.add((box["x"], box["y"], box["width"]))
    assert len(places) == 1


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_screen_or_breaks_its_own_policy(
    browser: "sync_api.Browser", site: Site, path: str
) -> None:
    page = _page(browser, site.address, viewport=_DESKTOP)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(site.path(path))
    for viewport in (_DESKTOP, _PHONE, _MAGNIFIED):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert not [text for text in messages if "status of 404" not in text]


def test_first_tab_skips_to_the_content(browser: "sync_api.Browser", address: str) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/tim-kiem?q=dan+van")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_offers_are_chosen_by_keys(browser: "sync_api.Browser", address: str) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("dan v")
    offer = page.get_by_role("option", name="dân vận", exact=True)
    offer.wait_for()
    page.keyboard.press("ArrowDown")
    assert offer.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == offer.get_attribute("id")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Kết quả tìm “dân vận”"


def test_offers_are_put_away_and_what_was_typed_is_looked_for(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_PHONE)
    page.goto("/tim-kiem?date=2018")
    box = page.get_by_role("combobox")
    box.press_sequentially("dan v")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").is_visible()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{address}/tim-kiem?q=dan+v&date=2018"


def test_person_among_the_offers_is_gone_to(browser: "sync_api.Browser", address: str) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("hoa binh")
    with page.expect_navigation():
        page.get_by_role("option", name="Trần Thị Hòa Bình Nhân vật").click()
    assert page.url == f"{address}/nguoi/tran-thi-hoa-binh"


def _press_until(page: "sync_api.Page", name: str) -> int:
    """Press Tab until a link or control that begins with a name has the focus; return the keys."""
    focused = "(element => element.innerText.trim())(document.activeElement)"
    for pressed in range(1, 40):
        page.keyboard.press("Tab")
        if page.evaluate(focused).startswith(name):
            return pressed
    raise AssertionError(f"{name} is more than 40 tabs away")


def test_two_persons_in_a_year_are_found_by_sixty_keys_and_the_list_is_taken_home(
    browser: "sync_api.Browser", address: str, tmp_path: Path
) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/")
    page.locator("input[name=q]:focus").wait_for()
    page.keyboard.type("tran thi hoa binh")
    page.get_by_role("option", name="Trần Thị Hòa Bình Nhân vật").wait_for()
    page.keyboard.press("ArrowDown")
    keys = len("tran thi hoa binh") + 1
    for goal in ("", "Đặng Quốc Toản", "2018"):
        if goal == "2018":
            keys += _press_until(page, "Đến bộ lọc") + 1
            page.keyboard.press("Enter")
        keys += _press_until(page, goal) if goal else 0
        with page.expect_navigation():
            page.keyboard.press("Enter")
        keys += 1
    title = "Các bài năm 2018 có Trần Thị Hòa Bình và Đặng Quốc Toản"
    assert page.get_by_role("heading", level=1).inner_text() == title
    assert page.get_by_role("article").count() == 1
    keys += _press_until(page, "Tải danh sách") + 1
    page.keyboard.press("Enter")
    keys += _press_until(page, "CSV") + 1
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(file := tmp_path / "list.csv")
    assert len(file.read_text("utf-8-sig").splitlines()) == 2
    assert keys <= 60


def test_reader_jumps_from_highlight_to_highlight_by_enter(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP, java_script_enabled=False)
    page.goto(f"/bai/{SEED}?q=dan+van")
    page.get_by_role("link", name="4 chỗ có từ đang tìm").focus()
    for number in ("1", "2", "3", "4", "1"):
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"#cho-{number}$"))
    assert page.locator("a.place:focus").get_attribute("id") == "cho-1"


def test_person_is_found_in_the_facet_and_searched_within(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_PHONE, java_script_enabled=False)
    page.goto("/tim-kiem/loc/person?date=2018")
    page.get_by_label("Tìm tên trong bộ lọc này").fill("quoc toan")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Đặng Quốc Toản ?, 2 bài")).click()
    assert page.get_by_role("link", name="Nhân vật: Đặng Quốc Toản").is_visible()
    assert "date=2018" in page.url

    page.goto("/nguoi/dang-quoc-toan")
    assert page.get_by_role("heading", level=1).inner_text() == "Đặng Quốc Toản"
    page.get_by_text("Số bài theo tháng").first.click()
    row = page.get_by_role("row", name="tháng 3/2018")
    assert row.get_by_role("cell").inner_text() == "1"
    page.get_by_role("searchbox", name="Tìm trong các bài nhắc đến").fill("vung cao")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_role("article").count() == 1
    assert page.get_by_role("link", name="Dân vận khéo ở xã vùng cao").is_visible()
    assert page.get_by_role("link", name="Nhân vật: Đặng Quốc Toản").is_visible()


@pytest.mark.cluster
def test_archive_on_a_cluster_is_used_like_any_other(
    browser: "sync_api.Browser", cluster_address: str, tmp_path: Path
) -> None:
    page = _page(browser, cluster_address, viewport=_DESKTOP)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("dan v")
    offer = page.get_by_role("option", name="dân vận", exact=True)
    # A node that was just started is slow at what it has never done.
    offer.wait_for(timeout=60_000)
    with page.expect_navigation():
        offer.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Kết quả tìm “dân vận”"
    found = page.get_by_role("article")
    before = found.count()
    assert before > 5
    assert "dân vận" in {mark.lower() for mark in page.locator("mark").all_inner_texts()}

    with page.expect_navigation():
        found.first.get_by_role("link").first.click()
    assert page.locator("mark").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Trở lại danh sách").click()

    years = page.get_by_role("complementary").get_by_role("link").filter(has_text="20")
    with page.expect_navigation():
        years.first.click()
    assert 0 < found.count() < before
    with page.expect_download() as download:
        page.get_by_text("Tải danh sách").click()
        page.get_by_role("link", name="CSV").click()
    file = tmp_path / "list.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == found.count()

    page.goto("/")
    page.get_by_role("combobox").press_sequentially("hoa binh")
    person = page.get_by_role("option").filter(has_text="Nhân vật").first
    with page.expect_navigation():
        person.click()
    assert page.url == f"{cluster_address}/nguoi/tran-thi-hoa-binh"
    assert page.get_by_role("heading", level=1).inner_text() == "Trần Thị Hòa Bình"


def test_ticked_reports_of_several_lists_are_shown_together(
    browser: "sync_api.Browser", address: str
) -> None:
    page = browser.new_page(viewport=_PHONE)
    chosen = []
    for words in ("dân vận khéo", "cầu Bến Đá"):
        page.goto(f"{address}/tim-kiem?q={words}")
        box = page.locator(".tick input").first
        chosen.append(box.get_attribute("value"))
        box.check()
    page.locator("#chon button").click()
    shown = page.locator("abbr.unapi-id").all()
    assert sorted(each.get_attribute("title") or "" for each in shown) == sorted(map(str, chosen))
    with page.expect_download() as download:
        page.locator("details.menu summary").click()
        page.get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert sorted(row["id"] for row in csv.DictReader(lines)) == sorted(map(str, chosen))
    page.close()


def test_offline_bundle_is_read_from_a_folder_without_a_network(
    browser: "sync_api.Browser", address: str, tmp_path: Path
) -> None:
    context = browser.new_context()
    data = context.request.get(f"{address}/tim-kiem.bundle").body()
    with ZipFile(BytesIO(data)) as bundle:
        bundle.extractall(tmp_path)
    context.set_offline(True)
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    assert page.locator("li > a").count() == len(ENTRIES)
    page.locator("li > a").first.click()
    assert page.locator("article h1").count() == 1
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    assert failed == []
    context.close()


def test_long_names_of_authors_do_not_widen_a_report(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_PHONE)
    page.goto(f"/bai/{SEED}")
    page.locator(".about").evaluate(
        "about => { about.innerHTML = '<section class=related><ol class=rows><li><p class=facts>"
        "<span>' + 'Nguyễn Thị Minh Khai, '.repeat(9) + '</span></p></li></ol></section>'; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= _PHONE["width"]


def test_legend_of_coverage_has_a_line_for_each_sign(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/do-phu?source=B%C3%A1o+Thu%E1%BA%ADn+Giang")
    signs = [sign.bounding_box() for sign in page.locator(".meanings dt").all()]
    meanings = [meaning.bounding_box() for meaning in page.locator(".meanings dd").all()]
    assert len({box["y"] for box in signs if box}) == len(signs) > 1
    assert [box["y"] for box in signs if box] == [box["y"] for box in meanings if box]


def test_numbers_of_coverage_stand_on_the_line_of_their_newspaper(
    browser: "sync_api.Browser", address: str
) -> None:
    page = _page(browser, address, viewport=_DESKTOP)
    page.goto("/do-phu")
    aligned = (
        page.locator(".newspapers tbody tr")
        .first.locator("th, td")
        .evaluate_all("cells => cells.map(cell => getComputedStyle(cell).verticalAlign)")
    )
    assert set(aligned) == {"baseline"}


def test_table_of_newspapers_fits_on_a_phone(browser: "sync_api.Browser", address: str) -> None:
    page = _page(browser, address, viewport={"width": 360, "height": 740})
    page.goto("/do-phu")
    page.locator(".newspapers tbody a").evaluate_all(
        "links => links.forEach(link => { link.textContent = 'kinhdoanh.vnexpress.net.vn'; })"
    )
    page.locator(".newspapers tbody td").evaluate_all(
        "cells => cells.forEach((cell, at) => { cell.textContent = at % 3 == 1 ? '2012–2022'"
        " : '12.846'; })"
    )
    table = page.locator(".wide-table")
    assert table.evaluate("table => table.scrollWidth") <= table.evaluate("it => it.clientWidth")
