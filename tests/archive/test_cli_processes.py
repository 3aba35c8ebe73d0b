"""Commands killed, interrupted and run at once: nothing is lost, nothing is stored twice."""

import io
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from archive.catalogue.stories import Stories
from tests.khobao import RECORDS, Khobao, die_at_statement, padded, started
from tests.stories import article as story
from tests.waiting import wait_for
from tests.web_archive import WebArchive
from tests.website import article

pytestmark = pytest.mark.slow


def many(number: int) -> list[dict[str, str]]:
    body = "Chủ tịch UBND tỉnh Phan Ngọc Thọ nói về mưa lớn. "
    return [{"id": f"b{n}", "title": f"Tin {n}", "body": f"{body}{n}"} for n in range(number)]


def counted(khobao: Khobao) -> int:
    """The reports in the catalogue; 0 before there is one."""
    status = khobao("status", "--json")
    return 0 if status.exit_code else json.loads(status.stdout)["catalogue"]["reports"]


def at_a_terminal() -> None:
    # A shell ignores Ctrl-C for what it starts in the background, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _remarks(error: bytes) -> list[bytes]:
    """Return the lines on standard error without that about a new archive."""
    return [line for line in error.splitlines() if not line.startswith(b"new archive: ")]


def test_killed_import_goes_on_where_it_stopped(khobao: Khobao) -> None:
    path = khobao.write(*many(100))
    killed = started(khobao.folder, "import", "--workers", "0", "-", batch=10)
    # It waits for more, so it has begun but not ended when it is killed.
    killed.stdin.write(padded(path))
    killed.stdin.flush()
    wait_for(lambda: counted(khobao), killed)
    killed.kill()
    killed.communicate()
    tally = json.loads(khobao("import", path, "--json", "--workers", "0").stdout)
    assert tally["new"] + tally["same"] == 100
    assert tally["same"] >= 10
    assert json.loads(khobao("status", "--json").stdout)["index"]["reports"] == 100


@pytest.mark.slow
def test_killed_import_leaves_no_process_behind(khobao: Khobao) -> None:
    killed = started(khobao.folder, "import", "--workers", "1", "-", batch=5)
    killed.stdin.write(padded(khobao.write(*many(30))))
    killed.stdin.flush()
    children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children")

    def workers() -> list[str]:
        """The processes that find persons; a resource tracker may run beside them."""
        return [
            child
            for child in children.read_text().split()
            if b"--multiprocessing-fork" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    started_by_import = wait_for(workers, killed)
    killed.kill()
    killed.communicate()
    wait_for(lambda: not any(Path("/proc", worker).exists() for worker in started_by_import))


@pytest.mark.parametrize("insertion", [1, 4])
def test_web_archive_killed_in_the_middle_is_resumed(khobao: Khobao, insertion: int) -> None:
    crawl = WebArchive(khobao.folder / "crawl.warc.gz")
    for number in range(20):
        address = f"https://bao.test/tin/{number}"
        crawl.respond(address, article(f"Tin số {number}", f"Mực nước đo {number} cm.").encode())
        if number % 5 == 0:
            crawl.respond(f"{address}/cat", b"<html>", warc_headers=("WARC-Truncated: length",))
    run = started(
        khobao.folder, "import", str(crawl.path), "--workers", "0",
        before=lambda: die_at_statement(insertion, "INSERT INTO versions"), batch=4,
    )  # fmt: skip
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    stored = counted(khobao)
    assert stored < 20
    tally = json.loads(khobao("import", str(crawl.path), "--json").stdout)
    assert (tally["new"], tally["same"], tally["refused"]) == (20 - stored, stored, 4)
    again = json.loads(khobao("import", str(crawl.path), "--json").stdout)
    assert (again["new"], again["changed"], again["same"], again["refused"]) == (0, 0, 20, 4)
    counts = json.loads(khobao("status", "--json").stdout)["catalogue"]
    assert {counts[name] for name in ("reports", "versions", "originals")} == {20}
    assert counts["refused"] == 4


def content(khobao: Khobao) -> tuple[object, list[str]]:
    """The counts of a catalogue, and its reports as they are exported."""
    counts = json.loads(khobao("status", "--json").stdout)["catalogue"]
    reports = khobao("export", "--format", "jsonl").stdout.splitlines()
    return {name: counts[name] for name in ("versions", "originals", "refused")}, sorted(reports)


@pytest.mark.parametrize("insertion", [1, 3])
def test_zip_archive_killed_in_the_middle_ends_as_if_it_had_not_been(
    khobao: Khobao, tmp_path: Path, insertion: int
) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("c.jsonl", "".join(f"{json.dumps(each)}\n" for each in many(6)))
    path = khobao.folder / "tin.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6):
            archive.writestr(f"{number}.txt", f"Tin số {number}\n\nMực nước đo {number} cm.\n")
        archive.writestr("x.jpg", b"\xff\xd8\xff\xe0")
        archive.writestr("trong.zip", inner.getvalue())
    run = started(
        khobao.folder, "import", str(path), "--workers", "0",
        before=lambda: die_at_statement(insertion, "INSERT INTO versions"), batch=4,
    )  # fmt: skip
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    assert counted(khobao) < 12
    assert khobao("import", str(path)).exit_code == 1
    whole = Khobao(tmp_path / "whole")
    whole.folder.mkdir()
    whole("import", str(path))
    assert counted(khobao) == 12
    assert content(khobao) == content(whole)


@pytest.mark.parametrize("statement", [1, 3])
def test_comparison_of_stories_killed_in_the_middle_ends_as_if_it_had_not_been(
    khobao: Khobao, statement: int
) -> None:
    reported = [
        {"id": f"s{number}{paper}", "title": f"Tin {number}", "source": paper, "body": text}
        for number in range(6)
        for text in [story(8, seed=number)]
        for paper in ("Báo A", "Báo B")
    ]
    khobao("import", khobao.write(*reported), "--no-persons")
    tables = ("story_texts", "story_hashes", "story_pairs", "story_members")

    def groups() -> list[object]:
        with closing(sqlite3.connect(khobao.folder / "archive" / "catalogue.sqlite")) as database:
            return [
                row
                for table in ("story_texts", "story_members")
                for row in database.execute(f"SELECT * FROM {table} ORDER BY 1")
            ]

    wanted = groups()
    assert len(wanted) == 24
    with closing(sqlite3.connect(khobao.folder / "archive" / "catalogue.sqlite")) as database:
        for table in tables:
            database.execute(f"DELETE FROM {table}")
        database.commit()

    def few_at_once() -> None:
        Stories.update.__defaults__ = (2,)  # type: ignore[attr-defined]
        die_at_statement(statement, "INSERT INTO story_texts")

    run = started(khobao.folder, "stories", "update", before=few_at_once)
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    assert len(groups()) < len(wanted)
    assert khobao("stories", "update").stdout.endswith("6 stories in 12 reports\n")
    assert groups() == wanted


@pytest.mark.parametrize("statement", [3, 40, 85, 130])
def test_import_killed_at_any_moment_leaves_a_whole_archive(khobao: Khobao, statement: int) -> None:
    path = khobao.write(*many(60))
    run = started(
        khobao.folder, "import", path, "--workers", "0",
        before=lambda: die_at_statement(statement), batch=10,
    )  # fmt: skip
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(khobao.folder / "archive" / "catalogue.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        # Either all tables are there or none.
        if database.execute("SELECT 1 FROM sqlite_master").fetchone():
            numbers = "SELECT revision, (SELECT max(revision) FROM reports) FROM head"
            for head, last in database.execute(numbers):
                assert head == (last or 0)
    assert khobao("import", path, "--workers", "0").exit_code == 0
    status = json.loads(khobao("status", "--json").stdout)
    counts = {name: status["catalogue"][name] for name in ("reports", "versions", "originals")}
    assert counts == {"reports": 60, "versions": 60, "originals": 60}
    assert (status["index"]["reports"], status["index"]["behind"]) == (60, 0)
    found = json.loads(khobao("search", "--json", "--person", "phan ngoc tho").stdout)
    assert found["total"] == 60


def test_readers_go_on_while_an_import_writes(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS), "--workers", "0")
    run = started(khobao.folder, "import", "-", "--workers", "0", batch=10)
    lines = padded(khobao.write(*many(100), name="many.jsonl")).splitlines(True)
    for at in range(0, 100, 25):
        before = counted(khobao)
        run.stdin.write(b"".join(lines[at : at + 25]))
        run.stdin.flush()
        wait_for(lambda before=before: counted(khobao) > before, run)
        assert khobao("search", "dan van").exit_code == 0
        assert khobao("show", "bao:1").exit_code == 0
    _out, error = run.communicate()
    assert (run.returncode, error) == (0, b"")
    assert khobao("show", "b99").exit_code == 0


def test_two_imports_at_once_lose_nothing(khobao: Khobao) -> None:
    one = khobao.write(*many(120), name="one.jsonl")
    two = khobao.write(*many(160)[80:], name="two.jsonl")
    runs = [
        started(khobao.folder, "import", path, "--workers", "0", batch=10) for path in (one, two)
    ]
    for run in runs:
        _out, error = run.communicate()
        assert (run.returncode, _remarks(error)) == (0, [])
    status = json.loads(khobao("status", "--json").stdout)
    assert status["catalogue"]["reports"] == status["catalogue"]["versions"] == 160
    assert (status["index"]["reports"], status["index"]["behind"]) == (160, 0)


def test_import_for_which_there_is_no_room_goes_on_when_there_is(khobao: Khobao) -> None:
    path = khobao.write(*many(400))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    run = started(khobao.folder, "import", path, "--no-persons", before=little_room, batch=50)
    _out, error = run.communicate()
    assert run.returncode == 3
    (line,) = _remarks(error)
    assert line.startswith(b"khobao: the catalogue ")
    tally = json.loads(khobao("import", path, "--json", "--no-persons").stdout)
    assert (tally["new"] + tally["same"], tally["refused"]) == (400, 0)
    assert tally["same"] > 0
    status = json.loads(khobao("status", "--json").stdout)
    assert (status["index"]["reports"], status["index"]["behind"]) == (400, 0)


def test_ctrl_c_ends_an_import_without_a_traceback(khobao: Khobao) -> None:
    run = started(khobao.folder, "import", "-", before=at_a_terminal)
    wait_for(lambda: khobao("status").exit_code == 0, run)
    run.send_signal(signal.SIGINT)
    _out, error = run.communicate()
    assert (run.returncode, _remarks(error)) == (130, [b"interrupted"])


def test_ctrl_c_at_a_terminal_ends_the_workers_silently(khobao: Khobao) -> None:
    """It goes to all processes, also to one that is just being started."""

    def in_a_group() -> None:
        os.setpgid(0, 0)
        at_a_terminal()

    run = started(khobao.folder, "import", "-", "--workers", "2", before=in_a_group, batch=5)
    run.stdin.write(padded(khobao.write(*many(30))))
    run.stdin.flush()
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    wait_for(lambda: b"--multiprocessing-fork" in _command_lines(children), run)
    os.killpg(run.pid, signal.SIGINT)
    _out, error = run.communicate()
    assert (run.returncode, _remarks(error)) == (130, [b"interrupted"])


def _command_lines(children: Path) -> bytes:
    found = b""
    for child in children.read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):
            found += Path(f"/proc/{child}/cmdline").read_bytes()
    return found


@pytest.mark.slow
def test_page_is_served(filled: Khobao) -> None:
    """The one test that starts the installed program as a shell does."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from archive.cli import main; main()", "--archive"]
    server = subprocess.Popen(
        [*command, str(filled.folder / "archive"), "serve", "--port", str(port), "--workers", "1"],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )

    def page() -> str:
        try:
            with urlopen(f"http://127.0.0.1:{port}/tim-kiem?q=dan+van") as answer:
                return str(answer.read().decode())
        except URLError:
            return ""

    try:
        assert "dân vận" in wait_for(page, server)
    finally:
        server.terminate()
        server.communicate()
    assert server.returncode == 0
