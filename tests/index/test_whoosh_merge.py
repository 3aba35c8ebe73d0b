"""A merged segment has the same arrays as a segment written from its live reports."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.storage.segment import DOCUMENTS, Segment
from index.engines.whoosh.writing import merge_policy
from index.engines.whoosh.writing.merge import merge
from index.engines.whoosh.writing.merge_policy import Size, merges_at_commit, merges_of_full
from index.engines.whoosh.writing.writer import write_segment
from index.report import Report
from tests.engines import reports

_numbers = count()


def arrays(path: Path) -> dict[str, list[object]]:
    """Return all arrays of a segment, with their types."""
    file = Segment(path).file
    return {name: [file.whole(name).dtype.str, *file.whole(name).tolist()] for name in file.types}


def merged_and_fresh(
    folder: Path, batches: Sequence[tuple[list[Report], list[bool]]]
) -> tuple[dict[str, list[object]], dict[str, list[object]]]:
    """Return the arrays of merged batches, and of a segment written from their live reports."""
    sources = []
    for number, (batch, live) in enumerate(batches):
        path = folder / f"{number}.arrays"
        write_segment(path, batch)
        sources.append((Segment(path), np.array(live, bool) if live else None))
    merge(sources, folder / "merged.arrays")
    kept = [
        r
        for batch, live in batches
        for r, alive in zip(batch, live or [True] * len(batch), strict=True)
        if alive
    ]
    write_segment(folder / "fresh.arrays", kept)
    return arrays(folder / "merged.arrays"), arrays(folder / "fresh.arrays")


@st.composite
def _batch(draw: st.DrawFn) -> tuple[list[Report], list[bool]]:
    batch = draw(reports)
    return batch, draw(st.lists(st.booleans(), min_size=len(batch), max_size=len(batch)))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(_batch(), min_size=1, max_size=4))
def test_merged_segment_equals_a_fresh_one(batches: list[tuple[list[Report], list[bool]]]) -> None:
    with TemporaryDirectory() as folder:
        merged, fresh = merged_and_fresh(Path(folder), batches)
    assert merged == fresh


def _long(identifier: str, tokens: int, offset: int = 0) -> Report:
    words = ("".join(chr(97 + int(d)) for d in str(n + offset)) for n in range(tokens))
    return Report(identifier, title="dân", body=" ".join([*words, *["vận"] * 300, "dân"]))


@pytest.mark.slow
def test_long_reports_and_rare_keys_are_merged(tmp_path: Path) -> None:
    batches = [
        ([Report("a", body="dân vận"), _long("long", 70_000)], [True, True]),
        ([_long("shorter", 20_000, 60_000), Report("b", body="hội nghị")], [True, False]),
    ]
    merged, fresh = merged_and_fresh(tmp_path, batches)
    assert merged == fresh
    # More keys than have a code, and positions beyond two bytes.
    assert len(merged["key.starts"]) - 1 > 80_000
    assert len(merged["following.rare"]) > 10_000
    assert len(merged["positions.wide"]) > 4_000
    assert len(merged["key.escaped"]) > 1


def test_merging_in_small_stretches_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.whoosh.writing.merge_input._OCCURRENCES", 3)
    texts = ["dân vận dẫn vần hội nghị", "công an công án\nhuế", "kỹ sư kĩ sư", "bản đồ"]
    batch = [Report(str(n), title=text, body=text, persons=("p",)) for n, text in enumerate(texts)]
    merged, fresh = merged_and_fresh(
        tmp_path, [(batch[:2], [True, True]), (batch[2:], [False, True])]
    )
    assert merged == fresh


# Policy


def _commit(sizes: list[int], added: int) -> list[int]:
    """Return the sizes of segments after a commit that adds reports."""
    news = [DOCUMENTS] * (added // DOCUMENTS) + [added % DOCUMENTS]
    known = [Size(s, 0, s, new=False) for s in sizes] + [Size(s, 0, s, new=True) for s in news if s]
    away = merges_at_commit(known)
    gone = {number for group in away for number in group}
    kept = [size.live for number, size in enumerate(known) if number not in gone]
    return kept + [sum(known[number].live for number in group) for group in away]


@settings(deadline=None)
@given(st.lists(st.integers(1, 3000), max_size=200))
def test_number_of_segments_is_logarithmic(commits: list[int]) -> None:
    sizes: list[int] = []
    for added in commits:
        sizes = _commit(sizes, added)
    assert sum(sizes) == sum(commits)
    assert max(sizes, default=0) <= DOCUMENTS
    assert len(sizes) <= 17 + 2 * sum(sizes) // DOCUMENTS


def test_each_report_is_rewritten_a_logarithmic_number_of_times() -> None:
    sizes: list[int] = []
    written = 0
    for _ in range(500):
        before = sizes.copy()
        sizes = _commit(sizes, 100)
        for size in before:
            if size in sizes:
                sizes_left = sizes.count(size)
                assert sizes_left >= 1
        written += sum(sizes) - sum(size for size in before if size in sizes)
    assert written <= 500 * 100 * 17


def test_segment_with_many_deletions_is_rewritten() -> None:
    sizes = [Size(100, 60, 900, new=False), Size(40_000, 0, 900, new=False)]
    assert merges_at_commit(sizes) == [[0]]


def test_segments_with_few_deletions_are_kept() -> None:
    assert merges_at_commit([Size(100, 40, 900, new=False), Size(300, 0, 900, new=False)]) == []


def test_new_segments_that_fill_one_are_merged_before_the_commit() -> None:
    new = [Size(9_000, 0, 5_000_000, new=True)] * 7
    assert merges_of_full(new[:6]) == []
    assert merges_of_full(new) == [list(range(7))]


def test_merged_segment_does_not_exceed_the_number_of_slots() -> None:
    long = Size(100, 0, merge_policy._SLOTS // 2 - 1, new=True)
    assert merges_at_commit([long, long, long]) == [[0, 1]]


def test_purge_leaves_no_word_of_a_deleted_report_in_any_file(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    kept = [Report(f"k{number}", body="dân vận khéo", section=("Kinh tế",)) for number in range(9)]
    gone = Report("g", "xuýnh", body="qoạm xuýnh", section=("Zắp",), persons=("xuynh-q",))
    engine.add([*kept, gone])
    engine.commit(1, "1-a")
    engine.delete(["g"])
    engine.commit(2, "2-b")
    assert any("xuýnh".encode() in each.read_bytes() for each in tmp_path.iterdir())
    engine.purge()
    data = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    for word in ("xuýnh", "xuynh", "qoạm", "qoam", "Zắp", "xuynh-q"):
        assert word.encode() not in data
    assert (engine.status().reports, engine.status().mark) == (9, "2-b")
    engine.close()
