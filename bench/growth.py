"""The embedded engine as an archive grows: `python -m bench.growth --data FOLDER [--json FILE]`.

Builds an index of each size from the same deterministic corpus, asks it the questions of
`bench.engines`, opens it, adds a hundred reports and commits. `--sizes 2000,10000` is a short form.
"""

import json
import platform
import shutil
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bench.building import build, prepare, reports, size_of
from bench.engines import Clock, rows
from bench.peers import Question
from bench.peers.ours import FACETS, query_of
from index.engines.whoosh import WhooshEngine
from index.query import Query

__all__ = ["main", "measure"]

_ROWS = ("common term", "term + three facets", "all + three facets", "topic + three facets")
# Reports from which the words of questions are taken.
_MODELS = 50_000
_ROUNDS = 5
_OPENINGS = 7
# A day's reports, and how often a day is added.
_ADDED = 100
_DAYS = 5


def _built(file: Path, folder: Path, size: int, processes: int, *, keep: bool) -> dict[str, Any]:
    """Build an index and return the cost; with `keep`, use an existing one and its cost."""
    costs = folder.with_suffix(".json")
    if keep and costs.exists():
        known: dict[str, Any] = json.loads(costs.read_text())
        return known
    built = build("ours", file, folder, processes, size)
    found = {
        "reports": size,
        "seconds": round(built.seconds, 1),
        "processor": round(built.processor, 1),
        "memory": round(built.memory),
        "size": round(size_of(folder), 1),
    }
    costs.write_text(json.dumps(found))
    return found


def measure(
    file: Path, folder: Path, found: dict[str, Any], clock: Clock = time.perf_counter
) -> dict[str, Any]:
    """One column of the table: what building cost, and how fast the index answers."""
    size = found["reports"]
    engine = WhooshEngine(folder)
    found["segments"] = engine.status().segments
    questions = rows(islice(reports(file), min(size, _MODELS)), engine.statistics())
    for row in _ROWS:
        found[row] = _median(engine, questions[row], clock)
    found["opening"] = _milliseconds(_opened(folder, clock) for _ in range(_OPENINGS))
    found["adding"] = _milliseconds(_added(engine, file, day, clock) for day in range(_DAYS))
    engine.close()
    return found


def _median(engine: WhooshEngine, questions: Sequence[Question], clock: Clock) -> float:
    """Milliseconds of one question, nothing remembered of its words from the round before."""
    times = []
    for _ in range(_ROUNDS):
        engine.forget()
        times += [_timed(partial(_asked, engine, question), clock) for question in questions]
    return _milliseconds(times)


def _asked(engine: WhooshEngine, question: Question) -> None:
    engine.search(query_of(question), facets=FACETS if question.facets else ())


def _opened(folder: Path, clock: Clock) -> float:
    """Return the seconds to open an index and count its reports."""
    return _timed(lambda: WhooshEngine(folder).count(Query()), clock)


def _added(engine: WhooshEngine, file: Path, day: int, clock: Clock) -> float:
    """Seconds to add and commit a hundred reports, new to the index."""
    models = islice(reports(file), _ADDED)
    new = [replace(each, identifier=f"day-{day}:{each.identifier}") for each in models]

    def add() -> None:
        engine.add(new)
        engine.commit(day + 2)

    return _timed(add, clock)


def _timed(action: Callable[[], object], clock: Clock) -> float:
    began = clock()
    action()
    return clock() - began


def _milliseconds(seconds: Iterable[float]) -> float:
    return round(statistics.median(seconds) * 1000, 2)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench"))
@click.option("--sizes", default="10000,50000,200000,1000000", show_default=True)
@click.option("--processes", default=1, show_default=True, help="How many build.")
@click.option("--keep", is_flag=True, help="Leave the indexes; ask those that are there already.")
@click.option("--cpu", is_flag=True, help="Count processor time, on a machine that is busy.")
@click.option("--json", "target", type=click.Path(path_type=Path))
def main(
    data: Path, work: Path, sizes: str, processes: int, keep: bool, cpu: bool, target: Path | None
) -> None:
    """Measure the embedded engine at several sizes of an archive."""
    work.mkdir(parents=True, exist_ok=True)
    wanted = [int(size) for size in sizes.split(",")]
    # A smaller corpus is the beginning of a larger one.
    file = prepare(data, max(wanted), work / f"corpus-{max(wanted)}.jsonl")
    clock = time.process_time if cpu else time.perf_counter
    columns = []
    for size in wanted:
        folder = work / f"growth-{size}"
        built = _built(file, folder, size, processes, keep=keep)
        columns.append(measure(file, folder, built, clock))
        if not keep:
            shutil.rmtree(folder)
            folder.with_suffix(".json").unlink()
        click.echo(f"{size:,} reports done", err=True)
    result = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": datetime.now(UTC).date().isoformat(),
        "processes": processes,
        "time": "processor" if cpu else "wall",
        "columns": columns,
    }
    _print(result)
    if target:
        target.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n")


def _print(result: dict[str, Any]) -> None:
    columns = result["columns"]
    click.echo(
        f"{result['machine']}; {result['date']}; built by {result['processes']};"
        f" {result['time']} time\n"
    )
    sizes = [f"{each['reports']:,}" for each in columns]
    click.echo(f"| reports | {' | '.join(sizes)} |")
    click.echo("|---" * (len(columns) + 1) + "|")
    for label, show in (
        ("reports/s, indexing", lambda each: f"{each['reports'] / each['seconds']:,.0f}"),
        ("reports a processor second", lambda each: f"{each['reports'] / each['processor']:,.0f}"),
        ("peak memory, MB", lambda each: f"{each['memory']:,}"),
        ("size, MB", lambda each: f"{each['size']:,.0f}"),
        ("size, kB a report", lambda each: f"{each['size'] / each['reports'] * 1000:.2f}"),
        ("segments", lambda each: str(each["segments"])),
        *((f"{row}, ms", lambda each, row=row: f"{each[row]:.3g}") for row in _ROWS),
        ("opening, ms", lambda each: f"{each['opening']:.3g}"),
        (f"adding {_ADDED} and committing, ms", lambda each: f"{each['adding']:.3g}"),
    ):
        click.echo(f"| {label} | {' | '.join(map(show, columns))} |")


if __name__ == "__main__":
    main()
