"""Larger archives are whole, also where their making was interrupted."""

from contextlib import closing
from pathlib import Path

import pytest

from archive.catalogue import Entry, open_catalogue
from archive.config import load
from archive.retrieval import open_library
from bench import archives
from index.report import Original, Report


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    with closing(open_catalogue(load(folder).catalogue, create=True)) as catalogue:
        catalogue.reports.put(
            [
                Entry(Report(f"r{n}", "Dân vận", original=Original(b"x", "text/plain", f"r{n}")))
                for n in range(3)
            ]
        )
    return folder


def held(folder: Path) -> tuple[int, int]:
    """Return the numbers of reports in catalogue and index."""
    with closing(open_library(load(folder))) as library:
        return library.catalogue.counts().reports, library.engine.status().reports


def test_archive_has_as_many_reports_as_are_wanted(source: Path, tmp_path: Path) -> None:
    assert held(archives.enlarged(source, tmp_path / "larger", 7)) == (7, 7)


def test_an_interrupted_archive_is_completed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    larger = tmp_path / "larger"
    for name in ("_add_copies", "catch_up"):
        with monkeypatch.context() as patch:
            patch.setattr(archives, name, _interrupted)
            with pytest.raises(KeyboardInterrupt):
                archives.enlarged(source, larger, 7)
        assert not larger.exists()
    with monkeypatch.context() as patch:
        # The copies are made already.
        patch.setattr(archives, "_copy", _interrupted)
        assert held(archives.enlarged(source, larger, 7)) == (7, 7)


def _interrupted(*_given: object) -> None:
    raise KeyboardInterrupt
