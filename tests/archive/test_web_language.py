"""The page in two languages: every message translated, dates and numbers as each writes them."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from archive.web import create_app
from archive.web.display import dates
from archive.web.language import number, reports
from tests.newsstand import SEED, stock

_ROOT = Path(__file__).parents[2]
_TRANSLATIONS = _ROOT / "archive" / "translations"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(stock(tmp_path_factory.mktemp("newsstand")))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _catalogue() -> Catalog:
    with (_TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.mark.parametrize(
    "word",
    ["«", "»", "giá trị", "rải rác", "bài hợp nhất", "phần lớn:", "trang đầu", "tạm nghỉ", "tít"],
)
def test_vietnamese_messages_use_the_words_of_newspapers(word: str) -> None:
    sought = re.compile(rf"(?<!\w){word}(?!\w)", re.IGNORECASE)
    assert [each.id for each in _catalogue() if sought.search(str(each.id))] == []


@pytest.mark.parametrize(
    "word",
    ["«", "»", "(?<!quotation )marks?", "drop", "resting", "told", "taken in", "scattered",
     "no date", "values?"],
)  # fmt: skip
def test_english_messages_use_the_terms_of_the_field(word: str) -> None:
    sought = re.compile(rf"(?<!\w){word}(?!\w)(?!\)s)", re.IGNORECASE)
    assert [each.string for each in _catalogue() if sought.search(str(each.string))] == []


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def test_every_message_is_in_the_english_catalogue_and_no_other() -> None:
    with (_TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = set()
    for folder in ("archive", "templates"):
        inside = [(pattern.removeprefix(f"{folder}/"), name) for pattern, name in methods]
        chosen = {pattern.removeprefix(f"{folder}/"): each for pattern, each in options.items()}
        for _, _, message, _, context in extract_from_dir(_ROOT / folder, inside, chosen):
            found.add((context, message if isinstance(message, str) else tuple(message)))
    catalogue = _catalogue()
    known = {(each.context, each.id) for each in catalogue if each.id}
    assert {(context, message) for context, message in found} == known


def test_english_messages_are_whole_and_keep_their_facts() -> None:
    catalogue = _catalogue()
    for message in catalogue:
        originals = (message.id,) if isinstance(message.id, str) else message.id
        wordings = (message.string,) if isinstance(message.string, str) else message.string
        assert all(wordings), message.id
        assert not message.fuzzy
        for wording in wordings if message.id else ():
            assert _placeholders(wording) == _placeholders(originals[0]), message.id


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "vi"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("", "fr", "vi"),
        ("?lang=en", "vi", "en"),
        ("?lang=vi", "en", "vi"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_address_decides_the_language_before_the_browser(
    client: FlaskClient, asked: str, accepted: str, language: str
) -> None:
    answer = client.get(f"/{asked}", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language


def test_language_of_a_page_is_forgotten_once_it_is_answered(app: Flask) -> None:
    client = app.test_client()
    for asked in ("en", "vi", "en"):
        with app.test_request_context("/?lang=vi"):
            assert f'<html lang="{asked}">' in client.get(f"/?lang={asked}").text
            assert number(1234) == "1.234"
    assert number(1234) == "1.234"


def test_archive_may_prefer_english(tmp_path: Path) -> None:
    html = create_app(stock(tmp_path, language="en")).test_client().get("/").text
    assert '<html lang="en">' in html
    assert "5 reports, from 2016 to 2020" in html


@pytest.mark.parametrize(
    "address",
    ["/", "/tim-kiem?q=dan+van&date=2018", "/tim-kiem?q=khong+thay+gi", f"/bai/{SEED}", "/404",
     "/nguoi/dang-quoc-toan", "/tim-kiem/loc/person", "/ngu-canh?q=dan+van",
     "/xu-huong?q=dan+van"],
)  # fmt: skip
def test_english_page_has_english_words_around_the_reports(
    client: FlaskClient, address: str
) -> None:
    html = client.get(address, headers={"Accept-Language": "en"}).text
    outside = re.sub(r'<(\w+)[^>]*\slang="vi"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    for word in ("Tìm</", "bài", "Chuyên mục", "Nhân vật", "Trang", "Lọc", "Xem"):
        assert word not in outside


def test_asked_language_goes_along_with_every_link_and_form(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=dan+van&lang=en").text
    for address in re.findall(r'<a [^>]*href="(/[^"]*)"', html):
        assert "lang=" in address
    assert html.count('<input type="hidden" name="lang" value="en">') == html.count("<form")


def test_link_to_the_other_language_keeps_the_question(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=dan+van&date=2018&date=2016").text
    found = re.search(r'<a href="([^"]+)" lang="en"', html)
    assert found
    assert found[1] == "/tim-kiem?q=dan+van&amp;date=2018&amp;date=2016&amp;lang=en"


@pytest.mark.parametrize(
    ("date", "brief", "written", "english"),
    [
        # Half past eleven at night stays on its day.
        (
            "2018-01-10T23:31:00+07:00",
            "10/1/2018",
            "Thứ Tư, 10 tháng 1 năm 2018, 23:31",
            "10 Jan 2018",
        ),
        ("2018-01-10", "10/1/2018", "Thứ Tư, 10 tháng 1 năm 2018", "10 Jan 2018"),
        ("2018-01", "tháng 1/2018", "tháng 1/2018", "January 2018"),
        ("2018", "năm 2018", "năm 2018", "2018"),
        ("", "", "", ""),
        ("mùa xuân", "mùa xuân", "mùa xuân", "mùa xuân"),
    ],
)
def test_dates_are_told_as_precisely_as_they_are_known(
    app: Flask, date: str, brief: str, written: str, english: str
) -> None:
    with app.test_request_context("/"):
        assert (dates.brief(date), dates.written(date)) == (brief, written)
    with app.test_request_context("/?lang=en"):
        assert dates.brief(date) == english


@pytest.mark.parametrize(
    ("count", "vietnamese", "english"),
    [(0, "0 bài", "0 reports"), (1, "1 bài", "1 report"), (12345, "12.345 bài", "12,345 reports")],
)
def test_counts_are_written_as_each_language_does(
    app: Flask, count: int, vietnamese: str, english: str
) -> None:
    with app.test_request_context("/"):
        assert reports(count) == vietnamese
    with app.test_request_context("/?lang=en"):
        assert reports(count) == english
        assert number(1234) == "1,234"
