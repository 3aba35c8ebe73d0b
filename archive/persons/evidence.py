"""The evidence that capitalised words name a person, inside them and around them, added up.

The weights are small integers, set by hand while reading reports: a family name, a middle name
and a given name make 5, an honorific or an office 4, speech or an age after it 2, a verb 1, a
word for a street or firm -6. More than nothing makes a person. What one mention lacks another of
the same report may give, see `settle`.
"""

import re

from archive.persons import roles
from archive.persons.candidate import Candidate
from archive.persons.capitals import Capital, following, said_after
from archive.persons.lexicon import (
    COMMEMORATED,
    CUES,
    EPITHETS,
    LEFT,
    OFFICES,
    PLAIN,
    SURNAMES,
    Kind,
    Left,
    key,
)
from archive.persons.shape import shape

__all__ = ["weigh"]

# The score of what is certainly no person.
_NEVER = -9
_LIST = re.compile(r"\s*(?:,|;|và|hay|hoặc|,\s*và|-|–|&|/)\s*")


def weigh(candidate: Candidate, previous: Candidate | None) -> None:
    """Sets the score of a candidate; `previous` is the one before in the same text."""
    kinds = [capital.word.kind for capital in candidate.words]
    listed = previous is not None and _listed(candidate, previous)
    also = previous is not None and previous.signed and listed
    candidate.signed = candidate.barred or also or _signed(candidate)
    star = candidate.cue == "sao" and candidate.keys[0] in CUES["planet"]
    if candidate.signed or star or _unlike(candidate.words, kinds):
        candidate.barred, candidate.score = True, _NEVER
        return
    if len(kinds) == 2 and candidate.phrase in EPITHETS:
        # «Bác Hồ», but not «nhà lưu niệm Bác Hồ».
        candidate.barred = bool(candidate.left & Left.MARKER)
        candidate.score = _NEVER if candidate.barred else 5
        return
    candidate.listed = listed
    inside = 3 if candidate.nicknamed else shape(candidate.words, kinds)
    score = inside + _outside(candidate, inside, previous)
    if candidate.place and not candidate.left & _NAMING and not kinds[0] & Kind.STRONG:
        # Nothing else would make a place a person, see `_ceiling`.
        candidate.score = _NEVER
        return
    if not candidate.barred:
        candidate.said = said_after(candidate.text.clean, candidate.end)
        # A verb alone does not make a pair of syllables a person, see `settle`.
        if candidate.said == 2 or len(kinds) == 1 or inside > 0:
            score += candidate.said
        if len(kinds) == 1 and score > 0 and not candidate.left and _within_title(candidate):
            score = -1
        if -2 <= score <= 0 and len(kinds) > 1 and not candidate.left & Left.OFFICE:
            score += _titled(candidate, inside)
    if score > 0 or candidate.place:
        score = min(score, _ceiling(candidate))
    candidate.score = score


def _unlike(words: list[Capital], kinds: list[int]) -> bool:
    """Whether there is a word in it that no name has; «Jack Black» is one, «Davis Cup» is none."""
    every = 0
    for kind in kinds:
        every |= kind
    if not every & (Kind.DIGITS | Kind.FOREIGN):
        return False
    if every & Kind.DIGITS:
        return True
    foreign = [bool(kind & Kind.FOREIGN and not kind & _NAMES) for kind in kinds]
    if not any(foreign):
        return False
    # «Blake DeVito» has a capital within, as no word of the list does.
    last = words[-1].word
    named = last.key in SURNAMES or not last.text.istitle()
    return not (kinds[0] & Kind.FIRST and foreign == [False, True] and named)


_NAMES = Kind.FIRST | Kind.ASIAN
_NAMING = Left.OFFICE | Left.HONORIFIC
# «Lò Đông Thủy hiện có 41 em nữ»: what has members is no person; «có 2 em» has brothers.
_PEOPLED = re.compile(
    r" (?:hiện )?có (?:gần |hơn |trên |khoảng )?\d[\d.]+ "
    r"(?:em|học (?:viên|sinh|trò)|(?:hội|đoàn|đảng|thành|nhân|xã) viên|hộ|dân|nhân khẩu)\b"
)
_DATED = re.compile(r"\s*\(\d{4}\)")


def _ceiling(candidate: Candidate) -> int:
    """The most that a candidate's score can be."""
    if candidate.phrase in OFFICES:
        return _NEVER
    if not candidate.words[-1].word.kind & Kind.SYLLABLE and _DATED.match(
        candidate.text.clean, candidate.end
    ):
        # «Slumdog Millionaire (2008)»: a work.
        return _NEVER
    if not candidate.left & _NAMING and _PEOPLED.match(candidate.text.clean, candidate.end):
        return _NEVER
    if candidate.place:
        # «Chủ tịch Hồ Chí Minh», «cô Hà Giang cho biết»; but «người mẹ Hà Nội».
        if candidate.words[0].word.kind & Kind.STRONG:
            return 1 if candidate.left & (Left.OFFICE | Left.HONORIFIC) else _NEVER
        return 1 if candidate.left & Left.HONORIFIC and candidate.said == 2 else _NEVER
    if candidate.capitals and not candidate.words[0].word.kind & Kind.STRONG:
        return -2
    if (
        not candidate.left & (Left.HONORIFIC | Left.OFFICE)
        and candidate.said < 2
        and candidate.phrase in COMMEMORATED
    ):
        return 0
    return 9


# «1. Nguyễn Văn An»: a list of winners, not a signature.
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\. ?\Z", re.MULTILINE)
# What stands before a signature: nothing, the end of a sentence, «(Còn tiếp)».
_ENDS = frozenset(("", ".", "!", "?", "…", ")"))
_ALONE = re.compile(r"\s*(?:\.?\s*(?:\n|$)|\.\s|\(\s*[Tt]heo|Theo |Tổng hợp|Ảnh:|Video:|[-–,&]\s)")


def _signed(candidate: Candidate) -> bool:
    """Whether a name signs a text or picture: alone in its sentence, or as «Theo …» at its end."""
    clean, end = candidate.text.clean, candidate.end
    if candidate.text.field != "body":
        return False
    if candidate.start >= candidate.text.signature:
        return True
    if candidate.cue == "theo":
        return clean.startswith(")", end) or not clean[end : candidate.ceiling].strip(" .)")
    if candidate.cue not in _ENDS or candidate.left or len(candidate.words) < 2:
        return False
    alone = _ALONE.match(clean, end)
    if alone is None or (candidate.cue == ")" and clean[end:].strip(" .")):
        return False
    if alone[0].strip()[:1] in ("-", "–", ",", "&"):
        # «Đức Hùng - Hoàng Táo» signs together where nothing follows but such names.
        rest = clean[end : candidate.ceiling]
        return candidate.ceiling == len(clean) and len(rest) < 60 and rest.istitle()
    return not _NUMBERED.search(clean, max(0, candidate.start - 6), candidate.start)


def _outside(candidate: Candidate, inside: int, previous: Candidate | None) -> int:
    """The evidence in what stands before; bars the candidate where it names something else."""
    left = candidate.left
    if left & Left.MARKER and not left & Left.HONORIFIC:
        return _after_marker(candidate, inside)
    if left & Left.HONORIFIC:
        return 2 if left & Left.WEAK else 4
    if left & Left.OFFICE:
        known = all(c.word.kind & Kind.SYLLABLE for c in candidate.words) or inside > 0
        if left & Left.WEAK and known and inside <= 0:
            return 0
        if left & Left.BODY and known and inside < 0 and len(candidate.words) > 1:
            return 1
        return 4 if known or not left & Left.BODY else 2
    if candidate.cue in CUES["place"]:
        return -2
    if (
        previous is not None
        and candidate.listed
        and previous.barred
        and previous.left & Left.MARKER
    ):
        candidate.barred, candidate.left = True, Left.MARKER
        return -6
    if len(candidate.words) == 1:
        return _single(candidate)
    doubtful = inside < 3 or candidate.phrase in COMMEMORATED
    if doubtful and candidate.words[0].word.kind & Kind.SYLLABLE and _governed(candidate):
        candidate.barred = True
        return -6
    return 0


def _after_marker(candidate: Candidate, inside: int) -> int:
    left = candidate.left
    if left & Left.WEAK:
        return -2
    if candidate.cue[0].isdigit():
        foreign = not candidate.words[-1].word.kind & Kind.SYLLABLE
        if foreign or (inside >= 3 and _office(candidate)):
            return 0
    if left & Left.BODY and left & Left.OFFICE:
        # «Tổng thống Nga Putin», but «Cục trưởng Cục Cứu hộ», «Phó giám đốc Quỹ Tâm Nguyện Việt».
        return 0 if inside < 1 and candidate.words[0].word.kind & Kind.SYLLABLE else 4
    if left & Left.BODY and (inside >= 1 or (inside == -1 and candidate.cue == "place")):
        if (inside >= 3 or candidate.cue == "place") and _office(candidate):
            return 1
        if candidate.cue == "place":
            return -1
    candidate.barred = True
    return -6


def _single(candidate: Candidate) -> int:
    """The evidence before a single syllable without honorific."""
    kind = candidate.words[0].word.kind
    if candidate.end > candidate.words[0].end and following(candidate.text.clean, candidate.end):
        # «L. bỗng nhớ»: a name that the paper shortens, not the end of a sentence.
        return 4
    if not kind & (Kind.GIVEN | Kind.FIRST) or candidate.place:
        return 0
    if candidate.keys[0] in CUES["common"]:
        return 2 if candidate.keys[0] in CUES["both"] and not candidate.opening else 0
    if candidate.opening:
        return 0 if candidate.keys[0] in CUES["ordinary"] else 2
    return 3


# Words further back than a firm's trade («Công ty TNHH phát triển Lộc Kim Chi») tell nothing.
_TRADE = 8


def _governed(candidate: Candidate) -> bool:
    """Whether words before say whose name it is: a firm, fund, school or the like."""
    window = candidate.text.clean[max(candidate.floor, candidate.start - 60) : candidate.start]
    if window[-2:-1] in _PUNCTUATION:
        return False
    keys = [key(part) for part in window.split()[-_TRADE:]]
    for position in range(len(keys) - 1, -1, -1):
        if " ".join(keys[position : position + 2]) in _FIRMS or keys[position] in CUES["firm"]:
            return True
        if keys[position][-1:] in _PUNCTUATION or keys[position] in CUES["stop"]:
            return False
    return False


_PUNCTUATION = frozenset(',;:.!?…–-)("“”')
_FIRMS = frozenset(
    ("công ty", "tập đoàn", "ngân hàng", "xí nghiệp", "cổ phần", "cửa hàng", "tác xã")
)


def _listed(candidate: Candidate, previous: Candidate) -> bool:
    """Whether two candidates stand in one list: «Lê Lợi và Trần Hưng Đạo»."""
    return 0 < candidate.start - previous.end < 9 and bool(
        _LIST.fullmatch(candidate.text.clean, previous.end, candidate.start)
    )


def _holds_body(title: str) -> bool:
    """Whether a title has the word for a body in it, whose name may follow."""
    keys = [key(part) for part in title.split()]
    for position in range(len(keys)):
        if " ".join(keys[max(0, position - 1) : position + 1]) in PLAIN:
            continue
        for count in (1, 2):
            sign = LEFT.get(" ".join(keys[position : position + count]), Left.NOTHING)
            if sign & Left.MARKER and not sign & Left.WEAK:
                return True
    return False


def _within_title(candidate: Candidate) -> bool:
    """Whether a syllable goes on with a title: «Ủy ban Tình báo», «Phó chủ tịch Liên chi hội»."""
    if candidate.said or not following(candidate.text.clean, candidate.end):
        return False
    return _office(candidate)


def _office(candidate: Candidate) -> bool:
    return bool(roles.before(candidate.text.clean, candidate.floor, candidate.start))


def _titled(candidate: Candidate, inside: int) -> int:
    """What an office before or after says for a candidate that is in doubt."""
    titles = roles.before(candidate.text.clean, candidate.floor, candidate.start)
    if titles:
        # «Phó giám đốc Quỹ Tâm Nguyện Việt», «Giám đốc Công ty chế biến nông sản Nghĩa Phát».
        body = inside < 2 and _holds_body(titles[-1])
        return -1 if body else 2
    return 2 if roles.after(candidate.text.clean, candidate.end, candidate.ceiling) else 0
