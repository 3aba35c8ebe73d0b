"""The command line: from a file to a hit, and what the exit code says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs

import click
import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.cli.layout import highlighted, indented, readable_date
from archive.retrieval import export
from tests.khobao import RECORDS, Khobao


def _commands() -> list[tuple[str, ...]]:
    """Return the names of all commands and subcommands."""
    context = click.Context(main)
    found = []
    for name in main.list_commands(context):
        found.append((name,))
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            found += [(name, below) for below in command.list_commands(context)]
    return found


@pytest.mark.parametrize("names", _commands(), ids=" ".join)
def test_every_command_has_help_with_an_example(names: tuple[str, ...]) -> None:
    text = CliRunner().invoke(main, [*names, "--help"]).output
    assert "Example:\n" in text
    assert f"khobao {' '.join(names)}" in text


def test_decisions_of_all_kinds_are_in_one_log_and_are_undone_there(filled: Khobao) -> None:
    filled("persons", "alias", "nguyen-xuan-phuc", "Bảy Phúc", "--by", "Thu")
    filled("withdraw", "bao:2", "--why", "nhầm")
    filled("correct", "bao:1", "--date", "2018", "--why", "báo in")
    log = [line.split("  ")[2] for line in filled("decisions", "log").stdout.splitlines()]
    assert len(log) == 3
    about = filled("decisions", "log", "--about", "BAO:2").stdout
    assert about.splitlines()[0].endswith("withdraw bao:2  nhầm")
    assert filled("decisions", "undo", "2", "3").stdout == "4: undo 2\n5: undo 3\n"
    records = json.loads(filled("decisions", "log", "--json").stdout)
    last = records[-1]
    assert (last["number"], last["kind"], last["undoes"]) == (5, "undo", 3)
    assert [each["undone"] for each in records] == [False, True, True, False, False]
    assert "(withdraw bao:2)" in filled("decisions", "log", "--about", "bao:2").stdout
    assert filled("show", "bao:2").exit_code == 0
    assert len(filled("persons", "log").stdout.splitlines()) == 1
    assert "Did you mean decisions?" in filled("undo", "2").stderr


def test_unknown_command_is_a_usage_error(khobao: Khobao) -> None:
    assert khobao("serch", "x").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [("search", "x"), ("status",), ("show", "x"), ("index",), ("withdraw", "x")]
)
def test_missing_archive_is_said_and_not_made(khobao: Khobao, arguments: tuple[str, ...]) -> None:
    result = khobao(*arguments)
    assert result.exit_code == 3
    assert "khobao import" in result.stderr
    assert not (khobao.folder / "archive").exists()


def test_import_counts_what_became_of_the_records(khobao: Khobao) -> None:
    path = khobao.write(*RECORDS)
    first = json.loads(khobao("import", path, "--json").stdout)
    assert (first["read"], first["new"], first["refused"], first["indexed"]) == (2, 2, 0, True)
    again = json.loads(khobao("import", path, "--json").stdout)
    assert (again["same"], again["new"], again["changed"]) == (2, 0, 0)
    khobao.write(RECORDS[0], RECORDS[1] | {"body": "Nước rút."})
    assert khobao("import", path).stdout.startswith("read 2, new 0, changed 1, same 1, refused 0")
    assert khobao("search", "nước rút", "--match", "all").exit_code == 0


def test_bad_line_is_reported_and_exits_with_1(khobao: Khobao) -> None:
    path = khobao.write(RECORDS[0], ["no object"], RECORDS[1])
    result = khobao("import", path)
    assert result.exit_code == 1
    assert f"refused: {path}:2: " in result.stderr
    assert "read 3, new 2, changed 0, same 0, refused 1" in result.stdout
    assert f"{path}:2: " in khobao("refused").stdout


def test_missing_file_is_refused_and_the_rest_goes_on(khobao: Khobao) -> None:
    result = khobao("import", str(khobao.folder / "none.jsonl"), khobao.write(*RECORDS))
    assert result.exit_code == 1
    assert "none.jsonl: cannot be read" in result.stderr
    assert "new 2" in result.stdout


def test_standard_input_is_read(khobao: Khobao) -> None:
    line = json.dumps(RECORDS[0], ensure_ascii=False)
    assert "new 1" in khobao("import", "-", stdin=line).stdout
    assert khobao("show", "bao:1").exit_code == 0


def test_other_names_and_a_prefix_are_mapped(khobao: Khobao) -> None:
    path = khobao.write({"no": "7", "dòng_đầu": "Chợ Tết", "text": "Hoa đào nở."})
    result = khobao("import", path, "--map", "no=id", "--map", "dòng_đầu=title", "--prefix", "vne:")
    assert result.exit_code == 0
    assert "Chợ Tết" in khobao("show", "vne:7").stdout


@pytest.mark.parametrize(
    "arguments",
    [("--map", "no"), ("--map", "x=nothing"), ("--encoding", "klingon"), ("--format", "papyrus")],
)
def test_wrong_option_of_import_is_a_usage_error(
    khobao: Khobao, arguments: tuple[str, ...]
) -> None:
    assert khobao("import", "x.jsonl", *arguments).exit_code == 2


def test_unaccented_words_find_the_report(filled: Khobao) -> None:
    result = filled("search", "dan", "van")
    assert result.exit_code == 0
    assert "1. Huế làm tốt công tác dân vận\n" in result.stdout
    assert "10/01/2018 12:31 · Chính trị › Thời sự · Báo Huế · Anh Phong" in result.stdout
    assert "\x1b" not in result.stdout


def test_reading_of_the_query_is_told_in_both_languages(filled: Khobao) -> None:
    reported = filled("search", 'dan van nhân_vật:"nguyen xuan phuc" "', "--from", "2017").stderr
    assert "dan van (dấu nào cũng được)" in reported
    assert "dan van (any diacritics)" in reported
    assert "nhân vật: Nguyễn Xuân Phúc" in reported
    assert "since 2017" in reported
    assert "thiếu một dấu ngoặc kép" in reported
    assert "a quotation mark is missing" in reported


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("daan vaanj", [{"query": "dân vận", "total": 1}]),
        ("dẫn vận", [{"query": "dân vận", "total": 1}]),
        ("dần vần", [{"query": "dân vận", "total": 1}, {"query": "dan van", "total": 1}]),
        ("dan van", []),
        ("xyzzy", []),
    ],
)
def test_what_may_have_been_meant_is_told_where_nothing_holds_the_words(
    filled: Khobao, typed: str, meant: list[dict[str, object]]
) -> None:
    assert json.loads(filled("search", "--json", typed).stdout)["did_you_mean"] == meant
    reported = filled("search", typed)
    offers = " · ".join(f"{each['query']} ({each['total']})" for each in meant)
    for asked in ("Có phải bạn muốn tìm", "Did you mean"):
        assert (f"  {asked}: {offers}\n" in reported.stderr) == bool(meant)
        assert asked not in reported.stdout


def test_highlights_stand_on_a_terminal(filled: Khobao) -> None:
    options = ["--archive", str(filled.folder / "archive"), "search", "dan van"]
    shown = CliRunner().invoke(main, options, color=True).stdout
    assert click.style("dân vận", fg="yellow", bold=True) in shown


@pytest.mark.parametrize(
    ("arguments", "identifiers"),
    [
        (("--from", "2018", "--to", "12/2018"), ["bao:1"]),
        (("--from", "2019"), ["bao:2"]),
        (("--date", "2019-10"), ["bao:2"]),
        (("--section", "chinh tri"), ["bao:1"]),
        (("--section", "Thời sự"), ["bao:1"]),
        (("--person", "nguyen xuan phuc"), ["bao:1"]),
        (("--person", "nguyen-xuan-phuc", "nước"), []),
        (("--person-not", "nguyen xuan phuc"), ["bao:2"]),
        (("--person-or", "nguyen xuan phuc"), ["bao:1"]),
        (("--date-not", "2019"), ["bao:1"]),
        (("--section-not", "chinh tri"), ["bao:2"]),
        (("--source-not", "Báo Huế"), ["bao:2"]),
        (("--author-not", "Anh Phong"), ["bao:2"]),
        (("--source", "Báo Huế"), ["bao:1"]),
        (("--author", "Anh Phong"), ["bao:1"]),
        (("--author", "ANH PHONG"), ["bao:1"]),
        (("--author", "phong anh"), ["bao:1"]),
        (("--source", "bao hue"), ["bao:1"]),
        (("--source", "huế"), ["bao:1"]),
        (("--section", "CHINH TRI"), ["bao:1"]),
        (("--sort", "oldest"), ["bao:1", "bao:2"]),
        (("--sort", "newest"), ["bao:2", "bao:1"]),
        (("--sort", "newest", "--limit", "1", "--offset", "1"), ["bao:1"]),
    ],
)
def test_options_narrow_the_list(
    filled: Khobao, arguments: tuple[str, ...], identifiers: list[str]
) -> None:
    result = filled("search", "--json", *arguments)
    assert [hit["id"] for hit in json.loads(result.stdout)["hits"]] == identifiers
    assert result.exit_code == (0 if identifiers else 1)


def test_notes_on_a_query_are_in_json_too(filled: Khobao) -> None:
    asked = ("search", "dan van mục:thời_tiết")
    notes = json.loads(filled(*asked, "--json").stdout)["notes"]
    assert notes
    assert all(note in " ".join(filled(*asked).stderr.split()) for note in notes)
    assert json.loads(filled("search", "--json", "dan van").stdout)["notes"] == []


def test_hits_in_json_carry_marks_and_persons(filled: Khobao) -> None:
    (hit,) = json.loads(filled("search", "--json", "dan van").stdout)["hits"]
    assert [hit["title"][start:end] for start, end in hit["title_marks"]] == ["dân vận"]
    assert hit["persons"] == [{"id": "nguyen-xuan-phuc", "name": "Nguyễn Xuân Phúc"}]
    start, end = hit["snippet_marks"][0]
    assert hit["snippet"][start:end] == "dân vận"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "31/02/2018"),
        ("--section", "Thể thao"),
        ("--person", "không ai"),
        ("--author", "không ai"),
        ("--source", "Báo Nào"),
        ("--newspaper", "Báo Nào"),
    ],
)
def test_value_that_is_nowhere_is_a_usage_error(filled: Khobao, arguments: tuple[str, str]) -> None:
    result = filled("search", "x", *arguments)
    assert result.exit_code == 2
    assert all(each in result.stderr for each in arguments)


def test_changes_that_the_index_lacks_are_counted(filled: Khobao) -> None:
    assert "lacks" not in filled("search", "dan van").stderr
    filled("import", filled.write({"id": "c", "title": "Dân vận"}, name="c.jsonl"), "--no-index")
    found = filled("search", "dan van").stderr
    assert "changes that the index lacks: 1; «khobao index»" in found


def test_nothing_found_exits_with_1(filled: Khobao) -> None:
    assert filled("search", "xyzzy").exit_code == 1


def test_report_is_shown_as_published(filled: Khobao) -> None:
    shown = filled("show", "bao:1").stdout
    assert "Thủ tướng Nguyễn Xuân Phúc nói về dân vận khéo.\n\nMưa lớn." in shown
    assert "Persons: Nguyễn Xuân Phúc" in shown
    form = json.loads(filled("show", "bao:1", "--json").stdout)
    assert form["body"] == RECORDS[0]["body"]


def test_original_comes_back_byte_by_byte(filled: Khobao) -> None:
    line = (filled.folder / "reports.jsonl").read_bytes().splitlines()[0]
    assert filled("show", "bao:1", "--original").stdout_bytes.rstrip(b"\n") == line


def test_older_version_is_shown_on_request(filled: Khobao) -> None:
    filled("import", filled.write(RECORDS[1] | {"title": "Lũ rút"}, name="later.jsonl"))
    assert filled("show", "bao:2").stdout.startswith("Lũ rút")
    assert filled("show", "bao:2", "--version", "1").stdout.startswith("Lũ về")
    versions = json.loads(filled("show", "bao:2", "--versions", "--json").stdout)
    assert [version["title"] for version in versions] == ["Lũ về", "Lũ rút"]
    assert filled("show", "bao:2", "--version", "3").exit_code == 1


def test_withdrawn_report_is_out_of_sight_until_reinstated(filled: Khobao) -> None:
    assert filled("withdraw", "bao:2").exit_code == 0
    assert filled("search", "lũ").exit_code == 1
    assert "withdrawn" in filled("show", "bao:2").stderr
    filled("import", str(filled.folder / "reports.jsonl"))
    assert filled("search", "lũ").exit_code == 1
    assert filled("reinstate", "bao:2").exit_code == 0
    assert filled("search", "lũ").exit_code == 0
    assert filled("withdraw", "bao:2", "bao:9").exit_code == 1


def test_index_of_a_catalogue_that_went_back_is_noticed_and_corrected(filled: Khobao) -> None:
    archive = filled.folder / "archive"
    shutil.copy(archive / "catalogue.sqlite", filled.folder)
    filled("import", filled.write({"id": "bao:3", "title": "Bão"}, name="lost.jsonl"))
    shutil.copy(filled.folder / "catalogue.sqlite", archive)
    later = filled.write({"id": "bao:4", "title": "Hạn"}, name="later.jsonl")
    filled("import", "--no-index", later)
    assert "«khobao index» corrects it" in filled("status").stdout
    assert json.loads(filled("status", "--json").stdout)["index"]["relation"] == "foreign"
    verified = filled("index", "--verify")
    assert (verified.exit_code, "corrects it" in verified.stderr) == (3, True)
    assert "both are compared" in filled("index").stderr
    assert filled("index", "--verify").exit_code == 0
    assert "up to date" in filled("status").stdout
    assert filled("search", "bão").exit_code == 1
    assert filled("search", "hạn").exit_code == 0


def test_file_that_cannot_be_written_is_no_empty_result(filled: Khobao) -> None:
    target = filled.folder / "missing" / "list.csv"
    exported = filled("export", "lũ", "-o", str(target))
    assert exported.exit_code == 3
    assert "list.csv" in exported.stderr


def test_lost_index_is_an_error_and_not_an_empty_archive(filled: Khobao) -> None:
    shutil.rmtree(filled.folder / "archive" / "index")
    found = filled("search", "lũ")
    assert (found.exit_code, "«khobao index» builds it" in found.stderr) == (3, True)
    assert "«khobao index» builds it" in filled("status").stdout
    assert filled("index", "--verify").exit_code == 3
    assert filled("index").exit_code == 0
    assert filled("search", "lũ").exit_code == 0


def test_index_deleted_and_built_again_finds_the_same(filled: Khobao) -> None:
    asked = ("search", "--json", "dan van", "--match", "any")
    before = filled(*asked).stdout
    folder = filled.folder / "archive" / "index"
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert "2 changes" in filled("index").stdout
    assert filled(*asked).stdout == before
    assert "2 changes" in filled("index", "--rebuild").stdout
    assert filled(*asked).stdout == before
    assert "up to date" in filled("index").stdout
    assert filled("index", "--verify").exit_code == 0


def test_damaged_index_is_named_with_the_command_that_helps(filled: Khobao) -> None:
    segment = next((filled.folder / "archive" / "index").glob("*.arrays"))
    segment.write_bytes(b"damaged")
    result = filled("search", "dan van")
    assert result.exit_code == 3
    assert result.stderr.count(str(segment)) == result.stderr.count("--rebuild") == 1
    assert filled("index", "--rebuild").exit_code == 0
    assert filled("search", "dan van").exit_code == 0


def test_list_is_exported_whole(filled: Khobao) -> None:
    output = filled.folder / "list.csv"
    assert filled("export", "--sort", "oldest", "-o", str(output)).exit_code == 0
    data = output.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert [line.split(",")[0] for line in data.decode("utf-8-sig").splitlines()] == [
        '"id"',
        '"bao:1"',
        '"bao:2"',
    ]
    assert sorted(path.name for path in filled.folder.iterdir()) == [
        "archive",
        "list.csv",
        "reports.jsonl",
    ]


def test_exported_json_lines_are_imported_the_same(filled: Khobao) -> None:
    output = str(filled.folder / "list.jsonl")
    filled("export", "-o", output)
    other = Khobao(filled.folder / "other")
    other.folder.mkdir()
    assert other("import", output).exit_code == 0
    for identifier in ("bao:1", "bao:2"):
        shown = filled("show", identifier, "--json").stdout
        assert other("show", identifier, "--json").stdout == shown


def test_export_goes_to_the_standard_output(filled: Khobao) -> None:
    assert filled("export", "dan van", "-o", "-").stdout_bytes.count(b"\r\n") == 2


def test_export_writes_through_links_and_into_devices(filled: Khobao) -> None:
    target, link = filled.folder / "list.csv", filled.folder / "link.csv"
    link.symlink_to(target)
    assert filled("export", "dan van", "-o", str(link)).exit_code == 0
    assert link.is_symlink()
    assert "bao:1" in target.read_text("utf-8-sig")
    pipe = filled.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert filled("export", "dan van", "-o", str(pipe)).exit_code == 0
    assert os.read(reader, 1 << 16) == target.read_bytes()
    os.close(reader)
    assert pipe.is_fifo()


def test_name_of_the_file_decides_the_format(filled: Khobao) -> None:
    output = filled.folder / "list.JSONL"
    assert filled("export", "-o", str(output)).exit_code == 0
    identifiers = {json.loads(line)["id"] for line in output.read_text("utf-8").splitlines()}
    assert identifiers == {"bao:1", "bao:2"}


@pytest.mark.parametrize(
    "arguments", [["-o", "list.docx"], ["--format", "csv", "-o", "list.jsonl"]]
)
def test_export_refuses_a_file_name_of_another_kind(
    filled: Khobao, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    result = filled("export", *arguments)
    assert result.exit_code == 2
    assert arguments[-1] in result.stderr
    assert "csv" in result.stderr
    assert not (filled.folder / arguments[-1]).exists()


def test_whole_text_is_refused_where_the_format_has_none(filled: Khobao) -> None:
    result = filled("export", "--text", "-o", str(filled.folder / "list.ris"))
    assert result.exit_code == 2
    assert "ris has no whole text" in result.stderr
    assert filled("export", "--text", "-o", str(filled.folder / "list.jsonl")).exit_code == 0


def test_failed_export_leaves_the_older_file(
    filled: Khobao, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = filled.folder / "list.csv"
    output.write_text("older")

    def failing(*_: object) -> Iterator[object]:
        yield from ()
        raise OSError("the disk is gone")

    monkeypatch.setattr(export, "reports_with_persons", failing)
    result = filled("export", "-o", str(output))
    assert result.exit_code == 3
    assert "the disk is gone" in result.stderr
    assert output.read_text() == "older"
    assert not list(filled.folder.glob("*.part"))


def test_export_into_a_missing_folder_is_an_error(filled: Khobao) -> None:
    result = filled("export", "-o", str(filled.folder / "none" / "list.csv"))
    assert result.exit_code == 3
    assert "none/list.csv" in result.stderr


def test_status_shows_what_is_held(filled: Khobao) -> None:
    assert "reports    2\n" in filled("status").stdout
    form = json.loads(filled("status", "--json").stdout)
    assert (form["catalogue"]["reports"], form["index"]["behind"]) == (2, 0)
    filled("import", "--no-index", filled.write({"title": "Mới"}, name="new.jsonl"))
    assert "1 change behind" in filled("status").stdout


def test_status_names_the_fault_of_a_table_for_which_others_are_refused(filled: Khobao) -> None:
    (filled.folder / "archive" / "synonyms.tsv").write_text("no table\n")
    refused = filled("search", "dân")
    assert refused.exit_code == 3
    assert "synonyms.tsv, line 1: the columns are 'no table'" in refused.stderr
    status = filled("status")
    assert status.exit_code == 0
    assert "synonyms.tsv, line 1: the columns are 'no table'" in status.stdout
    assert "line 1" in json.loads(filled("status", "--json").stdout)["synonyms_problem"]


def test_setting_that_is_wrong_is_named(filled: Khobao) -> None:
    (filled.folder / "archive" / "khobao.toml").write_text("page_size = 0")
    result = filled("status")
    assert result.exit_code == 3
    assert "page_size" in result.stderr


def test_dates_are_written_as_the_press_does() -> None:
    assert [readable_date(date) for date in ("2018-01-10", "2018-01", "2018", "")] == [
        "10/01/2018",
        "01/2018",
        "2018",
        "",
    ]


def test_wrapped_text_keeps_all_letters_and_styles() -> None:
    text = "dân vận khéo " * 20 + "\ue000 hết"
    spans = [(at, at + 7) for at in range(0, 13 * 20, 13)]
    shown = indented(highlighted(text, spans), "   ")
    assert click.unstyle(shown).split() == text.replace("\ue000", "").split()
    assert max(len(click.unstyle(line)) for line in shown.splitlines()) <= 80
    assert shown.count("\x1b") == 3 * 20


def test_persons_may_be_left_for_later(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS), "--no-persons")
    assert "Persons:" not in khobao("show", "bao:1").stdout
    for command in ("status", "upgrade"):
        advice = khobao(command).stdout.splitlines()[-1]
        assert advice.startswith("not searched for persons by the rules of this version: 2 reports")
        assert advice.endswith("«khobao index --persons»")
    left = json.loads(khobao("upgrade", "--json").stdout)
    assert (left["persons_outdated"], left["stories_outdated"]) == (2, 0)
    searched = khobao("index", "--persons")
    assert "finding persons in 2 reports" in searched.stderr
    persons_step, index_step = searched.stdout.splitlines()
    for line, done in (
        (persons_step, "persons searched for in 2 reports"),
        (index_step, "1 change"),
    ):
        assert re.fullmatch(rf"{done} in [\d,.]+ s \([\d,]+ a second\)", line)
    again = json.loads(khobao("index", "--persons", "--json").stdout)
    assert (again["persons"], again["changes"]) == (0, 0)
    assert again["persons_seconds"] >= 0
    assert "Persons: Nguyễn Xuân Phúc" in khobao("show", "bao:1").stdout
    assert "not been searched" not in khobao("status").stdout
    assert khobao("search", "--person", "nguyen xuan phuc").exit_code == 0


@pytest.mark.parametrize("word", ["-khéo", "-hội", "-o", '-"dân vận"', "-ông"])
def test_word_with_a_hyphen_is_excluded(filled: Khobao, word: str) -> None:
    searched = filled("search", "--json", "lũ", word)
    assert parse_qs(json.loads(searched.stdout)["query"])["q"] == [f"lũ {word}"]


def test_excluded_word_is_no_option_of_export(filled: Khobao) -> None:
    output = filled.folder / "list.jsonl"
    assert filled("export", "nước", "-ong", "-o", str(output), "--sort", "newest").exit_code == 0
    assert [json.loads(line)["id"] for line in output.read_text("utf-8").splitlines()] == ["bao:2"]
    assert filled("export", "nước", "-lên", "-o", str(output)).exit_code == 1


def test_options_may_stand_before_and_after_the_words(filled: Khobao) -> None:
    for arguments in (("--limit", "1", "-x", "dan"), ("-x", "dan", "--limit=1"), ("--", "-x dan")):
        searched = filled("search", "--json", *arguments)
        assert searched.exit_code == 0
    assert "Usage:" in filled("search", "lũ", "-h").stdout
    assert filled("search", "--lũ").exit_code == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("serch", "search"),
        ("improt", "import"),
        ("persons marge", "merge"),
        ("IMPORT", "import"),
        ("delete", "withdraw"),
        ("find", "search"),
    ],
)
def test_mistyped_command_is_answered_with_the_one_meant(
    khobao: Khobao, typed: str, meant: str
) -> None:
    result = khobao(*typed.split())
    assert result.exit_code == 2
    assert f"Did you mean {meant}" in result.stderr


@pytest.mark.parametrize("group", [[], ["persons"]])
def test_no_line_of_help_is_cut_short(group: list[str]) -> None:
    shown = CliRunner().invoke(main, [*group, "--help"], terminal_width=80).output
    listed = re.split(r"Commands:\n|Look up:\n", shown)[1].splitlines()
    assert len(listed) >= 10
    assert [line for line in listed if "..." in line or len(line) > 80] == []
    # A text that does not fit is continued on a line without a command.
    assert [line for line in listed if line.startswith("   ")] == []


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from archive.cli import main; main(['--help'], standalone_mode=False);"
        "sys.exit('numpy' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


def test_index_reports_in_json(filled: Khobao) -> None:
    reported = json.loads(filled("index", "--rebuild", "--persons", "--json").stdout)
    assert (reported["persons"], reported["changes"]) == (0, 2)
    assert json.loads(filled("index", "--verify", "--json").stdout) == {"verified": True}
