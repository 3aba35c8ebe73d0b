"""What is installed: pinned libraries, one version, complete metadata."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.licences import EXTRAS, libraries

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = ROOT / "docs" / "deployment" / "requirements.lock"
PINS = [Requirement(line) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]


def _required() -> list[str]:
    """Return every library that the project or its developers ask for."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"].values()
    lists = [project["dependencies"], *project["optional-dependencies"].values(), *groups]
    return [each for some in lists for each in some if isinstance(each, str)]


@pytest.mark.parametrize("required", _required())
def test_every_library_is_pinned_to_a_version_that_will_do(required: str) -> None:
    wanted = Requirement(required)
    names = canonicalize_name(wanted.name)
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == names]
    assert pins, f"{required} is not in constraints.txt: make lock"
    for pin in pins:
        [exact] = pin.specifier
        assert exact.operator == "=="
        assert wanted.specifier.contains(exact.version)


def test_pins_name_no_host() -> None:
    assert not re.search(r"://|@|--", (ROOT / "constraints.txt").read_text("utf-8"))
    options = re.findall(r"--\S+|\S*://\S*|@", LOCK.read_text("utf-8"))
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in options)


def _locked() -> list[tuple[Requirement, int]]:
    """Return each requirement of the lock file, with its number of hashes."""
    entries = re.split(r"\n(?=\S)", LOCK.read_text("utf-8"))
    return [(Requirement(entry.split(" \\\n")[0]), entry.count("--hash=")) for entry in entries]


def test_lock_file_has_the_pinned_versions_with_hashes() -> None:
    pinned = {(canonicalize_name(pin.name), str(pin.specifier)) for pin in PINS}
    assert len(_locked()) > 40
    for requirement, hashes in _locked():
        assert (requirement.name, str(requirement.specifier)) in pinned, "make lock"
        assert hashes > 0


def test_licences_of_all_extras_are_checked() -> None:
    assert sorted(EXTRAS) == sorted(PROJECT["project"]["optional-dependencies"])


@pytest.mark.parametrize("extra", ["", "import", "metrics"])
def test_lock_file_is_complete(extra: str) -> None:
    locked = {requirement.name for requirement, _ in _locked()}
    assert libraries(extra) <= locked


def test_version_stands_in_one_place() -> None:
    assert version("khobao") == PROJECT["project"]["version"]
    named = [
        path
        for folder in ("archive", "index")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^__version__ = [\"']", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert named == []


def test_changelog_begins_with_this_version_or_what_follows_it() -> None:
    first = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[0]
    assert first in ("Unreleased", PROJECT["project"]["version"])


def test_every_python_that_ci_tests_is_named_in_the_metadata() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    tested = set(re.findall(r'"(3\.\d+)"', workflow))
    named = {each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"]}
    assert tested == {each for each in named if re.fullmatch(r"3\.\d+", each)} != set()
