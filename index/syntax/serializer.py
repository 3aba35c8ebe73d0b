"""Write the tree of a query as text, from which the parser makes the same tree."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.facets import FACETS
from index.syntax.lexer import as_plain_word, identifier_at, may_be_operator
from index.syntax.tree import (
    And,
    InField,
    MonthDay,
    Near,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Required,
    Value,
    Word,
    Words,
)

__all__ = ["write"]

_NAMES = {
    "title": "tiêu_đề", "lead": "sapo", "body": "nội_dung", "captions": "chú_thích",
    "identifier": "mã", **{facet.name: facet.typed[0] for facet in FACETS.values()},
}  # fmt: skip
_IDENTIFIER_AT_END = re.compile(rf"{_NAMES['identifier']}:\S*$")
_SIMPLE = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


def write(tree: Node) -> str:
    """Return the text whose tree this is.

    >>> write(And((Words((Word("lũ"),)), Not(Words((Word("tin"), Word("đồn")))))))
    'lũ -(tin đồn)'
    """
    match tree:
        case And(nodes):
            return " ".join(_side_by_side(nodes))
        case Or(nodes):
            return " OR ".join(
                _grouped(node) if isinstance(node, Or) else write(node) for node in nodes
            )
        case Words(words):
            return " ".join(map(_unquoted, words))
        case Near(phrases, distance):
            return f" NEAR/{distance} ".join(_operand(phrase) for phrase in phrases)
        case Required(node):
            return "+" + _operand(node)
        case Not(node):
            return "-" + _operand(node)
    return _operand(tree)


def _side_by_side(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield nodes side by side, in parentheses where they would merge with the node before."""
    before: Node | None = None
    for node in nodes:
        merges = isinstance(node, Words) and isinstance(before, Words | Period | MonthDay)
        yield _grouped(node) if merges or isinstance(node, And | Or) else write(node)
        before = node


def _grouped(node: Node) -> str:
    """Return a node in parentheses."""
    inside = write(node)
    # An identifier ends at a space, and may hold parentheses of its own.
    return f"({inside} )" if _IDENTIFIER_AT_END.search(inside) else f"({inside})"


def _unquoted(word: Word) -> str:
    """Return a word outside quotation marks, where capitals make operators of some words."""
    return _bare(replace(word, text=as_plain_word(word.text)))


def _bare(word: Word) -> str:
    """Return a word without quotation marks."""
    return f"={word.text}" if word.exact else word.text


def _value(field: str, text: str) -> str:
    """Return a value of a facet field, in quotation marks if it reads differently without."""
    if field == "identifier":
        bare = identifier_at(text, 0) == text
    else:
        bare = bool(_SIMPLE.fullmatch(text)) and not may_be_operator(text)
    return text if bare else f'"{text}"'


def _operand(node: Node) -> str:
    """Return a node as it is written after a sign or the name of a field."""
    match node:
        case Words((word,)):
            return _unquoted(word)
        case Phrase(words, slop):
            return '"' + " ".join(map(_bare, words)) + '"' + (f"~{slop}" if slop else "")
        case Value(field, text):
            return f"{_NAMES[field]}:{_value(field, text)}"
        case Period(since, until):
            whole = since if since == until else f"{since}..{until}"
            return f"{_NAMES['date']}:{whole or 'không_rõ'}"
        case MonthDay(month, day, last):
            rest = f"-{last[1]}/{last[0]}" if last else ""
            return f"{_NAMES['date']}:{day}/{month}{rest}"
        case InField(field, InField() | Value() | Period() | MonthDay() as below):
            return f"{_NAMES[field]}:{_grouped(below)}"
        case InField(field, below):
            return f"{_NAMES[field]}:{_operand(below)}"
    return _grouped(node)
