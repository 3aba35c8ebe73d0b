"""The distributed engine: an index on OpenSearch, with the interface of all engines."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar
from weakref import ref

from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.client import Client, Forbidden, Json
from index.engines.opensearch.searching.execute import execute, scan, total
from index.engines.opensearch.searching.fingerprints import fingerprints
from index.engines.opensearch.searching.snapshot import Changed, Snapshot, release
from index.engines.opensearch.searching.statistics import (
    SnapshotStatistics,
    plan_over,
    prepare_over,
)
from index.engines.opensearch.storage.indexes import Contents, Indexes
from index.engines.opensearch.storage.words import words_of
from index.engines.opensearch.writing.writer import Build, Update, Writer
from index.errors import IndexDamaged, IndexingError, IndexNotFound, IndexUnavailable
from index.language import analysis
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["OpenSearchEngine"]

T = TypeVar("T")

# Largest number of threads that look for a later generation.
_THREADS = 16
# How often a reading is repeated if the generation is replaced meanwhile.
_ATTEMPTS = 10


class OpenSearchEngine:
    """An index on a cluster of OpenSearch 3; see docs/cluster.md.

    Any number of readers and writers. Changes are sent to the cluster during `commit` and shown
    to readers at its end. If a commit is interrupted, a part of it may become visible; the next
    commit of any writer completes it.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client = Client(address)
        self._indexes = Indexes(self._client, address)
        self._executor = ThreadPoolExecutor(_THREADS)
        self._writer: Writer | None = None
        self._lock = Lock()
        self._current: Snapshot | None = None
        self._seen = False
        self._replaced: list[tuple[ref[Snapshot], str]] = []

    @classmethod
    def from_url(cls, url: str) -> "OpenSearchEngine":
        """Return the engine of a URL such as `opensearch://host1,host2/khobao`."""
        return cls(Address.read(url))

    # Writing

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces the older report."""
        self._write(lambda writer: writer.add(reports))

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; ignore unknown identifiers."""
        self._write(lambda writer: writer.delete(identifiers))

    def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
        """Make all changes visible at once, and record the revision of the catalogue."""
        self._write(lambda writer: writer.commit(revision, mark, corrected=corrected))
        self._writer = None

    def rollback(self) -> None:
        """Discard the changes since the last commit."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.rollback()

    def clear(self) -> None:
        """Replace the index, even a damaged one, by an empty one at the next commit."""
        self.rollback()
        self._writer = Build(self._client, self._indexes)

    def purge(self) -> None:
        """Let the cluster begin to merge all segments that hold deleted documents.

        It may take hours on a large index. Operations that a replica may still ask for are kept for
        `index.soft_deletes.retention_lease.period`, 12 hours by default.
        """
        contents = self._indexes.current()
        if contents is not None:
            # Lucene leaves segments alone of which less than this percentage is deleted.
            allowed = {"index": {"merge": {"policy": {"expunge_deletes_allowed": 0}}}}
            self._client.send("PUT", f"/{contents.index}/_settings", allowed)
            self._client.send(
                "POST",
                f"/{contents.index}/_forcemerge",
                only_expunge_deletes="true",
                wait_for_completion="false",
            )

    def _write(self, work: Callable[[Writer], None]) -> None:
        """Call `work` with the writer; discard all changes if it fails."""
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
        """Return one page of the hits of a query, with the counts of facets."""

        def search(snapshot: Snapshot) -> Results:
            return execute(snapshot, plan_over(snapshot, query), offset, limit, facets)

        return self._read(search)

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """Return the plan of a query over the current index, with notes and leaves."""
        return self._read(lambda snapshot: prepare_over(snapshot, query))

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """Return one page of the hits of a plan, with the counts of facets."""
        return self._read(lambda snapshot: execute(snapshot, plan, offset, limit, facets))

    def count(self, query: Query | ParsedQuery) -> int:
        """Return the number of hits of a query."""
        return self._read(lambda snapshot: total(snapshot, plan_over(snapshot, query)))

    def scan(self, query: Query | ParsedQuery | Plan) -> Iterator[Hit]:
        """Yield all hits in order, from one snapshot, in constant memory."""

        def begin(snapshot: Snapshot) -> Iterator[Hit]:
            plan = query if isinstance(query, Plan) else plan_over(snapshot, query)
            return scan(snapshot, plan)

        return self._read(begin)

    def fingerprints(self, identifiers: Sequence[str]) -> dict[str, int]:
        """Return identifier → fingerprint for those that the index holds."""
        return self._read(lambda snapshot: fingerprints(snapshot, identifiers))

    def statistics(self) -> Statistics:
        """Return the statistics of the current index; later commits do not change them."""

        def open_view(snapshot: Snapshot) -> Statistics:
            view = SnapshotStatistics(snapshot)
            # This opens the point in time, which later commits do not change.
            view.reports  # noqa: B018
            return view

        return self._read(open_view)

    def status(self, *, measured: bool = False) -> Status:
        """Return the state of the index; revision 0 if it does not exist yet.

        `measured`: with segments and size, which are unknown to users without a right to monitor.
        """

        def read(snapshot: Snapshot) -> Status:
            contents = snapshot.contents
            if contents is None:
                return Status(0, 0, "0", 0, 0, analysis.VERSION)
            segments, size = self._measure(contents) if measured else (None, None)
            return Status(
                reports=SnapshotStatistics(snapshot).reports,
                revision=contents.revision,
                generation=snapshot.label,
                segments=segments,
                size=size,
                analysis=contents.analysis,
                mark=contents.mark,
            )

        return self._read(read)

    def verify(self) -> None:
        """Raise `IndexDamaged` if a shard is lost; raise an error if one cannot count its reports.

        OpenSearch itself checks the checksums of its files when it opens, moves and merges them.
        """
        contents = self._indexes.current()
        if contents is None:
            return
        for index in (contents.index, words_of(contents.index)):
            health = self._client.send(
                "GET",
                f"/_cluster/health/{index}",
                complete=lambda answer: "status" in answer,
            )
            if health["status"] == "red":
                raise IndexDamaged(f"a shard of {index} is lost")
        self._read(lambda snapshot: SnapshotStatistics(snapshot).reports)

    def close(self) -> None:
        """Discard uncommitted changes, and close connections."""
        self.rollback()
        with self._lock:
            current, self._current = self._current, None
            if current is not None:
                current.close()
            for _, point in self._replaced:
                release(self._client, point)
            self._replaced = []
        self._executor.shutdown(wait=False)
        self._client.close()

    # Snapshots

    def _read(self, question: Callable[[Snapshot], T]) -> T:
        """Return the answer to a question about the latest generation.

        The generation at hand is asked, and at the same time whether it is still the latest. It
        mostly is, so no time is lost.
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
        """Return a snapshot of the latest generation."""
        return self._hold(self._indexes.current())

    def _hold(self, contents: Contents | None) -> Snapshot:
        """Return the snapshot of a generation, and hold it instead of an earlier one.

        Raise `IndexNotFound` if there is no index where there was one.
        """
        if contents is None and self._seen:
            # As during a restore; no results would look like an answer.
            raise IndexNotFound(f"the index {self._address.name!r} is gone from OpenSearch")
        with self._lock:
            self._seen = self._seen or contents is not None
            current = self._current
            if current is None or current.contents != contents:
                if current is not None and current.point:
                    self._replaced.append((ref(current), current.point))
                current = self._current = Snapshot(self._client, contents, self._indexes.current)
                self._release_unread()
            return current

    def _release_unread(self) -> None:
        """Release the points in time of snapshots that no longer exist."""
        kept = []
        for held, point in self._replaced:
            if held() is None:
                release(self._client, point)
            else:
                kept.append((held, point))
        self._replaced = kept

    def _measure(self, contents: Contents) -> tuple[int | None, int | None]:
        """Return the number of segments and of bytes; None if the user may not know them."""
        try:
            answer = self._client.send(
                "GET", f"/{contents.index}/_stats/store,segments", complete=_is_measured
            )
        except Forbidden:
            return None, None
        primaries = answer["_all"]["primaries"]
        return primaries["segments"]["count"], primaries["store"]["size_in_bytes"]


def _is_measured(answer: Json) -> bool:
    """Return True if an answer has the sizes of an index."""
    primaries = (answer.get("_all") or {}).get("primaries") or {}
    return {"segments", "store"} <= primaries.keys()
