"""Stock Whoosh is the oracle: what it finds through its own codec, our evaluation finds too.

The same reports are indexed by stock Whoosh with its own codec, each token with the weight of its
field and the position that it has with us. Its Searcher is asked there, and through our codec;
our evaluation is asked the same. Reports, scores and order must agree in all three.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.fields import ID, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import create_in, open_dir
from whoosh.reading import IndexReader, TermNotFound
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index import analysis
from index.clauses import K1, All, B, Clause, Every, Has, Not, Plan, Score, Sequence, Term
from index.clauses import Any as AnyOf
from index.report import Report
from index.spelling import fold
from index.whoosh import WhooshEngine
from tests.engines import reports

_TOLERANCE = 1e-5
_MANY = 1000


class _Weighed(Positions):
    """A format for tokens that come with their positions and the weights of their fields."""

    def word_values(self, value: Any, analyzer: Any, **options: Any) -> Iterator[Any]:
        places: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, int] = defaultdict(int)
        for word, position, weight in value:
            places[word].append(position)
            weights[word] += weight
        # Whoosh adds up the second number to the length of the document.
        for word, positions in places.items():
            yield word, weights[word], float(weights[word]), self.encode(positions)


def _stock_field() -> TEXT:
    field = TEXT()
    field.format = _Weighed()
    return field


def _tokens(report: Report, form: Callable[[str], str]) -> list[tuple[str, int, int]]:
    """The tokens of a report, each with its position, one left free after a paragraph."""
    found = []
    position = 0
    for field, keys in analysis.analyse(report):
        for key in keys:
            found.append((form(key), position, analysis.FIELDS[field]))
            position += 1
        position += 1
    return found


def stock_index(folder: Path, batches: list[list[Report]]) -> Any:
    """The reports indexed by stock Whoosh, a segment for each batch."""
    index = create_in(
        folder, Schema(text=_stock_field(), fold=_stock_field(), identifier=ID(stored=True))
    )
    for batch in batches:
        writer = index.writer()
        for report in batch:
            writer.add_document(
                text=_tokens(report, str),
                fold=_tokens(report, fold),
                identifier=report.identifier,
            )
        writer.commit(merge=False)
    return index


def our_index(folder: Path, batches: list[list[Report]]) -> WhooshEngine:
    """The reports in our index, which may merge what it likes."""
    engine = WhooshEngine(folder)
    for revision, batch in enumerate(batches):
        engine.add(batch)
        engine.commit(revision)
    return engine


def _searcher(index: Any) -> Searcher:
    return index.searcher(weighting=BM25F(B=B, K1=K1))


def _asked(
    searcher: Searcher, query: wq.Query, mask: wq.Query | None = None
) -> list[tuple[str, float]]:
    found = searcher.search(query, limit=_MANY, mask=mask)
    return [(hit["identifier"], hit.score) for hit in found]


def _distinct(batches: list[list[Report]]) -> list[list[Report]]:
    """The reports that no earlier batch has, since stock Whoosh replaces nothing by itself."""
    known: set[str] = set()
    found = []
    for batch in batches:
        found.append([report for report in batch if report.identifier not in known])
        known.update(report.identifier for report in batch)
    return found


def _flat(report: Report) -> Report:
    """The report with all its text in one paragraph."""
    texts = [report.title, report.lead, *report.body.split("\n"), *report.captions]
    return Report(report.identifier, body=" ".join(texts))


# A query of each kind that stock Whoosh can express, with the clause that says the same, and the
# terms that score.
_word = st.sampled_from(["dân", "dan", "vận", "van", "vần", "công", "an", "hòa", "13", "không"])
_kind = st.sampled_from(["term", "and", "or", "but not", "phrase", "near", "prefix", "every"])


def _term(word: str, folded: bool) -> tuple[wq.Query, Term]:
    if folded:
        return wq.Term("fold", fold(word)), Term(folds=(fold(word),))
    return wq.Term("text", word), Term(keys=(word,))


def _posed(
    kind: str, words: list[str], folded: bool, slop: int
) -> tuple[wq.Query, Clause, list[Term]]:
    field = "fold" if folded else "text"
    stock, ours = zip(*(_term(word, folded) for word in words), strict=True)
    has = tuple(map(Has, ours))
    if kind == "every":
        return wq.Every(), Every(), []
    if kind == "prefix":
        folds = ("da", "dan", "dang", "day")
        return wq.Prefix("fold", "da"), Has(Term(folds=folds)), []
    if kind == "or":
        return wq.Or(list(stock)), AnyOf(has), list(ours)
    if kind == "but not":
        others = All((has[0], *(Not(each) for each in has[1:])))
        return stock[0], others, [ours[0]]
    if kind == "phrase":
        forms = [fold(word) if folded else word for word in words]
        return wq.Phrase(field, forms), Has(Sequence(ours)), list(ours)
    if kind == "near" and len(words) > 1:
        forms = [fold(word) if folded else word for word in words[:2]]
        near = Has(Sequence(ours[:2], slop=slop))
        return wq.Phrase(field, forms, slop=slop + 1), near, list(ours[:2])
    return wq.And(list(stock)), All(has), list(ours)


def _plan(clause: Clause, terms: list[Term], engine: WhooshEngine) -> Plan:
    """The plan that scores as stock Whoosh does: every term by its idf."""
    statistics = engine.statistics()
    scores = [
        Score(term, math.log(statistics.reports / (statistics.document_frequency(term) + 1)) + 1)
        for term in terms
    ]
    return Plan(clause, tuple(scores))


@settings(max_examples=150, deadline=None)
@given(
    batches=st.lists(reports, min_size=1, max_size=2),
    kind=_kind,
    words=st.lists(_word, min_size=1, max_size=3, unique_by=fold),
    folded=st.booleans(),
    slop=st.integers(0, 3),
)
def test_same_reports_and_scores_as_stock_whoosh(
    batches: list[list[Report]], kind: str, words: list[str], folded: bool, slop: int
) -> None:
    batches = _distinct(batches)
    if not any(batches):
        return
    if kind == "near":
        # Stock Whoosh knows no paragraphs, so a word beyond the end of one would be near.
        batches = [[_flat(report) for report in batch] for batch in batches]
    stock_query, clause, terms = _posed(kind, words, folded, slop)
    # As a mask, since AndNot lets reports through and Not adds to scores in Whoosh 2.7.4.
    mask = None
    if kind == "but not":
        mask = wq.Or([_term(word, folded)[0] for word in words[1:]])
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        stock = _asked(_searcher(stock_index(Path(folder), batches)), stock_query, mask)
        engine = our_index(Path(other), batches)
        through_codec = _asked(_searcher(open_dir(other)), stock_query, mask)
        results = engine.execute(_plan(clause, terms, engine), limit=_MANY)
        engine.close()
    ours = {hit.identifier: hit.score for hit in results.hits}
    assert results.total == len(stock)
    assert sorted(ours) == sorted(identifier for identifier, _ in stock)
    assert dict(through_codec) == pytest.approx(dict(stock), rel=_TOLERANCE)
    if terms:
        assert ours == pytest.approx(dict(stock), rel=_TOLERANCE)
        ranked = [dict(stock)[hit.identifier] for hit in results.hits]
        assert all(a >= b * (1 - _TOLERANCE) for a, b in pairwise(ranked))


def _contents(reader: IndexReader, field: str) -> dict[str, Any]:
    """All that a reader tells of a field's terms, the length of each document taken apart."""
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


@settings(max_examples=25, deadline=None)
@given(reports)
def test_reader_tells_what_the_stock_reader_tells(batch: list[Report]) -> None:
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
            assert lengths == [stock.doc_field_length(n, field) for n in range(len(batch))]
        assert list(ours.terms_from("text", "d")) == list(stock.terms_from("text", "d"))


# Readers and matchers, one by one


@pytest.fixture
def reader(tmp_path: Path) -> IndexReader:
    """A reader of three reports through our codec."""
    batch = [
        Report("a", title="dân vận", body="dân", date="2018"),
        Report("b", body="công an nhân dân"),
        Report("c", body="dẫn vần dân"),
    ]
    our_index(tmp_path, [batch]).close()
    return open_dir(tmp_path).reader()


def test_matcher_skips_to_a_document(reader: IndexReader) -> None:
    matcher = reader.postings("text", "dân")
    matcher.skip_to(1)
    assert matcher.id() == 1
    copy = matcher.copy()
    matcher.next()
    assert (matcher.id(), copy.id()) == (2, 1)
    matcher.reset()
    assert list(matcher.all_ids()) == [0, 1, 2]


def test_absent_term_is_told(reader: IndexReader) -> None:
    assert ("text", "huế") not in reader
    assert reader.doc_frequency("text", "huế") == reader.frequency("text", "huế") == 0
    with pytest.raises(TermNotFound):
        reader.postings("text", "huế")


def test_cursor_goes_through_the_lexicon(reader: IndexReader) -> None:
    cursor = reader.cursor("text")
    assert cursor.first() == "an"
    assert cursor.find("d") == "dân"
    assert cursor.term_info().doc_frequency() == 3
    assert cursor.next() == "dẫn"
    while cursor.is_valid():
        cursor.next()
    assert cursor.text() is None


def test_words_near_a_word_are_found_by_automaton(reader: IndexReader) -> None:
    assert set(reader.terms_within("fold", "dam", maxdist=1)) == {"dan"}


def test_identifier_and_moment_sort_hits_of_stock_whoosh(tmp_path: Path) -> None:
    batch = [Report("b", body="dân", date="2018"), Report("a", body="dân", date="2017")]
    our_index(tmp_path, [batch]).close()
    searcher = open_dir(tmp_path).searcher()
    for field in ("identifier", "moment"):
        found = searcher.search(wq.Term("text", "dân"), sortedby=field)
        assert [hit["identifier"] for hit in found] == ["a", "b"]


def test_deleted_reports_are_deleted_for_stock_whoosh(tmp_path: Path) -> None:
    engine = our_index(tmp_path, [[Report(name, body="dân") for name in "abcdef"]])
    engine.delete(["b", "e"])
    engine.commit(2)
    engine.close()
    reader = open_dir(tmp_path).reader()
    assert reader.doc_count() == 4
    matcher = reader.postings("text", "dân")
    found = []
    while matcher.is_active():
        found.append(reader.stored_fields(matcher.id())["identifier"])
        matcher.next()
    assert found == ["a", "c", "d", "f"]


def test_stock_writer_is_refused(tmp_path: Path) -> None:
    our_index(tmp_path, [[Report("a", body="dân")]]).close()
    with pytest.raises(NotImplementedError, match="WhooshEngine"):
        open_dir(tmp_path).writer(codec=open_dir(tmp_path)._segments()[0].codec())


def test_query_typed_to_stock_whoosh_is_cut_by_our_analysis(tmp_path: Path) -> None:
    from whoosh.qparser import QueryParser

    our_index(tmp_path, [[Report("a", title="Thuỷ điện Hoà Bình")]]).close()
    index = open_dir(tmp_path)
    query = QueryParser("text", index.schema).parse("THỦY hòa")
    assert [hit["identifier"] for hit in index.searcher().search(query)] == ["a"]
