"""What one mention in a report says of the others."""

import re
from itertools import pairwise

from archive.persons.candidate import Candidate
from archive.persons.lexicon import EPITHETS, Kind, Left
from index.language.spelling import is_syllable

__all__ = ["settle"]

_Keys = tuple[str, ...]
_QUOTED = re.compile(r"\s?[\"“]\s?([^\"“”]+?)\s?[\"”“]$")


def settle(candidates: list[Candidate]) -> None:
    """Gives each candidate its name, and lets what is sure of one speak for the others.

    A name that is sure once is sure wherever it stands not barred; its last syllables alone mean
    the whole of it; what stands in a list with persons is a person.
    """
    _recur(candidates)
    _list(candidates)
    _bar(candidates)
    full = {c.keys for c in candidates if c.score > 0 and len(c.keys) > 1 and not c.capitals}
    for candidate in candidates:
        if candidate.capitals:
            _trim(candidate, full)
    persons = {c.keys for c in candidates if c.score > 0}
    single = {keys for keys in persons if len(keys) == 1}
    full |= persons - single
    short = _short(full)
    for candidate in candidates:
        keys = candidate.keys
        if candidate.score > 0 or candidate.barred:
            continue
        known = keys in full or (keys in single and candidate.score >= -1)
        if known or (keys in short and candidate.score > -3):
            candidate.score = 1
    _name([candidate for candidate in candidates if candidate.score > 0], short)


_TITLED = Left.HONORIFIC | Left.OFFICE


def _bar(candidates: list[Candidate]) -> None:
    """Rejects doubtful names that the report gives to a body or place elsewhere."""
    bodies = {c.keys for c in candidates if c.barred and not c.signed and len(c.keys) > 1}
    bodies -= {c.keys for c in candidates if c.score > (2 if c.left & _TITLED else 4)}
    for candidate in candidates:
        if candidate.score > 0 and candidate.keys in bodies:
            candidate.barred, candidate.score = True, 0


def _recur(candidates: list[Candidate]) -> None:
    """Adds what comes again: a doubtful name as a subject, the last word of a foreign one alone."""
    subjects: dict[_Keys, int] = {}
    alone: set[str] = set()
    for candidate in candidates:
        if candidate.barred:
            continue
        if candidate.said:
            subjects[candidate.keys] = subjects.get(candidate.keys, 0) + 1
        if len(candidate.keys) == 1 and not candidate.place:
            alone.add(candidate.keys[0])
    for candidate in candidates:
        if candidate.barred or candidate.place or len(candidate.keys) == 1 or candidate.score > 0:
            continue
        if subjects.get(candidate.keys, 0) > 1:
            candidate.score += 1
        if not candidate.words[-1].word.kind & Kind.SYLLABLE and candidate.keys[-1] in alone:
            candidate.score += 2


def _list(candidates: list[Candidate]) -> None:
    """Accepts doubtful names that stand in a list beside a person, from either side."""
    pairs = list(pairwise(candidates))
    for pair in (pairs, [(right, left) for left, right in reversed(pairs)]):
        for known, other in pair:
            listed = other.listed if other.start > known.start else known.listed
            if (
                listed
                and known.score > 0
                and -1 <= other.score <= 0
                and len(known.keys) > 1
                and len(other.keys) > 1
                and not other.barred
                and not other.place
            ):
                other.score = 1


def _trim(candidate: Candidate, full: set[_Keys]) -> None:
    """Cuts a name in capitals down to the name that the report gives elsewhere."""
    count = len(candidate.words)
    if count > 3 and candidate.words[0].word.kind & Kind.STRONG:
        count = 3
    for known in range(len(candidate.words), 1, -1):
        if candidate.keys[:known] in full:
            count = known
            break
    candidate.words = candidate.words[:count]
    candidate.keys = candidate.keys[:count]
    candidate.end = candidate.words[-1].end


def _short(full: set[_Keys]) -> dict[_Keys, _Keys]:
    """The longest name that each ending of a name stands for, the first in order of equals.

    Foreign names go by their beginnings too: «Abdul Khalim» is Abdul Khalim Saidullayev.
    """
    short: dict[_Keys, _Keys] = {}
    for keys in sorted(full, key=lambda keys: (-len(keys), keys)):
        whole = short.get(keys, keys)
        for cut in range(1, len(keys)):
            short.setdefault(keys[cut:], whole)
        if len(keys) > 2 and not all(map(is_syllable, keys)):
            for cut in range(2, len(keys)):
                short.setdefault(keys[:cut], whole)
    return short


def _name(persons: list[Candidate], short: dict[_Keys, _Keys]) -> None:
    """Gives each person the name that is first written, one in capitals with one a syllable."""
    names: dict[_Keys, str] = {}
    for person in sorted(persons, key=lambda person: person.capitals):
        if person.keys not in names:
            written = person.text.clean[person.start : person.words[-1].end]
            written = written.title() if person.capitals else written
            if person.nicknamed:
                written = _QUOTED.sub(r" “\1”", written)
            names[person.keys] = " ".join(written.split())
    for person in persons:
        whole = short.get(person.keys, person.keys)
        person.name = EPITHETS.get(" ".join(person.keys)) or names[whole]
