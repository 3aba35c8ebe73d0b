"""Backups: complete at any time, checked, never half, and restored where nothing is overwritten."""

import json
import os
import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from archive import backup as room
from archive.backup import find, make, restore
from archive.backup_series import make_next
from archive.catalogue import Appearance, Catalogue, Entry, Refused, file_copies, open_catalogue
from archive.catalogue.tables import metadata
from archive.config import Config, load
from archive.errors import BackupError
from archive.persons.authority import Merge
from archive.withdrawal.decisions import Withdraw
from index.report import Original, Report
from tests.khobao import RECORDS, Khobao
from tests.processes import Forked

# `make long` takes 50.
_KILLS = int(os.environ.get("KHOBAO_KILLS", "4"))

Rows = dict[str, list[tuple[Any, ...]]]


def _config(folder: Path) -> Config:
    return load(folder, {})


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of an archive with rows in most tables."""
    config = _config(tmp_path / "archive")
    with closing(open_catalogue(config.catalogue, create=True)) as catalogue:
        _put(catalogue, 0, 40)
        catalogue.reports.put([], refused=[Refused("no text", "/bao/x.txt", 3, b"\0")])
        catalogue.decisions.add([Withdraw("b3")])
        catalogue.decisions.add([Merge("ten-1", "ten-2")], by="Thu")
        catalogue.frozen_lists.add(
            lambda: ("1", ["b1", "b2"]), query="q=tin", words="tin", filters=()
        )
    return config


def _put(catalogue: Catalogue, first: int, last: int) -> None:
    catalogue.reports.put([_entry(n) for n in range(first, last)])


def _entry(n: int) -> Entry:
    original = Original(f"tin {n} ".encode() * 50, "text/plain", f"/bao/{n}.txt")
    report = Report(f"b{n}", title=f"Tin {n}", body="Mưa lớn. " * 20, original=original)
    return Entry(report, (Appearance(f"Tên {n % 7}", ("nhà thơ",)),), "1")


def _rows(config: Config, revision: int | None = None) -> Rows:
    """Return the rows of all tables; of `reports` and the like only those up to a revision."""
    engine = create_engine(config.catalogue)
    with engine.connect() as connection:
        found = {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    if revision is not None:
        numbered = ("reports", "versions")
        return {name: [row for row in found[name] if row[0] <= revision] for name in numbered}
    return found


def _ignored(*_: object) -> None:
    pass


def _restored(folder: Path, target: Path) -> Rows:
    """Return the rows of a backup after it was restored into a new place."""
    shutil.rmtree(target, ignore_errors=True)
    restore(folder, _config(target), _ignored)
    return _rows(_config(target))


def test_restored_backup_equals_the_archive_row_by_row(config: Config, tmp_path: Path) -> None:
    (config.archive / "khobao.toml").write_text('name = "Báo"\n', "utf-8")
    (config.archive / "synonyms.tsv").write_text("names\talso\tafter\tbefore\nA B, C D\n", "utf-8")
    backup, damage = make(config, tmp_path / "backup", _ignored)
    assert damage == []
    assert backup.rows["originals"] == 40
    assert _restored(tmp_path / "backup", tmp_path / "new") == _rows(config)
    assert load(tmp_path / "new", {}).name == "Báo"
    assert load(tmp_path / "new", {}).synonyms is not None


def test_backup_holds_what_is_only_in_the_write_ahead_log(config: Config, tmp_path: Path) -> None:
    with closing(open_catalogue(config.catalogue)) as catalogue:
        _put(catalogue, 100, 120)
        assert (config.archive / "catalogue.sqlite-wal").stat().st_size > 0
        make(config, tmp_path / "backup", _ignored)
        assert _restored(tmp_path / "backup", tmp_path / "new") == _rows(config)


@pytest.mark.slow
def test_backup_during_an_import_is_a_committed_state(config: Config, tmp_path: Path) -> None:
    enough = Event()

    def imported() -> None:
        with closing(open_catalogue(config.catalogue)) as catalogue:
            for n in range(200, 5000, 20):
                if enough.is_set():
                    return
                _put(catalogue, n, n + 20)

    def slowly(_step: str, done: int, _whole: int) -> None:
        # Each step of the copy waits for another commit.
        if done:
            before = reader.changes.revision()
            while thread.is_alive() and reader.changes.revision() == before:
                pass

    thread = Thread(target=imported)
    with closing(open_catalogue(config.catalogue)) as reader, pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_copies, "_PAGES", 16)
        thread.start()
        try:
            backup, damage = make(config, tmp_path / "backup", slowly)
        finally:
            enough.set()
            thread.join()
    assert damage == []
    new = _restored(tmp_path / "backup", tmp_path / "new")
    assert {name: new[name] for name in ("reports", "versions")} == _rows(config, backup.revision)
    assert backup.revision < len(_rows(config)["reports"])


def _die_at(number: int, operations: list[tuple[Any, str]]) -> None:
    """Kill this process before its `number`th call of any of these operations."""
    calls = 0

    def counted(operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*arguments, **more)

        return call

    for owner, name in operations:
        setattr(owner, name, counted(getattr(owner, name)))


_OPERATIONS: list[tuple[Any, str]] = [
    (os, "fsync"),
    (Path, "rename"),
    (Path, "unlink"),
    (Path, "write_text"),
    (room, "_digest"),
    (file_copies, "State"),
    (sqlite3, "connect"),
]


def _killed(action: Callable[[Callable[..., None]], object], stride: int) -> Iterator[int]:
    """Run an action again and again, kill it at one operation after another, and yield then.

    The action takes a callback for progress, at which it may be killed too. `stride`: operations
    between two kills. With more than a few kills each operation is one of them, and the others are
    at random moments.
    """
    stride = stride if _KILLS < 10 else 1
    kills = 0
    for number in range(1, 1000, stride):
        if _run(action, number) == 0:
            break
        kills += 1
        yield number
    for _ in range(kills, _KILLS):
        _run(action, random.randrange(1, kills + 1) * stride, random.random() / 10)
        yield 0


def _run(
    action: Callable[[Callable[..., None]], object], number: int, seconds: float = 0
) -> int | None:
    """Run an action in a process that is killed at an operation, or at most after some seconds."""

    class Progress:
        @staticmethod
        def step(*_: object) -> None:
            pass

    def prepare() -> None:
        _die_at(number, [*_OPERATIONS, (Progress, "step")])
        if seconds:
            signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            signal.setitimer(signal.ITIMER_REAL, seconds)

    process = Forked(lambda: action(lambda *arguments: Progress.step(*arguments)), prepare)
    _, errors = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), errors.decode()
    return process.returncode


@pytest.mark.slow
def test_killed_backup_leaves_the_earlier_one_whole(config: Config, tmp_path: Path) -> None:
    folder, new = tmp_path / "backup", tmp_path / "new"
    make(config, folder, _ignored)
    committed = [_rows(config)]
    with closing(open_catalogue(config.catalogue)) as catalogue:
        _put(catalogue, 50, 60)
    committed.append(_rows(config))
    kills = 0
    for _ in _killed(lambda step: make(config, folder, step), stride=5):
        assert _restored(folder, new) in committed
        kills += 1
    assert kills >= _KILLS
    make(config, folder, _ignored)
    assert _restored(folder, new) == committed[1]
    assert len([name for name in os.listdir(folder) if name.startswith("catalogue")]) == 1


@pytest.mark.slow
def test_killed_first_backup_never_looks_whole(config: Config, tmp_path: Path) -> None:
    folder, new = tmp_path / "backup", tmp_path / "new"
    for _ in _killed(lambda step: make(config, folder, step), stride=5):
        if (folder / "backup.json").exists():
            assert _restored(folder, new) == _rows(config)
            shutil.rmtree(folder)
        elif folder.exists():
            with pytest.raises(BackupError, match="no complete backup"):
                restore(folder, _config(new), _ignored)


@pytest.mark.slow
def test_killed_restore_is_run_again(config: Config, tmp_path: Path) -> None:
    folder, new = tmp_path / "backup", tmp_path / "new"
    make(config, folder, _ignored)
    expected = _rows(config)
    kills = 0

    def again(step: Callable[..., None]) -> None:
        shutil.rmtree(new, ignore_errors=True)
        restore(folder, _config(new), step)

    for _ in _killed(again, stride=3):
        kills += 1
        if not (new / "catalogue.sqlite").exists():
            restore(folder, _config(new), _ignored)
        assert _rows(_config(new)) == expected
    assert kills >= _KILLS


def test_folder_with_other_files_is_refused_for_a_backup(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "luan-van.docx").write_bytes(b"")
    with pytest.raises(BackupError, match=r"luan-van\.docx"):
        make(config, folder, _ignored)
    with pytest.raises(BackupError, match="does not belong to a backup"):
        make(config, config.archive, _ignored)
    with pytest.raises(BackupError, match="no complete backup"):
        find(folder)


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
def test_nothing_is_restored_next_to_a_leftover(config: Config, tmp_path: Path, end: str) -> None:
    make(config, tmp_path / "backup", _ignored)
    new = tmp_path / "new"
    new.mkdir()
    leftover = new / f"catalogue.sqlite{end}"
    leftover.write_bytes(b"x")
    with pytest.raises(BackupError, match=f"catalogue.sqlite{end} "):
        restore(tmp_path / "backup", _config(new), _ignored)
    assert os.listdir(new) == [leftover.name]


def test_damaged_backup_is_not_restored(config: Config, tmp_path: Path) -> None:
    folder, new = tmp_path / "backup", tmp_path / "new"
    backup, _ = make(config, folder, _ignored)
    _flip(folder / backup.catalogue, 5000)
    with pytest.raises(BackupError, match="SHA-256"):
        restore(folder, _config(new), _ignored)
    assert not list(new.glob("catalogue*"))
    (folder / "backup.json").write_text("{", "utf-8")
    with pytest.raises(BackupError, match="damaged"):
        find(folder)


def _flip(path: Path, offset: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        (byte,) = stream.read(1)
        stream.seek(offset)
        stream.write(bytes([byte ^ 1]))


def test_damaged_archive_does_not_replace_a_good_backup(config: Config, tmp_path: Path) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    good, _ = make(config, folder, _ignored)
    engine = create_engine(config.catalogue)
    with engine.begin() as connection:
        connection.execute(text("UPDATE originals SET data = x'00' WHERE rowid = 5"))
    engine.dispose()
    with pytest.raises(BackupError, match="is damaged"):
        make(config, folder, _ignored)
    assert find(folder) == good
    backup, (damage,) = make(config, other, _ignored)
    assert damage.kind == "original"
    assert "/bao/" in damage.name
    assert len(backup.damaged) == 1


def test_backup_of_postgresql_names_its_own_command(tmp_path: Path) -> None:
    url = "postgresql+psycopg://khobao:secret@db.example.vn/bao"
    config = load(tmp_path, {"KHOBAO_CATALOGUE": url})
    with pytest.raises(BackupError) as refused:
        make(config, tmp_path / "backup", _ignored)
    command = f"pg_dump --format=custom --file='{tmp_path}/backup/khobao.dump' 'postgresql://"
    assert command in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not (tmp_path / "backup").exists()


def test_archive_is_backed_up_and_restored_by_commands(filled: Khobao) -> None:
    folder = str(filled.folder / "backup")
    made = filled("backup", folder)
    assert made.exit_code == 0
    assert made.stdout.startswith("2 reports and 2 originals at revision 2")
    assert filled("backup", folder, "--json").exit_code == 0
    assert filled("restore", folder).exit_code == 3
    shutil.rmtree(filled.folder / "archive")
    restored = filled("restore", folder)
    assert restored.exit_code == 0
    assert "there is no index of the reports; «khobao index» builds it" in restored.stdout
    assert filled("index").exit_code == 0
    found = json.loads(filled("search", "dân vận", "--json").stdout)
    assert [hit["id"] for hit in found["hits"]] == [RECORDS[0]["id"]]


def test_restored_archive_says_that_its_index_has_later_changes(filled: Khobao) -> None:
    folder = str(filled.folder / "backup")
    filled("backup", folder)
    filled("import", filled.write({"id": "bao:3", "title": "Bão"}, name="3.jsonl"))
    for path in (filled.folder / "archive").glob("catalogue.sqlite*"):
        path.unlink()
    assert "«khobao index» corrects it" in filled("restore", folder).stdout
    filled("index")
    assert filled("verify").exit_code == 0


# Series


def _folders(root: Path) -> list[str]:
    return sorted(each.name for each in root.iterdir())


def test_newest_backups_of_a_series_are_kept(config: Config, tmp_path: Path) -> None:
    root = tmp_path / "backups"
    for day in range(1, 6):
        make(config, root / f"2026110{day}T021500Z", _ignored)
    folder, made, damage = make_next(config, root, 3, _ignored)
    assert damage == []
    assert find(folder) == made
    assert _folders(root) == ["20261104T021500Z", "20261105T021500Z", folder.name]


def test_series_keeps_all_backups_while_the_archive_is_damaged(
    config: Config, tmp_path: Path
) -> None:
    root = tmp_path / "backups"
    for day in range(1, 4):
        make(config, root / f"2026110{day}T021500Z", _ignored)
    with closing(sqlite3.connect(config.archive / "catalogue.sqlite")) as connection:
        connection.execute("UPDATE originals SET data = x'00'")
        connection.commit()
    folder, _, damage = make_next(config, root, 1, _ignored)
    assert damage != []
    assert len(_folders(root)) == 4
    assert folder.name in _folders(root)


def test_series_removes_what_interrupted_backups_left_and_nothing_else(
    config: Config, tmp_path: Path
) -> None:
    root = tmp_path / "backups"
    interrupted = root / "20261101T021500Z"
    interrupted.mkdir(parents=True)
    (interrupted / "catalogue-20261101T021500Z-01234567.sqlite.part").touch()
    for name in ("20261102T021500Z", "letters"):
        (root / name).mkdir()
        (root / name / "letter.txt").touch()
    folder, _, _ = make_next(config, root, 1, _ignored)
    assert _folders(root) == ["20261102T021500Z", folder.name, "letters"]
    assert (root / "20261102T021500Z" / "letter.txt").exists()


def test_folder_of_a_series_leads_to_its_newest_backup(filled: Khobao) -> None:
    root = filled.folder / "backups"
    made = json.loads(filled("backup", str(root), "--keep", "2", "--json").stdout)
    result = Khobao(filled.folder / "new")("restore", str(root))
    assert result.exit_code == 3
    assert f"there is one in '{made['folder']}'" in result.stderr
    (filled.folder / "new").mkdir()
    assert Khobao(filled.folder / "new")("restore", made["folder"]).exit_code == 0
