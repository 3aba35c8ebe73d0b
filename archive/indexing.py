"""Keeping the index up to date with the catalogue: one loop over revisions, safe to repeat.

The index records the mark of the state of the catalogue that it was built from. If the catalogue
does not descend from that state, because an older copy took its place, both are compared, and the
index is corrected where they differ. The index of another archive is left alone unless it is taken
over: a mistyped name must not destroy it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, NamedTuple

from archive.catalogue import Catalogue
from archive.differences import differences
from archive.errors import CatalogueReplaced
from archive.index_mark import IndexMark
from index.engine import Engine
from index.errors import IndexDamaged, IndexLocked, IndexUnsuitable
from index.language import analysis

__all__ = [
    "PROBLEMS",
    "Follower",
    "OnProgress",
    "Problem",
    "Relation",
    "another_archive",
    "catch_up",
    "correct",
    "follower",
    "rebuild",
    "relation",
]

# Reports read from the catalogue at once, some megabytes.
_PAGE = 500

# Changes between two commits: each commit writes a segment, and what it holds is not done again.
_COMMIT = 20_000

# Seconds between two attempts to get the lock of the index.
_PAUSE = 0.2

OnProgress = Callable[[int], None]
"""Called with the number of changes indexed so far."""


class Problem(NamedTuple):
    """A reason why an index cannot be used as it is, and the command that mends it."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return both as one line."""
        return f"{self.reason}; {self.remedy}"


PROBLEMS: dict[str, Problem] = {
    "missing": Problem("there is no index of the reports", "«khobao index» builds it"),
    "foreign": Problem(
        "the index holds changes that this catalogue never had, as after an older copy was put in "
        "its place",
        "«khobao index» corrects it",
    ),
    "other": Problem(
        "the index was built from another archive",
        "correct KHOBAO_INDEX, or «khobao index --take-over» makes it an index of this archive",
    ),
    "outdated": Problem(
        "another version of the program analysed the texts", "«khobao index» builds it again"
    ),
}
"""The problem of an index that is neither current nor just behind, by its relation."""

Relation = Literal["current", "behind", "missing", "foreign", "other", "outdated"]
"""The relation of an index to its catalogue.

`behind`: it lacks the latest changes. `missing`: there is none. `foreign`: it holds changes that
are not part of the history of the catalogue. `other`: it is that of another archive. `outdated`:
another version analysed its texts.
"""


class Follower:
    """Indexes changes of the catalogue, page by page, while others make them.

    It may stop anywhere: the index knows the last revision that it holds.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        engine: Engine,
        after: int,
        mark: str = "",
        *,
        every: int | None = _COMMIT,
    ) -> None:
        """Start behind a revision; commit after `every` changes, None for only at the end.

        `mark`: of the state that the index was built from, "" for an empty index.
        """
        self.taken = 0
        self._catalogue = catalogue
        self._engine = engine
        self._revision = after
        self._mark = mark
        self._every = every
        self._pending = 0

    def take(self) -> bool:
        """Index one page of changes; return False if there were none.

        Raise `CatalogueReplaced` if the catalogue does not descend from what was indexed before.
        """
        changes, self._mark = self._catalogue.changes.page(self._revision, _PAGE, self._mark)
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
        self._engine.commit(self._revision, _recorded(self._catalogue, self._mark))
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
    """Return a follower from the last revision indexed; None if the index is not a state of it.

    Such an index is rebuilt or corrected by `catch_up`.
    """
    if relation(catalogue, engine) in ("foreign", "other", "outdated"):
        return None
    status = engine.status()
    state = IndexMark.read(status.mark).state if status.revision else ""
    return Follower(catalogue, engine, status.revision, state)


def relation(catalogue: Catalogue, engine: Engine) -> Relation:
    """Return the relation of an index to its catalogue."""
    status = engine.status()
    if not status.revision:
        return "missing" if catalogue.changes.revision() else "current"
    mark = IndexMark.read(status.mark)
    if mark.archive and mark.archive != catalogue.changes.archive():
        return "other"
    if status.analysis != analysis.VERSION:
        return "outdated"
    if not catalogue.changes.descend_from(mark.state):
        return "foreign"
    return "behind" if catalogue.changes.pending(status.revision) else "current"


def catch_up(
    catalogue: Catalogue,
    engine: Engine,
    *,
    on_progress: OnProgress | None = None,
    patience: float = 0,
    take_over: bool = False,
) -> int:
    """Index all changes since the last revision indexed; return their number.

    An index of another analysis is rebuilt, one of another history is corrected. The work may be
    interrupted and repeated, and two processes may do it at once. `patience`: seconds to wait while
    another writer holds the index; then `IndexLocked` is raised. `take_over`: make the index of
    another archive one of this archive; otherwise raise `IndexUnsuitable`.
    """
    if not take_over:
        _refuse_other(catalogue, engine)

    def follow() -> int:
        following = follower(catalogue, engine)
        if following is not None:
            following.finish(on_progress)
            return following.taken
        if relation(catalogue, engine) == "outdated":
            return rebuild(catalogue, engine, on_progress=on_progress, take_over=True)
        return correct(catalogue, engine, on_progress) + _follow(catalogue, engine)

    return _wait_for_lock(follow, patience)


def correct(catalogue: Catalogue, engine: Engine, on_progress: OnProgress | None = None) -> int:
    """Make an index agree with the catalogue where they differ; return the number of differences.

    Whatever the index took before, it then is a state of this catalogue.
    """
    mark = catalogue.changes.mark()
    revision = int(mark.partition("-")[0])
    found = 0
    try:
        # Takes the lock of the writer, so that the index does not change while it is compared.
        engine.add([])
        for each in differences(catalogue, engine, revision, on_progress or _ignore):
            found += 1
            if each.report is None:
                engine.delete([each.identifier])
            else:
                engine.add([each.report])
        if not catalogue.changes.descend_from(mark):
            raise CatalogueReplaced("the catalogue was replaced while it was being compared")
        engine.commit(revision, _recorded(catalogue, mark), corrected=True)
    except BaseException:
        engine.rollback()
        raise
    return found


def another_archive(catalogue: Catalogue, engine: Engine) -> str:
    """Return the error that an index is that of another archive, with the names of both."""
    problem = PROBLEMS["other"]
    place = IndexMark.read(engine.status().mark).place
    return f"{problem.reason}, {place}; this one is {catalogue.place}; {problem.remedy}"


def _refuse_other(catalogue: Catalogue, engine: Engine) -> None:
    """Raise `IndexUnsuitable` for the index of another archive."""
    if relation(catalogue, engine) == "other":
        raise IndexUnsuitable(another_archive(catalogue, engine))


def _recorded(catalogue: Catalogue, state: str) -> str:
    """Return the mark that the index records for a state of the catalogue."""
    return str(IndexMark(state, catalogue.changes.archive(), catalogue.place))


def _ignore(_done: int) -> None:
    """Report no progress."""


def rebuild(
    catalogue: Catalogue,
    engine: Engine,
    *,
    on_progress: OnProgress | None = None,
    patience: float = 0,
    take_over: bool = False,
) -> int:
    """Build the index again; return the number of changes indexed.

    Readers keep the old index until the new one is complete. `patience`, `take_over`: as in
    `catch_up`.
    """
    if not take_over:
        # The owner of a damaged index is not known.
        with suppress(IndexDamaged):
            _refuse_other(catalogue, engine)

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
