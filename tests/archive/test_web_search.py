"""The list of hits, its facets, filters, orders, pages, and the ways out of an empty one."""

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from archive.catalogue import Persons, sqlite
from archive.retrieval.periods import with_period
from archive.web import create_app
from tests.newsstand import SEED, config, entry, put, stock


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


def _text(html: str) -> str:
    """What a reader sees, its white space tidied."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" ,", ",")


def _links(html: str) -> dict[str, str]:
    """Words of each link with its address."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return {_text(words): unescape(address) for address, words in found}


def _hits(html: str) -> list[str]:
    """The titles of the list, in order."""
    return [_text(each) for each in re.findall(r"<article>\s*<h2>(.*?)</h2>", html, re.DOTALL)]


def test_unmarked_words_find_and_mark_accented_ones(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=dan+van&match=all").text
    assert "Đổi mới công tác <mark>dân vận</mark>" in html
    assert "Dẫn vần thơ vào lớp học" in _hits(html)


def test_marked_words_find_only_what_is_spelled_so(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": "dân vận"}).text
    assert _hits(html)
    assert not any("Dẫn vần" in hit for hit in _hits(html))


def test_text_of_reports_is_escaped(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": "mùa nước nổi"}).text
    assert "&lt;b&gt;&amp;amp; dân vận&lt;/b&gt;" in html


def test_typed_words_are_escaped(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": '<script>alert("1")</script>'}).text
    assert "<script>alert" not in html
    assert 'value="&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"' in html


def test_title_as_long_as_a_paragraph_is_cut_after_a_word(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry("dài", "Sao chổi " * 30, "Tin."), entry("liền", "ổ" * 400, "Sao chổi.")])
    client = create_app(settings).test_client()
    html = client.get("/tim-kiem?q=sao+choi").text
    titles = dict(re.findall(r'<h2><a href="/bai/([^?"]*)[^>]*>(.*?)</a>', html))
    shown = re.sub("<[^>]*>", "", titles[quote("dài")])
    assert shown == "Sao chổi " * 17 + "Sao …"
    assert titles[quote("dài")].endswith("<mark>Sao chổi</mark> <mark>Sao</mark> …")
    assert re.sub("<[^>]*>", "", titles[quote("liền")]) == "ổ" * 160 + " …"
    assert ("Sao chổi " * 30).strip() in re.sub("<[^>]*>", "", client.get("/bai/dài").text)


def test_report_without_title_is_listed_by_its_first_words(client: FlaskClient) -> None:
    [line] = _hits(client.get("/tim-kiem?q=mua+nuoc+noi").text)
    assert line.startswith("Bản tin không có tít")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"date": "2018"},
        {"person": "dang-quoc-toan"},
        {"person.or": "tran-thi-hoa-binh"},
        {"section": "Kinh tế", "source.not": "Báo Thuận Giang"},
    ],
    ids=str,
)
def test_facet_counts_equal_what_a_click_shows(client: FlaskClient, query: dict[str, str]) -> None:
    html = client.get("/tim-kiem", query_string=query).text
    total = len(_hits(html))
    aside = html[html.index('id="loc"') : html.index("</aside>")]
    clicked = 0
    for words, address in _links(aside).items():
        if found := re.search(r", (\+?)(\d+) bài$", words):
            expected = int(found[2]) + (total if found[1] else 0)
            assert len(_hits(client.get(address).text)) == expected, words
            clicked += 1
    excluding = r'class="exclude" href="([^"]+)" rel="nofollow" title="[^"]+: còn (\d+) bài"'
    for address, left in re.findall(excluding, aside):
        assert len(_hits(client.get(unescape(address)).text)) == int(left)
        clicked += 1
    assert clicked >= 8


def test_chosen_and_excluded_values_show_how_they_are_combined(client: FlaskClient) -> None:
    query = {"person": ["dang-quoc-toan", "tran-thi-hoa-binh"], "person.not": "an-nhien"}
    html = client.get("/tim-kiem", query_string=query).text
    assert "Đang lọc: Nhân vật: Đặng Quốc Toản × (bỏ bộ lọc này) và Nhân vật: Trần" in _text(html)
    assert "(bỏ bộ lọc này) và Nhân vật: không có An Nhiên ×" in _text(html)
    assert _text(re.findall(r"<h1[^>]*>(.*?)</h1>", html)[0]) == (
        "Các bài có Đặng Quốc Toản và Trần Thị Hòa Bình không có An Nhiên"
    )
    either = client.get(_links(html)["có một trong"]).text
    assert "Đặng Quốc Toản × (bỏ bộ lọc này) hoặc Nhân vật: Trần Thị Hòa Bình" in _text(either)
    assert len(_hits(html)) == 1
    assert len(_hits(either)) == 2
    assert _hits(client.get(_links(either)["có tất cả"]).text) == _hits(html)


@pytest.mark.parametrize(
    ("query", "vietnamese", "english"),
    [
        ("", "Tất cả các bài", "All reports"),
        ("date=2018", "Các bài năm 2018", "Reports from 2018"),
        (
            "date=2018&date=2016-09",
            "Các bài năm 2018 hoặc tháng 9/2016",
            "Reports from 2018 or September 2016",
        ),
        ("date=undated", "Các bài không rõ ngày", "Reports without a date"),
        ("from=2017&to=2018", "Các bài từ năm 2017 đến hết năm 2018", "Reports from 2017 to 2018"),
        (
            "source=B&section=K+%E2%80%BA+H&author=T&person.not=an-nhien",
            "Các bài trên B trong chuyên mục K › H của tác giả T không có An Nhiên",
            "Reports in B in the section K › H by T without An Nhiên",
        ),
        (
            "q=d%C3%A2n+v%E1%BA%ADn&person=an-nhien&date.not=2018",
            "Kết quả tìm “dân vận” trong các bài có An Nhiên trừ năm 2018",
            "Results for “dân vận” in reports mentioning An Nhiên except 2018",
        ),
        ("date=1&" * 9, "Tất cả các bài", "All reports"),
        (
            "&".join(f"source={name}" for name in "abcdefg"),
            "Các bài đã lọc",
            "Reports as filtered",
        ),
    ],
)
def test_heading_names_words_and_filters(
    client: FlaskClient, query: str, vietnamese: str, english: str
) -> None:
    for language, heading in (("vi", vietnamese), ("en", english)):
        html = client.get(f"/tim-kiem?{query}&lang={language}").text
        assert unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", html)[0]) == heading


def test_two_values_of_a_facet_are_alternatives(client: FlaskClient) -> None:
    one = client.get("/tim-kiem?date=2016").text
    both = client.get(_links(one)["2018, +2 bài"]).text
    assert {"Cầu Bến Đá thông xe", "Đổi mới công tác dân vận"} <= set(_hits(both))


def test_second_person_narrows_the_list_to_what_its_count_says(client: FlaskClient) -> None:
    first = client.get("/tim-kiem?person=dang-quoc-toan").text
    label, address = next(
        (label, address)
        for label, address in _links(first).items()
        if dict(parse_qsl(urlsplit(address).query)).get("person") not in (None, "dang-quoc-toan")
    )
    asked = parse_qsl(urlsplit(address).query)
    assert [name for name, _ in asked] == ["person", "person"]
    both = _hits(client.get(address).text)
    assert len(both) == int(label.split()[-2])
    assert set(both) < set(_hits(first))


def test_excluded_value_is_a_filter_that_can_be_removed(client: FlaskClient) -> None:
    whole = _hits(client.get("/tim-kiem").text)
    without = client.get("/tim-kiem?person.not=dang-quoc-toan").text
    named = _hits(client.get("/tim-kiem?person=dang-quoc-toan").text)
    assert sorted([*_hits(without), *named]) == sorted(whole)
    chip = _links(without)["Nhân vật: không có Đặng Quốc Toản × (bỏ bộ lọc này)"]
    assert urlsplit(chip).query == ""


def test_chosen_year_opens_its_months(client: FlaskClient) -> None:
    links = _links(client.get("/tim-kiem?date=2018").text)
    assert dict(parse_qsl(urlsplit(links["Tháng 1, 1 bài"]).query)) == {"date": "2018-01"}


def test_chosen_section_is_replaced_by_the_one_below_it(client: FlaskClient) -> None:
    links = _links(client.get("/tim-kiem", query_string={"section": "Kinh tế"}).text)
    asked = parse_qsl(urlsplit(links["Hạ tầng, 1 bài"]).query)
    assert asked == [("section", "Kinh tế › Hạ tầng")]


def test_chosen_filters_can_be_removed_one_by_one_and_all_together(client: FlaskClient) -> None:
    query = {"q": "dân vận", "date": "2018", "person": "dang-quoc-toan"}
    links = _links(client.get("/tim-kiem", query_string=query).text)
    without_date = links["Thời gian: năm 2018 × (bỏ bộ lọc này)"]
    assert dict(parse_qsl(urlsplit(without_date).query)) == {
        "q": "dân vận",
        "person": "dang-quoc-toan",
    }
    assert "Nhân vật: Đặng Quốc Toản × (bỏ bộ lọc này)" in links
    (unfiltered,) = [words for words in links if words.startswith("Tìm trong cả kho")]
    assert dict(parse_qsl(urlsplit(links[unfiltered]).query)) == {"q": "dân vận"}
    assert unfiltered.endswith(f"({len(_hits(client.get(links[unfiltered]).text))})")


def test_new_words_keep_the_filters(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=dan+van&date=2018&sort=newest").text
    form = html[html.index('role="search"') : html.index("</form>")]
    assert '<input type="hidden" name="date" value="2018">' in form
    assert '<input type="hidden" name="sort" value="newest">' in form


def test_newest_and_oldest_turn_the_list_round(client: FlaskClient) -> None:
    newest = _hits(client.get("/tim-kiem?q=dan+van&sort=newest").text)
    oldest = _hits(client.get("/tim-kiem?q=dan+van&sort=oldest").text)
    dated = [hit for hit in newest if not hit.startswith("Bản tin")]
    assert len(dated) >= 3
    assert [hit for hit in oldest if not hit.startswith("Bản tin")] == dated[::-1]
    assert newest[-1] == oldest[-1]
    assert newest[-1].startswith("Bản tin")


@pytest.mark.parametrize(
    ("typed", "match", "label"),
    [
        # The two syllables are one word, and stand apart in another report.
        ("thi công", "most", "Đủ tiếng, không cần liền nhau"),
        ("dân vận khéo vùng cao", "most", "Đủ các từ"),
        ("dân vận khéo vùng cao", "all", "Phần lớn các từ"),
    ],
)
def test_list_is_widened_or_narrowed_by_one_link_with_its_number(
    client: FlaskClient, typed: str, match: str, label: str
) -> None:
    html = client.get("/tim-kiem", query_string={"q": typed, "match": match}).text
    said = html[html.index('class="reading"') :].partition("</p>")[0]
    links = _links(said)
    (words,) = [words for words in links if re.search(r"\(\d+\)$", words)]
    assert words.startswith(label)
    assert len(_hits(client.get(links[words]).text)) == int(re.findall(r"\d+", words)[-1])


def test_page_says_how_the_words_were_read(client: FlaskClient) -> None:
    query = {"q": 'dan van -"hội nghị"', "match": "all"}
    said = _text(client.get("/tim-kiem", query_string=query).text)
    words = "đủ các từ: dan van (dấu nào cũng được) · không có: “hội nghị”"
    assert f"Đang tìm: {words}" in said
    said = _text(client.get("/tim-kiem", query_string={**query, "lang": "en"}).text)
    assert "Searching for: all of the words: dan van (any diacritics)" in said


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("/tim-kiem?q=&from=&to=", "/tim-kiem"),
        ("/tim-kiem?q=dan+van&from=10/1/2018&to=", "/tim-kiem?q=dan+van&from=2018-01-10"),
        ("/tim-kiem?from=th%C3%A1ng+1/2018", "/tim-kiem?from=2018-01"),
        ("/tim-kiem?q=&date=2018&page=2", "/tim-kiem?date=2018&page=2"),
        ("/tim-kiem?q=&lang=en", "/tim-kiem?lang=en"),
        ("/tim-kiem?q=cau&page=99", "/tim-kiem?q=cau"),
    ],
)
def test_untidy_address_is_sent_to_the_permanent_one(
    client: FlaskClient, typed: str, tidy: str
) -> None:
    answer = client.get(typed)
    assert (answer.status_code, answer.location) == (302, tidy)
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.get(answer.location)
    assert again.status_code == 200 or again.location != answer.location


def test_unreadable_date_is_reported_and_kept_in_its_box(client: FlaskClient) -> None:
    answer = client.get("/tim-kiem?q=dan+van&from=31/02/2018")
    assert answer.status_code == 200
    assert "“31/02/2018” không phải là ngày tháng." in answer.text
    assert 'name="from" value="31/02/2018"' in answer.text


@pytest.mark.parametrize("name", ["date", "date.or", "date.not"])
def test_unreadable_date_of_a_facet_is_reported(client: FlaskClient, name: str) -> None:
    html = client.get(f"/tim-kiem?{name}=2018-13&{name}=2018").text
    assert "“2018-13” không phải là ngày tháng." in html
    assert "“2018” không" not in html
    assert client.get("/tim-kiem?" + "date=x&" * 900).text.count("không phải là ngày tháng") <= 5


@pytest.mark.parametrize(
    "query",
    [
        {"q": "dân vận", "date": "1990"},
        {"q": "dân vận", "section": "Kinh tế"},
        {"q": "dan van", "exact": "1"},
        {"q": "dân vận khéo thông xe", "match": "all"},
        {"q": "dân vận", "from": "1990", "to": "1991"},
        # Where no single step helps, several together do.
        {"q": "dân vận", "date": "1990", "section": "Kinh tế"},
        {"q": "dân vận khéo thông xe", "match": "all", "date": "1990", "person": "an-nhien"},
    ],
    ids=str,
)
def test_empty_list_shows_ways_that_lead_somewhere(
    client: FlaskClient, query: dict[str, str]
) -> None:
    html = client.get("/tim-kiem", query_string=query).text
    assert "Không tìm thấy bài nào." in html
    ways = re.findall(
        r'<li><a href="([^"]+)" rel="nofollow">[^<]+</a> <span class="count">([\d.]+) bài', html
    )
    assert ways
    for address, count in ways:
        assert len(_hits(client.get(unescape(address)).text)) == int(count)


def test_reversed_dates_can_be_swapped(client: FlaskClient) -> None:
    links = _links(client.get("/tim-kiem?from=2019&to=2016").text)
    assert "Cầu Bến Đá thông xe" in _hits(client.get(links["Đổi chỗ hai ngày"]).text)


def test_pages_follow_one_another_without_losing_a_report(tmp_path: Path) -> None:
    settings = stock(tmp_path, page_size=2)
    client = create_app(settings).test_client()
    address, seen = "/tim-kiem?sort=oldest", []
    while address:
        html = client.get(address).text
        seen += _hits(html)
        following = re.search(r'<link rel="next" href="([^"]+)">', html)
        address = unescape(following[1]) if following else ""
    assert len(seen) == len(set(seen)) == 5
    assert '<ol class="rows" lang="vi" start="5">' in html


def test_all_names_of_a_facet_stand_in_vietnamese_order(client: FlaskClient) -> None:
    html = client.get("/tim-kiem/loc/person?by=name").text
    names = re.findall(r'class="label" lang="vi">([^<]+)<', html)
    assert names == ["An Nhiên", "Ánh Dương", "Ân Thi", "Đặng Quốc Toản", "Trần Thị Hòa Bình"]


def test_facet_is_searched_without_marks(client: FlaskClient) -> None:
    for facet, find, found in [
        ("person", "hoa binh", "Trần Thị Hòa Bình"),
        ("section", "ha tang", "Kinh tế › Hạ tầng"),
        ("source", "song mo", "Thông tấn xã Sông Mơ"),
        ("author", "le quang", "Lê Quang Hoà"),
    ]:
        html = client.get(f"/tim-kiem/loc/{facet}", query_string={"find": find}).text
        assert re.findall(r'class="label" lang="vi">([^<]+)<', html) == [found]


def test_report_that_comes_in_is_seen_by_an_open_application(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    client = create_app(settings).test_client()
    assert not _hits(client.get("/tim-kiem?q=sao+choi").text)
    put(settings, [entry("moi", "Sao chổi ghé qua", "Sao chổi.", date="2021-05-05")])
    assert _hits(client.get("/tim-kiem?q=sao+choi").text) == ["Sao chổi ghé qua"]


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("dang quoc toan", ["Đặng Quốc Toản"]),
        ("Đặng Quốc Toản", ["Đặng Quốc Toản"]),
        ("đặng quốc toàn", []),
        ("quoc toan", []),
        ("dân vận", []),
        ('"dang quoc toan"', []),
    ],
)
def test_person_whose_name_is_typed_is_offered_above_the_hits(
    client: FlaskClient, typed: str, named: list[str]
) -> None:
    html = client.get("/tim-kiem", query_string={"q": typed}).text
    offers = re.findall(r'<p class="named">(.*?)</p>', html, re.DOTALL)
    assert [name for offer in offers for name in _links(offer) if name in named] == named
    for offer in offers:
        links = _links(offer)
        assert "<h1" in client.get(links[named[0]]).text
        assert len(_hits(client.get(links["2 bài nhắc đến"]).text)) == 2


def test_undated_reports_are_named_where_dates_stand(client: FlaskClient) -> None:
    home = _text(client.get("/").text)
    assert "5 bài, từ 2016 đến 2020, trong đó 1 bài không rõ ngày" in home
    assert "Không rõ ngày : 1 bài" in home
    rows = client.get("/tim-kiem?q=mua+nuoc+noi").text
    assert _text(re.findall(r'<p class="facts">.*?</p>', rows, re.DOTALL)[0]) == (
        "Không rõ ngày Báo Thuận Giang Môi trường"
    )


def test_newspapers_and_contact_stand_on_the_first_page(tmp_path: Path) -> None:
    client = create_app(stock(tmp_path, contact="thu.vien@example.org")).test_client()
    links = _links(client.get("/").text)
    page = client.get(links["Báo Thuận Giang 2018, 3 bài"]).text
    assert len(_hits(client.get(_links(page)["Xem 3 bài của báo này"]).text)) == 3
    assert links["thu.vien@example.org"] == "mailto:thu.vien@example.org"


def test_list_without_hits_offers_the_words_that_are_known(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=xyzxyz+qwqwqw+thong").text
    assert _hits(html) == []
    address = _links(html)["Chỉ tìm “thong”"]
    assert _hits(client.get(address).text) == ["Cầu Bến Đá thông xe"]


def test_list_leads_to_the_report_with_its_words(client: FlaskClient) -> None:
    links = _links(client.get("/tim-kiem?q=%22d%C3%A2n+v%E1%BA%ADn%22").text)
    assert links["Đổi mới công tác dân vận"].startswith(
        f"/bai/{SEED}?q=%22d%C3%A2n+v%E1%BA%ADn%22&n="
    )


def test_every_example_finds_something_and_is_taken_as_typed(client: FlaskClient) -> None:
    for page, least in (("/cach-tim", 18), ("/", 3)):
        examples = re.findall(r'<(?:td|span)><a href="([^"]+)"', client.get(page).text)
        assert len(examples) >= least
        for address in examples:
            html = client.get(unescape(address)).text
            assert _hits(html), address
            assert '<ul class="note">' not in html, address


def test_help_of_an_empty_archive_still_shows_what_to_type(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, [])
    html = create_app(settings).test_client().get("/cach-tim").text
    assert "<td><a" not in html
    assert "ngày:trước 1975" in html


@pytest.mark.parametrize(
    ("language", "most", "scattered"),
    [
        ("vi", "phần lớn các từ", "đủ tiếng, không cần liền nhau"),
        ("en", "most words", "all syllables, anywhere"),
    ],
)
def test_help_says_why_most_may_be_fewer_than_all_scattered(
    client: FlaskClient, language: str, most: str, scattered: str
) -> None:
    def words(address: str, **asked: str) -> str:
        html = client.get(address, query_string={"lang": language, **asked}).text
        return unescape(html).lower()

    said = re.search(f"{most}.* hồ chí minh", words("/cach-tim"))
    assert said is not None
    assert scattered in said[0]


def test_marks_left_out_are_offered_and_what_was_typed_stays(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?q=dan+van&date=2018").text
    offers = html[html.index("Có phải bạn muốn tìm:") :].partition("</p>")[0]
    address = _links(offers)["dân vận"]
    assert parse_qsl(urlsplit(address).query) == [("q", "dân vận"), ("date", "2018")]
    assert 'name="q" value="dan van"' in html


def _suggestions(client: FlaskClient, text: str) -> dict[str, str]:
    """The suggested queries of a list with their addresses."""
    html = client.get("/tim-kiem", query_string={"q": text}).text
    return _links(html.partition("Có phải bạn muốn tìm:")[2].partition("</p>")[0])


def test_date_among_words_is_suggested_as_a_period(client: FlaskClient) -> None:
    assert "dân vận ngày:2018" in _suggestions(client, "dân vận 2018")
    assert "dân vận ngày:10/1" in _suggestions(client, "dân vận ngày 10/1")
    address = _suggestions(client, "10/1/2018")["ngày:10/1/2018"]
    assert "Đổi mới công tác dân vận" in _hits(client.get(address).text)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("năm 2018", "ngày:2018"),
        ("dân vận Năm 2018", "dân vận ngày:2018"),
        ("tháng 1 năm 2018", "ngày:1/2018"),
        ("thang 1 nam 2018", "ngày:1/2018"),
        ("ngày 10 tháng 1 năm 2018", "ngày:10/1/2018"),
        ("10/1 năm 2018", "ngày:10/1/2018"),
        ("dân vận ngày 10 tháng 1", "dân vận ngày:10/1"),
        ("tháng giêng năm 2018", ""),
        ("quý 1/2018", "ngày:1/2018..3/2018"),
        ("dân vận quý I năm 2018", "dân vận ngày:1/2018..3/2018"),
        ("quý 2 năm 2018", ""),
        ("trước 2019", "ngày:trước 2019"),
        ("dân vận sau năm 2010", "dân vận ngày:sau 2010"),
        ("truoc 1975", ""),
        ("trước 10/1", ""),
        ("dân vận từ 2017 đến 2018", "dân vận ngày:2017..2018"),
        ("cuối năm 2018", "ngày:2018"),
        ("9-11/1 dân vận", "ngày:9-11/1 dân vận"),
        ("tuần 10 tháng 1", ""),
        ("số 10/1", ""),
        ("10 tháng 1 ngày tuổi", ""),
    ],
)
def test_date_in_words_is_suggested_as_a_whole(
    client: FlaskClient, text: str, offered: str
) -> None:
    periods = [each for each in _suggestions(client, text) if "ngày:" in each]
    assert periods == ([offered] if offered else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("đứng đầu năm 2018", "đứng đầu ngày:2018"),
        ("dau nam 2018 o hue", "ngày:2018 o hue"),
        ("lũ từ 30/4/1975 đến hết năm 1976", "lũ ngày:30/4/1975..1976"),
        ("vị tướng tư 1975", "vị tướng tư ngày:1975"),
        ("２０１８", "ngày:2018"),
        ("mùa giải 2018", "mùa giải ngày:2018"),
        ("mùa 2018", ""),
        ("trước 2019, sau 2020", ""),
        ("đường 30/4 ngập", ""),
        ("duong 30/4", ""),
        ("chợ 19/5", ""),
        ("đường ngày 30/4", "đường ngày:30/4"),
        ("phố 30/4/1975", "phố ngày:30/4/1975"),
    ],
)
def test_words_beside_a_date_stay_unless_they_belong_to_it(text: str, expected: str) -> None:
    assert with_period(text) == expected


@pytest.mark.parametrize(
    "text", ["31/2/2018", "dân vận 1945", '"dân vận năm 2018 này"', "2017 2018", "ngày:2018"]
)
def test_date_is_no_suggestion_where_it_finds_nothing_or_is_no_date(
    client: FlaskClient, text: str
) -> None:
    assert not [each for each in _suggestions(client, text) if "ngày:" in each]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("zzz yyy", "Hãy thử ít từ hơn."),
        ("zzz ỷyyy", "Hãy thử ít từ hơn, hoặc gõ không dấu."),
        ("zzzỷ", "Hãy thử gõ không dấu."),
        ("zzz", ""),
    ],
)
def test_advice_for_an_empty_list_fits_the_query(
    client: FlaskClient, text: str, advice: str
) -> None:
    html = client.get("/tim-kiem", query_string={"q": text}).text
    assert _hits(html) == []
    assert re.findall(r"<p>(Hãy thử.*?)</p>", html) == ([advice] if advice else [])


def test_marks_that_find_nothing_are_offered_freed(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": '"đồi mội cống tạc"'}).text
    assert _hits(html) == []
    offers = _links(html[html.index("Có phải bạn muốn tìm:") :].partition("</p>")[0])
    assert "Đổi mới công tác dân vận" in _hits(client.get(offers['"doi moi cong tac"']).text)
    html = client.get("/tim-kiem", query_string={"q": '"công tạc vận động"'}).text
    assert '"cong tac van dong"' not in unescape(html)


def test_what_was_typed_is_not_offered_again_without_exact_spelling(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": "cong tac van dong", "exact": "1"}).text
    assert _hits(html) == []
    offers = (
        html[html.index("Có phải bạn muốn tìm:") :].partition("</p>")[0]
        if "Có phải bạn muốn tìm:" in html
        else ""
    )
    assert "cong tac van dong" not in _links(offers)


def test_what_is_typed_is_completed_with_words_persons_and_sections(client: FlaskClient) -> None:
    def offered(typed: str, kind: str) -> list[dict[str, str]]:
        answer = client.get("/goi-y.json", query_string={"q": typed}).get_json()
        return [offer for offer in answer if offer["kind"] == kind]

    words = [offer["text"] for offer in offered("dan v", "")]
    assert words[0] == "dân vận"
    (person,) = offered("dang quoc t", "Nhân vật")
    assert person["text"] == "Đặng Quốc Toản"
    assert "<h1" in client.get(person["url"]).text
    (section,) = offered("ha tang", "Chuyên mục")
    assert section["text"] == "Kinh tế › Hạ tầng"
    assert _hits(client.get(section["url"]).text) == ["Cầu Bến Đá thông xe"]
    assert [offer["text"] for offer in offered("kinh t", "Chuyên mục")] == ["Kinh tế"]
    assert client.get("/goi-y.json?q=").get_json() == []


def _offered(client: FlaskClient, typed: str) -> list[str]:
    answer = client.get("/goi-y.json", query_string={"q": typed}).get_json()
    return [offer["text"] for offer in answer]


@pytest.mark.parametrize("address", ["/tim-kiem?q=dan+van", "/"])
def test_a_page_executes_no_statement_with_the_same_values_twice(
    client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    execute = sqlite.rows

    def prepared(
        connection: Connection, statement: str, values: Sequence[object]
    ) -> list[tuple[object, ...]]:
        seen[statement, repr(values)] += 1
        return execute(connection, statement, values)

    def note(
        connection: object, cursor: object, statement: str, values: object, *_: object
    ) -> None:
        seen[statement, repr(values)] += 1

    client.get(address)
    monkeypatch.setattr(sqlite, "rows", prepared)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert seen
    assert [statement for statement, times in seen.items() if times > 1] == []


def test_identifier_of_an_unknown_person_is_not_shown(client: FlaskClient) -> None:
    html = client.get("/tim-kiem?person=khong-co-ai").text
    assert "Các bài có một người không có trong kho" in html
    main = re.sub(r"<[^>]*>", "", html.partition("<main")[2])
    assert "khong-co-ai" not in main


def test_persons_come_before_sections_and_sections_before_words(client: FlaskClient) -> None:
    answer = client.get("/goi-y.json?q=t").get_json()
    assert {offer["kind"] for offer in answer} <= {""}
    kinds = [offer["kind"] for offer in client.get("/goi-y.json?q=ki").get_json()]
    assert kinds == sorted(kinds, key=["Nhân vật", "Chuyên mục", ""].index)
    assert "Chuyên mục" in kinds


def test_completions_have_the_capitals_of_the_reports(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    floods = "Mưa ở Thừa Thiên Huế. Bão lũ miền Trung lớn, bão lũ miền Trung nặng."
    offices = "Ban Dân vận họp. Công tác dân vận khéo. UBND tỉnh họp; ở UBND tỉnh."
    put(settings, [entry("1", "Tít", floods), entry("2", "Tít", offices)])
    client = create_app(settings).test_client()
    assert _offered(client, "thua thien hu") == ["Thừa Thiên Huế"]
    assert _offered(client, "bao lu mien tr") == ["bão lũ miền Trung"]
    assert _offered(client, "dan van")[0] == "dân vận"
    assert _offered(client, "ubnd t") == ["UBND tỉnh"]
    assert _offered(client, "THUA THIEN") == ["THỪA THIÊN"]


def test_value_of_a_field_is_completed_within_the_query(client: FlaskClient) -> None:
    assert _offered(client, "chuyên_mục:ha t") == ['chuyên_mục:"Kinh tế › Hạ tầng"']
    assert _offered(client, 'dân người:"dang quoc') == ['dân người:"Đặng Quốc Toản"']
    assert _offered(client, "mục:zzz") == []
    (typed,) = _offered(client, "chuyên_mục:ha t")
    page = client.get("/tim-kiem", query_string={"q": typed}).text
    assert _hits(page) == ["Cầu Bến Đá thông xe"]


def test_person_named_once_is_offered_by_the_whole_name(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    reports = [
        entry(str(number), f"Bài {number}", "Mai là thị xã Trương.") for number in range(1001)
    ]
    named = entry("x", "Tít", "Gặp bà Trương Thị Mai.", persons=[("Trương Thị Mai", "bà")])
    put(settings, [*reports, named])
    client = create_app(settings).test_client()
    answer = client.get("/goi-y.json?q=truong+thi+mai").get_json()
    offered = [(offer["text"], offer["kind"]) for offer in answer]
    assert offered == [("Trương Thị Mai", "Nhân vật")]
    assert "Trương Thị Mai" not in _offered(client, "mai")


@pytest.mark.parametrize("typed", ["a" * 200, "dan van " * 25, '"' * 200, "người:" * 40, "(" * 99])
def test_long_and_odd_texts_get_an_answer(client: FlaskClient, typed: str) -> None:
    assert client.get("/goi-y.json", query_string={"q": typed}).status_code == 200


def test_offers_stand_on_a_plain_page_too(client: FlaskClient) -> None:
    links = _links(client.get("/goi-y?q=dan+v").text)
    assert "Đổi mới công tác dân vận" in _hits(client.get(links["dân vận"]).text)


def test_passage_out_of_a_long_sentence_says_that_it_is_cut(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    sentence = f"{'lúa trổ bông, ' * 40}sao chổi ghé qua, {'mưa xuống đồng, ' * 40}"
    put(settings, [entry("x", "Tít", f"Câu ngắn.\n{sentence}")])
    html = create_app(settings).test_client().get("/tim-kiem?q=sao+choi").text
    shown = re.findall(r'<p class="snippet">(.*?)</p>', html)
    assert len(shown) == 1
    assert re.fullmatch(r"… .*<mark>sao chổi</mark>.* …", shown[0])


def test_page_looks_an_unknown_name_up_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    look_up = Persons.matching

    def counted(persons: Persons, text: str, limit: int) -> object:
        asked.append(text)
        return look_up(persons, text, limit)

    monkeypatch.setattr(Persons, "matching", counted)
    html = client.get("/tim-kiem", query_string={"q": 'nhân_vật:"Tống Không Có"'}).text
    assert not _hits(html)
    assert asked == ["Tống Không Có"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("mục:moi truong nước", 'mục:"Môi trường" nước'),
        ("mục: hạ tầng", 'mục:"Hạ tầng"'),
        ("chuyên mục:xây dựng đảng", 'chuyên mục:"Xây dựng Đảng"'),
        ("báo:báo thuận giang dân", 'báo:"Báo Thuận Giang" dân'),
        ("người:dang quoc toan", 'người:"Đặng Quốc Toản"'),
        ("tác_giả:lê quang hòa", 'tác_giả:"Lê Quang Hoà"'),
    ],
)
def test_value_of_several_words_is_offered_as_a_whole(
    client: FlaskClient, text: str, offered: str
) -> None:
    assert [*_suggestions(client, text)] == [offered]
    notes = _text(client.get("/tim-kiem", query_string={"q": text}).text)
    quoted = offered.rpartition('"')[0]
    assert f"muốn cả cụm thì gõ {quoted}" in notes


@pytest.mark.parametrize(
    "text", ["báo:thuận dân vận", "mục:giáo dân vận", "người:toản dân vận", 'mục:"giáo dục" dân']
)
def test_words_after_a_value_that_make_no_longer_one_are_not_noted(
    client: FlaskClient, text: str
) -> None:
    assert "muốn cả cụm thì gõ" not in client.get("/tim-kiem", query_string={"q": text}).text
