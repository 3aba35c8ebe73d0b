"""The folders of the repository import one another in one direction only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each folder with those that it must not import; import-linter checks the rooms inside packages.
FORBIDDEN = {
    "index": {"archive", "bench", "tests", "tools"},
    "archive": {"bench", "tests", "tools"},
    "tools": {"bench", "tests"},
    "bench": {"tests"},
    "tests": {"bench"},
}

# Parsing all files takes ten times as long.
_IMPORT = re.compile(r"^ *(?:import|from) (\w+)", re.MULTILINE)


def _imported(file: Path) -> Iterator[str]:
    """Yield the top-level names that a file imports; ruff keeps one import on a line."""
    for found in _IMPORT.finditer(file.read_text(encoding="utf-8")):
        yield found[1]


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_folder_imports_nothing_that_is_above_it(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [(str(file), name) for file in files for name in _imported(file)]
    assert [each for each in found if each[1] in FORBIDDEN[folder]] == []


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_path_that_the_map_names_exists(page: str) -> None:
    named = re.findall(
        r"`((?:archive|index|templates|tests|tools|bench|docs|\.ci)/[^`\s]*|[\w.]+\.(?:py|toml|txt))`",
        (ROOT / page).read_text(encoding="utf-8"),
    )
    assert len(named) >= 10
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_room_is_on_the_map() -> None:
    rooms = [
        f"{package}/{room.name}/"
        for package in ("archive", "index")
        for room in (ROOT / package).iterdir()
        if (room / "__init__.py").exists()
    ]
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert len(rooms) >= 10
    # The engines have a line each.
    assert [room for room in rooms if f"`{room}" not in page] == []
