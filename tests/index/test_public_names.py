"""The package has a small public interface, with types and a version."""

import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import index
from archive.errors import ArchiveError

_ROOT = Path(__file__).parents[2]


def test_every_public_name_is_exported() -> None:
    assert len(index.__all__) == 10
    assert [name for name in index.__all__ if getattr(index, name).__name__ != name] == []


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'index' has no attribute 'Whoosh'"):
        index.Whoosh  # noqa: B018


def test_version_is_that_of_the_package() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert index.__version__ == project["version"]


@pytest.mark.parametrize("package", ["index", "archive"])
def test_package_says_that_it_is_typed(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_all_errors_have_one_base() -> None:
    assert issubclass(index.IndexingError, index.KhobaoError)
    assert issubclass(ArchiveError, index.KhobaoError)


def test_report_is_imported_without_the_planner() -> None:
    program = "import sys, index.report; sys.exit('index.planning' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
