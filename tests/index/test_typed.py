"""Any text that a person types passes every step from the query to the highlighted snippet."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.display.completion import complete
from index.display.snippets import highlight, snippet
from index.display.suggestions import suggest
from index.engine import Engine, open_engine
from index.planning.plan import prepare
from index.query import MATCHES, ORDERS, Query
from index.report import Report
from index.syntax.description import describe
from index.syntax.lexer import MAX_WORDS
from index.syntax.notes import NoteKind
from tests import engines
from tests.engines import FACETS
from tests.work import calls

_REPORTS = (
    Report("a", title="Dân vận khéo ở Huế", body="Công tác dân vận.\nTP.HCM, Sàigòn.", date="2018"),
    Report("b", title="Bản đồ", lead="dẫn vần", body="la la lala", persons=("a-b",)),
    Report("c", body="kĩ sư 13/13 G20 👍", section=("Xã hội",), authors=("Anh Phong",)),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The embedded engine with a few reports."""
    folder: Path = tmp_path_factory.mktemp("typed")
    engine = open_engine(f"whoosh://{folder / 'index'}")
    engine.add(_REPORTS)
    engine.commit(1)
    yield engine
    engine.close()


def answered(engine: Engine, query: Query) -> None:
    """Take a query through every step that a page or a command takes."""
    statistics = engine.statistics()
    prepared = prepare(query, statistics)
    describe(query)
    assert {note.kind for note in prepared.notes} <= set(get_args(NoteKind))
    results = engine.search(query, facets=FACETS)
    assert len(results.hits) == results.total == engine.count(query) == len([*engine.scan(query)])
    suggest(query, statistics)
    complete(query.text, statistics)
    leaves = [score.leaf for score in prepared.plan.scores]
    for report in _REPORTS:
        highlight(report.body, leaves)
        snippet(report.body, leaves)
    assert Query.from_url(query.to_url()).to_url() == query.to_url()


# Where a letter would not show what it is, it is written as its code.
_ODD = (
    "\x00", "\ud800", "dân\udfffvận", "\udc00\ud800*", '="\ud800"', "\u202edân", "\u200b", "\u00ad",
    "\u0301", "\u0301\u0302\u0303", "a" + "\u0301" * 500, "👍", "👍🏽 dân", "👨\u200d👩\u200d👧",
    '"', '""', '"dân', "”dân“", "(", ")", "()", "((((", "))))", "+", "-", "=", "*", "?", "***",
    "*?*", "OR", "OR OR", "AND", "NOT", "NOT NOT dân", "NEAR", "NEAR/0", "dân NEAR/999999999 vận",
    "|", "||", "dân OR", "OR dân", "-(dân)", "-(-(-dân))", '-"', "+=-dân", "==dân", "tiêu_đề:",
    "title:(", "ngày:", "ngày:31/02/2018", "ngày:0000", "ngày:9999..", "ngày:..0001", "mục:*",
    "mã:\x00", "a:b:c", '"dân"~', '"dân"~9999999999', '"dân"~-1', "dân~2", "[a-z]*", "[!a]?", "\\",
    "\\*", "%_", "'; --", "<b>dân</b>", "&acirc;", "%00", "ﬁ", "½", "²", "١٢٣", "中文 字", "Путин",
    "İ", "ß", "ǆ", "\u212a", "\u212b",
)  # fmt: skip


@pytest.mark.parametrize("text", _ODD, ids=ascii)
def test_odd_text_is_answered(engine: Engine, text: str) -> None:
    for match in MATCHES:
        answered(engine, Query(text, match))
    answered(engine, Query(text, exact=True, sort="recent"))


_HUGE = {
    "letters": "x" * 10_000,
    "stars": "*a" * 5_000,
    "marks": "\u0301" * 10_000,
    "words": "dân " * 2_500,
    "wildcards": "*a* ?b* " * 1_250,
    "parentheses": "(" * 5_000 + "dân" + ")" * 5_000,
    "negations": "-(" * 5_000,
    "quotes": '"' * 10_000,
    "phrase": '"' + "la " * 3_000 + '"~50',
    "near": "la NEAR/50 " * 900,
    "either": "dân OR " * 1_400,
    "fields": "tiêu_đề:" * 1_250,
    "values": "mục:a OR " * 1_100,
    "dates": "ngày:2018 " * 1_000,
    "abbreviations": "TP.HCM UBND " * 830,
    "joined": "hanoi saigon " * 750,
    "run together": "hanoisaigon" * 900,
}


# Calls of functions, in Python or C, for each character of a query. Linear work takes up to 28.
_CALLS = 75


@pytest.mark.parametrize("text", _HUGE.values(), ids=_HUGE)
def test_huge_text_takes_linear_work(engine: Engine, text: str) -> None:
    assert calls(lambda: answered(engine, Query(text))) < _CALLS * len(text)
    made = prepare(Query(text), engine.statistics()).plan
    assert len(made.scores) <= 6 * MAX_WORDS


_texts = (
    st.text(st.characters(), max_size=80)
    | st.lists(st.sampled_from([*_ODD, "dân", "vận", " "]), max_size=9).map("".join)
    | engines.queries.map(lambda query: query.text)
)


@given(_texts, st.sampled_from(MATCHES), st.booleans(), st.sampled_from(ORDERS))
def test_any_text_is_answered(
    engine: Engine, text: str, match: str, exact: bool, sort: str
) -> None:
    answered(engine, Query(text, match, exact, sort=sort))
