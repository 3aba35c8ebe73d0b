"""Keeping an archive well while it serves: restarts, snapshots, dumps, copies."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue import Catalogue, open_catalogue
from archive.config import Config
from archive.indexing import catch_up
from index.engine import Engine, open_engine
from index.errors import IndexDamaged, IndexNotFound
from index.query import Query
from index.results import FacetRequest, Results
from index.whoosh import WhooshEngine
from tests.cluster import postgres, upkeep
from tests.newsstand import ENTRIES, config, put

_FACETS = (FacetRequest("date"), FacetRequest("section"), FacetRequest("person"))


@contextmanager
def _opened(settings: Config) -> Iterator[tuple[Catalogue, Engine]]:
    with (
        closing(open_catalogue(settings.catalogue)) as catalogue,
        closing(open_engine(settings.index)) as engine,
    ):
        yield catalogue, engine


def _found(engine: Engine) -> Results:
    """Everything that an index holds, with its facets, but for its own name of the generation."""
    return replace(engine.search(Query(), limit=100, facets=_FACETS), generation="")


def _built_anew(settings: Config, folder: Path) -> Results:
    """What a fresh index of the same catalogue holds."""
    fresh = replace(settings, index=f"whoosh://{folder / 'fresh'}")
    with _opened(fresh) as (catalogue, engine):
        catch_up(catalogue, engine)
        return _found(engine)


# The embedded engine


def test_index_that_is_copied_while_it_serves_is_whole(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, ENTRIES)
    with _opened(settings) as (_, engine):
        before = _found(engine)
        shutil.copytree(tmp_path / "index", tmp_path / "copy")
        with closing(open_engine(f"whoosh://{tmp_path / 'copy'}")) as copy:
            copy.verify()
            assert _found(copy) == before == _found(engine)


def test_index_that_is_copied_while_it_changes_is_whole_or_known_to_be_not(tmp_path: Path) -> None:
    settings = config(tmp_path)
    put(settings, ENTRIES[:1])
    over = threading.Event()

    def change() -> None:
        with closing(WhooshEngine.from_url(settings.index)) as engine:
            revision = 1
            while not over.is_set():
                revision += 1
                engine.add([replace(ENTRIES[revision % 5].report, original=None)])
                engine.commit(revision)

    writer = threading.Thread(target=change)
    writer.start()
    whole = 0
    try:
        for turn in range(20):
            target = tmp_path / f"copy{turn}"
            try:
                shutil.copytree(tmp_path / "index", target)
            except shutil.Error:
                continue  # a file went while it was to be copied, and the copy says so
            whole += _is_whole(target)
    finally:
        over.set()
        writer.join()
    assert whole > 0


def _is_whole(folder: Path) -> bool:
    """Whether a copy passes its check; then it also answers."""
    with closing(open_engine(f"whoosh://{folder}")) as engine:
        try:
            engine.verify()
        except (IndexDamaged, IndexNotFound):
            return False
        return 1 <= len(_found(engine).hits) <= len(ENTRIES)


# PostgreSQL


@pytest.mark.cluster
def test_catalogue_comes_back_from_a_dump_and_the_index_goes_back_with_it(
    tmp_path: Path, postgres_server: postgres.Server
) -> None:
    settings = replace(config(tmp_path), catalogue=postgres.database(postgres_server))
    put(settings, ENTRIES[:3])
    upkeep.dump(settings.catalogue, tmp_path / "dump")
    put(settings, ENTRIES[3:])

    back = replace(settings, catalogue=postgres.database(postgres_server))
    upkeep.load(tmp_path / "dump", back.catalogue)
    with _opened(back) as (catalogue, engine):
        assert catalogue.counts().reports == 3
        assert len(_found(engine).hits) == len(ENTRIES)
        # The index is ahead of the catalogue, so it is built anew.
        catch_up(catalogue, engine)
        assert _found(engine) == _built_anew(back, tmp_path)
        seed = catalogue.get(ENTRIES[0].report.identifier)
        assert seed is not None
        assert seed.body == ENTRIES[0].report.body
