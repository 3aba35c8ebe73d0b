"""Foreign words that most reports write apart or joined: «world cup» for `worldcup`, `bit coin`."""

from collections.abc import Sequence

from index.language.spelling import fold, is_syllable
from index.planning.clauses import Statistics, Term, TermSequence
from index.syntax.tree import Word

__all__ = ["with_usual_breaks"]

# Shorter words have parts by chance.
_SHORTEST, _SHORTEST_PART = 6, 3
# The usual form is offered if so many times as many reports have it as have the one typed.
_USUAL = 20


def with_usual_breaks(words: Sequence[Word], statistics: Statistics) -> tuple[Word, ...] | None:
    """Return words with a foreign one joined or taken apart as most reports have it, else None.

    The plan of a query divides Vietnamese syllables written as one word (`joined_syllables`).
    """
    if any(word.wild or word.exact for word in words):
        return None
    for at, word in enumerate(words):
        if parts := _apart(word.text, statistics):
            return (*words[:at], *map(Word, parts), *words[at + 1 :])
        joined = at + 1 < len(words) and _joined(word.text, words[at + 1].text, statistics)
        if joined:
            return (*words[:at], Word(joined), *words[at + 2 :])
    return None


def _apart(text: str, statistics: Statistics) -> tuple[str, str] | None:
    """Return the two words that a foreign word usually is, with their spelling as typed."""
    if len(text) < _SHORTEST or not _is_foreign(text):
        return None
    typed = _reports(statistics, text)
    if typed * _USUAL >= statistics.reports:
        return None
    cuts = [(text[:at], text[at:]) for at in range(_SHORTEST_PART, len(text) - _SHORTEST_PART + 1)]
    best = max(cuts, key=lambda cut: _reports(statistics, *cut))
    return best if _reports(statistics, *best) >= _USUAL * max(1, typed) else None


def _joined(first: str, second: str, statistics: Statistics) -> str:
    """Return two words as the one that they usually are, "" if they are two."""
    if not (first.isalpha() and second.isalpha() and (_is_foreign(first) or _is_foreign(second))):
        return ""
    joined = first + second
    if len(joined) < _SHORTEST:
        return ""
    apart = _reports(statistics, first, second)
    return joined if _reports(statistics, joined) >= _USUAL * max(1, apart) else ""


def _is_foreign(text: str) -> bool:
    return text.isalpha() and not is_syllable(fold(text))


def _reports(statistics: Statistics, *words: str) -> int:
    """Return the number of reports with words side by side, with any diacritics."""
    terms = tuple(Term(folds=(fold(word),)) for word in words)
    return statistics.document_frequency(terms[0] if len(terms) == 1 else TermSequence(terms))
