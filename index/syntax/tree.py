"""What a typed query says, as a tree of small values; `index.syntax.parser` reads and writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

__all__ = [
    "TEXT_FIELDS",
    "And",
    "InField",
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
    "transform",
    "walk",
    "words_of",
]

TextField = Literal["title", "lead", "body", "captions"]

TEXT_FIELDS: tuple[TextField, ...] = ("title", "lead", "body", "captions")


@dataclass(frozen=True, slots=True)
class Word:
    """What stands between two spaces, such as `dân`, `TP.HCM` or, with a wildcard, `chính*`.

    `exact`: every mark as typed, none free.
    """

    text: str
    exact: bool = False

    @property
    def wild(self) -> bool:
        """Whether `*` or `?` stands for letters in it."""
        return "*" in self.text or "?" in self.text


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row, found as the query's `match` says."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, with at most `slop` foreign ones between the first and the last."""

    words: tuple[Word, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Phrases or words in any order, with at most `distance` foreign words between."""

    phrases: tuple[Phrase, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class InField:
    """The words of a node, found in one field of the text."""

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
    """Reports whose date lies within; partial ISO 8601, "" for an open end, both: undated."""

    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Required:
    """Words that every hit must have, however the rest is matched."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """Reports without the node."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Nodes side by side; none at all where nothing was asked for."""

    nodes: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """One of these nodes at least."""

    nodes: tuple["Node", ...]


Node = Words | Phrase | Near | InField | Value | Period | Required | Not | And | Or


def walk(node: Node) -> Iterator[Node]:
    """The node with all nodes below it, in the order in which they were typed."""
    yield node
    match node:
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from walk(each)
        case InField(node=below) | Required(below) | Not(below):
            yield from walk(below)


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with every node changed, the lowest first."""
    match node:
        case And(nodes) | Or(nodes):
            return change(replace(node, nodes=tuple(transform(each, change) for each in nodes)))
        case InField(node=below) | Required(below) | Not(below):
            return change(replace(node, node=transform(below, change)))
    return change(node)


def words_of(node: Node) -> Iterator[Word]:
    """All words below a node that are looked for in the text."""
    for each in walk(node):
        match each:
            case Words(words) | Phrase(words):
                yield from words
            case Near(phrases):
                for phrase in phrases:
                    yield from phrase.words
