"""The measurement of relevance: what is kept of one run for the next, and what is counted."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bench.peers import Engine
from bench.peers.fts5 import Fts5
from bench.relevance import Asked, OursWithLists, Task, measure, opened
from index.report import Report

_REPORTS = [
    Report("a", title="Đổi mới công tác dân vận", body="Hội nghị ở Huế."),
    Report("b", title="Dẫn vần thơ", body="Lớp học ở Huế."),
    Report("c", body="Bản đồ cũ."),
]
_TASK = Task("marks", ("dân vận", "dẫn vần", "bản đồ"), tuple(frozenset(name) for name in "abc"))


class _Counted(Fts5):
    """A peer that counts what it does."""

    built = 0
    searched = 0

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        _Counted.built += 1
        super().build(reports)

    def read_text(self, text: str) -> Any:
        return super().read_text(text.lower())

    def search(self, query: Any, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        self.searched += 1
        return super().search(query, limit)


def test_index_of_a_peer_is_kept_for_the_same_reports_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(reports: list[Report]) -> int:
        before = _Counted.built
        engine = opened(_Counted, reports, tmp_path)
        found = engine.search(engine.read_text("cũ"), 9)
        assert [name for name, _ in found] == ["c"]
        return _Counted.built - before

    assert [built(_REPORTS), built(_REPORTS), built(_REPORTS[1:]), built(_REPORTS)] == [1, 0, 1, 0]
    monkeypatch.setattr(_Counted, "version", "of tomorrow")
    assert [built(_REPORTS), built(_REPORTS)] == [1, 0]


def test_build_that_was_ended_is_not_taken_for_an_index(tmp_path: Path) -> None:
    class Failing(_Counted):
        """A peer whose build fails at the end."""

        def build(self, reports: Iterable[Report], processes: int = 1) -> None:
            super().build(reports)
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            opened(Failing, _REPORTS, tmp_path)


def test_what_is_read_alike_is_asked_once(tmp_path: Path) -> None:
    engine = opened(_Counted, _REPORTS, tmp_path)
    asked = Asked(engine)
    assert asked.search("Huế")[0] == asked.search("huế")[0] == ["b", "a"]
    assert engine.searched == 1
    assert asked.search("huế")[1] > 0


@pytest.mark.parametrize(("kind", "first"), [(OursWithLists, 1.0), (Fts5, 2 / 3)])
def test_places_of_the_answers_are_counted(
    kind: type[Engine], first: float, tmp_path: Path
) -> None:
    figures = measure(Asked(opened(kind, _REPORTS, tmp_path)), _TASK)
    assert figures.first == pytest.approx(first)
    assert figures.tenth == 1.0
    assert figures.mrr == pytest.approx((1 + first) / 2, abs=0.2)


def test_spellings_that_are_suggested_are_counted(tmp_path: Path) -> None:
    typed = Task("no diacritics", ("dan van", "ban do"), _TASK.answers[:2], ("dân vận", "bàn độ"))
    assert measure(Asked(opened(OursWithLists, _REPORTS, tmp_path)), typed).restored == 0.5
