"""The histogram of a list: its sums are the total, its links lead to what its bars count."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.retrieval import Library, count_hits, find
from archive.web import create_app, current
from archive.web.lists.histogram import Histogram, histogram, requests
from index.query import Query
from tests.newsstand import config, entry, put

_DATES = (
    "", "1945-09-02", "1958", "1975-04-30", "1975-04", "1986-12-15", "2004", "2016-09",
    "2018-01-10", "2018-01-10T23:31:00+07:00", "2018-01", "2018-01-31", "2018-02-01", "2018",
    "2019-12-31", "2020-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = config(tmp_path_factory.mktemp("dated"))
    texts = ("dân vận", "dân", "công tác dân vận")
    put(
        settings,
        (
            entry(f"r{number}", texts[number % 3], "Tin.", date=date, source=f"Báo {number % 2}")
            for number, date in enumerate(_DATES)
        ),
    )
    app = create_app(settings)
    with app.test_request_context("/"):
        yield app
        current.library().close()


def _histogram(library: Library, query: Query) -> Histogram | None:
    return histogram(find(library, query, facets=requests(query)))


def _query(url: str) -> Query:
    return Query.from_url(urlsplit(url).query)


_CHOICES = ("undated", "1975", "1975-04", "2018", "2018-01", "2018-01-10", "2016-09", "1990")
_PERIODS = ("", "1945", "1975-04", "2018", "2018-01", "2018-01-10", "2018-01-20", "2018-02")
_QUERIES = st.builds(
    lambda text, chosen, excluded, since, until, source: (
        Query(text, since=since, until=until, sort="oldest")
        .choosing("date", *chosen, mode="or")
        .choosing("date", *(each for each in excluded if each not in chosen), mode="not")
        .choosing("source", *source, mode="not")
    ),
    st.sampled_from(["", "dân vận", "dan"]),
    st.lists(st.sampled_from(_CHOICES), max_size=3),
    st.lists(st.sampled_from(_CHOICES), max_size=1),
    st.sampled_from(_PERIODS),
    st.sampled_from(_PERIODS),
    st.lists(st.just("Báo 1"), max_size=1),
)


@settings(max_examples=80, deadline=None)
@given(query=_QUERIES)
def test_rows_add_up_to_the_total_and_lead_to_what_they_count(app: Flask, query: Query) -> None:
    library = current.library()
    found = find(library, query, limit=100, facets=requests(query))
    drawn = histogram(found)
    dated = [row.report.date for row in found.rows if row.report.date]
    assert (drawn is None) == (not dated)
    if drawn is None:
        return
    assert sum(row.count for row in drawn.rows) == drawn.total == found.results.total
    for row in drawn.rows:
        if row is not drawn.imprecise:
            assert count_hits(library, _query(row.url)) == row.count, row.url


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("", ["1945–1949", "1950–1959", "1970–1979", "1980–1989", "2000–2009", "2010–2019",
              "2020–2020", "Không rõ ngày"]),
        ("from=1970&to=1989", ["1975", "1986"]),
        ("from=2015&to=2019", ["2016", "2018", "2019"]),
        ("date=2018", ["tháng 1/2018", "tháng 2/2018", "Chỉ ghi năm"]),
        ("date=2018-01", ["10/1/2018", "31/1/2018", "Chỉ ghi tháng hoặc năm"]),
        ("from=20/1/2018&to=10/2/2018", ["31/1/2018", "1/2/2018"]),
        ("date=2018-01-10", ["10/1/2018"]),
    ],
)  # fmt: skip
def test_clicks_lead_from_decades_to_days(app: Flask, address: str, labels: list[str]) -> None:
    drawn = _histogram(current.library(), Query.from_url(address))
    assert drawn is not None
    assert [row.label for row in drawn.rows] == labels


def test_bars_without_hits_stand_between_the_others_and_are_no_links(app: Flask) -> None:
    drawn = _histogram(current.library(), Query().choosing("date", "2018"))
    assert drawn is not None
    assert [bar.short for bar in drawn.bars] == [str(month) for month in range(1, 13)]
    assert [bool(bar.url) for bar in drawn.bars] == [True, True] + [False] * 10
    assert drawn.chart.count("<a ") == drawn.chart.count('tabindex="-1"') == 2


def test_links_lead_up_to_wider_periods(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/tim-kiem?q=dan&date=2018-01-10&source.not=Báo 1").text
    above = page[page.index("Khoảng thời gian rộng hơn") :]
    nav = above[: above.index("</nav>")]
    labels = ["Mọi thời gian", "2010–2019", "năm 2018", "tháng 1/2018"]
    at = [nav.index(f">{label}</a>") for label in labels]
    assert at == sorted(at)
    wider = nav.split('href="')[1:]
    queries = [_query(each.split('"')[0].replace("&amp;", "&")) for each in wider]
    assert [(each.since, each.until, each.values("date", "or")) for each in queries] == [
        ("", "", ()),
        ("2010", "2019", ()),
        ("", "", ("2018",)),
        ("", "", ("2018-01",)),
    ]
    assert all(each.text == "dan" and each.values("source") == ("Báo 1",) for each in queries)


def test_period_that_ends_before_it_begins_is_reported(app: Flask) -> None:
    page = app.test_client().get("/tim-kiem?from=2019-05&to=2018-01").text
    assert "Ngày bắt đầu (tháng 5/2019) muộn hơn ngày kết thúc (tháng 1/2018)" in page
    assert 'name="from" value="2019-05"' in page


def test_typed_period_is_read_day_first_and_a_wrong_date_is_marked(app: Flask) -> None:
    client = app.test_client()
    moved = client.get("/tim-kiem", query_string={"q": "dan", "from": "10/1/2018", "to": ""})
    assert moved.location == "/tim-kiem?q=dan&from=2018-01-10"
    assert 'name="from" value="10/1/2018" inputmode' in client.get(moved.location).text
    page = client.get("/tim-kiem?q=dan&from=31/2/2018").text
    assert "“31/2/2018” không phải là ngày tháng." in page
    assert 'name="from" value="31/2/2018" aria-invalid="true"' in page
    assert '<input type="hidden" name="q" value="dan">' in page


def test_only_hits_without_a_date_have_no_histogram(app: Flask) -> None:
    assert _histogram(current.library(), Query().choosing("date", "undated")) is None


def test_archive_of_one_year_shows_its_months(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, [entry("a", "Tin", "Tin.", date="2018-03-02")])
    app = create_app(settings)
    with app.test_request_context("/"):
        drawn = _histogram(current.library(), Query())
        current.library().close()
    assert drawn is not None
    assert len(drawn.bars) == 12
    assert drawn.title == "Số bài theo tháng, năm 2018"


@pytest.mark.parametrize("address", ["/", "/tim-kiem?date=9999", "/tim-kiem?q=dan"])
def test_report_of_the_year_9999_has_a_bar(tmp_path: Path, address: str) -> None:
    settings = config(tmp_path)
    put(settings, [entry(f"r{year}", "Dân", "Tin.", date=year) for year in ("2018", "9999-12-31")])
    page = create_app(settings).test_client().get(address)
    assert page.status_code == 200
    assert "9999" in page.text
