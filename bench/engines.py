"""Our engine beside others: `python -m bench.engines --data FOLDER [--json FILE]`.

All engines index the same reports and answer the same questions in the same run, from a typed
query or a Query to identifiers with scores. A row's time is the median over its questions, which
differ, so that no engine answers from its cache; `first` is the first question to an index that
was just opened, with its files in the system's page cache.
"""

import json
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from bench.building import build, prepare, reports, size_of
from bench.peers import Engine, Question, forms
from bench.peers.registry import NAMES, engine_class, missing
from index.engines.whoosh import WhooshEngine
from index.planning.clauses import Statistics, Term
from index.report import Report

__all__ = ["main", "measure", "rows"]

# Questions in a row, and how often each is asked.
_QUESTIONS = 24
_ROUNDS = 5
_OPENINGS = 5

Clock = Callable[[], float]
# Seconds after which a slow engine is not asked the questions of a row again.
_PATIENCE = 20.0


def rows(models: Iterable[Report], statistics_of: Statistics) -> dict[str, list[Question]]:
    """Return the questions of every row, with words as frequent as the row's name says."""
    chance = random.Random(20180110)
    some = [forms(report) for number, report in enumerate(models) if number % 50 == 0]
    keys = sorted({key for text, _ in some for key in text.split(" ") if key.isalpha()})
    total = statistics_of.reports
    share = {key: statistics_of.document_frequency(Term(keys=(key,))) / total for key in keys}

    def between(low: float, high: float) -> list[str]:
        return [key for key in keys if low <= share[key] <= high]

    common, middling, rare = between(0.3, 0.9), between(0.05, 0.4), between(0.0002, 0.001)
    pairs = sorted(
        {
            pair
            for text, _ in some
            for pair in pairwise(text.split(" "))
            if all(0.05 <= share.get(word, 0) <= 0.5 for word in pair)
        }
    )
    topics = [tuple(text.split(" ")[20:25]) for _, text in some if len(text.split(" ")) > 25]

    def ask(kind: str, size: int, words: Sequence[str], **more: Any) -> list[Question]:
        return [
            Question(kind, tuple(chance.sample(words, size)), **more) for _ in range(_QUESTIONS)
        ]

    def some_of(words: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return chance.sample(words, min(_QUESTIONS, len(words)))

    years = ("2017", "2018")
    return {
        "common term": ask("term", 1, common),
        "rare term": ask("term", 1, rare),
        "two-term AND": ask("and", 2, middling),
        "three-term OR": ask("or", 3, middling),
        "phrase": [Question("phrase", pair) for pair in some_of(pairs)],
        "term + dates": ask("term", 1, common, years=years),
        "term + three facets": ask("term", 1, common, facets=True),
        "all + three facets": [Question("all", facets=True)] * _QUESTIONS,
        "topic + three facets": [
            Question("topic", words, facets=True) for words in some_of(topics)
        ],
    }


def _asked(engine: Engine, question: Question, clock: Clock) -> float:
    began = clock()
    found = engine.ask(question)
    seconds = clock() - began
    if not found and question.kind == "term" and not question.years:
        raise RuntimeError(f"{engine.name} finds nothing for {question}")
    return seconds * 1000


def measure(
    engine: Engine, questions: list[Question], clock: Clock = time.perf_counter
) -> dict[str, float]:
    """Return milliseconds of a row: the median, the 95th percentile, the first question."""
    first = []
    for question in questions[:_OPENINGS]:
        opened = type(engine)(engine.folder)
        opened.open()
        first.append(_asked(opened, question, clock))
    times: list[float] = []
    began = time.perf_counter()
    for _ in range(_ROUNDS):
        engine.forget()
        times += [_asked(engine, question, clock) for question in questions]
        if time.perf_counter() - began > _PATIENCE:
            break
    return {
        "median": round(statistics.median(times), 3),
        "p95": round(statistics.quantiles(times, n=20)[-1], 3),
        "first": round(statistics.median(first), 3),
    }


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench"))
@click.option("--reports", "size", default=50_000, show_default=True)
@click.option("--engines", default=",".join(NAMES), show_default=True)
@click.option("--processes", default="1,2", show_default=True, help="Builds to time.")
@click.option("--keep", is_flag=True, help="Ask indexes that are there already, build none.")
@click.option("--cpu", is_flag=True, help="Count processor time, on a machine that is busy.")
@click.option("--json", "target", type=click.Path(path_type=Path))
def main(
    data: Path,
    work: Path,
    size: int,
    engines: str,
    processes: str,
    keep: bool,
    cpu: bool,
    target: Path | None,
) -> None:
    """Compare the embedded engine with others on the same reports."""
    work.mkdir(parents=True, exist_ok=True)
    file = prepare(data, size, work / f"corpus-{size}.jsonl")
    names = [name for name in engines.split(",") if not _absent(name)]
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "date": datetime.now(UTC).date().isoformat(),
        "reports": size,
        "time": "processor" if cpu else "wall",
        "index": {} if keep else _builds(names, file, work, [int(n) for n in processes.split(",")]),
        "milliseconds": {},
    }
    clock = time.process_time if cpu else time.perf_counter
    questions = rows(reports(file), WhooshEngine(work / "ours").statistics())
    for name in names:
        engine = engine_class(name)(work / name)
        engine.open()
        result["milliseconds"][name] = {
            row: measure(engine, asked, clock) for row, asked in questions.items()
        }
        click.echo(f"{name} asked", err=True)
    _print(result, names)
    if target:
        target.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n")


def _absent(name: str) -> bool:
    reason = missing(name)
    if reason:
        click.echo(f"{name} is left out: {reason}", err=True)
    return bool(reason)


def _builds(names: list[str], file: Path, work: Path, processes: list[int]) -> dict[str, Any]:
    """Return the cost of each engine's builds; the index made by one process stays."""
    found: dict[str, Any] = {}
    for name in ["analysis", *names]:
        # By one process last, so that all engines are asked an index that one process built.
        for number in sorted(processes if name in {"ours", "tantivy"} else [1], reverse=True):
            built = build(name, file, work / name, number)
            found.setdefault(name, {})[str(number)] = {
                "seconds": round(built.seconds, 2),
                "processor": round(built.processor, 2),
                "memory": round(built.memory),
                "size": round(size_of(work / name), 1),
            }
            click.echo(f"{name} built by {number}: {built.seconds:.1f} s", err=True)
    return found


def _print(result: dict[str, Any], names: list[str]) -> None:
    size = result["reports"]
    click.echo(f"{size:,} reports; {result['machine']}; {result['date']}; {result['time']} time\n")
    click.echo(f"| index | {' | '.join(['analysis', *names])} |")
    click.echo("|---" * (len(names) + 2) + "|")
    for label, show in (
        ("reports/s", lambda built: f"{size / built['seconds']:,.0f}"),
        ("reports a processor second", lambda built: f"{size / built['processor']:,.0f}"),
        ("peak memory, MB", lambda built: f"{built['memory']:,.0f}"),
        ("size, MB", lambda built: f"{built['size']:,.0f}"),
    ):
        # The system does not report the processor time of several processes.
        for number in ("1",) if "processor" in label else ("1", "2"):
            cells = [
                show(result["index"].get(name, {}).get(number))
                if number in result["index"].get(name, {})
                else "–"
                for name in ["analysis", *names]
            ]
            if any(cell != "–" for cell in cells):
                click.echo(f"| {label}, {number} process | {' | '.join(cells)} |")
    click.echo(f"\n| ms: median / p95 / first | {' | '.join(names)} |")
    click.echo("|---" * (len(names) + 1) + "|")
    milliseconds = result["milliseconds"]
    for row in next(iter(milliseconds.values())):
        cells = [" / ".join(f"{n:.3g}" for n in milliseconds[name][row].values()) for name in names]
        click.echo(f"| {row} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
