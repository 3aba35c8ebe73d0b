"""Words of a query that were typed in Telex or VNI while no input method was on."""

from collections.abc import Iterable

from index.language.analysis import keys
from index.language.keystrokes import decode
from index.planning.clauses import Statistics, Term, TermSequence

__all__ = ["COMMONER", "decoded_words", "is_known"]

# A word that some reports have is read as keystrokes if so many times as many have the word that it
# stands for: «bans» for bán, «sex» for sẽ, «ban1» for bán.
COMMONER = 20


def decoded_words(words: Iterable[str], statistics: Statistics) -> dict[str, str]:
    """Return word → key, for the words that look like keystrokes of Telex or VNI.

    A word that no report has is read whenever it can be, another only if the key is far commoner
    and no word was typed with diacritics, which takes an input method.
    """
    typed = list(words)
    plain = all(map(str.isascii, typed))
    decoded = {word: key for word in typed if (key := decode(word))}
    return {
        word: key
        for word, key in decoded.items()
        if _is_far_commoner(key, word, statistics) and (plain or not is_known(word, statistics))
    }


def is_known(word: str, statistics: Statistics) -> bool:
    """Return whether a report has the tokens of a word side by side."""
    return _reports(word, statistics) > 0


def _is_far_commoner(key: str, word: str, statistics: Statistics) -> bool:
    reports = _reports(word, statistics)
    return not reports or _reports(key, statistics) >= COMMONER * reports


def _reports(word: str, statistics: Statistics) -> int:
    terms = tuple(Term(keys=(key,)) for key in keys(word))
    return statistics.document_frequency(terms[0] if len(terms) == 1 else TermSequence(terms))
