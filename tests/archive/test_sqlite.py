"""The catalogue on SQLite: writers and checkpoints at once, folders that cannot be written."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from archive.catalogue import Entry, open_catalogue, sqlite, write_lock
from archive.catalogue.database import Database
from archive.config import load
from archive.errors import CatalogueUnavailable
from archive.web import create_app
from index.report import Original, Report
from tests.khobao import Khobao
from tests.processes import Forked

# `make long` races for ten minutes.
_SECONDS = float(os.environ.get("KHOBAO_RACE", "0"))
_BATCHES = 12


def _batches() -> Iterator[int]:
    """Yield numbers of batches: some, or those of the time that is set."""
    until = time.monotonic() + _SECONDS
    number = 0
    while number < _BATCHES or time.monotonic() < until:
        yield number
        number += 1


def _write(url: str, name: str) -> None:
    with closing(open_catalogue(url)) as catalogue:
        for batch in _batches():
            catalogue.reports.put([_entry(f"{name}-{batch}-{n}") for n in range(20)])


def _entry(identifier: str) -> Entry:
    data = f"tin {identifier} ".encode() * 100
    return Entry(Report(identifier, title=identifier, original=Original(data, "text/plain", "")))


def _read(url: str) -> None:
    with closing(open_catalogue(url)) as catalogue:
        seen = 0
        for _ in _batches():
            changes = catalogue.changes.after(0, 50)
            assert all(each.report for each in changes)
            reports = catalogue.counts().reports
            assert reports >= seen
            seen = reports


def _integrity(url: str) -> str:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        found: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
        return found


@pytest.mark.slow
def test_writers_readers_and_checkpoints_at_once_damage_nothing(
    empty_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty_sqlite()
    # So that nearly every commit is followed by a checkpoint.
    monkeypatch.setattr(sqlite, "_LARGE", 50_000)
    works = [lambda: _write(url, "a"), lambda: _write(url, "b"), lambda: _read(url)]
    running = [Forked(work) for work in works]
    checked = time.monotonic()
    while any(each.poll() is None for each in running):
        if _SECONDS and time.monotonic() - checked > 60:
            assert _integrity(url) == "ok"
            checked = time.monotonic()
        time.sleep(0.05)
    for each in running:
        _, errors = each.communicate()
        assert each.returncode == 0, errors.decode()
    assert _integrity(url) == "ok"
    with closing(open_catalogue(url)) as catalogue:
        identifiers = {change.identifier for change in catalogue.changes.after(0, 1_000_000)}
        assert {f"a-{_BATCHES - 1}-19", f"b-{_BATCHES - 1}-19"} <= identifiers
        assert len(identifiers) == catalogue.changes.revision()


def test_only_the_holder_of_the_lock_checkpoints(
    empty_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty_sqlite()
    log = Path(url.removeprefix("sqlite:///") + "-wal")
    with closing(open_catalogue(url)) as catalogue:
        for n in range(30):
            catalogue.reports.put([_entry(f"{n}-{m}") for m in range(20)])
        grown = log.stat().st_size
        # SQLite by itself would checkpoint and start again after 1,000 pages of 4 KiB.
        assert grown > 4_096_000
        monkeypatch.setattr(sqlite, "_LARGE", 50_000)
        catalogue.reports.put([_entry("x")])
        grown = log.stat().st_size
        for n in range(5):
            # Each checkpoint lets the next commit start the log again, so it does not grow.
            catalogue.reports.put([_entry(f"y{n}")])
        assert log.stat().st_size == grown


def test_second_writer_waits_for_the_lock_and_gives_up(
    empty_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty_sqlite()
    monkeypatch.setattr(sqlite, "_PATIENCE", 10)
    file = Path(url.removeprefix("sqlite:///"))
    with closing(open_catalogue(url)) as catalogue, write_lock.holding(file, 1):
        assert catalogue.counts().reports == 0
        with pytest.raises(CatalogueUnavailable, match="another process is writing"):
            catalogue.reports.put([_entry("z")])


@pytest.mark.parametrize(
    ("release", "warned"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_sqlite_that_can_damage_a_database_is_named(
    filled: Khobao, monkeypatch: pytest.MonkeyPatch, release: tuple[int, ...], warned: bool
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", release)
    assert ("can damage a database" in filled("status").stdout) is warned


@pytest.fixture
def read_only(filled: Khobao, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an archive that we may not write."""
    folder = filled.folder / "archive"
    allowed = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode: mode != os.W_OK and allowed(path, mode),
    )
    return folder


def test_archive_in_a_read_only_folder_is_searched_and_served(
    filled: Khobao, read_only: Path
) -> None:
    before = sorted(os.listdir(read_only))
    assert filled("search", "dân vận").exit_code == 0
    assert filled("show", "bao:1", "--original").exit_code == 0
    assert filled("verify").exit_code == 0
    assert filled("backup", str(filled.folder / "backup")).exit_code == 0
    client = create_app(load(read_only, {})).test_client()
    assert "dân vận" in client.get("/tim-kiem?q=dan+van").text
    assert client.get("/readyz").status_code == 200
    assert sorted(os.listdir(read_only)) == before


def test_change_of_an_archive_that_was_opened_read_only_is_noticed(
    filled: Khobao, read_only: Path
) -> None:
    catalogue = open_catalogue(load(read_only, {}).catalogue)
    with closing(catalogue):
        assert catalogue.counts().reports == 2
        os.utime(read_only / "catalogue.sqlite", ns=(1, 1))
        with pytest.raises(CatalogueUnavailable, match="start the program again"):
            catalogue.counts()


def test_readers_keep_little_of_the_file_in_memory(tmp_path: Path) -> None:
    def kept(connection: Connection) -> int:
        """Return the KiB that a connection may keep."""
        return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())

    with closing(Database(f"sqlite:///{tmp_path}/catalogue.sqlite", create=True)) as database:
        assert database.read(kept) <= 4096 < database.write(kept)
