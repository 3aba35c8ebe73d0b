"""Random queries: sentences of the grammar, and mutations of titles and of other queries.

    python -m tools.fuzz.queries --archive FOLDER --number 1000000

Each query is parsed, written again, described and planned over the statistics of an index. The
command prints the number of queries, their processor time, and the slowest ones; an exception ends
it with the query and the seed that repeats it.
"""

import argparse
import json
import random
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappushpop
from pathlib import Path
from typing import get_args

from archive.config import load
from archive.messages import messages
from archive.wording import say_note, say_query
from index.engine import Engine, open_engine
from index.errors import QueryTooLarge
from index.query import Match, Query, Sort
from index.syntax.lexer import MAX_CHARACTERS
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from index.syntax.parser import parse
from index.syntax.serializer import write

__all__ = ["SEEDS", "Outcome", "Slowest", "queries", "run"]

SEEDS = (
    "dân vận khéo",
    '"dân vận khéo" -"hội nghị"',
    "tieu_de:lũ HOẶC (sapo:hạn VÀ KHÔNG cầu)",
    "người:\"Vũ Đình Khoa\" chuyên_mục:'Kinh tế'",
    'ngày:2010-10..2012 báo:"Báo Thuận Giang" tác_giả:an',
    "lũ NEAR/5 hạn GẦN/3 đê",
    '"công tác vận"~3 +huế -=Huế vận* d?n',
    "tie61ng vie65t ChÝnh phñ",
    "mã:tg:2018:0110 (((a|b) c) -d)",
)
"""Queries with all that the language has."""

# fmt: off
_WORDS = (
    "dân", "vận", "khéo", "lũ", "hạn", "cầu", "Huế", "đường", "TP.HCM", "TƯ", "Covid-19", "13/13",
    "xã", "hoà", "hòa", "duong", "tieengs",
)
_FIELDS = (
    "tiêu_đề", "title", "sapo", "lead", "nội_dung", "body", "chú_thích", "caption", "người", "báo",
    "person", "nhân_vật", "source", "chuyên_mục", "section", "tác_giả", "author", "ngày", "date",
    "thời_gian", "mã", "id", "không_có",
)
_DATES = (
    "2018", "2018-01", "10/1/2018", "2010..2012", "..2012", "1/2018..3/2019", "không_rõ",
    "31/02/2018", "0000", "9999",
)
# fmt: on
_ODD = [
    "\x00",
    "\n",
    "\ud800",
    "\u0302",
    "\u0323",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "İ",
    "ß",
    "ﬁ",
    "\uffff",
    "\u1ea1",
    "đ",
    "Ａ",
    "\xad",
    "'",
    '"',
    "“",
    "«",
    "(",
    ")",
    "|",
    "*",
    "?",
    "~",
    ":",
    "..",
    "-",
    "+",
    "=",
    "/",
    "\\",
    "<b>",
    "&",
    "%",
    "NEAR/",
    "GẦN/99999999999",
    "~9",
]  # fmt: skip
# Parts of a query are repeated up to twice the limit of its length.
_LONGEST = 2 * MAX_CHARACTERS


# Queries between two reports of progress.
_REPORTED = 50_000
# Groups within groups; the parser reads fewer.
_DEEPEST = 40


class _Grammar:
    """Sentences of the query language, drawn at random."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw

    def sentence(self, depth: int = 0) -> str:
        """Return some clauses in a row."""
        joints = (" ", " ", " ", " OR ", " HOẶC ", "|", " AND ", " VÀ ", " NEAR/3 ", " GẦN ", "")
        parts = [self._clause(depth) for _ in range(self._draw.choice((1, 1, 2, 3, 5)))]
        return "".join(part + self._draw.choice(joints) for part in parts)

    def _clause(self, depth: int) -> str:
        draw = self._draw
        kinds = [self._word, self._word, self._phrase, self._field, self._signed, self._wildcard]
        if depth < _DEEPEST and draw.random() < 0.15:
            return f"({self.sentence(depth + 1)}{draw.choice((')', ')', ')', ''))}"
        return draw.choice(kinds)()

    def _word(self) -> str:
        return self._draw.choice(_WORDS)

    def _phrase(self) -> str:
        words = " ".join(self._draw.choices(_WORDS, k=self._draw.choice((1, 1, 2, 2, 3, 3, 3, 40))))
        return f'"{words}"{self._draw.choice(("", "", "~2", "~999999999", "~"))}'

    def _field(self) -> str:
        value = self._draw.choice((self._word, self._phrase, lambda: self._draw.choice(_DATES)))()
        return f"{self._draw.choice(_FIELDS)}:{self._draw.choice(('', ' '))}{value}"

    def _signed(self) -> str:
        return (
            self._draw.choice(("-", "+", "=", "NOT ", "KHÔNG ", "-="))
            + self._draw.choice((self._word, self._phrase, self._field))()
        )

    def _wildcard(self) -> str:
        word = self._word()
        at = self._draw.randrange(len(word) + 1)
        return f"{word[:at]}{self._draw.choice('*?')}{word[at:]}"


def _cut(draw: random.Random, text: str, _other: str) -> str:
    start, end = sorted((draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)))
    return text[:start] + text[end:]


def _inserted(draw: random.Random, text: str, _other: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(_ODD) + text[at:]


def _spliced(draw: random.Random, text: str, other: str) -> str:
    at, since = draw.randrange(len(text) + 1), draw.randrange(len(other) + 1)
    return text[:at] + other[since:]


def _repeated(draw: random.Random, text: str, _other: str) -> str:
    return (text * draw.choice((2, 2, 2, 3, 3, 3, 50, 1000)))[:_LONGEST]


def _decomposed(draw: random.Random, text: str, _other: str) -> str:
    return unicodedata.normalize(draw.choice(("NFC", "NFD", "NFKD")), text)


def _cased(draw: random.Random, text: str, _other: str) -> str:
    return draw.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _words_of(draw: random.Random, text: str) -> str:
    """Return some words of a text in a row, or all of them, as people type them."""
    words = text.split(" ")
    start = draw.randrange(len(words))
    return " ".join(words[start : start + draw.choice((1, 2, 3, 4, len(words)))])


_MUTATIONS: tuple[Callable[[random.Random, str, str], str], ...] = (
    _cut, _inserted, _inserted, _spliced, _repeated, _decomposed, _cased,
)  # fmt: skip


def queries(seed: int, titles: Sequence[str] = ()) -> Iterator[Query]:
    """Yield queries without end, the same for the same seed."""
    draw = random.Random(seed)
    grammar = _Grammar(draw)
    pool = [*SEEDS, *titles]
    while True:
        text = grammar.sentence() if draw.random() < 0.5 else _words_of(draw, draw.choice(pool))
        for _ in range(draw.choice((0, 1, 1, 2, 4))):
            text = draw.choice(_MUTATIONS)(draw, text, draw.choice(pool))
        yield Query(
            text,
            match=draw.choice(get_args(Match)),
            sort=draw.choice(get_args(Sort)),
            exact=draw.random() < 0.2,
        )


@dataclass(order=True, frozen=True)
class Slowest:
    """A query and its processor time in seconds."""

    seconds: float
    text: str


@dataclass(frozen=True)
class Outcome:
    """The number of queries, their processor time in seconds, and the slowest, longest first."""

    number: int
    seconds: float
    slowest: Sequence[Slowest]


def run(
    engine: Engine,
    drawn: Iterator[Query],
    number: int,
    on_progress: Callable[[int, float], None] = lambda _done, _seconds: None,
) -> Outcome:
    """Parse, write, describe and plan some queries; raise what one of them raises, with its text.

    What is written must be read as the same tree, unless the query was above a limit.
    `on_progress`: called with the number of queries and the seconds of a processor so far.
    """
    slowest = [Slowest(0, "")] * 10
    translated = [messages(language) for language in ("vi", "en")]
    total = 0.0
    for count in range(number):
        query = next(drawn)
        began = time.process_time()
        try:
            parsed = ParsedQuery.of(query)
            written = write(parsed.tree)
            if not parsed.notes and parse(written).tree != parsed.tree:
                raise AssertionError(f"{written!r} is read as another tree")
            notes = _notes(engine, parsed)
            for each in translated:
                say_query(parsed, {}, each)
                for note in notes:
                    say_note(note, each)
        except Exception as error:
            error.add_note(f"query {count}: {query!r}")
            raise
        seconds = time.process_time() - began
        total += seconds
        heappushpop(slowest, Slowest(seconds, query.text))
        if (count + 1) % _REPORTED == 0:
            on_progress(count + 1, total)
    return Outcome(number, total, sorted(slowest, reverse=True))


def _notes(engine: Engine, parsed: ParsedQuery) -> tuple[Note, ...]:
    """Return the notes of a query; none if it is refused because it asks for too much work."""
    try:
        return engine.prepare(parsed).notes
    except QueryTooLarge:
        return ()


def _report(done: int, seconds: float) -> None:
    print(f"{done:,} queries in {seconds:,.1f} s", flush=True)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--archive", required=True, help="the archive whose index is planned over")
    parser.add_argument(
        "--titles",
        type=Path,
        default=Path("archive/sample/reports.jsonl"),
        help="JSON lines with titles to mutate (default: those of the sample archive)",
    )
    parser.add_argument("--number", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    lines = options.titles.read_text("utf-8").splitlines()
    titles = [json.loads(line)["title"] for line in lines]
    engine = open_engine(load(options.archive).index)
    print(f"seed {options.seed}", flush=True)
    outcome = run(engine, queries(options.seed, titles), options.number, _report)
    print(f"{outcome.number:,} queries in {outcome.seconds:,.1f} s of processor time")
    for each in outcome.slowest:
        print(f"{1000 * each.seconds:8.1f} ms  {len(each.text):5} characters  {each.text[:60]!r}")


if __name__ == "__main__":
    main()
