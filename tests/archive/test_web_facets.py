"""Facets beside a list: counts are what clicks give, in every mode, for any filters."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.retrieval import Library, count_hits, find
from archive.web import create_app, current
from archive.web.lists import facets
from archive.web.lists.choices import mode
from archive.web.lists.facet_values import Value
from index.facets import FACETS
from index.query import Query
from index.results import FacetRequest
from tests.newsstand import ENTRIES, stock

_VALUES = {
    "date": ["2018", "2018-01", "2018-03", "2016", "undated", "1990"],
    "section": sorted(
        {
            " › ".join(each.report.section[:depth])
            for each in ENTRIES
            for depth in range(1, len(each.report.section) + 1)
        }
    ),
    "person": ["dang-quoc-toan", "tran-thi-hoa-binh", "an-nhien", "an-thi", "khong-ai"],
    "author": ["Anh Phong", "Lê Quang Hoà"],
    "source": sorted({each.report.source for each in ENTRIES}),
}
_FILTERS = [
    (facet.name, value, mode)
    for facet in FACETS.values()
    for value in _VALUES[facet.name]
    for mode in facet.modes
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(stock(tmp_path_factory.mktemp("newsstand")))
    with app.test_request_context("/"):
        yield app
        current.library().close()


def _clicks(values: tuple[Value, ...] | list[Value]) -> Iterator[tuple[str, int, bool]]:
    """Yield the address, the number and whether it is added, of each link with a number."""
    for value in values:
        if value.hits is not None:
            yield value.url, value.hits, value.added
        if value.exclusion:
            words = value.exclusion.label.rsplit(" ", 2)
            yield value.exclusion.url, int(words[1]), False
        yield from _clicks(value.below)


def _check(library: Library, total: int, values: tuple[Value, ...] | list[Value]) -> None:
    for url, number, added in _clicks(values):
        clicked = Query.from_url(urlsplit(url).query)
        assert count_hits(library, clicked) == number + (total if added else 0), url


_QUERIES = st.builds(
    lambda text, filters: _query(text, filters),
    st.sampled_from(["", "dân vận", "dan"]),
    st.lists(st.sampled_from(_FILTERS), max_size=4, unique_by=lambda each: each[:2]),
)


def _query(text: str, filters: list[tuple[str, str, str]]) -> Query:
    query = Query(text)
    for facet, value, chosen in filters:
        query = query.choosing(facet, value, mode=chosen)  # type: ignore[arg-type]
    return query


@settings(max_examples=60, deadline=None)
@given(query=_QUERIES)
def test_every_number_beside_a_list_is_what_its_click_gives(app: Flask, query: Query) -> None:
    library = current.library()
    found = find(library, query, facets=facets.requests(query))
    for box in facets.views(library, found):
        _check(library, found.results.total, box.values)


@settings(max_examples=30, deadline=None)
@given(query=_QUERIES, facet=st.sampled_from(["section", "person", "author", "source"]))
def test_every_number_on_the_page_of_a_facet_is_what_its_click_gives(
    app: Flask, query: Query, facet: str
) -> None:
    library = current.library()
    found = find(library, query, facets=[FacetRequest(facet, mode=mode(query, facet))])
    values = facets.all_values(library, found, found.results.facet(facet), by_name=False)
    _check(library, found.results.total, values)
