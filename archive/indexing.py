"""Keeping the index up to date with the catalogue: one loop over revisions, safe to repeat."""

import time
from collections.abc import Callable
from contextlib import suppress

from archive.catalogue import Catalogue
from index.engine import Engine
from index.errors import IndexLocked
from index.language import analysis

__all__ = ["Follower", "OnProgress", "catch_up", "follower", "rebuild"]

# Reports read from the catalogue at once, some megabytes.
_PAGE = 500

# Changes between two commits: each commit writes a segment, and what it holds is not done again.
_COMMIT = 20_000

# Seconds between two attempts to get the lock of the index.
_PAUSE = 0.2

OnProgress = Callable[[int], None]
"""Called with the number of changes indexed so far."""


class Follower:
    """Indexes changes of the catalogue, page by page, while others make them.

    It may stop anywhere: the index knows the last revision that it holds.
    """

    def __init__(
        self, catalogue: Catalogue, engine: Engine, after: int, *, every: int | None = _COMMIT
    ) -> None:
        """Start behind a revision; commit after `every` changes, None for only at the end."""
        self.taken = 0
        self._catalogue = catalogue
        self._engine = engine
        self._revision = after
        self._every = every
        self._pending = 0

    def take(self) -> bool:
        """Index one page of changes; return False if there were none."""
        changes = self._catalogue.changes.after(self._revision, _PAGE)
        if not changes:
            return False
        self._engine.delete([change.identifier for change in changes if change.report is None])
        self._engine.add([change.report for change in changes if change.report is not None])
        self._revision = changes[-1].revision
        self.taken += len(changes)
        self._pending += len(changes)
        if self._every and self._pending >= self._every:
            self.commit()
        return True

    def commit(self) -> None:
        """Make the changes indexed so far visible to readers."""
        self._engine.commit(self._revision)
        self._pending = 0

    def finish(self, on_progress: OnProgress | None = None) -> None:
        """Index all remaining changes and commit; after an error the last commit stands."""
        try:
            while self.take():
                if on_progress:
                    on_progress(self.taken)
            if self._pending or not self._every:
                self.commit()
        except BaseException:
            self._engine.rollback()
            raise


def follower(catalogue: Catalogue, engine: Engine) -> Follower | None:
    """Return a follower from the last revision indexed; None if the index must be rebuilt.

    It must be rebuilt if its analysis is another one, or if it is ahead of the catalogue.
    """
    status = engine.status()
    other_analysis = status.revision and status.analysis != analysis.VERSION
    if other_analysis or status.revision > catalogue.changes.revision():
        return None
    return Follower(catalogue, engine, status.revision)


def catch_up(
    catalogue: Catalogue,
    engine: Engine,
    *,
    on_progress: OnProgress | None = None,
    patience: float = 0,
) -> int:
    """Index all changes since the last revision indexed; return their number.

    The index is rebuilt if it must be. The work may be interrupted and repeated, and two
    processes may do it at once. `patience`: seconds to wait while another writer holds the
    index; then `IndexLocked` is raised.
    """

    def follow() -> int:
        following = follower(catalogue, engine)
        if following is None:
            return rebuild(catalogue, engine, on_progress=on_progress)
        following.finish(on_progress)
        return following.taken

    return _wait_for_lock(follow, patience)


def rebuild(
    catalogue: Catalogue,
    engine: Engine,
    *,
    on_progress: OnProgress | None = None,
    patience: float = 0,
) -> int:
    """Build the index again; return the number of changes indexed.

    Readers keep the old index until the new one is complete. `patience`: as in `catch_up`.
    """

    def build() -> int:
        engine.clear()
        following = Follower(catalogue, engine, 0, every=None)
        following.finish(on_progress)
        return following.taken

    taken = _wait_for_lock(build, patience)
    # Meanwhile others may have indexed changes into the index that was replaced. A writer that
    # holds the new index by now takes them itself.
    with suppress(IndexLocked):
        taken += _follow(catalogue, engine)
    return taken


def _follow(catalogue: Catalogue, engine: Engine) -> int:
    """Index new changes unless the index must be rebuilt; return their number."""
    following = follower(catalogue, engine)
    if following is None:
        return 0
    following.finish()
    return following.taken


def _wait_for_lock(work: Callable[[], int], patience: float) -> int:
    """Return the result of `work`, repeated for so many seconds while the index is locked."""
    until = time.monotonic() + patience
    while True:
        try:
            return work()
        except IndexLocked:
            if time.monotonic() >= until:
                raise
            time.sleep(_PAUSE)
