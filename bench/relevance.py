"""Relevance of the hits of typed queries: `python -m bench.relevance --data FOLDER`.

FOLDER holds `reports-bench-20k.jsonl.gz` and `retrieval/`. Two tasks, the same for all engines:

- known items: three to five words in a row of the title of one report, which must be found again,
  in six spellings: as written, without diacritics, with those of half the syllables, without
  tones, with the other tone placement, and decomposed (NFD, made here);
- legal questions: whole sentences, with the passages judged relevant to each.

Every engine indexes title, lead and body, is asked for the best ten, and is timed from the typed
text to the list of identifiers with scores. Peers are asked for any of the words, best first, since
that finds most for them. Spellings that an engine reads as the same query are asked once, since
stock Whoosh takes a quarter of a second for each. A peer that is not installed is reported and left
out.

The peers' indexes are kept (`--work`): stock Whoosh takes a quarter of an hour for its own. One is
used again only for the same reports, the same version of its library and the same code of ours.

Our own engine is also asked for three suggestions to each known item: `restored` is the share of
those typed without all diacritics for which the spelling as written is among them.
"""

import csv
import gzip
import hashlib
import inspect
import json
import shutil
import statistics
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.analysis import read
from bench.peers import TEXTS, Engine
from bench.peers.ours import Ours
from bench.peers.registry import PEERS, engine_class, missing
from index.display.suggestions import suggest
from index.language.analysis import keys
from index.query import Query
from index.report import Report

__all__ = ["Asked", "Figures", "OursWithLists", "Task", "known_items", "main", "measure", "opened"]

_SPELLINGS = ("as_written", "no_marks", "half_marks", "no_tones", "other_tone_placement")
# How long the lists are that are asked for.
_DEPTH = 10
# How many suggestions the page offers.
_OFFERED = 3


@dataclass(frozen=True)
class Task:
    """Queries with the reports that answer each; `meant`: how each is written in full."""

    name: str
    queries: tuple[str, ...]
    answers: tuple[frozenset[str], ...]
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """The figures of one engine in a task.

    `first`, `tenth`: the share of queries with an answer on place 1, and among the best ten. `mrr`:
    the mean of 1 / place, 0 beyond ten. `recall`: the share of answers among the best ten.
    `listed`, `hits`: for our engine, the share of answers in the whole list of hits, and its
    median length. `restored`: the share of queries without all diacritics for which the spelling
    meant was among three suggestions. `milliseconds`: the median time of a query.
    """

    engine: str
    task: str
    first: float
    tenth: float
    mrr: float
    recall: float
    milliseconds: float
    listed: float | None = None
    hits: float | None = None
    restored: float | None = None


class OursWithLists(Ours):
    """The embedded engine, asked for whole lists and for suggestions too."""

    def listed(self, text: str) -> set[str]:
        """Return every report of the list."""
        return {hit.identifier for hit in self.engine.scan(Query(text, sort="newest"))}

    def restores(self, text: str, meant: str) -> bool:
        """Return whether the spelling that is meant is suggested."""
        offered = suggest(Query(text), self.engine.statistics(), _OFFERED)
        return any(keys(each.query.text) == keys(meant) for each in offered)


class Asked:
    """An engine with the results and times of the questions it was asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._known: dict[str, tuple[list[str], float]] = {}

    def search(self, text: str) -> tuple[list[str], float]:
        """Return the best reports for a typed text, and the seconds taken to find them."""
        began = time.perf_counter()
        query = self.engine.read_text(text)
        reading = time.perf_counter() - began
        if repr(query) not in self._known:
            began = time.perf_counter()
            found = self.engine.search(query, _DEPTH)
            seconds = time.perf_counter() - began
            self._known[repr(query)] = [identifier for identifier, _ in found], seconds
        names, seconds = self._known[repr(query)]
        return names, reading + seconds


def measure(asked: Asked, task: Task) -> Figures:
    """Return the figures of one engine in a task."""
    engine = asked.engine
    places: list[int] = []
    recalls: list[float] = []
    times: list[float] = []
    for text, answers in zip(task.queries, task.answers, strict=True):
        found, seconds = asked.search(text)
        times.append(seconds)
        ranks = [place for place, identifier in enumerate(found, 1) if identifier in answers]
        places.append(ranks[0] if ranks else 0)
        recalls.append(len(ranks) / len(answers))
    lists = (
        [engine.listed(text) for text in task.queries] if isinstance(engine, OursWithLists) else []
    )
    shares = [
        len(each & right) / len(right) for each, right in zip(lists, task.answers, strict=False)
    ]
    return Figures(
        engine=engine.name,
        task=task.name,
        first=statistics.mean(place == 1 for place in places),
        tenth=statistics.mean(place > 0 for place in places),
        mrr=statistics.mean(1 / place if place else 0.0 for place in places),
        recall=statistics.mean(recalls),
        milliseconds=1000 * statistics.median(times),
        listed=statistics.mean(shares) if lists else None,
        hits=statistics.median(map(len, lists)) if lists else None,
        restored=_restored(engine, task) if isinstance(engine, OursWithLists) else None,
    )


def _restored(engine: OursWithLists, task: Task) -> float | None:
    """Return the share of queries without diacritics for which the spelling meant is suggested."""
    typed = zip(task.queries, task.meant, strict=False)
    without = [(text, meant) for text, meant in typed if keys(text) != keys(meant)]
    return statistics.mean(engine.restores(*each) for each in without) if without else None


def known_items(path: Path) -> Iterator[Task]:
    """Yield a task for each spelling of the known items."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    answers = tuple(frozenset({row["target"]}) for row in rows)
    written = tuple(row["as_written"] for row in rows)
    for spelling in _SPELLINGS:
        yield Task(spelling, tuple(row[spelling] for row in rows), answers, written)
    decomposed = tuple(unicodedata.normalize("NFD", each) for each in written)
    yield Task("decomposed", decomposed, answers)


def legal_questions(folder: Path) -> Task:
    """Return the legal questions with the passages that answer them."""
    answers: dict[str, set[str]] = {}
    with gzip.open(folder / "legal-qrels.tsv.gz", "rt", encoding="utf-8") as lines:
        for query, _, document, relevance in csv.reader(lines, delimiter="\t"):
            if int(relevance) > 0:
                answers.setdefault(query, set()).add(document)
    with gzip.open(folder / "legal-queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        asked = {row["qid"]: row["query"] for row in map(json.loads, lines)}
    kept = [query for query in asked if query in answers]
    return Task(
        "legal questions",
        tuple(asked[query] for query in kept),
        tuple(frozenset(answers[query]) for query in kept),
    )


def _engines(chosen: Iterable[str]) -> list[type[Engine]]:
    """Return our engine and the peers that are installed; report the others."""
    engines: list[type[Engine]] = [OursWithLists]
    for name in PEERS:
        if chosen and name not in chosen:
            continue
        if reason := missing(name):
            click.echo(f"{name} is left out: {reason}", err=True)
        else:
            engines.append(engine_class(name))
    return engines


def opened(kind: type[Engine], reports: list[Report], work: Path) -> Engine:
    """Return an engine over some reports; build its index unless `work` has one that fits."""
    folder = work / f"{kind.__name__.lower()}-{_fingerprint(kind, reports)}"
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        began = time.perf_counter()
        kind(draft, TEXTS).build(reports)
        seconds = time.perf_counter() - began
        # Whole or not at all, so that a build that was interrupted is not taken for an index.
        draft.rename(folder)
        click.echo(f"{kind.name}: {len(reports):,} reports indexed in {seconds:.1f} s", err=True)
    else:
        click.echo(f"{kind.name}: {len(reports):,} reports, index kept in {folder}", err=True)
    engine = kind(folder, TEXTS)
    engine.open()
    return engine


def _fingerprint(kind: type[Engine], reports: Iterable[Report]) -> str:
    """Return a name for an index that no other reports, library or code of ours would have."""
    code = inspect.getsource(inspect.getmodule(kind) or kind)
    found = hashlib.sha256(f"{kind.version}{code}".encode())
    for each in reports:
        found.update(repr(each).encode())
    return found.hexdigest()[:16]


def _run(
    kinds: Iterable[type[Engine]], reports: list[Report], tasks: list[Task], work: Path
) -> Iterator[Figures]:
    """Yield the figures of all engines in some tasks over the same reports."""
    for kind in kinds:
        with TemporaryDirectory() as passing:
            asked = Asked(opened(kind, reports, work if kind.version else Path(passing)))
            for task in tasks:
                yield measure(asked, task)


def _table(rows: list[Figures]) -> Iterator[str]:
    """Yield the lines of the table."""
    heads = "".join(
        f"{head:>7}" for head in ("first", "@10", "MRR", "R@10", "list", "hits", "restored")
    )
    yield f"{'task':22}{'engine':16}{heads}{'ms':>8}"
    for row in sorted(rows, key=lambda row: [each.task for each in rows].index(row.task)):
        listed = f"{row.listed:7.3f}{row.hits:7.0f}" if row.listed is not None else " " * 14
        restored = f"{row.restored:7.3f}" if row.restored is not None else " " * 7
        yield (
            f"{row.task:22}{row.engine:16}{row.first:7.3f}{row.tenth:7.3f}{row.mrr:7.3f}"
            f"{row.recall:7.3f}{listed}{restored}{row.milliseconds:8.2f}"
        )


@click.command(help=__doc__)
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench"))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write the rows here.")
@click.option("--peer", "chosen", multiple=True, help="Only these peers; «none» for none.")
def main(data: Path, work: Path, target: Path | None, chosen: tuple[str, ...]) -> None:
    """Print the table."""
    work.mkdir(parents=True, exist_ok=True)
    engines = _engines(chosen)
    reports = list(read(data / "reports-bench-20k.jsonl.gz"))
    items = list(known_items(data / "retrieval" / "known-items-bench-20k.tsv"))
    rows = [*_run(engines, reports, items, work)]
    passages = list(read(data / "retrieval" / "legal-docs.jsonl.gz"))
    rows += _run(engines, passages, [legal_questions(data / "retrieval")], work)
    click.echo("\n".join(_table(rows)))
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
