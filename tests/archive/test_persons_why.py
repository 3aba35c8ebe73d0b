"""The evidence for and against each candidate of a report."""

import doctest
import importlib
import json
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive.persons
from archive.persons import find, named
from archive.persons.evidence import THRESHOLD, score
from archive.persons.explanation import Explanation, explain
from index.report import Report
from tests.khobao import Khobao


def explained(text: str) -> dict[str, Explanation]:
    """The explanations of a text by the words that they are about."""
    return {each.written: each for each in explain(Report("x", body=text))}


def reasons(text: str, written: str) -> list[tuple[str, int]]:
    return [(each.name, each.weight) for each in explained(text)[written].evidence]


def test_evidence_has_a_name_and_a_weight() -> None:
    text = "Bác sĩ Lê Thị Hoa nói ở đường Lê Lợi."
    assert reasons(text, "Lê Thị Hoa") == [
        ("a family name before «Văn» or «Thị»", 4),
        ("an office before it", 4),
        ("speech, an age or a year of birth after it", 2),
    ]
    assert reasons(text, "Lê Lợi") == [
        ("a certain family name and a given name", 2),
        ("a word for a place, body or work before it", -6),
    ]


def test_street_is_refused_whatever_else_the_report_says() -> None:
    street = explained("Nhà ở đường Lê Lợi cũ.")["Lê Lợi"]
    assert (street.name, street.final, street.score) == ("", True, -4)


def test_mention_elsewhere_is_evidence() -> None:
    text = "Hải Bình vắng. Ca sĩ Hải Bình gửi lời chào."
    assert reasons(f"Hôm qua {text}", "Hải Bình")[-1] == ("an office before it", 4)
    first = next(explain(Report("x", body=text)))
    assert [each.name for each in first.evidence] == [
        "given names only",
        "a person elsewhere in the report",
    ]


def test_single_name_is_no_name_of_the_facet() -> None:
    found = explained("Anh Hùng khóc. Bà Trần Thị Hoa cười.")
    assert (found["Hùng"].name, found["Hùng"].listed) == ("Hùng", False)
    assert (found["Trần Thị Hoa"].name, found["Trần Thị Hoa"].listed) == ("Trần Thị Hoa", True)


def test_offices_are_those_of_the_mention() -> None:
    found = explained("Chủ tịch xã Lê Văn Nam, Phó Chủ tịch Trần Thị Bé cùng dự.")
    assert found["Lê Văn Nam"].roles == ("Chủ tịch xã",)
    assert found["Trần Thị Bé"].roles == ("Phó Chủ tịch",)


_PIECES = """
ông bà Nguyễn Văn An Phúc Trump Donald A. TP. GĐ - , . ( ) : “ ” Theo đường Ảnh nói và tuổi Bác Hồ
H'Hen Kim-un Giám đốc Công ty 12 34/5 Y NGUYỄN XUÂN Anh Mỹ châu Âu Huế Davis Cup Hải Bình sao Thủy
"""


@given(st.lists(st.sampled_from([*_PIECES.split(), "\n"]), max_size=40).map(" ".join))
def test_evidence_adds_up_to_the_score_and_the_outcome(text: str) -> None:
    report = Report("x", title=text, body=text)
    every = list(explain(report))
    assert [each.score for each in every] == [score(each.evidence) for each in every]
    assert all((each.score > THRESHOLD) == bool(each.name) for each in every)
    mentions = [(m.name, m.field, m.start, m.roles) for m in find(report)]
    persons = [each for each in every if each.name]
    assert [(each.name, each.field, each.start, each.roles) for each in persons] == mentions
    listed = {each.name for each in persons if each.listed}
    assert set(named(find(report))) <= listed


def test_command_shows_candidates_with_evidence_and_outcome(filled: Khobao) -> None:
    shown = filled("persons", "why", "bao:1").stdout
    assert "a score above 0 makes a person" in shown
    assert "\n  11  Nguyễn Xuân Phúc  (body 10-26): Nguyễn Xuân Phúc\n" in shown
    assert "        +2  speech, an age or a year of birth after it\n" in shown
    assert "      role  Thủ tướng\n" in shown


def test_command_limits_the_answer_to_a_name(filled: Khobao) -> None:
    shown = json.loads(filled("persons", "why", "bao:1", "--name", "phuc", "--json").stdout)
    (candidate,) = shown["candidates"]
    assert (candidate["person"], candidate["score"]) == ("Nguyễn Xuân Phúc", 11)
    assert candidate["evidence"][0]["weight"] == 5
    assert filled("persons", "why", "bao:1", "--name", "trump").exit_code == 1


def test_command_names_a_report_that_is_not_there(filled: Khobao) -> None:
    missing = filled("persons", "why", "bao:none")
    assert missing.exit_code == 1
    assert "no report has the identifier 'bao:none'" in missing.stderr


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.iter_modules(archive.persons.__path__)]
)
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"archive.persons.{name}")
    assert doctest.testmod(module).failed == 0
