"""Damage is found, named with its remedy, and repaired from a backup."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from archive import verification as room
from archive.catalogue import Catalogue, Entry, Slice, open_catalogue
from archive.config import load
from archive.indexing import catch_up
from archive.verification import slice_of_today
from archive.web import create_app
from index.engine import Engine, open_engine
from index.report import Original, Report
from tests.khobao import Khobao
from tests.reference import ReferenceEngine

Change = Callable[..., None]


@pytest.fixture
def change(filled: Khobao) -> Change:
    """Execute SQL on the catalogue of `filled`."""

    def execute(statement: str, *values: object) -> None:
        with closing(sqlite3.connect(filled.folder / "archive" / "catalogue.sqlite")) as connection:
            connection.execute(statement, values)
            connection.commit()

    return execute


def _flip_original(change: Change) -> None:
    """Flip one bit in the compressed bytes of the original of `bao:1`."""
    change(
        "UPDATE originals SET data = "
        "CAST(substr(data, 1, 40) || x'ff' || substr(data, 42) AS BLOB) "
        "WHERE sha256 = (SELECT sha256 FROM origins ORDER BY report LIMIT 1)"
    )


def _verified(khobao: Khobao, *options: str) -> tuple[int, list[dict[str, str]]]:
    """Return the exit code and the damage that `khobao verify` finds."""
    outcome = khobao("verify", *options, "--json")
    found = json.loads(outcome.stdout)
    assert found["sound"] is (outcome.exit_code == 0)
    return outcome.exit_code, found["damage"]


def test_sound_archive_is_verified(filled: Khobao) -> None:
    outcome = filled("verify")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("2 originals and 2 versions verified")
    assert _verified(filled) == (0, [])


def test_flipped_byte_in_an_original_is_an_error_that_names_it(
    filled: Khobao, change: Change
) -> None:
    (origin,) = json.loads(filled("show", "bao:1", "--versions", "--json").stdout)[0]["origins"]
    _flip_original(change)
    code, (damage,) = _verified(filled)
    assert (code, damage["kind"], damage["key"]) == (1, "original", origin["sha256"])
    assert "'bao:1'" in damage["name"]
    assert "reports.jsonl:1" in damage["name"]
    assert "khobao verify --repair" in damage["remedy"]
    shown = filled("show", "bao:1", "--original")
    assert (shown.exit_code, shown.stdout) == (3, "")
    assert origin["sha256"] in shown.stderr
    config = load(filled.folder / "archive", {})
    page = create_app(config).test_client().get(f"/ban-goc/{origin['sha256']}/bao:1")
    assert page.status_code == 503
    assert origin["sha256"][:16] in page.text


def test_damaged_original_and_version_are_repaired_from_a_backup(
    filled: Khobao, change: Change
) -> None:
    backup = str(filled.folder / "backup")
    filled("backup", backup)
    _flip_original(change)
    change("UPDATE versions SET body = 'khác' WHERE number = 2")
    code, damage = _verified(filled)
    assert (code, [each["kind"] for each in damage]) == (1, ["original", "version"])
    repaired = filled("verify", "--repair", backup)
    assert repaired.exit_code == 0
    assert repaired.stdout.count("mended: ") == 2
    assert filled("index").exit_code == 0
    assert _verified(filled) == (0, [])
    assert filled("search", "nước lên nhanh").exit_code == 0


def test_backup_of_another_archive_repairs_nothing(
    filled: Khobao, change: Change, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Khobao(tmp_path_factory.mktemp("other"))
    other("import", other.write({"id": "bao:1", "title": "Khác"}), "--workers", "0")
    other("backup", str(filled.folder / "backup"))
    _flip_original(change)
    refused = filled("verify", "--repair", str(filled.folder / "backup"))
    assert refused.exit_code == 3
    assert "backup of another archive" in refused.stderr


@pytest.mark.parametrize(
    ("column", "value"), [("title", "Khác"), ("authors", "[“"), ("body", b"\xff\xfe")]
)
def test_damaged_version_is_named(
    filled: Khobao, change: Change, column: str, value: object
) -> None:
    change(f"UPDATE versions SET {column} = CAST(? AS TEXT) WHERE number = 1", value)
    _, damage = _verified(filled)
    assert [each["key"] for each in damage if each["kind"] == "version"] == ["1"]
    config = load(filled.folder / "archive", {})
    assert create_app(config).test_client().get("/bai/bao:1").status_code in (200, 503)


def test_missing_rows_are_found(filled: Khobao, change: Change) -> None:
    change("DELETE FROM versions WHERE number = 2")
    _, damage = _verified(filled)
    assert "refers to a row of versions that is missing" in damage[0]["problem"]
    assert "khobao restore" in damage[0]["remedy"]


def test_index_that_differs_from_the_catalogue_is_found_and_corrected(filled: Khobao) -> None:
    config = load(filled.folder / "archive", {})
    with closing(open_engine(config.index)) as engine:
        status = engine.status()
        engine.delete(["bao:1"])
        engine.add([Report("bao:2", title="Khác"), Report("ma", title="Ma")])
        engine.commit(status.revision, status.mark)
    _, damage = _verified(filled)
    assert {each["name"] for each in damage} == {"bao:1", "bao:2", "ma"}
    assert all("khobao index --rebuild" in each["remedy"] for each in damage)
    assert _verified(filled, "--sample", "50%")[0] == 1
    assert filled("index", "--rebuild").exit_code == 0
    assert _verified(filled) == (0, [])


@pytest.mark.parametrize("lost", ["*.toc", "*.arrays", ""])
def test_lost_files_of_the_index_are_named(filled: Khobao, lost: str) -> None:
    folder = filled.folder / "archive" / "index"
    for path in folder.glob(lost) if lost else ():
        path.unlink()
    if not lost:
        shutil.rmtree(folder)
    code, (damage,) = _verified(filled)
    assert (code, damage["kind"]) == (1, "index")
    assert "khobao index" in damage["remedy"]


def test_flipped_byte_in_the_index_names_its_file(filled: Khobao) -> None:
    (path,) = (filled.folder / "archive" / "index").glob("*.arrays")
    data = bytearray(path.read_bytes())
    # Between two arrays are zeros that no checksum covers.
    at = next(at for at in range(len(data) // 2, len(data)) if data[at])
    data[at] ^= 1
    path.write_bytes(data)
    _, (damage,) = _verified(filled)
    assert path.name in damage["problem"]
    assert "khobao index --rebuild" in damage["remedy"]


def test_samples_of_all_days_are_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        day = datetime(2026, 12, 1, tzinfo=UTC)

        @classmethod
        def now(cls, _zone: object) -> datetime:
            cls.day += timedelta(days=1)
            return cls.day

    monkeypatch.setattr(room, "datetime", Clock)
    slices = [slice_of_today(5) for _ in range(20)]
    assert {each.number for each in slices} == set(range(20))
    assert {each.of for each in slices} == {20}
    assert slice_of_today(100) == Slice(0, 1)
    bounds = sorted(each.hexadecimal() for each in slices)
    assert bounds[0][0] == "00000000"
    assert bounds[-1][1] > "ffffffff"
    assert all(one[1] == other[0] for one, other in pairwise(bounds))


@pytest.mark.parametrize("sample", ["0", "101%", "x"])
def test_sample_that_is_no_percentage_is_refused(filled: Khobao, sample: str) -> None:
    assert filled("verify", "--sample", sample).exit_code == 2


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    with closing(open_catalogue(database_url, create=True)) as opened:
        for n in range(20):
            unread = (("date", "hôm nay"),) if n % 2 else ()
            original = Original(f"tin {n}".encode(), "text/plain", f"/{n}", unread=unread)
            opened.reports.put([Entry(Report(f"b{n}", title=f"Tin {n}", original=original))])
        yield opened


def test_each_database_is_verified_whole_and_by_slices(
    catalogue: Catalogue, database_url: str
) -> None:
    def found(part: Slice) -> list[str]:
        return sorted(each.name for each in room.verify(catalogue, engine, part, _ignored))

    engine: Engine = ReferenceEngine()  # type: ignore[assignment]
    catch_up(catalogue, engine)
    assert found(Slice()) == []
    database = create_engine(database_url)
    with database.begin() as connection:
        connection.execute(text("UPDATE originals SET size = 99 WHERE media_type = 'text/plain'"))
        connection.execute(text("UPDATE versions SET lead = 'khác' WHERE version = 1"))
    database.dispose()
    whole = found(Slice())
    assert len(whole) == 40
    assert sorted(name for n in range(3) for name in found(Slice(n, 3))) == whole


def _ignored(*_: object) -> None:
    pass


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an archive of one report without a write-ahead log."""
    khobao = Khobao(tmp_path_factory.mktemp("small"))
    khobao("import", khobao.write({"id": "bao:1", "title": "Lũ", "body": "Nước lên."}))
    return khobao.folder  # type: ignore[return-value]


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("KHOBAO_EXAMPLES", "10")))
@given(st.data())
def test_any_flipped_byte_of_the_catalogue_is_an_error_or_nothing(
    small: Path, data: st.DataObject
) -> None:
    content = bytearray((small / "archive" / "catalogue.sqlite").read_bytes())
    used = [at for at, byte in enumerate(content) if byte]
    at = data.draw(st.sampled_from(used))
    content[at] ^= data.draw(st.integers(1, 255))
    with TemporaryDirectory() as name:
        khobao = Khobao(Path(name))
        shutil.copytree(small, khobao.folder, dirs_exist_ok=True)
        (khobao.folder / "archive" / "catalogue.sqlite").write_bytes(content)
        outcome = khobao("verify")
        assert outcome.exit_code in (0, 1, 3)
        assert khobao("show", "bao:1", "--original").exit_code in (0, 1, 3)
        assert outcome.exit_code == 0 or outcome.output


def test_verification_of_an_older_state_of_the_index_is_silent(filled: Khobao) -> None:
    filled("import", "--no-index", filled.write({"id": "bao:3", "title": "Bão"}, name="3.jsonl"))
    with closing(open_catalogue(load(filled.folder / "archive", {}).catalogue)) as catalogue:
        assert catalogue.changes.pending(2) == 1
    assert _verified(filled) == (0, [])
