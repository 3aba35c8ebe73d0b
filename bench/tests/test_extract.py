"""Articles are read from pages in the manner of ten newspapers."""

import pytest

from bench.extract import LAYOUTS, measure


@pytest.mark.parametrize("layout", LAYOUTS)
def test_article_is_read_from_its_page(layout: str) -> None:
    scores = measure(layout)
    assert scores.wrong == {}
    assert min(scores.lead, scores.body) >= 0.99


def test_article_is_read_from_markup_that_names_nothing() -> None:
    scores = [measure(layout, unnamed=True) for layout in LAYOUTS]
    assert {each.date for each in scores} == {each.title for each in scores} == {1}
    assert sum(each.lead for each in scores) >= 0.95 * len(scores)
    assert sum(each.body for each in scores) >= 0.95 * len(scores)
