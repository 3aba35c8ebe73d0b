"""Fixtures for the command line."""

import shutil
from pathlib import Path

import pytest

from tests.khobao import RECORDS, Khobao


@pytest.fixture
def khobao(tmp_path: Path) -> Khobao:
    return Khobao(tmp_path)


@pytest.fixture(scope="session")
def _filled_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an archive with two reports; copying it is faster than importing."""
    khobao = Khobao(tmp_path_factory.mktemp("filled"))
    assert khobao("import", khobao.write(*RECORDS), "--workers", "0").exit_code == 0
    return khobao.folder


@pytest.fixture
def filled(khobao: Khobao, _filled_template: Path) -> Khobao:
    """Return the command line on an archive with the two reports of `reports.jsonl`."""
    shutil.copytree(_filled_template, khobao.folder, dirs_exist_ok=True)
    return khobao
