"""The examples in the docstrings of the index are true."""

import doctest
import importlib
from pathlib import Path

import pytest

import index

_ROOT = Path(index.__path__[0])
MODULES = [
    ".".join(("index", *file.relative_to(_ROOT).with_suffix("").parts))
    for file in sorted(_ROOT.rglob("*.py"))
    if ">>>" in file.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_spelling_shows_by_example():
    modules = ("index.language.spelling", "index.language.joined_syllables")
    shown = [doctest.testmod(importlib.import_module(name)).attempted for name in modules]
    assert sum(shown) >= 8
