"""Suggestions for mistyped queries: `python -m bench.keystrokes --archive FOLDER`.

Three to five words in a row of titles of the archive are typed in Telex and VNI while no input
method is on: the keys of a syllable's diacritics each after its letter, with the tone at the end or
at once, or all of them last. A query succeeds if one of three suggestions is the words as the title
has them, or if they were typed so and nothing is suggested. The same words as written and without
diacritics show what the reading of keystrokes costs others. One half of the titles is measured, the
other was used while the rule was developed (`--half`).

A second table has names of persons with one letter wrong, added, missing or exchanged.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click

from archive.config import load
from archive.retrieval import Library, open_library, suggest_uncounted
from index.language.analysis import keys, tokens
from index.language.spelling import diacritics, fold, is_syllable
from index.query import Query

__all__ = ["WAYS", "main", "misspelt", "phrases", "typed"]

_TELEX = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}
_TELEX_TONES, _VNI_TONES = ["", *"sfrxj"], ["", *"12345"]
_OFFERED = 3


def _syllable(key: str, letters: dict[str, str], tones: Sequence[str], order: str) -> str:
    """Return the keys that are typed for a syllable.

    `order`: of the keys for diacritics, `letters` for those of the tone last, `each` for each after
    its letter, `last` for all of them last.
    """
    bare, tone = diacritics(key)
    if order == "last":
        # One key gives both horns of «ươ».
        added = dict.fromkeys(letters[each][1] for each in bare if each in letters)
        return fold(bare) + "".join(added) + tones[tone]
    if order == "letters" or not tone:
        return "".join(letters.get(each, each) for each in bare) + tones[tone]
    at = next(at for at, (one, other) in enumerate(zip(key, bare, strict=True)) if one != other)
    parts = [letters.get(each, each) for each in bare]
    return "".join([*parts[: at + 1], tones[tone], *parts[at + 1 :]])


def _in(letters: dict[str, str], tones: Sequence[str], order: str) -> Callable[[str], str]:
    return lambda key: _syllable(key, letters, tones, order) if is_syllable(key) else key


WAYS: dict[str, Callable[[str], str]] = {
    "Telex, tone at the end": _in(_TELEX, _TELEX_TONES, "letters"),
    "Telex, each key at once": _in(_TELEX, _TELEX_TONES, "each"),
    "Telex, all keys last": _in(_TELEX, _TELEX_TONES, "last"),
    "VNI, tone at the end": _in(_VNI, _VNI_TONES, "letters"),
    "VNI, each key at once": _in(_VNI, _VNI_TONES, "each"),
    "VNI, all keys last": _in(_VNI, _VNI_TONES, "last"),
    "as written": lambda key: key,
    "without diacritics": fold,
}


def typed(phrase: Sequence[str], way: str) -> str:
    """Return words, given by their keys, as they are typed in one of the ways.

    >>> typed(["đường", "sắt"], "Telex, tone at the end"), typed(["đường"], "VNI, all keys last")
    ('dduwowngf sawts', 'duong972')
    """
    return " ".join(map(WAYS[way], phrase))


def phrases(library: Library, number: int, half: int) -> list[list[str]]:
    """Return the keys of three to five words in a row of titles; at least two have diacritics."""
    chance = random.Random(half)
    identifiers = sorted(library.engine.statistics().values("identifier"))[half::2]
    chance.shuffle(identifiers)
    found: list[list[str]] = []
    for report in library.catalogue.reports.without_persons(identifiers[: 4 * number]):
        words = keys(report.title)
        length = chance.randint(3, 5)
        if len(words) < length or not all(map(str.isalpha, words)):
            continue
        at = chance.randint(0, len(words) - length)
        phrase = words[at : at + length]
        if sum(fold(each) != each for each in phrase) > 1:
            found.append(phrase)
    return found[:number]


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one wrong letter in one of its words of three letters and more."""
    places = [
        at
        for token in tokens(name)
        if token.end - token.start > 2 or len(tokens(name)) < 3
        for at in range(token.start, token.end)
    ]
    at = chance.choice(places)
    letter = chance.choice("abcdeghiklmnopqrstuvxy")
    return chance.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        )
    )


def _offers(library: Library, text: str) -> tuple[list[str], float]:
    """Return the suggestions for a query, and the milliseconds of processor time they take."""
    began = time.process_time()
    offered = [each.text for each in suggest_uncounted(library, Query(text), 1)]
    return offered[:_OFFERED], (time.process_time() - began) * 1000


def measure(library: Library, asked: Sequence[Sequence[str]]) -> Iterator[dict[str, object]]:
    """Yield a row for each way to type the phrases."""
    for way in WAYS:
        first, three, milliseconds = [], [], []
        for phrase in asked:
            text = typed(phrase, way)
            offered, spent = _offers(library, text)
            found = [[*keys(each)] for each in offered] or [[*keys(text)]]
            first.append(found[0] == list(phrase))
            three.append(list(phrase) in found)
            milliseconds.append(spent)
        yield _row(way, first, three, milliseconds)


def _row(
    name: str, first: Sequence[bool], three: Sequence[bool], milliseconds: Sequence[float]
) -> dict[str, object]:
    return {
        "name": name,
        "queries": len(first),
        "first": statistics.mean(first),
        "three": statistics.mean(three),
        "median": statistics.median(milliseconds),
        "p95": statistics.quantiles(milliseconds, n=20)[-1],
    }


def misspellings(library: Library, number: int, half: int) -> Iterator[dict[str, object]]:
    """Yield a row for names of persons with one wrong letter, with and without diacritics."""
    chance = random.Random(half)
    known = sorted(library.engine.statistics().values("person"))[half::2]
    names = [
        name
        for name in library.catalogue.persons.names(known).values()
        if len(name.split()) > 1 and all(map(str.isalpha, keys(name)))
    ]
    chosen = chance.sample(sorted(names), min(number, len(names)))
    for label, spelt in (("as written", str), ("without diacritics", fold)):
        first, three, milliseconds = [], [], []
        for name in chosen:
            meant = " ".join(keys(name))
            plain = " ".join(spelt(each) for each in keys(name))
            offered, spent = _offers(library, misspelt(plain, chance))
            found = [" ".join(keys(each)) for each in offered]
            first.append(found[:1] == [meant])
            three.append(meant in found)
            milliseconds.append(spent)
        yield _row(label, first, three, milliseconds)


@click.command()
@click.option("--archive", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=click.IntRange(0, 1), default=1, show_default=True)
@click.option("--number", default=500, show_default=True, help="Phrases, and names, at most.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(archive: Path, half: int, number: int, output: Path | None) -> None:
    """Measure and print the tables."""
    library = open_library(load(archive))
    measured = {}
    tables = {
        "words of titles": measure(library, phrases(library, number, half)),
        "names, one wrong letter": misspellings(library, number, half),
    }
    for name, rows in tables.items():
        click.echo(
            f"{name:<28}{'queries':>8}{'first':>8}{'three':>8}{'median ms':>11}{'p95 ms':>9}"
        )
        measured[name] = []
        for row in rows:
            measured[name].append(row)
            click.echo(
                f"{row['name']:<28}{row['queries']:>8}{row['first']:>8.3f}{row['three']:>8.3f}"
                f"{row['median']:>11.1f}{row['p95']:>9.1f}"
            )
    if output:
        output.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
