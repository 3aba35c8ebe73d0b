"""Find the tokens of a text that have certain folds, without analysing the other tokens.

The fold of a text is made first: bytes, one for each character, in which nearly every token stands
as its own fold and is compared as a number. This takes a small part of the time of `tokens`, which
is used for the few lines with characters that have no fold of one letter (ß, Я). To search one long
text takes less time than to search several short ones.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.language.analysis import character_kind, tokens
from index.language.spelling import IGNORABLE, fold

__all__ = ["FoldSearch", "Place"]

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

# The characters of a token that are compared as one number, and by the number of characters that a
# token has the bits of those.
_PACKED = 8
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_PACKED + 1)], np.uint64)

Offsets = NDArray[np.intp]

# The byte for each character of a text.
_Folds = NDArray[np.uint8]

Place = tuple[int, int, int]
"""A token: its position, and its start and end in the text."""


class FoldSearch:
    """Finds the tokens with one of some folds.

    `reach`: the largest number of tokens between two found ones that is of interest. Positions are
    as in `tokens`, but those of two tokens on different lines differ by more than `reach` + 1.
    """

    def __init__(self, folds: Iterable[str], reach: int = 0) -> None:
        self._folds = sorted(set(folds))
        self._ascii = [each for each in self._folds if re.fullmatch("[a-z]+|[0-9]+", each)]
        self._reach = reach

    def places(self, text: str) -> dict[str, list[Place]]:
        """Return fold → the places of its tokens, in order.

        >>> FoldSearch({"dan", "vo"}, reach=1).places("Dân tộc, VỠ dân")
        {'dan': [(0, 0, 3), (3, 12, 15)], 'vo': [(2, 9, 11)]}
        """
        if not self._folds:
            return {}
        folds = _folds_of(text)
        odd = np.flatnonzero(folds == _OTHER[0]).tolist()
        if not odd:
            return self._in_folds(text, folds)
        found: defaultdict[str, list[Place]] = defaultdict(list)
        free = 0
        for start, end, is_odd in _lines_apart(text, odd):
            line = text[start:end]
            here = self._in_any(line) if is_odd else self._in_folds(line, folds[start:end])
            for plain, places in here.items():
                found[plain] += [(free + at, start + a, start + b) for at, a, b in places]
            last = (places[-1][0] for places in here.values())
            free += max(last, default=0) + self._reach + 2
        return dict(found)

    def _in_folds(self, text: str, folds: _Folds) -> dict[str, list[Place]]:
        """Return the places in a text each of whose characters has a fold of one byte."""
        attached = folds == _ATTACHED[0]
        kept = np.flatnonzero(~attached) if attached.any() else None
        if kept is not None:
            folds = folds[kept]
        known = _Tokens(folds, self._reach)
        beyond = None if kept is None else np.append(kept, len(text))
        places = {}
        for each in self._ascii:
            at = known.having(each.encode())
            if not len(at):
                continue
            starts = known.starts[at]
            ends = starts + len(each)
            numbers = known.positions(at)
            if beyond is not None:
                starts, ends = beyond[starts], beyond[ends]
            columns = (numbers.tolist(), starts.tolist(), ends.tolist())
            places[each] = list(zip(*columns, strict=True))
        return places

    def _in_any(self, line: str) -> dict[str, list[Place]]:
        """Return the places in a line with characters that have no such fold."""
        found: defaultdict[str, list[Place]] = defaultdict(list)
        for token in tokens(line):
            if token.fold in self._folds:
                found[token.fold].append((token.position, token.start, token.end))
        return found


class _Tokens:
    """All tokens of a text, as columns. `starts`: their first characters."""

    def __init__(self, folds: _Folds, reach: int) -> None:
        """Find the tokens. Each line feed counts for `reach` + 1 positions more."""
        kinds = _kinds().take(folds)
        letters, changes = kinds > 0, kinds[1:] != kinds[:-1]
        begins, ends = letters.copy(), letters
        begins[1:] &= changes
        ends[:-1] &= changes
        self.starts = begins.nonzero()[0]
        self._sizes = ends.nonzero()[0] + 1 - self.starts
        self._folds = folds
        self._beginnings = self._packed()
        self._lines = (folds == _LINE_FEED).nonzero()[0]
        self._step = reach + 1

    def _packed(self) -> NDArray[np.uint64]:
        """Return the first eight characters of each token as a number."""
        padded = np.append(self._folds, np.zeros(_PACKED, np.uint8))
        # The number that begins at each character.
        numbers = np.ndarray(len(self._folds), np.dtype("<u8"), padded, strides=(1,))
        return numbers.take(self.starts) & _MASKS.take(self._sizes, mode="clip")

    def having(self, fold: bytes) -> Offsets:
        """Return the numbers of the tokens with a fold."""
        wanted = np.uint64(int.from_bytes(fold[:_PACKED], "little"))
        at: Offsets = (self._beginnings == wanted).nonzero()[0]
        if len(fold) >= _PACKED and len(at):
            at = at[self._sizes[at] == len(fold)]
            whole = sliding_window_view(self._folds, len(fold))[self.starts[at]]
            at = at[(whole == np.frombuffer(fold, np.uint8)).all(axis=1)]
        return at

    def positions(self, numbers: Offsets) -> Offsets:
        """Return the positions of tokens, given by their numbers."""
        lines: Offsets = np.searchsorted(self._lines, self.starts[numbers])
        return numbers + self._step * lines


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
