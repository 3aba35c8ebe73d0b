"""A query is a value: it turns into a URL and back unchanged."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facets import FACETS
from index.query import ORDERS, Filter, Query
from index.results import UNDATED
from tests import engines

_PARTIAL = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))
_VALUE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
_FILTER = st.one_of(
    st.builds(
        Filter,
        st.just(facet.name),
        _PARTIAL | st.just(UNDATED) if facet.kind == "date" else _VALUE,
        st.sampled_from(facet.modes),
    )
    for facet in FACETS.values()
)
_QUERIES = st.builds(
    Query,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    match=st.sampled_from(["most", "all", "any"]),
    exact=st.booleans(),
    since=st.just("") | _PARTIAL,
    until=st.just("") | _PARTIAL,
    filters=st.lists(_FILTER, max_size=5, unique_by=lambda each: each[:2]).map(tuple),
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
        ("date=2018&date=undated&date=2018-13&date=x", Query().choosing("date", "2018", UNDATED)),
        (
            "section=A › B&section=C&person=&person=p",
            Query().choosing("section", "A › B", "C").choosing("person", "p"),
        ),
        (
            "person=a&person.or=b&person.not=c&source.not=d",
            Query()
            .choosing("person", "a")
            .choosing("person", "b", mode="or")
            .choosing("person", "c", mode="not")
            .choosing("source", "d", mode="not"),
        ),
        ("person.and=a&date.or=2018", Query().choosing("person", "a").choosing("date", "2018")),
        ("person=a&person.not=a&person=a", Query().choosing("person", "a")),
        ("date.not=soon&date.and=2018&person.maybe=a", Query()),
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
    assert len(query.values("person")) == 200


def test_half_a_surrogate_pair_does_not_break_the_url() -> None:
    assert Query("a\ud800").to_url() == "q=a%3F"


def test_second_person_narrows_and_second_newspaper_widens() -> None:
    query = Query().choosing("person", "a", "b").choosing("source", "Báo A", "Báo B")
    assert query.values("person", "and") == ("a", "b")
    assert query.values("source", "or") == ("Báo A", "Báo B")


def test_value_is_chosen_in_one_mode_only() -> None:
    query = Query().choosing("person", "a", "b").choosing("person", "a", mode="not")
    assert query.values("person") == ("b", "a")
    assert query.values("person", "and") == ("b",)
    assert query.values("person", "not", "or") == ("a",)


def test_facet_can_be_given_up_as_a_whole() -> None:
    query = Query().choosing("person", "a", "b").choosing("date", "2018")
    assert query.without("person") == Query().choosing("date", "2018")
