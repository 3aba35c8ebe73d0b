"""Reports that tell the same story: one row of a list, a section of the report's page."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from archive.catalogue import Entry
from archive.web import create_app
from index.report import Report
from tests.newsstand import config, put
from tests.stories import article, sentences

_STORY = sentences(12, seed=1)


def _entry(number: int, body: str, source: str = "") -> Entry:
    title = f"Lũ về, tin {number}"
    date = f"2020-01-{number + 1:02}"
    return Entry(
        Report(f"tin:{number}", title, body=body, source=source or f"Báo {number}", date=date)
    )


_ENTRIES = [
    _entry(0, " ".join(_STORY)),
    _entry(1, article(12, seed=2)),
    _entry(2, " ".join(_STORY[:7])),
    _entry(3, article(12, seed=3)),
    _entry(4, " ".join(_STORY[:9])),
    _entry(5, article(12, seed=4), "Báo 5"),
    _entry(6, article(12, seed=4), "Báo 5"),
]


@pytest.fixture(scope="module", params=[20, 4], ids=["one page", "two pages"])
def client(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> FlaskClient:
    settings = config(tmp_path_factory.mktemp("stories"), page_size=request.param)
    put(settings, _ENTRIES)
    return create_app(settings).test_client()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = config(tmp_path_factory.mktemp("stories"))
    put(settings, _ENTRIES)
    return create_app(settings).test_client()


def _rows(html: str) -> list[str]:
    return re.findall(r"<article>\s*<h2><a href=\"[^\"]*?bai/([^?\"]*)", html)


def _folded(html: str) -> list[list[str]]:
    """Return the identifiers in each folded row."""
    return [
        re.findall(r'href="[^"]*?/bai/([^?"]*)', each)
        for each in re.findall(r'<details class="story">.*?</details>', html, re.DOTALL)
    ]


def _links(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="(/tim-kiem[^"]*)"', html)]


def test_copies_are_folded_into_the_first_hit(page: FlaskClient) -> None:
    html = page.get("/tim-kiem?q=lu&sort=oldest").text
    assert _rows(html) == ["tin:0", "tin:1", "tin:3", "tin:5"]
    assert _folded(html) == [["tin:2", "tin:4"], ["tin:6"]]
    assert "Cùng bản tin: 2 bài khác" in html
    assert "Báo 2" in html
    # Reports are counted, not stories.
    assert '<strong role="status">7 bài</strong>' in html


def test_every_hit_is_on_one_page_once(client: FlaskClient) -> None:
    for folding in ("", "&gop=0"):
        ranks: list[str] = []
        for number in (1, 2):
            response = client.get(f"/tim-kiem?q=lu&sort=oldest&page={number}{folding}")
            if response.status_code == 200:
                ranks += re.findall(r'<li id="bai-(\d+)"', response.text)
        assert sorted(ranks) == list("1234567")


def test_copies_on_another_page_are_named_and_stay_there(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=lu&sort=oldest").text
    assert _folded(html)[0] == ["tin:2", "tin:4"]


def test_reader_unfolds_all_rows(page: FlaskClient) -> None:
    html = page.get("/tim-kiem?q=lu&sort=oldest").text
    assert "/tim-kiem?q=lu&sort=oldest&gop=0" in _links(html)
    html = page.get("/tim-kiem?q=lu&sort=oldest&gop=0").text
    assert _rows(html) == [f"tin:{number}" for number in range(7)]
    assert _folded(html) == []
    assert "/tim-kiem?q=lu&sort=oldest" in _links(html)
    # The choice goes along to filters, orders and reports.
    assert all("gop=0" in link for link in _links(html) if "source=" in link or "newest" in link)
    assert re.search(r'/bai/tin:0\?[^"]*gop=0', html)
    assert '<input type="hidden" name="gop" value="0">' in html


def test_list_without_copies_has_nothing_to_unfold(page: FlaskClient) -> None:
    html = page.get("/tim-kiem?q=lu&source=B%C3%A1o+1").text
    assert _rows(html) == ["tin:1"]
    assert "gop=0" not in html
    assert '<details class="story">' not in html


def test_copies_that_the_filter_leaves_out_are_named_too(page: FlaskClient) -> None:
    html = page.get("/tim-kiem?q=lu&source=B%C3%A1o+4").text
    assert _rows(html) == ["tin:4"]
    assert _folded(html) == [["tin:0", "tin:2"]]
    assert '<strong role="status">1 bài</strong>' in html


def test_report_page_lists_the_story_in_other_newspapers(page: FlaskClient) -> None:
    html = page.get("/bai/tin:4").text
    section = html[html.index("Cùng bản tin ở báo khác") :].split("</section>")[0]
    assert re.findall(r"/bai/(tin:\d)", section) == ["tin:0", "tin:2"]
    assert "Báo 0" in section
    assert "Cùng bản tin" not in page.get("/bai/tin:1").text
    # Both reports are from one newspaper.
    assert "Cùng bản tin</h2>" in page.get("/bai/tin:5").text


def test_exports_hold_every_report(page: FlaskClient) -> None:
    lines = page.get("/tim-kiem.jsonl?q=lu").text.splitlines()
    assert len(lines) == 7


def test_stories_are_in_english_too(page: FlaskClient) -> None:
    html = page.get("/tim-kiem?q=lu&sort=oldest&lang=en").text
    assert "Same story: 2 other reports" in html
    assert "Same story: 1 other report<" in html
    assert "The same story in other newspapers" in page.get("/bai/tin:4?lang=en").text
