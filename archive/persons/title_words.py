"""The words of titles: where an office begins and ends, and which words are no part of it."""

import re
from itertools import pairwise

from archive.persons.lexicon import (
    COMPOUNDS,
    CUES,
    HEADS,
    OFFICES,
    PLAIN,
    STAGE,
    TITLE_ENDS,
    VERBS,
    Kind,
    key,
    word,
)

__all__ = [
    "BEGINNINGS",
    "LONGEST",
    "PLAIN_ENDS",
    "STOPPING",
    "WORD",
    "abbreviated",
    "acts",
    "begins",
    "continues",
    "ends_loosely",
    "head",
    "is_name",
    "loose",
    "names_holder",
    "stops",
    "verbs",
]

# A title with more words is a misread sentence.
LONGEST = 16
WORD = re.compile(r"[^\s,.]+")
BEGINNINGS = CUES["prefix"] | set(HEADS)
"""The first words of titles."""
STOPPING = CUES["stop"] | {phrase.split()[0] for phrase in TITLE_ENDS}
PLAIN_ENDS = frozenset(phrase.split()[-1] for phrase in PLAIN)
_ACTS = (VERBS | CUES["between"]) - CUES["prefix"]
_LEADING_ON = frozenset(
    (
        "the",
        "new",
        "and",
        "thuộc",
        "về",
        "cho",
        "tại",
        "ở",
        "từ",
        "phía",
        "khác",
        "hạng",
        "với",
        "mà",
    )
)


def head(keys: list[str], position: int) -> int:
    """Return the number of words of the office that begins at a position; 0 if none does.

    >>> head(["nguyên", "phó", "chủ", "tịch"], 0), head(["nguyên", "nhân"], 0)
    (4, 0)
    """
    if keys[position] in CUES["prefix"] and position + 1 < len(keys):
        count = head(keys, position + 1)
        if count:
            return count + 1
    if keys[position : position + 3] == ["giám", "đốc", "thẩm"]:
        # The review of a judgment by a higher court.
        return 0
    for count in HEADS.get(keys[position], ()):
        if position + count <= len(keys) and " ".join(keys[position : position + count]) in OFFICES:
            return count
    return 0


def begins(title: str) -> int:
    """Return the number of words of the office at the beginning of a title; 0 if there is none.

    >>> begins("nguyên Phó Chủ tịch UBND tỉnh"), begins("đến dự")
    (4, 0)
    """
    return head([key(each) for each in title.split()], 0)


def loose(words: list[str], keys: list[str], last: int) -> bool:
    """Return True if no title ends with the word at an index: «anh», «và».

    False for «Anh» in «huyện Kỳ Anh» and «em» in «Sở Trẻ em».
    """
    if keys[last] not in CUES["loose"] or words[last][0].isupper():
        return False
    return " ".join(keys[max(0, last - 1) : last + 1]) not in PLAIN


def ends_loosely(title: str) -> bool:
    """Return True if a title ends with a word that leads on: «cố vấn của Chính phủ về»."""
    words = title.split()
    keys = [key(each) for each in words]
    return loose(words, keys, len(keys) - 1) or keys[-1] in _LEADING_ON


def stops(words: list[str], keys: list[str], position: int) -> bool:
    """Return True if the word at a position is no part of a title: «bày» of «bày tỏ», not «Bày»."""
    if keys[position] not in STOPPING or words[position][0].isupper():
        return False
    onward = " ".join(keys[position : position + 2])
    if onward in TITLE_ENDS:
        return True
    if keys[position] not in CUES["stop"] or onward in PLAIN:
        return False
    return position == 0 or " ".join(keys[position - 1 : position + 1]) not in PLAIN


def acts(words: list[str], keys: list[str], position: int) -> bool:
    """Return True if a word is a verb of its own: «chúc», but not «viết» of «nhà viết kịch»."""
    each = keys[position]
    if each not in _ACTS or words[position][0].isupper():
        return False
    around = keys[max(0, position - 1) : position + 2]
    pairs = {" ".join(pair) for pair in pairwise(around)}
    return not any(pair in COMPOUNDS or pair in OFFICES or pair in PLAIN for pair in pairs)


def verbs(title: str, start: int) -> list[str]:
    """Return the words of a title that may be verbs of a statement, from an index on.

    >>> verbs("thủ môn của Khánh Hòa đạp thẳng đầu cầu thủ", 2)
    ['đạp', 'đầu']
    """
    words = title.split()
    keys = [key(each) for each in words]
    return [keys[at] for at in range(start, len(words)) if acts(words, keys, at)]


def names_holder(title: str) -> bool:
    """Return True if a title is one of stage or field, with what may be a name after it."""
    words = title.split()
    count = begins(title)
    office = " ".join(key(each) for each in words[:count])
    after = words[count:]
    if after[:1] == ["người"]:
        # «tiền vệ người Argentina Veron»
        after = after[2:]
    return bool(after) and office in STAGE and all(each[0].isupper() for each in after)


def is_name(piece: str) -> bool:
    """Return True if a text is two capitalised given names, such as the player «Anh Hùng»."""
    words = piece.split()
    return len(words) == 2 and all(
        each.istitle() and word(each).kind & Kind.GIVEN for each in words
    )


def abbreviated(text: str) -> bool:
    """Return True if a text ends with an abbreviation whose full stop ends no clause: TS., TP."""
    words = WORD.findall(text[-12:])
    return bool(words) and key(words[-1]) in CUES["dotted"]


def continues(piece: str) -> bool:
    """Return True if a text after a comma may continue the name of a body."""
    if not piece.lstrip()[:1].isupper():
        return False
    words = WORD.findall(piece)
    if len(words) >= 8:
        return False
    keys = [key(word) for word in words]
    if head(keys, 0) or loose(words, keys, len(keys) - 1):
        return False
    return not any(stops(words, keys, position) for position in range(len(keys)))
