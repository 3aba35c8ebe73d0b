"""Evidence in the rest of the report: what one mention of a name says of the others."""

import re
from collections import Counter
from dataclasses import replace

from archive.persons.assessment import Assessment
from archive.persons.candidate import Candidate
from archive.persons.evidence import THRESHOLD, Evidence
from archive.persons.lexicon import CUES, EPITHETS, Kind, Left
from archive.persons.words_after import SAID
from index.language.spelling import is_syllable

__all__ = ["settle"]

_Keys = tuple[str, ...]

_RECURS = Evidence("twice or more before a verb in the report", 1)
_LAST_ALONE = Evidence("its last word stands alone elsewhere in the report", 2)
# «Garmin Forerunner» beside «Garmin Fenix»: a maker and a product.
_SHARED = Evidence("its first word, in no list of names, begins other names", THRESHOLD, "at most")
_LOWER_CASE = Evidence("one of its words is elsewhere in lower case", THRESHOLD, "at most")
_IN_LIST = Evidence("in a list with a person", THRESHOLD + 1, "at least")
_PERSON = Evidence("a person elsewhere in the report", THRESHOLD + 1, "at least")
_PART = Evidence("part of the name of a person in the report", THRESHOLD + 1, "at least")
_BODY = Evidence("a place or body elsewhere in the report", THRESHOLD, "at most", bars=True)

# Scores of candidates that little speaks against, so that others in the report decide: for a name
# of several words in a list or a single word, and for a part of a whole name.
_DOUBTFUL = -1
_PARTLY_DOUBTFUL = -2
# Scores of a foreign name that has nothing but a verb and its shape, or its last word alone.
_SHAPED = 2
_REPEATED = 3
# Scores that outweigh a mention as a body elsewhere, with an office or a word of address and
# without.
_SURE_TITLED = 2
_SURE = 4
_TITLED = Left.HONORIFIC | Left.OFFICE
# First words of foreign names that also stand alone, or begin the names of relatives.
_LISTED = Kind.FIRST | Kind.ASIAN | Kind.FAMILY | Kind.INITIAL | Kind.UNMARKED


def settle(found: list[Assessment]) -> list[Assessment]:
    """Return the assessments of a report with the evidence that they give each other.

    Each person gets a name. A name that is certain once is certain wherever it is not barred; its
    last syllables alone mean the whole of it; what stands in a list with persons is a person.

    `found`: the candidates of all texts of the report, in order.
    """
    found = _with_bodies(_with_lists(_with_recurrence(found)))
    full: set[_Keys] = {
        each.candidate.keys
        for each in found
        if each.score > THRESHOLD and len(each.candidate.keys) > 1 and not each.candidate.capitals
    }
    found = [_trimmed(each, full) if each.candidate.capitals else each for each in found]
    persons = {each.candidate.keys for each in found if each.score > THRESHOLD}
    single: set[_Keys] = {keys for keys in persons if len(keys) == 1}
    full |= persons - single
    short = _short(full)
    found = [
        _recognised(each, full, single, short)
        if each.score <= THRESHOLD and not each.barred
        else each
        for each in found
    ]
    return _named(found, short)


def _with_recurrence(found: list[Assessment]) -> list[Assessment]:
    """Add evidence for names that recur: as a subject, or with the last word of a foreign one."""
    subjects: Counter[_Keys] = Counter()
    alone: set[str] = set()
    for each in found:
        if each.barred:
            continue
        keys = each.candidate.keys
        # Two syllables before a verb, but after other words, are as often a brand or a village.
        if each.said and (len(keys) > 2 or each.candidate.foreign or each.candidate.opening):
            subjects[keys] += 1
        if len(keys) == 1 and not each.candidate.place:
            alone.add(keys[0])
    found = [
        _recurring(each, subjects, alone)
        if each.score <= THRESHOLD and len(each.candidate.keys) > 1
        else each
        for each in found
    ]
    return [
        each.also(reason) if _bare(each) and (reason := _of_thing(each.candidate, found)) else each
        for each in found
    ]


def _recurring(each: Assessment, subjects: Counter[_Keys], alone: set[str]) -> Assessment:
    """Return the assessment of a doubtful name of several words with the evidence of recurrence.

    `subjects`: how often each name stands before a verb. `alone`: the words that stand alone.
    """
    candidate = each.candidate
    keys = candidate.keys
    if each.barred or candidate.place:
        return each
    if subjects[keys] > 1:
        each = each.also(_RECURS)
    if candidate.foreign and keys[-1] in alone:
        each = each.also(_LAST_ALONE)
    return each


def _bare(each: Assessment) -> bool:
    """Return True if a foreign name in no list is a person by its shape or last word only."""
    candidate = each.candidate
    if not THRESHOLD < each.score <= _REPEATED or len(candidate.keys) < 2 or not candidate.foreign:
        return False
    if candidate.words[0].word.kind & _LISTED or candidate.keys[0] in CUES["particle"]:
        return False
    shaped = each.evidence[0].weight == 1 and each.score <= _SHAPED
    return shaped or _LAST_ALONE in each.evidence


def _called(each: Assessment) -> bool:
    """Return True if a word of address, an office, speech or an age is with a mention."""
    return bool(each.candidate.left & _TITLED) or each.said is SAID


def _of_thing(candidate: Candidate, found: list[Assessment]) -> Evidence | None:
    """Return the evidence that a bare foreign name is that of a thing; None if there is none.

    `found`: the candidates of the report.
    """
    first, last = candidate.keys[0], candidate.keys[-1]
    others = [other for other in found if other.candidate.keys[0] == first]
    if any(len(other.candidate.keys) == 1 and _called(other) for other in others):
        return None
    if any(last not in other.candidate.keys for other in others):
        return _SHARED
    lower = re.compile(rf"(?<![\w.@/])(?:{re.escape(first)}|{re.escape(last)})(?!\w)")
    texts = {id(other.candidate.text): other.candidate.text.clean for other in found}
    return _LOWER_CASE if any(lower.search(text) for text in texts.values()) else None


def _with_lists(found: list[Assessment]) -> list[Assessment]:
    """Accept doubtful names in a list with a person, from the left and then from the right."""
    found = list(found)
    pairs = [at for at in range(1, len(found)) if found[at].listed]
    for at in pairs:
        if _supports(found[at - 1], found[at]):
            found[at] = found[at].also(_IN_LIST)
    for at in reversed(pairs):
        if _supports(found[at], found[at - 1]):
            found[at - 1] = found[at - 1].also(_IN_LIST)
    return found


def _supports(known: Assessment, other: Assessment) -> bool:
    """Return True if a person in a list makes its neighbour there, which is in doubt, one too."""
    return (
        known.score > THRESHOLD
        and _DOUBTFUL <= other.score <= THRESHOLD
        and len(known.candidate.keys) > 1
        and len(other.candidate.keys) > 1
        and not other.barred
        and not other.candidate.place
    )


def _with_bodies(found: list[Assessment]) -> list[Assessment]:
    """Refuse doubtful names that the report gives to a place or body elsewhere."""
    bodies = {
        each.candidate.keys
        for each in found
        if each.barred and not each.signed and len(each.candidate.keys) > 1
    }
    if not bodies:
        return found
    bodies -= {each.candidate.keys for each in found if each.score > _sure(each)}
    return [
        each.also(_BODY) if each.score > THRESHOLD and each.candidate.keys in bodies else each
        for each in found
    ]


def _sure(each: Assessment) -> int:
    """Return the score above which a mention as a body elsewhere does not count."""
    return _SURE_TITLED if each.candidate.left & _TITLED else _SURE


def _trimmed(each: Assessment, full: set[_Keys]) -> Assessment:
    """Cut a name in capitals down to the name that the report gives elsewhere.

    `full`: the names that the report gives in full.
    """
    words, keys = each.candidate.words, each.candidate.keys
    count = len(words)
    if count > 3 and words[0].word.kind & Kind.STRONG:
        # «NGUYỄN THỊ MAI HOA»
        four = keys[1] == "thị" and words[3].word.kind & Kind.GIVEN
        count = 4 if four else 3
    for known in range(len(words), 1, -1):
        if keys[:known] in full:
            count = known
            break
    words = words[:count]
    candidate = replace(each.candidate, words=words, keys=keys[:count], end=words[-1].end)
    return replace(each, candidate=candidate)


def _recognised(
    each: Assessment, full: set[_Keys], single: set[_Keys], short: dict[_Keys, _Keys]
) -> Assessment:
    """Accept a doubtful candidate that other mentions in the report explain.

    `full`, `single`: the names of persons with several words and with one. `short`: see `_short`.
    """
    keys = each.candidate.keys
    if keys in full or (keys in single and each.score >= _DOUBTFUL):
        return each.also(_PERSON)
    if keys in short and each.score >= _PARTLY_DOUBTFUL:
        return each.also(_PART)
    return each


def _short(full: set[_Keys]) -> dict[_Keys, _Keys]:
    """Return, for each ending of a name, the longest name that it stands for.

    Of names of equal length the first in alphabetical order counts. Beginnings of foreign names
    are there too: «Abdul Khalim» is Abdul Khalim Saidullayev.
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


def _named(found: list[Assessment], short: dict[_Keys, _Keys]) -> list[Assessment]:
    """Give each person a name, as first written; one not in capitals if there is one."""
    persons = [each for each in found if each.score > THRESHOLD]
    names: dict[_Keys, str] = {}
    for person in sorted(persons, key=lambda person: person.candidate.capitals):
        if person.candidate.keys not in names:
            names[person.candidate.keys] = _written(person.candidate)
    return [
        replace(each, name=_name(each.candidate.keys, names, short))
        if each.score > THRESHOLD
        else each
        for each in found
    ]


def _name(keys: _Keys, names: dict[_Keys, str], short: dict[_Keys, _Keys]) -> str:
    """Return the name of a person: the one that an epithet means, or the longest in the report."""
    return EPITHETS.get(" ".join(keys)) or names[short.get(keys, keys)]


_QUOTED = re.compile(r"\s?[\"“]\s?([^\"“”]+?)\s?[\"”“]$")


def _written(candidate: Candidate) -> str:
    """Return the words of a person as written, without capitals throughout."""
    written = candidate.text.clean[candidate.start : candidate.words[-1].end]
    written = written.title() if candidate.capitals else written
    if candidate.nicknamed:
        written = _QUOTED.sub(r" “\1”", written)
    return " ".join(written.split())
