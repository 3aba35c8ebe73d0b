"""The archive on a real PostgreSQL server: several importers, servers that fail, secrets kept."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, text

from archive.catalogue import (
    Patience,
    Refused,
    open_catalogue,
    postgresql,
    watched_connection,
)
from archive.config import load
from archive.errors import CatalogueAway, CatalogueUnavailable, ConfigInvalid
from archive.web.app import create_app
from archive.web.current import library
from tests.khobao import RECORDS, Khobao, padded, started
from tests.newsstand import ENTRIES, stock
from tests.waiting import wait_for
from tools.cluster import postgres
from tools.cluster.wire import wire

pytestmark = pytest.mark.cluster

_SECRETS = (postgres.PASSWORD, quote(postgres.PASSWORD, safe=""), "mật", "m%E1%BA%ADt")


@pytest.fixture
def url(new_postgresql: Callable[[], str]) -> str:
    return new_postgresql()


@pytest.fixture
def khobao(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Khobao:
    """The command line on an archive whose catalogue is on the server."""
    monkeypatch.setenv("KHOBAO_CATALOGUE", url)
    return Khobao(tmp_path)


def calls_of(patch: pytest.MonkeyPatch, owner: type, name: str) -> list[tuple[Any, ...]]:
    """Return a list that records the calls of a class method from now on."""
    method, found = getattr(owner, name).__func__, []

    def recording(cls: type, *args: Any, **options: Any) -> Any:
        found.append(args)
        return method(cls, *args, **options)

    patch.setattr(owner, name, classmethod(recording))
    return found


class _Mortal:
    """A server that can be killed and started again."""

    def __init__(self, server: postgres.Server) -> None:
        self.server = server

    def kill(self) -> None:
        postgres.kill(self.server)

    def start(self) -> None:
        self.server = postgres.start(self.server, bound=True)
        postgres.wait(self.server)


@pytest.fixture(scope="module")
def mortal(postgres_server: postgres.Server) -> Iterator[_Mortal]:
    """A server of this module's own."""
    with postgres.running() as server:
        yield _Mortal(server)


def test_whole_way_of_the_command_line(khobao: Khobao, url: str) -> None:
    missing = khobao("status")
    assert missing.exit_code == 3
    assert "khobao import" in missing.stderr
    assert khobao("import", khobao.write(*RECORDS), "--workers", "0").exit_code == 0
    assert not list(khobao.folder.glob("archive/*.sqlite"))
    status = json.loads(khobao("status", "--json").stdout)
    assert (status["catalogue"]["reports"], status["index"]["behind"]) == (2, 0)
    assert json.loads(khobao("search", "dan van", "--json").stdout)["total"] == 1
    assert "Lũ về" in khobao("show", "bao:2").stdout
    assert khobao("withdraw", "bao:2").exit_code == 0
    assert khobao("show", "bao:2").exit_code == 1
    assert khobao("reinstate", "bao:2").exit_code == 0
    assert khobao("persons", "hide", "nguyen-xuan-phuc").exit_code == 0
    assert khobao("export", "dan van", "-o", str(khobao.folder / "list.csv")).exit_code == 0
    assert "all its tables" in khobao("upgrade").stdout


def test_concurrent_imports_store_each_report_once(khobao: Khobao) -> None:
    """Three machines with the same pages, found by their URLs, some at the same time."""
    pages = [
        {"title": f"Tin {n}", "body": f"Ông Phan Ngọc Thọ nói {n}.", "url": f"https://b.vn/{n}"}
        for n in range(900)
    ]
    names = ["one", "two", "three"]
    runs = []
    for place, name in enumerate(names):
        path = khobao.write(*pages[place * 200 : place * 200 + 500], name=f"{name}.jsonl")
        folder = khobao.folder / name
        runs.append(started(folder, "import", path, "--json", "--no-index", "--workers", "0"))
    tallies = []
    for run in runs:
        out, error = run.communicate()
        assert (run.returncode, error) == (0, b"")
        tallies.append(json.loads(out))
    assert sum(tally["new"] for tally in tallies) == 900
    assert sum(tally["same"] for tally in tallies) == 600
    counts = json.loads(khobao("status", "--json").stdout)["catalogue"]
    assert counts["reports"] == counts["versions"] == counts["revision"] == 900
    assert counts["persons"] == 1


def test_import_continues_when_the_server_is_back(
    tmp_path: Path, mortal: _Mortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOBAO_CATALOGUE", postgres.empty(mortal.server))
    khobao = Khobao(tmp_path)
    body = "Chủ tịch UBND tỉnh Phan Ngọc Thọ nói về mưa lớn. "
    path = khobao.write(
        *({"id": f"b{n}", "title": f"Tin {n}", "body": f"{body}{n}"} for n in range(60))
    )
    lines = padded(path).splitlines(True)
    run = started(tmp_path, "import", "-", "--json", "--workers", "0", batch=5)
    run.stdin.write(b"".join(lines[:40]))
    run.stdin.flush()

    def reports() -> int:
        status = khobao("status", "--json")
        return 0 if status.exit_code else json.loads(status.stdout)["catalogue"]["reports"]

    wait_for(reports, run)
    mortal.kill()
    # A pipe holds little, and the import reads no more until the server is back.
    rest = Thread(target=run.stdin.write, args=[b"".join(lines[40:])])
    rest.start()
    wait_for(lambda: b"retrying for" in run.errors(), run)
    mortal.start()
    rest.join()
    out, error = run.communicate()
    reported = error.decode()
    assert run.returncode == 0, reported
    assert "retrying for" in reported
    assert "answers again" in reported
    assert not any(secret in reported for secret in _SECRETS)
    tally = json.loads(out)
    assert tally["new"] + tally["same"] == tally["read"] == 60
    status = json.loads(khobao("status", "--json").stdout)
    assert status["catalogue"]["reports"] == status["catalogue"]["versions"] == 60
    assert (status["index"]["reports"], status["index"]["behind"]) == (60, 0)


def test_pages_say_503_while_the_server_is_away_and_recover(
    tmp_path: Path, mortal: _Mortal, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(stock(tmp_path, catalogue=postgres.empty(mortal.server)))
    client = app.test_client()
    pages = ("/tim-kiem?q=dan+van", "/bai/tg:2018:0302", "/readyz")
    assert [client.get(page).status_code for page in pages] == [200] * 3
    mortal.kill()
    try:
        with caplog.at_level(logging.INFO):
            for page in pages[:2]:
                answer = client.get(page)
                assert answer.status_code == 503
                assert "Kho tạm ngừng phục vụ" in answer.text
                assert int(answer.headers["Retry-After"]) > 0
            assert client.get("/readyz").status_code == 503
            assert client.get("/livez").status_code == 200
        assert not any(secret in caplog.text for secret in _SECRETS)
    finally:
        mortal.start()
    assert [client.get(page).status_code for page in pages] == [200] * 3
    with app.app_context():
        library().close()


def test_pages_say_503_within_seconds_while_the_server_is_frozen_and_recover(
    tmp_path: Path, mortal: _Mortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_SILENCE", 0.2)
    # The shortest that libpq takes.
    monkeypatch.setitem(postgresql._PARAMETERS, "connect_timeout", "2")
    settings = stock(tmp_path, catalogue=postgres.empty(mortal.server))
    app = create_app(settings)
    client = app.test_client()
    asked = calls_of(monkeypatch, psycopg.Connection, "connect")
    assert client.get("/bai/tg:2018:0302").status_code == 200
    postgres.freeze(mortal.server)
    try:
        asked.clear()
        for _ in range(3):
            assert client.get("/bai/tg:2018:0302").status_code == 503
        assert client.get("/livez").status_code == 200
        # Only the first page waited for the server, and so it is in a process that begins now.
        fresh = create_app(settings).test_client()
        assert fresh.get("/bai/tg:2018:0302").status_code == 503
        assert len(asked) == 1
    finally:
        postgres.thaw(mortal.server)
    wait_for(lambda: client.get("/bai/tg:2018:0302").status_code == 200)
    with app.app_context():
        library().close()


def test_connection_whose_end_is_frozen_is_given_up(
    url: str, postgres_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_SILENCE", 0.1)
    monkeypatch.setattr(postgresql, "_GRACE", 0.1)
    open_catalogue(url, create=True).close()
    frozen: list[int] = []

    def ask(connection: Connection) -> None:
        frozen.append(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        os.kill(frozen[0], signal.SIGSTOP)
        connection.execute(text("SELECT 1"))

    with closing(open_catalogue(url, slowest=0.3)) as catalogue:
        try:
            with pytest.raises(CatalogueAway, match="no answer"):
                catalogue._database.read(ask)
        finally:
            os.kill(frozen[0], signal.SIGCONT)
        assert catalogue.changes.revision() == 0


def test_writer_waits_for_a_server_that_was_frozen(
    mortal: _Mortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_SILENCE_OF_COMMANDS", 0.2)
    monkeypatch.setitem(postgresql._PARAMETERS, "connect_timeout", "2")
    reported: list[str] = []

    def thaw(message: str) -> None:
        reported.append(message)
        postgres.thaw(mortal.server)

    url = postgres.empty(mortal.server)
    with closing(open_catalogue(url, create=True, patience=Patience(60, thaw))) as catalogue:
        postgres.freeze(mortal.server)
        try:
            catalogue.reports.put(ENTRIES)
        finally:
            postgres.thaw(mortal.server)
        assert "no answer" in reported[0]
        assert catalogue.counts().reports == len(ENTRIES)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_database_that_cannot_hold_vietnamese_is_refused_with_the_way_out(
    khobao: Khobao,
    postgres_server: postgres.Server,
    encoding: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KHOBAO_CATALOGUE", postgres.database(postgres_server, encoding))
    for command in (["import", khobao.write(*RECORDS)], ["status"]):
        refused = khobao(*command)
        assert refused.exit_code == 3
        assert encoding in refused.stderr
    (advice,) = re.findall("«createdb (.*) NAME»", refused.stderr)
    name = f"k{encoding.lower()}"
    monkeypatch.setenv("PGPASSWORD", postgres.PASSWORD)
    server = ["-h", "127.0.0.1", "-p", str(postgres_server.port), "-U", "khobao"]
    program = str(postgres.program("createdb"))
    subprocess.run([program, *server, *advice.split(), name], check=True)
    monkeypatch.setenv("KHOBAO_CATALOGUE", postgres_server.url(name))
    assert khobao("import", khobao.write(*RECORDS), "--workers", "0").exit_code == 0


def test_encoding_of_the_environment_changes_nothing(
    khobao: Khobao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    assert khobao("import", khobao.write(*RECORDS), "--workers", "0").exit_code == 0
    assert "Lũ về" in khobao("show", "bao:2").stdout


def test_file_of_certificates_that_is_missing_is_named(url: str, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(ConfigInvalid, match=re.escape(repr(str(file)))):
        open_catalogue(f"{url}&sslmode=verify-full&sslrootcert={file}")


def test_certificates_without_encryption_are_warned_of(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "ca.pem").touch()
    open_catalogue(f"{url}&sslrootcert={tmp_path / 'ca.pem'}", create=True).close()
    assert "sslrootcert in the URL of the catalogue has no effect" in caplog.text


@pytest.mark.parametrize(
    ("host", "encrypted", "warned"),
    [
        ("db.example.vn", False, True),
        ("127.evil.example", False, True),
        ("db.example.vn", True, False),
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("/run/postgresql", False, False),
    ],
)
def test_plain_connection_to_another_machine_is_warned_of(
    host: str, *, encrypted: bool, warned: bool
) -> None:
    connection = SimpleNamespace(
        info=SimpleNamespace(host=host), pgconn=SimpleNamespace(ssl_in_use=encrypted)
    )
    assert bool(watched_connection._warnings(connection)) is warned


def test_unknown_option_of_the_url_is_named(khobao: Khobao, url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHOBAO_CATALOGUE", f"{url}&sslmod=geheim")
        refused = khobao("status")
    assert refused.exit_code == 3
    assert '"sslmod"' in refused.stderr
    assert "geheim" not in refused.stderr


@pytest.mark.parametrize(
    ("word", "arrives"),
    [(b"COMMIT\0", True), (b"COMMIT\0", False), ("Cầu Bến Đá".encode(), False)],
    ids=["commit heard", "commit unheard", "amid the rows"],
)
def test_batch_is_kept_once_wherever_the_wire_is_cut(
    url: str, postgres_server: postgres.Server, word: bytes, *, arrives: bool
) -> None:
    reported: list[str] = []
    with wire(postgres_server.port) as cut:
        through = url.replace(f":{postgres_server.port}/", f":{cut.port}/")
        patience = Patience(30, reported.append)
        with closing(open_catalogue(through, create=True, patience=patience)) as catalogue:
            cut.cut, cut.arrives = word, arrives
            outcomes = catalogue.reports.put(ENTRIES, refused=[Refused("no text", "/a", 1)])
            assert [outcome.kind for outcome in outcomes] == ["new"] * len(ENTRIES)
            assert cut.cut == b""
            assert bool(reported) is not arrives
            counts = catalogue.counts()
            assert (counts.reports, counts.refused) == (len(ENTRIES), 1)
            assert counts.versions == counts.revision == len(ENTRIES)


def test_patience_ends(tmp_path: Path, mortal: _Mortal) -> None:
    reported: list[str] = []
    url = postgres.empty(mortal.server)
    with closing(
        open_catalogue(url, create=True, patience=Patience(1, reported.append))
    ) as catalogue:
        mortal.kill()
        try:
            with pytest.raises(CatalogueAway):
                catalogue.changes.revision()
        finally:
            mortal.start()
        assert len(reported) == 1
        assert catalogue.changes.revision() == 0


@pytest.mark.parametrize("command", [["status"], ["search", "x"], ["import", "-"], ["upgrade"]])
@pytest.mark.parametrize("wrong", ["port", "password", "database"])
def test_no_error_contains_the_password(
    khobao: Khobao,
    postgres_server: postgres.Server,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    wrong: str,
) -> None:
    url = {
        "port": replace(postgres_server, port=1).url(),
        "password": postgres_server.url(role="nobody"),
        "database": postgres_server.url("nowhere"),
    }[wrong]
    monkeypatch.setenv("KHOBAO_CATALOGUE", url)
    result = khobao(*command, stdin="")
    assert result.exit_code == 3
    assert "***" in result.stderr
    assert not any(secret in result.output + result.stderr for secret in _SECRETS)


def test_status_names_the_server_without_the_password(khobao: Khobao, url: str) -> None:
    khobao("import", khobao.write(*RECORDS), "--workers", "0")
    for reported in (khobao("status").stdout, khobao("status", "--json").stdout):
        assert "postgresql+psycopg://khobao:***@127.0.0.1" in reported
        assert not any(secret in reported for secret in _SECRETS)
    assert not any(secret in repr(load(khobao.folder)) for secret in _SECRETS)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://khobao:geh:eim@@/x@host/db",
        "postgresql+psycopg://khobao:geheim@host:geheim/db",
        "//khobao:geheim@host/db",
        "mysql://khobao:geheim@host/db",
    ],
)
def test_invalid_url_is_not_printed(khobao: Khobao, url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHOBAO_CATALOGUE", url)
        result = khobao("status")
    assert result.exit_code == 3
    assert not any(piece in result.stderr for piece in ("geh:eim", "geheim", "x@host"))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_other_schemes_of_postgresql_urls_are_accepted(url: str, scheme: str) -> None:
    there = url.replace("postgresql+psycopg", scheme)
    with closing(open_catalogue(there, create=True)) as catalogue:
        assert catalogue.changes.revision() == 0


def test_missing_driver_is_named_with_the_way_to_install_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigInvalid, match=r"pip install 'khobao\[cluster\]'"):
        open_catalogue(url)


def test_driver_and_alembic_are_imported_only_when_needed(tmp_path: Path) -> None:
    code = (
        "import sys; from archive.cli import main; from archive.catalogue import open_catalogue\n"
        f"open_catalogue('sqlite:///{tmp_path}/c.sqlite').close()\n"
        "assert not {'psycopg', 'alembic'} & set(sys.modules)"
    )
    open_catalogue(f"sqlite:///{tmp_path}/c.sqlite", create=True).close()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_slow_statement_of_a_page_is_stopped(url: str) -> None:
    open_catalogue(url, create=True).close()
    other = create_engine(url)
    with closing(open_catalogue(url, slowest=0.3)) as catalogue, other.begin() as holding:
        holding.execute(text("LOCK TABLE reports IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(CatalogueUnavailable, match="took too long") as caught:
            catalogue.counts()
        assert not isinstance(caught.value, CatalogueAway)
    other.dispose()


def test_long_texts_are_compressed_by_lz4_if_the_server_can(url: str) -> None:
    with closing(open_catalogue(url, create=True)) as catalogue:
        report = replace(ENTRIES[0].report, identifier="long", body="dân vận khéo " * 1000)
        catalogue.reports.put([replace(ENTRIES[0], report=report)])
    engine = create_engine(url)
    with engine.connect() as connection:
        able = connection.execute(
            text("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = :name"),
            {"name": "default_toast_compression"},
        ).scalar()
        if not able:
            pytest.skip("this server has no LZ4")
        used = text("SELECT pg_column_compression(body) FROM versions WHERE length(body) > 9999")
        assert connection.execute(used).scalar_one() == "lz4"
    engine.dispose()
