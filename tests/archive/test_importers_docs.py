"""The examples of the documentation and of the docstrings hold."""

import doctest
import importlib
import json
import pkgutil
import re
from dataclasses import asdict
from pathlib import Path

import pytest

import archive.importers
from archive.importers import FIELDS, read
from archive.importers.fields import field_of
from archive.importers.refusal import MAX_RECORD
from index.report import Report

DOCUMENT = Path(__file__).parents[2] / "docs" / "importing.md"
EXAMPLE = re.compile(r"```(\w+)\n((?:(?!```).)*)```\n\nbecomes\n\n```json\n(.*?)```", re.DOTALL)
FORMATS = ["text", "html", "eml", "xml", "jsonl", "json", "csv"]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(archive.importers.__path__, "archive.importers.")
]


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("format", FORMATS)
def test_example_becomes_what_the_document_says(document: str, format: str, tmp_path: Path) -> None:
    examples = [found.groups() for found in EXAMPLE.finditer(document) if found[1] == format]
    assert examples
    for _, written, expected in examples:
        path = tmp_path / ("example.txt" if format == "text" else "example")
        path.write_text(written, encoding="utf-8")
        [report] = read(path)
        assert isinstance(report, Report)
        assert report.original is not None
        values = {name: value for name, value in asdict(report).items() if value}
        del values["original"]
        assert json.loads(json.dumps(values)) == json.loads(expected)


def test_table_names_every_field_and_its_other_names(document: str) -> None:
    table = document[document.index("| field | also |") :].split("\n\n")[0]
    rows = [re.findall(r"`([^`]+)`", row.rsplit("|", 2)[0]) for row in table.splitlines()[2:]]
    assert sorted(names[0] for names in rows) == sorted(FIELDS)
    for field, *others in rows:
        assert {field_of(other) for other in others} == {field}


def test_limit_is_the_one_documented(document: str) -> None:
    assert f"longer than {MAX_RECORD} bytes" in document


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
