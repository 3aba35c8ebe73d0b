"""Find the tokens of a text that have certain folds, without analysing the other tokens.

The fold of a text is made first: bytes, one for each character, in which nearly every token stands
as its own fold and is found like any string. This takes a small part of the time of `tokens`, which
is used for the few texts with characters that have no fold of one letter (ß, Я).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import Token, character_kind, keys, tokens
from index.language.spelling import IGNORABLE, fold

__all__ = ["FoldSearch"]

# What stands in a fold for characters that are no letters or digits: between tokens, part of the
# character before it, or with a fold that takes more than one byte.
_BETWEEN, _ATTACHED, _OTHER = b" ", b"\x01", b"\x02"

# The code points whose folds are known: Latin letters, those of Vietnamese, punctuation and
# symbols, pictographs.
_KNOWN = (
    (0, 0x250),
    (0x300, 0x370),
    (0x1E00, 0x1F00),
    (0x2000, 0x2C00),
    (0xFE00, 0xFF00),
    (0x1F000, 0x1FB00),
)
_CODE_POINTS = 0x110000

# Nearly all tokens are shorter, with the space after them.
_SHORT = 8
_TOKEN = re.compile(rb"[a-z]+|[0-9]+")
_LETTERS, _DIGITS = frozenset(b"abcdefghijklmnopqrstuvwxyz"), frozenset(b"0123456789")


class _Folded(NamedTuple):
    """The fold of a text, with a space after it.

    `offsets`: of its bytes in the text, None where they are the same.
    """

    text: bytes
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets of a token in the text."""
        return (self.offsets[start], self.offsets[end]) if self.offsets else (start, end)


class FoldSearch:
    """Finds the tokens with one of some folds.

    `reach`: the largest number of tokens between two found ones that is of interest. Positions are
    as in `tokens`, but two tokens on different lines, or further apart on one, have positions that
    differ by more than `reach` + 1.
    """

    def __init__(self, folds: Iterable[str], reach: int = 0) -> None:
        self._folds = frozenset(folds)
        self._ascii = sorted(each for each in self._folds if re.fullmatch("[a-z]+|[0-9]+", each))
        self._reach = reach
        # The key of each token as written.
        self._keys: dict[str, str] = {}

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens with the folds, in order.

        >>> FoldSearch({"dan", "vo"}, reach=1).tokens("Dân tộc, VỠ")
        [Token(key='dân', fold='dan', position=0, start=0, end=3), \
Token(key='vỡ', fold='vo', position=2, start=9, end=11)]
        """
        if not self._folds:
            return []
        folded = _folded(text)
        return list(self._in_any(text) if folded is None else self._in_folded(text, folded))

    def _in_folded(self, text: str, folded: _Folded) -> Iterator[Token]:
        found = [(at, each) for each in self._ascii for at in _places(folded.text, each)]
        position, last = -1, 0
        for start, plain in sorted(found):
            position += 1 + self._between(folded.text, last, start)
            last = start + len(plain)
            first, beyond = folded.span(start, last)
            written = text[first:beyond]
            key = self._keys.get(written)
            if key is None:
                [key] = keys(written)
                self._keys[written] = key
            yield Token(key, plain, position, first, beyond)

    def _between(self, folded: bytes, start: int, end: int) -> int:
        """Return the number of tokens between two offsets, more than `reach` for another line."""
        if folded[start:end] == _BETWEEN:
            return 0
        far = self._reach + 1
        if folded.find(b"\n", start, end) >= 0:
            return far
        near = min(end, start + _SHORT * far)
        count = len(_TOKEN.findall(folded, start, near))
        if count < far and near < end:
            count = sum(1 for _ in islice(_TOKEN.finditer(folded, start, end), far))
        return min(count, far)

    def _in_any(self, text: str) -> Iterator[Token]:
        """Yield the tokens with the folds from a text that has characters without a simple fold."""
        offset = position = 0
        for line in text.split("\n"):
            found = tokens(line)
            for token in found:
                if token.fold in self._folds:
                    yield token._replace(
                        position=position + token.position,
                        start=offset + token.start,
                        end=offset + token.end,
                    )
            position += len(found) + self._reach + 1
            offset += len(line) + 1


def _places(folded: bytes, token: str) -> Iterator[int]:
    """Yield the offsets at which a token of letters or of digits stands as a whole."""
    wanted = token.encode()
    same = _LETTERS if token.isalpha() else _DIGITS
    at = folded.find(wanted)
    while at >= 0:
        beyond = at + len(wanted)
        if folded[beyond] not in same and (not at or folded[at - 1] not in same):
            yield at
        at = folded.find(wanted, beyond)


def _folded(text: str) -> _Folded | None:
    """Return the fold of a text, None where a character has no fold of one byte."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found = _table()[codes]
    folded = found.tobytes() + _BETWEEN
    if _OTHER in folded:
        return None
    if _ATTACHED not in folded:
        return _Folded(folded, None)
    kept = np.flatnonzero(found != _ATTACHED[0])
    return _Folded(found[kept].tobytes() + _BETWEEN, [*kept.tolist(), len(text)])


@cache
def _table() -> NDArray[np.uint8]:
    """Return the byte that stands for each code point in the fold of a text."""
    table = np.full(_CODE_POINTS, _OTHER[0], np.uint8)
    for first, beyond in _KNOWN:
        for code in range(first, beyond):
            table[code] = _byte(chr(code))
    table[ord("\n")] = ord("\n")
    return table


_IS_ATTACHED = re.compile(f"[\u0300-\u036f{IGNORABLE}]")


def _byte(character: str) -> int:
    if _IS_ATTACHED.match(character):
        return _ATTACHED[0]
    kind = character_kind(character)
    if not kind:
        return _BETWEEN[0]
    plain = fold(character)
    simple = re.fullmatch("[a-z]" if kind == "L" else "[0-9]", plain)
    return ord(plain) if simple else _OTHER[0]
