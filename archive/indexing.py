"""Keeping the index up with the catalogue: one idempotent loop over revisions."""

import time
from collections.abc import Callable

from archive.catalogue import Catalogue
from index import analysis
from index.engine import Engine
from index.errors import IndexLocked

__all__ = ["Caught", "catch_up", "rebuild"]

# Reports read from the catalogue at once, some megabytes.
_PAGE = 500

# Reports between two commits: a commit costs a segment, and what it holds is done for good.
_COMMIT = 20_000

# Seconds between two attempts to get a writer's lock.
_PAUSE = 0.2

Caught = Callable[[int], None]
"""Told the number of changes taken so far."""


def catch_up(
    catalogue: Catalogue, engine: Engine, *, caught: Caught | None = None, patience: float = 0
) -> int:
    """Bring the index to the catalogue's last revision; how many changes it took.

    May be stopped at any moment and begun again, and two at once do no harm. An index of another
    analysis, or one ahead of the catalogue, is built anew. `patience`: seconds to wait for
    another writer, after which `IndexLocked` is raised.
    """
    status = engine.status()
    foreign = status.revision and status.analysis != analysis.VERSION
    if foreign or status.revision > catalogue.revision():
        return rebuild(catalogue, engine, caught=caught, patience=patience)
    return _patiently(
        lambda: _follow(catalogue, engine, engine.status().revision, caught, _COMMIT), patience
    )


def rebuild(
    catalogue: Catalogue, engine: Engine, *, caught: Caught | None = None, patience: float = 0
) -> int:
    """Build the index anew from the catalogue; readers keep the old one until it is done."""

    def build() -> int:
        engine.clear()
        return _follow(catalogue, engine, 0, caught, None)

    return _patiently(build, patience)


def _follow(
    catalogue: Catalogue, engine: Engine, revision: int, caught: Caught | None, every: int | None
) -> int:
    """Take all changes after a revision, committing after `every` so many, None for at the end."""
    taken = pending = 0
    try:
        while changes := catalogue.changes(revision, _PAGE):
            engine.delete([change.identifier for change in changes if change.report is None])
            engine.add([change.report for change in changes if change.report is not None])
            revision = changes[-1].revision
            taken += len(changes)
            pending += len(changes)
            if every and pending >= every:
                engine.commit(revision)
                pending = 0
            if caught:
                caught(taken)
        if pending or not every:
            engine.commit(revision)
    except BaseException:
        engine.rollback()
        raise
    return taken


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
