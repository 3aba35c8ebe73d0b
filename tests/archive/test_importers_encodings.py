"""Files in the encodings before Unicode: read as meant, with a note, their bytes kept."""

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from archive.cli.import_summary import remarks
from archive.cli.input_files import Gathered
from archive.importers.encodings import decode_document, decode_values
from archive.importers.reading import read
from archive.importers.refusal import Refusal
from index.language.legacy import encoding_named
from index.report import Report

TITLE = "Thủ tướng thăm đồng bào vùng lũ"
BODY = (
    "Sáng nay, đoàn công tác về làm việc với bà con các xã ven sông.\n"
    "Mưa lũ làm hỏng nhiều nhà cửa trong vùng."
)
NOTES = {
    "tcvn3": "read as TCVN3 (ABC), which has no capitals with tones",
    "vni": "read as VNI",
    "viscii": "read as VISCII",
    "vps": "read as VPS, which has no Ỗ",
    "viqr": "read as VIQR",
    "windows-1258": "read as windows-1258",
    "double-utf-8": "read as UTF-8 encoded twice",
}
each_encoding = pytest.mark.parametrize("name", NOTES)


def in_bytes(text: str, name: str) -> bytes:
    """Return the bytes of a text in an old encoding."""
    encoding = encoding_named(name)
    assert encoding is not None
    return encoding.encode(text).encode("utf-8" if name == "double-utf-8" else "latin-1")


def one(path: Path, data: bytes, encoding: str | None = None) -> Report:
    """Return the one report in a file with these bytes."""
    path.write_bytes(data)
    [report] = read(path, encoding=encoding)
    assert isinstance(report, Report), report
    return report


def notes(report: Report) -> tuple[str, ...]:
    assert report.original is not None
    return report.original.notes


@each_encoding
def test_text_in_bytes_is_read_with_a_note_and_its_bytes_are_kept(
    tmp_path: Path, name: str
) -> None:
    data = in_bytes(f"{TITLE}\n\n{BODY}\n", name)
    report = one(tmp_path / "a.txt", data)
    assert report.title == TITLE
    assert f"{report.lead}\n{report.body}" == BODY
    assert notes(report) == (NOTES[name],)
    assert report.original is not None
    assert report.original.data == data


@each_encoding
def test_text_pasted_as_unicode_is_read_with_a_note(name: str) -> None:
    text = f"{TITLE}\n\n{BODY}\n"
    encoding = encoding_named(name)
    assert encoding is not None
    written = encoding.encode(text)
    assert decode_document(written.encode()) == (text, (NOTES[name],))


@each_encoding
def test_named_encoding_needs_no_evidence(tmp_path: Path, name: str) -> None:
    report = one(tmp_path / "a.txt", in_bytes("Đò ngang\n\nHết đò.\n", name), name)
    assert report.title == "Đò ngang"
    assert notes(report) == (NOTES[name],)


def test_named_encoding_reads_pasted_text_too(tmp_path: Path) -> None:
    report = one(tmp_path / "a.txt", "ChÝnh phñ\n\nHäp.\n".encode(), "tcvn3")
    assert report.title == "Chính phủ"


def test_named_encoding_overrules(tmp_path: Path) -> None:
    data = in_bytes(f"{TITLE}\n\n{BODY}\n", "tcvn3")
    assert one(tmp_path / "a.txt", data, "latin-1").title.startswith("Thñ t\xadíng")


@each_encoding
@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv", "html"])
def test_lists_and_pages_are_read_with_a_note(tmp_path: Path, name: str, suffix: str) -> None:
    body = BODY.replace("\n", " ")
    record = json.dumps({"title": TITLE, "body": body}, ensure_ascii=False)
    written = {
        "jsonl": f"{record}\n",
        "json": f"[{record}]",
        "csv": f'title,body\n"{TITLE}","{body}"\n',
        "html": f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f"<p>10/01/2001</p><p>{body}</p><p>{body} {body}</p><p>{body}</p></body></html>",
    }[suffix]
    report = one(tmp_path / f"a.{suffix}", in_bytes(written, name))
    assert report.title == TITLE
    assert body in f"{report.lead}\n{report.body}"
    assert notes(report) == (NOTES[name],)


@each_encoding
def test_values_of_a_record_are_decoded_together(name: str) -> None:
    encoding = encoding_named(name)
    assert encoding is not None
    values = {
        "title": encoding.encode(TITLE),
        "body": encoding.encode(BODY),
        "tags": [encoding.encode("lũ")],
        "source": {"name": encoding.encode("Báo Mơ")},
        "id": 7,
    }
    assert decode_values(values) == (
        {"title": TITLE, "body": BODY, "tags": ["lũ"], "source": {"name": "Báo Mơ"}, "id": 7},
        (NOTES[name],),
    )


def test_articles_in_one_file_keep_its_bytes(tmp_path: Path) -> None:
    article = f"{TITLE}\n\nThứ tư, 10/01/2001 - 12:31\n\n{BODY}\n\nMINH AN\n\n"
    path = tmp_path / "a.txt"
    path.write_bytes(data := in_bytes(article + article.replace("lũ", "gió bão"), "vni"))
    reports = [each for each in read(path) if isinstance(each, Report)]
    assert reports
    assert all(each.original and each.original.data == data for each in reports)


def test_unknown_bytes_are_refused() -> None:
    data = b"L'\xe9l\xe8ve a \xe9t\xe9 re\xe7u \xe0 l'\xe9cole o\xf9 sa m\xe8re enseigne."
    with pytest.raises(ValueError, match="name it with --encoding NAME"):
        decode_document(data)


def test_summary_counts_what_was_read_as_what(tmp_path: Path) -> None:
    report = one(tmp_path / "a.txt", in_bytes(f"{TITLE}\n\n{BODY}\n", "tcvn3"))
    gathered = Gathered()
    gathered.add("text", report, 0)
    gathered.add("text", report, 0)
    assert f"2 × {NOTES['tcvn3']}" in remarks(gathered)


@pytest.mark.data
@pytest.mark.parametrize("name", ["tcvn3-pasted", "vni-pasted", "viqr", "double-utf8"])
def test_case_is_read_right(shared_data: Path, name: str) -> None:
    path = shared_data / "cases/import" / f"{name}.txt"
    right = json.loads(path.with_suffix(".txt.right.json").read_text("utf-8"))["right"]
    [report] = read(path)
    assert not isinstance(report, Refusal)
    assert {field: getattr(report, field) for field in right} == right


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("name", "step"), [("sample", 2), ("bench-20k", 8)])
def test_no_real_report_is_read_otherwise(shared_data: Path, name: str, step: int) -> None:
    with gzip.open(shared_data / f"reports-{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for values in map(json.loads, islice(lines, 0, None, step)):
            same, found = decode_values(values)
            assert same is values, (values["id"], found)
            for value in values.values():
                if isinstance(value, str):
                    assert decode_document(value.encode()).notes == (), (values["id"], value)


MIXED = "only some lines are in that encoding: check the others"


@pytest.mark.parametrize("name", ["tcvn3", "vni", "windows-1258"])
def test_body_in_an_old_encoding_below_a_title_in_unicode_is_read(name: str) -> None:
    body = "\n".join([BODY] * 2)
    encoding = encoding_named(name)
    assert encoding is not None
    pasted = f"{TITLE}\n{encoding.encode(body)}"
    expected = (f"{TITLE}\n{body}", (NOTES[name], MIXED))
    assert decode_document(pasted.encode()) == expected
    assert decode_document(TITLE.encode() + b"\n" + in_bytes(body, name)) == expected


def test_body_of_a_record_in_an_old_encoding_is_read_below_a_title_in_unicode() -> None:
    encoding = encoding_named("tcvn3")
    assert encoding is not None
    values, found = decode_values({"title": TITLE, "body": encoding.encode(BODY)})
    assert values == {"title": TITLE, "body": BODY}
    assert found == (NOTES["tcvn3"], "only some fields are in that encoding: check the others")
