"""Random queries against parser and planner; `python -m tools.fuzz.queries` tries a million."""

from pathlib import Path

import pytest

from index.engine import open_engine
from index.errors import QueryTooLarge
from index.query import Query
from tests.newsstand import ENTRIES, stock
from tests.work import calls
from tools.fuzz.queries import SEEDS, queries, run

# Fifty times the calls of the longest question that a person would type.
_MOST_CALLS = 1_000_000


@pytest.mark.slow
def test_random_queries_are_planned(tmp_path: Path) -> None:
    """Two thousand queries raise nothing, and are read again as they are written."""
    engine = open_engine(stock(tmp_path).index)
    titles = [entry.report.title for entry in ENTRIES]
    outcome = run(engine, queries(1, titles), 2000)
    assert outcome.number == 2000
    engine.close()


def test_query_that_is_refused_counts_as_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(stock(tmp_path).index)

    def refuse(_query: object) -> None:
        raise QueryTooLarge("positions", 2, 1)

    monkeypatch.setattr(engine, "prepare", refuse)
    assert run(engine, queries(1, ["Bến Đá"]), 3).number == 3
    engine.close()


def test_longest_query_takes_bounded_work(tmp_path: Path) -> None:
    engine = open_engine(stock(tmp_path).index)
    for seed in SEEDS:
        drawn = Query((seed * 1000)[:4000])
        assert calls(lambda drawn=drawn: engine.prepare(drawn)) < _MOST_CALLS
    engine.close()
