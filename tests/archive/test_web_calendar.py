"""The calendar: years, months, days, and the dates that have no page."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.web import create_app
from tests.newsstand import SEED, config, entry, put, stock


def _text(html: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = stock(tmp_path_factory.mktemp("newsstand"))
    more = [
        ("n:1", "Lũ về", "2017-01-10", "Báo B", ("Thời sự",)),
        ("n:2", "Mở cầu", "2018-01-10", "Báo B", ("Kinh tế",)),
        ("n:3", "Mưa lớn", "2018-01-10T06:00:00+07:00", "Báo B", ("Thời sự",)),
        ("n:4", "Không ngày", "2018-01", "Báo B", ()),
        ("n:5", "Chỉ năm", "2018", "", ()),
        ("n:6", "Không báo", "2018-01-10", "", ()),
    ]
    put(
        settings,
        (
            entry(identifier, title, "Tin.", date=date, source=source, section=section)
            for identifier, title, date, source, section in more
        ),
    )
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_calendar_leads_from_years_to_a_day(client: FlaskClient) -> None:
    years = client.get("/ngay").text
    assert "2018 , 7 bài" in _text(years)
    assert 'href="/ngay/2018"' in years
    assert "Không rõ ngày : 1 bài" in _text(years)
    year = client.get("/ngay/2018").text
    assert "Tháng 1 , 5 bài Tháng 2 , 0 bài Tháng 3 , 1 bài" in _text(year)
    assert 'href="/ngay/2018/01"' in year
    assert 'href="/ngay/2018/02"' not in year
    assert "Chỉ ghi năm, không rõ tháng: 1 bài." in year
    month = client.get("/ngay/2018/01").text
    assert "10 , 4 bài" in _text(month)
    assert "Chỉ ghi tháng, không rõ ngày: 1 bài." in month
    assert month.count('href="/ngay/2018/01/') == 1


def test_month_names_its_newspapers_and_sections_and_the_months_around(client: FlaskClient) -> None:
    page = client.get("/ngay/2018/01").text
    assert 'rel="prev" href="/ngay/2017/01"' in page
    assert 'rel="next" href="/ngay/2018/03"' in page
    assert "Báo B , 3 bài" in _text(page)
    assert "Kinh tế , 1 bài" in _text(page)
    assert "date=2018-01&amp;source=B" in page


def test_day_groups_reports_by_newspaper_and_section(client: FlaskClient) -> None:
    page = client.get("/ngay/2018/01/10").text
    shown = _text(page)
    assert "<h1>Thứ Tư, 10 tháng 1 năm 2018</h1>" in page
    order = ("Báo B 2 bài", "Kinh tế", "Mở cầu", "Thời sự", "Mưa lớn", "Báo Thuận Giang 1 bài",
             "Đổi mới công tác", "Sáng 10/1", "Không rõ báo 1 bài", "Không báo")  # fmt: skip
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "Không ngày" not in shown
    assert 'rel="prev" href="/ngay/2017/01/10"' in page
    assert 'rel="next" href="/ngay/2018/03/02"' in page


def test_day_names_the_same_day_of_other_years(client: FlaskClient) -> None:
    page = client.get("/ngay/2017/01/10").text
    rest = page[page.index("Ngày này năm xưa") :]
    assert 'href="/ngay/2018/01/10"' in rest
    assert "10/1/2018 4 bài" in _text(rest)
    assert "Đổi mới công tác dân vận" in rest


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/ngay/1945", "Kho không có bài nào của năm 1945"),
        ("/ngay/1945/09/02", "Kho không có bài nào của ngày 2/9/1945"),
        ("/ngay/2018/02", "Kho không có bài nào của tháng 2/2018"),
        ("/ngay/2018/13", "“13/2018” không phải là ngày tháng trong lịch"),
        ("/ngay/2018/02/31", "“31/02/2018” không phải là ngày tháng trong lịch"),
        ("/ngay/0000", "“0000” không phải"),
        ("/ngay/99999999999", "“9999999999” không phải"),
        ("/ngay/%D9%A2%D9%A0%D9%A1%D9%A8", "không phải"),
        ("/ngay/2018/%00", "không phải"),
    ],
)
def test_date_without_reports_or_outside_of_the_calendar_is_not_found(
    client: FlaskClient, address: str, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert words in answer.text
    assert 'href="/ngay"' in answer.text


def test_missing_day_leads_to_the_nearest_ones(client: FlaskClient) -> None:
    page = client.get("/ngay/2018/02/28").text
    assert '<a href="/ngay/2018/01/10">Trước đó: ngày 10/1/2018</a>' in page
    assert '<a href="/ngay/2018/03/02">Sau đó: ngày 2/3/2018</a>' in page


def test_date_without_zeros_is_redirected(client: FlaskClient) -> None:
    answer = client.get("/ngay/2018/1/10?lang=en")
    assert (answer.status_code, answer.location) == (302, "/ngay/2018/01/10?lang=en")


def test_dates_of_rows_and_reports_lead_to_the_calendar(client: FlaskClient) -> None:
    rows = client.get("/tim-kiem").text
    for address in ("/ngay/2018/01/10", "/ngay/2016/09", "/ngay/2020"):
        assert f'<a href="{address}">' in rows
    assert '<a href="/ngay/2018/01/10">' in client.get(f"/bai/{SEED}").text


def test_calendar_speaks_english(client: FlaskClient) -> None:
    assert "<h1>Wednesday, 10 January 2018</h1>" in client.get("/ngay/2018/01/10?lang=en").text
    assert "This day in other years" in client.get("/ngay/2018/01/10?lang=en").text
    assert "<h1>January 2018</h1>" in client.get("/ngay/2018/01?lang=en").text


def test_leap_day_has_no_other_years_without_one(tmp_path: Path) -> None:
    settings = config(tmp_path)
    dates = ("2019-03-01", "2020-02-29", "2021-02-28")
    put(settings, [entry(date, "Tin", "Tin.", date=date) for date in dates])
    page = create_app(settings).test_client().get("/ngay/2020/02/29")
    assert page.status_code == 200
    assert "Ngày này năm xưa" not in page.text


def test_empty_archive_has_an_empty_calendar(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, [])
    client = create_app(settings).test_client()
    assert "Kho chưa có bài nào có ngày." in client.get("/ngay").text
    assert client.get("/ngay/2018").status_code == 404
