"""Fixtures for the command line, and a browser for the pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from tests.khobao import RECORDS, Khobao
from tests.pages import Site, serving_pages
from tools import page_checks

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class _CompiledTemplates(BytecodeCache):
    """Templates in the memory of this process, for all applications that tests make."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


# Compiling templates takes a seventh of the time of tests with an application of their own.
Flask.jinja_options = {"bytecode_cache": _CompiledTemplates()}


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


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Yield Chromium; skip the test if there is none."""
    executable = page_checks.chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    # Imported here, since most tests need no browser.
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        # Inside containers, and as root, Chromium has no sandbox of its own.
        yield playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield a served archive that has a page of every kind."""
    with serving_pages(tmp_path_factory.mktemp("newsstand")) as site:
        yield site
