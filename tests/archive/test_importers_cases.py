"""The inputs that failed once, each with the right value in a file of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from archive.importers.reading import read
from archive.importers.refusal import Refusal, Skipped
from index.report import Report

_CASES = Path(__file__).parents[3] / "shared" / "data" / "cases" / "import"
# Fields that stand nowhere in an input, so that no reader could find them.
_NOT_IN_THE_INPUT = {"page-fragment.htm": {"date", "section", "authors"}}
# Inputs whose right value is said in words.
_IN_WORDS = {"many-in-one.txt", "dates.jsonl"}


def _names() -> list[str]:
    return sorted(each.name.removesuffix(".right.json") for each in _CASES.glob("*.right.json"))


def _right(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.right.json").read_text("utf-8"))["right"]


def _reports(path: Path) -> list[Report]:
    found = list(read(str(path)))
    assert not [each for each in found if isinstance(each, Refusal | Skipped)]
    return [each for each in found if isinstance(each, Report)]


def _stated(report: Report, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a report that the right value states, as JSON has them."""
    held = {field: getattr(report, field) for field in wanted}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in held.items()
    }


@pytest.mark.data
@pytest.mark.parametrize("name", [each for each in _names() if each not in _IN_WORDS] or ["none"])
def test_case_gives_the_right_value_or_is_refused(shared_data: Path, name: str) -> None:
    folder = shared_data / "cases" / "import"
    right = _right(folder, name)
    if right is None:
        (refusal,) = read(str(folder / name))
        assert isinstance(refusal, Refusal)
        assert refusal.reason
        return
    wanted = right if isinstance(right, list) else [right]
    unknown = _NOT_IN_THE_INPUT.get(name, set())
    wanted = [{k: v for k, v in each.items() if k not in unknown} for each in wanted]
    reports = _reports(folder / name)
    found = [_stated(*each) for each in zip(reports, wanted, strict=True)]
    assert found == wanted


@pytest.mark.data
def test_case_of_several_articles_gives_each(shared_data: Path) -> None:
    assert len(_reports(shared_data / "cases" / "import" / "many-in-one.txt")) == 2


@pytest.mark.data
def test_cases_of_dates_are_read_or_kept_as_written(shared_data: Path) -> None:
    folder = shared_data / "cases" / "import"
    reports = {each.identifier: each for each in _reports(folder / "dates.jsonl")}
    for case in _right(folder, "dates.jsonl"):
        report = reports[case["id"]]
        assert report.original is not None
        unread = dict(report.original.unread)
        if case["date"][:1].isdigit():
            assert report.date == case["date"], case
        else:
            assert (report.date, unread.get("date")) == ("", str(case["written"])), case
