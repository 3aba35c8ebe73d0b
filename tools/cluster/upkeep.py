"""Upkeep of a cluster: restarts one by one, snapshots, dumps, copies.

`python -m tools.cluster.upkeep FILE…` tries everything on real servers with the reports of some
files, and prints how long each step took; the tests do the same in short form. With
`--from 3.5.0.0` the nodes begin as that older release of OpenSearch and are upgraded as they are
restarted.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from archive.catalogue import open_catalogue
from archive.config import Config
from index.engine import open_engine
from index.query import Query
from index.results import FacetRequest
from tools.cluster import opensearch, postgres
from tools.cluster.opensearch import Node
from tools.served import serving

__all__ = [
    "Seen",
    "call",
    "dump",
    "load",
    "main",
    "readers",
    "restart",
    "restore",
    "snapshot",
]

_REPOSITORY = "/_snapshot/upkeep"

# What readers ask for while nodes are restarted.
_QUERIES = ("dân vận", "hoi nghi", "đường sắt", '"lũ lụt"', "huế", "bóng đá")

# Seconds between two pages of one reader, so that nodes have processors to start on.
_PAUSE = 0.05


def call(node: Node, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """Return a node's answer to a request; raise `HTTPError` if it is an error."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://{node.host}{path}", data, method=method)
    request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


# Restarts


def restart(nodes: Sequence[Node], node: Node) -> Node:
    """Restart one of some nodes as OpenSearch's manual says; the node with its new process.

    Its shards stay where they are meanwhile, so that none is copied to another node for nothing.
    """
    other = next(each for each in nodes if each != node)
    _allot(other, "primaries")
    call(other, "POST", "/_flush")
    opensearch.kill(node, signal.SIGTERM)
    while opensearch.alive(node):
        time.sleep(0.05)
    again = opensearch.start(node, owner=os.getpid())
    all_ = [again if each == node else each for each in nodes]
    opensearch.wait(all_, status="yellow")
    _allot(other, None)
    opensearch.wait(all_)
    return again


def _allot(node: Node, which: str | None) -> None:
    """Let the cluster place only some shards; None for all of them, as it does by itself."""
    call(
        node,
        "PUT",
        "/_cluster/settings",
        {"persistent": {"cluster.routing.allocation.enable": which}},
    )


@dataclass
class Seen:
    """What readers saw: pages that were as they should be, the slowest in seconds, and others."""

    fine: int = 0
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)


@contextmanager
def readers(address: str, pages: Sequence[str], *, number: int = 4) -> Iterator[Seen]:
    """Readers who ask for pages one after another as long as the block lasts.

    Each page must be what it was before.
    """
    wanted = {page: _page(address + page) for page in pages}
    seen = Seen()
    over = threading.Event()

    def read(place: int) -> None:
        while not over.is_set():
            place = (place + 1) % len(pages)
            began = time.monotonic()
            try:
                fine = _page(address + pages[place]) == wanted[pages[place]]
                told = "another page than before"
            except OSError as error:
                fine, told = False, str(error)
            seen.slowest = max(seen.slowest, time.monotonic() - began)
            if fine:
                seen.fine += 1
            else:
                seen.wrong.append(f"{pages[place]}: {told}")
            over.wait(_PAUSE)

    threads = [threading.Thread(target=read, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _page(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        found: bytes = answer.read()
    return found


# Snapshots of OpenSearch


def snapshot(node: Node, name: str, index: str) -> None:
    """Keep a snapshot of the indexes under a name, their aliases with them."""
    call(node, "PUT", _REPOSITORY, {"type": "fs", "settings": {"location": "upkeep"}})
    answer = call(
        node,
        "PUT",
        f"{_REPOSITORY}/{name}?wait_for_completion=true",
        {"indices": f"{index}-*", "include_global_state": False},
    )
    _check(answer["snapshot"]["shards"])


def restore(node: Node, name: str) -> None:
    """Bring back what a snapshot holds; nothing of that name may be there."""
    answer = call(node, "POST", f"{_REPOSITORY}/{name}/_restore?wait_for_completion=true", {})
    _check(answer["snapshot"]["shards"])


def _check(shards: Mapping[str, int]) -> None:
    if shards["failed"] or not shards["total"]:
        raise RuntimeError(f"not every shard came through: {shards}")


# Dumps of PostgreSQL


def dump(url: str, file: Path) -> None:
    """Write a database to a file, as of one moment; others may write meanwhile."""
    _run(postgres.program("pg_dump"), "--format=custom", f"--file={file}", _plain(url))


def load(file: Path, url: str) -> None:
    """Fill an empty database from such a file."""
    _run(
        postgres.program("pg_restore"),
        "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_plain(url)}",
        str(file),
    )  # fmt: skip


def _plain(url: str) -> str:
    """Return a URL in the form that PostgreSQL's own programs accept."""
    return url.replace("+psycopg", "", 1)


def _run(program: Path, *arguments: str) -> None:
    told = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(f"{program.name}: {told.stderr}")


# All of it, on real reports


def main() -> None:
    """Try everything and print the results."""
    parser = argparse.ArgumentParser(prog="python -m tools.cluster.upkeep", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="reports to try it on")
    parser.add_argument("--from", dest="release", default="", help="an older release to begin with")
    chosen = parser.parse_args()
    files = [path.absolute() for path in chosen.files]
    if lacking := opensearch.missing() or postgres.missing():
        sys.exit(lacking)
    with (
        TemporaryDirectory(prefix="khobao-upkeep-") as folder,
        opensearch.running(Path(folder, "nodes"), 3, release=chosen.release) as nodes,
        postgres.running() as server,
    ):
        settings = Config(
            Path(folder),
            postgres.database(server),
            f"{opensearch.url(nodes)}?shards=3&replicas=1",
        )
        _tell("imported and indexed", lambda: _import(settings, files))
        print(f"nodes: {_releases(nodes)}")
        before = _contents(settings)
        _tell("nodes restarted one by one", lambda: _restart_all(settings, Path(folder), nodes))
        print(f"nodes: {_releases(nodes)}")
        assert _contents(settings) == before
        _tell("snapshot taken", lambda: snapshot(nodes[0], "first", "khobao"))
        call(nodes[0], "DELETE", "/khobao-*")
        _tell("snapshot restored", lambda: restore(nodes[0], "first"))
        assert _contents(settings) == before
        _tell("catalogue dumped", lambda: dump(settings.catalogue, Path(folder, "dump")))
        other = replace(settings, catalogue=postgres.database(server))
        _tell("catalogue loaded", lambda: load(Path(folder, "dump"), other.catalogue))
        assert _contents(other) == before
        print(f"the dump has {Path(folder, 'dump').stat().st_size / 1e6:.1f} MB")
        print(f"what came back is what was there: {before['reports']:,} reports")


def _releases(nodes: Sequence[Node]) -> str:
    """Return the releases of OpenSearch that nodes run."""
    return ", ".join(call(node, "GET", "/")["version"]["number"] for node in nodes)


def _tell(what: str, work: Callable[[], object]) -> None:
    began = time.monotonic()
    found = work()
    print(f"{what}: {time.monotonic() - began:.1f} s{f'; {found}' if found else ''}", flush=True)


def _environ(settings: Config) -> dict[str, str]:
    return {
        "KHOBAO_ARCHIVE": str(settings.archive),
        "KHOBAO_CATALOGUE": settings.catalogue,
        "KHOBAO_INDEX": settings.index,
    }


def _import(settings: Config, files: Sequence[Path]) -> None:
    command = [sys.executable, "-c", "from archive.cli import main; main()", "import", *files]
    subprocess.run(command, env=os.environ | _environ(settings), check=True)


def _restart_all(settings: Config, folder: Path, nodes: list[Node]) -> str:
    """Restart each node while readers ask; what these saw."""
    pages = [f"/tim-kiem?{urlencode({'q': query})}" for query in _QUERIES]
    with serving(folder, _environ(settings), workers=2) as served:
        address = f"http://127.0.0.1:{served.port}"
        with readers(address, pages) as seen:
            for place in range(len(nodes)):
                nodes[place] = restart(nodes, nodes[place])
    opensearch.note(folder / "nodes", nodes)
    assert not seen.wrong, seen.wrong[:3]
    return f"{seen.fine:,} pages as they should be, the slowest after {seen.slowest:.1f} s"


def _contents(settings: Config) -> dict[str, object]:
    """Return what a reader can find, and what the catalogue has for it."""
    facets = (FacetRequest("date"), FacetRequest("section"), FacetRequest("person"))
    with (
        closing(open_catalogue(settings.catalogue)) as catalogue,
        closing(open_engine(settings.index)) as engine,
    ):
        listed = [hit.identifier for hit in engine.scan(Query(sort="oldest"))]
        results = engine.search(Query(), limit=0, facets=facets)
        digest = hashlib.sha256()
        for start in range(0, len(listed), 500):
            for report in catalogue.reports.many(listed[start : start + 500]):
                digest.update(repr(replace(report, original=None)).encode())
        return {
            "reports": results.total,
            "listed": listed,
            "facets": results.facets,
            "texts": digest.hexdigest(),
            "revision": (catalogue.changes.revision(), engine.status().revision),
        }


if __name__ == "__main__":
    main()
