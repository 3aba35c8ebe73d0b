"""The query language: from what a person typed to a tree, and back; never raises."""

from dataclasses import dataclass

from index.analysis import tokens
from index.notes import Note
from index.tree import And, Node, Word, Words

__all__ = ["Parsed", "parse"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says, with what the reader should be told of it."""

    tree: Node
    notes: tuple[Note, ...] = ()


def parse(text: str) -> Parsed:
    """The tree of a typed query."""
    words = tuple(Word(word) for word in text.split() if tokens(word))
    return Parsed(Words(words) if words else And())
