"""Quality and speed of completions: `python -m bench.completion --archive FOLDER --data FOLDER`.

Phrases are typed letter by letter without diacritics, from their second letter on: the known items
of `retrieval/known-items-bench-20k.tsv`, of which one half is measured and the other was used while
the ranking was developed (`--half`), and names of persons in
`persons/mentions-vlsp2016.jsonl.gz` that the archive has. After each letter the completions are a
success if one of them has, with its diacritics, all syllables of the phrase that were begun.
Milliseconds are of processor time, of all that the page does but HTTP.
"""

import csv
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from archive.config import load
from archive.retrieval import Library, completions, open_library
from bench.persons import read
from index.language.analysis import tokens
from index.language.spelling import fold, key
from index.planning.clauses import Term, TermSequence

__all__ = ["Row", "main", "measure"]

_ITEMS = Path("retrieval", "known-items-bench-20k.tsv")
_NAMES = Path("persons", "mentions-vlsp2016.jsonl.gz")
# Names typed, and the least number of reports that the archive must have of each.
_TYPED = 200
_FEW = 3


@dataclass
class Row:
    """Successes among completions. `first`, `three`: 1 where the first, one of three succeeds."""

    name: str
    first: list[bool] = field(default_factory=list)
    three: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, object]:
        """Return the shares of successes, and the median and 95th percentile of the time."""
        return {
            "name": self.name,
            "letters": len(self.first),
            "first": statistics.mean(self.first),
            "three": statistics.mean(self.three),
            "median": statistics.median(self.milliseconds),
            "p95": statistics.quantiles(self.milliseconds, n=20)[-1],
        }


def items(data: Path, half: int) -> list[str]:
    """Return one half of the known items: 0 for the first, third …, 1 for the others."""
    with (data / _ITEMS).open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["as_written"] for row in rows][half::2]


def names(data: Path, library: Library) -> list[str]:
    """Return names of two to four syllables that the archive has, each once."""
    known = library.engine.statistics()
    found: dict[str, None] = {}
    for record in read(data / _NAMES):
        for entity in record["entities"]:
            name = record["text"][entity["start"] : entity["end"]]
            keys = [token.key for token in tokens(name)]
            # Initials such as «H.S.» are not typed letter by letter.
            if entity["label"] != "PER" or not 2 <= len(keys) <= 4 or not name.istitle():
                continue
            terms = tuple(Term(keys=(each,)) for each in keys)
            if known.document_frequency(TermSequence(terms)) >= _FEW:
                found[name] = None
    return list(found)[:_TYPED]


def measure(library: Library, phrases: Sequence[str]) -> Iterator[Row]:
    """Yield a row for each place in a phrase, then one for all letters."""
    rows = {
        name: Row(name)
        for name in ("first letter of a syllable", "within a syllable", "whole syllable", "phrase")
    }
    every = Row("all letters")
    for phrase in phrases:
        meant = [key(word) for word in phrase.split()]
        plain = " ".join(map(fold, meant))
        for end in range(2, len(plain) + 1):
            typed = plain[:end]
            if typed.endswith(" "):
                continue
            began = time.process_time()
            offered = completions(library, typed)
            spent = (time.process_time() - began) * 1000
            begun = meant[: len(typed.split())]
            hits = [[key(word) for word in each.text.split()][: len(begun)] for each in offered]
            for row in (rows[_place(plain, end)], every):
                row.first.append(hits[:1] == [begun])
                row.three.append(begun in hits[:3])
                row.milliseconds.append(spent)
    yield from rows.values()
    yield every


def _place(plain: str, end: int) -> str:
    """Return the place in a phrase at which the last letter was typed."""
    if end == len(plain):
        return "phrase"
    if plain[end] == " ":
        return "whole syllable"
    return "first letter of a syllable" if plain[end - 2] == " " else "within a syllable"


@click.command()
@click.option("--archive", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--data", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=click.IntRange(0, 1), default=1, show_default=True)
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(archive: Path, data: Path, half: int, output: Path | None) -> None:
    """Measure and print the tables."""
    library = open_library(load(archive))
    completions(library, "xin chao")
    measured = {}
    for name, phrases in (("known items", items(data, half)), ("names", names(data, library))):
        click.echo(
            f"{name + f', {len(phrases)} phrases':<32}{'letters':>8}{'first':>8}{'three':>8}"
            f"{'median ms':>11}{'p95 ms':>9}"
        )
        measured[name] = [row.summary() for row in measure(library, phrases)]
        for row in measured[name]:
            click.echo(
                f"{row['name']:<32}{row['letters']:>8}{row['first']:>8.3f}{row['three']:>8.3f}"
                f"{row['median']:>11.1f}{row['p95']:>9.1f}"
            )
    if output:
        output.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
