"""Concordances of an archive: whole, in order, bounded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.retrieval import (
    Library,
    concordance,
    concordance_lines,
    concordance_page,
    open_library,
)
from archive.retrieval.concordance import ORDERS
from index.query import Query
from tests.newsstand import SEED, entry, put, stock

_WORDS = ("đỗ", "dân", "ăn", "anh", "Ánh", "an")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = stock(tmp_path)
    put(
        settings,
        [
            entry(f"x:{number}", f"xa {word} cầu {word} nhỏ", "", date=f"20{number:02}")
            for number, word in enumerate(_WORDS)
        ],
    )
    opened = open_library(settings)
    yield opened
    opened.close()


def _nodes(library: Library, query: Query, order: str = "list") -> list[str]:
    found = concordance_page(library, query, order).lines  # type: ignore[arg-type]
    return [each.node for each in found]


def test_every_occurrence_of_the_listed_reports_is_a_line(library: Library) -> None:
    found = concordance_page(library, Query('"dân vận"'))
    # Counted by hand: title, lead, body twice and caption of one report, two and one in others.
    assert (found.total, found.reports, found.listed) == (8, 3, 3)
    assert found.complete
    assert len(concordance_page(library, Query("dan van")).lines) == 10


def test_filters_hold(library: Library) -> None:
    query = Query("dân vận").choosing("date", "2018-01")
    assert {each.identifier for each in concordance_page(library, query).lines} == {SEED}
    excluded = query.choosing("person", "dang-quoc-toan", mode="not")
    assert concordance_page(library, excluded).total == 0


def test_lines_are_in_vietnamese_order_of_the_syllable_beside(library: Library) -> None:
    for side, order in ((-1, "left-1"), (1, "right-1")):
        found = concordance_page(library, Query("cầu", sort="oldest"), order).lines  # type: ignore[arg-type]
        beside = [
            each.before.split()[-1] if side < 0 else each.after.split()[0]
            for each in found
            if each.identifier.startswith("x:")
        ]
        assert [*map(str.lower, beside)] == ["an", "anh", "ánh", "ăn", "dân", "đỗ"]


def test_lines_by_date_have_the_undated_last(library: Library) -> None:
    dates = [each.date for each in concordance_page(library, Query("dân vận"), "date").lines]
    assert dates == sorted(dates, key=lambda date: (not date, date))
    assert dates[-1] == ""


@pytest.mark.parametrize("order", ORDERS)
def test_pages_and_export_have_the_same_lines_in_the_same_order(
    library: Library, order: str
) -> None:
    whole = list(concordance_lines(library, Query("cầu"), order))  # type: ignore[arg-type]
    pages = [
        concordance_page(library, Query("cầu"), order, offset=at, limit=3).lines  # type: ignore[arg-type]
        for at in range(0, len(whole) + 1, 3)
    ]
    assert [line for page in pages for line in page] == whole


def test_page_reads_reports_up_to_its_limit_and_says_so_and_the_export_reads_all(
    library: Library,
) -> None:
    found = concordance_page(library, Query("cầu"), most=3)
    assert 3 <= found.total < len(list(concordance_lines(library, Query("cầu"))))
    assert not found.complete
    assert found.reports < found.holding == found.listed == 7


def test_next_page_does_not_read_the_list_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = concordance_page(library, Query("cầu"), limit=2)
    monkeypatch.delattr("archive.retrieval.concordance._arrange")
    second = concordance_page(library, Query("cầu"), offset=2, limit=2)
    assert first.total == second.total
    assert first.lines != second.lines


def test_query_without_words_has_no_lines(library: Library) -> None:
    found = concordance_page(library, Query(sort="newest").choosing("date", "2018"))
    assert not found.sought
    assert (found.total, found.listed) == (0, 2)
    assert list(concordance_lines(library, Query())) == []


def test_report_that_changes_while_a_page_is_made_loses_its_lines(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def arrange_then_change(*arguments: object) -> object:
        arranged = arrange(*arguments)  # type: ignore[arg-type]
        library.catalogue.reports.put([entry("x:0", "cầu", ""), entry("x:1", "một cái cầu", "")])
        return arranged

    arrange = concordance._arrange
    monkeypatch.setattr(concordance, "_arrange", arrange_then_change)
    lines = concordance_page(library, Query("cầu"), "list").lines
    assert {each.node.lower() for each in lines} == {"cầu"}
    changed = [(each.before, each.node) for each in lines if each.identifier in ("x:0", "x:1")]
    assert changed == [("một cái ", "cầu")]
