"""The limits on the work of a query: what is refused, and that what is not stays within them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.storage.segment import KeySlots, Segment
from index.errors import QueryTooLarge
from index.planning import limits
from index.planning.plan import plan, prepare
from index.query import Query
from index.report import Report

_WORDS = [
    "co",
    "có",
    "cơ",
    "cổ",
    "dan",
    "dân",
    "vận",
    "vân",
    "hội",
    "hói",
    "nghị",
    "của",
    "và",
    "các",
    "trong",
    "một",
]


@pytest.fixture(scope="module")
def engine() -> Iterator[WhooshEngine]:
    """An engine with two hundred reports of few words in any order, in two segments."""
    with TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        chance = Random(16)
        for revision in range(2):
            engine.add(
                Report(
                    f"r{revision}:{number}",
                    title=" ".join(chance.choices(_WORDS, k=5)),
                    lead=" ".join(chance.choices(_WORDS, k=9)),
                    body="\n".join(" ".join(chance.choices(_WORDS, k=30)) for _ in range(3)),
                )
                for number in range(100)
            )
            engine.commit(revision + 1)
        yield engine
        engine.close()


def _operands() -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from([*_WORDS, "c*", "?ân"]), min_size=1, max_size=6)
    distances = st.integers(0, 60)
    return st.one_of(
        st.builds(lambda each, n: f" NEAR/{n} ".join(each), words, distances),
        st.builds(lambda each, n: f'"{" ".join(each)}"~{n}', words, distances),
        st.builds(lambda each: f'"{" ".join(each)}"', words),
        st.builds(lambda each: f"nội_dung:({' '.join(each)})", words),
        st.builds(lambda each, n: f'tiêu_đề:"{" ".join(each)}"~{n}', words, distances),
        st.builds(" ".join, words),
    )


_queries = st.builds(
    lambda operands, joined, match: Query(joined.join(operands), match=match),
    st.lists(_operands(), min_size=1, max_size=8),
    st.sampled_from([" OR ", " ", " -"]),
    st.sampled_from(["most", "all", "any"]),
)


@given(_queries)
def test_no_query_reads_more_positions_than_were_counted(
    engine: WhooshEngine, query: Query
) -> None:
    planned = plan(query, engine.statistics())
    counted = limits.positions_read(planned, engine.statistics())
    engine.forget()
    read = 0
    key_slots = Segment.key_slots

    def counting(segment: Segment, keys: range, extra: int = 0) -> KeySlots:
        nonlocal read
        found = key_slots(segment, keys, extra)
        read += len(found.slots)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Segment, "key_slots", counting)
        engine.execute(planned)
    assert read <= counted


@pytest.mark.parametrize(
    "text",
    [
        "của NEAR/50 và",
        '"của các và"~3',
        "nội_dung:của",
        "-(của NEAR/5 và)",
        "hội OR của NEAR và",
        " NEAR/50 ".join(["co", "có", "cơ"]),
    ],
)
def test_query_that_compares_too_many_positions_is_refused(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(limits, "_LEAST", 100)
    monkeypatch.setattr(limits, "_SHARE", 1_000)
    query = Query(text)
    for ask in (engine.search, engine.count, engine.prepare, lambda each: [*engine.scan(each)]):
        with pytest.raises(QueryTooLarge, match="of at most 100; use rarer words") as refused:
            ask(query)
        assert refused.value.kind == "positions"


@pytest.mark.parametrize("text", ["của và các", '"của các"', '"của các và"', "của OR và -hội", ""])
def test_words_and_phrases_are_never_refused(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(limits, "_LEAST", 0)
    monkeypatch.setattr(limits, "_SHARE", 10**9)
    assert engine.search(Query(text)).total


def test_limit_grows_with_the_archive(engine: WhooshEngine) -> None:
    statistics = engine.statistics()
    assert limits.max_positions(statistics) == 1_000_000 > statistics.tokens


def test_words_that_share_spellings_count_for_each_combination(engine: WhooshEngine) -> None:
    statistics = engine.statistics()

    def positions(text: str) -> int:
        return limits.positions_read(plan(Query(text), statistics), statistics)

    apart = positions("hội NEAR dân") / (positions("nội_dung:hội") + positions("nội_dung:dân"))
    shared = positions("co NEAR có") / (positions("nội_dung:co") + positions("nội_dung:có"))
    assert (apart, shared) == (2, 3)


def test_filters_are_counted_before_anything_is_read() -> None:
    query = Query("dân")
    for number in range(limits.MAX_FILTERS):
        query = query.choosing("person", f"p{number}")
    engine = WhooshEngine(Path("/nowhere"))
    statistics = engine.statistics()
    assert prepare(query, statistics).notes
    with pytest.raises(QueryTooLarge, match="has 51 filters, of at most 50"):
        plan(query.choosing("section", "Kinh tế", mode="not"), statistics)


def test_names_of_persons_are_limited() -> None:
    statistics = WhooshEngine(Path("/nowhere")).statistics()
    names = [f"nhân_vật:p{number}" for number in range(limits.MAX_NAMES)]
    assert plan(Query(" ".join([*names, names[0]])), statistics)
    with pytest.raises(QueryTooLarge, match="names 9 persons, of at most 8"):
        plan(Query(" OR ".join([*names, "nhân_vật:another"])), statistics)
