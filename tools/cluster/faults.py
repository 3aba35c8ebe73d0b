"""Faults of a cluster: `python -m tools.cluster.faults [--seconds 30]`.

Three nodes hold an index of three shards with a replica. One is killed while four clients search,
while reports are written, and while a new index takes the place of the old one; one is frozen, as
a virtual machine without memory is, then the one that manages the others; then all are killed, in
the midst of a catch-up. No answer may be wrong, none may fail after a second attempt (after the
freeze was noticed), and nothing may be lost: the embedded engine has the right answers.
"""

import argparse
import math
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.catalogue import Entry, open_catalogue
from archive.indexing import catch_up
from index.engine import Engine, open_engine
from index.errors import IndexingError, IndexUnavailable
from index.query import Query
from index.report import Original, Report
from index.results import FacetRequest, Results
from tools.cluster import opensearch
from tools.cluster.upkeep import call

__all__ = ["Tally", "during_search", "during_switch", "main", "run"]

CLIENTS = 4

# As docs/cluster.md advises, so that nodes notice sooner that one of them is frozen.
_CHECKS = {
    "cluster.fault_detection.follower_check.timeout": "1s",
    "cluster.fault_detection.leader_check.timeout": "1s",
    "cluster.publish.timeout": "3s",
}

# More than there are reports.
_ALL = 5000
# By how much scores may differ while replaced reports are not merged away.
_LAG = 0.05

_WORDS = str.split(
    """dân vận công an ân nhân huế hòa bình đường sông núi mưa lũ trường học hội nghị khéo
tỉnh xã thôn bản làng rừng biển cầu chợ lúa ngô khoai tôm cá trâu bò gà vịt nước đất trời mây gió
thầy cô bác sĩ kỹ sư chủ tịch bí thư ủy ban phường quận"""
)
_SECTIONS = (("Xã hội",), ("Chính trị", "Xã hội"), ("Kinh tế",), ("Kinh tế", "Biển"))
_FACETS = (
    FacetRequest("date"),
    FacetRequest("section"),
    FacetRequest("person"),
    FacetRequest("person", limit=5),
)
_QUERIES = (
    Query("dân vận"),
    Query("dan van kheo"),
    Query('"hội nghị"'),
    Query("mua lu", sort="newest"),
    Query().choosing("section", "Kinh tế"),
    Query("chủ tịch ủy ban").choosing("date", "2018").choosing("person", "person-3"),
)


@dataclass
class Tally:
    """What came of a fault: answers, and what was wrong with them.

    `again`: those that were given at the second attempt only. `seconds`: of each answer. `note`:
    another measurement.
    """

    answers: int = 0
    again: int = 0
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    note: str = ""

    def __str__(self) -> str:
        times = sorted(self.seconds) or [0.0]
        return (
            f"{self.answers} answers, {len(self.wrong)} wrong, {len(self.failed)} failed, "
            f"{self.again} at the second attempt, 95 % within "
            f"{times[len(times) * 95 // 100]:.2f} s, the slowest after {times[-1]:.1f} s{self.note}"
        )


def reports(number: int, seed: int = 1) -> list[Report]:
    """Yield `number` made-up reports, the same in every run."""
    chance = random.Random(seed)

    def line(least: int, most: int) -> str:
        return " ".join(chance.choices(_WORDS, k=chance.randint(least, most)))

    return [
        Report(
            f"report:{place:05}",
            title=line(3, 9),
            lead=line(5, 25),
            body="\n".join(line(10, 60) for _ in range(chance.randint(1, 5))),
            date=f"{chance.randint(2010, 2020)}-{chance.randint(1, 12):02}",
            section=chance.choice(_SECTIONS),
            persons=tuple({f"person-{chance.randint(1, 40)}" for _ in range(3)}),
        )
        for place in range(number)
    ]


class _Cluster:
    """Three nodes, and the engine beside that knows what is right."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.nodes = opensearch.nodes(folder)
        self.url = opensearch.url(self.nodes, "faults") + "?shards=3&replicas=1"
        self.right = open_engine(f"whoosh://{folder / 'right'}")
        self._chance = random.Random(7)

    def kill(self) -> opensearch.Node:
        """Kill any one of the nodes."""
        node = self._chance.choice(self.nodes)
        opensearch.kill(node)
        return node

    def manager(self) -> opensearch.Node:
        """Return the node that manages the cluster."""
        (found,) = call(self.nodes[0], "GET", "/_cat/cluster_manager?format=json")
        return next(node for node in self.nodes if node.name == found["node"])

    def restore(self) -> None:
        """Start what was killed, and wait until all is well."""
        self.nodes = [
            node if opensearch.alive(node) else opensearch.start(node, owner=os.getpid())
            for node in self.nodes
        ]
        opensearch.note(self.folder, self.nodes)
        opensearch.wait(self.nodes)


def _asked(engine: Engine) -> list[Results]:
    """Return the answers to all queries, without what differs from engine to engine."""
    return [
        replace(
            engine.search(query, limit=_ALL, facets=_FACETS),
            generation="",
        )
        for query in _QUERIES
    ]


def _alike(mine: Results, right: Results) -> bool:
    """Return whether two answers have equal hits, totals and facets, and almost equal scores.

    Lucene computes scores with the mean length of reports that were replaced too.
    """
    scores = {hit.identifier: hit.score for hit in mine.hits}
    rights = {hit.identifier: hit.score for hit in right.hits}
    return (
        mine.total == right.total
        and mine.facets == right.facets
        and scores.keys() == rights.keys()
        and all(math.isclose(scores[each], rights[each], rel_tol=_LAG) for each in scores)
    )


def _wrong(engine: Engine, right: Sequence[Results]) -> list[str]:
    """Return the queries that an engine answers wrongly."""
    mine = _asked(engine)
    pairs = zip(_QUERIES, mine, right, strict=True)
    return [str(query) for query, one, other in pairs if not _alike(one, other)]


@contextmanager
def _searching(cluster: _Cluster, rights: Sequence[Sequence[Results]]) -> Iterator[Tally]:
    """Clients that search as long as the block lasts; each answer must be one of the right ones."""
    tally, lock, done = Tally(), threading.Lock(), threading.Event()

    def search(number: int) -> None:
        engine = open_engine(cluster.url)
        chance = random.Random(number)
        while not done.is_set():
            place = chance.randrange(len(_QUERIES))
            began = time.monotonic()
            found, attempts = None, 0
            while found is None and attempts < 2:
                attempts += 1
                try:
                    found = engine.search(_QUERIES[place], limit=_ALL, facets=_FACETS)
                except IndexUnavailable as error:
                    reason = str(error)
            with lock:
                tally.answers += 1
                tally.again += attempts - 1
                tally.seconds.append(time.monotonic() - began)
                if found is None:
                    tally.failed.append(f"{_QUERIES[place]}: {reason}")
                elif not any(_alike(found, right[place]) for right in rights):
                    tally.wrong.append(str(_QUERIES[place]))
        engine.close()

    threads = [threading.Thread(target=search, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        done.set()
        for thread in threads:
            thread.join()


def during_search(cluster: _Cluster, seconds: float) -> Tally:
    """Kill a node while clients search."""
    right = _asked(cluster.right)
    with _searching(cluster, [right]) as tally:
        time.sleep(seconds / 3)
        cluster.kill()
        time.sleep(seconds * 2 / 3)
    return tally


def during_bulk(cluster: _Cluster, seconds: float) -> Tally:
    """Kill a node while changes are written; half of them change existing reports."""
    tally = Tally()
    engine = open_engine(cluster.url)
    changes = [
        replace(each, identifier=f"report:{place:05}")
        for place, each in enumerate(reports(1000, seed=2), start=500)
    ]
    threading.Timer(min(1.0, seconds / 10), cluster.kill).start()
    for revision in range(2, 7):
        some = changes[(revision - 2) * 200 : (revision - 1) * 200]
        for each in (engine, cluster.right):
            each.add(some)
            each.delete([f"report:{revision:05}"])
            each.commit(revision)
        tally.answers += 1
    tally.wrong = _wrong(engine, _asked(cluster.right))
    engine.close()
    return tally


def during_switch(cluster: _Cluster, seconds: float) -> Tally:
    """Kill a node while a rebuilt index replaces the old one."""
    before = _asked(cluster.right)
    anew = reports(1200, seed=3)
    cluster.right.clear()
    cluster.right.add(anew)
    cluster.right.commit(10)
    after = _asked(cluster.right)
    engine = open_engine(cluster.url)
    with _searching(cluster, [before, after]) as tally:
        engine.clear()
        engine.add(anew)
        threading.Timer(0.05, cluster.kill).start()
        engine.commit(10)
        time.sleep(seconds / 3)
        tally.wrong += _wrong(engine, after)
    engine.close()
    return tally


def during_freeze(cluster: _Cluster, seconds: float) -> Tally:
    """Freeze a node that does not manage the cluster."""
    manager = cluster.manager()
    return _freeze(cluster, seconds, next(each for each in cluster.nodes if each != manager))


def during_freeze_of_manager(cluster: _Cluster, seconds: float) -> Tally:
    """Freeze the node that manages the cluster."""
    return _freeze(cluster, seconds, cluster.manager())


def _freeze(cluster: _Cluster, seconds: float, frozen: opensearch.Node) -> Tally:
    """Freeze a node; search before and after the others have noticed. Failures count after it."""
    right = _asked(cluster.right)
    call(cluster.nodes[0], "PUT", "/_cluster/settings", {"persistent": _CHECKS})
    with _searching(cluster, [right]) as first:
        time.sleep(seconds / 10)
        began = time.monotonic()
        opensearch.kill(frozen, signal.SIGSTOP)
        others = [node for node in cluster.nodes if node != frozen]
        opensearch.wait(others, status="yellow")
        noticed = time.monotonic() - began
    with _searching(cluster, [right]) as tally:
        time.sleep(seconds)
    opensearch.kill(frozen)
    while opensearch.alive(frozen):
        time.sleep(0.05)
    tally.wrong += first.wrong
    tally.note = f"; the others noticed after {noticed:.0f} s, before which: {first}"
    return tally


def of_all(cluster: _Cluster, seconds: float) -> Tally:
    """All nodes are killed in the midst of a catch-up, which is begun again when they are back."""
    tally = Tally()
    catalogue = open_catalogue(f"sqlite:///{cluster.folder / 'catalogue.sqlite'}", create=True)
    catalogue.reports.put([_entry(each) for each in reports(800, seed=4)])
    engine = open_engine(cluster.url)
    catch_up(catalogue, engine)
    catalogue.reports.put(
        [_entry(replace(each, title="mới " + each.title)) for each in reports(3000, 5)]
    )
    threading.Timer(min(1.0, seconds / 10), lambda: _kill_all(cluster)).start()
    try:
        catch_up(catalogue, engine)
    except IndexingError:
        tally.again += 1
    while any(map(opensearch.alive, cluster.nodes)):
        time.sleep(0.05)
    cluster.restore()
    catch_up(catalogue, engine)
    fresh = open_engine(f"whoosh://{cluster.folder / 'fresh'}")
    catch_up(catalogue, fresh)
    tally.answers = 1
    tally.wrong = _wrong(engine, _asked(fresh))
    if [*_identifiers(engine)] != [*_identifiers(fresh)]:
        tally.wrong.append("the identifiers of all reports")
    for each in (engine, fresh, catalogue):
        each.close()
    return tally


def _kill_all(cluster: _Cluster) -> None:
    for node in cluster.nodes:
        opensearch.kill(node)


def _entry(report: Report) -> Entry:
    data = f"{report.title}\n{report.body}".encode()
    return Entry(replace(report, original=Original(data, "text/plain", report.identifier)))


def _identifiers(engine: Engine) -> Iterator[str]:
    return (hit.identifier for hit in engine.scan(Query(sort="oldest")))


Fault = Callable[[_Cluster, float], Tally]

_FAULTS: tuple[Fault, ...] = (
    during_search,
    during_bulk,
    during_switch,
    during_freeze,
    during_freeze_of_manager,
    of_all,
)


def run(
    folder: Path,
    seconds: float,
    faults: Sequence[Fault] = _FAULTS,
    report: Callable[[str], object] = print,
) -> list[Tally]:
    """Try faults on three nodes, every one by default; `seconds`: for which clients search."""
    found = []
    with opensearch.running(folder, 3):
        cluster = _Cluster(folder)
        engine = open_engine(cluster.url)
        for each in (engine, cluster.right):
            each.add(reports(1500))
            each.commit(1)
        assert not _wrong(engine, _asked(cluster.right))
        engine.close()
        for number, fault in enumerate(faults):
            if number:
                cluster.restore()
            tally = fault(cluster, seconds)
            report(f"{fault.__name__}: {tally}")
            found.append(tally)
        cluster.right.close()
    return found


def main() -> None:
    """Try the faults; print the results."""
    parser = argparse.ArgumentParser(prog="python -m tools.cluster.faults", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    chosen = parser.parse_args()
    if lacking := opensearch.missing():
        sys.exit(lacking)
    with tempfile.TemporaryDirectory(prefix="khobao-faults-") as folder:
        found = run(Path(folder), chosen.seconds)
    for fault in (fault for each in found for fault in (*each.wrong, *each.failed)):
        print("  ", fault)
    sys.exit(any(each.wrong or each.failed for each in found))


if __name__ == "__main__":
    main()
