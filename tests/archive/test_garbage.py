"""Processes that read many texts collect garbage rarely."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.config import load
from archive.extraction import begin_process
from archive.web import create_app
from tests.khobao import Khobao

_USUAL, _RARE = (700, 10, 10), (10_000, 10, 10)


@pytest.fixture(autouse=True)
def _usual_threshold() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*_USUAL)
    yield
    gc.set_threshold(*before)


def test_application_collects_garbage_rarely(tmp_path: Path) -> None:
    create_app(load(tmp_path, {}))
    assert gc.get_threshold() == _RARE


def test_command_collects_garbage_rarely(khobao: Khobao) -> None:
    khobao("status")
    assert gc.get_threshold() == _RARE


def test_process_that_looks_for_persons_collects_garbage_rarely() -> None:
    begin_process()
    assert gc.get_threshold() == _RARE
