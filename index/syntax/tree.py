"""Syntax tree of a query's text: made by the parser, turned back into text by the serializer."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

__all__ = [
    "TEXT_FIELDS",
    "And",
    "InField",
    "MonthDay",
    "Near",
    "Node",
    "Not",
    "Or",
    "Period",
    "Phrase",
    "Required",
    "TextField",
    "Value",
    "Word",
    "Words",
    "plain_runs",
    "transform",
    "walk",
    "words_of",
]

TextField = Literal["title", "lead", "body", "captions"]

TEXT_FIELDS: tuple[TextField, ...] = ("title", "lead", "body", "captions")


@dataclass(frozen=True, slots=True)
class Word:
    """The text between two spaces, such as `dân`, `TP.HCM` or, with a wildcard, `chính*`.

    `exact`: whether diacritics match exactly as typed.
    """

    text: str
    exact: bool = False

    @property
    def wild(self) -> bool:
        """True if the word has a wildcard, `*` or `?`."""
        return "*" in self.text or "?" in self.text


@dataclass(frozen=True, slots=True)
class Words:
    """Consecutive plain words, matched as `Query.match` says."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, with at most `slop` other words between the first and the last."""

    words: tuple[Word, ...]
    slop: int = 0

    @property
    def is_quotation(self) -> bool:
        """True if only quotation marks make the words a phrase, as in a pasted headline."""
        return not self.slop and not any(word.exact for word in self.words)


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases or words in any order, with at most `distance` other words among them."""

    phrases: tuple[Phrase, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class InField:
    """A node whose words are searched in one field of the text."""

    field: TextField
    node: "Node"


@dataclass(frozen=True, slots=True)
class Value:
    """Reports with a value in a facet field that the text stands for.

    `field`: the name of a facet (`index.facets`), or `identifier`. `values`: those that a lookup
    outside the index gave; empty where there was none.
    """

    field: str
    text: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Reports whose date lies between two partial ISO 8601 dates.

    "" is an open end; with both ends open, undated reports.
    """

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class MonthDay:
    """Reports published on a day of the calendar, in any year.

    `last`: the month and the day of the last of several days, which may be in the next year.
    """

    month: int
    day: int
    last: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Required:
    """A node that every hit must match, whatever `Query.match` says of other words."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """Reports that do not match the node."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Nodes side by side; without any, the tree of an empty text."""

    nodes: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """Reports that match at least one of the nodes."""

    nodes: tuple["Node", ...]


Node = Words | Phrase | Near | InField | Value | Period | MonthDay | Required | Not | And | Or


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all nodes below it, in the order typed."""
    yield node
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from walk(each)
        case InField(node=below) | Required(below) | Not(below):
            yield from walk(below)


def plain_runs(nodes: Iterable[Node]) -> Iterator[tuple[Words | Phrase, ...] | Node]:
    """Yield nodes side by side, consecutive plain words as a tuple.

    Quotations are plain words, unless there are no others.

    >>> words, quotation = Words((Word("cấp"),)), Phrase((Word("sổ"), Word("đỏ")))
    >>> [*plain_runs([words, quotation, Not(words)])] == [(words, quotation), Not(words)]
    True
    >>> [*plain_runs([quotation, Not(words)])] == [quotation, Not(words)]
    True
    """
    several = tuple(nodes)
    if not any(isinstance(node, Words) for node in several):
        yield from several
        return
    for plain, run in groupby(several, _is_plain):
        if plain:
            yield tuple(node for node in run if isinstance(node, Words | Phrase))
        else:
            yield from run


def _is_plain(node: Node) -> bool:
    """Return whether a node is plain words or a quotation."""
    return isinstance(node, Words) or (isinstance(node, Phrase) and node.is_quotation)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the tree with each node replaced by `change(node)`, from the leaves up."""
    match node:
        case And(nodes) | Or(nodes):
            return change(replace(node, nodes=tuple(transform(each, change) for each in nodes)))
        case InField(node=below) | Required(below) | Not(below):
            return change(replace(node, node=transform(below, change)))
    return change(node)


def words_of(node: Node) -> Iterator[Word]:
    """Yield all words below a node that are searched in the text, excluded ones included."""
    for each in walk(node):
        match each:
            case Words(words) | Phrase(words):
                yield from words
            case Near(phrases):
                for phrase in phrases:
                    yield from phrase.words
