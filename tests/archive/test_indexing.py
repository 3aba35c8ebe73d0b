"""An index that took another history than that of its catalogue is noticed and corrected."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from archive import differences as room
from archive import indexing
from archive.catalogue import Catalogue, Entry, open_catalogue
from archive.catalogue.tables import lineage, reports, story_texts, versions
from archive.errors import CatalogueReplaced, ReportNotFound
from archive.indexing import Follower, catch_up, rebuild, relation
from archive.withdrawal.decisions import Withdraw
from index.engine import Engine
from index.engines.whoosh import WhooshEngine
from index.errors import IndexUnsuitable
from index.fingerprint import fingerprint
from index.query import Query
from index.report import Report
from tests.engines import CLUSTER, ENGINES, LOCAL
from tests.reference import ReferenceEngine


@pytest.fixture(params=[*LOCAL, *CLUSTER])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty engine; the test runs once for each kind."""
    with closing(ENGINES[request.param](tmp_path / "index")) as opened:
        yield opened


# The columns of the tables that a report without text has rows in, in the order of their deletion.
_NUMBERS = (
    story_texts.c.version,
    versions.c.number,
    reports.c.number,
    lineage.c.revision,
)


def _put(catalogue: Catalogue, *numbers: int, text: str = "") -> None:
    catalogue.reports.put([Entry(Report(f"b{n}", title=f"Tin {n} {text}")) for n in numbers])


def _shown(catalogue: Catalogue) -> dict[str, int]:
    changes = catalogue.changes.after(0)
    return {each.identifier: fingerprint(each.report) for each in changes if each.report}


def _indexed(engine: Engine) -> dict[str, int]:
    identifiers = [hit.identifier for hit in engine.scan(Query())]
    assert engine.status().reports == len(identifiers)
    return engine.fingerprints(identifiers)


def _failed_over(url: str, standby: str, engine: Engine) -> Catalogue:
    """A catalogue whose standby lacked its last reports, and that took others since.

    The index took the reports that were lost.
    """
    with closing(open_catalogue(url)) as catalogue:
        _put(catalogue, *range(20))
        _copy(url, standby)
        _put(catalogue, *range(20, 30))
        _put(catalogue, 3, text="sửa")
        catalogue.decisions.add([Withdraw("b4")])
        catch_up(catalogue, engine)
    promoted = open_catalogue(standby)
    _put(promoted, *range(40, 60))
    return promoted


def _copy(url: str, other: str) -> None:
    """Copy the file of a catalogue that is open, with what is in its write-ahead log."""
    for end in ("", "-wal"):
        source = Path(url.removeprefix("sqlite:///") + end)
        target = Path(other.removeprefix("sqlite:///") + end)
        if source.exists():
            shutil.copy(source, target)
        else:
            target.unlink(missing_ok=True)


def test_index_that_took_lost_reports_is_corrected(
    empty_sqlite: Callable[[], str], engine: Engine
) -> None:
    with closing(_failed_over(empty_sqlite(), empty_sqlite(), engine)) as catalogue:
        assert relation(catalogue, engine) == "foreign"
        # 20 are missing, 10 are extra, one has another text, one is shown again.
        assert catch_up(catalogue, engine) == 32
        assert _indexed(engine) == _shown(catalogue)
        assert relation(catalogue, engine) == "current"
        assert catch_up(catalogue, engine) == 0


def test_index_of_another_archive_is_left_alone_until_it_is_taken_over(
    new_database: Callable[[], str], engine: Engine
) -> None:
    with (
        closing(open_catalogue(new_database(), create=True)) as one,
        closing(open_catalogue(new_database(), create=True)) as other,
    ):
        _put(one, 1, 2, 3)
        _put(other, 2, 3, 4)
        catch_up(one, engine)
        assert relation(one, engine) == "current"
        assert relation(other, engine) == "other"
        for write in (catch_up, rebuild):
            with pytest.raises(IndexUnsuitable) as refused:
                write(other, engine)
            assert one.place in str(refused.value)
            assert other.place in str(refused.value)
        assert _indexed(engine) == _shown(one)
        assert catch_up(other, engine, take_over=True) == 2
        assert _indexed(engine) == _shown(other)
        assert relation(one, engine) == "other"
        rebuild(one, engine, take_over=True)
        assert _indexed(engine) == _shown(one)


def test_copy_of_an_archive_is_the_same_archive(
    empty_sqlite: Callable[[], str], engine: Engine
) -> None:
    with closing(_failed_over(empty_sqlite(), empty_sqlite(), engine)) as catalogue:
        assert relation(catalogue, engine) == "foreign"


def test_index_without_the_name_of_its_archive_is_compared(
    empty_sqlite: Callable[[], str], engine: Engine
) -> None:
    """An older version wrote the mark of the state only."""
    with closing(open_catalogue(empty_sqlite(), create=True)) as catalogue:
        _put(catalogue, 1)
        engine.commit(1, catalogue.changes.mark())
        assert relation(catalogue, engine) == "current"
        engine.commit(1, "1-0123456789abcdef")
        assert relation(catalogue, engine) == "foreign"


def test_database_that_was_rolled_back_is_noticed(database_url: str, engine: Engine) -> None:
    """As a standby that is promoted before the last commits reached it."""
    with closing(open_catalogue(database_url, create=True)) as catalogue:
        _put(catalogue, 1, 2)
        mark = catalogue.changes.mark()
        _put(catalogue, 3)
        catch_up(catalogue, engine)
        database = create_engine(database_url)
        with database.begin() as connection:
            for column in _NUMBERS:
                connection.execute(text(f"DELETE FROM {column.table.name} WHERE {column.name} > 2"))
            connection.execute(text("UPDATE head SET revision = 2"))
        database.dispose()
        assert catalogue.changes.mark() == mark
        _put(catalogue, 4)
        assert relation(catalogue, engine) == "foreign"
        assert catch_up(catalogue, engine) == 2
        assert _indexed(engine) == _shown(catalogue)


def test_older_backup_with_nothing_new_is_noticed(
    empty_sqlite: Callable[[], str], engine: Engine
) -> None:
    url, backup = empty_sqlite(), empty_sqlite()
    with closing(open_catalogue(url)) as catalogue:
        _put(catalogue, 1, 2)
        _copy(url, backup)
        _put(catalogue, 3)
        catch_up(catalogue, engine)
    with closing(open_catalogue(backup)) as catalogue:
        assert relation(catalogue, engine) == "foreign"
        assert catch_up(catalogue, engine) == 1
        assert _indexed(engine) == _shown(catalogue)


def test_index_of_an_ancestor_just_catches_up(
    empty_sqlite: Callable[[], str], engine: Engine
) -> None:
    url, copy = empty_sqlite(), empty_sqlite()
    with closing(open_catalogue(url)) as catalogue:
        _put(catalogue, 1, 2)
        catch_up(catalogue, engine)
        _copy(url, copy)
    with closing(open_catalogue(copy)) as catalogue:
        assert relation(catalogue, engine) == "current"
        _put(catalogue, 3)
        assert relation(catalogue, engine) == "behind"
        assert catch_up(catalogue, engine) == 1


def test_report_that_was_changed_while_an_index_followed_is_not_lost(
    empty_sqlite: Callable[[], str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index passes over a report that changed since; then the change is lost."""
    monkeypatch.setattr(indexing, "_PAGE", 2)
    url, backup = empty_sqlite(), empty_sqlite()
    with closing(open_catalogue(url)) as catalogue:
        _put(catalogue, 1, 2, 3, 4)
        _copy(url, backup)
        _put(catalogue, 1, text="sửa")
        following = Follower(catalogue, engine, 0, every=2)
        assert following.take()
    with closing(open_catalogue(backup)) as catalogue:
        assert engine.status().revision == 3
        assert relation(catalogue, engine) == "foreign"
        catch_up(catalogue, engine)
        assert _indexed(engine) == _shown(catalogue)


def test_catalogue_replaced_between_two_pages_is_noticed(
    empty_sqlite: Callable[[], str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_PAGE", 2)
    with (
        closing(open_catalogue(empty_sqlite())) as one,
        closing(open_catalogue(empty_sqlite())) as other,
    ):
        _put(one, 1, 2, 3, 4)
        _put(other, 1, 2, 3, 4)
        following = Follower(one, engine, 0, every=None)
        following.take()
        following._catalogue = other
        with pytest.raises(CatalogueReplaced):
            following.finish()
        assert engine.status().revision == 0


_STEP = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), st.sampled_from(["", "sửa", "lại"])),
    st.tuples(st.just("withdraw"), st.integers(0, 5), st.just("")),
    st.tuples(st.sampled_from(["save", "restore", "index", "switch"]), st.just(0), st.just("")),
)


class _History:
    """Two archives with one index, and a backup of each archive."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._files = [folder / "one.sqlite", folder / "two.sqlite"]
        self.engine = engine
        for each in self._files:
            open_catalogue(f"sqlite:///{each}", create=True).close()
            shutil.copy(each, each.with_suffix(".backup"))

    def catalogue(self) -> Catalogue:
        return open_catalogue(f"sqlite:///{self._files[0]}")

    def step(self, name: str, number: int, text: str) -> None:
        file = self._files[0]
        if name == "save":
            shutil.copy(file, file.with_suffix(".backup"))
        elif name == "restore":
            shutil.copy(file.with_suffix(".backup"), file)
        elif name == "switch":
            self._files.reverse()
        else:
            with closing(self.catalogue()) as catalogue:
                if name == "put":
                    _put(catalogue, number, text=text)
                elif name == "withdraw":
                    with suppress(ReportNotFound):
                        catalogue.decisions.add([Withdraw(f"b{number}")])
                else:
                    if relation(catalogue, self.engine) == "other":
                        with pytest.raises(IndexUnsuitable):
                            catch_up(catalogue, self.engine)
                    catch_up(catalogue, self.engine, take_over=True)
                    assert _indexed(self.engine) == _shown(catalogue)


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("KHOBAO_EXAMPLES", "15")))
@given(st.lists(_STEP, min_size=3, max_size=25), st.booleans())
def test_index_after_any_history_equals_the_catalogue_or_says_so(
    steps: list[tuple[str, int, str]], embedded: bool
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine: Engine = WhooshEngine(folder / "index") if embedded else ReferenceEngine()  # type: ignore[assignment]
        history = _History(folder, engine)
        for step in steps:
            history.step(*step)
        with closing(engine), closing(history.catalogue()) as catalogue:
            if relation(catalogue, engine) == "current":
                assert _indexed(engine) == _shown(catalogue)
            catch_up(catalogue, engine, take_over=True)
            assert _indexed(engine) == _shown(catalogue)
            assert relation(catalogue, engine) == "current"


def test_every_page_of_a_large_index_is_compared(
    empty_sqlite: Callable[[], str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PAGE", 3)
    with closing(_failed_over(empty_sqlite(), empty_sqlite(), engine)) as catalogue:
        assert catch_up(catalogue, engine) == 32
        assert _indexed(engine) == _shown(catalogue)
