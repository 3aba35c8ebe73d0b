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

from archive import persons
from archive.catalogue import Catalogue, Entry, Outcome, Refused
from archive.extraction import Extractor
from archive.importers.refusal import Refusal
from index.report import Report

__all__ = ["Begun", "Tally", "extract_again", "ingest"]

# Records in a batch.
_BATCH = 500

# Bytes kept of a refused input: they show what is wrong, and a whole file may be too large.
_REFUSED = 1 << 20


@dataclass(frozen=True, slots=True)
class Begun:
    """The first record of a file: earlier refusals of this origin are deleted."""

    origin: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of records by outcome.

    `read`: all of them, refused ones too. `deleted`: new versions of reports that stay deleted.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    deleted: int = 0

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
) -> Iterator[Tally]:
    """Store all records; yield the tally of all batches so far after each batch.

    `workers`: processes that extract persons, by default one for each processor, 0 for none.
    `extract`: extract persons now; otherwise `extract_again` does it later.
    """
    total = Tally()
    waiting: deque[tuple[_Batch, Future[list[Entry]]]] = deque()
    with closing(Extractor(workers, enabled=extract)) as extractor:
        for batch in _batches(catalogue, records):
            waiting.append((batch, extractor.submit(batch.fresh)))
            # So many batches keep all processes busy while one batch is stored.
            if len(waiting) > extractor.workers:
                total += _store(catalogue, *waiting.popleft())
                yield total
        while waiting:
            total += _store(catalogue, *waiting.popleft())
            yield total


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


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records that are stored together.

    `fresh`: reports that the catalogue lacks; `same`: number of those that it holds.
    `reread`: origins whose earlier refusals are deleted.
    """

    fresh: Sequence[Report]
    refused: Sequence[Refused]
    reread: frozenset[str]
    same: int


def _batches(catalogue: Catalogue, records: Iterable[Record]) -> Iterator[_Batch]:
    """Yield the records in batches."""
    stream = iter(records)
    while some := list(islice(stream, _BATCH)):
        reports = [each for each in some if isinstance(each, Report)]
        known = catalogue.reports.known(reports) if reports else []
        yield _Batch(
            fresh=[report for report, old in zip(reports, known, strict=True) if not old],
            refused=[_refused(each) for each in some if isinstance(each, Refusal)],
            reread=frozenset(each.origin for each in some if isinstance(each, Begun)),
            same=sum(known),
        )


def _refused(refusal: Refusal) -> Refused:
    return Refused(refusal.reason, refusal.origin, refusal.line, refusal.data[:_REFUSED])


def _store(catalogue: Catalogue, batch: _Batch, entries: "Future[list[Entry]]") -> Tally:
    """Store a batch once its persons are extracted."""
    outcomes = catalogue.reports.put(entries.result(), refused=batch.refused, reread=batch.reread)
    return _tally(batch, outcomes)


def _tally(batch: _Batch, outcomes: Sequence[Outcome]) -> Tally:
    kinds = [outcome.kind for outcome in outcomes]
    return Tally(
        read=len(outcomes) + batch.same + len(batch.refused),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        same=kinds.count("same") + batch.same,
        refused=len(batch.refused),
        deleted=kinds.count("deleted"),
    )
