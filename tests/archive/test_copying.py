"""Copies of catalogues between databases: complete, compared, resumed after a kill."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text, update

from archive.catalogue import (
    Appearance,
    Entry,
    Harvested,
    Refused,
    open_catalogue,
    upgrade_catalogue,
)
from archive.catalogue import copying as room
from archive.catalogue.copying import copying
from archive.catalogue.tables import head, metadata, reports
from archive.cli import copy_command
from archive.corrections.correction import Correct
from archive.errors import CatalogueNotFound, CatalogueUnsuitable
from archive.persons.authority import Merge
from archive.withdrawal.decisions import Reinstate, Withdraw
from index.report import Original, Report
from tests.khobao import Khobao, started
from tests.stories import article

pytestmark = pytest.mark.slow

_WAYS = [
    ("sqlite", "sqlite"),
    pytest.param(("sqlite", "postgresql"), marks=pytest.mark.cluster),
    pytest.param(("postgresql", "sqlite"), marks=pytest.mark.cluster),
]


# For what does not depend on the database.
_on_sqlite = pytest.mark.parametrize("urls", [("sqlite", "sqlite")], indirect=True, ids=" to ".join)


@pytest.fixture(params=_WAYS, ids=" to ".join)
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The URLs of two empty databases, to copy from the first to the second."""
    source, target = (request.getfixturevalue(f"new_{kind}")() for kind in request.param)
    return source, target


@pytest.fixture
def filled(urls: tuple[str, str]) -> tuple[str, str]:
    """The same URLs, the first of a catalogue with rows in every table."""
    original = Original(b"B\xe3o", "text/plain", "/bao/1.txt", unread=(("date", "hôm nay"),))
    first = Report("bao:1", title="Bão", original=original)
    persons = (Appearance("Nguyễn Xuân Phúc", ("Thủ tướng",)), Appearance("Bảy Phúc"))
    entries = [
        Entry(first, persons, "1"),
        Entry(replace(first, body="Mưa to."), persons, "1"),
        Entry(
            Report("bao:2", title="Lũ", authors=("An",), section=("Tin",)),
            (Appearance("Lê Thọ"),),
            "1",
        ),
        Entry(Report("bao:3", title="Hạn")),
    ]
    with closing(open_catalogue(urls[0], create=True)) as catalogue:
        catalogue.reports.put(entries, refused=[Refused("no text", "/bao/2.txt", 3, b"\0")])
        catalogue.frozen_lists.add(
            lambda: ("1", ["bao:1", "bao:2"]), query="q=bao", words="bao", filters=("năm 2018",)
        )
        catalogue.harvested.store(Harvested("https://bao.example/1", "https://bao.example/rss"))
        catalogue.erasures.erase(["bao:3"])
        catalogue.decisions.add([Withdraw("bao:2")])
        for newspaper in ("Báo A", "Báo B"):
            report = Report(newspaper, body=article(10, seed=1), source=newspaper)
            catalogue.reports.put([Entry(report)])
        # The copy meets the source of this merger before its target.
        catalogue.decisions.add([Merge("bay-phuc", "nguyen-xuan-phuc")], by="Thu")
        catalogue.decisions.add([Correct("bao:1", "tags", ("Bão",))])
    return urls


def _copy(source: str, target: str) -> bool:
    """Copy a catalogue; return True if an unfinished copy was resumed."""
    with copying(source, target) as copy:
        copy.fill(lambda _rows: None)
        assert copy.differing(copy.verify(lambda _rows: None)) == []
        copy.finish()
        return copy.resumed


def _rows(url: str) -> dict[str, list[str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [
                repr(tuple(row))
                for row in connection.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def _fill(url: str, number: int) -> None:
    with closing(open_catalogue(url, create=True)) as catalogue:
        for start in range(0, number, 500):
            catalogue.reports.put([_entry(n) for n in range(start, min(start + 500, number))])
        # Into one that comes later, which a copy in order of identifiers cannot know yet.
        catalogue.decisions.add([Merge("ten-0", "ten-99")])


def _entry(n: int) -> Entry:
    original = Original(f"tin {n} ".encode() * 50, "text/plain", f"/bao/{n}.txt")
    report = Report(f"b{n}", title=f"Tin {n}", body="Mưa lớn. " * 20, original=original)
    return Entry(report, (Appearance(f"Tên {n % 100}", ("nhà thơ",)),), "1")


def test_copy_equals_its_source(filled: tuple[str, str]) -> None:
    source, target = filled
    before = _rows(source)
    assert all(before.values())
    assert not _copy(source, target)
    assert _rows(target) == _rows(source) == before


def test_copy_behaves_like_its_source(filled: tuple[str, str]) -> None:
    source, target = filled
    _copy(source, target)
    outcomes = []
    for url in filled:
        with closing(open_catalogue(url)) as catalogue:
            entries = [Entry(Report("bao:1", title="Mới"), (Appearance("Bảy Phúc"),), "1")]
            outcomes.append(
                (
                    catalogue.reports.put(
                        [*entries, _entry(1)], refused=[Refused("no text", "/x")]
                    ),
                    [(e.reason, e.origin, e.line, e.data) for e in catalogue.refusals.latest()],
                    [change.report for change in catalogue.changes.after(0)],
                    [(e.number, e.decision) for e in catalogue.decisions.log()],
                    catalogue.appearances.in_report("bao:1"),
                    catalogue.counts(),
                )
            )
    assert outcomes[0] == outcomes[1]


def test_target_that_holds_anything_is_left_alone(filled: tuple[str, str]) -> None:
    source, target = filled
    engine = create_engine(target)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE others (id INTEGER)"))
    with pytest.raises(CatalogueUnsuitable, match="not empty"), copying(source, target):
        pass
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["others"]
        connection.execute(text("DROP TABLE others"))
    engine.dispose()
    _copy(source, target)
    before = _rows(target)
    for first, second in ((source, target), (source, source)):
        with pytest.raises(CatalogueUnsuitable, match="not empty"), copying(first, second):
            pass
    assert _rows(target) == before


def test_unfinished_copy_cannot_be_opened(
    filled: tuple[str, str], new_sqlite: Callable[[], str]
) -> None:
    source, target = filled
    with copying(source, target) as copy:
        copy.fill(lambda _rows: None)
    for create in (False, True):
        with pytest.raises(CatalogueUnsuitable, match="khobao copy-catalogue"):
            open_catalogue(target, create=create)
    with pytest.raises(CatalogueUnsuitable, match="khobao copy-catalogue"):
        upgrade_catalogue(target)
    other = new_sqlite()
    _fill(other, 100)
    with pytest.raises(CatalogueUnsuitable, match="unfinished copy of"):
        _copy(other, target)
    assert _copy(source, target)
    open_catalogue(target).close()


@_on_sqlite
def test_source_of_another_layout_is_refused(filled: tuple[str, str]) -> None:
    source, target = filled
    engine = create_engine(source)
    with engine.begin() as connection:
        connection.execute(update(head).values(schema=3))
    engine.dispose()
    with pytest.raises(CatalogueUnsuitable, match="layout 3"):
        _copy(source, target)


def test_missing_source_is_an_error(new_sqlite: Callable[[], str]) -> None:
    with pytest.raises(CatalogueNotFound):
        _copy(new_sqlite(), new_sqlite())


def test_writers_wait_while_a_catalogue_is_copied(
    filled: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = filled
    with ThreadPoolExecutor(1) as pool, closing(open_catalogue(source)) as catalogue:
        with copying(source, target) as copy:
            begun = threading.Event()
            # The writer waits for our lock on SQLite, and within a statement on PostgreSQL.
            pause = time.sleep
            monkeypatch.setattr(time, "sleep", lambda seconds: begun.set() or pause(seconds))
            event.listen(Engine, "before_cursor_execute", lambda *_: begun.set(), once=True)
            writing = pool.submit(catalogue.reports.put, [_entry(1)])
            begun.wait()
            copy.fill(lambda _rows: None)
            assert catalogue.reports.get("bao:1") is not None
            assert copy.differing(copy.verify(lambda _rows: None)) == []
            assert not writing.done()
            copy.finish()
        assert [outcome.kind for outcome in writing.result()] == ["new"]


def _copied_reports(url: str) -> int:
    """Return the number of reports that a target holds so far."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("reports"):
                return 0
            return connection.execute(select(func.count()).select_from(reports)).scalar_one()
    finally:
        engine.dispose()


def _die_early(target: str) -> None:
    """Kill this process when a copy has written some reports, and not all of them."""

    @contextmanager
    def progress(*_: object) -> Iterator[Callable[[int, int], None]]:
        def step(_position: int, _count: int) -> None:
            if _copied_reports(target):
                os.kill(os.getpid(), signal.SIGKILL)

        yield step

    copy_command.progress = progress


def test_killed_copy_is_resumed(urls: tuple[str, str], tmp_path: Path) -> None:
    source, target = urls
    _fill(source, 1200)
    killed = started(tmp_path, "copy-catalogue", source, target, before=partial(_die_early, target))
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert 0 < _copied_reports(target) < 1200
    again = Khobao(tmp_path)("copy-catalogue", source, target, "--json")
    assert again.exit_code == 0, again.stderr
    reported = json.loads(again.stdout)
    assert reported["resumed"]
    assert reported["tables"]["reports"]["rows"] == 1200
    assert _rows(target) == _rows(source)


@_on_sqlite
def test_copy_starts_again_if_the_source_has_changed(
    filled: tuple[str, str], tmp_path: Path
) -> None:
    source, target = filled
    with copying(source, target) as copy:
        copy.fill(lambda _rows: None)
    with closing(open_catalogue(source)) as catalogue:
        catalogue.reports.put([replace(_entry(1), report=Report("bao:1", title="Đã sửa"))])
        catalogue.decisions.add([Reinstate("bao:2")])
    reported = Khobao(tmp_path)("copy-catalogue", source, target)
    assert reported.exit_code == 0
    assert "the copy starts again" in reported.stderr
    assert _rows(target) == _rows(source)


@_on_sqlite
def test_copy_that_differs_from_its_source_cannot_be_opened(
    filled: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = filled
    with copying(source, target) as copy:
        fill = type(copy).fill

    def spoilt(copy: object, reported: object) -> None:
        fill(copy, reported)  # type: ignore[arg-type]
        engine = create_engine(target)
        with engine.begin() as connection:
            connection.execute(text("UPDATE versions SET body = 'khác' WHERE version = 2"))
        engine.dispose()

    monkeypatch.setattr(type(copy), "fill", spoilt)
    reported = Khobao(tmp_path)("copy-catalogue", source, target)
    assert reported.exit_code == 3
    assert "versions" in reported.stderr
    engine = create_engine(target)
    with engine.connect() as connection:
        assert connection.execute(select(head)).all() == []
    engine.dispose()


@_on_sqlite
def test_checksums_are_printed(filled: tuple[str, str], tmp_path: Path) -> None:
    source, target = filled
    reported = Khobao(tmp_path)("copy-catalogue", source, target)
    assert reported.exit_code == 0
    assert "versions" in reported.stdout
    assert "3 rows, equal" in reported.stdout
    assert "KHOBAO_CATALOGUE" in reported.stdout


def test_both_sides_are_compared_in_step(
    filled: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Connection] = []
    rows = room._rows

    def watched(connection: Connection, wanted: Any) -> Iterator[dict[str, Any]]:
        for row in rows(connection, wanted):
            read.append(connection)
            yield row

    with copying(*filled) as copy:
        copy.fill(lambda _rows: None)
        monkeypatch.setattr(room, "_rows", watched)
        assert copy.differing(copy.verify(lambda _rows: None)) == []
        assert len(read) > 20
        # A server that waits for the other's whole table would take us for gone.
        assert all(a is not b for a, b in zip(read[::2], read[1::2], strict=True))
        copy.finish()
