"""Analysis: from text as written to the keys that are indexed, with positions and offsets.

A token is a longest run of letters, or a longest run of digits. Combining marks and characters
that show nothing (`spelling.IGNORABLE`) belong to the letter before; raised and lowered digits are
digits; everything else (spaces, punctuation, symbols, fractions, emoji) only separates. So `13/13`
is 13 13, `G20` is g 20, `U.23` and `U23` are u 23, `Covid-19` is covid 19, `TP.HCM` is tp hcm,
`H'Hen` is h hen, `Hà-nội` is hà nội. What stands without a space keeps its meaning by adjacency:
a query treats tokens that touch in it as a sequence.

The same analysis runs on reports and on queries, for every engine.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from index.language.spelling import IGNORABLE, VIETNAMESE, fold, key
from index.report import Report

__all__ = [
    "FIELDS",
    "VERSION",
    "Paragraph",
    "Token",
    "analyse",
    "keys",
    "length",
    "spans",
    "tokens",
]

_T = TypeVar("_T")

# Changes whenever the same report may give other tokens; an index remembers its own.
VERSION = "1"

# The fields of a report that are searched, in the order of their positions, and what an occurrence
# in each counts for.
FIELDS: Mapping[str, int] = MappingProxyType({"title": 3, "lead": 2, "body": 1, "captions": 1})


class Token(NamedTuple):
    """A word in a text.

    `position`: 0-based, in tokens. `start`, `end`: offsets into the text as written, so that
    `text[start:end]` is the word with whatever broken or invisible characters it holds.
    """

    key: str
    fold: str
    position: int
    start: int
    end: int


class Paragraph(NamedTuple):
    """The keys of one paragraph of a report's field, in order; never none."""

    field: str
    keys: list[str]


class _Piece(NamedTuple):
    """A token within a run: its key and fold, and its offsets from the run's beginning."""

    key: str
    fold: str
    start: int
    end: int


# Python's \w has letters and numbers of all kinds but not the combining marks, whose lack would
# tear decomposed text apart.
_RUN = re.compile(f"[\\w\u0300-\u036f{IGNORABLE}]+")
_ATTACHED = re.compile(f"[\u0300-\u036f{IGNORABLE}]")

# One word of Vietnamese letters, or one number, with punctuation around it.
_COMMON = re.compile(f"[!-/:-@–—“”‘’…]*([a-zA-Z{VIETNAMESE}]+|[0-9]+)[!-/:-@–—“”‘’…]*")

# Distinct spellings that are remembered, at some 200 bytes each: 20,000 reports have 200,000 words
# with the punctuation around them. Then it is cheaper to forget all than to find out which.
_REMEMBERED = 1 << 18
# In characters; what is longer is no word, and comes once.
_LONGEST_REMEMBERED = 80


class _Pieces(dict[str, tuple[_Piece, ...]]):
    """The tokens of each run, remembered."""

    def __missing__(self, run: str) -> tuple[_Piece, ...]:
        pieces = tuple(_pieces(run))
        _remember(self, run, pieces)
        return pieces


class _Keys(dict[str, str]):
    """The key of whatever stands between spaces, remembered; "" unless it is just one token."""

    def __missing__(self, written: str) -> str:
        if common := _COMMON.fullmatch(written):
            word = common[1]
            only = key(word) if word == written else self[word]
        else:
            found = _keys_within(written)
            only = found[0] if len(found) == 1 else ""
        _remember(self, written, only)
        return only


def _remember(memory: dict[str, _T], written: str, value: _T) -> None:
    """Put a value in a memory of bounded size."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    if len(written) <= _LONGEST_REMEMBERED:
        memory[written] = value


_PIECES = _Pieces()
_KEYS = _Keys()


def _pieces(run: str) -> Iterator[_Piece]:
    """The tokens of a run."""
    start = 0
    for kind, characters in groupby(_kinds(run)):
        end = start + sum(1 for _ in characters)
        if kind and (word := key(run[start:end])):
            yield _Piece(word, fold(word), start, end)
        start = end


def _kinds(run: str) -> Iterator[str]:
    """For each character L in a word, N in a number, "" between them."""
    kind = ""
    for character in run:
        if not _ATTACHED.match(character):
            kind = _kind(character)
        yield kind


def _kind(character: str) -> str:
    """L for a letter, N for a digit, "" for anything else."""
    category = unicodedata.category(character)
    # Lm has the letters that look like apostrophes (HʼHen); Nl has the Roman numerals.
    if category in ("Lu", "Ll", "Lt", "Lo", "Nl"):
        return "L"
    # Raised and lowered digits stand for digits, but ① and ½ are signs of their own.
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return "N" if category == "Nd" or (category == "No" and raised) else ""


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order; positions run on through line feeds.

    >>> [(token.key, token.start, token.end) for token in tokens("HOÀ, U.23")]
    [('hòa', 0, 3), ('u', 5, 6), ('23', 7, 9)]
    """
    found: list[Token] = []
    for run in _RUN.finditer(text):
        offset = run.start()
        for word, plain, start, end in _PIECES[run[0]]:
            found.append(Token(word, plain, len(found), offset + start, offset + end))
    return found


def keys(line: str) -> list[str]:
    """The keys of `tokens(line)`, some ten times as fast.

    Whatever stands between spaces is looked up whole, which is three times as fast as a regular
    expression; the one in fifteen that is not just one token is taken apart.
    """
    written = line.split()
    each = [*map(_KEYS.__getitem__, written)]
    found: list[str] = []
    start = 0
    for _ in range(each.count("")):
        stop = each.index("", start)
        found += each[start:stop]
        found += _keys_within(written[stop])
        start = stop + 1
    return found + each[start:] if start else each


def spans(text: str) -> list[tuple[int, int]]:
    """The starts and ends of `tokens(text)`, in less than half of its time."""
    runs = [(run.start(), run[0]) for run in _RUN.finditer(text)]
    return [(at + start, at + end) for at, run in runs for _, _, start, end in _PIECES[run]]


def analyse(report: Report) -> list[Paragraph]:
    """The paragraphs of a report that hold tokens, in the order of `FIELDS`.

    A line of the body is a paragraph, and so is each caption; title and lead likewise.
    """
    texts = (
        ("title", report.title),
        ("lead", report.lead),
        ("body", report.body),
        *(("captions", caption) for caption in report.captions),
    )
    return [
        Paragraph(field, found)
        for field, text in texts
        for line in text.split("\n")
        if (found := keys(line))
    ]


def _keys_within(written: str) -> list[str]:
    """The keys of the tokens of a string, one by one."""
    return [piece.key for run in _RUN.findall(written) for piece in _PIECES[run]]


def length(paragraphs: list[Paragraph]) -> int:
    """A report's length in weighted tokens, as `ranking.length_to_byte` takes it."""
    return sum(FIELDS[paragraph.field] * len(paragraph.keys) for paragraph in paragraphs)
