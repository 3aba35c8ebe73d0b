"""The definitions of facets: the values of a report, and which values include others."""

import pytest
from hypothesis import given

from index.facets import FACETS, UNDATED
from index.report import Report
from tests import engines
from tests.reference import ReferenceEngine


@pytest.mark.parametrize(
    ("facet", "report", "values"),
    [
        ("date", Report("a", date="2018-01-10T12:31:00+07:00"), ("2018-01",)),
        ("date", Report("a", date="2018-01"), ("2018-01",)),
        ("date", Report("a", date="2018"), ("2018",)),
        ("date", Report("a", date="31/02/2018"), (UNDATED,)),
        ("section", Report("a", section=("A", "B")), ("A › B",)),
        ("section", Report("a"), ()),
        ("person", Report("a", persons=("p", "q", "p")), ("p", "q")),
        ("author", Report("a", authors=("P", "Q", "P")), ("P", "Q")),
        ("source", Report("a", source="Báo A"), ("Báo A",)),
        ("source", Report("a"), ()),
    ],
)
def test_report_has_values(facet: str, report: Report, values: tuple[str, ...]) -> None:
    assert FACETS[facet].values(report) == values


@pytest.mark.parametrize(
    ("facet", "value", "above"),
    [
        ("date", "2018-01", ["2018"]),
        ("date", "2018", []),
        ("date", UNDATED, []),
        ("section", "A › B › C", ["A › B", "A"]),
        ("person", "a-b", []),
        ("source", "A › B", []),
    ],
)
def test_values_that_include_a_value(facet: str, value: str, above: list[str]) -> None:
    assert FACETS[facet].above(value) == above


@given(engines.reports)
def test_values_with_those_above_are_what_the_reference_counts(reports: list[Report]) -> None:
    engine = ReferenceEngine()
    engine.add(reports)
    engine.commit(1)
    for name, facet in FACETS.items():
        values = {value for report in reports for value in facet.values(report)}
        every = values.union(*(facet.above(value) for value in values))
        assert set(engine.statistics().values(name)) == every
