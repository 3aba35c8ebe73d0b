"""An ordinary Whoosh reads the index: readers and searches give what they give in a stock index.

Both indexes hold the same reports in the same segments, one through our codec, one through
Whoosh's own. The cases follow what Whoosh's own tests establish about codecs and readers. The
oracle (`test_whoosh_oracle.py`) compares any reports and queries; here are the options of a search
and the parts of a reader that its queries do not use.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from whoosh import matching, sorting
from whoosh import query as wq
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
from whoosh.reading import IndexReader, TermNotFound
from whoosh.scoring import BM25F, TF_IDF
from whoosh.searching import Searcher

from index.report import Report
from tests.stock import our_index, stock_index

_BATCHES = [
    [
        Report("a", title="dân vận khéo", body="dân tin dân\nbản tin", date="2018-01-10"),
        Report("b", title="công an", lead="công an nhân dân", body="an ninh", date="2017-05-01"),
        Report("c", body="hội nghị dân vận toàn quốc\ndân vận", date="2019-03-05"),
        Report("d", title="Hoà Bình", body="thủy điện hòa bình " * 30, date="2018-01-10T09:30"),
        Report("e", body="dẫn vần dần dần", captions=("dân",)),
    ],
    [
        Report("f", title="vận dân", body="khéo tin dân vận " * 3, date="2016-12-31"),
        Report("g", body="bình an công dân 13", date="2020-02-29"),
    ],
    [Report("h", lead="dân", body="tin", date="2018-06-01")],
]
_DELETED = ("b",)


class Both(NamedTuple):
    """The same reports behind both codecs."""

    stock: IndexReader
    ours: IndexReader


@pytest.fixture(scope="module", params=["one segment", "three segments", "with deletions"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Readers of the same reports in one segment, in three, and in three with deletions."""
    batches = _BATCHES
    if request.param == "one segment":
        batches = [[report for batch in _BATCHES for report in batch]]
    deleted = _DELETED if request.param == "with deletions" else ()
    folder = tmp_path_factory.mktemp("ours")
    our_index(folder, batches, deleted).close()
    stock = stock_index(tmp_path_factory.mktemp("stock"), batches, deleted)
    return Both(stock.reader(), open_dir(folder).reader())


def _walked(reader: IndexReader) -> list[Any]:
    """Return the terms that cursors go through, and those that they find."""
    found: list[Any] = []
    # Whoosh's cursor over several segments calls a method that its own cursors lack.
    for leaf, _ in reader.leaf_readers():
        cursor = leaf.cursor("fold")
        cursor.first()
        while cursor.is_valid():
            found.append((cursor.text(), cursor.term_info().doc_frequency()))
            cursor.next()
        found += map(cursor.find, (b"a", b"c", b"dan", b"dana", b"van"))
    return found


def _skipped(reader: IndexReader) -> list[int]:
    found = []
    for least in range(reader.doc_count_all()):
        matcher = reader.postings("fold", "dan")
        matcher.skip_to(least)
        found.append(matcher.id() if matcher.is_active() else -1)
    return found


def _combined(reader: IndexReader) -> list[Any]:
    """Return the documents of matchers that combine two others."""
    kinds = (
        matching.UnionMatcher,
        matching.IntersectionMatcher,
        matching.AndNotMatcher,
        matching.AndMaybeMatcher,
        matching.RequireMatcher,
        matching.DisjunctionMaxMatcher,
    )
    return [
        list(kind(reader.postings("text", "dân"), reader.postings("text", "vận")).all_ids())
        for kind in kinds
    ] + [list(matching.InverseMatcher(reader.postings("text", "dân"), 8).all_ids())]


_TERMS = [("text", "dân"), ("text", "vận"), ("fold", "dan"), ("fold", "hoa"), ("text", "khéo")]

# By the tests of Whoosh that establish it.
_READING: dict[str, Callable[[IndexReader], Any]] = {
    "reading.readers": lambda r: [
        (field, text, info.doc_frequency(), info.weight())
        for (field, text), info in r
        if field in {"text", "fold"}
    ],
    "reading.term_inspection": lambda r: (
        list(r.field_terms("fold")),
        list(r.expand_prefix("fold", "d")),
        [(text, info.doc_frequency()) for text, info in r.iter_field("fold", prefix="c")],
        [(text, info.weight()) for text, info in r.iter_prefix("fold", "h")],
        list(r.most_frequent_terms("text")),
        list(r.most_frequent_terms("fold", prefix="d")),
        r.most_distinctive_terms("fold", 3),
    ),
    "reading.stored_fields": lambda r: [
        r.stored_fields(number)["identifier"] for number in range(r.doc_count_all())
    ],
    "reading.all_stored_fields": lambda r: [each["identifier"] for each in r.all_stored_fields()],
    "reading.first_id": lambda r: [r.first_id(*term) for term in _TERMS],
    "reading.doc_count": lambda r: (r.doc_count(), r.doc_count_all(), list(r.all_doc_ids())),
    "reading.delete_recovery": lambda r: (
        r.has_deletions(),
        [r.is_deleted(number) for number in range(r.doc_count_all())],
    ),
    "reading.cursor": _walked,
    "codecs.skip": _skipped,
    "codecs.store_zero": lambda r: [("text", text) in r for text in ("dân", "dan", "", "z")],
}


@pytest.mark.parametrize("test", _READING)
def test_reader_gives_what_a_stock_reader_gives(both: Both, test: str) -> None:
    assert _READING[test](both.ours) == _READING[test](both.stock)


def test_absent_term_raises_with_both_codecs(both: Both) -> None:
    for reader in both:
        with pytest.raises(TermNotFound):
            reader.postings("text", "huế")
        with pytest.raises(TermNotFound):
            reader.term_info("text", "huế")


# Searches

_dan, _van, _tin = (wq.Term("text", word) for word in ("dân", "vận", "tin"))
_fold_dan, _fold_an = wq.Term("fold", "dan"), wq.Term("fold", "an")
_QUERIES: dict[str, wq.Query] = {
    "term": _dan,
    "term without marks": _fold_dan,
    "and": wq.And([_dan, _van]),
    "or": wq.Or([_dan, _van, _tin]),
    "or with a minimum of matches": wq.Or([_dan, _van, _tin], minmatch=2),
    "or scaled by how many match": wq.Or([_dan, _van, _tin], scale=0.9),
    "ors": wq.Or([wq.Or([_dan, _tin]), wq.And([_fold_an, _fold_dan])]),
    "and not": wq.And([_fold_dan, wq.Not(_tin)]),
    "top not": wq.Not(_tin),
    "and maybe": wq.AndMaybe(_dan, _van),
    "require": wq.Require(_dan, _tin),
    "otherwise": wq.Otherwise(wq.Term("text", "huế"), _tin),
    "dismax": wq.DisjunctionMax([_dan, _van, _tin], tiebreak=0.3),
    "prefix": wq.Prefix("fold", "da"),
    "wildcard": wq.Wildcard("fold", "?a*n"),
    "regex": wq.Regex("fold", "d.n"),
    "fuzzy": wq.FuzzyTerm("fold", "dam", maxdist=1, prefixlength=1),
    "prefix with scores": wq.Prefix("fold", "da", constantscore=False),
    "range": wq.TermRange("fold", "b", "d"),
    "open range": wq.TermRange("fold", "t", None),
    "range without its ends": wq.TermRange("fold", "an", "dan", startexcl=True, endexcl=True),
    "phrase": wq.Phrase("text", ["dân", "vận"]),
    "phrase without marks": wq.Phrase("fold", ["dan", "van"]),
    "phrase of one word twice": wq.Phrase("text", ["dần", "dần"]),
    "phrase with words between": wq.Phrase("text", ["hội", "vận"], slop=3),
    "phrase the other way round": wq.Phrase("text", ["vận", "hội"], slop=3),
    "boosted phrase": wq.Or([wq.Phrase("text", ["dân", "vận"], boost=3.0), _tin]),
    "boosted term": wq.Or([wq.Term("text", "dân", boost=2.5), _van]),
    "constant score": wq.ConstantScoreQuery(_dan, score=4.0),
    "every": wq.Every(),
    "every with a field": wq.Every("text"),
    "column": wq.ConstantScoreQuery(
        wq.ColumnQuery("moment", lambda at: at > 1_500_000_000_000_000)
    ),
    "nothing": wq.NullQuery,
    "absent word": wq.Term("text", "huế"),
    "span near": wq.SpanNear2([wq.Term("text", "dân"), wq.Term("text", "tin")], slop=2),
    "span first": wq.SpanFirst(_dan),
    "span or": wq.SpanOr([_dan, _tin]),
    "span not": wq.SpanNot(_dan, _tin),
    "span before": wq.SpanBefore(_dan, _van),
    "nested": wq.And([wq.Or([_dan, _fold_an]), wq.AndMaybe(_fold_dan, wq.Require(_tin, _dan))]),
}
# One that skips blocks of postings by an upper bound of their scores, and one that does not.
_WEIGHTINGS = (BM25F(B=0.75, K1=1.2), TF_IDF())


def _found(searcher: Searcher, query: wq.Query, **more: Any) -> list[tuple[str, float]]:
    return [(hit["identifier"], hit.score) for hit in searcher.search(query, **more)]


def _close(mine: list[tuple[str, float]], right: list[tuple[str, float]]) -> None:
    assert [name for name, _ in mine] == [name for name, _ in right]
    for (_, score), (_, expected) in zip(mine, right, strict=True):
        # Sorted hits have what they were sorted by for a score, or none.
        assert score == (pytest.approx(expected, rel=1e-5) if expected is not None else None)


@pytest.mark.parametrize("name", _QUERIES)
def test_search_finds_what_it_finds_in_a_stock_index(both: Both, name: str) -> None:
    query = _QUERIES[name]
    for weighting in _WEIGHTINGS:
        stock, ours = (Searcher(each, weighting=weighting) for each in both)
        for limit in (None, 1, 3):
            _close(_found(ours, query, limit=limit), _found(stock, query, limit=limit))


def _optional(searcher: Searcher) -> Iterator[Any]:
    """Yield the results of a search with each of its options."""
    query = wq.Or([_dan, _tin])
    yield _found(searcher, query, filter=_van)
    yield _found(searcher, query, mask=_van)
    yield _found(searcher, query, sortedby="identifier", reverse=True)
    yield _found(searcher, query, sortedby="moment")
    yield _found(searcher, query, sortedby=[sorting.FieldFacet("moment"), sorting.ScoreFacet()])
    yield _found(searcher, query, collapse="moment")
    found = searcher.search(query, terms=True)
    yield [(hit["identifier"], sorted(hit.matched_terms())) for hit in found]
    yield [(page.pagenum, len(page)) for page in (searcher.search_page(query, 2, pagelen=2),)]
    yield searcher.search(query, groupedby="moment").groups()
    yield len(searcher.search(query, limit=2))
    yield list(searcher.document_numbers(identifier="c"))
    yield searcher.document(identifier="c")["identifier"]


def test_options_of_a_search_work_as_with_a_stock_index(both: Both) -> None:
    stock, ours = (Searcher(each, weighting=_WEIGHTINGS[0]) for each in both)
    for mine, right in zip(_optional(ours), _optional(stock), strict=True):
        assert mine == right or mine == pytest.approx(right, rel=1e-5)


# The index by itself


def test_matcher_can_be_reset_and_copied(tmp_path: Path) -> None:
    our_index(tmp_path, [[Report(name, body="dân") for name in "abc"]]).close()
    matcher = open_dir(tmp_path).reader().postings("text", "dân")
    matcher.skip_to(1)
    copy = matcher.copy()
    matcher.next()
    assert (matcher.id(), copy.id()) == (2, 1)
    matcher.reset()
    assert list(matcher.all_ids()) == [0, 1, 2]


def test_stock_writer_is_refused(tmp_path: Path) -> None:
    our_index(tmp_path, [[Report("a", body="dân")]]).close()
    with pytest.raises(NotImplementedError, match="WhooshEngine"):
        open_dir(tmp_path).writer(codec=open_dir(tmp_path)._segments()[0].codec())


def test_query_parser_of_stock_whoosh_uses_our_analysis(tmp_path: Path) -> None:
    our_index(tmp_path, [[Report("a", title="Thuỷ điện Hoà Bình")]]).close()
    index = open_dir(tmp_path)
    query = QueryParser("text", index.schema).parse("THỦY hòa")
    assert [hit["identifier"] for hit in index.searcher().search(query)] == ["a"]
