"""The number of units in plain words: what a report has as a whole or not at all.

A date, a number, a code and a listed name are one; every other token is one too.
"""

from collections.abc import Sequence

from index.language.analysis import keys
from index.language.synonyms import Synonyms
from index.planning.clauses import Term
from index.planning.compounds import compound_at
from index.syntax.tree import Word

__all__ = ["count_units"]

# A word of so many syllables with hyphens is one: Mát-xcơ-va.
_HYPHENED = 3


def count_units(words: Sequence[Word], synonyms: Synonyms) -> int:
    """Return the number of units in consecutive words; a word with a wildcard is one.

    >>> from index.language.synonyms import shipped_synonyms
    >>> [count_units([*map(Word, typed.split())], shipped_synonyms())
    ...  for typed in ("ngày 2/9", "Tân Gia Ba", "lũ lụt", "tuần 2 tháng 9", "Hà-nội v?n")]
    [1, 1, 2, 4, 3]
    """
    count = at = 0
    while at < len(words):
        taken, units = _unit(words, at, synonyms)
        count, at = count + units, at + taken
    return count


def _unit(words: Sequence[Word], at: int, synonyms: Synonyms) -> tuple[int, int]:
    """Return the number of words that the unit or word there takes, and its number of units."""
    word = words[at]
    if word.wild:
        return 1, 1
    if compound := compound_at(words, at, lambda key: Term(keys=(key,))):
        return compound.words, 1
    for stop in range(min(len(words), at + synonyms.longest), at, -1):
        form = tuple(keys(" ".join(each.text for each in words[at:stop])))
        if any(form in group.names for _, group in synonyms.named(form)):
            return stop - at, 1
    tokens = len(keys(word.text))
    return 1, 1 if "-" in word.text and tokens >= _HYPHENED else tokens
