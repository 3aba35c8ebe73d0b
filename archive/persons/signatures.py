"""Recognise the names that sign a text or picture and are not persons of the report."""

import re

from archive.persons.candidate import Candidate
from archive.persons.lexicon import CUES, Kind

__all__ = ["signature", "signed"]

# Characters at the end of a text in which a signature is looked for.
_REACH = 120
# The last line or sentence: «Đức Hùng - Hoàng Táo», «Anh Duy (theo AFP)».
_LAST = re.compile(
    r"(?:^|(?<!\d)[.!?…”\"\n)]|(?<!\n\d)(?<!\n\d\d)\.(?=\s))\s*([^.!?…\n()]{2,60}?)\s*(?:\([^()\n]*\)?)?\s*\Z"
)
# No signature ends with one of these, unless a bracket is open.
_STOPS = (".", "!", "?", "…")


def signature(text: str) -> int:
    """Return the offset at which the names of the authors begin at the end of a body.

    Return the length of the text if there are none.
    """
    tail = text[-_REACH:]
    if tail.rstrip().endswith(_STOPS) and "(" not in tail:
        # Most texts; the search takes longer.
        return len(text)
    last = _LAST.search(text, max(0, len(text) - _REACH))
    return last.start(1) if last and last[1].istitle() and " " in last[1] else len(text)


# «1. Nguyễn Văn An»: a list of winners, not a signature.
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\. ?\Z", re.MULTILINE)
# What stands before a signature: nothing, the end of a sentence, «(Còn tiếp)».
_ENDS = frozenset(("", ".", "!", "?", "…", ")"))
_ALONE = re.compile(r"\s*(?:\.?\s*(?:\n|$)|\.\s|\(\s*[Tt]heo|Theo |Tổng hợp|Ảnh:|Video:|[-–,&]\s)")
# Several authors in one line take fewer characters.
_LINE = 60


# Characters of a text that is more than the sentence with the name.
_SENTENCE = 200
# «Quốc Huy tổng hợp», at the end of a text.
_COMPILED = re.compile(
    r"\s+\(?(?:tổng hợp|lược dịch|lược thuật|biên dịch|dịch|thực hiện)\W*\Z", re.IGNORECASE
)
# Words before a name at the end of a text that has no full stop there, with which it is part of the
# sentence: «song ca với Lan Anh».
_WITHIN = frozenset((",", "-", "–", ";", *CUES["with"], *CUES["stop"]))


def signed(candidate: Candidate) -> bool:
    """Return True if a name signs the text: it is a sentence of its own, or «Theo …» ends it."""
    clean, end = candidate.text.clean, candidate.end
    if candidate.text.field != "body":
        return False
    if candidate.start >= candidate.text.signature:
        return True
    if len(clean) - end < _REACH and (_COMPILED.match(clean, end) or _ends(candidate)):
        return True
    if candidate.cue == "theo":
        return clean.startswith(")", end) or not clean[end : candidate.ceiling].strip(" .)")
    if candidate.cue not in _ENDS or candidate.left or len(candidate.words) < 2:
        return False
    alone = _ALONE.match(clean, end)
    if alone is None or (candidate.cue == ")" and clean[end:].strip(" .")):
        return False
    if alone[0].strip()[:1] in ("-", "–", ",", "&"):
        # «Đức Hùng - Hoàng Táo» signs if only such names follow to the end of the text.
        rest = clean[end : candidate.ceiling]
        return candidate.ceiling == len(clean) and len(rest) < _LINE and rest.istitle()
    return not _NUMBERED.search(clean, max(0, candidate.start - 6), candidate.start)


def _ends(candidate: Candidate) -> bool:
    """Return True if names end a text without a full stop and belong to no sentence.

    True in «Xem thêm: Mẹo nấu ăn Lê Nga» and «… Lê Nga - Hà An», False in «… của Lê Nga».
    """
    rest = candidate.text.clean[candidate.end :].strip()
    return (
        (not rest or (rest[0] in "-–&" and rest.istitle() and len(rest) < _LINE))
        and len(candidate.words) > 1
        and not candidate.left
        and not candidate.foreign
        and bool(candidate.words[0].word.kind & Kind.SYLLABLE)
        and candidate.cue not in _WITHIN
        and candidate.start > _SENTENCE
    )
