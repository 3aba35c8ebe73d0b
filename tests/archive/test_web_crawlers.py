"""What crawlers may read: robots.txt, the sitemap, and links that they should not follow."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from archive.catalogue import datestamps, open_catalogue
from archive.web import create_app
from archive.web.pages.crawlers import AI_CRAWLERS
from archive.web.server.admission import cost_of
from archive.withdrawal.decisions import Withdraw
from tests.newsstand import ENTRIES, SEED, entry, put, stock
from tests.pages import PAGES

_SITE = "https://bao.example.org"
_SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("newsstand")
    return create_app(stock(folder, base_url=_SITE)).test_client()


def _rules(client: FlaskClient) -> RobotFileParser:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    return rules


@pytest.mark.parametrize(
    ("path", "open_"),
    [
        ("/", True),
        (f"/bai/{SEED}", True),
        ("/nguoi/dang-quoc-toan", True),
        ("/ngay/2018/01/10", True),
        ("/do-phu", True),
        ("/sitemap.xml", True),
        ("/tim-kiem?q=dan", False),
        ("/tim-kiem.csv?q=dan", False),
        ("/tim-kiem/loc/person", False),
        ("/ngu-canh?q=dan", False),
        ("/xu-huong?q=dan", False),
        ("/chon?id=a", False),
        (f"/phien-ban/1/{SEED}", False),
    ],
)
def test_crawlers_may_read_reports_and_not_lists(
    client: FlaskClient, path: str, open_: bool
) -> None:
    assert _rules(client).can_fetch("Googlebot", path) is open_


def test_rules_have_the_path_under_which_the_pages_are_mounted(client: FlaskClient) -> None:
    text = client.get("/robots.txt", headers={}, environ_overrides={"SCRIPT_NAME": "/bao"}).text
    assert "Disallow: /bao/tim-kiem\n" in text
    assert f"Sitemap: {_SITE}/sitemap.xml\n" in text


def test_collectors_of_texts_are_asked_to_stay_away_if_the_settings_say_so(
    client: FlaskClient, tmp_path: Path
) -> None:
    refusing = _rules(create_app(stock(tmp_path, ai_crawlers=False)).test_client())
    for name in AI_CRAWLERS:
        assert _rules(client).can_fetch(name, f"/bai/{SEED}")
        assert not refusing.can_fetch(name, f"/bai/{SEED}")
    assert refusing.can_fetch("Googlebot", f"/bai/{SEED}")


def _entries(client: FlaskClient, address: str) -> dict[str, str]:
    """Return the addresses of a sitemap, each with the time of its last change."""
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200
    assert answer.content_type == "application/xml; charset=utf-8"

    def text(each: Element, name: str) -> str:
        found = each.find(_SPACE + name)
        assert found is not None
        return found.text or ""

    return {text(each, "loc"): text(each, "lastmod") for each in fromstring(answer.data)}


def test_sitemap_names_the_address_of_every_report(client: FlaskClient) -> None:
    parts = _entries(client, "/sitemap.xml")
    assert list(parts) == [f"{_SITE}/sitemap-1.xml"]
    [(part, newest)] = parts.items()
    reports = _entries(client, part)
    assert newest == max(reports.values())
    assert len(reports) == len(ENTRIES)
    for address in reports:
        assert address.startswith(f"{_SITE}/bai/")
        page = client.get(urlsplit(address).path).text
        assert f'<link rel="canonical" href="{address}">' in page


def test_parts_stay_the_same_as_reports_come_in_and_lack_withdrawn_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datestamps, "_SIZE", 4)
    settings = stock(tmp_path, base_url=_SITE)
    client = create_app(settings).test_client()

    def parts() -> list[set[str]]:
        return [{*_entries(client, part)} for part in _entries(client, "/sitemap.xml")]

    before = parts()
    put(settings, [entry(f"n:{number}", "Bài mới", "Thân bài.") for number in range(9)])
    grown = parts()
    assert all(old <= new for old, new in zip(before, grown, strict=False))
    assert sum(map(len, grown)) == len(ENTRIES) + 9
    assert max(map(len, grown)) == 4
    catalogue = open_catalogue(settings.catalogue)
    catalogue.decisions.add([Withdraw(SEED)])
    catalogue.close()
    assert set().union(*grown) - set().union(*parts()) == {f"{_SITE}/bai/{SEED}"}


def test_part_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    for number in ("0", "2", "9" * 30):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


class _Links(HTMLParser):
    """Collects the links of a page that a crawler may follow."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.followed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and "nofollow" not in (values.get("rel") or "").split():
            self.followed.append(values.get("href") or "")


@pytest.mark.parametrize("page", [page for page in PAGES if "{" not in page])
def test_no_link_to_follow_leads_to_a_costly_page(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    if 'name="robots" content="noindex' in answer.text or answer.status_code != 200:
        return
    links = _Links(answer.text).followed
    assert links
    costly = [
        link
        for link in links
        if cost_of(client.application, create_environ(*urlsplit(link)[2:3])) is not None
    ]
    assert costly == []
