"""The embedded engine: an index in a folder, behind the interface of all engines."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from index.engines.whoosh.searching.allocator import keep_arrays
from index.engines.whoosh.searching.execute import execute, scan, total
from index.engines.whoosh.searching.facet_vocabulary import Vocabulary
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.searching.statistics import SnapshotStatistics
from index.engines.whoosh.storage import toc
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import Contents
from index.engines.whoosh.writing.writer import Writer
from index.errors import IndexDamaged, IndexNotFound, UnknownEngine
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared, plan, prepare
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["WhooshEngine"]

# How often an index is opened again when its files vanish, replaced by a commit, meanwhile.
_ATTEMPTS = 10


class WhooshEngine:
    """An index of arrays in a folder of Whoosh's layout; see docs/index-format.md.

    One writer at a time, in whatever process; any number of readers, in threads and processes.
    """

    def __init__(self, folder: Path, *, processes: int = 1) -> None:
        self._folder = folder
        self._processes = processes
        self._writer: Writer | None = None
        self._opening = Lock()
        self._vocabulary = Vocabulary()
        self._segments: dict[str, Segment] = {}
        self._current: _Opened | None = None

    @classmethod
    def from_url(cls, url: str) -> "WhooshEngine":
        """The engine on the folder that a URL such as `whoosh:///var/lib/khobao/index` names.

        With `?processes=2` two processes read reports at once when many are added.
        """
        parts = urlsplit(url)
        processes = dict(parse_qsl(parts.query)).get("processes", "1")
        if not processes.isdecimal() or int(processes) < 1:
            raise UnknownEngine(f"processes={processes} in {url!r} is no number of processes")
        return cls(Path(unquote(parts.netloc + parts.path)), processes=int(processes))

    # Writing

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces it."""
        with self._writing() as writer:
            writer.add(reports)

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are passed over."""
        with self._writing() as writer:
            writer.delete(identifiers)

    def commit(self, revision: int) -> None:
        """Make all changes visible at once, as of that revision of the catalogue."""
        with self._writing() as writer:
            writer.commit(revision)
        self._writer = None

    def rollback(self) -> None:
        """Forget what was added and deleted since the last commit, releasing the writer's lock."""
        if self._writer:
            self._writer.rollback()
            self._writer = None

    def clear(self) -> None:
        """Begin an empty index with the next commit, whatever stood there, damaged or not."""
        self.rollback()
        self._writer = Writer(self._folder, processes=self._processes, fresh=True)

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The writer; what fails halfway is rolled back, so that no half of it is committed."""
        if self._writer is None:
            self._writer = Writer(self._folder, processes=self._processes)
        try:
            yield self._writer
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
        snapshot = self._snapshot()
        chosen = plan(query, SnapshotStatistics(snapshot))
        return execute(snapshot, chosen, offset, limit, facets)

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """The plan of a query over the index as it is now, to be executed and told of."""
        return prepare(query, self.statistics())

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """One page of the hits of a plan, with the facets asked for."""
        return execute(self._snapshot(), plan, offset, limit, facets)

    def count(self, query: Query | ParsedQuery) -> int:
        """How many reports a query finds."""
        snapshot = self._snapshot()
        return total(snapshot, plan(query, SnapshotStatistics(snapshot)))

    def scan(self, query: Query | ParsedQuery) -> Iterator[Hit]:
        """Every hit in order, from one snapshot, in constant memory."""
        snapshot = self._snapshot()
        return scan(snapshot, plan(query, SnapshotStatistics(snapshot)))

    def statistics(self) -> Statistics:
        """A stable view of the index's statistics, as of now."""
        return SnapshotStatistics(self._snapshot())

    def status(self) -> Status:
        """The state of the index; an index that does not exist yet has revision 0."""
        snapshot = self._snapshot()
        contents = snapshot.contents
        return Status(
            reports=snapshot.reports,
            revision=contents.revision,
            generation=snapshot.label,
            segments=len(contents.segments),
            size=sum(view.segment.file.size for view in snapshot.views),
            analysis=contents.analysis,
        )

    def verify(self) -> None:
        """Read every byte of the index; raises `IndexDamaged` naming the first bad file."""
        generation = toc.latest(self._folder)
        if generation:
            for segment in toc.read(self._folder, generation).segments:
                # Opened anew, for what is mapped may have been cut short since.
                segment.open(self._folder).file.verify()

    def close(self) -> None:
        """Forget uncommitted changes and let go of files."""
        self.rollback()
        with self._opening:
            self._current = None
            self._segments = {}

    def forget(self) -> None:
        """Empty what is remembered of earlier searches, for measurements."""
        self._snapshot().forget()

    # Snapshots

    def _snapshot(self) -> Snapshot:
        """The snapshot of the latest generation."""
        current = self._current
        if current is not None and current.is_latest():
            return current.snapshot
        with self._opening:
            current = self._current
            if current is None or not current.is_latest():
                current = self._current = self._open_latest()
            return current.snapshot

    def _open_latest(self) -> "_Opened":
        keep_arrays()
        for attempt in range(_ATTEMPTS):
            generation = toc.latest(self._folder)
            path = str(toc.path_of(self._folder, generation))
            stamp = _stamp(path)
            try:
                contents = toc.read(self._folder, generation) if generation else Contents()
                snapshot = self._open(contents, f"{generation}-{stamp}" if generation else "0")
            except (IndexNotFound, IndexDamaged):
                # A commit may have removed a file while we were looking for it.
                if toc.latest(self._folder) == generation or attempt == _ATTEMPTS - 1:
                    raise
                continue
            return _Opened(snapshot, path, stamp, str(toc.path_of(self._folder, generation + 1)))
        raise AssertionError("unreachable")

    def _open(self, contents: Contents, label: str) -> Snapshot:
        segments = {
            info.name: self._segments.get(info.name) or info.open(self._folder)
            for info in contents.segments
        }
        self._segments = segments
        self._vocabulary.forget_all_but(set(segments))
        return Snapshot(contents, segments, self._vocabulary, label)


class _Opened(NamedTuple):
    """A snapshot with the file of its generation, that file's stamp, and the next one's file."""

    snapshot: Snapshot
    path: str
    stamp: object
    following: str

    def is_latest(self) -> bool:
        """Whether no commit came since.

        A commit puts the next generation's file in place before it removes ours: while ours is
        there and the next is not, nothing has changed. Where there was no index yet, there is no
        file of ours: the next one may have come and gone already.
        """
        if self.stamp is None:
            return False
        return _stamp(self.path) == self.stamp and not os.access(self.following, os.F_OK)


def _stamp(path: str) -> tuple[int, int, int] | None:
    """What tells a file from any other that had its name; None where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
