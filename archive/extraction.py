"""Extraction of persons from reports, in processes of its own."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context, parent_process, resource_tracker
from threading import Thread
from unicodedata import normalize

from archive import persons
from archive.catalogue import Appearance, Entry
from archive.garbage import collect_rarely
from archive.persons.aliases import name_key
from index.report import Report

__all__ = ["Extractor", "appearances", "begin_process"]

# Reports. Starting a process takes as long as reading these.
_FEW = 500


def appearances(report: Report) -> tuple[Appearance, ...]:
    """Return, for each person named in full, the first mention and each later one with a new role.

    They come in the order of the text.
    """
    found: list[Appearance] = []
    roles: dict[str, set[str]] = {}
    mentions = persons.find(report)
    # «Choi Soon-Sil» is «Choi Soon-sil»: a name is kept as the report writes it first.
    listed = {name_key(name): normalize("NFC", name) for name in persons.named(mentions)}
    for mention in mentions:
        name = listed.get(name_key(mention.name))
        if name is None:
            continue
        known = roles.get(name)
        if known is None or not known.issuperset(mention.roles):
            roles.setdefault(name, set()).update(mention.roles)
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


class Extractor:
    """Makes entries from reports, extracting persons in `workers` processes.

    The first 500 reports are handled in this process, so that small imports start none.
    """

    def __init__(self, workers: int | None = None, *, enabled: bool = True) -> None:
        """Set the number of processes, by default one for each processor; 0 for none.

        `enabled`: extract persons; otherwise entries have no appearances and no extraction.
        """
        self.workers = 0 if not enabled else _processors() if workers is None else workers
        self._enabled = enabled
        self._pool: ProcessPoolExecutor | None = None
        self._handled = 0

    def submit(self, reports: Sequence[Report]) -> "Future[list[Entry]]":
        """Return a future of the entries of these reports."""
        done: Future[list[Entry]] = Future()
        if not self._enabled:
            done.set_result([Entry(report) for report in reports])
        elif reports and self.workers and self._handled + len(reports) > _FEW:
            # Without the originals, which are half of the bytes sent to a process.
            bare = [replace(report, original=None) for report in reports]
            with _ctrl_c_held():
                found = self._processes().submit(_extract, bare)
            found.add_done_callback(lambda found: _complete(done, reports, found))
        else:
            self._handled += len(reports)
            done.set_result(_entries(reports, _extract(reports)))
        return done

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _processes(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, since a forked process would share our database connections.
            self._pool = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=begin_process
            )
        return self._pool


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Hold Ctrl-C back in the block; processes that are started in it never receive it.

    At a terminal it goes to all processes, and would end a new one in its imports with a traceback.
    """
    # Its start, before that of the first process, would let the signal through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _extract(reports: Sequence[Report]) -> list[tuple[Appearance, ...]]:
    return [appearances(report) for report in reports]


def _entries(reports: Sequence[Report], found: Sequence[tuple[Appearance, ...]]) -> list[Entry]:
    return [
        Entry(report, named, persons.VERSION) for report, named in zip(reports, found, strict=True)
    ]


def _complete(
    done: "Future[list[Entry]]",
    reports: Sequence[Report],
    found: "Future[list[tuple[Appearance, ...]]]",
) -> None:
    """Set the result of a future from that of a process, or its error."""
    if found.cancelled():
        done.cancel()
    elif (error := found.exception()) is not None:
        done.set_exception(error)
    else:
        done.set_result(_entries(reports, found.result()))


def begin_process() -> None:
    """Begin a process that looks for persons.

    It ends when its parent ends, which also handles Ctrl-C.
    """
    collect_rarely()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker holds both ends of its queue, so a parent that was killed does not end its wait.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
