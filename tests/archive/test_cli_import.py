"""`khobao import` and `khobao refused`: what they say, show and try again."""

import json
import zipfile
from pathlib import Path

import pytest
from flask import url_for

from archive.config import load
from archive.web import create_app
from tests.khobao import RECORDS, Khobao

UNCLEAR = {"id": "u:1", "title": "Chợ xưa", "date": "khoảng 1930", "body": "Chợ họp bên sông."}
MENU_ONLY = {"id": "u:2", "body": "Không có tít."}


def outcome(khobao: Khobao, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(khobao("import", *arguments, "--json").stdout)
    return found


def shown(khobao: Khobao, identifier: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(khobao("show", identifier, "--json").stdout)
    return found


def test_values_that_were_not_understood_are_summed_up_with_the_first(khobao: Khobao) -> None:
    path = khobao.write(RECORDS[0], UNCLEAR)
    result = khobao("import", path)
    assert result.exit_code == 0
    assert f"date: 1 value not understood, kept as written; first {path}:2: «khoảng 1930»" in (
        result.stdout
    )
    listed = khobao("refused", "--values").stdout
    assert listed == f"{path}:2: date «khoảng 1930» (u:1)\n"
    [value] = json.loads(khobao("refused", "--values", "--json").stdout)
    assert value == {
        "report": "u:1", "field": "date", "written": "khoảng 1930", "place": f"{path}:2",
    }  # fmt: skip


def test_value_that_was_not_understood_is_shown_with_its_report(khobao: Khobao) -> None:
    khobao("import", khobao.write(UNCLEAR))
    assert "Not understood: date «khoảng 1930»" in khobao("show", "u:1").stdout
    assert "date not understood: «khoảng 1930»" in khobao("show", "u:1", "--versions").stdout
    [version] = json.loads(khobao("show", "u:1", "--versions", "--json").stdout)
    assert version["unread"] == {"date": "khoảng 1930"}


def test_how_a_page_was_read_is_counted_and_kept(khobao: Khobao) -> None:
    page = (
        '<alto xmlns="x"><Layout><Page PHYSICAL_IMG_NR="{}"><TextBlock><TextLine>'
        '<String CONTENT="Chợ"/></TextLine></TextBlock></Page></Layout></alto>'
    )
    for number in (7, 8):
        path = khobao.folder / f"scans/bao_1945090{number}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page.format(number), encoding="utf-8")
    result = khobao("import", str(khobao.folder / "scans"))
    assert "2 × scanned page\n" in result.stdout
    assert "page 8" in khobao("show", "1945-09-08-trang-8", "--versions").stdout


def test_report_without_title_and_date_is_counted(khobao: Khobao) -> None:
    path = khobao.write(MENU_ONLY)
    assert f"1 report has neither title nor date; first {path}:1" in khobao("import", path).stdout


def test_file_with_nothing_to_read_is_named_and_no_failure(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    folder.mkdir()
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "a.csv").write_text("title,body\n")
    result = khobao("import", str(folder))
    assert result.exit_code == 0
    assert f"nothing to read: 1 × a thumbnail cache of Windows; first {folder}/Thumbs.db" in (
        result.stdout
    )
    assert f"nothing to read: 1 × CSV without a report in it; first {folder}/a.csv" in result.stdout
    assert outcome(khobao, str(folder))["skipped"] == {
        "a thumbnail cache of Windows": {"files": 1, "first": f"{folder}/Thumbs.db"},
        "CSV without a report in it": {"files": 1, "first": f"{folder}/a.csv"},
    }


def test_archive_with_a_huge_header_ends_with_exit_code_1(khobao: Khobao) -> None:
    path = khobao.folder / "crawl.warc"
    path.write_bytes(b"WARC/1.0\r\nX: " + bytes(2_000_000))
    result = khobao("import", str(path))
    assert result.exit_code == 1
    assert "record 1 at byte 0: the archive ends within its header" in result.stderr


def test_each_format_is_counted(khobao: Khobao) -> None:
    with zipfile.ZipFile(khobao.folder / "mixed.zip", "w") as archive:
        archive.writestr("a.jsonl", '{"title": "Chợ"}\n{"title": "Cầu"}\n[]\n')
        archive.writestr("b.txt", "Bến xe\n\nBến xe dời ra ngoại ô.\n")
        archive.writestr("c.png", b"\x89PNG\r\n")
    found = outcome(khobao, str(khobao.folder / "mixed.zip"))
    assert found["kinds"] == {
        "jsonl": {"files": 1, "reports": 2, "refused": 1, "list_pages": 0},
        "other": {"files": 1, "reports": 0, "refused": 1, "list_pages": 0},
        "text": {"files": 1, "reports": 1, "refused": 0, "list_pages": 0},
    }
    assert (found["read"], found["refused"]) == (5, 2)


def test_dry_run_shows_records_and_makes_no_archive(khobao: Khobao) -> None:
    path = khobao.write(*RECORDS, UNCLEAR, ["no object"])
    result = khobao("import", path, "--dry-run", "--first", "3")
    assert result.exit_code == 0
    assert RECORDS[0]["title"] in result.stdout
    assert "khoảng 1930" in result.stdout
    assert result.stdout.endswith("nothing was stored\n")
    rows = json.loads(khobao("import", path, "--dry-run", "--json").stdout)
    assert [row.get("id") for row in rows] == ["bao:1", "bao:2", "u:1", None]
    assert rows[2]["unread"] == {"date": "khoảng 1930"}
    assert rows[3]["refused"] == "no JSON object"
    assert not (khobao.folder / "archive").exists()


def test_dry_run_that_shows_a_refusal_ends_with_exit_code_1(khobao: Khobao) -> None:
    path = khobao.write(RECORDS[0], ["no object"])
    for options in ((), ("--json",)):
        assert khobao("import", path, "--dry-run", *options).exit_code == 1
    # The refusal stands behind what is read.
    assert khobao("import", path, "--dry-run", "--first", "1").exit_code == 0


def test_dry_run_of_a_feed_without_reports_is_no_failure(khobao: Khobao) -> None:
    (khobao.folder / "tin").mkdir()
    (khobao.folder / "tin" / "empty.rss").write_text("<rss><channel/></rss>", encoding="utf-8")
    assert khobao("import", str(khobao.folder / "tin"), "--dry-run").exit_code == 0


def test_summary_counts_pages_with_broken_bytes(khobao: Khobao) -> None:
    page = f"<html><body><article><h1>Chợ họp</h1>{'<p>Chợ họp lại từ sáng nay.</p>' * 9}</article>"
    for name, broken in (("a.html", b"\xff"), ("b.html", b"\xff\xfe")):
        (khobao.folder / name).write_bytes(page.encode() + b"<p>Ch" + broken + b" vui.</p>")
    result = khobao("import", *(str(khobao.folder / name) for name in ("a.html", "b.html")))
    assert result.exit_code == 0
    assert "2 × text with bytes that are not UTF-8, which were replaced\n" in result.stdout


def test_list_without_texts_erases_none_unless_it_is_asked_to(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS))
    path = khobao.folder / "list.csv"
    path.write_text("id,title\nbao:2,Lũ lớn về\n", encoding="utf-8")
    khobao("import", str(path))
    assert shown(khobao, "bao:2") == {
        "id": "bao:2", "title": "Lũ lớn về", "date": "2019-10", "section": "Xã hội",
        "body": RECORDS[1]["body"],
    }  # fmt: skip
    khobao("import", str(path), "--clear-missing")
    assert shown(khobao, "bao:2") == {"id": "bao:2", "title": "Lũ lớn về"}


@pytest.mark.parametrize("given", ["tin", "tin/Kinh tế"])
def test_folder_names_the_section(khobao: Khobao, given: str) -> None:
    folder = khobao.folder / "tin" / "Kinh tế"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Giá tiêu tăng\n\nGiá tiêu tăng trở lại.\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("Nông nghiệp/c.txt", "Lúa trúng mùa\n\nLúa hè thu trúng mùa.\n")
    path = str(khobao.folder / given)
    rows = json.loads(khobao("import", path, "--section-from-folder", "--dry-run", "--json").stdout)
    assert [row["section"] for row in rows] == [["Kinh tế"], ["Kinh tế", "Nông nghiệp"]]


def test_refusals_are_numbered_and_their_bytes_written(khobao: Khobao) -> None:
    path = khobao.write(RECORDS[0], ["no object"])
    khobao("import", path)
    [refusal] = json.loads(khobao("refused", "--json").stdout)
    assert (refusal["origin"], refusal["line"]) == (path, 2)
    written = khobao("refused", "--bytes", str(refusal["number"]))
    assert written.stdout_bytes == b'["no object"]\n'
    assert khobao("refused", "--bytes", "99").exit_code == 1


def test_refused_file_is_tried_again_after_a_fix(khobao: Khobao) -> None:
    bad = khobao.folder / "bad.csv"
    bad.write_text("id;title\na;Chợ;x\n", encoding="utf-8")
    khobao("import", khobao.write(RECORDS[0]), str(bad))
    bad.write_text("id;title\na;Chợ\n", encoding="utf-8")
    result = khobao("refused", "--retry")
    assert result.exit_code == 0
    assert "read 1, new 1" in result.stdout
    assert khobao("refused").stdout == ""


def test_all_refused_files_are_tried_again_however_few_are_listed(khobao: Khobao) -> None:
    files = [khobao.write(["no object"], name=f"{name}.jsonl") for name in "ab"]
    khobao("import", *files)
    assert len(khobao("refused", "--limit", "1").stdout.splitlines()) == 1
    for number, name in enumerate("ab"):
        khobao.write(RECORDS[number], name=f"{name}.jsonl")
    assert "read 2, new 2" in khobao("refused", "--retry", "--limit", "1").stdout
    assert khobao("refused").stdout == ""


def test_member_that_was_refused_is_tried_again_with_its_archive(khobao: Khobao) -> None:
    path = khobao.folder / "tin.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"Ch\xee\x0a")
    khobao("import", str(path))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Chợ huyện\n\nSáng nay, chợ họp.\n")
    assert khobao("refused", "--retry").exit_code == 0
    assert khobao("refused").stdout == ""


def test_refusal_of_a_file_that_is_gone_stays(khobao: Khobao) -> None:
    path = Path(khobao.write(["no object"]))
    khobao("import", str(path))
    path.unlink()
    result = khobao("refused", "--retry")
    assert result.exit_code == 1
    assert "no file" in result.stderr
    assert str(path) in khobao("refused").stdout


@pytest.mark.parametrize("identifier", [".", "..", "a/../b", "./a", "//x", "/x", "a\x01b"])
def test_identifier_that_no_page_can_have_is_refused_by_name(
    khobao: Khobao, identifier: str
) -> None:
    record = {"id": identifier, "title": "Lũ", "body": "Nước lên."}
    outcome = khobao("import", khobao.write(record, RECORDS[0]), "--workers", "0")
    assert outcome.exit_code == 1
    assert f"no page can have the id {identifier!r}" in khobao("refused").stdout
    assert json.loads(khobao("status", "--json").stdout)["catalogue"]["reports"] == 1


@pytest.mark.parametrize("identifier", ["https://bao.example/a?b=1#c", "a..b", "...", "2018/01"])
def test_identifier_of_an_address_has_a_page(khobao: Khobao, identifier: str) -> None:
    record = {"id": identifier, "title": "Lũ", "body": "Nước lên."}
    assert khobao("import", khobao.write(record), "--workers", "0").exit_code == 0
    app = create_app(load(khobao.folder / "archive", {}))
    with app.test_request_context():
        address = url_for("report.show", identifier=identifier)
    assert "Nước lên." in app.test_client().get(address).text


def test_refusals_of_one_reason_are_summed_up(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "x.css").write_text("a {}", encoding="utf-8")
    (folder / "y.txt").write_text("Bến xe\n\nBến xe dời ra ngoại ô.\n", encoding="utf-8")
    (folder / "z.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    archive = "a RAR or 7z archive: not among the formats read; unpack it first"
    result = khobao("import", str(folder))
    assert result.stderr.count("a picture") == 3
    assert "… and 6 more refused: khobao refused" in result.stderr
    assert (
        f"refused 9 × a picture: not among the formats read; first {folder}/0.jpg\n"
        f"refused 1 × a style sheet: not among the formats read; first {folder}/x.css\n"
        f"refused 1 × {archive}; first {folder}/z.7z\n"
    ) in result.stdout
    found = outcome(khobao, str(folder))["reasons"]
    assert found == {
        "a picture: not among the formats read": {"refused": 9, "first": f"{folder}/0.jpg"},
        "a style sheet: not among the formats read": {"refused": 1, "first": f"{folder}/x.css"},
        archive: {"refused": 1, "first": f"{folder}/z.7z"},
    }


def test_dry_run_shows_the_first_of_each_kind(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    folder.mkdir()
    lines = "".join(f'{{"title": "Chợ {number}"}}\n' for number in range(9))
    (folder / "a.jsonl").write_text(lines, encoding="utf-8")
    (folder / "b.jsonl").write_text(lines, encoding="utf-8")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("a.jsonl", lines)
        archive.writestr("b.csv", "id,title\n1,Cầu treo\n2,Cầu phao\n3,Cầu khỉ\n")
    (folder / "z.txt").write_text("Bến xe\n\nBến xe dời ra ngoại ô.\n", encoding="utf-8")
    rows = json.loads(khobao("import", str(folder), "--dry-run", "--first", "2", "--json").stdout)
    assert [row["kind"] for row in rows if "kind" in row] == [
        *["jsonl"] * 2,
        *["csv"] * 2,
        "text",
    ]


def test_dry_run_calls_no_container_empty_whose_kind_was_shown(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"title": "Chợ"}\n', encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("a.jsonl", '{"title": "Cầu"}\n')
    result = khobao("import", str(folder), "--dry-run", "--first", "1")
    assert "Chợ" in result.stdout
    assert "nothing to read" not in result.stdout


def test_dry_run_shows_reports_behind_what_is_refused(khobao: Khobao) -> None:
    folder = khobao.folder / "mixed"
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "y.txt").write_text("Bến xe\n\nBến xe dời ra ngoại ô.\n", encoding="utf-8")
    result = khobao("import", str(folder), "--dry-run", "--first", "1")
    assert "Bến xe" in result.stdout
    assert result.stdout.count("refused: ") == 3
    assert "refused 9 × a picture" in result.stdout
