"""Measure what a search costs the nodes of a cluster, by kind of query, as a shard grows.

`python -m bench.cluster_growth --data FOLDER --reports 20000 --reports 200000` builds an index of
one shard on one node, asks the queries, adds reports up to the next number, and asks again.
The reports are those of `bench.corpus`, no two alike, and each resampled one has two words that no
other has, so that the vocabulary grows.

The caches of OpenSearch are off, since every round asks the same queries, and the node merges what
it will before it is asked.

Columns, for each number: milliseconds of the node's processor for a search that is asked first
(planned, with its total and three facets), for its next page, and the time that the node itself
states for the answers to the first search (`took`, the requests of planning included).
"""

import json
import random
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import click

from bench.corpus import corpus
from bench.nodes import asked, listening, processor_seconds, size_of
from bench.relevance import known_items
from index.engine import Engine, open_engine
from index.engines.opensearch.searching.questions import Filled, Totals
from index.query import Query
from index.report import Report
from index.results import FacetRequest
from tools.cluster import opensearch
from tools.cluster.opensearch import Node

__all__ = ["grown", "main", "queries", "spent"]

Json = dict[str, Any]

# What the page of results asks for.
_FACETS = (
    FacetRequest("date"),
    FacetRequest("section"),
    FacetRequest("person", limit=8, total=False),
)
_PAGE = 10
# The name of the index, and how many reports are added to it by one commit.
_INDEX = "grown"
_COMMIT = 20_000
# Queries of each kind.
_OF_A_KIND = 40
# Rounds before those that count, in which Java compiles what it will.
_WARMING = 3
# Questions that are asked once for each generation, not for each query.
_OF_INDEX = (Filled, Totals)
_LETTERS = "bcdghklmnpqrstvx", "aeiouy"


def grown(data: Path, size: int) -> Iterator[Report]:
    """Yield distinct reports, of which each resampled one has two words of its own."""
    chance = random.Random(size)
    for number, report in enumerate(corpus(data, size)):
        if report.identifier.startswith("resampled:"):
            coined = "".join(chance.choice(_LETTERS[at % 2]) for at in range(8))
            report = replace(report, body=f"{report.body}\n{coined} {number:07}")
        yield report


def queries(data: Path) -> dict[str, list[Query]]:
    """Return the queries of each kind."""
    path = data / "retrieval" / "known-items-bench-20k.tsv"
    tasks = {task.name: task.queries for task in known_items(path)}
    typed = tasks["as_written"][: 2 * _OF_A_KIND : 2]
    bare = tasks["no_marks"][1 : 2 * _OF_A_KIND : 2]
    halves = tasks["half_marks"][: 2 * _OF_A_KIND : 2]
    first = [text.split()[0] for text in typed]
    return {
        "with diacritics": [Query(text) for text in typed],
        "without": [Query(text) for text in bare],
        "half of them": [Query(text) for text in halves],
        "common words": [Query(text) for text in _COMMON],
        "phrase": [Query(f'"{text}"') for text in typed],
        "wildcard": [Query(f"{text[:2]}*") for text in first],
        "near": [Query(f"{' NEAR/5 '.join(text.split()[:2])}") for text in typed],
        "one field": [Query(f"nội_dung:({text})") for text in typed],
        "recent first": [Query(text, sort="recent") for text in typed],
    }


_COMMON = (
    "chính phủ", "nhà nước", "công an", "kinh tế", "thành phố", "việt nam", "hà nội", "xã hội",
    "người dân", "học sinh", "giao thông", "bệnh viện", "quốc hội", "doanh nghiệp", "thị trường",
    "đầu tư", "giáo dục", "pháp luật", "nông dân", "thủ tướng",
)  # fmt: skip


def spent(node: Node, engine: Engine, wanted: Sequence[Query]) -> Json:
    """Return the milliseconds of the node for a first search and for its next page."""
    _ask(engine, wanted[:1], 0)
    with listening() as heard:
        began = processor_seconds([node.pid])
        took = []
        learnt: dict[object, object] = {}
        for query in wanted:
            heard.reset()
            _forget(engine)
            engine.search(query, limit=_PAGE, facets=_FACETS)
            took.append(heard.took)
            learnt |= _snapshot(engine).known
        first = processor_seconds([node.pid]) - began
    # Each query is asked by a reader who has just seen its first page.
    _snapshot(engine)._known, _snapshot(engine)._weight = learnt, 0
    began = processor_seconds([node.pid])
    _ask(engine, wanted, _PAGE)
    later = processor_seconds([node.pid]) - began
    return {
        "first": round(1000 * first / len(wanted), 2),
        "next": round(1000 * later / len(wanted), 2),
        "took": round(statistics.median(took), 1),
    }


def _ask(engine: Engine, wanted: Iterable[Query], offset: int) -> None:
    for query in wanted:
        engine.search(query, offset=offset, limit=_PAGE, facets=_FACETS)


def _forget(engine: Engine) -> None:
    """Drop what the engine knows of the index but its totals, as if the query were the first."""
    snapshot = _snapshot(engine)
    kept = {each: known for each, known in snapshot.known.items() if isinstance(each, _OF_INDEX)}
    snapshot._known, snapshot._weight = kept, 0


def _snapshot(engine: Engine) -> Any:
    """Return the snapshot that an engine reads at the moment."""
    return engine._current  # type: ignore[attr-defined]


def _settle(node: Node, engine: Engine) -> None:
    """Switch the caches of the index off, and wait until its segments are merged."""
    client, index = engine._client, engine._indexes.current().index  # type: ignore[attr-defined]
    client.send("POST", f"/{index}/_close")
    caches = {"queries.cache.enabled": False, "requests.cache.enable": False}
    client.send("PUT", f"/{index}/_settings", {"index": caches})
    client.send("POST", f"/{index}/_open")
    opensearch.wait([node])
    while asked(node, f"/{index}/_stats/merge")["_all"]["primaries"]["merges"]["current"]:
        time.sleep(1)


def _extended(node: Node, engine: Engine, reports: Iterator[Report], before: int, to: int) -> Json:
    """Add reports until there are so many; return what that took."""
    used, began = processor_seconds([node.pid]), time.perf_counter()
    for size in range(before + _COMMIT, to + _COMMIT, _COMMIT):
        engine.add(islice(reports, min(size, to) - (size - _COMMIT)))
        engine.commit(min(size, to))
    seconds = time.perf_counter() - began
    used = processor_seconds([node.pid]) - used
    added = to - before
    return {
        "reports": to,
        "reports/s": round(added / seconds),
        "node ms a report": round(1000 * used / added, 2),
        "bytes a report": round(size_of(node, f"{_INDEX}-*") / to),
    }


@click.command(help=__doc__)
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench/cluster_growth"))
@click.option("--reports", "sizes", type=int, multiple=True, default=(20_000, 200_000))
@click.option("--rounds", default=3, show_default=True, help="Rounds, of which the median counts.")
@click.option("--heap", default=1024, show_default=True, help="Megabytes of the node, at most.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    data: Path, work: Path, sizes: tuple[int, ...], rounds: int, heap: int, target: Path | None
) -> None:
    """Measure and print the table."""
    kinds = queries(data)
    found: Json = {}
    with opensearch.running(work, 1, heap=heap) as (node,):
        engine = open_engine(opensearch.url([node], _INDEX) + "?shards=1&replicas=0")
        engine.clear()
        reports = grown(data, max(sizes))
        for before, size in pairwise((0, *sizes)):
            found[f"built {size}"] = _extended(node, engine, reports, before, size)
            click.echo(f"built: {found[f'built {size}']}", err=True)
            _settle(node, engine)
            rows = [
                {kind: spent(node, engine, wanted) for kind, wanted in kinds.items()}
                for _ in range(_WARMING + rounds)
            ][_WARMING:]
            found[f"{size}"] = {
                kind: {
                    name: statistics.median(row[kind][name] for row in rows)
                    for name in ("first", "next", "took")
                }
                for kind in kinds
            }
            click.echo(f"{size}: {found[f'{size}']}", err=True)
            if target:
                target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        engine.close()
    click.echo("| kind | " + " | ".join(f"first, next, took of {size:,}" for size in sizes) + " |")
    click.echo("|---" * (len(sizes) + 1) + "|")
    for kind in kinds:
        cells = [found[f"{size}"][kind] for size in sizes]
        row = " | ".join(f"{each['first']}, {each['next']}, {each['took']}" for each in cells)
        click.echo(f"| {kind} | {row} |")


if __name__ == "__main__":
    main()
