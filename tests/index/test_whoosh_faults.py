"""Faults of writers, disks and files: no answer is wrong and no commit is lost.

`KHOBAO_KILLS=300 pytest tests/index/test_whoosh_faults.py` kills 300 writers, as for a release.
"""

import errno
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.storage.toc import new_segment
from index.engines.whoosh.writing import writer
from index.errors import IndexDamaged, IndexLocked, IndexUnavailable
from index.planning.clauses import Every, Has, Plan, Score, Term, TermSequence
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Results
from tests.revisions import (
    expected,
    found,
    hold,
    report,
    share,
    started,
    wait_for_end,
    write,
    write_on,
)

pytestmark = pytest.mark.slow

_KILLS = int(os.environ.get("KHOBAO_KILLS", "10"))
# Operations on files of about two revisions.
_OPERATIONS = {"pwrite": 200, "fsync": 10, "rename": 2, "unlink": 6}


@pytest.mark.slow
def test_killed_writer_leaves_a_committed_generation(tmp_path: Path) -> None:
    chance = random.Random()
    reached = 0
    for number in range(_KILLS):
        # Every fifth writer shares its work with two processes more, which take a while to come.
        processes = 2 if number % 5 == 4 else 1
        process = started(write_on, tmp_path, processes)
        # Killed at an operation of a random kind, most of which are writes. The first is killed
        # after a commit, so that one of them has committed.
        kind = chance.choice([*_OPERATIONS]) if number else "rename"
        left = chance.randint(0, _OPERATIONS[kind]) if number else 2
        commits = 0
        while left:
            event = process.next_event()
            left -= event == kind
            commits += event == "rename"
        process.kill()
        engine = WhooshEngine(tmp_path)
        revision = engine.status().revision
        # The last renaming may not have been done.
        assert revision >= reached + max(0, commits - 1)
        assert found(engine) == expected(revision)
        engine.verify()
        write(engine, revision + 1)
        assert found(engine) == expected(revision + 1)
        engine.close()
        reached = revision + 1
    assert reached > _KILLS


def test_processes_of_a_killed_writer_end_with_it(tmp_path: Path) -> None:
    process = started(share, tmp_path, processes=2)
    children = process.next_event()
    assert len(children) == 2
    process.kill()
    wait_for_end(children)


def test_several_processes_write_the_same_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_CHARACTERS", 4000)
    monkeypatch.setattr(writer, "_LEAST_CHARACTERS", 1000)
    engine = WhooshEngine(tmp_path, processes=2)
    for revision in (1, 2, 3):
        write(engine, revision)
        assert found(engine) == expected(revision)
    engine.verify()
    assert engine.status().segments <= 3


class _Crash(BaseException):
    """Stops a writer at once, as a crash does."""


@pytest.mark.parametrize("operation", ["pwrite", "fsync", "rename", "unlink"])
def test_crash_at_any_operation_leaves_a_committed_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    owner: object = Path if operation in {"rename", "unlink"} else os
    original: Callable[..., object] = getattr(owner, operation)
    left = [0]
    chance = random.Random()

    def crashing(*arguments: object, **more: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise _Crash
        return original(*arguments, **more)

    # Three times all operations of a revision, since what a commit merges is not always the same.
    allowed = survived = 0
    while survived < 3:
        monkeypatch.setattr(owner, operation, crashing)
        engine = WhooshEngine(tmp_path)
        revision = engine.status().revision + 1
        left[0] = allowed
        with suppress(_Crash):
            write(engine, revision)
        crashed = left[0] < 0
        left[0] = 1_000_000
        engine.close()
        monkeypatch.setattr(owner, operation, original)
        engine = WhooshEngine(tmp_path)
        assert engine.status().revision in ({revision - 1, revision} if crashed else {revision})
        assert found(engine) == expected(engine.status().revision)
        engine.verify()
        allowed += chance.randint(1, 5) if operation == "pwrite" else 1
        if not crashed:
            allowed, survived = 0, survived + 1


@pytest.mark.parametrize("operation", ["pwrite", "fsync"])
@pytest.mark.parametrize("allowed", [0, 2])
def test_full_disk_keeps_the_old_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, allowed: int
) -> None:
    engine = WhooshEngine(tmp_path)
    write(engine, 1)
    files = set(os.listdir(tmp_path))

    original = getattr(os, operation)
    left = [allowed]

    def full(*arguments: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, operation, full)
        with pytest.raises(IndexUnavailable, match="No space left on device"):
            write(engine, 2)
    assert found(engine) == expected(1)
    assert set(os.listdir(tmp_path)) == files
    write(engine, 2)
    assert found(engine) == expected(2)


def test_disk_that_fills_up_within_a_write_is_reported_as_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path)
    write(engine, 1)
    original = os.pwrite
    left = [0]

    def nearly_full(file: int, data: bytes | memoryview, start: int) -> int:
        """Write half of the data, then fail."""
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original(file, data[: len(data) if left[0] else len(data) // 2], start)

    for last in range(1, 200):
        left[0] = last
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", nearly_full)
            try:
                write(engine, 2)
            except IndexUnavailable:
                assert found(engine) == expected(1)
            else:
                break
    assert last > 10
    assert found(engine) == expected(2)
    engine.verify()


def test_death_of_a_helping_process_keeps_the_old_generation(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, processes=2)
    write(engine, 1)
    engine.add([Report("r", title="dân")])
    pool = engine._writer
    assert pool is not None
    written = pool._run(False, os._exit, 1)
    pool._coming.append(writer._Coming(new_segment(1), set(), written))
    with pytest.raises(IndexUnavailable, match="was ended"):
        engine.commit(2)
    assert found(engine) == expected(1)
    write(engine, 2)
    assert found(engine) == expected(2)


# Damage

_TERM = Term(keys=("dân",))
_QUESTIONS = [
    Plan(Every(), order="newest"),
    Plan(Has(_TERM), (Score(_TERM, 1.0),)),
    Plan(Has(Term(folds=("van",))), (Score(Term(folds=("van",)), 1.0),)),
    Plan(Has(TermSequence((_TERM, Term(folds=("van",)))))),
    Plan(Has(TermSequence((_TERM, Term(keys=("tin",))), slop=3, ordered=False))),
    Plan(Has(Term(keys=("dân",), fields=("title",)))),
]
_FACETS = [FacetRequest(name) for name in ("date", "section", "person", "author", "source")]
_DAMAGED = [
    Report(
        f"r{number}",
        title="Dân vận khéo" if number % 3 else "Bản tin",
        lead="dẫn vần" * (number % 2),
        body="dân tin dân\nvận nước " * (number % 5),
        date=f"20{number:02}-01",
        section=("A", str(number % 4)),
        persons=tuple(f"p{each}" for each in range(number % 6)),
        authors=("Anh Phong",),
        source="Báo",
    )
    for number in range(30)
]


def _answers(folder: Path) -> list[Results]:
    engine = WhooshEngine(folder)
    try:
        found = [engine.execute(plan, limit=50, facets=_FACETS) for plan in _QUESTIONS]
        # The generation depends on the inode and the time of a file.
        return [Results(each.total, each.hits, each.facets) for each in found]
    finally:
        engine.close()


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The folder of an undamaged index."""
    engine = WhooshEngine(tmp_path)
    engine.add(_DAMAGED)
    engine.commit(1)
    engine.close()
    return tmp_path


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.iterdir() if each.suffix in {".arrays", ".toc"})


def _error(folder: Path, right: list[Results]) -> str:
    """Return the message of the error that a query gives; "" if all answers are right."""
    try:
        assert _answers(folder) == right
    except IndexDamaged as error:
        return str(error)
    return ""


def test_flipped_byte_gives_a_named_error_or_right_answers(whole: Path) -> None:
    right = _answers(whole)
    chance = random.Random(1)
    seen = 0
    for path in _files(whole):
        data = path.read_bytes()
        for at in chance.sample(range(len(data)), min(150, len(data))):
            path.write_bytes(
                data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
            )
            message = _error(whole, right)
            if message:
                seen += 1
                assert str(path) in message
                with pytest.raises(IndexDamaged, match=path.name):
                    WhooshEngine(whole).verify()
        path.write_bytes(data)
    assert seen > 120
    assert _answers(whole) == right


def test_truncated_file_is_named(whole: Path) -> None:
    for path in _files(whole):
        data = path.read_bytes()
        for length in (0, 5, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:length])
            with pytest.raises(IndexDamaged, match=path.name):
                _answers(whole)
        path.write_bytes(data)


def test_missing_file_is_named(whole: Path) -> None:
    segment = next(each for each in _files(whole) if each.suffix == ".arrays")
    segment.unlink()
    with pytest.raises(IndexDamaged, match=segment.name):
        _answers(whole)


def test_segment_with_the_name_of_another_is_named(tmp_path: Path) -> None:
    for folder, count in (("one", 3), ("other", 4)):
        engine = WhooshEngine(tmp_path / folder)
        engine.add(report(number, 1) for number in range(count))
        engine.commit(1)
    [one], [other] = ((tmp_path / each).glob("*.arrays") for each in ("one", "other"))
    one.write_bytes(other.read_bytes())
    with pytest.raises(IndexDamaged, match=f"{one.name}: it has 4 documents, not 3"):
        WhooshEngine(tmp_path / "one").count(Query())


@pytest.mark.parametrize("fresh", [False, True])
def test_files_of_killed_writers_are_removed_by_the_next(tmp_path: Path, fresh: bool) -> None:
    engine = WhooshEngine(tmp_path)
    write(engine, 1)
    before = set(os.listdir(tmp_path))
    (tmp_path / "MAIN_0123456789abcdef.arrays").write_bytes(b"half of a segment")
    if fresh:
        engine.clear()
    engine.delete(["r00001"])
    assert {*os.listdir(tmp_path)} == before
    assert found(WhooshEngine(tmp_path)) == expected(1)


def test_damaged_index_can_be_replaced(whole: Path) -> None:
    right = _answers(whole)
    for path in _files(whole):
        path.write_bytes(b"damaged")
    engine = WhooshEngine(whole)
    with pytest.raises(IndexDamaged):
        engine.add(_DAMAGED)
    engine.clear()
    engine.add(_DAMAGED)
    engine.commit(2)
    engine.verify()
    assert engine.status().revision == 2
    assert _answers(whole) == right


# Locks


def test_second_writer_gets_the_name_of_the_first(tmp_path: Path) -> None:
    first, second = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    first.add([report(1, 1)])
    with pytest.raises(IndexLocked, match=f"process {os.getpid()} on "):
        second.add([report(2, 1)])
    first.commit(1)
    second.add([report(2, 2)])
    second.commit(2)
    assert found(first) == {"r00001", "r00002"}


def test_lock_of_another_process_ends_with_its_death(tmp_path: Path) -> None:
    holder = started(hold, tmp_path)
    assert holder.next_event() == "holds"
    engine = WhooshEngine(tmp_path)
    with pytest.raises(IndexLocked, match=f"process {holder.process.pid} on "):
        engine.add([])
    holder.kill()
    engine.add([])
    engine.rollback()


# Snapshots


def test_scan_keeps_its_snapshot_while_a_writer_commits(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    write(engine, 1)
    scanned = engine.scan(Query())
    first = next(scanned)
    engine.delete(expected(1))
    engine.commit(2)
    assert {first.identifier, *(hit.identifier for hit in scanned)} == expected(1)
    assert found(engine) == set()


def test_reader_sees_commits_of_another_engine(tmp_path: Path) -> None:
    reader, writer = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    assert found(reader) == set()
    for revision in range(1, 5):
        write(writer, revision)
        assert found(reader) == expected(revision)


def test_reader_of_an_empty_folder_sees_later_commits(tmp_path: Path) -> None:
    reader, writer = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    assert found(reader) == set()
    for revision in (1, 2):
        write(writer, revision)
    assert found(reader) == expected(2)


def test_reader_sees_a_new_index_in_the_place_of_the_old(tmp_path: Path) -> None:
    reader, writer = WhooshEngine(tmp_path / "index"), WhooshEngine(tmp_path / "index")
    write(writer, 1)
    assert found(reader) == expected(1)
    (tmp_path / "index").rename(tmp_path / "old")
    assert found(reader) == set()
    fresh = WhooshEngine(tmp_path / "index")
    fresh.add([report(7, 1)])
    fresh.commit(1)
    assert found(reader) == {"r00007"}


def test_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    reader, writer = WhooshEngine(tmp_path), WhooshEngine(tmp_path)
    write(writer, 1)
    writer.delete(expected(1))
    assert found(reader) == expected(1)
    writer.rollback()
    assert found(reader) == expected(1)
