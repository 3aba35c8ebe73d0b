"""The most expensive requests: `python -m bench.worst --archive FOLDER [--json FILE]`.

Sends random requests that ask for much work, each to an application that remembers nothing of the
words of earlier ones, and prints those that took most processor time. `--requests 200` is a short
form; `--seed` repeats a run.
"""

import json
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import click
from flask import Flask
from werkzeug.test import run_wsgi_app

from archive.config import load
from archive.web import create_app
from archive.web.current import library
from bench.serving import environ
from index.engines.whoosh import WhooshEngine
from index.planning.clauses import Statistics, Term

__all__ = ["main", "request_of"]

Parameters = list[tuple[str, str]]

# The commonest syllables of news, without diacritics.
_COMMON = [
    "cua", "va", "cac", "la", "trong", "co", "duoc", "cho", "mot", "voi", "nguoi", "khong",
    "nhung", "da", "khi", "nay", "nam", "tai", "ve", "theo", "tu", "ra", "den", "cung", "nhu",
    "nhieu", "tren", "de", "con", "nha", "phai", "se", "vao", "viec", "dong", "lam", "sau",
    "nuoc", "hai", "bi", "thanh", "cong", "o", "lai", "ong", "chinh", "ngay", "co", "the", "te",
    "hoi", "quoc", "dau",
]  # fmt: skip
_SHOWN = 12


def request_of(chance: Random, words: Sequence[str]) -> str:
    """Return the address of a random request made of these words."""
    make = chance.choice((_list, _list, _list, _lines, _trends, _values))
    path, parameters = make(chance, words)
    return f"{path}?{urlencode(parameters)}"


def _list(chance: Random, words: Sequence[str]) -> tuple[str, Parameters]:
    more: Parameters = [("q", _text(chance, words)), *_filters(chance)]
    more.append(("match", chance.choice(("most", "all", "any"))))
    more.append(("sort", chance.choice(("relevance", "recent", "newest"))))
    if chance.random() < 0.3:
        more.append(("page", str(chance.randint(1, 1200))))
    return "/tim-kiem", more


def _lines(chance: Random, words: Sequence[str]) -> tuple[str, Parameters]:
    order = chance.choice(("right-3", "left-3", "date", "list"))
    return "/ngu-canh", [("q", _text(chance, words)), ("order", order), *_filters(chance)]


def _trends(chance: Random, words: Sequence[str]) -> tuple[str, Parameters]:
    terms = [("q", _text(chance, words)) for _ in range(chance.randint(1, 5))]
    return "/xu-huong", [*terms, ("by", chance.choice(("year", "month")))]


def _values(chance: Random, words: Sequence[str]) -> tuple[str, Parameters]:
    facet = chance.choice(("person", "author", "section", "source"))
    return f"/tim-kiem/loc/{facet}", [("q", _text(chance, words)), ("by", "name")]


def _text(chance: Random, words: Sequence[str]) -> str:
    parts = [_part(chance, words) for _ in range(chance.choice((1, 2, 4, 10, 20)))]
    return chance.choice((" OR ", " ", " -", " AND ")).join(parts)


def _part(chance: Random, words: Sequence[str]) -> str:
    some = chance.choices(words, k=chance.choice((1, 2, 3, 6, 8, 16)))
    makers: tuple[Callable[[], str], ...] = (
        lambda: f" NEAR/{chance.randint(0, 50)} ".join(some[:6]),
        lambda: f'"{" ".join(some)}"~{chance.randint(1, 50)}',
        lambda: f'"{" ".join(some)}"',
        lambda: f"{chance.choice(('nội_dung', 'tiêu_đề', 'sapo'))}:({' '.join(some)})",
        lambda: f"{chance.choice(('nhân_vật', 'tác_giả', 'chuyên_mục'))}:{some[0]}",
        lambda: " ".join(f"{each[0]}*" for each in some[:3]),
        lambda: f"{some[0][:2]}?",
        lambda: " ".join(some),
        lambda: f"({' OR '.join(some)})",
    )
    return chance.choice(makers)()


def _filters(chance: Random) -> Parameters:
    makers: tuple[Callable[[], tuple[str, str]], ...] = (
        lambda: ("date", str(chance.randint(1990, 2026))),
        lambda: ("date.not", f"{chance.randint(1990, 2026)}-{chance.randint(1, 12):02}"),
        lambda: ("person.or", f"nguyen-{chance.choice(_COMMON)}"),
        lambda: ("section.not", chance.choice(_COMMON)),
        lambda: ("from", "0001"),
    )
    return [chance.choice(makers)() for _ in range(chance.choice((0, 0, 1, 5, 50)))]


def _asked(app: Flask, engine: WhooshEngine, address: str) -> dict[str, Any]:
    """Send a request; return its status, its bytes and its seconds of processor time."""
    engine.forget()
    began = time.process_time()
    pieces, status, _ = run_wsgi_app(app.wsgi_app, environ(address))
    size = sum(map(len, pieces))
    took = time.process_time() - began
    return {"address": address, "status": int(status[:3]), "bytes": size, "seconds": took}


def _words(statistics: Statistics) -> list[str]:
    """Return common words, and the same words with the commonest of their diacritics."""
    known = [each for each in _COMMON if statistics.document_frequency(Term(folds=(each,)))]
    return [*known, *(statistics.spellings(each)[0][0] for each in known)]


@click.command()
@click.option("--archive", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--requests", default=2000, show_default=True)
@click.option("--seed", default=16, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path))
def main(archive: Path, requests: int, seed: int, target: Path | None) -> None:
    """Measure the processor time of random requests that ask for much work."""
    chance = Random(seed)
    app = create_app(load(archive, {}))
    with app.app_context():
        engine = library().engine
    assert isinstance(engine, WhooshEngine)
    words = _words(engine.statistics())
    # What a process computes once for each state of the archive.
    for address in ("/", "/tim-kiem?q=dan", "/tim-kiem?q=nh%C3%A2n_v%E1%BA%ADt:zzzz", "/goi-y?q=a"):
        _asked(app, engine, address)
    answers = [_asked(app, engine, request_of(chance, words)) for _ in range(requests)]
    answers.sort(key=lambda each: -each["seconds"])
    _print(answers)
    if target:
        target.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")


def _print(answers: Sequence[dict[str, Any]]) -> None:
    today = datetime.now(UTC).date().isoformat()
    statuses = [each["status"] for each in answers]
    click.echo(f"{platform.machine()}, Python {platform.python_version()}, {today}")
    counts = {status: statuses.count(status) for status in sorted({*statuses})}
    click.echo(f"{len(answers)} requests, by status: {counts}")
    for share in (0.5, 0.1, 0.01):
        click.echo(
            f"slowest {share:.0%}: from {answers[int(share * len(answers))]['seconds']:.3f} s"
        )
    for each in answers[:_SHOWN]:
        click.echo(
            f"{each['seconds']:.3f} s  {each['status']}  {each['bytes'] / 1000:5.0f} kB"
            f"  {each['address'][:300]}"
        )


if __name__ == "__main__":
    main()
