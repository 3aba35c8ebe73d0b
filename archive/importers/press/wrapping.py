"""Lines broken to a width, joined to the paragraphs that they were."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.importers.bounds import check_lines

__all__ = ["Line", "lines", "paragraphs"]

# Typewriters, mail and terminals break lines between these widths; headlines are shorter or vary.
_NARROWEST, _WIDEST = 50, 100
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Line:
    """A line of a text; `number`: 1-based; `begins`: True for the first after a blank line."""

    text: str
    number: int
    begins: bool


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text, stripped, none empty; lines broken to a width are joined again.

    Paragraphs then stand between blank lines. Where no line was broken, each line is one.

    >>> paragraphs("Một dòng.\\nHai dòng.")
    ['Một dòng.', 'Hai dòng.']
    """
    return [line.text for line in lines(text)]


def lines(text: str) -> list[Line]:
    """Return the same with the number of each line; raise `Unfit` for very many lines."""
    check_lines(text)
    return list(_lines(text))


def _lines(text: str) -> Iterator[Line]:
    at = number = 0
    for block in _BLANK.split(text):
        # Blocks are the text between separators, so that each is found where the last one ended.
        begin = text.index(block, at)
        number += text.count("\n", at, begin)
        at = begin
        rows = [(row.strip(), offset) for offset, row in enumerate(block.split("\n"))]
        rows = [(row, offset) for row, offset in rows if row]
        whole = _joined([row for row, _ in rows])
        offsets = [offset for _, offset in rows] if len(whole) == len(rows) else [0]
        for place, (row, offset) in enumerate(zip(whole, offsets, strict=True)):
            yield Line(row, number + offset + 1, place == 0)


def _joined(lines: list[str]) -> list[str]:
    """Return a block's lines as one if they were broken to a width; otherwise as they are."""
    if len(lines) < 2 or not all(_NARROWEST <= len(line) <= _WIDEST for line in lines[:-1]):
        return lines
    # A headline begins with a capital; the second line of a sentence seldom does.
    going_on = sum(not line[0].isupper() and line[0].isalnum() for line in lines[1:])
    width = max(map(len, lines))
    # No line was broken earlier than its next word required.
    full = all(len(line) + 1 + len(after.split()[0]) > width - 8 for line, after in pairwise(lines))
    return [" ".join(lines)] if full and 2 * going_on >= len(lines) - 1 else lines
