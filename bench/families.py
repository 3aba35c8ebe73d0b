"""Relevance on queries made from reports: `python -m bench.families --data FOLDER --half results`.

FOLDER holds `reports-bench-20k.jsonl.gz`. Its reports are grouped into events: the cosine of their
tf-idf vectors (syllables and pairs of syllables) is .33 or more. Each family has queries with the
reports that answer them:

- title, three and five syllables: the title of a report on an event, and its rarest syllables in a
  row; all reports on the event answer it. headline: the same title with two syllables quoted;
- lead: the five rarest syllables in a row of a first sentence;
- item, item of a body: three to five words in a row of one report;
- common words: four syllables in a row of a title that are two words, each in many reports;
- two names: two foreign words of a title; reports with both in the title answer it.

Every family is asked with diacritics and without. Rules are chosen on the queries of one half
(`--half tuning`), and results are those of the other.
"""

import hashlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from bench.analysis import read
from bench.peers import TEXTS
from bench.relevance import Asked, Figures, OursWithLists, Task, measure
from index.language.analysis import keys
from index.language.spelling import fold, is_syllable, normalise
from index.report import Report

__all__ = ["Corpus", "Known", "events", "families", "main", "without_diacritics"]

_SEED = 20261130
# Least cosine of two reports on one event, the features compared, and the most reports on it.
_ALIKE, _FEATURES, _MOST = 0.33, 60, 9
_QUOTES = re.compile('[“”"«»„]')
_PUNCTUATION = ".,:;!?()…'"
# Reports that have a common word, and the information of its two syllables in nats.
_COMMON, _INFORMATION = 150, 6.0


@dataclass(frozen=True)
class Known:
    """A query with the reports that answer it."""

    text: str
    answers: frozenset[str]

    @property
    def half(self) -> str:
        """The half to which the query belongs, the same in every run."""
        name = min(self.answers)
        return "tuning" if hashlib.sha256(name.encode()).digest()[0] % 2 else "results"


class Corpus:
    """Reports with their syllables and the document frequencies of syllables and pairs."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.reports = reports
        texts = (f"{each.title}\n{each.lead}\n{each.body[:3000]}" for each in reports)
        self.syllables = [keys(text) for text in texts]
        self.tokens = sum(map(len, self.syllables))
        self.frequency: Counter[str] = Counter()
        for found in self.syllables:
            self.frequency.update({*found, *map(" ".join, pairwise(found))})

    def rarity(self, feature: str) -> float:
        """Return the inverse document frequency of a syllable or pair."""
        return math.log(len(self.reports) / (self.frequency[feature] or 0.5))

    def is_common_word(self, first: str, second: str) -> bool:
        """Return whether two adjacent syllables are a word that many reports have."""
        together = self.frequency[f"{first} {second}"]
        if together <= _COMMON:
            return False
        apart = self.frequency[first] * self.frequency[second]
        return math.log(together * self.tokens / apart) > _INFORMATION


def events(corpus: Corpus) -> Iterator[list[Report]]:
    """Yield groups of two or more reports on one event, none of them in two groups."""
    vectors = [_vector(corpus, found) for found in corpus.syllables]
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, vector in enumerate(vectors):
        for feature, weight in vector.items():
            holders[feature].append((number, weight))
    arrays = {
        feature: (np.array([at for at, _ in of]), np.array([weight for _, weight in of]))
        for feature, of in holders.items()
    }
    order = list(range(len(vectors)))
    random.Random(_SEED).shuffle(order)
    used: set[int] = set()
    for number in order:
        if number in used:
            continue
        alike = np.zeros(len(vectors))
        for feature, weight in vectors[number].items():
            at, weights = arrays[feature]
            alike[at] += weight * weights
        near = {number, *map(int, np.flatnonzero(alike >= _ALIKE))} - used
        if 2 <= len(near) <= _MOST:
            used |= near
            yield [corpus.reports[each] for each in sorted(near)]


def _vector(corpus: Corpus, found: Sequence[str]) -> dict[str, float]:
    """Return the heaviest features of a report with their tf-idf weights, of length 1."""
    counts = Counter([*found, *map(" ".join, pairwise(found))])
    weights = {
        feature: (1 + math.log(count)) * corpus.rarity(feature)
        for feature, count in counts.items()
        if corpus.frequency[feature] > 1
    }
    heaviest = sorted(weights.items(), key=lambda each: -each[1])[:_FEATURES]
    length = math.sqrt(sum(weight**2 for _, weight in heaviest)) or 1.0
    return {feature: weight / length for feature, weight in heaviest}


def families(corpus: Corpus) -> dict[str, list[Known]]:
    """Return the queries of every family."""
    chance = random.Random(_SEED)
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for group in events(corpus):
        for name, text in _of_event(corpus, group, chance):
            found[name].append(Known(text, frozenset(each.identifier for each in group)))
    titled: defaultdict[str, set[str]] = defaultdict(set)
    for report in corpus.reports:
        for key in keys(report.title):
            titled[key].add(report.identifier)
    for report in chance.sample(corpus.reports, len(corpus.reports)):
        for name, text in _of_report(corpus, report, chance):
            answers = {report.identifier}
            if name == "two names":
                answers = set.intersection(*(titled[key] for key in keys(text)))
            found[name].append(Known(text, frozenset(answers)))
    return dict(found)


def _of_event(
    corpus: Corpus, group: Sequence[Report], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Yield the queries for an event, with their families."""
    titles = [each.title for each in group if _is_title(each.title)]
    if titles:
        title = chance.choice(titles)
        yield "title", title
        for name, count in (("three syllables", 3), ("five syllables", 5)):
            if words := _rarest(corpus, title, count):
                yield name, words
        typed = title.split()
        at = chance.randrange(len(typed) - 1)
        quoted = f"“{typed[at]} {typed[at + 1]}”"
        yield "headline", " ".join([*typed[:at], quoted, *typed[at + 2 :]])
    report = chance.choice(group)
    sentence = re.split(r"\n|[.] ", report.lead or report.body)[0]
    if words := _rarest(corpus, sentence[:400], 5):
        yield "lead", words


def _of_report(corpus: Corpus, report: Report, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the queries for one report, with their families."""
    if _is_title(report.title):
        yield "item", _in_a_row(report.title, chance)
        words = _words(report.title)
        rows = [keys(" ".join(words[at : at + 4])) for at in range(len(words) - 3)]
        common = [
            " ".join(row)
            for row in rows
            if len(row) == 4
            and corpus.is_common_word(row[0], row[1])
            and corpus.is_common_word(row[2], row[3])
        ]
        if common:
            yield "common words", chance.choice(common)
        foreign = [key for key in dict.fromkeys(keys(report.title)) if _is_foreign(corpus, key)]
        if len(foreign) > 1:
            yield "two names", " ".join(chance.sample(foreign, 2))
    sentences = [each for each in re.split(r"[.\n]", report.body) if len(each.split()) > 8]
    if sentences and not _QUOTES.search(sentence := chance.choice(sentences)):
        yield "item of a body", _in_a_row(sentence, chance)


def _is_title(text: str) -> bool:
    return 5 <= len(text.split()) <= 20 and not _QUOTES.search(text)


def _is_foreign(corpus: Corpus, key: str) -> bool:
    return len(key) > 2 and key.isalpha() and not is_syllable(key) and corpus.frequency[key] > 3


def _words(text: str) -> list[str]:
    return [word for each in text.split() if (word := each.strip(_PUNCTUATION))]


def _in_a_row(text: str, chance: random.Random) -> str:
    """Return three to five words in a row of a text."""
    words = _words(text)
    at = chance.randrange(max(1, len(words) - 4))
    return " ".join(words[at : at + chance.randint(3, 5)])


def _rarest(corpus: Corpus, text: str, count: int) -> str:
    """Return the consecutive words whose syllables are rarest together; "" if there are none."""
    words = _words(text)
    rows = [words[at : at + count] for at in range(len(words) - count + 1)]
    single = [row for row in rows if all(len(keys(word)) == 1 for word in row)]
    rarity = {
        " ".join(row): sum(corpus.rarity(key) for word in row for key in keys(word))
        for row in single
    }
    return max(rarity, key=lambda row: rarity[row], default="")


def without_diacritics(text: str) -> str:
    """Return a text without diacritics, in its capitals.

    >>> without_diacritics("Đường 2/9, HUẾ")
    'Duong 2/9, HUE'
    """
    letters = (fold(each).upper() if each.isupper() else fold(each) for each in normalise(text))
    return "".join(letters)


def _line(figures: Figures) -> str:
    return (
        f"{figures.task:32}{figures.mrr:7.3f}{figures.recall:7.3f}"
        f"{figures.listed or 0:7.3f}{figures.hits or 0:7.0f}"
    )


@click.command(help=__doc__)
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--half", type=click.Choice(["tuning", "results"]), default="tuning")
@click.option("--limit", default=250, help="Queries of a family.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write the rows here.")
def main(data: Path, half: str, limit: int, target: Path | None) -> None:
    """Print the table."""
    reports = list(read(data / "reports-bench-20k.jsonl.gz"))
    found = families(Corpus(reports))
    rows = []
    click.echo(f"{'family':32}{'MRR':>7}{'R@10':>7}{'list':>7}{'hits':>7}")
    with TemporaryDirectory() as folder:
        engine = OursWithLists(Path(folder), TEXTS)
        engine.build(reports)
        engine.open()
        for name, queries in found.items():
            chosen = [each for each in queries if each.half == half][:limit]
            answers = tuple(each.answers for each in chosen)
            for spelling, written in (("with", str), ("without", without_diacritics)):
                texts = tuple(written(each.text) for each in chosen)
                task = Task(f"{name} ({len(chosen)}), {spelling}", texts, answers)
                rows.append(measure(Asked(engine), task))
                click.echo(_line(rows[-1]))
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
