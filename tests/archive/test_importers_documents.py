"""Office documents, PDF, feeds and scanned pages."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from archive.importers import Refusal, read
from archive.importers.formats import alto, docx, feed, odt, pdf
from archive.importers.xml import parse_xml
from index.report import Report
from tests import sources
from tests.pdf import pdf as written

TITLE = "Xã ven biển đón đợt tàu cá đầu năm"
LEAD = "Sáng mồng ba, hơn hai mươi tàu cá của xã Hải Hòa cập bến đầy khoang."
BODY = (
    "Ông Phan Văn Tám, chủ tàu, cho biết chuyến này trúng cá cơm và cá nục.",
    "Xã vận động ngư dân đi theo tổ để giúp nhau khi biển động.",
)


def one(found: list[Report | Refusal]) -> Report:
    [record] = found
    assert isinstance(record, Report), record
    return record


def reason(found: list[Report | Refusal]) -> str:
    [record] = found
    assert isinstance(record, Refusal), record
    return record.reason


def word(*paragraphs: tuple[str, str]) -> bytes:
    document = Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style or None)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


ARTICLE = (*((text, "") for text in ("Kinh tế", "03/02/2011 10:15")), (TITLE, "Title"))
TEXT = tuple((text, "") for text in (LEAD, *BODY, "Minh Khuê"))


def test_word_document_is_read_like_a_text(tmp_path: Path) -> None:
    (tmp_path / "bai").write_bytes(word(*ARTICLE, *TEXT))
    report = one(list(read(tmp_path / "bai")))
    assert (report.title, report.lead) == (TITLE, LEAD)
    assert report.body == "\n".join(BODY)
    assert (report.date, report.section) == ("2011-02-03T10:15:00+07:00", ("Kinh tế",))
    assert report.authors == ("Minh Khuê",)
    assert report.original is not None
    assert report.original.media_type.endswith("wordprocessingml.document")


def test_tables_of_a_word_document_are_rows_of_text() -> None:
    document = Document()
    for text in (TITLE, LEAD):
        document.add_paragraph(text)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Tàu", "Tấn", "BV 1234", "2,5"), strict=True):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    report = one(sources.read(docx.FORMAT, stream.getvalue()))
    assert report.body.split("\n") == ["Tàu | Tấn", "BV 1234 | 2,5"]


def test_damaged_word_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bai.docx").write_bytes(word(*ARTICLE)[:-200])
    assert "damaged" in reason(list(read(tmp_path / "bai.docx")))


def test_empty_word_document_is_refused() -> None:
    assert "no text" in reason(sources.read(docx.FORMAT, word()))


@pytest.mark.parametrize("name", ["bai.doc", "bai.xls", "bai"])
def test_old_office_document_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert "save .doc as .docx" in reason(list(read(tmp_path / name)))


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
<text:tracked-changes><text:p>Câu đã xóa.</text:p></text:tracked-changes>
{}</office:text></office:body></office:document-content>"""


def open_document(content: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", CONTENT.format(content))
    return stream.getvalue()


def test_open_document_is_read_like_a_text(tmp_path: Path) -> None:
    paragraphs = "".join(f"<text:p>{text}</text:p>" for text in (LEAD, *BODY, "Minh Khuê"))
    spaced = TITLE.replace(" đón", '<text:s text:c="2"/>đón')
    note = "<text:note><text:p>Chú thích.</text:p></text:note>"
    heading = f'<text:h text:style-name="Heading_20_1">{spaced}{note}</text:h>'
    (tmp_path / "bai").write_bytes(open_document(heading + paragraphs))
    report = one(list(read(tmp_path / "bai")))
    assert (report.title, report.lead, report.body) == (TITLE, LEAD, "\n".join(BODY))
    assert report.authors == ("Minh Khuê",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("before", ["", f"<!--{' ' * 70_000}-->"])
def test_entities_in_a_document_are_refused(encoding: str, before: str) -> None:
    declared = '<!DOCTYPE a [<!ENTITY x "y">]>'
    bomb = f"{before}{declared}<rss><channel><item>&x;</item></channel></rss>".encode(encoding)
    with pytest.raises(ValueError, match="declares entities"):
        parse_xml(bomb)


def test_feed_that_declares_entities_is_refused_with_the_way_out(tmp_path: Path) -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "]y"> ]>'
    text = f"{declared}<rss><channel><item><title>&x;</title></item></channel></rss>"
    (tmp_path / "tin.xml").write_text(text)
    [refusal] = read(tmp_path / "tin.xml")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("an XML document that declares entities")
    assert "remove the DOCTYPE" in refusal.reason


def column(left: float, top: float, lines: list[str]) -> list[tuple[float, float, float, str]]:
    return [(left, top - 13 * at, 11, line) for at, line in enumerate(lines)]


LINES = [
    "Sáng mồng ba, hơn hai mươi tàu cá của xã",
    "Hải Hòa cập bến đầy khoang.",
    "Ông Phan Văn Tám, chủ tàu, cho biết chuy-",
    "ến này trúng cá cơm và cá nục.",
]


def test_text_layer_of_a_pdf_is_read(tmp_path: Path) -> None:
    page = [(60, 740, 20, TITLE), *column(60, 700, LINES)]
    (tmp_path / "bai").write_bytes(written(page))
    report = one(list(read(tmp_path / "bai")))
    assert (report.title, report.lead) == (TITLE, LEAD)
    assert report.body == BODY[0]
    assert report.original is not None
    assert report.original.notes == ("1 words joined over line ends",)


def test_date_close_above_the_title_of_a_pdf_is_read() -> None:
    # The lines stand so close that they are one box.
    page = [(60, 760, 11, "03/11/2006 08:30"), (60, 740, 20, TITLE), *column(60, 724, LINES)]
    report = one(sources.read(pdf.FORMAT, written(page)))
    assert (report.date, report.title) == ("2006-11-03T08:30:00+07:00", TITLE)
    assert (report.lead, report.body) == (LEAD, BODY[0])


def test_columns_of_a_pdf_are_read_one_after_another_and_noted() -> None:
    page = [(60, 740, 20, TITLE), *column(60, 700, LINES[:2] * 4), *column(330, 700, LINES[2:] * 4)]
    report = one(sources.read(pdf.FORMAT, written(page)))
    assert report.original is not None
    assert "set in 2 columns: check the order of the paragraphs" in report.original.notes
    text = f"{report.lead} {report.body}"
    assert text.rindex("Hải Hòa") < text.index("Phan Văn Tám")


def test_running_title_and_page_numbers_are_left_out() -> None:
    pages = [
        [(60, 770, 8, f"Bản tin xã - {number}"), *column(60, 700, [f"{line} {text}"])]
        for number, (line, text) in enumerate(zip(LINES, (LEAD, *BODY, TITLE), strict=True))
    ]
    report = one(sources.read(pdf.FORMAT, written(*pages)))
    assert "Bản tin" not in f"{report.title}{report.lead}{report.body}"


def test_scan_without_text_is_refused_as_such() -> None:
    assert "a scan without text" in reason(_refusal(pdf, written([(60, 30, 8, "Trang 1")])))


def test_pdf_whose_letters_are_unknown_is_refused() -> None:
    assert "do not say which letters" in reason(
        _refusal(pdf, written(column(60, 700, LINES), named=False))
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", written(column(60, 700, LINES))[:400]])
def test_damaged_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bai.pdf").write_bytes(data)
    [record] = read(tmp_path / "bai.pdf")
    assert isinstance(record, Refusal)


def _refusal(module: object, data: bytes) -> list[Report | Refusal]:
    path = Path("/bai")
    try:
        return sources.read(module.FORMAT, data)  # type: ignore[attr-defined]
    except ValueError as error:
        return [Refusal(str(error), str(path))]


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Báo Hải Hòa</title>
<item><title>{title}</title><link>https://bao.test/tau-ca</link>
<description>&lt;p&gt;{lead}&lt;/p&gt;&lt;img src="a.jpg"/&gt;</description>
<pubDate>Thu, 03 Feb 2011 10:15:00 +0700</pubDate><dc:creator>Minh Khuê</dc:creator>
<category>Kinh tế</category></item>
<item><link>https://bao.test/khong-tit</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo Hải Hòa</title><entry>
<title>{title}</title><link rel="self" href="https://bao.test/self"/>
<link href="https://bao.test/tau-ca"/><published>2011-02-03T03:15:00Z</published>
<summary>{lead}</summary><author><name>Minh Khuê</name></author><category term="Kinh tế"/>
</entry></feed>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://bao.test/tau-ca</loc>
<news:news><news:publication><news:name>Báo Hải Hòa</news:name></news:publication>
<news:publication_date>2011-02-03T10:15:00+07:00</news:publication_date>
<news:title>{title}</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize("text", [RSS, ATOM, NEWS], ids=["rss", "atom", "news sitemap"])
def test_item_of_a_feed_becomes_a_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "feed.xml").write_text(text.format(title=TITLE, lead=LEAD), encoding="utf-8")
    report = next(iter(read(tmp_path / "feed.xml")))
    assert isinstance(report, Report)
    assert (report.title, report.url) == (TITLE, "https://bao.test/tau-ca")
    assert (report.date, report.source) == ("2011-02-03T10:15:00+07:00", "Báo Hải Hòa")
    assert report.lead in (LEAD, "")
    assert report.original is not None
    assert "body" in report.original.unstated


def test_authors_and_categories_of_a_feed_are_read() -> None:
    for text in (RSS, ATOM):
        report, *_ = sources.read(feed.FORMAT, text.format(title=TITLE, lead=LEAD).encode())
        assert isinstance(report, Report)
        assert (report.authors, report.tags) == (("Minh Khuê",), ("Kinh tế",))


def test_item_without_title_is_refused_with_its_number() -> None:
    _, refusal = sources.read(feed.FORMAT, RSS.format(title=TITLE, lead=LEAD).encode())
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.reason) == (2, "neither title nor text")


@pytest.mark.parametrize(
    "text",
    [
        "<urlset xmlns='x'><url><loc>https://bao.test/a</loc></url></urlset>",
        "<sitemapindex xmlns='x'><sitemap><loc>https://bao.test/a.xml</loc></sitemap></sitemapindex>",
    ],
)
def test_sitemap_without_titles_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "sitemap.xml").write_text(text, encoding="utf-8")
    assert "sitemap" in reason(list(read(tmp_path / "sitemap.xml")))


ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description>
<sourceImageInformation><fileName>p3.tif</fileName></sourceImageInformation></Description><Layout>
<Page ID="P1" PHYSICAL_IMG_NR="3"><PrintSpace><TextBlock><TextLine><String CONTENT="Tàu"/><SP/>
<String CONTENT="cá" /><SP/><String CONTENT="cập" SUBS_TYPE="HypPart1" SUBS_CONTENT="cập-bến"/>
<HYP CONTENT="-"/></TextLine><TextLine><String CONTENT="bến" SUBS_TYPE="HypPart2"/></TextLine>
</TextBlock><TextBlock><TextLine><String CONTENT="Chợ họp."/></TextLine></TextBlock></PrintSpace>
</Page></Layout></alto>"""


@pytest.mark.parametrize("name", ["haihoa_19450902_003.xml", "haihoa-1945-09-02/003.xml"])
def test_scanned_page_keeps_issue_page_and_image(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(ALTO, encoding="utf-8")
    report = one(list(read(path)))
    assert report.body == "Tàu cá cập-bến\nChợ họp."
    assert (report.title, report.date) == ("Trang 3", "1945-09-02")
    assert report.original is not None
    assert report.original.notes == ("page 3", "image p3.tif")


def test_scanned_page_without_text_is_refused() -> None:
    empty = '<alto xmlns="x"><Layout><Page PHYSICAL_IMG_NR="1"/></Layout></alto>'
    assert reason(sources.read(alto.FORMAT, empty.encode())) == "no text on page 1"


def test_other_xml_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<?xml version='1.0'?><note><to>x</to></note>")
    assert "XML" in reason(list(read(tmp_path / "a.xml")))


@pytest.mark.parametrize("format", [docx.FORMAT, odt.FORMAT, pdf.FORMAT, feed.FORMAT, alto.FORMAT])
def test_bytes_of_nothing_end_in_a_refusal(format: object, tmp_path: Path) -> None:
    path = tmp_path / "x.dat"
    for data in (b"", b"\x00\xff", b"<a", b"PK\x03\x04"):
        path.write_bytes(data)
        [record] = read(path, format=format.name)  # type: ignore[attr-defined]
        assert isinstance(record, Refusal)


def test_link_of_a_feed_that_is_a_program_is_not_understood() -> None:
    item = "<item><title>Chợ họp</title><link>javascript:alert(1)</link></item>"
    report = one(sources.read(feed.FORMAT, f"<rss><channel>{item}</channel></rss>".encode()))
    assert report.original is not None
    assert (report.url, report.original.unread) == ("", (("url", "javascript:alert(1)"),))
