"""The reports of the speed benchmarks: real ones, and as many more as needed.

What the real ones lack (dates, persons, often a section) is made up, the same on every run. A
resampled report has paragraphs of several real ones, so that its words, its pairs of words and
its length are those of news, and no two are alike.
"""

import gzip
import json
import random
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path

from index.report import Report

__all__ = ["FILE", "corpus", "read"]

FILE = "reports-bench-20k.jsonl.gz"
_SEED = 20180110
_PERSONS = 100_000
_PERSONS_A_REPORT = 4
# Real reports from which a resampled one takes its paragraphs.
_MIXED = 3


def read(folder: Path) -> list[Report]:
    """Return the real reports of a folder; what they lack is made up."""
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    chance = random.Random(_SEED)
    sections = sorted({record.get("category") or "" for record in records} - {""})
    weights = list(accumulate(1 / rank for rank in range(1, _PERSONS + 1)))
    return [_report(record, chance, sections, weights) for record in records]


def _report(
    record: dict[str, str | None], chance: random.Random, sections: list[str], weights: list[float]
) -> Report:
    """Return the report of a record; persons follow Zipf's law, dates lie in 2004 to 2025."""
    persons = chance.choices(range(_PERSONS), cum_weights=weights, k=_PERSONS_A_REPORT)
    day = f"{chance.randint(2004, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    section = record.get("category") or chance.choice(sections)
    return Report(
        identifier=str(record["id"]),
        title=record.get("title") or "",
        lead=record.get("lead") or "",
        body=record.get("body") or "",
        date=record.get("date") or f"{day}T08:{chance.randint(0, 59):02}:00+07:00",
        section=tuple(section.split(" › ")),
        persons=tuple(dict.fromkeys(f"person-{person:06}" for person in persons)),
    )


def corpus(folder: Path, size: int) -> Iterator[Report]:
    """Yield `size` reports, the same in every run: the real ones first, then resampled ones."""
    real = read(folder)
    yield from islice(real, size)
    chance = random.Random(_SEED + 1)
    for number in range(len(real), size):
        yield _resampled(f"resampled:{number:08}", chance.choices(real, k=_MIXED), chance)


def _resampled(identifier: str, models: list[Report], chance: random.Random) -> Report:
    """Return a report as long as the first of its models, with paragraphs of all of them."""
    first = models[0]
    paragraphs = [line for model in models for line in _paragraphs(model)]
    chance.shuffle(paragraphs)
    lengths = accumulate(map(len, paragraphs))
    body = [
        line
        for line, reached in zip(paragraphs, lengths, strict=True)
        if reached - len(line) < len(first.body)
    ]
    return Report(
        identifier=identifier,
        title=models[1].title,
        lead=models[2].lead,
        body="\n".join(body),
        date=first.date,
        section=models[1].section,
        persons=models[2].persons,
    )


def _paragraphs(report: Report) -> list[str]:
    """Return the lines of a body, or its sentences if it has hardly any lines."""
    lines = report.body.split("\n")
    return lines if len(lines) > 2 else report.body.replace(". ", ".\n").split("\n")
