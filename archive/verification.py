"""Verification of an archive by its checksums, and of the index by the catalogue.

Every check goes on after damage, so that one run names everything.
"""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from archive.catalogue import Catalogue, Damage, Slice
from archive.differences import differences
from archive.errors import CatalogueError
from archive.indexing import PROBLEMS, relation
from index.engine import Engine
from index.errors import IndexingError

__all__ = ["slice_of_today", "verify"]

OnProgress = Callable[[str, int], None]
"""Called with the name of the check and the number of things checked so far."""

_DIFFERENCES = {
    "missing": "it is not in the index",
    "other": "the index has another state of it",
    "extra": "it is in the index, and the catalogue does not show it",
}


def slice_of_today(percent: float) -> Slice:
    """Return the slice for today if a run checks so many percent; it changes from day to day.

    With 5 percent, twenty runs on twenty days check everything.
    """
    parts = max(1, math.ceil(100 / percent))
    return Slice((datetime.now(UTC).date().toordinal()) % parts, parts)


def verify(
    catalogue: Catalogue, engine: Engine, part: Slice, on_progress: OnProgress
) -> Iterator[Damage]:
    """Yield everything in a slice of an archive that is damaged, with the remedy.

    The database, the files of the index and its relation to the catalogue are checked as a whole.
    """
    checks: tuple[Callable[[], list[Damage]], ...] = (
        catalogue.fixity.database,
        lambda: catalogue.fixity.originals(part, lambda done: on_progress("Originals", done)),
        lambda: catalogue.fixity.versions(part, lambda done: on_progress("Versions ", done)),
        lambda: list(
            _check_index(catalogue, engine, part, lambda done: on_progress("Index    ", done))
        ),
    )
    kinds: set[str] = set()
    for check in checks:
        try:
            found = check()
        except (CatalogueError, TypeError, ValueError, AttributeError) as error:
            # A damaged page may hold values of other types than those of its columns.
            remedy = "«khobao restore BACKUP» into another folder"
            found = [Damage("database", "catalogue", str(error), remedy)]
        for each in found:
            # A damaged text differs from the index too; the index is right then.
            if not ("version" in kinds and each.problem == _DIFFERENCES["other"]):
                yield each
        kinds.update(each.kind for each in found)


def _check_index(
    catalogue: Catalogue, engine: Engine, part: Slice, on_progress: Callable[[int], None]
) -> Iterator[Damage]:
    rebuild = "«khobao index --rebuild»"
    try:
        engine.verify()
        if found := PROBLEMS.get(relation(catalogue, engine)):
            yield Damage("index", "index", found.reason, found.remedy)
            return
        status = engine.status()
        for each in differences(catalogue, engine, status.revision, on_progress, part):
            yield Damage("index", each.identifier, _DIFFERENCES[each.kind], rebuild)
        shown = catalogue.counts().reports
        if (
            part.of > 1
            and status.reports != shown
            and not catalogue.changes.pending(status.revision)
        ):
            problem = f"{status.reports:,} reports are indexed, the catalogue shows {shown:,}"
            yield Damage("index", "index", problem, rebuild)
    except IndexingError as error:
        yield Damage("index", "index", str(error), rebuild)
