"""From importers to the catalogue, by way of the persons: in batches, any of which may be the last.

Each batch is one transaction. An import that was interrupted is simply begun again: records that
the catalogue knows are passed over before their persons are looked for, which costs a tenth.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, fields, replace
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from unicodedata import normalize

from archive import persons
from archive.catalogue import Appearance, Catalogue, Entry, Outcome, Refused
from archive.importers.refusal import Refusal
from archive.persons.aliases import name_key
from index.report import Report

__all__ = ["Begun", "Tally", "appearances", "find_persons_again", "ingest"]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Begun:
    """The reading of a file begins: what was refused of it before no longer counts."""

    origin: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records were read, and what became of them; `read` counts the refused ones too.

    `deleted`: other versions of reports that stay deleted.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    deleted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """The sum of both."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))


Record = Report | Refusal | Begun
"""What comes from the importers."""


def ingest(
    catalogue: Catalogue,
    records: Iterable[Record],
    *,
    workers: int | None = None,
    named: bool = True,
    told: Callable[[Tally], None] | None = None,
) -> Tally:
    """Take all records into the catalogue; what became of them.

    `workers`: processes that look for persons, by default one for each processor; with 0 it is
    done here. `named`: whether persons are looked for at all; `find_persons_again` does it later.
    `told`: called after each batch with the tally so far.
    """
    total = Tally()
    waiting: deque[tuple[_Batch, Future[list[Entry]]]] = deque()
    with closing(_Finders(workers, named=named)) as finders:
        for batch in _batches(catalogue, records):
            waiting.append((batch, finders.submit(batch.fresh)))
            # As many batches are under way as keep all finders busy while one is written.
            if len(waiting) > finders.number:
                total += _write(catalogue, *waiting.popleft())
                if told:
                    told(total)
        while waiting:
            total += _write(catalogue, *waiting.popleft())
            if told:
                told(total)
    return total


def find_persons_again(
    catalogue: Catalogue,
    *,
    workers: int | None = None,
    told: Callable[[int], None] | None = None,
) -> int:
    """Look for persons where other rules did before; how many reports that were.

    May be stopped and begun again: a report that is done is not looked at twice.
    """
    done = 0
    last = ""
    with closing(_Finders(workers, named=True)) as finders:
        size = _BATCH * max(1, finders.number)
        # From where the last page ended: to begin anew would pass over all that is done each time.
        while outdated := catalogue.appearances.outdated(persons.VERSION, size, after=last):
            last = outdated[-1]
            reports = catalogue.reports.many(outdated)
            pieces = [reports[at : at + _BATCH] for at in range(0, len(reports), _BATCH)]
            futures = [finders.submit(piece) for piece in pieces]
            for piece, future in zip(pieces, futures, strict=True):
                catalogue.appearances.replace(future.result())
                done += len(piece)
                if told:
                    told(done)
    return done


def appearances(report: Report) -> tuple[Appearance, ...]:
    """Those whom a report names in full: where first, and again where another office is given."""
    found: list[Appearance] = []
    offices: dict[str, set[str]] = {}
    mentions = persons.find(report)
    # «Choi Soon-Sil» is «Choi Soon-sil»: a name is kept as the report writes it first.
    listed = {name_key(name): normalize("NFC", name) for name in persons.named(mentions)}
    for mention in mentions:
        name = listed.get(name_key(mention.name))
        if name is None:
            continue
        known = offices.get(name)
        if known is None or not known.issuperset(mention.roles):
            offices.setdefault(name, set()).update(mention.roles)
            found.append(
                Appearance(
                    name=name,
                    roles=mention.roles,
                    evidence=mention.evidence,
                    field=mention.field,
                    part=mention.part,
                    start=mention.start,
                    end=mention.end,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records that are written together; `same` counts those that the catalogue knows."""

    fresh: Sequence[Report]
    refused: Sequence[Refused]
    reread: frozenset[str]
    same: int


def _batches(catalogue: Catalogue, records: Iterable[Record]) -> Iterator[_Batch]:
    """The records in batches, without the reports that are known already."""
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
    # A megabyte tells what is wrong; a file may be larger than the catalogue can hold.
    return Refused(refusal.reason, refusal.origin, refusal.line, refusal.data[: 1 << 20])


def _write(catalogue: Catalogue, batch: _Batch, entries: "Future[list[Entry]]") -> Tally:
    """Put a batch into the catalogue when its persons are found."""
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


class _Finders:
    """Processes that look for persons; none is started for the first batch."""

    def __init__(self, workers: int | None, *, named: bool) -> None:
        self.number = 0 if not named else _processors() if workers is None else workers
        self._named = named
        self._pool: ProcessPoolExecutor | None = None
        self._begun = False

    def submit(self, reports: Sequence[Report]) -> "Future[list[Entry]]":
        """The reports as entries with those they name, sooner or later."""
        done: Future[list[Entry]] = Future()
        if not self._named:
            done.set_result([Entry(report) for report in reports])
        elif reports and self.number and self._begun:
            # The originals stay here: they are half of what a process would be sent.
            bare = [replace(report, original=None) for report in reports]
            found = self._processes().submit(_find, bare)
            found.add_done_callback(lambda found: _pass_on(reports, found, done))
        else:
            self._begun = self._begun or bool(reports)
            done.set_result(_entries(reports, _find(reports)))
        return done

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: a copy of this process would hold its database connections.
            self._pool = ProcessPoolExecutor(
                self.number, mp_context=get_context("spawn"), initializer=_follow_parent
            )
        return self._pool


def _find(reports: Sequence[Report]) -> list[tuple[Appearance, ...]]:
    return [appearances(report) for report in reports]


def _entries(reports: Sequence[Report], found: Sequence[tuple[Appearance, ...]]) -> list[Entry]:
    return [
        Entry(report, named, persons.VERSION) for report, named in zip(reports, found, strict=True)
    ]


def _pass_on(
    reports: Sequence[Report],
    found: "Future[list[tuple[Appearance, ...]]]",
    done: "Future[list[Entry]]",
) -> None:
    """Let what a process found, or why it failed, be the entries' future."""
    if found.cancelled():
        done.cancel()
    elif (error := found.exception()) is not None:
        done.set_exception(error)
    else:
        done.set_result(_entries(reports, found.result()))


def _follow_parent() -> None:
    """Leave Ctrl-C to the process that reads and writes, and end when it ends, killed or not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker waits for its next task for ever: it holds the other end of that pipe too.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
