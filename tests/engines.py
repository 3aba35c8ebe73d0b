"""The engines under the contract, and strategies for reports, plans and queries."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import TypeVar

import pytest
from hypothesis import strategies as st

from index.engine import Engine
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch.searching.leaf_queries import disjoint
from index.engines.whoosh import WhooshEngine
from index.facets import FACETS as DEFINITIONS
from index.language import analysis
from index.language.spelling import fold, key
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Decay,
    Every,
    Has,
    Leaf,
    Most,
    Not,
    Plan,
    Score,
    Term,
    TermSequence,
    Valued,
)
from index.query import ORDERS, Filter, Query
from index.report import Report
from index.results import UNDATED, FacetRequest
from tests.reference import ReferenceEngine
from tools.cluster import opensearch as cluster

__all__ = [
    "CLUSTER",
    "ENGINES",
    "FACETS",
    "KEYS",
    "LOCAL",
    "counted",
    "filters",
    "leaves",
    "plans",
    "queries",
    "reports",
    "terms",
]


class _Temporary(OpenSearchEngine):
    """An engine whose indexes are removed when it is closed."""

    def close(self) -> None:
        self.rollback()
        self._client.send("DELETE", f"/{self._address.name}-*")
        super().close()


def _opensearch(folder: Path) -> Engine:
    """Return an engine on the shared node, with an index of its own."""
    return _Temporary.from_url(cluster.url([cluster.shared()], f"t{token_hex(8)}"))


# Name → a function that returns an empty engine in a folder.
ENGINES: dict[str, Callable[[Path], Engine]] = {
    "reference": lambda folder: ReferenceEngine(),
    "whoosh": lambda folder: WhooshEngine.from_url(f"whoosh://{folder}"),
    "opensearch": _opensearch,
}

# Their names as parameters of tests: those in this process, and those that need a cluster.
LOCAL = ["reference", "whoosh"]
CLUSTER = [
    pytest.param(
        "opensearch",
        marks=[
            pytest.mark.cluster,
            pytest.mark.skipif(bool(cluster.missing()), reason=cluster.missing()),
        ],
    )
]

FACETS = (
    *map(FacetRequest, DEFINITIONS),
    FacetRequest("date", days=("2017-12-31", "2018-01-31"), mode="and"),
)

_TEXT = """dân dan dẫn dần vận van vần công an ân án Huế hue hoà hòa kỹ kĩ 13 G20 UBND đường duong
ủy ban nhân Sàigòn Sài gòn"""
_WORDS = _TEXT.split()
_DATES = (
    "", "", "2017", "2018", "2018-01", "2018-02", "2018-01-10", "2018-01-10T12:31:00+07:00",
    "2018-01-10T00:05:00+07:00", "2017-12-31T23:59:59+07:00", "2019-03-05",
)  # fmt: skip
_SECTIONS = (
    (),
    ("Chính trị",),
    ("Chính trị", "Xã hội"),
    ("Chính trị", "Xã hội", "Huế"),
    ("Xã hội",),
)
_PERSONS = ("dinh-khac-dinh", "truong-thi-mai", "truong-thi-mai-2")
_AUTHORS = ("Anh Phong", "Đinh Văn")
_SOURCES = ("", "Báo A", "Báo B")
_IDENTIFIERS = ("a", "b", "c", "vntc:tr:KD_VNE_(446)", "đ", "f", "g/h", "A")

# Examples are chosen from large pools that are made once, since drawing each word of each report
# took three quarters of the time of the tests. Hypothesis looks for a smaller example among the
# first values of a pool, which are the simplest.
T = TypeVar("T")


def _pool(make: Callable[[Random], T], size: int) -> st.SearchStrategy[T]:
    """Return a strategy that chooses from up to `size` random values, always the same."""
    chance = Random(2018)
    made = dict.fromkeys(make(chance) for _ in range(size))
    return st.sampled_from(sorted(made, key=lambda each: len(repr(each))))


def _some(chance: Random, values: Sequence[T], least: int, most: int) -> tuple[T, ...]:
    """Return from `least` to `most` distinct values, in any order."""
    return tuple(chance.sample(values, min(len(values), chance.randint(least, most))))


def _line(chance: Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(0, 9)))


def _report(chance: Random) -> Report:
    return Report(
        identifier=chance.choice(_IDENTIFIERS),
        title=_line(chance),
        lead=_line(chance),
        body="\n".join(_line(chance) for _ in range(chance.randint(0, 4))),
        captions=tuple(_line(chance) for _ in range(chance.randint(0, 2))),
        date=chance.choice(_DATES),
        section=chance.choice(_SECTIONS),
        persons=_some(chance, _PERSONS, 0, 2),
        authors=_some(chance, _AUTHORS, 0, 2),
        source=chance.choice(_SOURCES),
    )


reports = st.lists(_pool(_report, 2000), max_size=8, unique_by=lambda report: report.identifier)

KEYS = sorted({key(word) for word in _WORDS if word != "G20"} | {"g", "20", "vắng"})
_folds = sorted({fold(word) for word in KEYS})


def _fields(chance: Random) -> tuple[str, ...]:
    return tuple(sorted(_some(chance, list(analysis.FIELDS), 0, 2)))


def _term(chance: Random) -> Term:
    """Return a term of some keys, some folds, or both."""
    keys, folds = _some(chance, KEYS, 0, 3), _some(chance, _folds, 0, 3)
    return Term(tuple(sorted(keys)), tuple(sorted(folds)))


def _leaf(chance: Random) -> Leaf:
    if chance.random() < 0.5:
        return _term(chance)._replace(fields=_fields(chance))
    return TermSequence(
        terms=tuple(_term(chance) for _ in range(chance.randint(1, 3))),
        slop=chance.randint(0, 3),
        ordered=chance.random() < 0.5,
        fields=_fields(chance),
    )


terms = _pool(_term, 500)
leaves: st.SearchStrategy[Leaf] = _pool(_leaf, 2000)
_subset = lambda values: st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)  # noqa: E731

_days = st.sampled_from(["", "2017-01-01", "2017-12-31", "2018-01-01", "2018-01-10", "2018-12-31"])
_valued = st.one_of(
    st.builds(Valued, st.just("section"), _subset(("Chính trị", "Chính trị › Xã hội", "Y"))),
    st.builds(Valued, st.just("person"), _subset((*_PERSONS, "nobody"))),
    st.builds(Valued, st.just("author"), _subset(_AUTHORS)),
    st.builds(Valued, st.just("source"), _subset(_SOURCES[1:])),
    st.builds(Valued, st.just("identifier"), _subset(_IDENTIFIERS)),
)
_dated = st.builds(Dated, _days, _days)


def _most(clauses: list[Clause], weights: list[int], share: float) -> Most:
    """Return a `Most` with weights that are multiples of 2**-10."""
    chosen = tuple(weight / 1024 for weight, _ in zip(weights, clauses, strict=False))
    return Most(tuple(clauses), chosen, round(share * sum(chosen) * 1024) / 1024)


_clauses: st.SearchStrategy[Clause] = st.recursive(
    st.one_of(st.builds(Has, leaves), st.builds(Has, leaves), st.just(Every()), _valued, _dated),
    lambda below: st.one_of(
        st.builds(All, st.lists(below, max_size=3).map(tuple)),
        st.builds(Any, st.lists(below, max_size=3).map(tuple)),
        st.builds(Not, below),
        st.builds(
            _most,
            st.lists(below, min_size=1, max_size=4),
            st.lists(st.integers(1, 5000), min_size=4, max_size=4),
            st.floats(0.05, 1),
        ),
    ),
    max_leaves=6,
)
_filters = st.fixed_dictionaries(
    {},
    optional={
        "date": st.lists(_dated, min_size=1, max_size=2).map(lambda days: Any(tuple(days))),
        "section": st.just(Valued("section", ("Chính trị",))),
        "person": st.just(Valued("person", _PERSONS[:2])),
        "author": st.just(Valued("author", _AUTHORS[:1])),
        "source": st.just(Valued("source", _SOURCES[1:2])),
    },
).map(lambda chosen: tuple(chosen.items()))

_decays = st.builds(
    Decay,
    origin=st.sampled_from(["2019-03-05", "2018-01-01"]),
    half_life=st.sampled_from([1, 365.25, 10_000]),
    share=st.floats(0, 1),
)


def counted(name: str) -> st.SearchStrategy[Leaf]:
    """Return leaves whose occurrences an engine counts.

    OpenSearch cannot count terms in any order if one word may be two of them. It does find their
    reports, and no query needs the number.
    """
    if name != "opensearch":
        return leaves
    return leaves.filter(
        lambda leaf: isinstance(leaf, Term) or leaf.ordered or disjoint(leaf.terms)
    )


def plans(name: str) -> st.SearchStrategy[Plan]:
    """Return plans of all kinds for an engine."""
    weights = st.floats(0.01, 12)
    scores = st.builds(Score, counted(name), weights) | st.builds(
        Score, leaves, weights, st.just("presence")
    )
    return st.builds(
        Plan,
        match=_clauses,
        scores=st.lists(scores, max_size=4, unique_by=lambda score: score[::2]).map(tuple),
        filters=_filters,
        order=st.sampled_from(["relevance", "newest", "oldest"]),
        decay=st.none() | _decays,
    )


# The values of each facet that a query may choose.
_CHOSEN = {
    "date": ("2017", "2018", "2018-01", UNDATED),
    "section": ("Chính trị", "Chính trị › Xã hội", "Xã hội"),
    "person": _PERSONS,
    "author": _AUTHORS,
    "source": _SOURCES[1:],
}
_SIGNS = """công*|d?n|"dân vận"|"dan van"~2|"ubnd huế"|-an|+huế|OR|HOẶC|(|)|NEAR/2|KHÔNG|=dan\
|tiêu_đề:dân|ngày:2018|mục:xã|tác_giả:phong"""
_TYPED = [*_WORDS, *_SIGNS.split("|")]
filters = st.lists(
    st.one_of(
        st.builds(
            Filter,
            st.just(facet.name),
            st.sampled_from(_CHOSEN[facet.name]),
            st.sampled_from(facet.modes),
        )
        for facet in DEFINITIONS.values()
    ),
    max_size=4,
    unique_by=lambda chosen: chosen[:2],
).map(tuple)
queries = st.builds(
    Query,
    text=_pool(lambda chance: " ".join(chance.choices(_TYPED, k=chance.randint(0, 6))), 2000),
    match=st.sampled_from(["most", "all", "any"]),
    exact=st.booleans(),
    since=st.sampled_from(["", "", "2017", "2018-01", "2018-01-10"]),
    until=st.sampled_from(["", "", "2017", "2018-01", "2018-01-10"]),
    filters=filters,
    sort=st.sampled_from(ORDERS),
)
