"""Addresses that are made from a model are those that are made one by one."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from archive.config import load
from archive.web import create_app, links
from index.query import Query

# Identifiers as importers make them, and letters that addresses write otherwise.
_IDENTIFIERS = st.text("abc:/()%?#&+ ă\ue000", min_size=1)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(load(Path(tmp_path_factory.mktemp("archive"))))


@given(st.text("ab ă&=\ue000"), _IDENTIFIERS, st.integers(1, 10**6), st.sampled_from(["", "en"]))
def test_address_of_a_hit_is_that_of_its_report(
    app: Flask, text: str, identifier: str, rank: int, language: str
) -> None:
    with app.test_request_context(f"/tim-kiem?lang={language}&gop=0"):
        expected = links.of_report(identifier, Query(text), rank)
        assert links.of_hits(Query(text))(identifier, rank) == expected


@pytest.mark.parametrize(
    "value", ["dân vận", "a&b=c", "100% +", "~a_b.c-d", "Kinh tế › Hạ tầng", "e\u0301", "\ue000"]
)
def test_address_of_a_choice_is_that_of_its_query(app: Flask, value: str) -> None:
    query = Query("lũ").choosing("person", "a")
    with app.test_request_context("/tim-kiem"):
        expected = links.of_query(query.choosing("section", value))
        # Letters stay as they are; a browser encodes them.
        assert iri_to_uri(links.of_choices(query, "section", "or")(value)) == expected
