"""Fixtures for the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.khobao import RECORDS, Khobao


@pytest.fixture
def khobao(tmp_path: Path) -> Khobao:
    return Khobao(tmp_path)


@pytest.fixture
def filled(khobao: Khobao) -> Iterator[Khobao]:
    assert khobao("import", khobao.write(*RECORDS), "--workers", "0").exit_code == 0
    return khobao
