"""Measure what a search costs the nodes of a cluster, by kind of query, as a shard grows.

`python -m bench.cluster_growth --data FOLDER --reports 20000 --reports 200000` builds an index of
one shard for each number of reports, all on one node, and asks the queries of each. The indexes
stay in the folder `--work`, so that the next run measures without building; `--rounds 0` only
builds. The reports are those of `bench.corpus`, no two alike, and each resampled one has two words
that no other has, so that the vocabulary grows.

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
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bench.corpus import corpus
from bench.nodes import await_merges, listening, processor_seconds, size_of
from bench.relevance import known_items
from index.engine import Engine, open_engine
from index.engines.opensearch.searching.questions import Filled, Totals
from index.language import analysis
from index.query import Query
from index.report import Report
from index.results import FacetRequest
from tools.cluster import opensearch
from tools.cluster.opensearch import Node

__all__ = ["grown", "main", "queries", "spent"]

Json = dict[str, Any]

# The kinds whose mean is the usual search.
_AVERAGED = ("with diacritics", "without", "common words")
# What the page of results asks for.
_FACETS = (
    FacetRequest("date"),
    FacetRequest("section"),
    FacetRequest("person", limit=8, total=False),
)
_PAGE = 10
# How the names of the indexes begin, and how many reports are added by one commit.
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
    await_merges(node, index)
    caches = {"queries.cache.enabled": False, "requests.cache.enable": False}
    client.send("POST", f"/{index}/_close")
    client.send("PUT", f"/{index}/_settings", {"index": caches})
    client.send("POST", f"/{index}/_open")
    opensearch.wait([node])


def _is_built(engine: Engine, size: int) -> bool:
    """Return whether an index of so many reports was built by these versions."""
    status = engine.status()
    return status.reports == size and status.analysis == analysis.VERSION


def _build(node: Node, engine: Engine, data: Path, size: int) -> Json:
    """Build the index of so many reports; return what that took."""
    used, began = processor_seconds([node.pid]), time.perf_counter()
    engine.clear()
    reports = grown(data, size)
    for revision in range(1, -(-size // _COMMIT) + 1):
        engine.add(islice(reports, _COMMIT))
        engine.commit(revision)
    seconds = time.perf_counter() - began
    used = processor_seconds([node.pid]) - used
    _settle(node, engine)
    return {"reports/s": round(size / seconds), "node ms a report": round(1000 * used / size, 2)}


def _measured(
    node: Node, engine: Engine, kinds: dict[str, list[Query]], rounds: int
) -> dict[str, Json]:
    """Return the median of some rounds for each kind of query."""
    await_merges(node, f"{_INDEX}-*")
    rows = [
        {kind: spent(node, engine, wanted) for kind, wanted in kinds.items()}
        for _ in range(_WARMING + rounds)
    ][_WARMING:]
    return {
        kind: {name: statistics.median(row[kind][name] for row in rows) for name in rows[0][kind]}
        for kind in kinds
    }


def _per_thousand(found: dict[str, dict[str, Json]], sizes: Sequence[int], name: str) -> float:
    """Return by how many milliseconds a search costs more for every 1,000 reports more."""
    least, most = (
        statistics.mean(found[f"{size}"][kind][name] for kind in _AVERAGED)
        for size in (sizes[0], sizes[-1])
    )
    return 1000 * (most - least) / (sizes[-1] - sizes[0])


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
    found: dict[str, dict[str, Json]] = {}
    with opensearch.kept(work, 1, heap=heap) as (node,):
        for size in sizes:
            url = opensearch.url([node], f"{_INDEX}-{size}") + "?shards=1&replicas=0"
            with closing(open_engine(url)) as engine:
                if not _is_built(engine, size):
                    click.echo(f"{size:,} built: {_build(node, engine, data, size)}", err=True)
                found[f"{size}"] = _measured(node, engine, kinds, rounds) if rounds else {}
        stored = {size: round(size_of(node, f"{_INDEX}-{size}-*") / size) for size in sizes}
    if target:
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    click.echo(f"bytes a report: {stored}")
    if rounds:
        _print(found, sizes)


def _print(found: dict[str, dict[str, Json]], sizes: Sequence[int]) -> None:
    click.echo("| kind | " + " | ".join(f"first, next, took of {size:,}" for size in sizes) + " |")
    click.echo("|---" * (len(sizes) + 1) + "|")
    for kind in found[f"{sizes[0]}"]:
        cells = [found[f"{size}"][kind] for size in sizes]
        row = " | ".join(f"{each['first']}, {each['next']}, {each['took']}" for each in cells)
        click.echo(f"| {kind} | {row} |")
    if len(sizes) > 1:
        first, later = (_per_thousand(found, sizes, name) for name in ("first", "next"))
        click.echo(f"ms per 1,000 reports more: {first:.3f} asked first, {later:.3f} next page")


if __name__ == "__main__":
    main()
