"""OpenSearch beside the embedded engine: `python -m bench.cluster --data FOLDER [--json FILE]`.

Starts nodes on this machine (three, unless `--nodes` says otherwise), imports the real reports of
FOLDER into a catalogue, indexes them on both engines, and asks both the same: queries as readers
type them, the whole list, pages over HTTP, these also from a catalogue on PostgreSQL. All in one
run. Both sides of a ratio are measured in turns, so that other load on the machine affects both. A
second index, of `--second` reports, shows how the work of a search grows with the reports of a
shard; docs/scale.md computes from that how many shards an archive needs.

With `--pages` only pages are measured, of both engines in turns. Archive, indexes and nodes stay in
the folder `--work`, so that the next run begins at once.
"""

import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from opensearchpy import OpenSearch, helpers

from archive.catalogue import open_catalogue
from bench.corpus import FILE, corpus
from bench.nodes import Heard, asked, await_merges, heap, listening, processor_seconds, size_of
from bench.relevance import Task, known_items
from index.engine import Engine, open_engine
from index.engines.opensearch.storage import mapping
from index.engines.opensearch.storage.documents import document, document_id
from index.language import analysis
from index.query import Query
from index.report import Report
from index.results import FacetRequest
from tools.cluster import opensearch, postgres
from tools.cluster.opensearch import Node
from tools.served import Served, ask, serving

__all__ = ["main"]

# What the page of results asks for.
_FACETS = (
    FacetRequest("date"),
    FacetRequest("section"),
    FacetRequest("person", limit=8, total=False),
)
# Queries that are timed, and others that are asked before, so that Java has compiled what it will:
# after 200 a search still took twice the processor's time that it came to take.
_QUERIES = 100
_WARMING = 600
# Known items of each spelling that are asked for on both engines.
_ITEMS = 200
# Documents in a plain bulk request, and threads that send: as ours does it.
_BATCH = 500
_THREADS = 4
# Readers at once, and pages that they ask for.
_READERS = 4
_PAGES = 200
_WORKERS = 2
# Turns in which both engines serve their pages, and how many count, the last ones: Java compiles.
_TURNS = 4
_COUNTED = 3

Json = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """An engine under measurement, the URL that leads to it, and how its figures are called.

    `mark`: of the state of the catalogue that is indexed. `catalogue`: the URL of the catalogue
    that pages are made from, "" for that of the archive.
    """

    name: str
    url: str
    mark: str
    catalogue: str = ""

    @contextmanager
    def open(self) -> Iterator[Engine]:
        engine = open_engine(self.url)
        try:
            yield engine
        finally:
            engine.close()


# Building


def _catalogue(data: Path, work: Path) -> Path:
    """Return the archive of the real reports; import them if it does not exist yet."""
    archive = work / "archive"
    if not archive.exists():
        draft = work / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-c", "from archive.cli import main; main()", "--archive", str(draft),
             "import", "--no-index", str(data / FILE)],
            check=True,
        )  # fmt: skip
        draft.rename(archive)
    return archive


def _copied(archive: Path, url: str) -> None:
    """Copy an archive's catalogue to an empty database."""
    subprocess.run(
        [sys.executable, "-c", "from archive.cli import main; main()", "copy-catalogue",
         f"sqlite:///{(archive / 'catalogue.sqlite').absolute()}", url],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _reports(archive: Path) -> list[Report]:
    """All reports of a catalogue."""
    with closing(open_catalogue(f"sqlite:///{archive / 'catalogue.sqlite'}")) as catalogue:
        found: list[Report] = []
        after = 0
        while changes := catalogue.changes.after(after):
            found += [change.report for change in changes if change.report is not None]
            after = changes[-1].revision
    return found


def _mark(archive: Path) -> str:
    """Return the mark of the last commit of a catalogue."""
    with closing(open_catalogue(f"sqlite:///{archive / 'catalogue.sqlite'}")) as catalogue:
        return catalogue.changes.mark()


def _copies(nodes: Sequence[Node]) -> int:
    """Return the number of copies of each shard: one, if there is another node to hold it."""
    return min(1, len(nodes) - 1)


def _build(side: Side, reports: Iterable[Report]) -> float:
    """Seconds that an engine takes for an index of some reports."""
    with side.open() as engine:
        began = time.perf_counter()
        engine.clear()
        engine.add(reports)
        engine.commit(int(side.mark.partition("-")[0]), side.mark)
        return time.perf_counter() - began


def _build_plainly(nodes: Sequence[Node], name: str, documents: list[Json], shards: int) -> float:
    """Seconds that the client's own bulk helper takes for documents that are ready."""
    client = OpenSearch([node.host for node in nodes], timeout=60)
    settings = {"index": mapping.settings(shards, _copies(nodes))}
    client.indices.create(index=name, body={"settings": settings, "mappings": mapping.mapping()})
    began = time.perf_counter()
    actions = (
        {"_index": name, "_id": document_id(str(each["identifier"])), "_source": each}
        for each in documents
    )
    for _ in helpers.parallel_bulk(client, actions, thread_count=_THREADS, chunk_size=_BATCH):
        pass
    client.indices.refresh(index=name)
    seconds = time.perf_counter() - began
    client.indices.delete(index=name)
    client.close()
    return seconds


def bulk(
    nodes: Sequence[Node], side: Side, reports: list[Report], shards: int, builds: int
) -> Json:
    """Reports a second of ours, analysis included, and of ready documents sent plainly.

    The quickest of some builds counts on either side.
    """
    documents = [document(report) for report in reports]
    ours, plain = [], []
    for turn in range(builds):
        opensearch.wait(nodes)
        plain.append(_build_plainly(nodes, f"plain-{turn}", documents, shards))
        opensearch.wait(nodes)
        ours.append(_build(side, reports))
    return {
        "ours": round(len(reports) / min(ours)),
        "parallel_bulk": round(len(reports) / min(plain)),
        "ratio": round(min(plain) / min(ours), 3),
    }


# Asking


def searches(side: Side, asked_before: Sequence[str], queries: Sequence[str]) -> Json:
    """Return milliseconds of the first page of results, and the part not spent in requests.

    `own`: of this process's processor, which tells more where others use the machine.
    """
    with side.open() as engine, listening() as heard:
        for query in asked_before:
            engine.search(Query(query), facets=_FACETS)
        first = [_search(engine, query, heard) for query in queries]
        again = [_search(engine, query, heard) for query in queries]
    found: Json = {}
    for name, rows in (("first", first), ("again", again)):
        times, own, took, requests = zip(*rows, strict=True)
        found[name] = {
            "median": round(statistics.median(times), 2),
            "p95": round(statistics.quantiles(times, n=20)[-1], 2),
            "own": round(statistics.median(own), 2),
        }
        if any(took):
            added = [time - part for time, part in zip(times, took, strict=True)]
            found[name] |= {
                "took": round(statistics.median(took), 2),
                "added": round(statistics.median(added), 2),
                "requests": round(statistics.mean(requests), 2),
            }
    return found


def _search(engine: Engine, query: str, heard: Heard) -> tuple[float, float, float, int]:
    """Milliseconds on the clock, of our processor, in the requests; how many these were."""
    heard.reset()
    began, used = time.perf_counter(), time.process_time()
    engine.search(Query(query), facets=_FACETS)
    seconds, used = time.perf_counter() - began, time.process_time() - used
    return 1000 * seconds, 1000 * used, heard.took, heard.requests


def scanned(side: Side, reports: int) -> float:
    """Identifiers a second of the whole list."""
    with side.open() as engine:
        began = time.perf_counter()
        listed = sum(1 for _ in engine.scan(Query(sort="newest")))
        seconds = time.perf_counter() - began
    if listed != reports:
        raise RuntimeError(f"{side.name} lists {listed:,} of {reports:,} reports")
    return round(listed / seconds)


def agreement(sides: Sequence[Side], tasks: Sequence[Task]) -> list[Json]:
    """Known items on both engines: success among ten, and how much the first ten agree."""
    with sides[0].open() as one, sides[1].open() as other:
        return [_agreement(one, other, sides, task) for task in tasks]


def _agreement(one: Engine, other: Engine, sides: Sequence[Side], task: Task) -> Json:
    shared, totals, found = [], [], []
    for text, answers in [*zip(task.queries, task.answers, strict=True)][:_ITEMS]:
        results = [engine.search(Query(text), limit=10) for engine in (one, other)]
        listed = [{hit.identifier for hit in each.hits} for each in results]
        shared.append(len(listed[0] & listed[1]) / max(1, *map(len, listed)))
        totals.append(results[0].total == results[1].total)
        found.append([bool(each & answers) for each in listed])
    successes = [statistics.mean(each) for each in zip(*found, strict=True)]
    return {
        "task": task.name,
        "queries": len(found),
        "same total": statistics.mean(totals),
        "overlap": statistics.mean(shared),
        **{side.name: success for side, success in zip(sides, successes, strict=True)},
    }


def pages(side: Side, archive: Path, queries: Sequence[str]) -> Json:
    """Return times of pages for one reader and for several, in milliseconds, and pages a second.

    `own`: milliseconds of the web server's processors for each page, with one reader.
    """
    settings = {"KHOBAO_INDEX": side.url}
    if side.catalogue:
        settings["KHOBAO_CATALOGUE"] = side.catalogue
    with serving(archive, settings, workers=_WORKERS) as served:
        before, alone, many = queries[:_QUERIES], queries[_QUERIES:][:_QUERIES], queries[-_PAGES:]
        ask(served, before, readers=_READERS)
        times, used = _used(served, alone)
        crowd_began = time.perf_counter()
        crowd = ask(served, many, readers=_READERS)
        seconds = time.perf_counter() - crowd_began
    return {
        "alone": _spread(times),
        f"{_READERS} readers": _spread(crowd),
        "pages/s": round(len(many) / seconds, 1),
        "own": round(used, 1),
    }


def _used(served: Served, queries: Sequence[str]) -> tuple[list[float], float]:
    """Milliseconds of pages one after another, and of the server's processors for each."""
    before = processor_seconds(served.processes)
    times = ask(served, queries, readers=1)
    return times, 1000 * (processor_seconds(served.processes) - before) / len(times)


def _spread(times: Sequence[float]) -> Json:
    return {
        "median": round(statistics.median(times), 1),
        "p95": round(statistics.quantiles(times, n=20)[-1], 1),
    }


def node_work(nodes: Sequence[Node], side: Side, queries: Sequence[str]) -> float:
    """Return the milliseconds of the nodes' processors for a search, all shards together."""
    processes = [node.pid for node in nodes]
    with side.open() as engine:
        for query in queries[:_WARMING]:
            engine.search(Query(query), facets=_FACETS)
        before = processor_seconds(processes)
        for query in queries[_WARMING:]:
            engine.search(Query(query), facets=_FACETS)
        used = processor_seconds(processes) - before
    return round(1000 * used / len(queries[_WARMING:]), 2)


# The whole


@click.command(help=__doc__)
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench/cluster"))
@click.option("--nodes", "number", default=3, show_default=True)
@click.option("--shards", default=3, show_default=True)
@click.option("--reports", "most", default=20_000, show_default=True, help="Real ones, at most.")
@click.option("--second", default=2_000, show_default=True, help="Reports of a second index.")
@click.option("--builds", default=2, show_default=True, help="On either side of the bulk rate.")
@click.option("--pages", "pages_only", is_flag=True, help="Measure pages only; keep the indexes.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    data: Path,
    work: Path,
    number: int,
    shards: int,
    most: int,
    second: int,
    builds: int,
    pages_only: bool,
    target: Path | None,
) -> None:
    """Measure and print the tables."""
    work.mkdir(parents=True, exist_ok=True)
    archive = _catalogue(data, work)
    items = list(known_items(data / "retrieval" / "known-items-bench-20k.tsv"))
    if pages_only:
        with opensearch.kept(work / "kept", number) as nodes:
            sides = _sides(nodes, work, archive, shards)
            _build_missing(sides, archive)
            await_merges(nodes[0], "khobao-*")
            # Nodes that have just started answer a first page in seconds.
            node_work(nodes, sides[1], _typed(items)[: _WARMING + _QUERIES])
            found = _pages_in_turns(sides, archive, _typed(items))
        _print_pages(found)
        if target:
            target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    reports = _reports(archive)[:most]
    with opensearch.running(work / "nodes", number) as nodes, postgres.running() as server:
        sides = _sides(nodes, work, archive, shards)
        database = postgres.database(server)
        _copied(archive, database)
        served = [*sides, replace(sides[1], name="OpenSearch and PostgreSQL", catalogue=database)]
        found = _measured(nodes, sides, served, archive, reports, items, shards, builds)
        some = reports[:second] if second < len(reports) else corpus(data, second)
        found["second"] = _second(nodes, sides[1], some, second, items)
    _print(found)
    if target:
        target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sides(nodes: Sequence[Node], work: Path, archive: Path, shards: int) -> list[Side]:
    """Return the embedded engine and the nodes."""
    mark = _mark(archive)
    url = f"{opensearch.url(nodes)}?shards={shards}&replicas={_copies(nodes)}"
    return [
        Side("embedded", f"whoosh://{(work / 'index').absolute()}", mark),
        Side("OpenSearch", url, mark),
    ]


def _build_missing(sides: Sequence[Side], archive: Path) -> None:
    """Build the indexes that do not have the state of the catalogue."""
    for side in sides:
        with side.open() as engine:
            status = engine.status()
        if (status.mark.partition(" ")[0], status.analysis) != (side.mark, analysis.VERSION):
            _build(side, _reports(archive))


def _pages_in_turns(sides: Sequence[Side], archive: Path, queries: Sequence[str]) -> Json:
    """Return the median of the `pages` of each side, asked in turns; raise if a page fails."""
    turns: dict[str, list[Json]] = {side.name: [] for side in sides}
    for turn in range(_TURNS):
        for side in sides if turn % 2 else sides[::-1]:
            turns[side.name].append(pages(side, archive, queries))
    return {name: _middle(found[-_COUNTED:]) for name, found in turns.items()}


def _middle(rows: Sequence[Json]) -> Json:
    """Return the median of each figure of some rows, which may be in rows themselves."""
    return {
        name: _middle([row[name] for row in rows])
        if isinstance(rows[0][name], dict)
        else statistics.median(row[name] for row in rows)
        for name in rows[0]
    }


def _measured(
    nodes: Sequence[Node],
    sides: Sequence[Side],
    served: Sequence[Side],
    archive: Path,
    reports: list[Report],
    items: list[Task],
    shards: int,
    builds: int,
) -> Json:
    """All figures but the growth; pages of those that are `served`."""
    queries = _typed(items)
    empty = heap(nodes)
    found: Json = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, "
        f"OpenSearch {asked(nodes[0], '/')['version']['number']}",
        "date": datetime.now(UTC).date().isoformat(),
        "reports": len(reports),
        "nodes": len(nodes),
        "shards": shards,
        "bulk": bulk(nodes, sides[1], reports, shards, builds),
    }
    click.echo("bulk rates measured", err=True)
    _build(sides[0], reports)
    opensearch.wait(nodes)
    before, timed = queries[:_WARMING], queries[_WARMING : _WARMING + _QUERIES]
    found["milliseconds"] = {side.name: searches(side, before, timed) for side in sides}
    found["scan"] = {side.name: scanned(side, len(reports)) for side in sides}
    click.echo("searches measured", err=True)
    found["known items"] = agreement(sides, items)
    click.echo("agreement measured", err=True)
    found["pages"] = {side.name: pages(side, archive, queries) for side in served}
    click.echo("pages measured", err=True)
    found["node milliseconds a search"] = node_work(nodes, sides[1], queries[: _WARMING + _QUERIES])
    found["bytes a report"] = {
        "index": round(size_of(nodes[0], "khobao") / len(reports)),
        "embedded": round(_size(sides[0]) / len(reports)),
        "catalogue": round((archive / "catalogue.sqlite").stat().st_size / len(reports)),
        "heap": round(max(0.0, heap(nodes) - empty) / len(reports)),
    }
    return found


def _typed(items: list[Task]) -> list[str]:
    """Return queries as readers type them, with and without diacritics, in random order."""
    queries = [
        query for task in items if task.name in {"as_written", "no_marks"} for query in task.queries
    ]
    random.Random(20180110).shuffle(queries)
    return queries


def _size(side: Side) -> int:
    with side.open() as engine:
        return engine.status(measured=True).size or 0


def _second(
    nodes: Sequence[Node], side: Side, reports: Iterable[Report], number: int, items: list[Task]
) -> Json:
    """Return the nodes' work for a search over another index, of so many reports."""
    second = replace(side, url=side.url.replace("/khobao?", "/second?"))
    _build(second, reports)
    opensearch.wait(nodes)
    spent = node_work(nodes, second, _typed(items)[: _WARMING + _QUERIES])
    return {"reports": number, "node milliseconds a search": spent}


def _print_pages(found: Json) -> None:
    click.echo("| pages, ms, median / p95 | one reader | " + f"{_READERS} readers | pages/s |")
    click.echo("|---" * 4 + "|")
    for name, row in found.items():
        alone, many = row["alone"], row[f"{_READERS} readers"]
        click.echo(
            f"| {name} | {alone['median']} / {alone['p95']} | {many['median']} / {many['p95']} "
            f"| {row['pages/s']} |"
        )


def _print(found: Json) -> None:
    click.echo(
        f"{found['reports']:,} reports, {found['nodes']} nodes, {found['shards']} shards with a "
        f"copy each; {found['machine']}; {found['date']}\n"
    )
    rates = found["bulk"]
    click.echo(
        f"bulk: ours {rates['ours']:,} reports/s, parallel_bulk of ready documents "
        f"{rates['parallel_bulk']:,}: {rates['ratio']} ×\n"
    )
    click.echo("| ms, median / p95 | embedded | OpenSearch | took | added | own | requests |")
    click.echo("|---" * 7 + "|")
    one, other = found["milliseconds"].values()
    for row in ("first", "again"):
        a, b = one[row], other[row]
        click.echo(
            f"| search, {row} | {a['median']} / {a['p95']} | {b['median']} / {b['p95']} "
            f"| {b['took']} | {b['added']} | {b['own']} | {b['requests']} |"
        )
    one, other = found["scan"].values()
    click.echo(f"| identifiers/s by scan | {one:,} | {other:,} | | | | |\n")
    _print_pages(found["pages"])
    click.echo("")
    click.echo("| known items | @10 embedded | @10 OpenSearch | overlap | same total |")
    click.echo("|---|---|---|---|---|")
    for row in found["known items"]:
        click.echo(
            f"| {row['task']} | {row['embedded']:.3f} | {row['OpenSearch']:.3f} "
            f"| {row['overlap']:.3f} | {row['same total']:.3f} |"
        )
    click.echo(f"\nbytes a report: {found['bytes a report']}")
    click.echo(f"node milliseconds a search: {found['node milliseconds a search']}")
    click.echo(f"of a second index: {found['second']}")


if __name__ == "__main__":
    main()
