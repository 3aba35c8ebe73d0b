"""The last backup and verification: recorded by the commands, shown by `khobao status`."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from archive.config import load
from archive.upkeep import Run, last_run, record
from archive.web import create_app
from archive.web.server import metrics
from archive.web.server.request_counts import SharedCounts
from tests.khobao import Khobao


def test_status_shows_when_backup_and_verification_were_last_made(filled: Khobao) -> None:
    before = filled("status").stdout
    assert "backup     never by «khobao backup»\n" in before
    assert "verified   never by «khobao verify»\n" in before
    form = json.loads(filled("status", "--json").stdout)
    assert (form["backup"], form["verification"]) == (None, None)

    folder = filled.folder / "backup"
    assert filled("backup", str(folder)).exit_code == 0
    assert filled("verify", "--sample", "50%").exit_code == 0
    after = filled("status").stdout
    assert f"(0 hours ago) in '{folder}'\n" in after
    assert " of 2: nothing is damaged\n" in after
    form = json.loads(filled("status", "--json").stdout)
    assert form["backup"]["place"] == str(folder)
    assert (form["verification"]["parts"], form["verification"]["damaged"]) == (2, 0)


def test_damage_that_was_found_is_shown(filled: Khobao) -> None:
    with closing(sqlite3.connect(filled.folder / "archive" / "catalogue.sqlite")) as connection:
        connection.execute("UPDATE originals SET data = x'00'")
        connection.commit()
    assert filled("verify").exit_code == 1
    assert "damaged: «khobao verify»" in filled("status").stdout
    assert json.loads(filled("status", "--json").stdout)["verification"]["damaged"] > 0


def test_backup_that_fails_is_not_recorded(filled: Khobao) -> None:
    (filled.folder / "other").mkdir()
    (filled.folder / "other" / "letter.txt").touch()
    assert filled("backup", str(filled.folder / "other")).exit_code == 3
    assert last_run(filled.folder / "archive", "backup") is None


def test_backup_that_fails_leaves_no_folder_in_a_series(filled: Khobao) -> None:
    series = filled.folder / "series"
    assert filled("backup", "--keep", "2", str(series)).exit_code == 0
    (filled.folder / "archive" / "catalogue.sqlite").write_bytes(b"no database at all" * 100)
    assert filled("backup", "--keep", "2", str(series)).exit_code == 3
    assert len([each for each in series.iterdir() if not any(each.iterdir())]) == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"finished": "x", "damaged": 0}'])
def test_unreadable_record_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "last-backup.json").write_text(content, "utf-8")
    assert last_run(tmp_path, "backup") is None


def test_archive_without_a_folder_has_no_records(tmp_path: Path) -> None:
    assert not record(tmp_path / "nowhere", "verify", Run.now(0))
    assert last_run(tmp_path / "nowhere", "verify") is None
    assert list(tmp_path.iterdir()) == []


def test_age_of_backup_and_verification_are_metrics(filled: Khobao) -> None:
    archive = filled.folder / "archive"
    record(archive, "backup", Run("2026-11-30T02:15:00Z", 0))
    record(archive, "verify", Run("2026-11-30T02:45:00Z", 3))
    scraped = generate_latest(metrics.registry(create_app(load(archive, {})), SharedCounts(1)))
    assert b"khobao_last_backup_timestamp_seconds 1.7960049e+09\n" in scraped
    assert b"khobao_last_verify_timestamp_seconds 1.7960067e+09\n" in scraped
    assert b"khobao_last_verify_damaged 3.0\n" in scraped
