"""The examples in the docstrings of the index are true."""

import doctest
import importlib
import pkgutil

import pytest

import index

MODULES = [module.name for module in pkgutil.walk_packages(index.__path__, "index.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_spelling_shows_by_example():
    assert doctest.testmod(importlib.import_module("index.language.spelling")).attempted >= 8
