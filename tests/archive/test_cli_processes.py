"""Commands killed, interrupted and run at once: nothing is lost, nothing twice."""

import json
import resource
import signal
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.khobao import RECORDS, Khobao, started


def many(number: int) -> list[dict[str, str]]:
    body = "Chủ tịch UBND tỉnh Phan Ngọc Thọ nói về mưa lớn. " * 20
    return [{"id": f"b{n}", "title": f"Tin {n}", "body": f"{body}{n}"} for n in range(number)]


def test_killed_import_goes_on_where_it_stopped(khobao: Khobao) -> None:
    path = khobao.write(*many(1500))
    killed = started(khobao.folder, "import", "--workers", "0", "-")
    assert killed.stdin is not None
    # It waits for more, so that what is killed has begun, and has not ended.
    killed.stdin.write(Path(path).read_bytes()[:-10])
    killed.stdin.flush()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        status = khobao("status", "--json")
        if status.exit_code == 0 and json.loads(status.stdout)["catalogue"]["reports"]:
            break
        time.sleep(0.05)
    killed.kill()
    killed.communicate()
    tally = json.loads(khobao("import", path, "--json", "--workers", "0").stdout)
    assert tally["new"] + tally["same"] == 1500
    assert tally["same"] >= 500
    assert json.loads(khobao("status", "--json").stdout)["index"]["reports"] == 1500


def test_killed_import_leaves_no_process_behind(khobao: Khobao) -> None:
    killed = started(khobao.folder, "import", "--workers", "1", "-")
    assert killed.stdin is not None
    killed.stdin.write(Path(khobao.write(*many(1500))).read_bytes())
    killed.stdin.flush()
    children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children")
    workers: list[str] = []
    until = time.monotonic() + 60
    while len(workers) < 2 and time.monotonic() < until:  # one finder, and who tracks resources
        workers = children.read_text().split()
        time.sleep(0.05)
    killed.kill()
    killed.communicate()
    while any(Path("/proc", worker).exists() for worker in workers):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_import_killed_at_any_moment_leaves_a_whole_archive(khobao: Khobao) -> None:
    path = khobao.write(*many(2000))
    for attempt in range(4):
        run = started(khobao.folder, "import", path, "--workers", "0")
        time.sleep(0.5 + 0.35 * attempt)
        run.kill()
        run.communicate()
        if (khobao.folder / "archive" / "catalogue.sqlite").exists():
            database = sqlite3.connect(khobao.folder / "archive" / "catalogue.sqlite")
            with closing(database):
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert database.execute("PRAGMA foreign_key_check").fetchall() == []
                # A slow machine may be stopped before the tables are there; all or none are.
                if database.execute("SELECT 1 FROM sqlite_master").fetchone():
                    counted = "SELECT revision, (SELECT max(revision) FROM reports) FROM head"
                    for head, last in database.execute(counted):
                        assert head == (last or 0)
    assert khobao("import", path, "--workers", "0").exit_code == 0
    status = json.loads(khobao("status", "--json").stdout)
    counts = {name: status["catalogue"][name] for name in ("reports", "versions", "originals")}
    assert counts == {"reports": 2000, "versions": 2000, "originals": 2000}
    assert (status["index"]["reports"], status["index"]["behind"]) == (2000, 0)
    found = json.loads(khobao("search", "--json", "--person", "phan ngoc tho").stdout)
    assert found["total"] == 2000


def test_readers_go_on_while_an_import_writes(khobao: Khobao) -> None:
    khobao("import", khobao.write(*RECORDS))
    run = started(khobao.folder, "import", khobao.write(*many(1500), name="many.jsonl"))
    answers = 0
    while run.poll() is None:
        assert khobao("search", "dan van").exit_code == 0
        assert khobao("show", "bao:1").exit_code == 0
        answers += 1
    assert run.wait() == 0
    run.communicate()
    assert answers
    assert khobao("show", "b1499").exit_code == 0


def test_two_imports_at_once_lose_nothing(khobao: Khobao) -> None:
    one = khobao.write(*many(1200), name="one.jsonl")
    two = khobao.write(*many(1600)[800:], name="two.jsonl")
    runs = [started(khobao.folder, "import", path, "--workers", "0") for path in (one, two)]
    for run in runs:
        _out, error = run.communicate(timeout=120)
        assert (run.returncode, error) == (0, b"")
    status = json.loads(khobao("status", "--json").stdout)
    assert status["catalogue"]["reports"] == status["catalogue"]["versions"] == 1600
    assert (status["index"]["reports"], status["index"]["behind"]) == (1600, 0)


def test_import_for_which_there_is_no_room_goes_on_when_there_is(khobao: Khobao) -> None:
    path = khobao.write(*many(1500))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    run = started(khobao.folder, "import", path, "--no-persons", before=little_room)
    _out, error = run.communicate(timeout=120)
    assert run.returncode == 3
    assert error.startswith(b"khobao: the catalogue ")
    assert b"Traceback" not in error
    tally = json.loads(khobao("import", path, "--json", "--no-persons").stdout)
    assert (tally["new"] + tally["same"], tally["refused"]) == (1500, 0)
    assert tally["same"] > 0
    status = json.loads(khobao("status", "--json").stdout)
    assert (status["index"]["reports"], status["index"]["behind"]) == (1500, 0)


def test_ctrl_c_ends_an_import_without_a_traceback(khobao: Khobao) -> None:
    def at_a_terminal() -> None:
        # What a shell starts in the background has Ctrl-C ignored, and so have its children.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    run = started(khobao.folder, "import", "-", before=at_a_terminal)
    until = time.monotonic() + 30
    while khobao("status").exit_code and time.monotonic() < until:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _out, error = run.communicate(timeout=30)
    assert (run.returncode, error) == (130, b"interrupted\n")


def test_page_is_served(filled: Khobao) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = started(filled.folder, "serve", "--port", str(port), "--workers", "1")
    try:
        until = time.monotonic() + 30
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/tim-kiem?q=dan+van", timeout=10) as page:
                    assert "dân vận" in page.read().decode()
                break
            except URLError:
                assert server.poll() is None, server.communicate()
                assert time.monotonic() < until
                time.sleep(0.1)
    finally:
        server.terminate()
        server.communicate(timeout=30)
    assert server.returncode == 0
