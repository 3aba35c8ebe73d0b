"""The page of trends: its numbers, its links, its drawing and its file."""

import csv
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.web import create_app
from archive.web.display.line_chart import Line, LinePoint, line_chart
from tests.newsstand import ENTRIES, config, entry, put, stock

_FILTERS = [
    {},
    {"source": "Báo Thuận Giang"},
    {"person": "dang-quoc-toan"},
    {"date": "2018-01", "date.not": "2016"},
    {"from": "2016-10", "to": "2018-02"},
    {"from": "2016", "date": "2018"},
    {"match": "all", "section.not": "Giáo dục"},
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = stock(tmp_path_factory.mktemp("newsstand"))
    put(settings, [entry("x:1", "Cầu mới", "dân vận", date="2018", source="Báo Thuận Giang")])
    return create_app(settings).test_client()


def _page(client: FlaskClient, *terms: str, **parameters: str) -> str:
    answer = client.get("/xu-huong", query_string={"q": list(terms), **parameters})
    assert answer.status_code == 200
    return answer.text


def _table(html: str) -> list[list[str]]:
    """The cells of each row of the body, in HTML."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def _listed(client: FlaskClient, address: str) -> int:
    """The number of reports in a list, from its file."""
    file = client.get(address.replace("/tim-kiem", "/tim-kiem.csv")).data.decode("utf-8-sig")
    return len(list(csv.DictReader(file.splitlines())))


@pytest.mark.parametrize("unit", ["year", "month"])
@pytest.mark.parametrize("filters", _FILTERS)
def test_click_on_a_number_shows_as_many_reports(
    client: FlaskClient, filters: dict[str, str], unit: str
) -> None:
    html = _page(client, "dan van", "cầu HOẶC thơ", by=unit, **filters)
    seen = 0
    for label, *cells, every in _table(html):
        assert re.match(r"(\d+/)?\d{4}", label)
        for cell in cells:
            count, rate = re.sub("<.*?>", "", cell).split() if "rate" in cell else (cell, "")
            if rate:
                assert float(rate.replace(",", ".")) == pytest.approx(
                    1000 * int(count) / int(every), abs=0.05
                )
            if int(count):
                [address] = re.findall('href="([^"]*)"', cell)
                assert _listed(client, unescape(address)) == int(count)
                seen += 1
    assert seen


def test_points_of_the_drawing_lead_where_the_table_does(client: FlaskClient) -> None:
    html = _page(client, "dan van", "cầu")
    drawing = html.partition('<svg class="lines-chart"')[2].partition("</table>")[0]
    svg, _, table = drawing.partition("<table")
    linked = re.findall('href="([^"]*)" tabindex="-1"', svg)
    assert sorted(linked) == sorted(re.findall(r'<td><a href="([^"]*)"', table))
    assert "dan van, 2018: 3 trong 3 bài, tức 1000,0 trên 1.000" in unescape(svg)


def test_reports_that_have_no_place_on_the_axis_are_named(client: FlaskClient) -> None:
    html = _page(client, "dân vận")
    assert "Không tính 1 bài không rõ ngày." in html
    assert "chỉ ghi năm" not in html
    assert "Không tính 2 bài chỉ ghi năm." in _page(client, "dân vận", by="month")


def test_periods_with_few_reports_are_marked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.retrieval.trends.FEW_REPORTS", 2)
    html = _page(client, "dân vận")
    few = {row[0].split()[0]: "ít bài" in row[0] for row in _table(html)}
    assert few == {"2016": True, "2017": True, "2018": False, "2019": True, "2020": True}
    assert html.count('class="point hollow"') == 2


def test_terms_and_filters_stay_in_every_address(client: FlaskClient) -> None:
    html = _page(client, "dân vận", "cầu", **{"person.not": "an-nhien"})
    links = [unescape(each) for each in re.findall(r'href="(/xu-huong[^"]*)"', html)]
    # Two units, the file, each term without the other one, the chip, the language twice.
    assert len(links) == 8
    assert sum("person.not" in each for each in links) == 7
    assert html.count('<input type="hidden" name="person.not" value="an-nhien">') == 2


def test_empty_inputs_vanish_from_the_address(client: FlaskClient) -> None:
    answer = client.get("/xu-huong?q=&q=dân+vận&q=&by=month")
    assert answer.status_code == 302
    assert answer.location == "/xu-huong?q=d%C3%A2n+v%E1%BA%ADn&by=month"


def test_sixth_term_is_left_out_with_a_note(client: FlaskClient) -> None:
    html = _page(client, *"abcdef")
    assert "Chỉ so sánh 5 từ đầu." in html
    assert "“f”" not in html


@pytest.mark.parametrize(
    "query",
    ["", "q=", "by=week", "q=%00&q=%ff", "q=x&date=undated", "q=%22", "q=a&from=2019&to=2018",
     "q=a&from=hôm", "q=a&page=x"],
)  # fmt: skip
def test_nothing_in_the_address_is_an_error_of_the_server(client: FlaskClient, query: str) -> None:
    assert client.get(f"/xu-huong?{query}", follow_redirects=True).status_code < 500
    assert client.get(f"/xu-huong.csv?{query}", follow_redirects=True).status_code < 500


def test_list_without_dates_is_not_drawn(client: FlaskClient) -> None:
    html = _page(client, "dân vận", date="undated")
    assert "nên không vẽ được" in html
    assert "<table" not in html


def test_reports_with_a_date_are_counted_beside_all(client: FlaskClient) -> None:
    counts = re.findall('<span class="count">(.*?)</span>', _page(client, "dân vận", "cầu"))
    assert counts == ["4 bài, 3 có ngày", "2 bài"]


@pytest.mark.parametrize("unit", ["year", "month"])
def test_file_adds_up_to_the_list_of_each_term(client: FlaskClient, unit: str) -> None:
    data = client.get(f"/xu-huong.csv?q=dan+van&q=cau&by={unit}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(data.splitlines()))
    for term in ("dan van", "cau"):
        total = sum(int(row["matching"]) for row in rows if row["term"] == term)
        assert total == _listed(client, f"/tim-kiem?q={term.replace(' ', '+')}")
        assert sum(int(row["reports"]) for row in rows if row["term"] == term) == len(ENTRIES) + 1
    years = {row["period"][:4] for row in rows if row["period"].startswith("20")}
    assert years == {"2016", "2017", "2018"} | ({"2019", "2020"} if unit == "year" else set())
    others = {row["period"] for row in rows if not row["period"].startswith("20")}
    assert others == ({"undated"} if unit == "year" else {"undated", "other"})


def test_terms_are_escaped(client: FlaskClient) -> None:
    assert "<b>x" not in _page(client, "<b>x</b> dân")


def test_lines_differ_without_colour_and_stop_at_gaps() -> None:
    points = [LinePoint(value, "") for value in (1.0, 2.0, None, 4.0)]
    drawn = str(line_chart([Line(points), Line(points)], list("abcd"), [(0, "0"), (4, "4")]))
    _, one, other = re.split(r'<g class="series-\d">', drawn)
    assert len(re.findall("<line ", one)) == 1
    assert re.findall('<circle r="4.5"|<path', one) != re.findall('<circle r="4.5"|<path', other)


@pytest.mark.parametrize(("unit", "left_out"), [("year", "2 năm"), ("month", "2 tháng")])
def test_misread_dates_make_no_axis_of_thousands(tmp_path: Path, unit: str, left_out: str) -> None:
    settings = config(tmp_path)
    dates = ("0202-01", "2018-01", "2018-02", "2019-01", "9999-12")
    put(settings, [entry(f"r{date}", "Lũ", "Tin.", date=date) for date in dates])
    html = _page(create_app(settings).test_client(), "lũ", by=unit)
    labels = [label.split()[0] for label, *_ in _table(html)]
    assert (labels[0], labels[-1]) == (("2018", "2019") if unit == "year" else ("1/2018", "1/2019"))
    assert f"bỏ {left_out} khác có bài" in html
    client = create_app(settings).test_client()
    data = client.get(f"/xu-huong.csv?q=lũ&by={unit}").data.decode("utf-8-sig")
    [other] = [row for row in csv.DictReader(data.splitlines()) if row["period"] == "other"]
    assert (other["matching"], other["reports"]) == ("2", "2")
