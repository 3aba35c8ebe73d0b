"""JSON Lines and CSV: one record after the other."""

import csv as standard_csv
import io
import json
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.exporters import csv as exporter
from archive.importers import Refusal, read
from archive.importers.formats import csv, jsonl
from index.report import Report
from tests import sources
from tests.exported import ABOUT, row

Read = list[Report | Refusal]


def from_json(*records: object, **options: Any) -> Read:
    """What the importer makes of the records, one a line."""
    lines = "".join(json.dumps(record) + "\n" for record in records)
    return sources.read(jsonl.FORMAT, lines.encode(), "list.jsonl", **options)


def from_csv(text: str, encoding: str = "utf-8", **options: Any) -> Read:
    """What the importer makes of a sheet."""
    return sources.read(csv.FORMAT, text.encode(encoding), "list.csv", **options)


def one(read: Read) -> Report:
    """The only report."""
    [report] = read
    assert isinstance(report, Report), report
    return report


def test_all_fields_of_a_record_are_read() -> None:
    record = {
        "id": "tg:1", "title": "Khánh thành cầu", "date": "2018-01-10T05:31:00Z",
        "category": "Xã hội > Đời sống", "author": "ANH PHONG;THU HÀ", "url": "https://x.example/1",
        "body": "Đoạn một.\n\nĐoạn hai.", "lead": "Cầu mới.", "tags": "cầu, đò", "source": "Báo X",
        "corpus": "c", "date_est": "2001-01-01",
    }  # fmt: skip
    report = one(from_json(record))
    assert report == Report(
        identifier="tg:1",
        title="Khánh thành cầu",
        date="2018-01-10T12:31:00+07:00",
        section=("Xã hội", "Đời sống"),
        authors=("Anh Phong", "Thu Hà"),
        url="https://x.example/1",
        body="Đoạn một.\nĐoạn hai.",
        lead="Cầu mới.",
        tags=("cầu", "đò"),
        source="Báo X",
    )


def test_original_is_the_line_with_its_place() -> None:
    data = b'\n{"title": "Hai"}\r\n'
    report = one(sources.read(jsonl.FORMAT, data, "list.jsonl"))
    assert report.original is not None
    assert report.original.data == b'{"title": "Hai"}\r\n'
    assert report.original.origin == "list.jsonl:2"
    assert report.original.media_type == "application/json"


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"title": "D&acirc;n v&#7853;n&nbsp;"}, "title", "Dân vận"),
        ({"title": "Hai\r\ndòng"}, "title", "Hai dòng"),
        ({"title": "va\u0323\u0302n"}, "title", "va\u0323\u0302n"),
        ({"id": 42}, "identifier", "42"),
        ({"id": None}, "identifier", ""),
        ({"id": " a b "}, "identifier", "a b"),
        ({"tags": ["cầu", "đò", "cầu"]}, "tags", ("cầu", "đò")),
        ({"tags": None}, "tags", ()),
        ({"category": ["Xã hội", "Đời sống - Huế"]}, "section", ("Xã hội", "Đời sống - Huế")),
        ({"category": "Chính trị - Xã hội"}, "section", ("Chính trị - Xã hội",)),
        ({"author": ["Anh Phong", "Thu Hà"]}, "authors", ("Anh Phong", "Thu Hà")),
        ({"captions": ["Một", "Hai"]}, "captions", ("Một", "Hai")),
        ({"date": 2018}, "date", "2018"),
        ({"date": "31/02/2018"}, "date", ""),
        ({"date": ""}, "date", ""),
        ({"Chuyên mục": "Xã hội"}, "section", ("Xã hội",)),
        ({"author": "Thu Hà (Theo Reuters)"}, "source", "Reuters"),
        ({"author": "Ban Thời sự-Thứ năm, ngày 30/06/2022"}, "date", "2022-06-30"),
    ],
)
def test_values_are_understood(record: dict[str, object], field: str, value: object) -> None:
    report = one(from_json({"title": "T", **record}))
    assert getattr(report, field) == value


def test_own_name_of_a_field_goes_before_others() -> None:
    assert one(from_json({"headline": "Khác", "title": "Tựa"})).title == "Tựa"
    assert one(from_json({"title": "Tựa", "headline": "Khác"})).title == "Tựa"


def test_mapping_goes_before_all_names() -> None:
    report = one(from_json({"title": "Khác", "tít lớn": "Tựa"}, mapping={"tít lớn": "title"}))
    assert report.title == "Tựa"


def test_lead_and_title_that_the_body_repeats_are_read_once() -> None:
    record = {"title": "Tựa", "lead": "Mở đầu.", "body": "Tựa\nMở đầu.\nThân bài."}
    report = one(from_json(record))
    assert (report.lead, report.body) == ("Mở đầu.", "Thân bài.")


def test_text_that_is_all_lead_is_read_once() -> None:
    report = one(from_json({"title": "Tựa", "lead": "Mở đầu.", "body": "Mở đầu."}))
    assert (report.lead, report.body) == ("", "Mở đầu.")


def test_dateline_is_cut_from_where_the_text_begins() -> None:
    report = one(from_json({"title": "T", "body": "TTO - Sáng nay.\nHết."}))
    assert (report.dateline, report.body) == ("TTO", "Sáng nay.\nHết.")


def test_line_that_signs_the_body_is_read_where_the_field_agrees() -> None:
    body = "Sáng nay, cầu mở.\nAnh Phong (Theo Reuters)"
    assert one(from_json({"title": "T", "body": body})).authors == ("Anh Phong",)
    agreed = one(from_json({"title": "T", "body": body, "author": "Anh Phong"}))
    assert (agreed.body, agreed.source) == ("Sáng nay, cầu mở.", "Reuters")
    other = one(from_json({"title": "T", "body": body, "author": "Thu Hà"}))
    assert (other.authors, other.body) == (("Thu Hà",), body)


def test_credit_of_the_last_picture_stays_in_the_body() -> None:
    body = "Sáng nay, cầu mở.\nẢnh: Thu Hà"
    assert one(from_json({"title": "T", "body": body})).body == body


def test_too_long_record_is_refused_and_the_rest_goes_on() -> None:
    read = from_json({"title": "x" * 200}, {"title": "Hai"}, limit=100)
    assert isinstance(read[0], Refusal)
    assert (read[0].reason, read[0].line) == ("longer than 100 bytes", 1)
    assert one(read[1:]).title == "Hai"


def test_deeply_nested_json_is_refused() -> None:
    data = b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    [refusal] = sources.read(jsonl.FORMAT, data, "deep.jsonl")
    assert isinstance(refusal, Refusal)
    assert "nested" in refusal.reason


SHEETS = {
    "comma": "id,title,body\n1,Một,Thân\n",
    "semicolon": "id;title;body\n1;Một;Thân\n",
    "tab": "id\ttitle\tbody\n1\tMột\tThân\n",
    "bar": "id|title|body\n1|Một|Thân\n",
    "declared": "sep=;\r\nid;title;body\r\n1;Một;Thân\r\n",
    "quoted": '"id","title","body"\r\n"1","Một","Thân"\r\n',
    "vietnamese names": "Mã;Tiêu đề;Nội dung\n1;Một;Thân\n",
    "capitals": "ID,TITLE,Body\n1,Một,Thân\n",
    "blank lines": "id,title,body\n\n,,\n1,Một,Thân\n\n",
    "other columns": "id,x,title,body,y\n1,,Một,Thân,\n",
    "no line end": "id,title,body\n1,Một,Thân",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_sheet_in_every_form_is_read(sheet: str, encoding: str) -> None:
    report = one(from_csv(sheet, encoding))
    assert (report.identifier, report.title, report.body) == ("1", "Một", "Thân")


def test_line_of_a_row_is_its_first() -> None:
    first, second = from_csv('title,body\r\nMột,"a\r\nb"\r\nHai,"c\nd\ne"\r\n')
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert first.original is not None
    assert second.original is not None
    assert first.original.origin == "list.csv:2"
    assert second.original.origin == "list.csv:4"
    assert first.body == "a\nb"
    assert second.original.data == b'title,body\r\nHai,"c\nd\ne"\r\n'


def test_original_of_a_row_can_be_read_alone() -> None:
    report = one(from_csv('title;body\nMột;"a\nb"\n'))
    assert report.original is not None
    assert one(sources.read(csv.FORMAT, report.original.data)) == report


def test_huge_cell_is_read() -> None:
    body = "Đoạn dài. " * 100_000
    assert one(from_csv(f'title,body\nMột,"{body}"\n')).body == body.strip()


def test_line_beyond_the_limit_is_refused_and_the_rest_goes_on() -> None:
    read = from_csv("title,body\nMột," + "x" * 200 + "\nHai,b\n", limit=100)
    refusal, report = read
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.reason) == (2, "longer than 100 bytes")
    assert isinstance(report, Report)
    assert report.title == "Hai"


def test_row_beyond_the_limit_is_refused_and_the_rest_goes_on() -> None:
    read = from_csv('title,body\nMột,"' + "x\n" * 100 + '"\nHai,b\n', limit=100)
    assert isinstance(read[0], Refusal)
    assert (read[0].line, "longer than 100" in read[0].reason) == (2, True)
    assert isinstance(read[-1], Report)
    assert read[-1].title == "Hai"


HEADER = "Mã;Tiêu đề;Ngày;Nội dung\r\n"
ROWS = "b-1;Bến xe mới;3/2/2011;Bến xe dời ra ngoại ô.\r\nb-2;Cầu treo;4-Th2-11;Cầu được sửa.\r\n"


def decomposed(text: str) -> bytes:
    """The text in windows-1258, which writes a tone after its letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in tones)
        rest = "".join(mark for mark in marks if mark not in tones)
        letters.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(letters).encode("windows-1258")


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + ROWS).encode(),
        (HEADER + ROWS).encode("utf-8-sig"),
        (HEADER + ROWS).replace(";", "\t").encode("utf-16"),
        (f"sep=;\r\n{HEADER}{ROWS}").encode("utf-8-sig"),
        (f"SỞ VĂN HÓA;;;\r\nDANH SÁCH TIN;;;\r\n;;;\r\n{HEADER}{ROWS}").encode(),
        decomposed(HEADER + ROWS),
        decomposed(f"DANH SÁCH TIN;;;\r\n{HEADER}{ROWS}"),
    ],
    ids=["utf-8", "mark", "Unicode text", "sep", "above", "windows-1258", "above in 1258"],
)
@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
def test_sheet_as_excel_writes_it_in_vietnamese_is_read(
    tmp_path: Path, data: bytes, name: str
) -> None:
    (tmp_path / name).write_bytes(data)
    found = [each for each in read(tmp_path / name) if isinstance(each, Report)]
    assert [each.identifier for each in found] == ["b-1", "b-2"]
    assert [each.title for each in found] == ["Bến xe mới", "Cầu treo"]
    assert [each.date for each in found] == ["2011-02-03", "2011-02-04"]


def test_sheet_in_an_unknown_encoding_is_refused_for_that() -> None:
    [refusal] = sources.read(csv.FORMAT, b"T\xaap;Ng\xb5y\r\na;b\r\n")
    assert isinstance(refusal, Refusal)
    assert "not UTF-8 at byte 1" in refusal.reason
    assert "windows-1258" in refusal.reason


texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), max_size=30
).map(lambda text: text.replace("&", "").strip())
titles = texts.filter(lambda text: bool(text) and text == text.strip())
rows = st.lists(st.tuples(titles, texts), max_size=6)


@given(rows, st.sampled_from(csv.DELIMITERS), st.sampled_from(["\n", "\r\n"]))
def test_sheet_gives_the_rows_back(pairs: list[tuple[str, str]], mark: str, end: str) -> None:
    sheet = io.StringIO(newline="")
    writer = standard_csv.writer(sheet, delimiter=mark, lineterminator=end)
    writer.writerows([("title", "url"), *((f"T{title}", url) for title, url in pairs)])
    read = from_csv(sheet.getvalue())
    assert [(r.title, r.url) for r in read if isinstance(r, Report)] == [
        (f"T{' '.join(title.split())}" if "\n" in title else f"T{title}",
         url[1:] if url[:1] == "'" and url[1:2] in "=+-@" and len(url) > 1 else url)
        for title, url in pairs
    ]  # fmt: skip


@given(titles.filter(lambda title: not title.startswith("'")), rows)
def test_our_own_export_is_read_again(title: str, pairs: list[tuple[str, str]]) -> None:
    reports = [
        Report(f"id-{number}", title=title, url=url, tags=("cầu", "đò"), date="2018-01",
               section=("Chính trị - Xã hội", "Thời sự"), authors=("Anh Phong", "Thu Hà"))
        for number, (_, url) in enumerate(pairs)
        if not url.startswith("'")
    ]  # fmt: skip
    data = b"".join(exporter.write_full(map(row, reports), ABOUT))
    assert sources.read(csv.FORMAT, data, "list.csv") == reports


GOLDEN = Path(__file__).parents[1] / "golden"

# File → what is refused: line, and a part of the reason.
BAD: dict[str, list[tuple[int | None, str]]] = {
    "bad-no-objects.jsonl": [(line, "no JSON object") for line in (2, 3, 4, 5)],
    "bad-broken-json.jsonl": [
        (2, "at character 11"), (3, "Extra data"), (4, "double quotes"),
    ],
    "bad-not-quite-json.jsonl": [(2, "NaN is not a number"), (3, "'title' stands twice")],
    "bad-types.jsonl": [
        (2, "title is a list"), (3, "body is an object"), (4, "lead is true or false"),
        (5, "id is a number"),
    ],
    "bad-utf8.jsonl": [(2, "not UTF-8 at byte ")],
    "bad-half-a-character.jsonl": [(2, "half a character")],
    "bad-nothing-to-read.jsonl": [(2, "neither title nor text"), (3, "neither title nor text")],
    "bad-same-identifier.jsonl": [(2, "'good-1' stands in line 1 already")],
    "bad-cut-short.jsonl.gz": [(None, "end too soon")],
    "bad-quote-never-closes.csv": [(2, "no CSV: unexpected end of data")],
    "bad-text-after-quote.csv": [(2, "no CSV: ',' expected after")],
    "bad-count-of-cells.csv": [(2, "4 cells where the header has 3"), (3, "2 cells where")],
    "bad-utf8-within-a-row.csv": [(2, "not UTF-8 at byte ")],
    "bad-no-known-column.csv": [(1, "--map NAME=FIELD says what")],
    "bad-two-columns-alike.csv": [(1, "two columns are called 'title'")],
    "bad-windows-1258.txt": [(None, "--encoding NAME")],
    "bad-nul.txt": [(None, "NUL at byte ")],
    "bad-utf16-without-mark.txt": [(None, "UTF")],
    "bad-only-the-page.txt": [(None, "no text in it")],
    "bad-empty.txt": [(None, "no text in it")],
}  # fmt: skip


def unread(**values: object) -> tuple[tuple[str, str], ...]:
    report = one(from_json({"title": "Chợ huyện", **values}))
    assert report.original is not None
    return report.original.unread


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"date": "khoảng 1930"}, ("date", "khoảng 1930")),
        ({"date": "12/31/1968"}, ("date", "12/31/1968")),
        ({"date": "31/02/2018"}, ("date", "31/02/2018")),
        ({"date": True}, ("date", "true")),
        ({"date": {"day": 1}}, ("date", '{"day": 1}')),
        ({"author": 7}, ("author", "7")),
        ({"author": [["Hà An"]]}, ("author", '["Hà An"]')),
        ({"tags": ["chợ", 2]}, ("tags", "2")),
        ({"url": ["a", "b"]}, ("url", '["a", "b"]')),
    ],
)
def test_value_that_is_not_understood_is_kept_as_written(
    values: dict[str, object], expected: tuple[str, str]
) -> None:
    assert unread(**values) == (expected,)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript://bao.test/%0aalert(1)", "java\\tscript:alert(1)",
        " \\u0001javascript:alert(1)", "data:text/html,<script>x</script>", "vbscript:x", "file:///etc",
    ],
)  # fmt: skip
def test_address_that_would_run_a_program_is_no_link(url: str) -> None:
    record = json.loads(f'{{"title": "Chợ", "url": "{url}"}}')
    [report] = sources.read(jsonl.FORMAT, json.dumps(record).encode())
    assert isinstance(report, Report)
    assert report.original is not None
    assert report.url == ""
    assert [name for name, _ in report.original.unread] == ["url"]


@pytest.mark.parametrize(
    "url", ["https://bao.test/a:b", "HTTP://bao.test/", "bao.test/cho", "bao.test:8080/cho", "/cho"]
)
def test_address_on_the_web_is_kept_as_written(url: str) -> None:
    [report] = sources.read(jsonl.FORMAT, json.dumps({"title": "Chợ", "url": url}).encode())
    assert isinstance(report, Report)
    assert report.url == url


def test_day_is_read_though_its_time_is_not() -> None:
    report = one(from_json({"title": "Chợ", "date": "3/2/2011 25:61"}))
    assert report.date == "2011-02-03"
    assert report.original is not None
    assert report.original.unread == (("date", "3/2/2011 25:61"),)


@pytest.mark.parametrize("author", [{"name": "Lê Tâm"}, [{"name": "Lê Tâm"}], ["Lê Tâm"]])
def test_author_in_an_object_is_read(author: object) -> None:
    report = one(from_json({"title": "Chợ", "author": author}))
    assert report.authors == ("Lê Tâm",)
    assert report.original is not None
    assert report.original.unread == ()


def test_markup_in_a_value_is_no_text() -> None:
    body = "<p>Sáng nay họp&nbsp;chợ.</p><script>ads()</script><p>Bà con <b>vui</b>.</p>"
    caption = "<figure><figcaption>Chợ sớm.</figcaption></figure>"
    report = one(from_json({"title": "Chợ <i>huyện</i>", "body": body + caption}))
    assert report.title == "Chợ huyện"
    assert report.body == "Sáng nay họp chợ.\nBà con vui."
    assert report.captions == ("Chợ sớm.",)


def test_signs_of_comparison_are_no_markup() -> None:
    report = one(from_json({"title": "Giá", "body": "Giá <5 triệu và >3 triệu, a<b."}))
    assert report.body == "Giá <5 triệu và >3 triệu, a<b."


def test_fields_that_a_list_lacks_are_unstated() -> None:
    [row] = from_csv("Mã,Tiêu đề,Ngày\na,Chợ,\n")
    assert isinstance(row, Report)
    assert row.original is not None
    assert "body" in row.original.unstated
    assert not row.original.unstated & {"identifier", "title", "date"}


def test_every_bad_file_is_expected() -> None:
    assert {path.name for path in GOLDEN.glob("bad-*")} == set(BAD)


@pytest.mark.parametrize(("name", "reasons"), BAD.items(), ids=BAD)
def test_bad_input_is_refused_with_line_and_reason(
    name: str, reasons: list[tuple[int | None, str]]
) -> None:
    found = list(read(GOLDEN / name))
    refusals = [record for record in found if isinstance(record, Refusal)]
    assert [refusal.line for refusal in refusals] == [line for line, _ in reasons]
    for refusal, (_, part) in zip(refusals, reasons, strict=True):
        assert part in refusal.reason
        assert refusal.origin == str(GOLDEN / name)
        assert not refusal.reason.endswith(".")


@pytest.mark.parametrize("name", [name for name in BAD if name.endswith(".jsonl")])
def test_records_around_a_bad_one_are_read(name: str) -> None:
    reports = [record for record in read(GOLDEN / name) if isinstance(record, Report)]
    expected = ["good-1", "good-2"]
    assert [report.identifier for report in reports] == expected


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("bad-quote-never-closes.csv", ["Chợ đông", "Lúa chín"]),
        ("bad-text-after-quote.csv", ["Chợ đông"]),
        ("bad-count-of-cells.csv", ["Lúa chín"]),
        ("bad-utf8-within-a-row.csv", ["Chợ đông"]),
    ],
)
def test_rows_after_a_bad_one_are_read(name: str, titles: list[str]) -> None:
    found = list(read(GOLDEN / name))
    assert [record.title for record in found if isinstance(record, Report)] == titles


def test_header_of_a_joined_list_is_refused_and_its_rows_are_read() -> None:
    first, second = "\ufefftitle;date\nChợ đông;2/1/2010\n", "\ufefftitle;date\nLúa chín;3/1/2010\n"
    market, again, rice = sources.read(csv.FORMAT, (first + second).encode())
    assert isinstance(market, Report)
    assert isinstance(again, Refusal)
    assert isinstance(rice, Report)
    assert [market.title, rice.title] == ["Chợ đông", "Lúa chín"]
    assert (again.line, again.reason.split(",")[0]) == (3, "the header again")


@given(st.binary(max_size=200), st.sampled_from([jsonl.FORMAT, csv.FORMAT]))
def test_no_bytes_break_the_readers(data: bytes, reader: Any) -> None:
    for head in (b"", b"title,body\n", b'{"title": "T"}\n', b"\xff\xfe"):
        for record in sources.read(reader, head + data):
            assert isinstance(record, (Report, Refusal))


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "count"), [("reports-sample.jsonl.gz", 4794), ("reports-bench-20k.jsonl.gz", 5000)]
)
def test_real_reports_come_in(shared_data: Path, name: str, count: int) -> None:
    kinds = Counter(type(record) for record in islice(read(shared_data / name), count))
    assert kinds == {Report: count}
