"""Lines that were broken to a width → the paragraphs they were."""

import re
from itertools import pairwise

__all__ = ["paragraphs"]

# Typewriters, mail and terminals break lines between these widths; headlines are shorter or vary.
_NARROWEST, _WIDEST = 50, 100
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def paragraphs(text: str) -> list[str]:
    """The lines of a text, stripped, none empty; lines broken to a width are joined again.

    Paragraphs then stand between blank lines. Where no line was broken, each line is one.

    >>> paragraphs("Một dòng.\\nHai dòng.")
    ['Một dòng.', 'Hai dòng.']
    """
    blocks = [block.split("\n") for block in _BLANK.split(text)]
    joined = (_joined([line.strip() for line in block if line.strip()]) for block in blocks)
    return [line for block in joined for line in block]


def _joined(lines: list[str]) -> list[str]:
    """The lines of a block as one where they were broken to a width; otherwise as they are."""
    if len(lines) < 2 or not all(_NARROWEST <= len(line) <= _WIDEST for line in lines[:-1]):
        return lines
    # A headline begins with a capital; the next line of a sentence seldom does.
    going_on = sum(not line[0].isupper() and line[0].isalnum() for line in lines[1:])
    width = max(map(len, lines))
    # No line was broken sooner than its next word made needful.
    full = all(len(line) + 1 + len(after.split()[0]) > width - 8 for line, after in pairwise(lines))
    return [" ".join(lines)] if full and 2 * going_on >= len(lines) - 1 else lines
