"""Pages beside those of Datasette: `python -m bench.page_peers --archive FOLDER [--json FILE]`.

Both answer in this process, without a network or compression, and show twenty rows with the
counts of months, sections, newspapers and persons; ours also have passages, highlights and
suggestions. Only questions to which both find equally many reports are measured;
`bench.peers.datasette` explains how that is achieved. Times are processor times of all threads.
"""

import json
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import click

from archive.catalogue import open_catalogue
from archive.config import Config, load
from archive.web import create_app
from archive.web.current import library
from bench.peers.datasette import Pages, build
from bench.serving import answer, environ
from index.engines.whoosh import WhooshEngine
from index.language.analysis import tokens
from index.planning.clauses import Statistics, Term, TermSequence
from index.query import Query
from index.report import Report

__all__ = ["Row", "main"]

# Questions of a kind.
_QUESTIONS = 24
# Reports read from the catalogue at once.
_PAGE = 1000
_COMMON = (0.3, 0.9)
_FEW = (3, 100)


@dataclass(frozen=True)
class Row:
    """Median milliseconds of both for the questions of a kind, and the median number of hits."""

    name: str
    questions: int
    hits: float
    ours: float
    datasette: float


def _reports(settings: Config) -> Iterator[Report]:
    """Yield all reports of an archive."""
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        revision = 0
        while changes := catalogue.changes.after(revision, _PAGE):
            yield from (change.report for change in changes if change.report is not None)
            revision = changes[-1].revision


def _names(settings: Config) -> dict[str, str]:
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        names: dict[str, str] = {}
        after = ""
        while some := catalogue.persons.page(after, _PAGE):
            names.update((each.identifier, each.name) for each in some)
            after = some[-1].identifier
        return names


def _questions(models: Sequence[Report], known: Statistics) -> dict[str, list[str]]:
    """Return the texts typed for each kind of question, without diacritics; more than needed."""
    chance = random.Random(20180110)
    folds = [[token.fold for token in tokens(report.body)] for report in models]
    words = sorted({word for each in folds for word in each if word.isalpha()})
    pairs = sorted({pair for each in folds for pair in pairwise(each[:60])})
    low, high = (share * known.reports for share in _COMMON)
    common = [
        word for word in words if low <= known.document_frequency(Term(folds=(word,))) <= high
    ]
    rare = [
        f'"{" ".join(pair)}"'
        for pair in chance.sample(pairs, min(2000, len(pairs)))
        if all(map(str.isalpha, pair))
        and _FEW[0] <= known.document_frequency(_pair(*pair)) <= _FEW[1]
    ]
    return {
        "all reports": [""],
        "a common word": chance.sample(common, min(2 * _QUESTIONS, len(common))),
        "a phrase with up to 100 hits": chance.sample(rare, min(3 * _QUESTIONS, len(rare))),
    }


def _pair(first: str, second: str) -> TermSequence:
    return TermSequence((Term(folds=(first,)), Term(folds=(second,))))


def _milliseconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return (time.process_time() - began) * 1000


def measure(settings: Config, peer: Pages, models: Sequence[Report]) -> Iterator[Row]:
    """Yield the times of both for each kind of question."""
    app = create_app(settings)
    with app.app_context():
        archive = library()
    engine = archive.engine

    def asked_of_us(text: str) -> dict[str, Any]:
        return environ(f"/tim-kiem?{urlencode({'q': text})}" if text else "/tim-kiem")

    def theirs(text: str) -> None:
        status, _ = peer.page(text)
        if status != 200:
            raise click.ClickException(f"Datasette, {text!r}: {status}")

    for name, texts in _questions(models, engine.statistics()).items():
        asked = []
        for text in texts:
            hits = engine.count(Query(text))
            if json.loads(peer.page(text, ".json")[1])["filtered_table_rows_count"] == hits:
                asked.append((text, hits))
        asked = asked[:_QUESTIONS] if len(asked) > 1 else asked * 5
        if isinstance(engine, WhooshEngine):
            engine.forget()
        mine, other = [], []
        for text, _ in asked:
            mine.append(_milliseconds(partial(answer, app, asked_of_us(text))))
            other.append(_milliseconds(partial(theirs, text)))
        yield Row(
            name,
            len(asked),
            statistics.median(hits for _, hits in asked),
            statistics.median(mine),
            statistics.median(other),
        )


@click.command()
@click.option("--archive", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(archive: Path, output: Path | None) -> None:
    """Measure the pages of an archive beside Datasette's and print a table."""
    settings = load(archive)
    with TemporaryDirectory(prefix="khobao-bench-") as folder:
        file = Path(folder, "reports.db")
        build(file, _reports(settings), _names(settings))
        models = [report for _, report in zip(range(500), _reports(settings), strict=False)]
        with closing(Pages(file)) as peer:
            rows = list(measure(settings, peer, models))
    today = datetime.now(UTC).date().isoformat()
    click.echo(f"{platform.machine()}, Python {platform.python_version()}; {today}\n")
    click.echo("| page | questions | hits | ours, ms | Datasette, ms | times as fast |")
    click.echo("|---" * 6 + "|")
    for row in rows:
        ratio = f"{row.datasette / row.ours:.1f}"
        numbers = f"{row.questions} | {row.hits:,.0f} | {row.ours:.1f} | {row.datasette:.1f}"
        click.echo(f"| {row.name} | {numbers} | {ratio} |")
    if output:
        output.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
