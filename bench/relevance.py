"""How well typed queries find their reports: `python -m bench.relevance --data FOLDER`.

FOLDER holds `reports-bench-20k.jsonl.gz` and `retrieval/`. Two tasks, the same for all sides:

- known items: three to five words in a row of one report, which shall be found again, in six
  spellings: as written, without marks, with the marks of half the syllables, without tones, with
  the other tone placement, and decomposed (NFD, made here);
- legal questions: whole sentences, with the passages judged relevant to each.

Every side indexes title, lead and body, is asked for the best ten, and is timed from the typed
text to the list of identifiers with scores. Peers are asked for any of the words, best first, since
that finds most for them. A peer that is not installed is said to be absent.

Our own side is also asked for three suggestions to each known item: `marks` is the share of those
typed with marks left out for which the spelling as written is among them.
"""

import csv
import gzip
import json
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.analysis import read
from bench.peers import PEERS, Side
from index.analysis import keys
from index.engine import open_engine
from index.query import Query
from index.report import Report
from index.suggest import suggest

__all__ = ["Figures", "Task", "known_items", "main", "measure"]

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
    """How one side did a task.

    `first`, `tenth`: the share of queries with an answer on place 1, among the best ten; `mrr`:
    the mean of 1 / place, 0 beyond ten; `recall`: the share of answers among the best ten.
    `listed`, `hits`: of our own side, the share of answers in the whole list of hits, and its
    median length; `restored`: the share of queries without their marks to which the spelling
    meant was among three suggestions. `milliseconds`: the median of a query.
    """

    side: str
    task: str
    first: float
    tenth: float
    mrr: float
    recall: float
    milliseconds: float
    listed: float | None = None
    hits: float | None = None
    restored: float | None = None


class Ours:
    """The embedded engine, asked as the page asks it."""

    name = "Kho Báo"

    def __init__(self, reports: Iterable[Report], folder: Path) -> None:
        self.engine = open_engine(f"whoosh://{folder}")
        self.engine.add(reports)
        self.engine.commit(1)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The best reports, with scores."""
        results = self.engine.search(Query(text), limit=limit)
        return [(hit.identifier, hit.score) for hit in results.hits]

    def listed(self, text: str) -> set[str]:
        """Every report of the list."""
        return {hit.identifier for hit in self.engine.scan(Query(text, sort="newest"))}

    def restores(self, text: str, meant: str) -> bool:
        """Whether the spelling that is meant is offered."""
        offered = suggest(text, self.engine.statistics(), _OFFERED)
        return any(keys(each) == keys(meant) for each in offered)


def measure(side: Side, task: Task) -> Figures:
    """The figures of one side in a task."""
    places: list[int] = []
    recalls: list[float] = []
    times: list[float] = []
    for text, answers in zip(task.queries, task.answers, strict=True):
        began = time.perf_counter()
        found = side.search(text, _DEPTH)
        times.append(time.perf_counter() - began)
        ranks = [place for place, (identifier, _) in enumerate(found, 1) if identifier in answers]
        places.append(ranks[0] if ranks else 0)
        recalls.append(len(ranks) / len(answers))
    lists = [side.listed(text) for text in task.queries] if isinstance(side, Ours) else []
    shares = [
        len(each & right) / len(right) for each, right in zip(lists, task.answers, strict=False)
    ]
    return Figures(
        side=side.name,
        task=task.name,
        first=statistics.mean(place == 1 for place in places),
        tenth=statistics.mean(place > 0 for place in places),
        mrr=statistics.mean(1 / place if place else 0.0 for place in places),
        recall=statistics.mean(recalls),
        milliseconds=1000 * statistics.median(times),
        listed=statistics.mean(shares) if lists else None,
        hits=statistics.median(map(len, lists)) if lists else None,
        restored=_restored(side, task) if isinstance(side, Ours) else None,
    )


def _restored(side: Ours, task: Task) -> float | None:
    """The share of queries without their marks to which the spelling meant is offered."""
    typed = zip(task.queries, task.meant, strict=False)
    without = [(text, meant) for text, meant in typed if keys(text) != keys(meant)]
    return statistics.mean(side.restores(*each) for each in without) if without else None


def known_items(path: Path) -> Iterator[Task]:
    """A task for each spelling of the known items."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    answers = tuple(frozenset({row["target"]}) for row in rows)
    written = tuple(row["as_written"] for row in rows)
    for spelling in _SPELLINGS:
        yield Task(spelling, tuple(row[spelling] for row in rows), answers, written)
    decomposed = tuple(unicodedata.normalize("NFD", each) for each in written)
    yield Task("decomposed", decomposed, answers)


def legal_questions(folder: Path) -> Task:
    """The legal questions with the passages that answer them."""
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


def _sides(chosen: Iterable[str]) -> dict[str, Callable[[Iterable[Report], Path], Side]]:
    """Our side and the peers that are installed; the absent are said."""
    sides: dict[str, Callable[[Iterable[Report], Path], Side]] = {Ours.name: Ours}
    for name, peer in PEERS.items():
        if chosen and name not in chosen:
            continue
        if peer is None:
            click.echo(f"{name}: not installed, left out", err=True)
        else:
            sides[name] = peer
    return sides


def _run(
    sides: Mapping[str, Callable[[Iterable[Report], Path], Side]],
    reports: list[Report],
    tasks: list[Task],
) -> Iterator[Figures]:
    """The figures of all sides in some tasks over the same reports."""
    for name, make in sides.items():
        with TemporaryDirectory() as folder:
            began = time.perf_counter()
            side = make(reports, Path(folder) / "index")
            seconds = time.perf_counter() - began
            click.echo(f"{name}: {len(reports):,} reports indexed in {seconds:.1f} s", err=True)
            for task in tasks:
                yield measure(side, task)


def _table(rows: list[Figures]) -> Iterator[str]:
    """The lines of the table."""
    heads = "".join(
        f"{head:>7}" for head in ("first", "@10", "MRR", "R@10", "list", "hits", "marks")
    )
    yield f"{'task':22}{'side':16}{heads}{'ms':>8}"
    for row in sorted(rows, key=lambda row: [each.task for each in rows].index(row.task)):
        listed = f"{row.listed:7.3f}{row.hits:7.0f}" if row.listed is not None else " " * 14
        restored = f"{row.restored:7.3f}" if row.restored is not None else " " * 7
        yield (
            f"{row.task:22}{row.side:16}{row.first:7.3f}{row.tenth:7.3f}{row.mrr:7.3f}"
            f"{row.recall:7.3f}{listed}{restored}{row.milliseconds:8.2f}"
        )


@click.command(help=__doc__)
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write the rows here.")
@click.option("--peer", "chosen", multiple=True, help="Only these peers; «none» for none.")
def main(data: Path, target: Path | None, chosen: tuple[str, ...]) -> None:
    """Print the table."""
    sides = _sides(chosen)
    reports = list(read(data / "reports-bench-20k.jsonl.gz"))
    items = list(known_items(data / "retrieval" / "known-items-bench-20k.tsv"))
    rows = [*_run(sides, reports, items)]
    passages = list(read(data / "retrieval" / "legal-docs.jsonl.gz"))
    rows += _run(sides, passages, [legal_questions(data / "retrieval")])
    click.echo("\n".join(_table(rows)))
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
