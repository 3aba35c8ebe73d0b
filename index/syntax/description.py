"""Describe how a query was read, as facts; `archive.wording` puts them into words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import Literal

from index.facets import FACETS, Mode
from index.language import lattice
from index.language.abbreviations import lookalikes
from index.language.analysis import Token, keys, tokens
from index.language.spelling import is_syllable
from index.query import Match, Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import And, Node, Not, Phrase, Word, Words, plain_runs, words_of

__all__ = ["Choices", "Description", "Openness", "Part", "Span", "Text", "describe"]

Openness = Literal["", "exact", "any", "further", "tone", "letters"]
"""The diacritics that a word may have in a report although they were not typed.

"" for none, and `exact` for none because the reader asked for that. `any`: all. `further`: more on
letters and a tone. `tone`: a tone only. `letters`: more on letters, but no tone.
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A part of the text. `match`: how several words are matched; None for anything else.

    The node is an `And` where quotations are matched with the plain words around them, and an empty
    one where the text has nothing to search for.
    """

    node: Node
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The time from `since` to `until`, both included; ISO 8601, may be partial, "" for open."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a facet that were chosen in one mode."""

    facet: str
    mode: Mode
    values: tuple[str, ...]


Part = Text | Span | Choices


@dataclass(frozen=True, slots=True)
class Description:
    """How a query was read.

    `parts`: of its text, excluded ones last; then its span of time and its filters. None for the
    query that finds all reports. `openness`: of each word in the text.
    """

    parts: tuple[Part, ...]
    openness: Mapping[Word, Openness]


def describe(query: Query | ParsedQuery) -> Description:
    """Return how a query was read.

    >>> describe(Query("huế", since="2017").choosing("person", "a", "b")).parts[1:]
    ... # doctest: +NORMALIZE_WHITESPACE
    (Span(since='2017', until=''), Choices(facet='person', mode='and', values=('a', 'b')))
    """
    parsed = ParsedQuery.of(query)
    parts: Iterator[Part] = chain(_text(parsed), _span(parsed.query), _choices(parsed.query))
    return Description(tuple(parts), _openness(parsed))


def _text(parsed: ParsedQuery) -> Iterator[Text]:
    """Yield the parts of the text that a report must match, then those it must not."""
    tree = parsed.tree
    if tree == And():
        if parsed.query.text.strip():
            yield Text(tree)
        return
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    excluded = [node for node in nodes if isinstance(node, Not)]
    wanted = [node for node in nodes if not isinstance(node, Not)]
    match = parsed.query.match
    for part in plain_runs(wanted) if match == "most" else wanted:
        yield _wanted(part, match)
    yield from map(Text, excluded)


def _wanted(part: tuple[Words | Phrase, ...] | Node, match: Match) -> Text:
    """Return a part that a report must match: consecutive plain words, or one node."""
    plain = isinstance(part, tuple | Words)
    if isinstance(part, tuple):
        part = And(part) if len(part) > 1 else part[0]
    return Text(part, match if plain and _several(words_of(part)) else None)


def _span(query: Query) -> Iterator[Span]:
    if query.since or query.until:
        yield Span(query.since, query.until)


def _choices(query: Query) -> Iterator[Choices]:
    for facet in FACETS.values():
        for mode in facet.modes:
            if values := query.values(facet.name, mode):
                yield Choices(facet.name, mode, values)


_WILDCARD = re.compile("[*?]")


def _several(words: Iterable[Word]) -> bool:
    """Return whether words have more than one token; a wildcard is part of its word («v?n»)."""
    return len(tokens(" ".join(_WILDCARD.sub("x", word.text) for word in words))) > 1


# Diacritics


def _openness(parsed: ParsedQuery) -> dict[Word, Openness]:
    """Return the openness of each word in the text of a query."""
    words = list(words_of(parsed.tree))
    typed = [word.text for word in words]
    tones_typed = lattice.carries_tone(key for text in typed for key in keys(text))
    abbreviations = lookalikes(typed)
    found: dict[Word, Openness] = {}
    for word in words:
        free = {
            _free(token, tones_typed)
            for token in tokens(word.text)
            if word.text[token.start : token.end] not in abbreviations
        } - {""}
        exact = parsed.query.exact or word.exact
        found[word] = "" if not free else "exact" if exact else _widest(free)
    return found


_WIDEST_LAST: tuple[Openness, ...] = ("letters", "tone", "further", "any")


def _widest(found: Iterable[Openness]) -> Openness:
    """Return the openness of a word whose tokens differ."""
    return max(found, key=_WIDEST_LAST.index)


def _free(token: Token, tones_typed: bool) -> Openness:
    """Return the openness of a token."""
    bound = lattice.binding(token.key)
    if bound == "exact" or not set(token.fold) & set(_VOWELS):
        return ""
    if bound == "free":
        return "any"
    if _takes_more(token.key):
        return "letters" if tones_typed else "further"
    return "" if tones_typed else "tone"


# Letters that carry tones, and the letters that each may stand for. A d may stand for đ too, but
# few readers type ư or â and leave out the stroke of đ: that is not worth a remark.
_VOWELS = "aeiouy"
_VARIANTS = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư"}


def _takes_more(key: str) -> bool:
    """Return whether more diacritics on letters make another syllable; in a foreign word, any.

    >>> _takes_more("đong"), _takes_more("xuân"), _takes_more("đai"), _takes_more("đak")
    (True, False, False, True)
    """
    if not is_syllable(key):
        return not set(key).isdisjoint(_VARIANTS)
    spellings = map("".join, product(*(_VARIANTS.get(letter, letter) for letter in key)))
    return any(is_syllable(other) for other in spellings if other != key)
