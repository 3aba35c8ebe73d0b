"""A query is a value: it turns into a URL and back unchanged."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import ORDERS, Query
from index.results import UNDATED
from tests import engines

_PARTIAL = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))
_TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=3).map(
    tuple
)
_QUERIES = st.builds(
    Query,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    match=st.sampled_from(["most", "all", "any"]),
    exact=st.booleans(),
    since=st.just("") | _PARTIAL,
    until=st.just("") | _PARTIAL,
    dates=st.lists(_PARTIAL | st.just(UNDATED), max_size=3).map(tuple),
    sections=_TEXTS,
    persons=_TEXTS,
    authors=_TEXTS,
    sources=_TEXTS,
    sort=st.sampled_from(ORDERS),
)


@given(_QUERIES | engines.queries)
def test_query_comes_back_from_its_url(query: Query) -> None:
    url = query.to_url()
    assert url.isascii()
    assert Query.from_url(url) == query
    assert Query.from_url(parse_qsl(url)) == query


def test_defaults_are_left_out_of_the_url() -> None:
    assert Query().to_url() == ""
    assert Query("huế", exact=True, sort="newest").to_url() == "q=hu%E1%BA%BF&exact=1&sort=newest"


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("q=a&q=b", Query("a")),
        ("q=&q=b", Query("b")),
        ("match=best&sort=&exact=yes&page=3&lang=en", Query()),
        ("match=all&exact=1&sort=oldest", Query(match="all", exact=True, sort="oldest")),
        ("from=10/1/2018&to=tháng 2/2018", Query(since="2018-01-10", until="2018-02")),
        ("from=31/02/2018&to=soon", Query()),
        ("date=2018&date=undated&date=2018-13&date=x", Query(dates=("2018", UNDATED))),
        (
            "section=A › B&section=C&person=&person=p",
            Query(sections=("A › B", "C"), persons=("p",)),
        ),
        ("%FF=%ZZ&&=&q", Query()),
        ("q=a%00b", Query("a\x00b")),
    ],
)
def test_urls_are_read_with_tolerance(url: str, query: Query) -> None:
    assert Query.from_url(url) == query


@given(st.text(max_size=200) | st.lists(st.tuples(st.text(), st.text())))
def test_any_url_gives_a_query(parameters: str | list[tuple[str, str]]) -> None:
    query = Query.from_url(parameters)
    assert hash(query) == hash(Query.from_url(parameters))


def test_endless_parameters_are_read_up_to_a_limit() -> None:
    query = Query.from_url([("person", str(number)) for number in range(100_000)])
    assert len(query.persons) == 200


def test_half_a_surrogate_pair_does_not_break_the_url() -> None:
    assert Query("a\ud800").to_url() == "q=a%3F"
