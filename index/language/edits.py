"""Words that differ by single letters."""

import unicodedata
from string import ascii_lowercase

__all__ = ["distance", "edits"]


def edits(word: str) -> set[str]:
    """Return all words at one edit: a letter deleted, inserted or replaced, or two transposed."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase),
        *(a + letter + b for a, b in cuts for letter in ascii_lowercase),
    }


def distance(first: str, second: str) -> int:
    """Return the Levenshtein distance of two keys; a diacritic counts like a letter.

    >>> distance("tuyên", "tuyến"), distance("duong", "dương")
    (1, 2)
    """
    first, second = (unicodedata.normalize("NFD", key) for key in (first, second))
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(second, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return row[-1]
