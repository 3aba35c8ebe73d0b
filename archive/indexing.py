"""Keeping the index up with the catalogue: one idempotent loop over revisions."""

import time
from collections.abc import Callable
from contextlib import suppress

from archive.catalogue import Catalogue
from index.engine import Engine
from index.errors import IndexLocked
from index.language import analysis

__all__ = ["Caught", "Follower", "catch_up", "follower", "rebuild"]

# Reports read from the catalogue at once, some megabytes.
_PAGE = 500

# Reports between two commits: a commit costs a segment, and what it holds is done for good.
_COMMIT = 20_000

# Seconds between two attempts to get a writer's lock.
_PAUSE = 0.2

Caught = Callable[[int], None]
"""Told the number of changes taken so far."""


class Follower:
    """Takes changes from the catalogue to the index, page by page, while others make them.

    Nothing is lost when it stops anywhere: the index says which revision it holds.
    """

    def __init__(
        self, catalogue: Catalogue, engine: Engine, after: int, *, every: int | None = _COMMIT
    ) -> None:
        """Begin after a revision; commit after `every` so many changes, None for at the end."""
        self.taken = 0
        self._catalogue = catalogue
        self._engine = engine
        self._revision = after
        self._every = every
        self._pending = 0

    def take(self) -> bool:
        """Take one page of changes; whether there were any."""
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
        """Show readers what was taken."""
        self._engine.commit(self._revision)
        self._pending = 0

    def finish(self, caught: Caught | None = None) -> None:
        """Take all there is, then commit; after a failure the index stands as last committed."""
        try:
            while self.take():
                if caught:
                    caught(self.taken)
            if self._pending or not self._every:
                self.commit()
        except BaseException:
            self._engine.rollback()
            raise


def follower(catalogue: Catalogue, engine: Engine) -> Follower | None:
    """A follower from where the index stands; None where the index must be built anew."""
    status = engine.status()
    foreign = status.revision and status.analysis != analysis.VERSION
    if foreign or status.revision > catalogue.changes.revision():
        return None
    return Follower(catalogue, engine, status.revision)


def catch_up(
    catalogue: Catalogue, engine: Engine, *, caught: Caught | None = None, patience: float = 0
) -> int:
    """Bring the index to the catalogue's last revision; how many changes it took.

    May be stopped at any moment and begun again, and two at once do no harm. An index of another
    analysis, or one ahead of the catalogue, is built anew. `patience`: seconds to wait for
    another writer, after which `IndexLocked` is raised.
    """

    def follow() -> int:
        following = follower(catalogue, engine)
        if following is None:
            return rebuild(catalogue, engine, caught=caught)
        following.finish(caught)
        return following.taken

    return _patiently(follow, patience)


def rebuild(
    catalogue: Catalogue, engine: Engine, *, caught: Caught | None = None, patience: float = 0
) -> int:
    """Build the index anew from the catalogue; readers keep the old one until it is done."""

    def build() -> int:
        engine.clear()
        following = Follower(catalogue, engine, 0, every=None)
        following.finish(caught)
        return following.taken

    taken = _patiently(build, patience)
    # What others took meanwhile, they may have put into the index that was replaced. Whoever holds
    # this one by now does the same.
    with suppress(IndexLocked):
        taken += _follow(catalogue, engine)
    return taken


def _follow(catalogue: Catalogue, engine: Engine) -> int:
    """Take what is new where the index can be gone on with; how many changes."""
    following = follower(catalogue, engine)
    if following is None:
        return 0
    following.finish()
    return following.taken


def _patiently(work: Callable[[], int], patience: float) -> int:
    """Do the work, again while another writer holds the index and patience lasts."""
    until = time.monotonic() + patience
    while True:
        try:
            return work()
        except IndexLocked:
            if time.monotonic() >= until:
                raise
            time.sleep(_PAUSE)
