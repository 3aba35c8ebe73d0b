"""What one mention in a report says of the others."""

from archive.persons.candidate import Candidate
from archive.persons.lexicon import EPITHETS, Kind
from index import spelling

__all__ = ["settle"]

_Keys = tuple[str, ...]


def settle(candidates: list[Candidate]) -> None:
    """Gives each candidate its name, and lets what is sure of one speak for the others.

    A name that is sure once is sure wherever it stands not barred; its last syllables alone mean
    the whole of it.
    """
    full = {c.keys for c in candidates if len(c.keys) > 1 and c.score > 0 and not c.capitals}
    for candidate in candidates:
        if candidate.capitals:
            _trim(candidate, full)
    full |= {c.keys for c in candidates if len(c.keys) > 1 and c.score > 0}
    single = {c.keys for c in candidates if len(c.keys) == 1 and c.score > 0}
    short = _short(full)
    names = _names(candidates)
    for candidate in candidates:
        keys = candidate.keys
        candidate.name = EPITHETS.get(" ".join(keys)) or names[short.get(keys, keys)]
        if candidate.barred:
            continue
        if (
            keys in full
            or (keys in single and candidate.score >= -1)
            or (keys in short and candidate.score > -3)
        ):
            candidate.score = max(candidate.score, 1)


def _trim(candidate: Candidate, full: set[_Keys]) -> None:
    """Cuts a name in capitals down to the name that the report gives elsewhere."""
    for count in range(len(candidate.words), 1, -1):
        if candidate.keys[:count] in full:
            candidate.words = candidate.words[:count]
            candidate.keys = candidate.keys[:count]
            return
    if len(candidate.words) > 3 and candidate.words[0].word.kind & Kind.STRONG:
        candidate.words = candidate.words[:3]
        candidate.keys = candidate.keys[:3]


def _short(full: set[_Keys]) -> dict[_Keys, _Keys]:
    """The full name that each ending of a name stands for, the shorter name first."""
    short: dict[_Keys, _Keys] = {}
    for keys in sorted(full, key=lambda keys: (len(keys), keys)):
        for cut in range(1, len(keys)):
            short.setdefault(keys[cut:], keys)
    return {ending: keys for ending, keys in short.items() if ending not in full}


def _names(candidates: list[Candidate]) -> dict[_Keys, str]:
    """Each name as it is first written, those in capitals with one capital a syllable."""
    names: dict[_Keys, str] = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.capitals):
        words = (capital.word.text for capital in candidate.words)
        if candidate.capitals:
            words = (word.capitalize() for word in words)
        names.setdefault(candidate.keys, spelling.normalise(" ".join(words)))
    return names
