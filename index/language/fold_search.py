"""Find the tokens of a text that have certain folds, without analysing the other tokens.

The fold of a text is made first: bytes, one for each character, in which nearly every token stands
as its own fold and is found like any string. This takes a small part of the time of `tokens`, which
is used for the few lines with characters that have no fold of one letter (ß, Я). To search one long
text takes less time than to search several short ones.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.language.analysis import Token, character_kind, keys, tokens
from index.language.spelling import IGNORABLE, fold

__all__ = ["FoldSearch"]

# What stands in a fold for characters that are no letters or digits: between tokens, part of the
# character before it, or with a fold that takes more than one byte.
_BETWEEN, _ATTACHED, _OTHER = b" ", b"\x01", b"\x02"
_LINE_FEED = ord("\n")

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

_LETTERS, _DIGITS = frozenset(b"abcdefghijklmnopqrstuvwxyz"), frozenset(b"0123456789")

# The keys of tokens as written that are remembered.
_KEYS = 1 << 14

# The byte for each character of a text.
_Folds = NDArray[np.uint8]


class FoldSearch:
    """Finds the tokens with one of some folds.

    `reach`: the largest number of tokens between two found ones that is of interest. Positions are
    as in `tokens`, but those of two tokens on different lines differ by more than `reach` + 1.
    """

    def __init__(self, folds: Iterable[str], reach: int = 0) -> None:
        self._folds = frozenset(folds)
        self._ascii = sorted(each for each in self._folds if re.fullmatch("[a-z]+|[0-9]+", each))
        self._reach = reach

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens with the folds, in order.

        >>> FoldSearch({"dan", "vo"}, reach=1).tokens("Dân tộc, VỠ")
        [Token(key='dân', fold='dan', position=0, start=0, end=3), \
Token(key='vỡ', fold='vo', position=2, start=9, end=11)]
        """
        if not self._folds:
            return []
        folds = _folds_of(text)
        odd = np.flatnonzero(folds == _OTHER[0]).tolist()
        if not odd:
            return self._in_folds(text, folds)
        found: list[Token] = []
        for start, end, is_odd in _lines_apart(text, odd):
            line = text[start:end]
            here = self._in_any(line) if is_odd else self._in_folds(line, folds[start:end])
            position = found[-1].position + self._reach + 2 if found else 0
            found += [
                Token(
                    each.key,
                    each.fold,
                    position + each.position,
                    start + each.start,
                    start + each.end,
                )
                for each in here
            ]
        return found

    def _in_folds(self, text: str, folds: _Folds) -> list[Token]:
        """Return the tokens of a text each of whose characters has a fold of one byte."""
        attached = folds == _ATTACHED[0]
        kept = np.flatnonzero(~attached) if attached.any() else None
        if kept is not None:
            folds = folds[kept]
        written = folds.tobytes() + _BETWEEN
        found = sorted((at, each) for each in self._ascii for at in _places(written, each))
        if not found:
            return []
        starts = np.array([at for at, _ in found])
        ends = starts + np.array([len(each) for _, each in found])
        positions = _positions(folds, self._reach)[starts].tolist()
        if kept is not None:
            beyond = np.append(kept, len(text))
            starts, ends = kept[starts], beyond[ends]
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return [
            Token(_key(text[start:end]), plain, position, start, end)
            for (_, plain), position, (start, end) in zip(found, positions, spans, strict=True)
        ]

    def _in_any(self, line: str) -> list[Token]:
        """Return the tokens of a line with characters that have no such fold."""
        return [token for token in tokens(line) if token.fold in self._folds]


@lru_cache(_KEYS)
def _key(written: str) -> str:
    [key] = keys(written)
    return key


def _positions(folds: _Folds, reach: int) -> NDArray[np.intp]:
    """Return for each character the number of tokens that begin before it.

    Each line feed counts for `reach` + 1 tokens more.
    """
    kinds = _kinds()[folds]
    begins = kinds > 0
    begins[1:] &= kinds[1:] != kinds[:-1]
    steps = begins.astype(np.intp)
    steps[folds == _LINE_FEED] = reach + 1
    positions = np.cumsum(steps)
    positions -= 1
    return positions


def _lines_apart(text: str, odd: Iterable[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines that certain offsets lie on, and what is between these lines.

    Each piece is given by its start and end, and by whether it is such a line.
    """
    at = 0
    for offset in odd:
        if offset >= at:
            start = max(at, text.rfind("\n", at, offset) + 1)
            end = text.find("\n", offset)
            end = len(text) if end < 0 else end
            if at < start:
                yield at, start, False
            yield start, end, True
            at = end
    if at < len(text):
        yield at, len(text), False


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


def _folds_of(text: str) -> _Folds:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _table().take(codes)


@cache
def _table() -> NDArray[np.uint8]:
    """Return the byte that stands for each code point in the fold of a text."""
    table = np.full(_CODE_POINTS, _OTHER[0], np.uint8)
    for first, beyond in _KNOWN:
        for code in range(first, beyond):
            table[code] = _byte(chr(code))
    table[_LINE_FEED] = _LINE_FEED
    return table


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return for each byte of a fold 1 for a letter, 2 for a digit, 0 for anything else."""
    kinds = np.zeros(256, np.uint8)
    kinds[[*_LETTERS]] = 1
    kinds[[*_DIGITS]] = 2
    return kinds


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
