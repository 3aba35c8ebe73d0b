"""The time of a page is divided among its parts, each moment once."""

import time

from archive.web.lists import alternatives
from bench.page_parts import measured


def test_time_counts_for_the_innermost_part(monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    monkeypatch.setattr(alternatives, "other_match", lambda: "match")
    monkeypatch.setattr(alternatives, "suggestions", lambda: alternatives.other_match())
    with measured() as spent:
        assert alternatives.suggestions() == "match"
    # Begun at 0, the inner part from 1 to 2, ended at 3.
    assert spent == {"suggestions": 2000, "other counts": 1000}


def test_functions_are_as_before_after_measuring():
    before = alternatives.suggestions
    with measured():
        assert alternatives.suggestions is not before
    assert alternatives.suggestions is before
