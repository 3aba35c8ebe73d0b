"""Differences between two texts, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Piece", "difference"]

Kind = Literal["same", "removed", "added"]

# Paragraphs that differ are compared by words until the products of their numbers of words reach
# this sum, which takes 0.3 s; after that, one is shown as removed and the other as added.
_MOST_PAIRS = 5_000_000
# Longer texts are compared by paragraphs that occur seldom, which bounds the work.
_MANY = 1000

_WORDS = re.compile(r"\w+|[^\w\s]|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph that both texts have, or only the earlier or the later one."""

    kind: Kind
    text: str


def difference(earlier: str, later: str) -> list[tuple[Piece, ...]]:
    """Return the paragraphs of two texts, each in pieces, in the order of both.

    The pieces that are the same or removed make up the earlier text, those that are the same or
    added the later one, except for blank lines.

    >>> difference("Họp ở Huế", "Họp tại Huế")  # doctest: +NORMALIZE_WHITESPACE
    [(Piece(kind='same', text='Họp '), Piece(kind='removed', text='ở'),
      Piece(kind='added', text='tại'), Piece(kind='same', text=' Huế'))]
    """
    before, after = _paragraphs(earlier), _paragraphs(later)
    found: list[tuple[Piece, ...]] = []
    left = _MOST_PAIRS
    for kind, a, b, c, d in _steps(before, after):
        if kind == "same":
            found += [(Piece("same", text),) for text in before[a:b]]
            continue
        paired = min(b - a, d - c)
        for removed, added in zip(before[a:b], after[c:d], strict=False):
            words = _WORDS.findall(removed), _WORDS.findall(added)
            left -= len(words[0]) * len(words[1])
            whole = (Piece("removed", removed), Piece("added", added))
            found.append(tuple(_pieces(*words)) if left >= 0 else whole)
        found += [(Piece("removed", text),) for text in before[a + paired : b]]
        found += [(Piece("added", text),) for text in after[c + paired : d]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the runs of two sequences that are the same, and those that are not."""
    many = max(len(before), len(after)) > _MANY
    for kind, *ends in SequenceMatcher(None, before, after, autojunk=many).get_opcodes():
        a, b, c, d = ends
        yield "same" if kind == "equal" else "changed", a, b, c, d


def _joined(
    steps: Iterable[tuple[str, int, int, int, int]], before: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    """Return the steps with changes joined that only white space separates."""
    found: list[tuple[str, int, int, int, int]] = []
    for step in steps:
        gap = step[0] == "same" and not "".join(before[step[1] : step[2]]).strip()
        if found and found[-1][0] != "same" and (gap or step[0] != "same"):
            _, a, _, c, _ = found.pop()
            found.append(("changed", a, step[2], c, step[4]))
        else:
            found.append(step)
    return found


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    """Yield the pieces of a paragraph that was changed, given its words."""
    for kind, a, b, c, d in _joined(_steps(before, after), before):
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        # White space at the end of a change was joined to it, and is the same.
        tail = removed[len(removed.rstrip()) :]
        if kind == "same":
            removed, added, tail = "", "", removed
        elif tail and added.endswith(tail):
            removed, added = removed[: -len(tail)], added[: -len(tail)]
        else:
            tail = ""
        pieces = Piece("removed", removed), Piece("added", added), Piece("same", tail)
        yield from (piece for piece in pieces if piece.text)
