"""The licences of the libraries that are installed along: allowed, and named in NOTICE."""

import re
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tools.licences import EXTRAS, is_allowed, libraries, licence, main

_NOTICE = (Path(__file__).parents[1] / "NOTICE").read_text("utf-8")
_LIBRARIES = sorted(set().union(*map(libraries, ("", *EXTRAS))))


def _named() -> dict[str, set[str]]:
    """Return the licences that NOTICE gives each library."""
    found: dict[str, set[str]] = {}
    text = " ".join(_NOTICE.partition("with what the libraries")[2].split())
    for before, expression in re.findall(r"([^;()]+)\(([^()]+)\)", text):
        names = re.split(r"-{5,} |[.] ", before)[-1].split(", ")
        for name in (words.split()[0] for words in names):
            found.setdefault(canonicalize_name(name), set()).add(expression)
    return found


def test_libraries_of_all_extras_are_known() -> None:
    assert len(_LIBRARIES) > 40
    assert {"flask", "lxml", "psycopg-binary", "prometheus-client"} <= set(_LIBRARIES)


@pytest.mark.parametrize("name", _LIBRARIES)
def test_licence_is_allowed_and_in_notice(name: str) -> None:
    expression = licence(name)
    assert is_allowed(name, expression)
    if name != "unidecode":
        assert _named().get(name) == {expression}


def test_notice_names_the_licence_of_greenlet() -> None:
    assert _named()["greenlet"] == {"MIT AND PSF-2.0"}


@pytest.mark.parametrize(
    ("name", "expression", "allowed"),
    [
        ("x", "MIT", True),
        ("x", "MIT AND PSF-2.0", True),
        ("x", "GPL-3.0-only OR MIT", True),
        ("x", "MIT AND AGPL-3.0-only", False),
        ("x", "GPL-2.0-or-later", False),
        ("unidecode", "GPL-2.0-or-later", True),
        ("unidecode", "GPL-3.0-only", False),
        ("x", "", False),
    ],
)
def test_licences_that_are_not_in_the_list_are_refused(
    name: str, expression: str, allowed: bool
) -> None:
    assert is_allowed(name, expression) is allowed


def test_every_licence_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert re.search(r"^flask +BSD-3-Clause$", capsys.readouterr().out, re.MULTILINE)
