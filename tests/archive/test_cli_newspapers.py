"""`khobao newspapers` and `khobao sections`: lists, decisions and spreadsheets."""

import csv
import json
from pathlib import Path

import pytest

from archive.newspapers.known import known_newspapers
from tests.khobao import Khobao


@pytest.fixture
def archive(khobao: Khobao) -> Khobao:
    records = (
        {"title": "Lũ", "source": "docbao.vn", "date": "2018-01-10", "section": "THỂ THAO"},
        {"title": "Bão", "source": "Đọc Báo", "date": "2025-01-10", "section": "Thể thao > Xe"},
        {"title": "Gió", "source": "vnexpress", "section": "Chuyện lạ"},
    )
    assert khobao("import", khobao.write(*records), "--workers", "0").exit_code == 0
    return khobao


def _csv(khobao: Khobao, group: str, file: Path) -> list[dict[str, str]]:
    assert khobao(group, "export", "-o", str(file)).exit_code == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _save(rows: list[dict[str, str]], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_list_marks_newspapers_of_which_only_names_are_known(archive: Khobao) -> None:
    lines = archive("newspapers", "list").stdout.splitlines()
    assert lines[0].split() == ["docbao", "2", "?", "Đọc", "Báo", "=", "docbao.vn"]
    assert lines[1].startswith("vnexpress ")
    assert "vnexpress" not in archive("newspapers", "list", "--unknown").stdout
    everything = archive("newspapers", "list", "--all", "--json").stdout
    assert len(json.loads(everything)) == len(known_newspapers()) + 1
    assert archive("newspapers", "show", "khong co").exit_code == 1


def test_renamed_newspaper_is_cited_by_the_name_of_the_day(archive: Khobao) -> None:
    made = archive("newspapers", "rename", "Đọc Báo", "Báo Đọc", "--since", "2024", "--by", "Thu")
    assert made.stdout == "1: set newspaper docbao names Đọc Báo [..2023], Báo Đọc [2024..]\n"
    found = archive("search", "--source", "docbao", "--sort", "oldest", "--json").stdout
    assert [hit["source"] for hit in json.loads(found)["hits"]] == ["Đọc Báo", "Báo Đọc"]
    cited = archive("export", "bão", "--format", "ris", "-o", "-").stdout
    assert "T2  - Báo Đọc" in cited
    assert "Thu" in archive("newspapers", "log").stdout
    assert archive("newspapers", "undo", "1").exit_code == 0
    found = archive("search", "--source", "docbao", "--json").stdout
    assert {hit["source"] for hit in json.loads(found)["hits"]} == {"Đọc Báo"}


def test_former_name_without_reports_is_explained(archive: Khobao) -> None:
    names = ("--name", "Tin Đọc [1975]", "--name", "Đọc Báo [1976..]")
    archive("newspapers", "set", "docbao", *names)
    found = archive("search", "--newspaper", "Tin Đọc", "--sort", "oldest")
    assert found.exit_code == 0, found.output
    assert found.stdout.count("Đọc Báo") == 2
    said = " ".join(found.stderr.split())
    assert (
        "“Tin Đọc (1975)” là tên cũ của báo Đọc Báo; không có bài nào mang tên này, nên tìm các "
        "bài mang tên: Đọc Báo"
    ) in said
    assert "there is no" not in said
    none = archive("search", "--newspaper", "Tuổi Trẻ")
    assert (none.exit_code, "no report of the newspaper Tuổi Trẻ" in none.stderr) == (1, True)
    unknown = archive("search", "--newspaper", "Báo Lạ")
    assert (unknown.exit_code, "there is no 'Báo Lạ'" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("name", ["Báo Lạ Online", "bao la online", "BAO LA ONLINE"])
def test_alias_is_found_by_the_command_line_without_diacritics(archive: Khobao, name: str) -> None:
    archive("newspapers", "set", "docbao", "--alias", "Báo Lạ Online")
    assert archive("newspapers", "show", name).stdout.startswith("docbao ")
    found = archive("search", "--newspaper", name, "--json")
    assert json.loads(found.stdout)["total"] == 2
    assert archive("newspapers", "set", name, "--place", "Huế").stdout.startswith("2: set")


def test_alias_is_added_to_the_others_until_it_is_undone(archive: Khobao) -> None:
    def aliases() -> set[str]:
        shown = archive("newspapers", "show", "docbao", "--json").stdout
        return set(json.loads(shown)["aliases"])

    before = aliases()
    for alias in ("ĐB", "Báo Lạ"):
        assert archive("newspapers", "set", "docbao", "--alias", alias).exit_code == 0
    assert aliases() == before | {"ĐB", "Báo Lạ"}
    archive("newspapers", "undo", "1")
    assert aliases() == before | {"Báo Lạ"}
    assert "Only --alias adds" in archive("newspapers", "set", "--help").stdout


def test_facts_are_set_and_shown(archive: Khobao) -> None:
    arguments = ("--place", "Huế", "--issn", "03785955", "--url", "doc.example", "--alias", "ĐB")
    related = ("--predecessor", "soha", "--successor", "vnexpress")
    assert archive("newspapers", "set", "docbao", *arguments, *related).exit_code == 0
    shown = json.loads(archive("newspapers", "show", "ĐB", "--json").stdout)
    assert (shown["place"], shown["issns"]) == ("Huế", ["0378-5955"])
    assert (shown["predecessors"], shown["successors"]) == (["soha"], ["vnexpress"])
    wrong = archive("newspapers", "set", "docbao", "--issn", "0378-5954")
    assert wrong.exit_code == 3
    assert "check digit" in wrong.stderr
    assert archive("newspapers", "set", "docbao").exit_code == 2
    assert archive("newspapers", "separate", "ĐB").exit_code == 0
    assert archive("newspapers", "merge", "ĐB", "soha").exit_code == 0


def test_unedited_spreadsheet_changes_nothing_and_an_edited_one_decides(
    archive: Khobao, tmp_path: Path
) -> None:
    file = tmp_path / "newspapers.csv"
    rows = _csv(archive, "newspapers", file)
    assert archive("newspapers", "import", str(file), "--dry-run").stdout == ""
    edited = {row["id"]: row for row in rows}
    edited["docbao"] |= {"names": "Đọc Báo | Báo Đọc [2024..]", "place": "Huế"}
    edited["soha"] |= {"merge_into": "cafef", "aliases": "Soha News"}
    _save(rows, file)
    planned = archive("newspapers", "import", str(file), "--dry-run").stdout
    assert set(planned.splitlines()) == {
        "set newspaper docbao names Đọc Báo, Báo Đọc [2024..]",
        "set newspaper docbao place Huế",
        "alias newspaper soha Soha News",
        "merge newspaper soha cafef",
    }
    assert archive("newspapers", "log").stdout == ""
    assert archive("newspapers", "import", str(file)).exit_code == 0
    assert len(archive("newspapers", "log").stdout.splitlines()) == 4
    again = archive("newspapers", "import", str(file))
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "nothing differs; nothing was changed\n"
    assert len(archive("newspapers", "log").stdout.splitlines()) == 4


def test_dry_run_reports_what_would_be_refused(archive: Khobao, tmp_path: Path) -> None:
    file = tmp_path / "newspapers.csv"
    rows = _csv(archive, "newspapers", file)
    for row in rows:
        row["names"] = {"docbao": "VnExpress"}.get(row["id"], row["names"])
    _save(rows, file)
    for options in (("--dry-run",), ()):
        refused = archive("newspapers", "import", str(file), *options)
        assert (refused.exit_code, refused.stdout) == (3, "")
        assert "would both have the name 'vnexpress'" in refused.stderr


def test_sections_are_decided_in_a_spreadsheet_too(archive: Khobao, tmp_path: Path) -> None:
    file = tmp_path / "sections.csv"
    rows = _csv(archive, "sections", file)
    assert {row["section"]: row["shown"] for row in rows} == {
        "THỂ THAO": "Thể thao",
        "Thể thao › Xe": "Thể thao › Xe",
        "Chuyện lạ": "Chuyện lạ",
    }
    for row in rows:
        row["shown"] = {"Chuyện lạ": "Đời sống > Lạ", "THỂ THAO": "THỂ THAO"}.get(
            row["section"], row["shown"]
        )
    _save(rows, file)
    assert archive("sections", "import", str(file)).exit_code == 0
    again = archive("sections", "import", str(file))
    assert (again.exit_code, again.stdout) == (0, "")
    listed = {each["section"] for each in json.loads(archive("sections", "list", "--json").stdout)}
    assert listed == {"THỂ THAO", "Thể thao › Xe", "Đời sống › Lạ"}
    assert archive("sections", "merge", "Đời sống > Lạ", "Lạ").exit_code == 0
    assert "list section Đời sống › Lạ under Lạ" in archive("sections", "log").stdout
    unknown = archive("sections", "merge", "Chuyện", "Lạ")
    assert unknown.exit_code == 2
    assert "no report has the section 'Chuyện'" in unknown.stderr


def test_decisions_outlive_a_rebuilt_index_and_the_same_files(archive: Khobao) -> None:
    archive("newspapers", "merge", "docbao", "bao-moi")
    archive("sections", "merge", "Thể thao", "Khỏe")
    listed = archive("newspapers", "list").stdout, archive("sections", "list").stdout
    assert archive("index", "--rebuild").exit_code == 0
    again = str(archive.folder / "reports.jsonl")
    assert archive("import", again, "--workers", "0").exit_code == 0
    assert (archive("newspapers", "list").stdout, archive("sections", "list").stdout) == listed


def test_exported_reports_bring_nothing_new_when_they_are_imported_again(
    archive: Khobao, tmp_path: Path
) -> None:
    archive("newspapers", "merge", "docbao", "bao-moi")
    file = tmp_path / "list.jsonl"
    assert archive("export", "--format", "jsonl", "-o", str(file)).exit_code == 0
    exported = file.read_text("utf-8")
    assert "docbao.vn" not in exported
    assert "THỂ THAO" not in exported
    again = archive("import", str(file), "--workers", "0")
    assert "new 0, changed 0, same 3" in again.stdout
    moved = exported.replace('"source": "Báo Mới"', '"source": "Tuổi Trẻ"')
    file.write_text(moved, "utf-8")
    again = archive("import", str(file), "--workers", "0")
    assert "changed 2, same 1" in again.stdout
