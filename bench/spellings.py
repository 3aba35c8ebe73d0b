"""Older spellings and other names as queries: `python -m bench.spellings --data FOLDER`.

FOLDER holds `reports-bench-20k.jsonl.gz`. Three families, each made of titles of these reports:

- older query: three to five words in a row of a title, of which one is respelled as the press of
  another time or region has it (chính phủ → chánh phủ), must find the report;
- older report: the same words as they are must find the report, all of whose text is respelled;
- other name: a name in the words is replaced by another one (Moscow → Mát-xcơ-va).

Each query is asked as written in the title, changed, and changed with `=` before what was changed,
which turns the tables off.
"""

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from bench.analysis import read
from bench.relevance import OursWithLists, opened
from index.display.restoration import in_capitals_of
from index.language.analysis import Token, tokens
from index.language.older_spellings import older_spellings
from index.language.synonyms import shipped_synonyms
from index.query import Query
from index.report import Report

__all__ = ["Change", "main", "other_names", "respelled", "respellings"]

_SEED = 20261130
_WORDS = (3, 5)
_DEPTH = 10


class Change(NamedTuple):
    """Another way to write the tokens from `start` up to `stop` of a text."""

    start: int
    stop: int
    written: str


class _Known(NamedTuple):
    """A query that must find a report: as in its title, changed, and changed with `=`."""

    identifier: str
    as_written: str
    changed: str
    literal: str


def respellings(found: Sequence[Token], chance: random.Random) -> Iterator[Change]:
    """Yield an older or regional spelling of each listed word among tokens, none overlapping."""
    table = older_spellings()
    keys = [token.key for token in found]
    longest = max(map(len, table.words))
    at = 0
    while at < len(keys):
        forms: Sequence[tuple[str, ...]] = ()
        for stop in range(min(len(keys), at + longest), at + 1, -1):
            groups = table.words.get(tuple(token.fold for token in found[at:stop]), ())
            forms = [
                form for each in groups if each[0] == tuple(keys[at:stop]) for form in each[1:]
            ]
            if forms:
                break
        else:
            stop = at + 1
            others = table.syllables.get(keys[at], ()) if keys[at] in _today() else ()
            forms = [(other,) for other in others]
        if forms:
            yield Change(at, stop, " ".join(chance.choice(forms)))
        at = stop


def _today() -> set[str]:
    return {key for each in older_spellings().today.values() for key in each}


def other_names(found: Sequence[Token], chance: random.Random) -> Iterator[Change]:
    """Yield another name of each thing among tokens, named as in the table."""
    table = shipped_synonyms()
    for start in range(len(found)):
        for stop in range(start + 1, min(len(found), start + table.longest) + 1):
            form = tuple(token.key for token in found[start:stop])
            for name, group in table.named(form):
                others = [each for other, each in group.names.items() if other != name]
                if name == form and name in group.names and others:
                    yield Change(start, stop, chance.choice(others))


def respelled(text: str, chance: random.Random) -> str:
    """Return a text with every listed word respelled, in its capitals."""
    found = tokens(text)
    for start, stop, written in reversed(list(respellings(found, chance))):
        for token, key in reversed(list(zip(found[start:stop], written.split(), strict=True))):
            before = text[token.start : token.end]
            text = text[: token.start] + in_capitals_of(before, key) + text[token.end :]
    return text


def _known_items(
    reports: Sequence[Report],
    changes: Callable[[Sequence[Token], random.Random], Iterator[Change]],
    number: int,
) -> Iterator[_Known]:
    """Yield queries from titles that can be changed, each about one report."""
    chance = random.Random(_SEED)
    for report in chance.sample(reports, len(reports)):
        found = tokens(report.title)
        possible = list(changes(found, chance))
        if number and possible and len(found) >= _WORDS[0]:
            number -= 1
            yield _known(report, found, chance.choice(possible), chance)


def _known(report: Report, found: Sequence[Token], change: Change, chance: random.Random) -> _Known:
    length = max(min(len(found), chance.randint(*_WORDS)), change.stop - change.start)
    first = chance.randint(max(0, change.stop - length), min(change.start, len(found) - length))
    words = [report.title[token.start : token.end] for token in found]
    before, after = words[first : change.start], words[change.stop : first + length]
    literal = " ".join(f"={word}" for word in change.written.split())
    return _Known(
        report.identifier,
        *(
            " ".join([*before, middle, *after])
            for middle in (" ".join(words[change.start : change.stop]), change.written, literal)
        ),
    )


def _row(engine: OursWithLists, asked: Sequence[tuple[str, str]]) -> str:
    """Return the figures of queries with the report that each must find."""
    places = [_place(engine, *each) for each in asked]
    first = statistics.mean(place == 1 for place in places)
    tenth = statistics.mean(place > 0 for place in places)
    mrr = statistics.mean(1 / place if place else 0.0 for place in places)
    size = statistics.median(engine.engine.count(Query(text)) for text, _ in asked)
    return f"{first:7.3f}{tenth:7.3f}{mrr:7.3f}{size:8.0f}"


def _place(engine: OursWithLists, text: str, identifier: str) -> int:
    """Return the place of a report among the best, from 1; 0 if it is not there."""
    found = [hit.identifier for hit in engine.engine.search(Query(text), limit=_DEPTH).hits]
    return found.index(identifier) + 1 if identifier in found else 0


def _print(family: str, engine: OursWithLists, items: Sequence[_Known]) -> None:
    for name in ("as_written", "changed", "literal"):
        asked = [(getattr(item, name), item.identifier) for item in items]
        click.echo(f"{family:16}{len(items):5} {name:12}{_row(engine, asked)}")


@click.command(help=__doc__)
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", type=click.Path(path_type=Path), default=Path("build/bench"))
@click.option("--number", default=300, help="Queries of each family.")
def main(data: Path, work: Path, number: int) -> None:
    """Print the table."""
    work.mkdir(parents=True, exist_ok=True)
    reports = list(read(data / "reports-bench-20k.jsonl.gz"))
    older = list(_known_items(reports, respellings, number))
    named = list(_known_items(reports, other_names, number))
    click.echo(f"{'family':22}{'query':12}{'first':>7}{'@10':>7}{'MRR':>7}{'hits':>8}")
    engine = opened(OursWithLists, reports, work)
    assert isinstance(engine, OursWithLists)
    _print("older query", engine, older)
    _print("other name", engine, named)
    chance = random.Random(_SEED)
    targets = {item.identifier for item in older}
    past = [_past(each, chance) if each.identifier in targets else each for each in reports]
    engine = opened(OursWithLists, past, work)
    assert isinstance(engine, OursWithLists)
    back = [
        item._replace(changed=item.as_written, literal=f"={item.as_written.replace(' ', ' =')}")
        for item in older
    ]
    _print("older report", engine, back)


def _past(report: Report, chance: random.Random) -> Report:
    """Return a report in older spellings."""
    title, lead, body = (
        respelled(text, chance) for text in (report.title, report.lead, report.body)
    )
    return replace(report, title=title, lead=lead, body=body)


if __name__ == "__main__":
    main()
