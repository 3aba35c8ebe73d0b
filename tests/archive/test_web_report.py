"""The page of a report: its text as published, versions, original, data for machines."""

import json
import re
from contextlib import closing
from html import unescape
from pathlib import Path
from textwrap import shorten
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.catalogue import Entry, open_catalogue
from archive.persons.authority import Link, Merge
from archive.web import create_app
from archive.web.display.quotation import quotation
from archive.web.reports.metadata import description
from archive.withdrawal.decisions import Withdraw
from index.report import Original, Report
from tests.newsstand import ENTRIES, SEED, entry, put, stock
from tests.stories import article


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


def _meta(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html)
    return [(name, unescape(content)) for name, content in found]


def _originals(html: str) -> list[str]:
    return [unescape(path) for path in re.findall(r'href="(/ban-goc/[^"]+)"', html)]


def test_report_is_shown_whole_and_as_published(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}").text
    report = ENTRIES[0].report
    assert f"<h1>{report.title}</h1>" in html
    for text in (report.lead, *report.body.split("\n"), *report.captions):
        assert text in html
    assert '<span class="dateline">TGO</span>' in html
    assert "Thứ Tư, 10 tháng 1 năm 2018, 23:31" in html


def test_words_that_led_here_are_marked(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}?q=dan+van").text
    text = re.sub(r"</?a\b[^>]*>", "", html)
    assert "Nhiều mô hình “<mark>Dân vận</mark> khéo”" in text
    assert "Quang cảnh hội nghị <mark>dân vận</mark>" in text
    assert "<mark>" not in client.get(f"/bai/{SEED}").text


def test_related_reports_are_listed_without_copies_of_the_same_story(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    reported = article(12, seed=1)
    after = "Thừa Thiên Huế dọn bùn: bão lũ đã qua, miền Trung hết cảnh đường ngập."
    put(
        settings,
        [
            entry("flood", "Bão lũ miền Trung", reported, source="A"),
            entry("copy", "Bão lũ miền Trung", reported, source="B"),
            entry("other", "Sau bão lũ miền Trung", after, source="C"),
            *(entry(f"n{number}", "Chợ", f"Phiên chợ số {number}.") for number in range(60)),
        ],
    )
    client = create_app(settings).test_client()
    html = client.get("/bai/flood").text
    related = html.partition('id="lien-quan"')[2].partition("</section>")[0]
    assert re.findall(r'href="/bai/([^"]+)"', related) == ["other"]
    assert 'id="lien-quan"' not in client.get("/bai/n1").text


def test_highlights_lead_from_one_to_the_next_and_round(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}?q=dan+van").text
    places = re.findall(
        r'<a class="place" id="cho-(\d+)" href="#cho-(\d+)" tabindex="-1" data-place="(.*?)"', html
    )
    assert places == [("1", "2", "1/4"), ("2", "3", "2/4"), ("3", "4", "3/4"), ("4", "1", "4/4")]
    assert '<a href="#cho-1">4 chỗ có từ đang tìm' in html
    assert "cho-1" not in client.get(f"/bai/{SEED}").text


def test_syllables_of_a_word_are_not_highlighted_alone_anywhere(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry("x", "Tít", "Tài xế gặp tai nạn.\nTại đó có tai nạn lớn.")])
    html = create_app(settings).test_client().get("/bai/x?q=tai+nan").text
    assert re.findall("<mark>(.*?)</mark>", html) == ["tai nạn", "tai nạn"]


def test_every_identifier_has_a_page(client: FlaskClient) -> None:
    for each in ENTRIES:
        answer = client.get("/bai/" + quote(each.report.identifier, safe="/"))
        assert answer.status_code == 200, each.report.identifier
        assert unescape(answer.text).count(each.report.identifier) >= 1


@pytest.mark.parametrize("url", ["http://[x", "//[::1", "javascript:alert(1)", "http://a b/"])
def test_report_with_an_impossible_address_has_pages(url: str, tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry("x", "Tít", "Thân bài.", url=url)])
    client = create_app(settings).test_client()
    for page in ("/bai/x", "/tim-kiem?q=tít"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert 'href="javascript' not in answer.text


def test_links_in_lists_lead_to_reports_with_strange_identifiers(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": '"vần thơ"'}).text
    path = unescape(re.findall(r'<h2><a href="([^"]+)"', html)[0])
    assert "vần thơ</mark> vào lớp học" in client.get(path).text


def test_reader_goes_from_hit_to_hit_and_back_to_the_very_list(tmp_path: Path) -> None:
    client = create_app(stock(tmp_path, page_size=2)).test_client()
    lists = [client.get(f"/tim-kiem?sort=oldest&page={page}").text for page in (1, 2, 3)]
    listed = [path for html in lists for path in re.findall(r'<h2><a href="([^"]+)"', html)]
    assert len(listed) == 5
    seen = [address := unescape(listed[0])]
    while following := re.search(r'rel="next nofollow" href="([^"]+)"', client.get(address).text):
        seen.append(address := unescape(following[1]))
    assert seen == [unescape(path) for path in listed]
    html = client.get(seen[2]).text
    assert "Bài 3 trong 5 bài" in html
    previous = re.findall(r'rel="prev nofollow" href="([^"]+)"', html)
    assert [unescape(path) for path in previous] == [seen[1]]
    (back,) = re.findall(r'class="back" href="([^"]+)"', html)
    assert unescape(back) == "/tim-kiem?sort=oldest&page=2#bai-3"
    assert 'id="bai-3"' in client.get(unescape(back)).text


@pytest.mark.parametrize("rank", ["3", "99", "0", "x", "999999999999"])
def test_rank_that_is_wrong_leaves_the_way_back(client: FlaskClient, rank: str) -> None:
    html = client.get(f"/bai/{SEED}?sort=oldest&n={rank}").text
    assert re.search(r'class="back" href="/tim-kiem\?sort=oldest', html)
    assert 'rel="next' not in html
    assert 'class="position"' not in client.get(f"/bai/{SEED}").text


def test_permanent_address_has_no_words(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}?q=dan+van&lang=en").text
    assert f'<link rel="canonical" href="http://localhost/bai/{SEED}">' in html


def test_reference_managers_find_a_newspaper_article(client: FlaskClient) -> None:
    meta = _meta(client.get(f"/bai/{SEED}").text)
    for expected in [
        ("DC.type", "newsItem"),
        ("DC.title", "Đổi mới công tác dân vận"),
        ("DC.creator", "Anh Phong"),
        ("DC.date", "2018-01-10T23:31:00+07:00"),
        ("prism.publicationName", "Báo Thuận Giang"),
        ("DCTERMS.isPartOf", "Báo Thuận Giang"),
        ("DC.subject", "Trần Thị Hòa Bình"),
        ("DC.identifier", f"http://localhost/bai/{SEED}"),
        ("og:type", "article"),
    ]:
        assert expected in meta


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (SEED, "Sáng 10/1, Ban Dân vận Tỉnh ủy tổ chức hội nghị tổng kết."),
        ("tg:2016:0907", "Sau ba năm thi công, cầu Bến Đá thông xe. Người dân đi bộ qua cầu."),
    ],
)
def test_search_engines_describe_a_report_by_its_beginning(
    client: FlaskClient, identifier: str, expected: str
) -> None:
    assert ("description", expected) in _meta(client.get(f"/bai/{identifier}").text)


def test_json_ld_is_a_news_article_that_no_text_can_break_out_of(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    nasty = 'Ngoặc "kép" </script><!-- và \\ gạch'
    put(settings, [entry("x", nasty, "Thân bài.", lead=nasty, date="2018-01", source="A & B")])
    html = create_app(settings).test_client().get("/bai/x").text
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    article = json.loads(script)
    assert (article["headline"], article["description"]) == (nasty, nasty)
    assert article["datePublished"] == "2018-01"
    assert article["isPartOf"] == {"@type": "Newspaper", "name": "A & B"}


def test_names_stay_whole_for_zotero(client: FlaskClient) -> None:
    meta = _meta(client.get("/bai/tg:2018:0302").text)
    assert ("bib.authors", "Lê Quang Hoà,") in meta
    assert ("DC.creator", "Lê Quang Hoà") in meta
    names = {name for name, _ in meta}
    assert not names & {"DC.publisher", "citation_journal_title", "citation_author"}


def test_report_without_title_is_named_by_its_opening_words(client: FlaskClient) -> None:
    html = client.get("/bai/tg:2012:vo-de").text
    words = "[Bản tin không có tít kể chuyện mùa nước nổi <b>&amp; dân vận</b>]"
    assert {("DC.title", words), ("og:title", words)} <= set(_meta(html))
    assert json.loads(re.findall(r"ld\+json\">(.*?)</script>", html)[0])["headline"] == words
    assert words in unescape(html.split("<title>")[1].split("</title>")[0])
    assert f"«{words}», Báo Thuận Giang, không rõ ngày, " in _citations(html)[0]


def test_citations_keep_the_order_of_vietnamese_names(client: FlaskClient) -> None:
    assert _citations(client.get("/bai/tg:2018:0302").text) == [
        "Lê Quang Hoà, «Dân vận khéo ở xã vùng cao», Báo Thuận Giang, 2/3/2018, "
        "http://localhost/bai/tg:2018:0302.",
        "Lê Quang Hoà. “Dân vận khéo ở xã vùng cao.” Báo Thuận Giang, March 2, 2018. "
        "http://localhost/bai/tg:2018:0302.",
        "Lê Quang Hoà. (2018, March 2). Dân vận khéo ở xã vùng cao. Báo Thuận Giang. "
        "http://localhost/bai/tg:2018:0302",
    ]


def _citations(html: str) -> list[str]:
    found = re.findall(r'<p class="citation"[^>]*>(.*?)</p>', html)
    return [unescape(re.sub(r"</?i>", "", text)) for text in found]


def test_persons_are_shown_with_their_roles_and_lead_to_their_pages(client: FlaskClient) -> None:
    html = client.get(f"/bai/{SEED}").text
    found = re.search(r'<a href="(/nguoi/[^"]+)"[^>]*>Đặng Quốc Toản</a>\s*<span[^>]*>Bí thư', html)
    assert found
    assert "<h1" in client.get(found[1]).text


def test_original_comes_back_byte_for_byte_and_is_never_run_here(client: FlaskClient) -> None:
    (path,) = _originals(client.get(f"/bai/{SEED}").text)
    answer = client.get(path)
    original = ENTRIES[0].report.original
    assert original is not None
    assert answer.data == original.data
    assert answer.content_type == original.media_type
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_original_is_given_under_its_own_report_only(client: FlaskClient) -> None:
    (path,) = _originals(client.get(f"/bai/{SEED}").text)
    assert client.get(path.replace(SEED, "tg:2018:0302")).status_code == 404
    assert client.get(f"/ban-goc/{'0' * 64}/{SEED}").status_code == 404


def test_changed_report_keeps_its_older_version(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry(SEED, "Tít đã sửa", "Thân bài mới.", date="2018-01-10")])
    client = create_app(settings).test_client()
    newest = client.get(f"/bai/{SEED}").text
    assert "<h1>Tít đã sửa</h1>" in newest
    older = client.get(f"/phien-ban/1/{SEED}").text
    assert "<h1>Đổi mới công tác dân vận</h1>" in older
    assert "không phải bản đang công bố" in older
    assert f"/phien-ban/1/{SEED}" in newest
    assert client.get(f"/phien-ban/3/{SEED}").status_code == 404


def test_value_that_was_not_understood_is_shown_as_written(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    original = Original(b"x", "text/csv", "/l.csv:2", unread=(("date", "khoảng <1930>"),))
    put(settings, [Entry(Report("tg:unread", title="Chợ xưa", original=original))])
    page = create_app(settings).test_client().get("/bai/tg:unread").text
    assert "Chưa đọc được trong bản gốc" in page
    assert 'Ngày: <span lang="vi">«khoảng &lt;1930&gt;»</span>' in page


def test_withdrawn_report_is_gone_with_its_original_and_versions(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    client = create_app(settings).test_client()
    (path,) = _originals(client.get(f"/bai/{SEED}").text)
    catalogue = open_catalogue(settings.catalogue)
    assert catalogue.decisions.add([Withdraw(SEED)])
    catalogue.close()
    for address in (f"/bai/{SEED}", path, f"/phien-ban/1/{SEED}"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Bài này đã được rút khỏi kho" in answer.text
        assert "dân vận" not in answer.text


def test_report_page_states_no_office_that_is_in_doubt(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    offices = ("Giám đốc Sở Y tế", "thủ môn của Khánh Hòa đạp thẳng đầu cầu thủ")
    put(settings, [entry("o:1", "T", "B", persons=[("Lê Thị Ba", each) for each in offices])])
    html = create_app(settings).test_client().get("/bai/o:1").text
    assert "Giám đốc Sở Y tế" in html
    assert "đạp thẳng" not in html


def test_person_page_names_the_entity_in_authority_files(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    client = create_app(settings).test_client()
    before = client.get("/nguoi/dang-quoc-toan")
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        catalogue.decisions.add([Link("dang-quoc-toan", "wikidata", "Q36014")])
    page = client.get("/nguoi/dang-quoc-toan", headers={"If-None-Match": before.headers["ETag"]})
    assert page.status_code == 200
    uri = "http://www.wikidata.org/entity/Q36014"
    assert f'Cũng có trong <a href="{uri}" rel="external">Wikidata</a>' in page.text
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert json.loads(found)["sameAs"] == [uri]
    (report,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        client.get(f"/bai/{SEED}").text,
    )
    mentions = {each["name"]: each.get("sameAs") for each in json.loads(report)["mentions"]}
    assert mentions["Đặng Quốc Toản"] == [uri]


@pytest.mark.parametrize("identifier", ["khong-co", "%00", "a%00b", "x" * 3000, "%FF", "../x"])
def test_unknown_report_is_not_found(client: FlaskClient, identifier: str) -> None:
    assert client.get(f"/bai/{identifier}").status_code == 404


def test_lead_that_opens_the_body_stands_once(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry("x", "Tít", "Mở đầu thế này.\nRồi tiếp.", lead="Mở đầu thế này.")])
    html = create_app(settings).test_client().get("/bai/x").text
    assert html.count(">Mở đầu thế này.<") == 1


def test_person_page_tells_offices_years_and_company(client: FlaskClient) -> None:
    html = client.get("/nguoi/dang-quoc-toan").text
    assert html.index("Bí thư") < html.index("Phó Chủ tịch")
    found = re.search(r'href="([^"]*)"[^>]*>\s*<span [^>]*lang="vi">Trần Thị Hòa Bình<', html)
    assert found
    assert "Đổi mới công tác dân vận" in client.get(unescape(found[1])).text
    assert "person:" not in html
    assert "Dân vận khéo ở xã vùng cao" in html
    assert '<input type="hidden" name="person" value="dang-quoc-toan">' in html


def test_years_of_a_person_stand_in_a_table_too(client: FlaskClient) -> None:
    html = client.get("/nguoi/dang-quoc-toan").text
    table = html[html.index("<table") : html.index("</table>")]
    assert "Số bài theo tháng" in table
    assert re.search(
        r'<th scope="row"><a href="[^"]*date=2018-03[^"]*"[^>]*>tháng 3/2018</a></th>\s*<td>1<',
        table,
    )


def test_offices_of_someone_much_written_of_are_cut_and_counted(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    offices = [f"Giám đốc số {number}" for number in range(80)]
    put(
        settings,
        [entry(f"o:{at}", "T", "B", persons=[("Lê Ba", o) for o in offices]) for at in range(3)],
    )
    html = create_app(settings).test_client().get("/nguoi/le-ba").text
    assert html.count("Giám đốc số") == 2 * 72
    assert "Còn 8 chức danh khác nữa." in html


_FILLER = "về việc cho phép học sinh trên địa bàn tiếp tục nghỉ học để phòng chống dịch bệnh " * 4


@pytest.mark.parametrize(
    ("sentence", "office"),
    [
        (
            "Ngày 14/3, Văn phòng UBND tỉnh cho biết Phó Chủ tịch UBND tỉnh Lê Văn Ba vừa ký "
            "công văn hỏa tốc gửi Sở GD-ĐT, Sở Y tế… " + _FILLER,
            "Phó Chủ tịch UBND tỉnh",
        ),
        (_FILLER + "của ông Lê Văn Ba (nguyên thứ trưởng Bộ GTVT)", "nguyên thứ trưởng Bộ GTVT"),
        (_FILLER + "ông Ba - phó bí thư, chủ tịch HĐND TP.HCM - nói", "chủ tịch HĐND TP.HCM"),
        ("Theo ông Lê Văn Ba, " + _FILLER + "rồi được bầu làm bí thư xã", "bí thư xã"),
        (_FILLER + "PGS.TS LE VAN BA ký " + _FILLER, "PGS.TS"),
    ],
)  # fmt: skip
def test_quotation_of_an_office_holds_the_name_and_the_office(sentence: str, office: str) -> None:
    quoted = quotation(sentence, ["Lê Văn Ba"], office, 100)
    assert office in quoted
    assert re.search("Ba\\b|BA\\b", quoted)
    part = quoted.removeprefix("… ").removesuffix(" …")
    assert f" {part} " in f" {sentence} "


def test_quotation_of_a_short_sentence_is_the_sentence() -> None:
    assert quotation("Ông Lê Ba nói.", ["Lê Ba"], "bí thư", 100) == "Ông Lê Ba nói."


@given(st.text("Lê Ba,. bí thư\n", max_size=80), st.integers(1, 60))
def test_quotation_is_a_part_of_its_sentence(sentence: str, length: int) -> None:
    quoted = quotation(sentence, ["Lê Ba"], "bí thư", length)
    assert quoted.removeprefix("… ").removesuffix(" …") in sentence


@pytest.mark.parametrize("identifier", ["khong-co", "%00", "%FF"])
def test_unknown_person_is_not_found(client: FlaskClient, identifier: str) -> None:
    assert client.get(f"/nguoi/{identifier}").status_code == 404


def test_merged_person_is_found_under_the_old_address(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    catalogue = open_catalogue(settings.catalogue)
    catalogue.decisions.add([Merge("an-nhien", "dang-quoc-toan")])
    catalogue.close()
    put(settings, [])
    client = create_app(settings).test_client()
    answer = client.get("/nguoi/an-nhien?lang=en")
    assert (answer.status_code, answer.location) == (301, "/nguoi/dang-quoc-toan?lang=en")
    html = client.get("/tim-kiem?person=an-nhien").text
    assert "Cầu Bến Đá thông xe" in html
    assert "Dân vận khéo ở xã vùng cao" in html
    assert '<span class="kind">Nhân vật:</span> Đặng Quốc Toản' in html


@given(st.text(st.sampled_from("ab \n\u00a0"), max_size=600), st.booleans())
def test_description_is_the_beginning_of_the_text_cut_after_a_word(
    text: str, has_lead: bool
) -> None:
    report = Report("bao:1", lead=text) if has_lead else Report("bao:1", body=text)
    assert description(report) == shorten(text, 160, placeholder=" …")
