"""Concordances: the leaves that are listed, their places in a report, and the text around them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.display.concordance import Context, OccurrenceFinder, contexts, paragraphs
from index.language.analysis import tokens
from index.planning.clauses import Leaf, Term, TermSequence
from index.planning.concordance import sought
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery
from tests.engines import leaves, reports
from tests.reference import ReferenceEngine

REPORT = Report(
    "1",
    title="Dân vận khéo",
    lead="Ban Dân vận họp bàn dân số.",
    body="Ban Dân vận họp bàn dân số.\nCông tác dân vận; vận dân, dẫn vần.\nDân tin.",
    captions=("Họp dân vận",),
)


def nodes(*texts: str, report: Report = REPORT, exact: bool = False) -> list[str]:
    """Return the occurrences of queries in a report as written."""
    engine = ReferenceEngine()
    engine.add([report])
    engine.commit(1)
    found = []
    for text in texts:
        parsed = ParsedQuery.of(Query(text, exact=exact))
        finder = OccurrenceFinder(sought(parsed, engine.statistics()).leaves)
        places = [place[:3] for place in finder.places(report)]
        found += [each.node for _, each in contexts(report, places, length=100)]
    return found


def test_each_occurrence_in_title_lead_body_and_captions_is_one_line() -> None:
    assert nodes("dân vận") == ["Dân vận", "Dân vận", "dân vận", "dân vận"]


def test_lead_that_the_body_repeats_counts_once() -> None:
    assert nodes("dân số") == ["dân số"]


def test_unaccented_query_lists_accented_occurrences_as_written() -> None:
    assert nodes("dan van") == ["Dân vận", "Dân vận", "dân vận", "dẫn vần", "dân vận"]
    assert nodes("dan van", exact=True) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"dân tin"', ["Dân tin"]),
        ("dân vận -số", ["Dân vận", "Dân vận", "dân vận", "dân vận"]),
        ("tiêu_đề:dân", ["Dân"]),
        ("khéo HOẶC tin", ["khéo", "tin"]),
        ("vận GẦN/1 dẫn", ["vận dân, dẫn"]),
        ("ngày:2018", []),
        ("-dân", []),
    ],
)
def test_phrases_fields_and_alternatives(query: str, found: list[str]) -> None:
    assert nodes(query) == found


def test_abbreviations_and_other_spellings_are_listed_as_written() -> None:
    report = Report("1", title="UBND tỉnh", body="Ủy ban nhân dân xã. Uỷ ban Nhân dân huyện họp.")
    found = ["UBND", "Ủy ban nhân dân", "Uỷ ban Nhân dân"]
    assert nodes("ubnd", report=report) == nodes("uỷ ban nhân dân", report=report) == found


def test_words_that_never_stand_in_a_row_are_split_where_they_meet_least() -> None:
    # «khéo họp» is nowhere; «dân vận khéo» and «họp bàn» are.
    assert nodes("dân vận khéo họp bàn") == ["Dân vận khéo", "họp bàn"]


def _reference(report: Report, some: Sequence[Leaf]) -> int:
    """Count the distinct stretches of text that are an occurrence, position by position."""
    total = 0
    for field, text in paragraphs(report):
        line = tokens(text)
        found = set()
        for leaf in some:
            if leaf.fields and field not in leaf.fields:
                continue
            terms = leaf.terms if isinstance(leaf, TermSequence) else (leaf,)
            for start in range(len(line) - len(terms) + 1):
                row = line[start : start + len(terms)]
                if all(_matches(term, each) for term, each in zip(terms, row, strict=True)):
                    found.add((start, start + len(terms)))
        total += len(found)
    return total


def _matches(term: Term, token: object) -> bool:
    return token.key in term.keys or token.fold in term.folds  # type: ignore[attr-defined]


some_report = reports.filter(len).map(lambda each: each[0])
some_leaves = st.lists(leaves, min_size=1, max_size=3)


@given(some_report, some_leaves)
def test_lines_are_as_many_as_a_count_at_every_position_finds(
    report: Report, some: list[Leaf]
) -> None:
    rows = [leaf for leaf in some if isinstance(leaf, Term) or (leaf.ordered and not leaf.slop)]
    assert len([*OccurrenceFinder(rows).places(report)]) == _reference(report, rows)


@given(reports, leaves)
def test_lines_of_all_reports_are_the_occurrences_that_an_engine_counts(
    many: list[Report], leaf: Leaf
) -> None:
    many = [replace(each, lead="") for each in many]
    engine = ReferenceEngine()
    engine.add(many)
    engine.commit(1)
    finder = OccurrenceFinder([leaf])
    # An engine counts each beginning of an occurrence once, and so does a concordance.
    begun = sum(len({place[:2] for place in finder.places(report)}) for report in many)
    assert begun == engine.statistics().occurrences(leaf)


@given(some_report, some_leaves)
def test_neighbours_are_the_syllables_beside_an_occurrence(
    report: Report, some: list[Leaf]
) -> None:
    shown = paragraphs(report)
    for place in OccurrenceFinder(some).places(report):
        keys = [token.key for token in tokens(shown[place.paragraph].text)]
        assert list(place.right) == keys[place.last + 1 : place.last + 4]
        assert list(place.left) == keys[: place.first][::-1][:3]


@given(st.text(st.sampled_from("dâ\u0323Đ1.,“” \u200b"), max_size=80), st.data())
def test_line_rebuilds_the_text_as_published(text: str, data: st.DataObject) -> None:

    def cut_to(length: int) -> Context:
        [(_, found)] = contexts(Report("1", title=text), [(0, first, last)], length)
        return found

    count = len(tokens(text))
    assume(count)
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    length = data.draw(st.integers(0, 40))
    whole = cut_to(len(text))
    assert "".join(whole) == text
    assert [each.key for each in tokens(whole.node)] == [
        each.key for each in tokens(text)[first : last + 1]
    ]
    cut = cut_to(length)
    assert cut.node == whole.node
    assert whole.before.endswith(cut.before)
    assert whole.after.startswith(cut.after)
    assert max(len(cut.before), len(cut.after)) <= length
