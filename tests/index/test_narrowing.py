"""Diacritics narrow: with all of them typed, a query lists a part of what it lists without."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Engine
from index.engines.whoosh import WhooshEngine
from index.language.spelling import fold
from index.query import Query
from index.report import Report
from tests.reference import ReferenceEngine

_SYLLABLES = ["cá", "cà", "ca", "mưa", "mùa", "mua", "lũ", "lu", "đỏ", "do", "nam", "nấm"]


def listed(engine: Engine | ReferenceEngine, text: str) -> set[str]:
    """The hits of a query."""
    return {hit.identifier for hit in engine.scan(Query(text, sort="newest"))}


def without_diacritics(text: str) -> str:
    return " ".join(map(fold, text.split()))


@pytest.fixture(scope="module")
def reports(shared_data: Path) -> list[Report]:
    """Real reports."""
    with gzip.open(shared_data / "reports-sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, islice(lines, 500))
        return [
            Report(row["id"], title=row["title"] or "", lead=row["lead"] or "", body=row["body"])
            for row in rows
        ]


def queries(reports: list[Report]) -> Iterator[str]:
    """Words of titles and of bodies, as many as readers type."""
    for number, report in enumerate(reports):
        words = (report.title or report.body).split()
        yield " ".join(words[number % 5 :][: 3 + number % 6])


def test_every_diacritic_of_a_real_query_narrows_its_list(
    reports: list[Report], tmp_path: Path
) -> None:
    engine = WhooshEngine(tmp_path)
    engine.add(reports)
    engine.commit(1)
    asked = [text for text in queries(reports) if len(text.split()) > 2][:120]
    wider = [
        text
        for text in asked
        if not listed(engine, text) <= listed(engine, without_diacritics(text))
    ]
    assert (len(asked), wider) == (120, [])


@given(
    st.lists(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=12), min_size=3),
    st.data(),
)
def test_diacritics_narrow_whatever_the_reports(
    texts: list[list[str]], data: st.DataObject
) -> None:
    engine = ReferenceEngine()
    engine.add(Report(str(at), body=" ".join(words)) for at, words in enumerate(texts))
    engine.commit(1)
    known = sorted({word for words in texts for word in words})
    text = " ".join(data.draw(st.lists(st.sampled_from(known), min_size=3, max_size=6)))
    assert listed(engine, text) <= listed(engine, without_diacritics(text))
