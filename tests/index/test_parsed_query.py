"""A query is parsed once, and names in it are looked up in the tree."""

import pytest
from hypothesis import given

from index.query import Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Not, Value, walk
from tests import engines

_PEOPLE = {"dinh khac dinh": ["dinh-khac-dinh"], "mai": ["a", "b"]}


def _resolved(text: str) -> ParsedQuery:
    return ParsedQuery.of(Query(text)).resolve("person", lambda name: _PEOPLE.get(name, []))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('lũ person:"dinh khac dinh"', ("dinh-khac-dinh",)),
        ("lũ person:mai", ("a", "b")),
        ("lũ person:ai", ()),
        ("lũ mục:mai", ()),
    ],
)
def test_name_is_resolved_in_the_tree_and_the_text_stays(
    text: str, values: tuple[str, ...]
) -> None:
    resolved = _resolved(text)
    (value,) = (node for node in walk(resolved.tree) if isinstance(node, Value))
    assert value.values == values
    assert resolved.query == Query(text)


def test_excluded_name_is_resolved_too() -> None:
    assert _resolved("-person:mai").tree == Not(Value("person", "mai", ("a", "b")))


def test_notes_on_the_text_outlive_the_lookup() -> None:
    assert "quote" in [note.kind for note in _resolved('person:mai "lũ').notes]


@given(engines.queries)
def test_parsed_query_is_taken_as_it_is(query: Query) -> None:
    parsed = ParsedQuery.of(query)
    assert ParsedQuery.of(parsed) is parsed
    assert parsed.with_query(query) == parsed
    assert parsed.query is query


@given(engines.queries)
def test_query_with_another_tree_has_the_text_of_that_tree(query: Query) -> None:
    parsed = ParsedQuery.of(query)
    written = parsed.with_tree(parsed.tree)
    assert ParsedQuery.of(written.query).tree == parsed.tree
