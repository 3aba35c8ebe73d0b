"""Importing: records are batched, their persons extracted, and each batch stored.

Each batch is one transaction. An interrupted import is simply run again: records that the
catalogue holds are skipped before their persons are extracted, which costs a tenth of an import.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import islice
from typing import TypeVar

from archive import persons
from archive.catalogue import Catalogue, Comparison, Entry, Outcome, Refused
from archive.extraction import Extractor
from archive.importers.refusal import Refusal
from index.report import Report

__all__ = ["Begun", "Tally", "extract_again", "find_persons", "ingest"]

# Records in a batch.
_BATCH = 500
_Item = TypeVar("_Item")

# Bytes kept of a refused input: they show what is wrong, and a whole file may be too large.
_REFUSED = 1 << 20


@dataclass(frozen=True, slots=True)
class Begun:
    """The first record of a file: earlier refusals of this origin are deleted."""

    origin: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of records by outcome.

    `read`: all of them, also refused ones and `list_pages` (web pages that list reports and hold
    none). `withdrawn`, `reverted`: new versions of reports that stay withdrawn, or are shown in an
    earlier version. `replaced`: changed reports that share nothing with the version before;
    `replaced_first`: the first identifier of each batch that has some. `erased`: reports that were
    erased from the archive, which are left out; `erased_first` as above.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    list_pages: int = 0
    withdrawn: int = 0
    reverted: int = 0
    replaced: int = 0
    replaced_first: tuple[str, ...] = ()
    erased: int = 0
    erased_first: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum of both."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))


Record = Report | Refusal | Begun
"""One item from the importers."""


def ingest(
    catalogue: Catalogue,
    records: Iterable[Record],
    *,
    workers: int | None = None,
    extract: bool = True,
    again: bool = False,
) -> Iterator[Tally]:
    """Store all records; yield the tally of all batches so far after each batch.

    `workers`: processes that extract persons, by default one for each processor, 0 for none.
    `extract`: extract persons now; otherwise `extract_again` does it later. `again`: take in
    reports that were erased.
    """
    total = Tally()
    deferred = _Deferred()
    waiting: deque[tuple[_Batch, Future[list[Entry]]]] = deque()
    with closing(Extractor(workers, enabled=extract)) as extractor:
        for batch in _batches(catalogue, records, deferred, again=again):
            waiting.append((batch, extractor.submit(batch.fresh)))
            # So many batches keep all processes busy while one batch is stored.
            if len(waiting) > extractor.workers:
                total += _store(catalogue, *waiting.popleft(), deferred, again=again)
                yield total
        while waiting:
            total += _store(catalogue, *waiting.popleft(), deferred, again=again)
            yield total
        if deferred.versions or deferred.unnamed:
            yield total + _finish(catalogue, deferred, extractor, extract=extract)


def extract_again(catalogue: Catalogue, *, workers: int | None = None) -> Iterator[int]:
    """Extract the persons of reports that another version of the rules read.

    Yield the number of reports done so far. If interrupted and run again, it continues.
    """
    done = 0
    last = ""
    with closing(Extractor(workers)) as extractor:
        size = _BATCH * max(1, extractor.workers)
        # Each page starts behind the last: a query from the start would pass all that is done.
        while outdated := catalogue.appearances.outdated(persons.VERSION, size, after=last):
            last = outdated[-1]
            reports = catalogue.reports.many(outdated)
            batches = [reports[at : at + _BATCH] for at in range(0, len(reports), _BATCH)]
            futures = [extractor.submit(batch) for batch in batches]
            for batch, future in zip(batches, futures, strict=True):
                catalogue.appearances.replace(future.result())
                done += len(batch)
                yield done


def find_persons(catalogue: Catalogue, identifiers: Sequence[str]) -> None:
    """Find the persons of some reports, in this process."""
    with closing(Extractor(0)) as extractor:
        for portion in _portions(identifiers):
            found = extractor.submit(catalogue.reports.many(portion))
            catalogue.appearances.replace(found.result())


class _Deferred:
    """Work for the end of an import, by identifier of the report.

    A record with an older version of its report makes that version the newest again, unless a
    later record has another version. Deferred to the end, a file with two versions of a report
    changes nothing when it is imported again.
    """

    def __init__(self) -> None:
        self._versions: dict[str, tuple[int, int]] = {}
        self.unnamed: dict[str, None] = {}

    def older(self, identifier: str, position: int, version: int) -> None:
        """Note that the record at a position has an older version, given by its number."""
        self._versions[identifier] = (position, version)

    def newer(self, identifier: str, position: int) -> None:
        """Note that the record at a position has the newest version."""
        if self._versions.get(identifier, (position, 0))[0] < position:
            del self._versions[identifier]

    @property
    def versions(self) -> list[int]:
        """The numbers of the versions to be made the newest again."""
        return sorted(version for _, version in self._versions.values())


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records that are stored together.

    `fresh`: reports that the catalogue lacks; `same`: number of those that it holds.
    `positions`: of the fresh reports, among all records. `reread`: origins whose earlier refusals
    are deleted. `erased`: identifiers of the reports that are left out because they were erased.
    """

    fresh: Sequence[Report]
    positions: Sequence[int]
    refused: Sequence[Refused]
    reread: frozenset[str]
    same: int
    erased: Sequence[str] = ()


def _batches(
    catalogue: Catalogue, records: Iterable[Record], deferred: _Deferred, *, again: bool
) -> Iterator[_Batch]:
    """Yield the records in batches, without the reports that the catalogue holds."""
    stream = enumerate(records)
    while some := list(islice(stream, _BATCH)):
        reports = [(at, each) for at, each in some if isinstance(each, Report)]
        compared = _compared(catalogue, [each for _, each in reports], again=again)
        fresh = []
        erased = [each.identifier for each in compared if each.standing == "erased"]
        for (position, _), found in zip(reports, compared, strict=True):
            if found.standing == "unknown":
                fresh.append((position, found.report))
            elif found.standing == "earlier":
                deferred.older(found.identifier, position, found.version)
            elif found.standing == "same":
                deferred.newer(found.identifier, position)
        yield _Batch(
            fresh=[report for _, report in fresh],
            positions=[position for position, _ in fresh],
            refused=[_refused(each) for _, each in some if isinstance(each, Refusal)],
            reread=frozenset(each.origin for _, each in some if isinstance(each, Begun)),
            same=len(reports) - len(fresh) - len(erased),
            erased=erased,
        )


def _compared(
    catalogue: Catalogue, reports: Sequence[Report], *, again: bool
) -> Sequence[Comparison]:
    """Return how reports relate to what the catalogue holds."""
    return catalogue.reports.compare(reports, again=again) if reports else []


def _refused(refusal: Refusal) -> Refused:
    return Refused(
        refusal.reason,
        refusal.origin,
        refusal.line,
        refusal.data[:_REFUSED],
        is_list_page=refusal.is_list_page,
    )


def _store(
    catalogue: Catalogue,
    batch: _Batch,
    entries: "Future[list[Entry]]",
    deferred: _Deferred,
    *,
    again: bool,
) -> Tally:
    """Store a batch once its persons are extracted."""
    outcomes = catalogue.reports.put(
        entries.result(), refused=batch.refused, reread=batch.reread, again=again
    )
    for outcome, position in zip(outcomes, batch.positions, strict=True):
        deferred.newer(outcome.identifier, position)
        if outcome.is_unnamed:
            deferred.unnamed[outcome.identifier] = None
    return _tally(batch, outcomes)


def _finish(
    catalogue: Catalogue, deferred: _Deferred, extractor: Extractor, *, extract: bool
) -> Tally:
    """Do the deferred work; return its tally."""
    unnamed = list(deferred.unnamed)
    changed = 0
    for numbers in _portions(deferred.versions):
        identifiers = catalogue.reports.renew(numbers)
        changed += len(identifiers)
        unnamed.extend(identifiers)
    if extract:
        for portion in _portions(unnamed):
            found = extractor.submit(catalogue.reports.many(portion))
            catalogue.appearances.replace(found.result())
    return Tally(changed=changed, same=-changed)


def _portions(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Yield the items in portions of the size of a batch."""
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


def _tally(batch: _Batch, outcomes: Sequence[Outcome]) -> Tally:
    kinds = [outcome.kind for outcome in outcomes]
    list_pages = sum(each.is_list_page for each in batch.refused)
    erased = [*batch.erased, *(each.identifier for each in outcomes if each.kind == "erased")]
    replaced = [outcome.identifier for outcome in outcomes if outcome.replaces_another]
    return Tally(
        read=len(outcomes) + batch.same + len(batch.refused) + len(batch.erased),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        same=kinds.count("same") + batch.same,
        refused=len(batch.refused) - list_pages,
        list_pages=list_pages,
        withdrawn=kinds.count("withdrawn"),
        reverted=kinds.count("reverted"),
        replaced=len(replaced),
        replaced_first=tuple(replaced[:1]),
        erased=len(erased),
        erased_first=tuple(erased[:1]),
    )
