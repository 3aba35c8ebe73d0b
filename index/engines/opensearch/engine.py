"""The distributed engine: an index on OpenSearch, behind the interface of all engines."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar
from weakref import ref

from index.engines.opensearch.client import Address, Client
from index.engines.opensearch.cluster import Indexes
from index.engines.opensearch.execute import execute, scan, total
from index.engines.opensearch.snapshot import Changed, Contents, Snapshot, forget
from index.engines.opensearch.statistics import SnapshotStatistics, planned, prepared
from index.engines.opensearch.writer import Build, Update, Writer
from index.errors import IndexDamaged, IndexingError, IndexUnavailable
from index.language import analysis
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["OpenSearchEngine"]

T = TypeVar("T")

# Questions that are asked at once, at most, whether there is a later generation.
_QUESTIONS = 16
# How often a question is put to the latest generation when that is replaced meanwhile.
_ATTEMPTS = 10


class OpenSearchEngine:
    """An index on a cluster of OpenSearch 3; see docs/cluster.md.

    Any number of readers and writers. `commit` shows what was written to all readers; it is
    written in between, so that a crash on the way may leave a part of it, which the next commit
    of any writer completes. A report of no text is found like any other.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client = Client(address)
        self._indexes = Indexes(self._client, address)
        self._executor = ThreadPoolExecutor(_QUESTIONS)
        self._writer: Writer | None = None
        self._lock = Lock()
        self._current: Snapshot | None = None
        self._replaced: list[tuple[ref[Snapshot], str]] = []

    @classmethod
    def from_url(cls, url: str) -> "OpenSearchEngine":
        """The engine on the index that a URL such as `opensearch://host1,host2/khobao` names."""
        return cls(Address.read(url))

    # Writing

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces it."""
        self._write(lambda writer: writer.add(reports))

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are passed over."""
        self._write(lambda writer: writer.delete(identifiers))

    def commit(self, revision: int) -> None:
        """Make all changes visible, as of that revision of the catalogue."""
        self._write(lambda writer: writer.commit(revision))
        self._writer = None

    def rollback(self) -> None:
        """Forget what was added and deleted since the last commit."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.rollback()

    def clear(self) -> None:
        """Begin an empty index with the next commit, whatever stood there."""
        self.rollback()
        self._writer = Build(self._client, self._indexes)

    def _write(self, work: Callable[[Writer], None]) -> None:
        """Let the writer work; what fails halfway is forgotten as a whole."""
        try:
            if self._writer is None:
                contents = self._indexes.current()
                self._writer = (
                    Build(self._client, self._indexes)
                    if contents is None
                    else Update(self._client, self._indexes, contents)
                )
            work(self._writer)
        except BaseException:
            self.rollback()
            raise

    # Reading

    def search(
        self,
        query: Query | ParsedQuery,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """One page of the reports that a query finds, with the facets asked for."""

        def search(snapshot: Snapshot) -> Results:
            return execute(snapshot, planned(query, snapshot), offset, limit, facets)

        return self._read(search)

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """The plan of a query over the index as it is now, to be executed and told of."""
        return self._read(lambda snapshot: prepared(query, snapshot))

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """One page of the hits of a plan, with the facets asked for."""
        return self._read(lambda snapshot: execute(snapshot, plan, offset, limit, facets))

    def count(self, query: Query | ParsedQuery) -> int:
        """How many reports a query finds."""
        return self._read(lambda snapshot: total(snapshot, planned(query, snapshot)))

    def scan(self, query: Query | ParsedQuery) -> Iterator[Hit]:
        """Every hit in order, from one snapshot, in constant memory."""

        def begin(snapshot: Snapshot) -> Iterator[Hit]:
            return scan(snapshot, planned(query, snapshot))

        return self._read(begin)

    def statistics(self) -> Statistics:
        """A stable view of the index's statistics, as of now."""

        def open_view(snapshot: Snapshot) -> Statistics:
            view = SnapshotStatistics(snapshot)
            # Only a point in time that is open stays when there is a commit.
            view.reports  # noqa: B018
            return view

        return self._read(open_view)

    def status(self) -> Status:
        """The state of the index; an index that does not exist yet has revision 0."""

        def tell(snapshot: Snapshot) -> Status:
            contents = snapshot.contents
            if contents is None:
                return Status(0, 0, "0", 0, 0, analysis.VERSION)
            segments, size = self._measured(snapshot, contents)
            return Status(
                reports=SnapshotStatistics(snapshot).reports,
                revision=contents.revision,
                generation=snapshot.label,
                segments=segments,
                size=size,
                analysis=contents.analysis,
            )

        return self._read(tell)

    def verify(self) -> None:
        """Raise `IndexDamaged` where a shard is lost or cannot count its reports.

        OpenSearch sums its files itself, when it opens, moves and merges them.
        """
        contents = self._indexes.current()
        if contents is None:
            return
        health = self._client.send("GET", f"/_cluster/health/{contents.index}")
        if health["status"] == "red":
            raise IndexDamaged(f"a shard of {contents.index} is lost")
        self._read(lambda snapshot: SnapshotStatistics(snapshot).reports)

    def close(self) -> None:
        """Forget uncommitted changes and let go of connections."""
        self.rollback()
        with self._lock:
            current, self._current = self._current, None
            if current is not None:
                current.close()
            for _, point in self._replaced:
                forget(self._client, point)
            self._replaced = []
        self._executor.shutdown(wait=False)
        self._client.close()

    # Snapshots

    def _read(self, question: Callable[[Snapshot], T]) -> T:
        """The answer to a question about the latest generation.

        Whether that is the one held is asked meanwhile: mostly it is, and no time is lost.
        """
        snapshot = self._current or self._snapshot()
        for _ in range(_ATTEMPTS):
            asked = self._executor.submit(self._indexes.current)
            failure: IndexingError | None = None
            try:
                answer = question(snapshot)
            except IndexingError as error:
                failure = error
            latest = asked.result()
            if latest == snapshot.contents:
                if failure is None:
                    return answer
                if not isinstance(failure, Changed):
                    raise failure
                time.sleep(0.05)
            snapshot = self._hold(latest)
        raise IndexUnavailable("the index changes faster than it can be read") from failure

    def _snapshot(self) -> Snapshot:
        """The snapshot of the latest generation."""
        return self._hold(self._indexes.current())

    def _hold(self, contents: Contents | None) -> Snapshot:
        """The snapshot of a generation, which takes the place of another."""
        with self._lock:
            current = self._current
            if current is None or current.contents != contents:
                if current is not None and current.point:
                    self._replaced.append((ref(current), current.point))
                current = self._current = Snapshot(self._client, contents, self._indexes.current)
                self._let_go()
            return current

    def _let_go(self) -> None:
        """Forget the points in time that nobody reads from any more."""
        kept = []
        for held, point in self._replaced:
            if held() is None:
                forget(self._client, point)
            else:
                kept.append((held, point))
        self._replaced = kept

    def _measured(self, snapshot: Snapshot, contents: Contents) -> tuple[int, int]:
        """The number of segments and of bytes, as first seen in a generation."""
        if "size" not in snapshot.known:
            told = self._client.send("GET", f"/{contents.index}/_stats/store,segments")
            whole = told["_all"]["primaries"]
            measured = whole["segments"]["count"], whole["store"]["size_in_bytes"]
            snapshot.remember({"size": measured})
        known: tuple[int, int] = snapshot.known["size"]
        return known
