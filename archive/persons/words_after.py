"""Evidence in the words after a name: speech, an age, a part that is played, a verb."""

import re
from functools import lru_cache

from archive.persons.evidence import Evidence
from archive.persons.lexicon import RIGHT, VERBS, key

__all__ = ["AGED", "SAID", "after"]

SAID = Evidence("speech, an age or a year of birth after it", 2)
_VERB = Evidence("a verb after it", 1)

# «(34 tuổi)», «, 34 tuổi», «(SN 1990», «(1890-1969)», and the minute of a goal («Văn Nhiên 7'»);
# «sinh năm» is in the list of what follows.
AGED = re.compile(
    r"\s*[,(]\s*(?:SN|sn|sinh|\d{1,3}\s*tuổi|\d{4}\s*[-–)]|\d{2}\s*[,)])|\s*SN \d{4}"
    r"|\s*\(?\d{1,3}(?:\+\d)?['’]|\s*\((?:ph(?:út|\.) ?)\d"
)
# «(Mai Anh đóng)»
_PLAYED = re.compile(r" (?:đóng|thủ vai|vào vai|thể hiện|lồng tiếng)\b ?\)")
_MARKS = ",.:;!?"
_BEFORE_SAID = " \xa0,("
_SAYING = frozenset(phrase.split()[0] for phrase in RIGHT)
# Characters after a name that are read.
_SAID_REACH = 32


def after(text: str, end: int) -> Evidence | None:
    """Return the evidence in the words after a name that ends at `end`; None if there is none."""
    tail = text[end : end + _SAID_REACH]
    if not tail or tail[0] not in _BEFORE_SAID:
        return None
    if not tail[1:2].islower() and AGED.match(tail):
        return SAID
    if tail[0] == "," or tail[0] == "(":
        return None
    if ")" in tail and _PLAYED.match(tail):
        return SAID
    parts = tail.split(None, 1)
    if not parts:
        return None
    first = _bare(parts[0])
    if first in _SAYING:
        keys = [_bare(part) for part in tail.split(None, 3)[:3]]
        if any(" ".join(keys[:count]) in RIGHT for count in (1, 2, 3)):
            return SAID
    return _VERB if first in VERBS else None


@lru_cache(maxsize=1 << 16)
def _bare(written: str) -> str:
    """Return the key of a word without the punctuation around it."""
    return key(written.strip(_MARKS))
