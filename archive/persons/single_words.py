"""The candidates of runs of one capitalised word, with a nickname that may follow."""

import re

from archive.persons.candidate import Candidate, Paragraph, candidate_of
from archive.persons.capitals import Capital
from archive.persons.lexicon import CUES, VERBS, Kind, word
from archive.persons.neighbours import OPENINGS, before, credited

__all__ = ["alone"]

# «Dũng “beo”». Single quotation marks do not count: headlines use them for quoted speech.
_NICKNAME = re.compile(r"\.?\s?[\"“]\s?(([a-zà-ỹđ][^\W\d_]*)(?: [^\W\d_]+){0,2})\s?[\"”“]")
# Characters after a given name in which a nickname begins.
_NEXT = 3


def alone(paragraph: Paragraph, single: Capital) -> Candidate | None:
    """Return the candidate of a one-word run (half of all runs); None if it cannot be a name."""
    clean, only = paragraph.text.clean, single.word
    if only.kind & (Kind.CAPITALS | Kind.DIGITS):
        return None
    if only.kind & (Kind.ORGAN | Kind.FAMILY) == Kind.ORGAN:
        return None
    left, cue = before(clean, paragraph.floor, single.start)
    opening = cue in OPENINGS
    if opening and only.kind & Kind.OPENER:
        return None
    words = [single]
    onward = clean[single.end : single.end + _NEXT]
    # «bảng B "tử thần"» is a group of teams.
    quoted = cue != "bảng" and ('"' in onward or "“" in onward)
    nickname = _nickname(clean, single) if quoted else None
    if nickname:
        words.append(Capital(word(nickname[1]), nickname.start(1), nickname.end()))
    return candidate_of(
        paragraph,
        words,
        left,
        cue,
        opening=opening,
        credited=cue == ":" and credited(clean, paragraph.floor, single.start),
        nicknamed=bool(nickname),
    )


def _nickname(text: str, only: Capital) -> re.Match[str] | None:
    """Match the nickname after a given name: «Dũng “beo”», but not «Cần “chiến thuật”»."""
    kind, key = only.word.kind, only.word.key
    if not kind & (Kind.GIVEN | Kind.INITIAL) or kind & Kind.OPENER:
        return None
    if key in CUES["common"] and key not in CUES["order"]:
        return None
    if key in CUES["ordinary"]:
        return None
    nickname = _NICKNAME.match(text, only.end)
    return None if nickname is None or word(nickname[2]).key in VERBS else nickname
