"""What holds for every command: exit codes, encodings, pipes, places that do not exist."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import main, streams
from tests.khobao import RECORDS, Khobao
from tests.website import Site, article, rss, website

LIST = "LIST"
SITE = "SITE"

# Arguments with which each command does something, in an archive that has one of everything;
# names in capitals are replaced, and files are in the folder of the archive.
ARGUMENTS = {
    "import": "reports.jsonl --workers 0",
    "harvest": "SITE --allow-private --dry-run",
    "refused": "",
    "index": "",
    "search": "dân vận",
    "kwic": "dân vận",
    "trends": "dân vận",
    "show": "bao:1",
    "export": "dân vận -o -",
    "lists freeze": "dân vận --note khéo",
    "lists all": "",
    "lists show": "LIST",
    "lists compare": "LIST",
    "lists remove": "LIST --yes",
    "persons find": "nguyễn",
    "persons why": "bao:1",
    "persons suggest": "",
    "persons log": "",
    "persons export": "-o -",
    "persons import": "persons.csv",
    "persons merge": "vu-dinh-khoa nguyen-xuan-phuc",
    "persons split": "nguyen-xuan-phuc --report bao:1",
    "persons distinct": "vu-dinh-khoa nguyen-xuan-phuc",
    "persons alias": "nguyen-xuan-phuc Phúc",
    "persons release": "Bảy",
    "persons prefer": "nguyen-xuan-phuc Bảy",
    "persons hide": "nguyen-xuan-phuc",
    "persons link": "nguyen-xuan-phuc --viaf 305",
    "persons undo": "1",
    "correct": "bao:1 --date 2018-01-11 --why 'báo in'",
    "corrections list": "",
    "corrections log": "",
    "corrections export": "-o -",
    "corrections import": "corrections.csv --why 'báo in'",
    "corrections undo": "5",
    "newspapers list": "",
    "newspapers show": "'Báo Huế'",
    "newspapers log": "",
    "newspapers export": "-o -",
    "newspapers import": "newspapers.csv",
    "newspapers merge": "'Tin Sáng' 'Báo Huế'",
    "newspapers rename": "'Tin Sáng' 'Tin Mới'",
    "newspapers separate": "'Báo Huế Tết'",
    "newspapers set": "'Tin Sáng' --place Huế",
    "newspapers undo": "6",
    "sections list": "",
    "sections log": "",
    "sections export": "-o -",
    "sections import": "sections.csv",
    "sections merge": "'Xã hội' 'Chính trị'",
    "sections separate": "'Xã hội'",
    "sections undo": "7",
    "decisions log": "",
    "decisions undo": "1",
    "review": "",
    "review dismiss": "sections 'Văn hóa'",
    "review undo": "8",
    "review log": "",
    "review export": "-o -",
    "review import": "review.csv",
    "coverage show": "",
    "coverage log": "",
    "coverage unpublished": "Huế --from 2001 --to 2002 --absent",
    "coverage uncollected": "Huế --from 2003 --to 2004 --absent",
    "coverage undo": "2",
    "stories list": "",
    "stories why": "bao:1 bao:2",
    "stories join": "bao:1 bao:2",
    "stories part": "bao:3 bao:4",
    "stories undo": "3",
    "stories log": "",
    "stories update": "",
    "status": "",
    "revert": "bao:2 --to 1",
    "erase": "bao:3 --yes --why 'theo yêu cầu'",
    "withdraw": "bao:1",
    "reinstate": "bao:6",
    "withdrawals list": "",
    "withdrawals log": "",
    "withdrawals export": "-o -",
    "withdrawals import": "withdrawals.csv",
    "withdrawals undo": "4",
    "verify": "",
    "backup": "backup",
    "restore": "kept",
    "upgrade": "",
    "copy-catalogue": "CATALOGUE sqlite:///copy.sqlite",
    "serve": "",
}
# `serve` becomes another program.
_RUN = [name for name in ARGUMENTS if name != "serve"]
# Nothing is printed by these where there is nothing to say.
_SILENT = {
    "corrections import",
    "lists compare",
    "newspapers import",
    "persons import",
    "persons suggest",
    "review import",
    "sections import",
    "withdrawals import",
}
_PRINTING = [name for name in _RUN if name not in _SILENT]
# These make an archive, or have none.
_BEGINNING = {"import", "harvest", "restore", "copy-catalogue"}


def test_every_command_is_in_the_contract() -> None:
    assert sorted(ARGUMENTS) == sorted(_names(main))


def _names(group: click.Group, above: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _names(command, f"{above}{name} ")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{above}{name}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with website() as site:
        site.put("/rss.xml", rss((site.put("/tin/1", article("Lũ về")), "")))
        yield site


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an archive that has one of everything."""
    khobao = Khobao(tmp_path_factory.mktemp("contract"))
    same = {
        "title": "Đê vỡ",
        "body": " ".join(f"Đê số {n} đã vỡ." for n in range(60)),
        "source": "Báo Huế",
    }
    more = {
        "section": "Văn hóa",
        "title": "Chợ quê",
        "body": "Ông Vũ Đình Khoa mở chợ. Bà Vũ Đình Khoa bán rau.",
    }
    records = [{"id": "bao:3"} | same, {"id": "bao:4"} | same | {"source": "Tin Sáng"}]
    records += [{"id": "bao:5"} | more, {"id": "bao:6", "title": "Mùa nước nổi"}]
    khobao("import", khobao.write(*RECORDS, *records), "--workers", "0")
    khobao("import", khobao.write(RECORDS[1] | {"title": "Lũ rút"}, [], name="later.jsonl"))
    for command in (
        "persons alias nguyen-xuan-phuc Bảy",
        "coverage uncollected Huế --from 2000 --to 2000 --absent",
        "stories join bao:2 bao:5",
        "lists freeze dân",
        "withdraw bao:6",
        "correct bao:2 --date 2019-11 --why 'báo in'",
        "newspapers set 'Báo Huế' --alias 'Báo Huế Tết'",
        "sections merge 'Chính trị › Thời sự' 'Chính trị'",
        f"corrections export -o {khobao.folder}/corrections.csv",
        f"newspapers export -o {khobao.folder}/newspapers.csv",
        f"sections export -o {khobao.folder}/sections.csv",
        f"persons export -o {khobao.folder}/persons.csv",
        f"withdrawals export -o {khobao.folder}/withdrawals.csv",
        "review dismiss newspapers 'Tin Sáng'",
        f"review export -o {khobao.folder}/review.csv",
        f"backup {khobao.folder}/kept",
    ):
        result = khobao(*shlex.split(command))
        assert result.exit_code == 0, f"{command}: {result.output}"
    return khobao.folder


@pytest.fixture
def archive(_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(_template, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "archive"


def arguments(name: str, archive: Path, site: Site) -> list[str]:
    """Return the arguments of an example of a command."""
    folder = archive.parent / "restored" if name == "restore" else archive
    example = ARGUMENTS[name].replace("SITE", f"{site.address}/rss.xml")
    if LIST in example:
        listed = CliRunner().invoke(main, ["--archive", str(archive), "lists", "all"]).stdout
        example = example.replace(LIST, listed.split()[0])
    example = example.replace("CATALOGUE", f"sqlite:///{archive}/catalogue.sqlite")
    return ["--archive", str(folder), *name.split(), *shlex.split(example)]


def ended(arguments: list[str], output: int) -> tuple[object, str]:
    """Run a command whose standard output is a file descriptor; return exit code and errors."""
    before = sys.stdout, sys.stderr
    errors = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with os.fdopen(output, "w", encoding="utf-8") as stdout:
        sys.stdout, sys.stderr = stdout, errors
        try:
            code: object = main(arguments, prog_name="khobao")
        except SystemExit as exit_:
            code = exit_.code
        finally:
            sys.stdout, sys.stderr = before
    errors.seek(0)
    return code, errors.read()


@pytest.mark.parametrize("name", _RUN)
def test_command_works_whatever_the_encoding(name: str, archive: Path, site: Site) -> None:
    result = CliRunner(charset="cp1252").invoke(
        main, arguments(name, archive, site), catch_exceptions=False
    )
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", _PRINTING)
def test_closed_pipe_ends_a_command_quietly(name: str, archive: Path, site: Site) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code, errors = ended(arguments(name, archive, site), writing)
    assert (code, "rror" in errors) == (streams.BROKEN_PIPE, False), errors


@pytest.mark.slow
@pytest.mark.parametrize("name", _PRINTING)
def test_full_disk_is_an_error_and_not_an_empty_result(
    name: str, archive: Path, site: Site
) -> None:
    code, errors = ended(arguments(name, archive, site), os.open("/dev/full", os.O_WRONLY))
    assert (code, errors.count("the output cannot be written: No space left on device")) == (3, 1)


@pytest.mark.parametrize("name", sorted(set(ARGUMENTS) - _BEGINNING))
def test_missing_archive_is_named_and_not_made(name: str, archive: Path, site: Site) -> None:
    command = arguments(name, archive, site)
    shutil.rmtree(archive)
    before = set(archive.parent.iterdir())
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 3, result.output
    assert f"no archive in '{archive}'; «khobao import FILE» creates one" in result.stderr
    assert set(archive.parent.iterdir()) == before


@pytest.mark.parametrize("name", ARGUMENTS)
def test_unknown_option_is_wrong_usage_with_a_suggestion(name: str, archive: Path) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--hlep"])
    assert result.exit_code == 2
    assert re.search(r"Did you mean .*'--help'", result.stderr)
    assert f"Try 'khobao {name} --help'" in result.stderr.replace("main", "khobao")


@pytest.mark.parametrize("name", ["export", "kwic", "trends", "persons export"])
@pytest.mark.parametrize("place", ["folder.csv", "missing/list.csv", "/dev/full"])
def test_file_that_cannot_be_written_is_no_empty_result(
    name: str, place: str, archive: Path, site: Site
) -> None:
    (archive.parent / "folder.csv").mkdir()
    words = [each for each in arguments(name, archive, site) if each not in ("-o", "-")]
    result = CliRunner().invoke(main, [*words, "-o", place])
    # A folder is recognised while the arguments are read.
    assert result.exit_code == (2 if place == "folder.csv" else 3), result.stderr
    assert place in result.stderr


@pytest.mark.parametrize("charset", ["cp1252", "latin-1", "cp1258", "ascii"])
def test_encoding_without_vietnamese_gets_similar_letters_and_advice(
    charset: str, archive: Path
) -> None:
    runner = CliRunner(charset=charset)
    result = runner.invoke(main, ["--archive", str(archive), "show", "bao:1"])
    shown = "dân vận" if charset == "ascii" else "dân van"
    assert shown in result.stdout_bytes.decode("utf-8" if charset == "ascii" else charset)
    assert result.stderr_bytes.count(b"khobao: ") == 1
    assert result.stderr_bytes.lower().count(charset.encode()) == 1


def test_json_is_whole_in_any_encoding(archive: Path) -> None:
    shown = [
        json.loads(
            CliRunner(charset=charset)
            .invoke(main, ["--archive", str(archive), "show", "bao:1", "--json"])
            .stdout_bytes
        )
        for charset in ("utf-8", "cp1252")
    ]
    assert shown[0] == shown[1]
    assert shown[0]["title"] == RECORDS[0]["title"]


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, None),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_environment_decides_about_colours(
    archive: Path, environment: dict[str, str], coloured: bool | None
) -> None:
    assert streams.colour(environment) is coloured
    cleared = dict.fromkeys(("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"))
    runner = CliRunner(env={**cleared, **environment})
    result = runner.invoke(main, ["--archive", str(archive), "search", "dân"])
    assert ("\x1b[" in result.stdout) is bool(coloured)


@pytest.mark.slow
def test_closed_streams_are_not_taken_by_files_of_the_archive(archive: Path) -> None:
    command = [sys.executable, "-c", "from archive.cli import main; main()", "--archive"]
    arguments = [*command, str(archive), "export", "dân", "-o", "list.csv"]
    closed = 'exec "$@" <&- >&- 2>&-'
    run = subprocess.run(
        ["sh", "-c", closed, "sh", *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 0
    assert (archive.parent / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_mistyped_place_is_not_made(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = archive.parent / "missing"
    run = CliRunner().invoke
    result = run(main, ["--archive", str(missing / "archive"), "import", "reports.jsonl"])
    assert (result.exit_code, f"there is no folder '{missing}'" in result.stderr) == (3, True)
    result = run(main, ["--archive", str(missing / "archive"), "restore", "kept"])
    assert (result.exit_code, f"there is no folder '{missing}'" in result.stderr) == (3, True)
    monkeypatch.setenv("KHOBAO_INDEX", f"whoosh://{missing}/index")
    for command in (["index"], ["withdraw", "bao:1"], ["import", "later.jsonl"]):
        result = run(main, ["--archive", str(archive), *command])
        assert (result.exit_code, f"there is no folder '{missing}'" in result.stderr) == (3, True)
    result = run(main, ["--archive", str(archive), "search", "dân"])
    assert (result.exit_code, f"at '{missing}/index'" in result.stderr) == (3, True)
    monkeypatch.setenv("KHOBAO_CATALOGUE", f"sqlite:///{missing}.sqlite")
    for command in (["search", "dân"], ["status"], ["index"], ["verify"]):
        result = run(main, ["--archive", str(archive), *command])
        assert (result.exit_code, f"no catalogue at '{missing}.sqlite'" in result.stderr) == (
            3,
            True,
        )
    assert not list(archive.parent.glob("missing*"))


def test_new_archive_is_reported_and_is_not_made_for_a_mistyped_file(archive: Path) -> None:
    run = CliRunner().invoke
    new = archive.parent / "new"
    result = run(main, ["--archive", str(new), "import", "report.jsonl"])
    assert (result.exit_code, "report.jsonl" in result.stderr, new.exists()) == (2, True, False)
    result = run(main, ["--archive", str(new), "import", "reports.jsonl", "--workers", "0"])
    assert f"new archive: {new}/catalogue.sqlite" in result.stderr
    result = run(main, ["--archive", str(new), "import", "reports.jsonl"])
    assert "new archive" not in result.stderr


def test_index_of_another_archive_is_left_alone(archive: Path) -> None:
    run = CliRunner().invoke
    other = archive.parent / "other"
    environment = {"KHOBAO_INDEX": f"whoosh://{archive}/index"}
    before = {path: path.read_bytes() for path in (archive / "index").iterdir()}
    imported = run(
        main,
        ["--archive", str(other), "import", "later.jsonl", "--workers", "0"],
        env=environment,
    )
    assert imported.exit_code == 3
    assert "stored but not indexed: the index was built from another archive" in imported.stderr
    for command in (["index"], ["index", "--rebuild"], ["index", "--verify"], ["status"]):
        result = run(main, ["--archive", str(other), *command], env=environment)
        assert result.exit_code == (0 if command == ["status"] else 3)
        assert "the index was built from another archive" in result.output
        assert "--take-over" in result.output
    assert {path: path.read_bytes() for path in (archive / "index").iterdir()} == before
    taken = run(main, ["--archive", str(other), "index", "--take-over"], env=environment)
    assert taken.exit_code == 0
    assert run(main, ["--archive", str(other), "search", "Lũ"], env=environment).exit_code == 0
