"""Analysis: split text into tokens, and give the keys that are indexed with their offsets.

A token is a longest run of letters or a longest run of digits. Combining and invisible characters
(`spelling.IGNORABLE`) belong to the letter before them, raised and lowered digits are digits, and
everything else (spaces, punctuation, symbols, fractions, emoji) separates tokens. So `13/13` is
13 13, `G20` is g 20, `U.23` and `U23` are u 23, `Covid-19` is covid 19, `TP.HCM` is tp hcm, `H'Hen`
is h hen, `Hà-nội` is hà nội. Tokens that a query has without a space between them must be adjacent.
The key of a number that is joined to the number before it has the sign between them
(`joined_numbers`), so that the date `2/9` differs from the decimal `2,9`.

The same analysis runs on reports and on queries, for every engine. It has three entry points, since
indexing spends most of its time here:

- `tokens(text)` returns everything about each token; it is the definition of the other two.
- `keys(line)` returns the keys alone, ten times as fast, for indexing. Most words between spaces
  are one token, whose key is remembered with the word (`_KEYS`).
- `spans(text)` returns the offsets alone, twice as fast, for highlighting. The tokens of a run of
  characters are remembered with the run (`_PIECES`).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from index.language.joined_numbers import joins_numbers, may_have_date, sign_before
from index.language.spelling import IGNORABLE, VIETNAMESE, fold, key
from index.report import Report

__all__ = [
    "FIELDS",
    "VERSION",
    "Paragraph",
    "Token",
    "analyse",
    "character_kind",
    "keys",
    "length",
    "spans",
    "tokens",
]

_T = TypeVar("_T")

# Changes whenever a report may have other tokens than before; an index stores the version that it
# was built with.
VERSION = "2"

# The fields of a report that are searched, in the order of their positions, with their weights.
FIELDS: Mapping[str, int] = MappingProxyType({"title": 3, "lead": 2, "body": 1, "captions": 1})


class Token(NamedTuple):
    """A word or number in a text.

    `position`: 0-based, in tokens. `start`, `end`: offsets in characters; `text[start:end]` is the
    token as written, with broken and invisible characters.
    """

    key: str
    fold: str
    position: int
    start: int
    end: int


class Paragraph(NamedTuple):
    """The keys of one paragraph of a field, in order; there is at least one."""

    field: str
    keys: list[str]


class _Piece(NamedTuple):
    """A token of a run; its offsets count from the beginning of the run."""

    key: str
    fold: str
    start: int
    end: int


# A run of characters that may hold tokens. Python's \w has no combining characters, without which
# decomposed text would be split within words.
_RUN = re.compile(f"[\\w\u0300-\u036f{IGNORABLE}]+")
_ATTACHED = re.compile(f"[\u0300-\u036f{IGNORABLE}]")

# One word of Vietnamese letters or one number, alone and with punctuation around it.
_PLAIN = re.compile(f"[a-zA-Z{VIETNAMESE}]+|[0-9]+")
_COMMON = re.compile(f"[!-/:-@–—“”‘’…]*({_PLAIN.pattern})[!-/:-@–—“”‘’…]*")

# Distinct words in memory, of about 200 bytes each: 20,000 reports have 200,000 words with their
# punctuation. A full memory is emptied, which is cheaper than finding out what to drop.
_REMEMBERED = 1 << 18
# In characters; anything longer is not a word and occurs once.
_LONGEST_REMEMBERED = 80


class _Pieces(dict[str, tuple[_Piece, ...]]):
    """The tokens of each run."""

    def __missing__(self, run: str) -> tuple[_Piece, ...]:
        pieces = tuple(_pieces(run))
        _remember(self, run, pieces)
        return pieces


class _Keys(dict[str, str]):
    """The key of each word between spaces; "" for one that is not exactly one token."""

    def __missing__(self, written: str) -> str:
        if common := _COMMON.fullmatch(written):
            word = common[1]
            only = key(word) if word == written else self[word]
        elif joins_numbers(written):
            only = ""
        else:
            found = _keys_within(written)
            only = found[0] if len(found) == 1 else ""
            if not only:
                _remember(_SEVERAL, written, tuple(found))
        _remember(self, written, only)
        return only


class _Several(dict[str, tuple[str, ...] | None]):
    """The keys of each word between spaces that is several tokens or none.

    None for a word whose keys depend on the word before it: «sáng 2-9», «thắng 2-9».
    """

    def __missing__(self, written: str) -> tuple[str, ...] | None:
        alone = None if may_have_date(written) else tuple(each.key for each in tokens(written))
        _remember(self, written, alone)
        return alone


def _remember(memory: dict[str, _T], written: str, value: _T) -> None:
    """Store a value in a memory of bounded size."""
    if len(memory) >= _REMEMBERED:
        memory.clear()
    if len(written) <= _LONGEST_REMEMBERED:
        memory[written] = value


_PIECES = _Pieces()
_KEYS = _Keys()
_SEVERAL = _Several()


def _pieces(run: str) -> Iterator[_Piece]:
    """Yield the tokens of a run."""
    if _PLAIN.fullmatch(run):
        word = key(run)
        yield _Piece(word, fold(word), 0, len(run))
        return
    start = 0
    for kind, characters in groupby(_kinds(run)):
        end = start + sum(1 for _ in characters)
        if kind and (word := key(run[start:end])):
            yield _Piece(word, fold(word), start, end)
        start = end


def _kinds(run: str) -> Iterator[str]:
    """Yield for each character L in a word, N in a number, "" outside of both."""
    kind = ""
    for character in run:
        if not _ATTACHED.match(character):
            kind = character_kind(character)
        yield kind


def character_kind(character: str) -> str:
    """Return L for a letter, N for a digit, "" for anything else."""
    category = unicodedata.category(character)
    # Not Lm, whose letters look like apostrophes (HʼHen); Nl has the Roman numerals.
    if category in ("Lu", "Ll", "Lt", "Lo", "Nl"):
        return "L"
    # Raised and lowered digits are digits, but ① and ½ are symbols.
    raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return "N" if category == "Nd" or (category == "No" and raised) else ""


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, in order; positions go on after a line feed.

    >>> [(token.key, token.start, token.end) for token in tokens("HOÀ, U.23")]
    [('hòa', 0, 3), ('u', 5, 6), ('23', 7, 9)]
    """
    found: list[Token] = []
    for run in _RUN.finditer(text):
        offset = run.start()
        for word, plain, start, end in _PIECES[run[0]]:
            if not start and plain.isdigit():
                word += sign_before(text, offset)
            found.append(Token(word, plain, len(found), offset + start, offset + end))
    return found


def keys(line: str) -> list[str]:
    """Return the keys of `tokens(line)`, about ten times as fast.

    Words between spaces are looked up whole, which takes a third of the time of a regular
    expression. One word in fifteen is not exactly one token and is analysed.
    """
    written = line.split()
    each = [*map(_KEYS.__getitem__, written)]
    found: list[str] = []
    start = 0
    for _ in range(each.count("")):
        stop = each.index("", start)
        found += each[start:stop]
        word = written[stop]
        alone = _SEVERAL[word]
        found += _keys_after(written[stop - 1] if stop else "", word) if alone is None else alone
        start = stop + 1
    return found + each[start:] if start else each


def spans(text: str) -> list[tuple[int, int]]:
    """Return the starts and ends of `tokens(text)`, in less than half of the time."""
    runs = [(run.start(), run[0]) for run in _RUN.finditer(text)]
    return [(at + start, at + end) for at, run in runs for _, _, start, end in _PIECES[run]]


def analyse(report: Report) -> list[Paragraph]:
    """Return the paragraphs of a report that hold tokens, in the order of `FIELDS`.

    A paragraph is a line of a field, or of one caption.
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


def _keys_after(before: str, written: str) -> list[str]:
    """Return the keys of the tokens of a word between spaces; `before`: the word before it."""
    begin = len(before) + 1
    return [token.key for token in tokens(f"{before} {written}") if token.start >= begin]


def _keys_within(written: str) -> list[str]:
    """Return the keys of the tokens of a string."""
    return [piece.key for run in _RUN.findall(written) for piece in _PIECES[run]]


def length(paragraphs: list[Paragraph]) -> int:
    """Return the length of a report in weighted tokens, for `scoring.rounded_length`."""
    return sum(FIELDS[paragraph.field] * len(paragraph.keys) for paragraph in paragraphs)
