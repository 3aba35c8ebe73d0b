"""The measurement of an archive of many persons, in short."""

from pathlib import Path

import pytest

from bench import authority


def test_archive_of_invented_persons_is_asked_for_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority, "REQUESTS", 1)
    authority.build(tmp_path, 60)
    rows = list(authority.pages(tmp_path, 60))
    assert len(rows) == len({row.name for row in rows}) > 10
    assert all(row.milliseconds > 0 for row in rows[:-1])
