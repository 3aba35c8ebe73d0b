"""Corrections of reports on the command line."""

import json
from pathlib import Path

import pytest

from tests.khobao import RECORDS, Khobao

_WHY = ("--by", "Thu", "--why", "báo in")


def test_corrected_report_is_found_and_shown_with_both_values(filled: Khobao) -> None:
    made = filled("correct", "bao:2", "--date", "12/10/2019", "--title", "Lũ lớn", *_WHY)
    assert made.stdout == "1: correct bao:2 title: Lũ lớn\n2: correct bao:2 date: 2019-10-12\n"
    found = json.loads(filled("search", "--json", "lũ lớn", "--from", "12/10/2019").stdout)
    assert [each["id"] for each in found["hits"]] == ["bao:2"]
    lines = filled("show", "bao:2").stdout.splitlines()
    assert lines[:2] == ["Lũ lớn", "12/10/2019 · Xã hội"]
    assert lines[-4].endswith("by Thu: báo in")
    assert lines[-3:] == ["  as published: «2019-10»", lines[-2], "  as published: «Lũ về»"]
    assert "Lũ về" in filled("show", "bao:2", "--version", "1").stdout
    corrections = json.loads(filled("show", "bao:2", "--json").stdout)["corrections"]
    assert [(each["field"], each["published"]) for each in corrections] == [
        ("date", "2019-10"),
        ("title", "Lũ về"),
    ]
    exported = filled("export", "lũ lớn", "--format", "jsonl", "-o", "-").stdout
    assert json.loads(exported.splitlines()[0])["title"] == "Lũ lớn"


def test_log_lists_corrections_and_those_that_were_undone_in_parentheses(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ lớn", "--date", "12/10/2019", *_WHY)
    assert filled("withdraw", "bao:1").exit_code == 0
    filled("corrections", "undo", "1")
    first, second = filled("corrections", "log").stdout.splitlines()
    assert "(correct bao:2 title: Lũ lớn)  Thu  báo in" in first
    assert "correct bao:2 date: 2019-10-12  Thu  báo in" in second


def test_change_of_a_withdrawn_report_is_kept_and_says_that_it_is_withdrawn(
    filled: Khobao,
) -> None:
    note = "bao:2 is withdrawn: readers see the change only after «khobao reinstate bao:2»"
    assert note not in filled("correct", "bao:2", "--title", "Lũ to", *_WHY).stderr
    assert filled("withdraw", "bao:2").exit_code == 0
    made = filled("correct", "bao:2", "--title", "Lũ lớn", *_WHY)
    assert (made.exit_code, note in made.stderr) == (0, True)
    assert made.stdout == "3: correct bao:2 title: Lũ lớn\n"
    assert note in filled("revert", "bao:2", "--to", "1", *_WHY).stderr
    assert note in filled("corrections", "undo", "1", "3").stderr
    assert filled("correct", "bao:2", "--title", "Lũ rút", *_WHY).exit_code == 0
    back = filled("reinstate", "bao:2")
    assert (back.exit_code, "is withdrawn" in back.stderr) == (0, False)
    assert filled("show", "bao:2").stdout.startswith("Lũ rút")


def test_rebuilt_index_and_new_extraction_keep_corrections(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Chủ tịch Lê Văn Thơ thăm vùng lũ", *_WHY)
    assert "Persons: Lê Văn Thơ" in filled("show", "bao:2").stdout
    filled("import", filled.write(*RECORDS), "--workers", "0")
    filled("index", "--persons")
    filled("index", "--rebuild")
    assert "Persons: Lê Văn Thơ" in filled("show", "bao:2").stdout
    assert filled("search", "thăm vùng lũ", "--match", "all").exit_code == 0
    assert filled("index", "--verify").exit_code == 0
    assert filled("verify").exit_code == 0


def test_all_fields_are_corrected_and_cleared(filled: Khobao) -> None:
    text = filled.folder / "text.txt"
    text.write_text("\ufeffĐoạn một.\r\n\r\nĐoạn hai.\r\n", encoding="utf-8")
    made = filled(
        "correct", "bao:1", "--lead", "Sapo", "--body-file", str(text), "--section",
        "Kinh tế > Hạ tầng", "--author", "Hà An", "--author", "Lê Thơ", "--newspaper",
        "Báo Đà Nẵng", "--url", "https://bao.example/1", "--tag", "dân vận", "--caption", "Phố",
        "--dateline", "Huế", "--clear", "date", *_WHY,
    )  # fmt: skip
    assert ": correct bao:1 section: Kinh tế › Hạ tầng\n" in made.stdout
    shown = json.loads(filled("show", "bao:1", "--json").stdout)
    assert {
        key: value for key, value in shown.items() if key not in ("corrections", "persons")
    } == {
        "id": "bao:1",
        "title": RECORDS[0]["title"],
        "lead": "Sapo",
        "body": "Đoạn một.\nĐoạn hai.",
        "section": "Kinh tế › Hạ tầng",
        "author": ["Hà An", "Lê Thơ"],
        "source": "Báo Đà Nẵng",
        "url": "https://bao.example/1",
        "tags": ["dân vận"],
        "captions": ["Phố"],
        "dateline": "Huế",
    }


def test_correction_that_is_repeated_is_made_once(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ lớn", *_WHY)
    again = filled("correct", "bao:2", "--title", "Lũ lớn", *_WHY)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "title is «Lũ lớn» already\n"


@pytest.mark.parametrize(
    ("options", "exit_code", "message"),
    [
        (("bao:2", "--date", "31/02/2018", *_WHY), 2, "--date: '31/02/2018' is not a date"),
        (("bao:2", "--url", "javascript:x()", *_WHY), 2, "--url: 'javascript:x()' is no address"),
        (("bao:2", "--section", "Trang chủ", *_WHY), 2, "--section: 'Trang chủ' is the home page"),
        (("bao:2", "--title", "", *_WHY), 2, "--title: is empty; «--clear title» clears it"),
        (("bao:2", "--tag", "a", "--clear", "tags", *_WHY), 2, "tags is both given and cleared"),
        (("bao:2", "--body-file", "/none.txt", *_WHY), 2, "--body-file: /none.txt: No such file"),
        (("bao:2", "--date", "2018"), 2, "give it with --why"),
        (("bao:2", *_WHY), 2, "say what to correct"),
        (("bao:9", "--date", "2018", *_WHY), 1, "no report has the identifier 'bao:9'"),
        (("bao:2", "--clear", "title", "--clear", "body", *_WHY), 3, "neither title nor text"),
    ],
)
def test_impossible_correction_is_refused_by_name(
    filled: Khobao, options: tuple[str, ...], exit_code: int, message: str
) -> None:
    refused = filled("correct", *options)
    assert (refused.exit_code, message in refused.stderr) == (exit_code, True), refused.stderr
    assert filled("corrections", "list").stdout == ""


def test_persons_of_a_report_that_was_corrected_while_it_was_hidden_are_found(
    filled: Khobao,
) -> None:
    filled("withdraw", "bao:2", "--why", "kiểm tra")
    filled("correct", "bao:2", "--title", "Chủ tịch Lê Văn Thơ thăm vùng lũ", *_WHY)
    filled("reinstate", "bao:2")
    assert "Persons: Lê Văn Thơ" in filled("show", "bao:2").stdout


def test_corrections_of_an_unknown_report_are_an_error(filled: Khobao) -> None:
    listed = filled("corrections", "list", "bao:9")
    assert (listed.exit_code, "no report has the identifier 'bao:9'" in listed.stderr) == (1, True)


def test_no_file_holds_a_correction_of_an_erased_report(filled: Khobao) -> None:
    words = ("Zếptítô", "Qoạmbàiv", "Fíchcũo")
    filled("correct", "bao:2", "--title", f"Tin {words[0]}", "--why", f"theo {words[1]}")
    filled("correct", "bao:2", "--title", f"Tin {words[2]}", "--why", f"theo {words[1]}")
    held = b"".join(each.read_bytes() for each in filled.folder.rglob("*") if each.is_file())
    assert all(word.encode() in held for word in words)
    assert filled("erase", "bao:2", "--why", "theo yêu cầu", "--yes").exit_code == 0
    for path in filter(Path.is_file, (filled.folder / "archive").rglob("*")):
        assert [word for word in words if word.encode() in path.read_bytes()] == [], path
    assert filled("corrections", "list").stdout == ""
    refused = filled("correct", "bao:2", "--title", "Lũ", *_WHY)
    assert (refused.exit_code, filled("corrections", "list").stdout) == (3, "")


def test_redacted_correction_cannot_be_undone(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ lớn", "--why", "báo in")
    filled("erase", "bao:2", "--why", "yêu cầu", "--yes")
    refused = filled("corrections", "undo", "1")
    assert refused.stderr == "khobao: decision 1 concerned an erased report; it cannot be undone\n"


def test_no_file_holds_names_of_an_undone_correction_of_an_erased_report(filled: Khobao) -> None:
    words = ("Zếptítô", "Qoạmbàiv", "Fíchcũo")
    text = filled.folder / "text.txt"
    text.write_text(f"Ông Nguyễn {words[0]}, Chủ tịch xã, nói về dân vận.", encoding="utf-8")
    values = ("--body-file", str(text), "--newspaper", f"Báo {words[1]}", "--section", words[2])
    numbers = [
        line.split(":")[0]
        for line in filled("correct", "bao:2", *values, *_WHY).stdout.splitlines()
    ]
    assert filled("corrections", "undo", *numbers).exit_code == 0
    files = [each for each in (filled.folder / "archive").rglob("*") if each.is_file()]
    assert all(any(word.encode() in each.read_bytes() for each in files) for word in words)
    assert filled("erase", "bao:2", "--why", "theo yêu cầu", "--yes").exit_code == 0
    for path in filter(Path.is_file, (filled.folder / "archive").rglob("*")):
        held = path.read_bytes().decode("utf-8", "replace").casefold()
        assert [word for word in words if word.casefold() in held] == [], path


def test_reason_is_one_line_of_text(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ", "--why", "theo\n báo\t in")
    assert json.loads(filled("corrections", "list", "--json").stdout)[0]["why"] == "theo báo in"
    refused = filled("correct", "bao:2", "--title", "Lũ lớn", "--why", "theo \udcff")
    assert (refused.exit_code, "is not in UTF-8" in refused.stderr) == (3, True)


def test_long_value_is_cut_on_the_terminal(filled: Khobao) -> None:
    made = filled("correct", "bao:2", "--title", "x" * 1000, *_WHY)
    assert made.stdout == f"1: correct bao:2 title: {'x' * 100} …\n"


def test_restored_backup_has_the_corrections(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ lớn", *_WHY)
    backup = str(filled.folder / "backup")
    assert filled("backup", backup).exit_code == 0
    filled("corrections", "undo", "1")
    restored = Khobao(filled.folder / "restored")
    restored.folder.mkdir()
    assert restored("restore", backup).exit_code == 0
    assert restored("show", "bao:2").stdout.startswith("Lũ lớn\n")
    assert restored("index").exit_code == 0
    assert restored("search", "lũ lớn", "--match", "all").exit_code == 0
    assert restored("corrections", "undo", "1").exit_code == 0
    assert restored("show", "bao:2").stdout.startswith("Lũ về\n")


def test_conflict_is_listed_until_a_librarian_decides(filled: Khobao) -> None:
    filled("correct", "bao:2", "--title", "Lũ lớn", "--date", "2019-10-12", *_WHY)
    newer = RECORDS[1] | {"title": "Lũ lịch sử"}
    filled("import", filled.write(newer, name="newer.jsonl"), "--workers", "0")
    assert filled("show", "bao:2").stdout.startswith("Lũ lớn\n")
    listed = filled("corrections", "list", "--conflicts").stdout
    assert "bao:2 title  Thu  báo in" in listed
    assert "published  «Lũ lịch sử»" in listed
    assert "date" not in listed
    (matter,) = json.loads(filled("review", "--kind", "corrections", "--json").stdout)["matters"]
    assert matter["subject"] == "bao:2"
    filled("correct", "bao:2", "--title", "Lũ lớn", *_WHY)
    assert filled("corrections", "list", "--conflicts").stdout == ""
    filled("corrections", "undo", "3", "1")
    assert filled("show", "bao:2").stdout.startswith("Lũ lịch sử\n")
    (left,) = json.loads(filled("corrections", "list", "--json").stdout)
    assert (left["field"], left["conflict"]) == ("date", False)


def test_reports_are_corrected_in_a_spreadsheet(filled: Khobao) -> None:
    sheet = filled.folder / "reports.csv"
    assert filled("corrections", "export", "-o", str(sheet)).exit_code == 0
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('"2019-10"', '"12/10/2019"').replace("Lũ về", "Lũ"), "utf-8")
    refused = filled("corrections", "import", str(sheet), "--why", "báo in")
    assert refused.exit_code == 1
    assert "'12/10/2019' may be two days" in refused.stderr
    edited = sheet.read_text(encoding="utf-8").replace("12/10/2019", "2019-10-12")
    sheet.write_text(edited, encoding="utf-8")
    tried = filled("corrections", "import", str(sheet), "--dry-run")
    assert tried.stdout.splitlines() == [
        "bao:2 title: «Lũ về» → «Lũ»",
        "bao:2 date: «2019-10» → «2019-10-12»",
    ]
    planned = json.loads(filled("corrections", "import", str(sheet), "--dry-run", "--json").stdout)
    assert [each["value"] for each in planned] == ["Lũ", "2019-10-12"]
    assert filled("corrections", "list").stdout == ""
    assert "--why" in filled("corrections", "import", str(sheet)).stderr
    made = filled("corrections", "import", str(sheet), "--why", "báo in")
    assert made.stdout == "1: correct bao:2 title: Lũ\n2: correct bao:2 date: 2019-10-12\n"
    assert filled("show", "bao:2").stdout.startswith("Lũ\n12/10/2019 ")
    again = filled("corrections", "import", str(sheet), "--why", "báo in")
    assert (again.stdout, again.stderr) == ("", "no value differs; nothing was changed\n")


def test_newspaper_is_corrected_once_by_another_of_its_names(filled: Khobao) -> None:
    sheet = filled.folder / "reports.csv"
    filled("corrections", "export", "lũ về", "--field", "newspaper", "-o", str(sheet))
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('"bao:2",""', '"bao:2","vnexpress.net"'), encoding="utf-8")
    importing = ("corrections", "import", str(sheet), "--why", "báo in")
    assert filled(*importing).stdout == "1: correct bao:2 newspaper: vnexpress.net\n"
    assert filled(*importing).stdout == ""
    assert "VnExpress" in filled("show", "bao:2").stdout


def test_spreadsheet_of_a_query_has_the_chosen_columns(filled: Khobao) -> None:
    made = filled("corrections", "export", "lũ về", "--field", "body", "-o", "-").stdout
    lines = made.removeprefix("\ufeff").splitlines()
    assert lines[0] == '"id","body","beginning","exported"'
    assert [line.split(",")[0] for line in lines[1:]] == ['"bao:2"']
    assert filled("corrections", "export", "không có gì", "-o", "-").exit_code == 1
