"""The evidence that capitalised words name a person, inside them and around them, added up."""

import re

from archive.persons import roles
from archive.persons.candidate import Candidate
from archive.persons.lexicon import COMMEMORATED, CUES, EPITHETS, Kind, Left
from archive.persons.runs import Capital, said_after

__all__ = ["weigh"]

_LIST = re.compile(r"\s*(?:,|;|và|hay|hoặc|,\s*và|-|–|&)\s*")


def weigh(candidate: Candidate, previous: Candidate | None) -> None:
    """Sets the score of a candidate; `previous` is the one before in the same text."""
    if candidate.barred:
        candidate.score = -9
        return
    if " ".join(candidate.keys) in EPITHETS:
        candidate.score = 5
        return
    inside = _inside(candidate.words)
    score = inside + _outside(candidate, inside, previous)
    if not candidate.barred:
        said = said_after(candidate.text.clean, candidate.end)
        score += said
        if -2 <= score <= 0 and len(candidate.words) > 1:
            score += _titled(candidate)
    if candidate.place or (
        score > 0
        and " ".join(candidate.keys) in COMMEMORATED
        and not candidate.left & (Left.HONORIFIC | Left.OFFICE)
    ):
        score -= 4
    if candidate.capitals and not candidate.words[0].word.kind & Kind.STRONG:
        score -= 4
    candidate.score = score


def _inside(words: list[Capital]) -> int:
    """The evidence that the words themselves give, from -4 to 5."""
    kinds = [capital.word.kind for capital in words]
    first, count = kinds[0], len(kinds)
    if count == 1:
        return -2 if first & (Kind.GIVEN | Kind.FIRST) else -3
    if any(kind & (Kind.DIGITS | Kind.FOREIGN) for kind in kinds):
        return -5
    if all(kind & Kind.SYLLABLE for kind in kinds):
        return _vietnamese(words, kinds)
    if kinds[-1] & Kind.INITIAL and first & Kind.FAMILY:
        return 2
    if first & Kind.FIRST:
        return 3 if count <= 4 else 0
    if first & Kind.FAMILY and first & Kind.SYLLABLE and count <= 4:
        return 1
    if first & Kind.ASIAN and count <= 3:
        return 3 if count == 3 or "-" in words[-1].word.text else 1
    return -2


def _vietnamese(words: list[Capital], kinds: list[Kind]) -> int:
    """The evidence in two and more syllables of Vietnamese."""
    first, count = kinds[0], len(kinds)
    given = sum(1 for kind in kinds[1:] if kind & Kind.GIVEN)
    if count > 6 or (count > 4 and given < count - 1):
        return -3
    if first & Kind.STRONG:
        return (2 if given else 1) if count == 2 else 5 if given else 3
    if first & Kind.FAMILY:
        if count == 2:
            return 0 if given else -1
        if given == count - 1:
            return 3 if words[1].word.key in CUES["middle"] else 2
        return 0
    if first & Kind.SINO:
        return 1 if count == 3 else -1
    if first & Kind.FIRST:
        return 1
    if first & Kind.ASIAN and count == 3:
        return 0
    return 0 if count == 2 and first & Kind.GIVEN and given else -2


def _outside(candidate: Candidate, inside: int, previous: Candidate | None) -> int:
    """The evidence in what stands before; bars the candidate where it names something else."""
    left = candidate.left
    if left & Left.MARKER and not left & Left.HONORIFIC:
        return _after_marker(candidate, inside)
    if left & Left.HONORIFIC:
        return 2 if left & Left.WEAK else 4
    if left & Left.OFFICE:
        known = all(c.word.kind & Kind.SYLLABLE for c in candidate.words) or inside > 0
        return 4 if known or not left & Left.BODY else 2
    if candidate.cue in CUES["place"]:
        return -2
    if len(candidate.words) == 1:
        return _single(candidate, previous)
    if previous is not None and _listed(candidate, previous):
        if previous.barred:
            candidate.barred = True
            return -6
        return 1 if previous.score > 1 and not previous.place else 0
    return 0


def _after_marker(candidate: Candidate, inside: int) -> int:
    left = candidate.left
    if left & Left.WEAK:
        return -2
    if left & Left.BODY and inside >= 1:
        if left & Left.OFFICE:
            return 3
        if (inside >= 3 or candidate.cue == "place") and _office(candidate):
            return 1
        if candidate.cue == "place":
            return -1
    if left & Left.BODY and left & Left.OFFICE:
        return 4 if inside >= -3 else 0
    candidate.barred = True
    return -6


def _single(candidate: Candidate, previous: Candidate | None) -> int:
    """The evidence before a single syllable without honorific."""
    kind, key = candidate.words[0].word.kind, candidate.keys[0]
    if not kind & (Kind.GIVEN | Kind.FIRST) or key in CUES["common"] or candidate.place:
        return 0
    if candidate.opening:
        return 0
    if previous is not None and _listed(candidate, previous):
        return -6 if previous.barred else 3 if previous.score > 0 else 1
    return 3 if candidate.cue in CUES["with"] else 2


def _listed(candidate: Candidate, previous: Candidate) -> bool:
    """Whether two candidates stand in one list: «Lê Lợi và Trần Hưng Đạo»."""
    gap = candidate.start - previous.end
    return 0 < gap < 9 and bool(
        _LIST.fullmatch(candidate.text.clean, previous.end, candidate.start)
    )


def _office(candidate: Candidate) -> bool:
    return bool(roles.before(candidate.text.clean, candidate.floor, candidate.start))


def _titled(candidate: Candidate) -> int:
    """What an office before or after says for a candidate that is in doubt."""
    if _office(candidate):
        return 2
    return 2 if roles.after(candidate.text.clean, candidate.end, candidate.ceiling) else 0
