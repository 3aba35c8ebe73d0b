"""Decide which of a person's offices a public page may state.

Offices are read by rules, which err. An office that several reports give has been read several
times; one that fewer give must be beyond doubt by its own words and by the name given with it.
"""

from collections.abc import Iterable
from itertools import pairwise

from archive.persons.lexicon import (
    COMPOUNDS,
    CUES,
    HEADS,
    OFFICE_PAIRS,
    OFFICE_WORDS,
    OFFICES,
    PLAIN,
    STAGE,
    UNOFFICIAL,
    Kind,
    key,
    word,
)
from archive.persons.title_words import ends_loosely, head
from index.language import spelling

__all__ = ["may_state"]

# Reports after which an office is stated however it is worded.
_SEVERAL = 3
# Named in so many reports, a person who holds an office has it in several; one error would be read
# by many.
_MANY = 20
_MARKS = ',.:;"“”()'
# Words with which a title ends as the half of a word only: «vệ sinh», «bí thư thứ nhất».
_HALVES = frozenset(("sinh", "nhất"))
# Pairs of words that praise, or that say nothing without the report.
_PRAISE = frozenset(
    (
        "nổi tiếng",
        "danh tiếng",
        "tiếng tăm",
        "lừng danh",
        "tài danh",
        "đình đám",
        "xinh đẹp",
        "chủ nhà",
        "cá tính",
        "tài năng",
        "hàng đầu",
    )
)
# Beginnings of names of bodies that a report writes with a dash or ampersand: «Sở GD - ĐT».
_UNFINISHED = frozenset(("gd", "tn", "nn", "kh", "lđ", "vh", "gt", "kt"))
# Nations whose names could be those of persons by their syllables.
_NATIONS = frozenset(("việt nam", "hàn quốc", "trung quốc", "đài loan", "thái lan"))
# Words after an office noun, of which the last is a number.
_NUMBERED = 3
# Offices of those who serve another: «trợ lý Tổng thống».
_SERVANTS = frozenset(
    ("trợ lý", "thư ký", "cố vấn", "đặc phái viên", "phó", "trưởng", "phát ngôn viên", "thành viên")
)
_RANKS = frozenset(
    f"{grade} {rank}"
    for grade in ("đại", "thượng", "trung", "thiếu")
    for rank in ("tá", "tướng", "úy")
)
# First words of the names of monks and nuns.
_RELIGIOUS = frozenset(("Thích",))
_NOUNS = OFFICE_PAIRS | COMPOUNDS | PLAIN | OFFICES


def may_state(office: str, reports: int, names: Iterable[str], named: int = 0) -> bool:
    """Return True if a public page may state an office of a person.

    `reports`: the number of reports that give it. `names`: the names of the person, written in
    full, that stand with the office in any of them. `named`: the number of reports that name the
    person.

    >>> may_state("Giám đốc Sở Y tế", 1, ["Lê Thị Lan"]), may_state("Giám đốc Sở Y tế", 1, [])
    (True, False)
    >>> may_state("Giám đốc bắt công nhân phơi nắng", 1, ["Lê Thị Lan"])
    False
    >>> may_state("Giám đốc", 1, ["Ba Huân"]), may_state("ca sĩ", 1, ["Thanh Lam"])
    (False, True)
    >>> may_state("Giám đốc Sở Y tế", 2, ["Lê Thị Lan"], named=250)
    False
    """
    words = office.replace(".", " ").split()
    keys = [key(each.strip(_MARKS)) for each in words]
    length = head(keys, 0)
    if " ".join(keys[:length]) in UNOFFICIAL:
        return False
    if reports >= _SEVERAL or named >= _MANY:
        return reports >= _SEVERAL
    return _plain(words, keys, length) and any(
        _in_full(name, office) and name not in office for name in names
    )


def _plain(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if words are an office noun with what belongs to it, and no statement.

    `length`: how many of them the noun has.
    """
    if not length or ends_loosely(" ".join(words)):
        return False
    if len(words) > length and words[-1].islower():
        alone = keys[-1] in _HALVES and " ".join(keys[-2:]) not in _NOUNS
        if keys[-1] in CUES["unnamed"] or alone:
            return False
    tail = words[length:]
    if tail and (tail[0].isdigit() or (tail[-1].isdigit() and len(tail) < _NUMBERED)):
        # The number of a player's shirt, an age, a rank: «tay vợt thứ 7», «Trưởng phòng 5».
        return False
    if "tuổi" in keys or _runs_on(words, keys, length):
        return False
    if tail and (keys[-1] in _UNFINISHED or any("?" in each or "!" in each for each in tail)):
        return False
    if _is_person(tail) or (" ".join(keys[:length]) in STAGE and _names(tail)):
        return False
    if any(not each.isascii() and each[:1].islower() and each != each.lower() for each in tail):
        # «phát ngôn viên củaApple»: a lost space.
        return False
    if not _PRAISE.isdisjoint(" ".join(pair) for pair in pairwise(keys)):
        return False
    if any(keys[at : at + length] == keys[:length] for at in range(length, len(keys))):
        # «kình ngư Trung Quốc Kình ngư Trung Quốc», of a headline and the text below it
        return False
    return all(_official(words, keys, at) for at in range(length, len(words)))


def _runs_on(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if another title begins after a lost full stop or comma.

    True for «Hoa hậu Huế 2014 Diễn viên», «giáo viên Chủ nhiệm Ủy ban», «Giám đốc CMC trung tá».

    `length`: the number of words of the first office noun.
    """
    for at in range(length, len(words)):
        if not words[at].istitle() or not head(keys, at):
            continue
        if words[at - 1].isdigit() or (at == length and words[0].islower()):
            return " ".join(keys[:length]) not in _SERVANTS
    return any(" ".join(pair) in _RANKS for pair in pairwise(keys[length:]))


def _is_person(words: list[str]) -> bool:
    """Return True if words after an office begin with a Vietnamese name in full.

    True for «Hồ Chí Minh» in «Chủ tịch Hồ Chí Minh», which is the office of that person.
    """
    if len(words) < 3 or not all(each[0].isupper() for each in words[:3]):
        return False
    first, *given = [word(each).kind for each in words[:3]]
    return bool(first & Kind.STRONG and given[0] & given[1] & Kind.GIVEN)


def _names(words: list[str]) -> bool:
    """Return True if words after an office of the stage or field begin with the name of a person.

    True for «tiền vệ Peev, Hristov» and «diễn viên Leonardo DiCaprio», False for «HLV Chelsea».
    """
    if not words or not words[0][0].isupper():
        return False
    if words[0].endswith(","):
        return True
    found = [word(each) for each in words[:2] if each[0].isupper()]
    first = found[0].kind
    if len(words) == len(found) and all(each.kind & Kind.SYLLABLE for each in found):
        # «diễn viên Mai Sơn», of a list, but not «ca sĩ Việt Nam»
        nation = " ".join(each.key for each in found) in _NATIONS
        return len(words) > 1 and not nation and all(each.kind & Kind.GIVEN for each in found)
    if len(words) == 1:
        # «hậu vệ Juan», of a list
        return first & (Kind.FIRST | Kind.PLACE) == Kind.FIRST
    return bool(len(found) > 1 and first & (Kind.FIRST | Kind.STRONG) and not first & Kind.PLACE)


def _official(words: list[str], keys: list[str], at: int) -> bool:
    """Return True if a word belongs to offices: a name, a foreign word or one of the list."""
    if not words[at][:1].islower() or not spelling.is_syllable(keys[at]):
        return True
    if keys[at] in OFFICE_WORDS:
        return True
    around = keys[max(0, at - 1) : at + 2]
    pairs = {" ".join(pair) for pair in pairwise(around)}
    return not pairs.isdisjoint(_NOUNS)


def _in_full(name: str, office: str) -> bool:
    """Return True if a holder of an office is called by name in full.

    Two given names are a name on stage, but not that of an official: «Giám đốc Ba Huân». Four
    syllables without a family name have another word before the name: «Tân Cương Cổ Lực Na Trát».
    """
    parts = name.split()
    if len(parts) < 2:
        return False
    if len(parts) == 3 or not all(word(part).kind & Kind.SYLLABLE for part in parts):
        return True
    if word(parts[0]).kind & (Kind.FAMILY | Kind.SINO) or parts[0] in _RELIGIOUS:
        return True
    if len(parts) > 3:
        return False
    keys = [key(part) for part in office.split()]
    if keys[0] in CUES["prefix"]:
        del keys[0]
    return any(
        " ".join(keys[:count]) in STAGE
        for count in HEADS.get(keys[0] if keys else "", ())
        if " ".join(keys[:count]) in OFFICES
    )
