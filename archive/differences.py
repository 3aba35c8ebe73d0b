"""Differences between a catalogue and its index, report by report.

Both are compared by fingerprints, without analysing any text. A difference is what the index must
add or delete to agree with the catalogue.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from archive.catalogue import Catalogue, Slice
from index.engine import Engine
from index.fingerprint import fingerprint
from index.query import Query
from index.report import Report

__all__ = ["Difference", "differences"]

# Reports compared at once.
_PAGE = 500

_WHOLE = Slice()

OnProgress = Callable[[int], None]
"""Called with the number of reports compared so far."""

Kind = Literal["missing", "other", "extra"]


class Difference(NamedTuple):
    """A report that the index holds otherwise than the catalogue shows it.

    `kind`: `missing` in the index, `other` content in it, or `extra`: the catalogue does not show
    it. `report`: as the catalogue shows it; None if it does not.
    """

    kind: Kind
    identifier: str
    report: Report | None


def differences(
    catalogue: Catalogue,
    engine: Engine,
    until: int,
    on_progress: OnProgress,
    part: Slice = _WHOLE,
) -> Iterator[Difference]:
    """Yield the differences that changes up to a revision leave; those after it are not compared.

    The index must not change meanwhile; the catalogue may. `part`: compare only these reports, and
    do not look for reports that the catalogue has never had.
    """
    revision = done = held = 0
    while changes := catalogue.changes.after(revision, _PAGE, part):
        known = engine.fingerprints([change.identifier for change in changes])
        held += len(known)
        for change in changes:
            if change.revision <= until:
                found = known.get(change.identifier)
                yield from _difference(change.identifier, change.report, found)
        revision = changes[-1].revision
        done += len(changes)
        on_progress(done)
    if part == _WHOLE and held < engine.status().reports:
        yield from _unknown(catalogue, engine)


def _difference(identifier: str, report: Report | None, held: int | None) -> Iterator[Difference]:
    if report is None:
        if held is not None:
            yield Difference("extra", identifier, None)
    elif held is None:
        yield Difference("missing", identifier, report)
    elif held != fingerprint(report):
        yield Difference("other", identifier, report)


def _unknown(catalogue: Catalogue, engine: Engine) -> Iterator[Difference]:
    """Yield the reports of the index that the catalogue has never had."""
    page: list[str] = []
    for hit in engine.scan(Query(sort="oldest")):
        page.append(hit.identifier)
        if len(page) == _PAGE:
            yield from _absent(catalogue, page)
            page = []
    yield from _absent(catalogue, page)


def _absent(catalogue: Catalogue, identifiers: Sequence[str]) -> Iterator[Difference]:
    for identifier in catalogue.reports.unknown(identifiers):
        yield Difference("extra", identifier, None)
