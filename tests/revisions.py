"""Revisions of an index, written by this process or by others that can be killed."""

import os
import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event
from typing import Any

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.writing import writer
from index.query import Query
from index.report import Report

__all__ = [
    "Process",
    "expected",
    "found",
    "hold",
    "report",
    "share",
    "started",
    "wait_for_end",
    "write",
    "write_on",
]

# Reports that each revision adds; it also deletes some of all, and some commits merge.
_CHANGED = 40
# Seconds after which a test fails that waits for another process.
_PATIENCE = 120

_CONTEXT = get_context("forkserver")
# A process starts in a few milliseconds, since what it imports is imported already.
_CONTEXT.set_forkserver_preload(["tests.revisions", "index.engines.whoosh.stock.toc"])


def report(number: int, revision: int) -> Report:
    """Return a report as a revision has it."""
    return Report(f"r{number:05}", title=f"dân vận {number}", body=f"bản {revision}\n" * 5)


def expected(revision: int) -> set[str]:
    """Return the identifiers in the index after a revision."""
    alive: set[int] = set()
    for each in range(1, revision + 1):
        alive.update(range((each - 1) * _CHANGED, each * _CHANGED))
        alive.difference_update(_deleted(each))
    return {f"r{number:05}" for number in alive}


def _deleted(revision: int) -> list[int]:
    return [n for n in range(revision * _CHANGED) if n % 7 == revision % 7]


def write(engine: WhooshEngine, revision: int) -> None:
    """Write the changes of a revision, and commit."""
    numbers = range((revision - 1) * _CHANGED, revision * _CHANGED)
    engine.add(report(number, revision) for number in numbers)
    engine.delete(f"r{number:05}" for number in _deleted(revision))
    engine.commit(revision)


def found(engine: WhooshEngine) -> set[str]:
    """Return the identifiers in the index."""
    return {hit.identifier for hit in engine.scan(Query())}


# Other processes


@dataclass
class Process:
    """A process that reports events over a connection."""

    process: ForkServerProcess
    events: Connection

    def next_event(self) -> Any:
        """Wait for the next event and return it."""
        assert self.events.poll(_PATIENCE), "the other process reports nothing"
        return self.events.recv()

    def kill(self) -> None:
        """End the process as `kill -9` does."""
        self.process.kill()
        self.process.join()
        self.events.close()


def started(work: Callable[..., None], folder: Path, processes: int = 1) -> Process:
    """Start a process that runs `write_on`, `hold` or `share`."""
    events, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=work, args=(folder, processes, sender))
    process.start()
    sender.close()
    return Process(process, events)


def _engine(folder: Path, processes: int) -> WhooshEngine:
    """Return an engine with batches so small that a revision has several."""
    writer._CHARACTERS, writer._LEAST_CHARACTERS = 4000, 1000
    return WhooshEngine(folder, processes=processes)


def write_on(folder: Path, processes: int, events: Connection) -> None:
    """Write revision after revision; report each operation on a file before it is done."""
    for owner, name in ((os, "pwrite"), (os, "fsync"), (Path, "rename"), (Path, "unlink")):
        setattr(owner, name, _named(getattr(owner, name), name, events))
    engine = _engine(folder, processes)
    revision = engine.status().revision
    while True:
        revision += 1
        write(engine, revision)


def _named(operation: Callable[..., Any], name: str, events: Connection) -> Callable[..., Any]:
    def named(*arguments: Any, **more: Any) -> Any:
        events.send(name)
        return operation(*arguments, **more)

    return named


def hold(folder: Path, processes: int, events: Connection) -> None:
    """Hold the lock of the index."""
    _engine(folder, processes).add([report(1, 1)])
    events.send("holds")
    Event().wait()


def share(folder: Path, processes: int, events: Connection) -> None:
    """Write with two more processes, and report their numbers."""
    engine = _engine(folder, processes)
    engine.add(report(number, 1) for number in range(200))
    assert engine._writer is not None
    assert engine._writer._pool is not None
    events.send([*engine._writer._pool._processes])
    Event().wait()


def wait_for_end(processes: Sequence[int]) -> None:
    """Wait until processes have ended, which need not be children of this one."""
    for process in processes:
        try:
            handle = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        try:
            ended, _, _ = select.select([handle], [], [], _PATIENCE)
        finally:
            os.close(handle)
        assert ended, f"process {process} is still running"
