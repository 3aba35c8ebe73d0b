"""Builds of indexes, each in a process of its own, with what they cost."""

import json
import resource
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.corpus import corpus
from bench.peers import forms
from bench.peers.registry import engine_class
from index.report import Report
from tools.processes import family

__all__ = ["Built", "build", "prepare", "reports", "size_of"]

# Seconds between two readings of the memory of a build.
_INTERVAL = 0.05


@dataclass(frozen=True)
class Built:
    """The cost of a build.

    `seconds`: on the clock. `processor`: seconds of processor time of all its processes. `memory`:
    the most that they held at once, in MB.
    """

    seconds: float
    processor: float
    memory: float


def prepare(data: Path, size: int, target: Path) -> Path:
    """Write a corpus as JSON lines, from which every engine reads it; return the file."""
    if not target.exists():
        draft = target.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as lines:
            for report in corpus(data, size):
                fields = {k: v for k, v in asdict(report).items() if v and k != "original"}
                lines.write(json.dumps(fields, ensure_ascii=False) + "\n")
        draft.rename(target)
    return target


def reports(file: Path) -> Iterator[Report]:
    """Yield the reports of a file that `prepare` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            fields: dict[str, Any] = json.loads(line)
            for name in ("section", "persons", "authors", "captions", "tags"):
                fields[name] = tuple(fields.get(name, ()))
            yield Report(**fields)


def build(name: str, file: Path, folder: Path, processes: int, size: int | None = None) -> Built:
    """Build an engine's index of a corpus, or of so many of its reports, and return its cost."""
    shutil.rmtree(folder, ignore_errors=True)
    context = get_context("spawn")
    seconds = context.Queue()
    child = context.Process(target=_build, args=(name, file, folder, processes, size, seconds))
    child.start()
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(child.pid, peak))
    watch.start()
    child.join()
    watch.join()
    if child.exitcode:
        raise RuntimeError(f"the build of {name} failed")
    return Built(*seconds.get(), peak[0])


def _build(
    name: str, file: Path, folder: Path, processes: int, size: int | None, seconds: Any
) -> None:
    began = time.perf_counter()
    some = islice(reports(file), size)
    if name == "analysis":
        for report in some:
            forms(report)
    else:
        engine_class(name)(folder).build(some, processes)
    elapsed = time.perf_counter() - began
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds.put((elapsed, sum(each.ru_utime + each.ru_stime for each in usage)))


def _watch(process: int, peak: list[float]) -> None:
    """Note the memory of a process and its descendants until it ends."""
    while memory := sum(_memory(each) for each in family(process)):
        peak[0] = max(peak[0], memory)
        time.sleep(_INTERVAL)


def _memory(process: int) -> float:
    """Return the memory of a process in MB, without mapped files, which it shares."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(fields.get("RssAnon", "0 kB").split()[0]) / 1024


def size_of(folder: Path) -> float:
    """Return the size of all files below a folder, in MB."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
