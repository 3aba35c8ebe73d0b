"""The measurement of exports: what it generates, and that each format is measured."""

import pytest

from archive.exporters import FORMATS
from bench import export
from bench.export import generated, writing


def test_generated_reports_differ_by_identifier_and_are_the_same_on_every_run() -> None:
    rows = list(generated(1500))
    assert len({row.report.identifier for row in rows}) == 1500
    assert rows == list(generated(1500))


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_each_format_is_measured(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_DIFFERENT", 50)
    measured = writing(name, 50)
    assert (measured.format, measured.reports) == (name, 50)
    assert measured.size > 0
