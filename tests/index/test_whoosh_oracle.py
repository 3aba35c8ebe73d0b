"""Stock Whoosh is the oracle: our evaluation must find the same reports with the same scores.

The same reports are indexed by stock Whoosh with its own codec, each token with its position and
the weight of its field. Whoosh searches that index, and ours through our codec; our evaluation
searches ours. Reports, scores and order must agree in all three.

`KHOBAO_EXAMPLES=3000 pytest tests/index/test_whoosh_oracle.py` tries more examples.
"""

import math
import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.index import open_dir
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.writing.column_builder import moment_of
from index.language import analysis
from index.language.spelling import fold
from index.planning.clauses import (
    K1,
    All,
    B,
    Clause,
    Dated,
    Every,
    Has,
    Not,
    Plan,
    Score,
    Term,
    TermSequence,
)
from index.planning.clauses import Any as AnyOf
from index.report import Report
from tests.engines import KEYS as _KEYS
from tests.engines import reports
from tests.stock import our_index, stock_index

_TOLERANCE = 1e-5
_MANY = 1000
# Examples of each property; a release tries many more.
_EXAMPLES = int(os.environ.get("KHOBAO_EXAMPLES", "100"))


def _searcher(index: Any) -> Searcher:
    return index.searcher(weighting=BM25F(B=B, K1=K1))


def _asked(searcher: Searcher, posed: "Posed") -> list[tuple[str, float]]:
    found = searcher.search(posed.stock, limit=_MANY, mask=posed.mask, filter=posed.filter)
    return [(hit["identifier"], hit.score) for hit in found]


def _distinct(batches: list[list[Report]]) -> list[list[Report]]:
    """Return batches without the reports of earlier ones, which stock Whoosh would not replace."""
    known: set[str] = set()
    found = []
    for batch in batches:
        found.append([report for report in batch if report.identifier not in known])
        known.update(report.identifier for report in batch)
    return found


def _flat(report: Report) -> Report:
    """Return a report with all its text in one paragraph."""
    texts = [report.title, report.lead, *report.body.split("\n"), *report.captions]
    return Report(report.identifier, body=" ".join(texts))


class Posed(NamedTuple):
    """A query for stock Whoosh, and the same for us: a clause, and the terms that score."""

    stock: wq.Query
    clause: Clause
    scores: tuple[tuple[Term, float], ...] = ()
    mask: wq.Query | None = None
    filter: wq.Query | None = None


_word = st.sampled_from(["dân", "dan", "vận", "van", "vần", "công", "an", "hòa", "13", "không"])
_folds = tuple(sorted({fold(key) for key in _KEYS}))


def _term(word: str, folded: bool) -> tuple[wq.Query, Term]:
    if folded:
        return wq.Term("fold", fold(word)), Term(folds=(fold(word),))
    return wq.Term("text", word), Term(keys=(word,))


def _some_folds(accepts: Callable[[str], object]) -> Clause:
    return Has(Term(folds=tuple(filter(accepts, _folds))))


def _moment_of(day: str) -> int:
    return moment_of(Report("", date=day))


def _posed(kind: str, words: list[str], folded: bool, slop: int, boost: float) -> Posed:
    """Return a query of some kind that stock Whoosh can express."""
    field = "fold" if folded else "text"
    forms = [fold(word) if folded else word for word in words]
    stock, ours = zip(*(_term(word, folded) for word in words), strict=True)
    has = tuple(map(Has, ours))
    plain = tuple((term, 1.0) for term in ours)
    first, second, *_ = (*has, *has)
    match kind:
        case "every":
            return Posed(wq.Every(), Every())
        case "or":
            return Posed(wq.Or(list(stock)), AnyOf(has), plain)
        case "but not":
            # As a mask, since AndNot lets reports through and Not adds to scores in Whoosh 2.7.4.
            others = All((first, *map(Not, has[1:])))
            return Posed(stock[0], others, plain[:1], wq.Or(list(stock[1:])))
        case "boosted":
            weighed = [wq.Term(field, forms[0], boost=boost), *stock[1:]]
            return Posed(wq.Or(weighed), AnyOf(has), ((ours[0], boost), *plain[1:]))
        case "and maybe" if len(words) > 1:
            return Posed(wq.AndMaybe(stock[0], stock[1]), first, plain[:2])
        case "require" if len(words) > 1:
            # As a filter, since Require lets reports through as well.
            return Posed(stock[0], All((first, second)), plain[:1], filter=stock[1])
        case "phrase":
            return Posed(wq.Phrase(field, forms), Has(TermSequence(ours)), plain)
        case "near" if len(words) > 1:
            near = Has(TermSequence(ours[:2], slop=slop))
            return Posed(wq.Phrase(field, forms[:2], slop=slop + 1), near, plain[:2])
        case "prefix":
            start = fold(words[0])[:2]
            found = _some_folds(lambda each: each.startswith(start))
            return Posed(wq.Prefix("fold", start), found)
        case "wildcard":
            pattern = "?" + fold(words[0])[1:] + "*"
            found = _some_folds(lambda each: fnmatchcase(each, pattern))
            return Posed(wq.Wildcard("fold", pattern), found)
        case "range":
            low, high = sorted([fold(words[0]), fold(words[-1])])
            found = _some_folds(lambda each: low <= each <= high)
            return Posed(wq.TermRange("fold", low, high), found)
        case "dates":
            since, until = _moment_of("2018-01-01"), _moment_of("2019-01-01")
            column = wq.ColumnQuery("moment", lambda moment: since <= moment < until)
            # As a filter, since ColumnQuery finds deleted reports too in Whoosh 2.7.4.
            return Posed(wq.Every(), Dated("2018-01-01", "2018-12-31"), filter=column)
    return Posed(wq.And(list(stock)), All(has), plain)


_KINDS = """term and or boosted phrase near prefix wildcard range dates every but_not and_maybe
require""".replace("_", "\0").split()


def _plan(posed: Posed, engine: WhooshEngine) -> Plan:
    """Return the plan that scores as stock Whoosh does: every term by its idf."""
    statistics = engine.statistics()

    def idf(term: Term) -> float:
        return math.log(statistics.reports / (statistics.document_frequency(term) + 1)) + 1

    return Plan(posed.clause, tuple(Score(term, boost * idf(term)) for term, boost in posed.scores))


@pytest.mark.slow
@settings(max_examples=_EXAMPLES, deadline=None)
@given(
    batches=st.lists(reports, min_size=1, max_size=3),
    deleted=st.sets(st.integers(0, 20), max_size=3),
    kind=st.sampled_from([kind.replace("\0", " ") for kind in _KINDS]),
    words=st.lists(_word, min_size=1, max_size=3, unique_by=fold),
    folded=st.booleans(),
    slop=st.integers(0, 3),
    boost=st.sampled_from([0.5, 2.0, 3.25]),
)
def test_same_reports_and_scores_as_stock_whoosh(
    batches: list[list[Report]],
    deleted: set[int],
    kind: str,
    words: list[str],
    folded: bool,
    slop: int,
    boost: float,
) -> None:
    # The largest batch first: the segments of smaller ones then stay by themselves.
    batches = sorted(_distinct(batches), key=len, reverse=True)
    if kind == "near":
        # Stock Whoosh has no paragraphs, so it finds words near one another across their ends.
        batches = [[_flat(report) for report in batch] for batch in batches]
    names = [report.identifier for batch in batches for report in batch]
    gone = {names[number] for number in deleted if number < len(names)}
    if len(gone) == len(names):
        return
    posed = _posed(kind, words, folded, slop, boost)
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        # In stock Whoosh, deleted reports count in statistics until a merge, which rounds lengths;
        # in ours they never count.
        left = [[each for each in batch if each.identifier not in gone] for batch in batches]
        stock = dict(_asked(_searcher(stock_index(Path(folder), left)), posed))
        engine = our_index(Path(other), batches, gone)
        through_codec = dict(_asked(_searcher(open_dir(other)), posed))
        results = engine.execute(_plan(posed, engine), limit=_MANY)
        engine.close()
    ours = {hit.identifier: hit.score for hit in results.hits}
    assert results.total == len(stock)
    assert set(ours) == set(stock) == set(through_codec)
    # Whoosh scores a range or pattern if a segment has but one of its terms; ours are merged.
    if posed.scores and not gone:
        assert through_codec == pytest.approx(stock, rel=_TOLERANCE)
    if posed.scores:
        assert ours == pytest.approx(stock, rel=_TOLERANCE)
        ranked = [stock[hit.identifier] for hit in results.hits]
        assert all(a >= b * (1 - _TOLERANCE) for a, b in pairwise(ranked))


# Queries within queries: which reports match. (Whoosh scores by the tree, we by its leaves.)


def _both(
    stock: Callable[[list[wq.Query]], wq.Query], ours: Callable[[tuple[Clause, ...]], Clause]
) -> Callable[[list[tuple[wq.Query, Clause]]], tuple[wq.Query, Clause]]:
    return lambda parts: (stock([each for each, _ in parts]), ours(tuple(c for _, c in parts)))


_leaf = st.builds(
    lambda kind, words, folded, slop: _posed(kind, words, folded, slop, 2.0)[:2],
    st.sampled_from(["term", "term", "phrase", "prefix", "wildcard", "range", "every"]),
    st.lists(_word, min_size=1, max_size=2, unique_by=fold),
    st.booleans(),
    st.integers(0, 2),
)
_tree = st.recursive(
    _leaf,
    lambda below: st.one_of(
        st.lists(below, min_size=1, max_size=3).map(_both(wq.And, All)),
        st.lists(below, min_size=1, max_size=3).map(_both(wq.Or, AnyOf)),
        st.lists(below, min_size=2, max_size=3).map(_both(wq.DisjunctionMax, AnyOf)),
        st.lists(below, min_size=2, max_size=2).map(
            _both(lambda two: wq.AndMaybe(*two), lambda two: two[0])
        ),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=_EXAMPLES, deadline=None)
@given(batch=reports, trees=st.lists(_tree, min_size=1, max_size=5))
def test_queries_within_queries_match_as_in_stock_whoosh(
    batch: list[Report], trees: list[tuple[wq.Query, Clause]]
) -> None:
    if not batch:
        return
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        engine = our_index(Path(other), [batch])
        stock, codec = (
            _searcher(index) for index in (stock_index(Path(folder), [batch]), open_dir(other))
        )
        for query, clause in trees:
            right = _asked(stock, Posed(query, clause))
            ours = engine.execute(Plan(clause), limit=_MANY)
            assert {hit.identifier for hit in ours.hits} == {name for name, _ in right}
            assert dict(_asked(codec, Posed(query, clause))) == pytest.approx(
                dict(right), rel=_TOLERANCE
            )
        engine.close()


def _contents(reader: IndexReader, field: str) -> dict[str, Any]:
    """Return all terms of a field with their statistics and postings."""
    names = [reader.stored_fields(number)["identifier"] for number in range(reader.doc_count_all())]
    found = {}
    for text in reader.lexicon(field):
        info = reader.term_info(field, text)
        matcher = reader.postings(field, text)
        postings = {}
        while matcher.is_active():
            postings[names[matcher.id()]] = (
                matcher.weight(),
                matcher.value_as("positions"),
                [span.start for span in matcher.spans()],
            )
            matcher.next()
        found[text] = (
            info.weight(),
            info.doc_frequency(),
            info.max_weight(),
            info.min_length(),
            info.max_length(),
            postings,
        )
    return found


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(reports)
def test_terms_and_postings_are_those_of_a_stock_reader(batch: list[Report]) -> None:
    if not any(analysis.analyse(report) for report in batch):
        return
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        stock = stock_index(Path(folder), [batch]).reader()
        our_index(Path(other), [batch]).close()
        ours = open_dir(other).reader()
        for field in ("text", "fold"):
            assert _contents(ours, field) == _contents(stock, field)
            assert ours.field_length(field) == stock.field_length(field)
            assert ours.max_field_length(field) == stock.max_field_length(field)
            lengths = [ours.doc_field_length(n, field) for n in range(len(batch))]
            # The stock reader returns None for a document without tokens.
            assert lengths == [stock.doc_field_length(n, field) or 0 for n in range(len(batch))]
        assert list(ours.terms_from("text", "d")) == list(stock.terms_from("text", "d"))
