"""The embedded engine: an index in a folder, with the interface of all engines."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from index.engines.whoosh.searching.allocator import keep_freed_memory
from index.engines.whoosh.searching.execute import execute, scan, total
from index.engines.whoosh.searching.facet_vocabulary import FacetVocabulary
from index.engines.whoosh.searching.fingerprints import fingerprints
from index.engines.whoosh.searching.snapshot import Snapshot
from index.engines.whoosh.searching.statistics import SnapshotStatistics
from index.engines.whoosh.storage import toc
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.toc import Contents
from index.engines.whoosh.writing.writer import Writer
from index.errors import IndexDamaged, IndexNotFound, UnknownEngine
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared, plan, plan_to_count, prepare
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["WhooshEngine"]

# How often opening is tried again if a commit replaces the files meanwhile.
_ATTEMPTS = 10


class WhooshEngine:
    """An index in a folder in Whoosh's layout, with segments of arrays; see docs/index-format.md.

    One writer at a time in all processes together; any number of readers, in threads and processes.
    """

    def __init__(self, folder: Path, *, processes: int = 1) -> None:
        self._folder = folder
        self._processes = processes
        self._writer: Writer | None = None
        self._opening = Lock()
        self._vocabulary = FacetVocabulary()
        self._segments: dict[str, Segment] = {}
        self._current: _Opened | None = None

    @classmethod
    def from_url(cls, url: str) -> "WhooshEngine":
        """Return the engine of a URL such as `whoosh:///var/lib/khobao/index`.

        With `?processes=2` two processes invert reports at the same time. Raise `UnknownEngine` if
        that is not a positive number, or for another option.
        """
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        processes = options.pop("processes", "1")
        if options:
            raise UnknownEngine(
                f"unknown option {min(options)!r} in the URL of the index; known is processes"
            )
        if not processes.isdecimal() or int(processes) < 1:
            raise UnknownEngine(f"processes={processes} in {url!r} is not a number of processes")
        return cls(Path(unquote(parts.netloc + parts.path)), processes=int(processes))

    # Writing

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces the older report."""
        with self._writing() as writer:
            writer.add(reports)

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; ignore unknown identifiers."""
        with self._writing() as writer:
            writer.delete(identifiers)

    def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
        """Make all changes visible at once, and record the revision of the catalogue."""
        with self._writing() as writer:
            writer.commit(revision, mark)
        self._writer = None

    def rollback(self) -> None:
        """Discard the changes since the last commit, and release the lock of the writer."""
        if self._writer:
            self._writer.rollback()
            self._writer = None

    def clear(self) -> None:
        """Replace the index, even a damaged one, by an empty one at the next commit."""
        self.rollback()
        self._writer = Writer(self._folder, processes=self._processes, fresh=True)

    def purge(self) -> None:
        """Write the segments again that hold reports which were deleted or replaced."""
        with self._writing() as writer:
            writer.purge()
        self._writer = None

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        """Give the writer to a `with` block; roll all changes back if the block fails."""
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
        """Return one page of the hits of a query, with the counts of facets."""
        snapshot = self._snapshot()
        chosen = plan(query, SnapshotStatistics(snapshot))
        return execute(snapshot, chosen, offset, limit, facets)

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """Return the plan of a query over the current index, with notes and leaves.

        Those of the last queries are remembered: a reader turns the pages of a list, and opens its
        reports, which highlight the same words.
        """
        snapshot = self._snapshot()
        parsed = ParsedQuery.of(query)
        known = snapshot.prepared.get(parsed)
        # Queries that are read with other synonyms are equal.
        if known is None or known[0] is not parsed.synonyms:
            found = prepare(parsed, SnapshotStatistics(snapshot), snapshot.expansions)
            known = snapshot.prepared[parsed] = parsed.synonyms, found
        return known[1]

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """Return one page of the hits of a plan, with the counts of facets."""
        return execute(self._snapshot(), plan, offset, limit, facets)

    def count(self, query: Query | ParsedQuery) -> int:
        """Return the number of hits of a query."""
        snapshot = self._snapshot()
        known = snapshot.expansions
        return total(snapshot, plan_to_count(query, SnapshotStatistics(snapshot), known))

    def scan(self, query: Query | ParsedQuery | Plan) -> Iterator[Hit]:
        """Yield all hits in order, from one snapshot, in constant memory."""
        snapshot = self._snapshot()
        if not isinstance(query, Plan):
            query = plan(query, SnapshotStatistics(snapshot))
        return scan(snapshot, query)

    def fingerprints(self, identifiers: Sequence[str]) -> dict[str, int]:
        """Return identifier → fingerprint for those that the index holds."""
        return fingerprints(self._snapshot(), identifiers)

    def statistics(self) -> Statistics:
        """Return the statistics of the current index; later commits do not change them."""
        return SnapshotStatistics(self._snapshot())

    def status(self, *, measured: bool = False) -> Status:
        """Return the state of the index; revision 0 if it does not exist yet."""
        snapshot = self._snapshot()
        contents = snapshot.contents
        return Status(
            reports=snapshot.reports,
            revision=contents.revision,
            generation=snapshot.label,
            segments=len(contents.segments),
            size=sum(view.segment.file.size for view in snapshot.views),
            analysis=contents.analysis,
            mark=contents.mark,
        )

    def verify(self) -> None:
        """Read the whole index; raise `IndexDamaged` naming the first damaged file."""
        generation = toc.latest(self._folder)
        if generation:
            for info in toc.read(self._folder, generation).segments:
                # Opened again, since a file that is mapped may have been cut short since.
                info.open(self._folder).file.verify()

    def close(self) -> None:
        """Discard uncommitted changes, and close files."""
        self.rollback()
        with self._opening:
            self._current = None
            self._segments = {}

    def forget(self) -> None:
        """Empty the caches of earlier searches, for measurements."""
        self._snapshot().forget()

    # Snapshots

    def _snapshot(self) -> Snapshot:
        """Return a snapshot of the latest generation."""
        current = self._current
        if current is not None and current.is_latest():
            return current.snapshot
        with self._opening:
            current = self._current
            if current is None or not current.is_latest():
                current = self._current = self._open_latest()
            return current.snapshot

    def _open_latest(self) -> "_Opened":
        keep_freed_memory()
        for attempt in range(_ATTEMPTS):
            generation = toc.latest(self._folder)
            path = str(toc.path_of(self._folder, generation))
            stamp = _stamp(path)
            try:
                contents = toc.read(self._folder, generation) if generation else Contents()
                snapshot = self._open(contents, f"{generation}-{stamp}" if generation else "0")
            except (IndexNotFound, IndexDamaged):
                # A commit may have removed a file between the listing and the opening.
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
    """A snapshot; `path`, `stamp`: of its table of contents; `following`: path of the next one."""

    snapshot: Snapshot
    path: str
    stamp: object
    following: str

    def is_latest(self) -> bool:
        """Return True if there was no commit since the snapshot was opened.

        A commit puts the next table of contents in place before it removes the current one, so
        nothing has changed while the current one is there and the next is not. If there was no
        index, the next table may have been written and replaced already.
        """
        if self.stamp is None:
            return False
        return _stamp(self.path) == self.stamp and not os.access(self.following, os.F_OK)


def _stamp(path: str) -> tuple[int, int, int] | None:
    """Return what distinguishes a file from others of the same name; None if there is no file."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
