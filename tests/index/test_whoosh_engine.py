"""The embedded engine at its limits: long reports, long lists, many names, many segments."""

import gc
import tracemalloc
import weakref
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy import ndarray

from index.bounded_dict import BoundedDict
from index.engine import open_engine
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.searching import snapshot as snapshot_module
from index.errors import UnknownEngine
from index.language.synonyms import Synonyms
from index.planning.clauses import Every, Has, Plan, Score, Term, TermSequence, Valued
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit
from index.syntax.parsed_query import ParsedQuery
from tests.work import calls

_REPORTS = 25_000
_NAMES = 100_000


def _persons(number: int) -> tuple[str, ...]:
    """Return four names of its own, and one that every third report has."""
    own = tuple(f"person-{(number * 4 + each) % _NAMES:06}" for each in range(4))
    return (*own, "somebody") if number % 3 == 0 else own


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    """An engine with many short reports, in segments of different sizes, and some deletions."""
    engine = WhooshEngine(tmp_path_factory.mktemp("large"))
    for revision, (first, last) in enumerate([(0, 18_000), (18_000, 24_000), (24_000, _REPORTS)]):
        engine.add(
            Report(
                f"r{number * 7919 % _REPORTS:05}",
                body="dân vận" if number % 2 else "dân",
                date=f"20{number % 20:02}-01-{number % 28 + 1:02}",
                persons=_persons(number),
            )
            for number in range(first, last)
        )
        engine.commit(revision + 1)
    engine.delete(f"r{number * 7919 % _REPORTS:05}" for number in range(100))
    engine.commit(4)
    assert engine.status().segments == 3
    yield engine
    engine.close()


_DAN = Term(keys=("dân",))


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_are_slices_of_the_list(large: WhooshEngine, sort: str) -> None:
    query = Query("dân", sort=sort)
    whole = list(large.scan(query))
    assert len(whole) == _REPORTS - 100
    for offset in (0, 1, 12_345, 20_000, _REPORTS - 130):
        page = large.search(query, offset=offset, limit=40)
        assert list(page.hits) == whole[offset : offset + 40]
    assert large.search(query, offset=_REPORTS).hits == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "total"), [("dân OR vận", 24_900), ("+dân +vận", 12_450), ('"dân vận"', 12_450)]
)
def test_pages_of_several_words_are_slices_of_the_list(
    large: WhooshEngine, text: str, total: int
) -> None:
    query = Query(text, exact=True)
    whole = list(large.scan(query))
    assert len(whole) == total
    assert whole == sorted(whole, key=lambda hit: (-hit.score, hit.identifier))
    for offset in (0, 1, 9_000, total - 30):
        page = large.search(query, offset=offset, limit=40)
        assert list(page.hits) == whole[offset : offset + 40]
        assert page.total == total


def test_scan_needs_little_memory_while_a_writer_commits(large: WhooshEngine) -> None:
    query = Query("dân", sort="oldest")
    expected = [hit.identifier for hit in large.scan(query)]
    tracemalloc.start()
    try:
        scanned = large.scan(query)
        found = [next(scanned).identifier]
        large.delete([expected[1]])
        large.commit(5)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        count = 1
        for hit in scanned:
            assert hit.identifier == expected[count]
            count += 1
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == expected[:1]
    assert count == len(expected)
    # The keys of all hits, sorted once, and a thousand hits at a time.
    assert peak - before < 40 * len(expected)
    large.add([Report(expected[1], body="dân", date="2000-01-01")])
    large.commit(6)


def test_commonest_of_a_hundred_thousand_names_are_counted(large: WhooshEngine) -> None:
    results = large.search(Query("dân"), facets=[FacetRequest("person", 4)])
    facet = results.facet("person")
    counted = Counter(name for number in range(100, _REPORTS) for name in _persons(number))
    assert facet.total >= len(counted) - 5
    assert facet.counts[0].value == "somebody"
    assert abs(facet.counts[0].count - counted["somebody"]) <= 1
    assert [each.count for each in facet.counts[1:]] == [1, 1, 1]
    # Equal counts come by name.
    values = [each.value for each in facet.counts[1:]]
    assert values == sorted(values)
    assert values[0] < "person-000500"


def test_facet_counts_only_the_names_asked_for(large: WhooshEngine) -> None:
    wanted = frozenset({"person-050000", "person-050001", "somebody", "nobody"})
    results = large.search(Query("dân"), facets=[FacetRequest("person", 2, among=wanted)])
    facet = results.facet("person")
    assert [each.value for each in facet.counts] == ["somebody", "person-050000"]
    assert facet.total == 3


def test_facet_is_counted_without_its_own_filter(large: WhooshEngine) -> None:
    chosen = Query("dân").choosing("person", "person-050000", mode="or")
    wanted = [FacetRequest("person", 1, mode="or"), FacetRequest("date")]
    results = large.search(chosen, facets=wanted)
    assert results.total == 1
    assert results.facet("person").counts[0].value == "somebody"
    assert sum(each.count for each in results.facet("date").counts) == 2  # its year, its month


def test_replaced_snapshot_is_freed_without_the_garbage_collector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_module, "_SAMPLED", 1)
    engine = WhooshEngine(tmp_path)
    for number in range(2):
        engine.add([Report(f"{number}-{each}", body="dân") for each in range(40 - 39 * number)])
        engine.commit(number + 1)
    gc.collect()
    gc.disable()
    try:
        replaced = weakref.ref(engine._snapshot())
        assert engine._snapshot().sample() is not replaced()
        engine.add([Report("new", body="dân")])
        engine.commit(3)
        engine._snapshot()
        assert replaced() is None
    finally:
        gc.enable()
        engine.close()


def test_counts_of_a_list_are_remembered_for_some_facets_only(large: WhooshEngine) -> None:
    for number in range(3 * snapshot_module.FACETS_OF_LIST):
        wanted = FacetRequest("person", among=frozenset({f"person-05{number:04}"}))
        assert large.search(Query("dân"), limit=0, facets=[wanted]).facet("person").total == 1
    remembered = large._snapshot().facets.values()
    assert max(map(len, remembered)) <= snapshot_module.FACETS_OF_LIST


# Long reports

_TOKENS = 1_000_000


def _long(identifier: str) -> Report:
    """A report of a million words in paragraphs of a thousand, the rarest at its end."""
    lines = [" ".join(["tin"] * 1000) for _ in range(_TOKENS // 1000 - 1)]
    return Report(identifier, title="Dài", body="\n".join([*lines, "hội nghị " * 499 + "dân vận"]))


@pytest.mark.slow
def test_report_of_a_million_words_is_found_by_its_last_words(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.add([Report("short", body="dân tin"), _long("long")])
    engine.commit(1)
    engine.add([Report("other", body="dân vận")])
    engine.commit(2)
    pair = TermSequence((_DAN, Term(keys=("vận",))))
    near = TermSequence((Term(keys=("nghị",)), Term(folds=("van",))), slop=1)
    for merged in (False, True):
        statistics = engine.statistics()
        assert statistics.tokens >= _TOKENS
        assert statistics.occurrences(pair) == 2
        assert statistics.occurrences(near) == 1
        assert statistics.occurrences(Term(keys=("tin",))) == _TOKENS - 1000 + 1
        ranked = engine.execute(Plan(Has(pair), (Score(pair, 1.0),))).hits
        assert [hit.identifier for hit in ranked] == ["other", "long"]
        if not merged:
            engine.add([Report(f"more-{number}", body="bản tin") for number in range(8)])
            engine.delete(["short"])
            engine.add([Report("short", body="dân")])
            engine.commit(3)
            engine.delete([f"more-{number}" for number in range(8)] + ["short"])
            engine.add([Report("short", body="dân tin")])
            engine.commit(4)
    engine.verify()


def test_no_phrase_crosses_the_end_of_a_paragraph_or_a_field(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.add(
        [Report("a", title="một", lead="hai", body="ba bốn\nnăm sáu", captions=("bảy", "tám"))]
    )
    engine.commit(1)
    words = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám"]

    def together(first: str, second: str, slop: int, *, ordered: bool) -> bool:
        terms = (Term(keys=(first,)), Term(keys=(second,)))
        leaf = TermSequence(terms, slop=slop, ordered=ordered)
        return bool(engine.execute(Plan(Has(leaf))).total)

    for slop in (0, 1, 10):
        for ordered in (True, False):
            found = [
                (first, second)
                for first, second in pairwise(words)
                if together(first, second, slop, ordered=ordered)
            ]
            assert found == [("ba", "bốn"), ("năm", "sáu")]


def test_pairs_of_terms_with_many_keys_find_adjacent_words(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    chance = Random(1)
    words = [first + second for first in "bcdg" for second in "aeiouylmnr"]
    texts = {f"r{number:03}": chance.choices(words, k=12) for number in range(300)}
    engine.add(Report(name, body=" ".join(text)) for name, text in texts.items())
    engine.commit(1)
    for several in (1, 5, 20, 30):
        first, second = (tuple(sorted(chance.sample(words, several))) for _ in range(2))
        pair = Has(TermSequence((Term(keys=first), Term(keys=second))))
        assert {hit.identifier for hit in engine.execute(Plan(pair), limit=300).hits} == {
            name
            for name, text in texts.items()
            if any(a in first and b in second for a, b in pairwise(text))
        }
    engine.close()


def test_spellings_of_a_phrase_are_counted_alike_with_and_without_its_folds(
    tmp_path: Path,
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    chance = Random(2)
    words = ["dân", "dẫn", "dan", "vận", "vẫn"]
    texts = [" ".join(chance.choices(words, k=200)) for _ in range(40)]
    for revision in (0, 1):
        numbers = range(revision * 20, revision * 20 + 20)
        engine.add(Report(f"r{number}", body=texts[number]) for number in numbers)
        engine.commit(revision + 1)
    engine.delete(f"r{number}" for number in range(0, 40, 3))
    engine.commit(3)
    phrases = [tuple(chance.choices([*words, "vàn"], k=chance.randint(2, 5))) for _ in range(50)]

    def counts() -> list[tuple[int, int]]:
        known = engine.statistics()
        leaves = [TermSequence(tuple(Term(keys=(key,)) for key in keys)) for keys in phrases]
        return [(known.occurrences(leaf), known.document_frequency(leaf)) for leaf in leaves]

    alone = counts()
    assert len(set(alone)) > 5
    engine.forget()
    folds = [Term(folds=(plain,)) for plain in ("dan", "van")]
    for pair in product(folds, repeat=2):
        engine.statistics().occurrences(TermSequence(pair))
    assert counts() == alone
    engine.close()


def test_spellings_of_a_phrase_take_little_work_where_its_folds_were_found(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.add([Report("r", body="dân vận khéo. dẫn vẫn khẽo. dan van kheo")])
    engine.commit(1)
    spelled = product(("dân", "dẫn", "dan"), ("vận", "vẫn", "van"), ("khéo", "khẽo", "kheo"))
    phrases = [TermSequence(tuple(Term(keys=(key,)) for key in keys)) for keys in spelled]

    def count() -> None:
        for phrase in phrases:
            engine.statistics().occurrences(phrase)

    alone = calls(count)
    engine.forget()
    for pair in pairwise(Term(folds=(plain,)) for plain in ("dan", "van", "kheo")):
        engine.statistics().occurrences(TermSequence(pair))
    assert calls(count) * 2 < alone
    engine.close()


def test_cache_of_postings_counts_all_their_arrays(
    large: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaf = Term(keys=("dân", "vận"))
    snapshot = large._snapshot()
    found = snapshot.find(leaf)
    assert snapshot.find(leaf) is found
    large.forget()
    arrays = [array for each in found for array in (each.documents, each.frequencies)]
    limit = sum(array.nbytes for array in arrays if isinstance(array, ndarray))
    monkeypatch.setattr("index.engines.whoosh.searching.snapshot._REMEMBERED", limit)
    assert snapshot.find(leaf) is not snapshot.find(leaf)


def test_words_that_match_nothing_have_no_pairs(large: WhooshEngine) -> None:
    """Their postings are remembered longer than their pairs."""
    snapshot = large._snapshot()
    snapshot.find(TermSequence((Term(), Term())))
    assert snapshot.adjacent(Term(), Term()) == ()


def test_cache_of_patterns_is_used_and_bounded(
    large: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large._snapshot(), "matching", BoundedDict(2))
    found = large.statistics().keys("*n", 5)
    assert list(found) == ["dân", "vận"]
    assert large.statistics().keys("*n", 5) is found
    assert list(large.statistics().keys("*n", 1)) == ["dân"]
    assert list(large.statistics().keys("v*", 5)) == ["vận"]
    assert len(large._snapshot().matching) <= 2


def test_plans_are_remembered_for_the_synonyms_and_the_generation_they_were_made_with(
    tmp_path: Path,
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.add([Report("r", body="dân vận")])
    engine.commit(1)
    query = ParsedQuery.of(Query("dân vận"))
    first = engine.prepare(query)
    assert engine.prepare(query) is first
    others = replace(query, synonyms=Synonyms(()))
    assert others == query
    assert engine.prepare(others) is not first
    engine.add([Report("s", body="dân vận dân vẫn")])
    engine.commit(2)
    assert engine.prepare(query) is not first
    engine.close()


def test_facet_over_all_reports_counts_each_once(large: WhooshEngine) -> None:
    results = large.execute(Plan(Every(), order="newest"), limit=1, facets=[FacetRequest("date")])
    years = [each for each in results.facet("date").counts if len(each.value) == 4]
    assert sum(each.count for each in years) == results.total
    assert isinstance(results.hits[0], Hit)


def test_report_counts_for_each_of_its_persons(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    persons = {f"r{size:02}": tuple(f"p{each:02}" for each in range(size)) for size in range(20)}
    engine.add(Report(name, body="dân", persons=each) for name, each in persons.items())
    engine.commit(1)
    for names in (list(persons), ["r13"], ["r03", "r09", "r19"]):
        plan = Plan(Valued("identifier", tuple(names)))
        facet = engine.execute(plan, facets=[FacetRequest("person")]).facet("person")
        counted = Counter(person for name in names for person in persons[name])
        assert {each.value: each.count for each in facet.counts} == counted


_TIMES = st.sampled_from([0, 1, 30, 300])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_TIMES, _TIMES, _TIMES), max_size=12), st.sets(st.integers(0, 11)))
@example([(0, 0, 300), (0, 1, 300), (300, 0, 0)], set())
def test_word_is_found_in_title_or_lead_whatever_its_frequency(
    times: list[tuple[int, int, int]], deleted: set[int]
) -> None:
    reports = [
        Report(f"r{number}", title="lũ " * title, lead="Lú " * lead, body="lu " * body)
        for number, (title, lead, body) in enumerate(times)
    ]
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.add([*reports, Report("other", body="lụt")])
        engine.commit(1)
        engine.delete(f"r{number}" for number in deleted)
        engine.commit(2)
        for term, fields in ((Term(folds=("lu",)), (0, 1)), (Term(keys=("lú", "lụt")), (1,))):
            leaf = term._replace(fields=("lead", "title"))
            hits = engine.execute(Plan(Has(leaf), order="oldest"), limit=99).hits
            assert {hit.identifier for hit in hits} == {
                f"r{number}"
                for number, counts in enumerate(times)
                if number not in deleted and any(counts[field] for field in fields)
            }
        engine.close()


def test_unknown_option_of_a_url_is_named() -> None:
    with pytest.raises(UnknownEngine, match=r"'shards'.*known is processes"):
        open_engine("whoosh:///somewhere?shards=3")
