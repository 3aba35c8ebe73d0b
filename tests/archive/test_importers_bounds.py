"""No document costs unbounded time or memory: one that would is refused by name."""

import io
import json
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers import Refusal, bounds, pdf_layout, read
from archive.importers.bounds import COLUMNS, DEPTH, LINES, TooMuchWork, bounded, check_markup
from archive.importers.formats import csv, docx, html, pdf, text, xlsx
from archive.importers.refusal import Unfit
from archive.importers.source import Format, Options, Record, Source
from index.report import Report
from tests import sources
from tests.pdf import pdf as written
from tests.samples import SAMPLES

TEXT = "Sáng nay, chợ huyện họp lại sau ba tháng sửa chữa, bà con hai xã vui mừng."
PAGE = "<!DOCTYPE html><html><body><article><h1>Chợ huyện họp lại</h1>{}</article></body></html>"


def reason(format: Format, data: bytes) -> str:
    """The reason for which a file is refused, as `read` gives it."""
    try:
        found = sources.read(format, data)
    except Unfit as error:
        return str(error)
    return next((each.reason for each in found if isinstance(each, Refusal)), "")


def page(body: str) -> bytes:
    return PAGE.format(f"<p>{TEXT}</p>" * 3 + body).encode()


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        ("<p " + " ".join(f"a{n}=1" for n in range(2_000)) + ">x", "1,000 attributes"),
        ("<p " + " ".join(f'a{n}=">"' for n in range(2_000)) + ">x", "1,000 attributes"),
        ("<p " + " ".join(f"a{n}" for n in range(2_000)) + ">x", "1,000 attributes"),
        ("<b>x</b>" * 100_000, "100,000 elements"),
        ("<table>" * DEPTH, "500 deep"),
    ],
    ids=["attributes", "quoted", "without values", "elements", "depth"],
)
def test_page_that_no_paper_has_is_refused(body: str, limit: str) -> None:
    assert f"more than {limit}" in reason(html.FORMAT, page(body))


def test_picture_within_a_page_is_no_sign_of_anything() -> None:
    picture = f"<img alt='a' src='data:image/png;base64,{'iVBOR/w0=' * 50_000}'>"
    assert reason(html.FORMAT, page(picture)) == ""


@given(st.lists(st.sampled_from([*"<>='\"/ pa\n", "<p", "</p>", "a=1", "<!--"]), max_size=60))
def test_any_markup_may_be_checked(pieces: list[str]) -> None:
    check_markup("".join(pieces) * 50)


def test_attributes_are_counted_in_linear_work() -> None:
    markup = "<p a='" * 200_000
    with pytest.raises(Unfit):
        check_markup(f"{markup}' {'x ' * 2_000}>")


def test_text_of_a_million_lines_is_refused() -> None:
    lines = "Chợ họp.\n" * (LINES + 1)
    assert "more than 100,000 lines in one document; divide it" in reason(
        text.FORMAT, lines.encode()
    )


def workbook(*rows: list[object]) -> bytes:
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Tin")
    for row in rows:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def test_row_of_too_many_columns_is_refused_and_the_others_read() -> None:
    wide = ["2", "Cầu", *[None] * COLUMNS, "x"]
    found = sources.read(xlsx.FORMAT, workbook(["id", "title"], ["1", "Chợ"], wide, ["3", "Đò"]))
    assert [each.title for each in found if isinstance(each, Report)] == ["Chợ", "Đò"]
    [refusal] = [each for each in found if isinstance(each, Refusal)]
    assert (refusal.line, refusal.reason) == (3, "more than 1,000 columns in this row")


def test_header_of_too_many_columns_is_refused() -> None:
    found = sources.read(xlsx.FORMAT, workbook(["title", *[None] * COLUMNS, "x"], ["Chợ"]))
    assert [each.reason for each in found if isinstance(each, Refusal)] == [
        "more than 1,000 columns; import a copy with those that are of use"
    ]


def test_rows_of_a_workbook_are_read_one_after_another() -> None:
    rows = [[str(number), "Chợ"] for number in range(40)]
    found = sources.read(xlsx.FORMAT, workbook(["id", "title"], *rows))
    assert [each.identifier for each in found if isinstance(each, Report)] == [
        str(number) for number in range(40)
    ]


@pytest.mark.parametrize("cell", ["x", ""])
def test_header_of_a_sheet_in_csv_of_too_many_columns_is_refused(cell: str) -> None:
    data = f"id,title{f',{cell}' * 3_000}\n1,Chợ\n"
    assert "more than 1,000 columns" in reason(csv.FORMAT, data.encode())


@pytest.mark.parametrize(
    ("name", "data", "limit"),
    [
        ("a.rss", b"<rss>" + b"<item/>" * 2_100_000 + b"</rss>", "more than 2,000,000 tags"),
        ("a.eml", b"From: a\nTo: b\n\n" + b"--b\n\n" * 60_000, "more than 50,000 parts"),
        ("a.mbox", b"From a\nFrom: a\nTo: b\n\n" + b"x" * 17_000_000, "longer than 16777216"),
    ],
)
def test_document_of_too_many_parts_is_refused(
    tmp_path: Path, name: str, data: bytes, limit: str
) -> None:
    (tmp_path / name).write_bytes(data)
    [refusal] = read(tmp_path / name)
    assert isinstance(refusal, Refusal)
    assert limit in refusal.reason


def test_word_document_of_a_hundred_megabytes_of_markup_is_refused() -> None:
    stream = io.BytesIO(SAMPLES["a.docx"](0))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/more.xml", bytes(1 << 26))
    assert "'word/more.xml' unpacks to more than 33,554,432" in reason(
        docx.FORMAT, stream.getvalue()
    )


def packed(document: bytes, operators: bytes) -> bytes:
    """A document whose only page is drawn by other operators, compressed."""
    begin = document.rindex(b"<</Length")
    end = document.index(b"endstream", begin)
    data = zlib.compress(operators)
    head = b"<</Filter/FlateDecode/Length %d>>stream\n" % len(data)
    return document[:begin] + head + data + b"\n" + document[end:]


def test_page_of_a_pdf_that_draws_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_layout, "_PAGE", 10_000)
    bomb = packed(written([(60, 700, 12, TEXT)]), b"q Q " * 1_000_000)
    assert "more than 10,000 bytes of drawing on page 1" in reason(pdf.FORMAT, bomb)


def test_pdf_that_draws_without_end_on_many_pages_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = written(*[[(60, 700, 12, TEXT)]] * 5)
    assert reason(pdf.FORMAT, document) == ""
    monkeypatch.setattr(pdf_layout, "_DOCUMENT", 1_000)
    assert "more than 1,000 bytes of drawing; divide it" in reason(pdf.FORMAT, document)


def test_page_of_a_pdf_with_too_many_letters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_layout, "_LETTERS", 50)
    assert "more than 50 letters on page 1" in reason(pdf.FORMAT, written([(60, 700, 12, TEXT)]))


def test_page_of_a_pdf_with_many_blocks_is_read_from_top_to_bottom(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_layout, "_BLOCKS", 2)
    lines = [(60.0, 700.0 - 100 * number, 12.0, f"{TEXT} {number}") for number in range(4)]
    [report] = sources.read(pdf.FORMAT, written(lines))
    assert isinstance(report, Report)
    whole = f"{report.title}\n{report.lead}\n{report.body}"
    places = [whole.index(f"vui mừng. {number}") for number in range(4)]
    assert places == sorted(places)


def spin() -> Iterator[int]:
    yield 1
    while True:
        time.process_time()


def test_record_that_needs_too_much_time_is_given_up() -> None:
    found = bounded(spin(), 0.01)
    assert next(found) == 1
    with pytest.raises(TooMuchWork):
        next(found)


def test_document_that_needs_too_much_time_is_refused_and_the_next_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(source: Source, _options: Options) -> Iterator[Record]:
        try:
            list(spin())
        except Exception:
            yield Refusal("a library took it for an error", source.origin)

    monkeypatch.setattr("archive.importers.reading.SECONDS", 0.01)
    monkeypatch.setattr(
        "archive.importers.reading.by_suffix", lambda _: Format("text", "a text", (), bool, slow)
    )
    (tmp_path / "a.txt").write_text(TEXT)
    [refusal] = read(tmp_path / "a.txt")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "it needs more than 0.01 s of processor time; divide it"
    (tmp_path / "b.jsonl").write_text(json.dumps({"title": "Chợ"}))
    assert [type(each) for each in read(tmp_path / "b.jsonl")] == [Report]


def test_limits_are_those_of_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")
    table = guide.partition("\n## Limits\n")[2].partition("\n## ")[0]
    for row in (
        f"| lines of a text, a document or a message | {LINES:,} |",
        f"| elements of a web page | {bounds._TAGS:,}, within each other {DEPTH} deep |",
        f"| attributes of an element | {bounds._ATTRIBUTES:,} |",
        f"| columns of a table | {COLUMNS:,} |",
        f"| letters on a page of a PDF | {pdf_layout._LETTERS:,} |",
        f"| processor time for a document | {bounds.SECONDS} s |",
    ):
        assert row in table
