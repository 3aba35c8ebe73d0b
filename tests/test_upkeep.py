"""Upkeep of an archive while it serves: restarts, snapshots, dumps, copies."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest
from werkzeug.serving import make_server

from archive.catalogue import Catalogue, open_catalogue
from archive.config import Config
from archive.indexing import catch_up
from archive.web import create_app
from index.engine import Engine, open_engine
from index.engines.whoosh import WhooshEngine
from index.errors import IndexDamaged, IndexNotFound
from index.query import Query
from index.results import FacetRequest, Results
from tests.newsstand import ENTRIES, config, put
from tools.cluster import opensearch, postgres, upkeep

_FACETS = (FacetRequest("date"), FacetRequest("section"), FacetRequest("person"))
_PAGES = ("/tim-kiem?q=dan+van", "/tim-kiem?q=c%E1%BA%A7u", "/tim-kiem?date=2018", "/tim-kiem")

needs_opensearch = [
    pytest.mark.cluster,
    pytest.mark.skipif(bool(opensearch.missing()), reason=opensearch.missing()),
]


@contextmanager
def _opened(settings: Config) -> Iterator[tuple[Catalogue, Engine]]:
    with (
        closing(open_catalogue(settings.catalogue)) as catalogue,
        closing(open_engine(settings.index)) as engine,
    ):
        yield catalogue, engine


def _found(engine: Engine) -> Results:
    """Return everything that an index holds, with facets, without the generation's name."""
    return replace(engine.search(Query(), limit=100, facets=_FACETS), generation="")


def _built_anew(settings: Config, folder: Path) -> Results:
    """Return everything that a fresh index of the same catalogue holds."""
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
    """Return whether a copy passes its check; if so, it also answers."""
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
        seed = catalogue.reports.get(ENTRIES[0].report.identifier)
        assert seed is not None
        assert seed.body == ENTRIES[0].report.body


# OpenSearch


@contextmanager
def _served(settings: Config) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class TestOnOpenSearch:
    pytestmark = needs_opensearch

    def test_index_comes_back_from_a_snapshot_and_catches_up(self, tmp_path: Path) -> None:
        node, name = opensearch.shared(), f"t{token_hex(8)}"
        settings = replace(config(tmp_path), index=opensearch.url([node], name))
        put(settings, ENTRIES[:3])
        upkeep.snapshot(node, name, name)
        put(settings, ENTRIES[3:])
        upkeep.call(node, "DELETE", f"/{name}-*")

        with _opened(settings) as (catalogue, engine):
            assert engine.status().revision == 0
            upkeep.restore(node, name)
            assert engine.status().reports == 3
            assert catch_up(catalogue, engine) == len(ENTRIES) - 3
            assert _found(engine) == _built_anew(settings, tmp_path)
        upkeep.call(node, "DELETE", f"/{name}-*")

    def test_readers_notice_nothing_when_a_node_is_restarted(self, tmp_path: Path) -> None:
        with opensearch.running(tmp_path / "nodes", 3) as nodes:
            settings = replace(config(tmp_path), index=opensearch.url(nodes) + "?shards=3")
            put(settings, ENTRIES)
            with _served(settings) as address, upkeep.readers(address, _PAGES) as seen:
                nodes[0] = upkeep.restart(nodes, nodes[0])
            opensearch.note(tmp_path / "nodes", nodes)
            assert seen.wrong == []
            assert seen.fine > 100
            with _opened(settings) as (_, engine):
                assert _found(engine) == _built_anew(settings, tmp_path)
