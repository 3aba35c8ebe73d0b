"""Decide which of a person's offices a public page may state.

Offices are read by rules, which err. An office that several reports give has been read several
times; one that fewer give must be beyond doubt by its own words and by the name given with it.
"""

import re
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
    VERBS,
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
_HALVES = frozenset(("sinh", "nhất", "nội", "vũ", "bầu", "vốn"))
# Verbs with which a statement after a title begins, and titles of the work of a book.
_SAYING = frozenset(("đặt câu", "chủ biên", "cam kết", "bình luận", "phân tích", "chất vấn"))
# A space was lost before or after a Vietnamese word: «Quỳ Châucho», «CanalisHuấn luyện viên».
_GLUED = re.compile(r"[à-ỹ]\w*(?<!^)(?:cho|nói|đã)\b|[a-z][A-ZĐ][a-zà-ỹ]*[à-ỹ]")
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
        "đầu tiên",
        "duy nhất",
        "cuối cùng",
        "huyền thoại",
        "có tiếng",
        "lão làng",
        "lão luyện",
        "gạo cội",
        "tài ba",
        "phi thường",
        "bốc lửa",
        "tâm huyết",
        "số đỏ",
        "hay nhất",
        "lĩnh tinh",
        "sinh năm",
    )
)
# Beginnings of names of bodies that a report writes with a dash or ampersand: «Sở GD - ĐT».
_UNFINISHED = frozenset(("gd", "tn", "nn", "kh", "lđ", "vh", "gt", "kt"))
# Nations whose names could be those of persons by their syllables.
_NATIONS = frozenset(("việt nam", "hàn quốc", "trung quốc", "đài loan", "thái lan"))
# Words after an office noun, of which the last is a number.
_NUMBERED = 3
# Words before the number of a class or place: «học sinh lớp 5», «Chủ tịch phường 15».
_COUNTED = frozenset(("lớp", "phường", "quận"))
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
# Nouns for bodies with which no office ends, unless the name of the body was cut off.
_BODIES = frozenset(("cơ quan", "tổng công ty", "ủy ban", "uỷ ban"))
_CAPITAL_BODIES = frozenset(
    ("Ban", "Báo", "Bộ", "Cục", "Khoa", "Phòng", "Sở", "Tỉnh", "Huyện", "Trường", "Viện", "Vụ")
)
# Kinds of schools and hospitals, the mark of a reporter's note («- PV»), and words of address with
# which the next sentence begins.
_ABBREVIATED = frozenset(("ĐH", "CĐ", "THPT", "THCS", "BV", "PV", "Ông", "Bà", "Sir"))
# Words before the name of a firm: «Công ty Phước» before «Hoàng Anh» is half of «Phước Hoàng Anh».
_FIRMS = frozenset(("ty", "tnhh", "phần", "hàng", "htx", "dntn"))
# Offices that, without their ship or orchestra, are those of a trainer or player as often.
_FIGURATIVE = frozenset(("thuyền trưởng", "nhạc trưởng"))
# Monarchs, and masters of a trade: «nữ hoàng của điện ảnh», «vua nấm».
_MONARCHS = frozenset(("nữ hoàng", "vua", "ông hoàng"))
# What stars are stars of: «ngôi sao điện ảnh», but not «ngôi sao tâm thần».
_STARS = frozenset(
    (
        "điện",
        "ca",
        "bóng",
        "truyền",
        "phát",
        "nhạc",
        "hip-hop",
        "màn",
        "quần",
        "người",
        "thể",
        "của",
    )
)
# What groups are for, unless they are gangs: «thành viên nhóm nghiên cứu».
_GROUPS = frozenset(("nghiên cứu", "nhạc", "kịch", "hài", "múa", "xiếc", "rap", "rock", "tác giả"))
# Parts of a sentence around a title: the first word of the next one («Phó Chủ tịch UBND TP. Theo Ủy
# ban»), a full stop, an ellipsis, a crime, the word for a branch without its place.
_SENTENCE = re.compile(
    r"\. (?:Theo|Ông|Bà|Trong|Tại|Khi|Sau|Ngày|Tuy|Ngoài)\b|[a-zà-ỹ]{3,}\.$| …|…\s*\w"
    r"|(?<!chống )(?<!về )tham nhũng|[A-Z]\w+ chi nhánh$"
)
# Last words of bodies that are named after offices: «Bộ Tư lệnh», «Hội đồng Thành viên».
_COUNCILS = frozenset(("bộ", "đồng"))
_REGIONS = frozenset(("miền", "tỉnh", "thành", "vùng", "khu", "huyện", "quận"))
# Short titles that another title runs into: «tác giả TS.».
_SHORT = frozenset(("ts", "ths", "gs", "pgs", "bs", "đb", "pgs-ts", "gs-ts", "psg"))
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
    return _plain(office, words, keys, length) and any(
        _in_full(name, office) and name not in office for name in names
    )


def _plain(office: str, words: list[str], keys: list[str], length: int) -> bool:
    """Return True if the words of an office are a noun with what belongs to it, and no statement.

    `length`: how many of them the noun has.
    """
    if not length or ends_loosely(" ".join(words)) or _SENTENCE.search(office):
        return False
    if office.casefold() == "thành viên" or _GLUED.search(office):
        return False
    if len(words) > length and words[-1].islower():
        pair = " ".join(keys[-2:])
        if keys[-1] in _HALVES and pair not in _NOUNS:
            return False
        if keys[-1] in CUES["unnamed"] and (pair not in OFFICE_PAIRS or pair == "ca khúc"):
            return False
    tail = words[length:]
    numbered = bool(tail) and tail[-1].isdigit() and keys[-2] not in _COUNTED
    if tail and (tail[0].isdigit() or (numbered and len(tail) < _NUMBERED)):
        # The number of a player's shirt, an age, a rank: «tay vợt thứ 7», «Trưởng phòng 5».
        return False
    if _ends_in_verb(words, keys, length) or _work(words, keys) or "" in keys:
        return False
    if "tuổi" in keys or _runs_on(words, keys, length):
        return False
    if tail and (keys[-1] in _UNFINISHED or any("?" in each or "!" in each for each in tail)):
        return False
    if _cut(words, keys, length) or _figurative(words, keys, length) or _parts(words, keys, length):
        return False
    if _is_person(tail) or (" ".join(keys[:length]) in STAGE and _names(tail)):
        return False
    if any(not each.isascii() and each[:1].islower() and each != each.lower() for each in tail):
        # «phát ngôn viên củaApple»: a lost space.
        return False
    if not _PRAISE.isdisjoint(" ".join(pair) for pair in pairwise(keys)):
        return False
    again = [at for at in range(length, len(keys)) if keys[at : at + length] == keys[:length]]
    doubled = len(keys) - length > 3 and keys[-2:] == keys[-4:-2]
    if doubled or any(keys[at - 1] not in _COUNCILS for at in again):
        # «kình ngư Trung Quốc Kình ngư Trung Quốc», of a headline and the text below it
        return False
    return all(_official(words, keys, at) for at in range(length, len(words)))


def _cut(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if an office ends with a body whose name is missing: «cán bộ Cơ quan»."""
    tail = keys[length:]
    if not tail:
        return len(keys) == 1 and keys[0] in ("trưởng", "phó")
    if " ".join(keys[-2:]) in _BODIES:
        return True
    if words[-1] in _ABBREVIATED or (words[-1] in _CAPITAL_BODIES and words[-2].islower()):
        return True
    return len(tail) > 1 and keys[-2] in _FIRMS and words[-1][0].isupper() and _native(words[-1])


def _ends_in_verb(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if an office ends with a verb after the name of a body: «UBND xã Bình An ký»."""
    pair = " ".join(keys[-2:])
    named = len(words) > 2 and words[-3][0].isupper()
    spoken = pair in ("đặt câu", "chủ biên") or (named and pair in _SAYING)
    if spoken and len(words) > length + 1 and words[-1].islower():
        return True
    if "trực tiếp chỉ" in " ".join(keys) or keys[-1] in ("đặt", "tìm"):
        return True
    if named and pair == "trực tiếp":
        return True
    if "trao" in keys and keys[keys.index("trao") - 1] not in ("đồng", "ban"):
        # «Tạp chí Cộng sản trao giải C», but not «Hội đồng trao giải»
        return True
    if len(words) < 2 or not words[-1].islower() or not words[-2][0].isupper():
        return False
    return keys[-1] in VERBS or keys[-1] == "ký"


def _work(words: list[str], keys: list[str]) -> bool:
    """Return True if an office ends with the first word of a title: «diễn viên chính phim Vua»."""
    return len(words) > 2 and keys[-2] in CUES["unnamed"] and _native(words[-1])


def _native(written: str) -> bool:
    """Return True if a word is a syllable of Vietnamese that is not in capitals."""
    return written.istitle() and bool(word(written).kind & Kind.SYLLABLE)


def _figurative(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if an office may be a figure of speech: «kiến trúc sư của chiến tranh».

    A member of a gang has no office either: «thành viên nhóm chợ gà».
    """
    noun, tail = " ".join(keys[:length]), keys[length:]
    if noun in _MONARCHS:
        return bool(tail) and words[length].islower() and tail[0] not in ("nước", "phá", "triều")
    if noun.endswith("ngôi sao") and tail and words[length].islower():
        return tail[0] not in _STARS
    if noun.endswith("thành viên") and tail[:1] in (["nhóm"], ["băng"]):
        group = " ".join(tail[1:3])
        return (
            words[length + 1 :] != []
            and words[length + 1].islower()
            and not any(group.startswith(each) for each in _GROUPS)
        )
    if noun == "kiến trúc sư" or noun in _FIGURATIVE:
        return tail[:1] == ["của"] or (noun in _FIGURATIVE and not tail)
    return False


def _parts(words: list[str], keys: list[str], length: int) -> bool:
    """Return True if «và» leads to something else: «báo Time và định cư», «và 3 lãnh đạo».

    True too if two hold one office each: «nguyên chủ tịch và phó chủ tịch UBND Cần Thơ».
    """
    second = length + 1
    if keys[length:second] == ["và"] and keys[second : second + 1] == ["phó"]:
        return True
    for at in range(1, len(keys) - 1):
        if keys[at] == "và":
            onward = words[at + 1]
            turns = words[at - 1][0].isupper() and onward[0].islower()
            if onward[0].isdigit() or (turns and keys[at + 1] not in _REGIONS):
                return True
    return False


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
    if any(keys[at] in _SHORT and keys[at - 1] not in _SHORT for at in range(length, len(keys))):
        return True
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


# Words of the longest names; with more of them several names run together.
_LONGEST = 7
# Nouns for firms, before whose own name other words may stand: «Xí nghiệp thương binh Quang Minh».
_FIRM = re.compile(r"(?:xí nghiệp|công ty|doanh nghiệp|hợp tác xã|cửa hàng)(?: [^\W\d_]+)+")


def _firm(office: str) -> bool:
    """Return True if an office ends with a firm that it does not name."""
    found = _FIRM.search(office.casefold())
    return found is not None and office[found.start() + 1 :].islower()


def _in_full(name: str, office: str) -> bool:
    """Return True if a holder of an office is called by name in full.

    Two given names are a name on stage, but not that of an official: «Giám đốc Ba Huân». Four
    syllables without a family name have another word before the name: «Tân Cương Cổ Lực Na Trát».
    """
    parts = name.split()
    if not 1 < len(parts) <= _LONGEST or parts[0].count(".") > 1:
        # «T.T.H Trường»
        return False
    if len(parts) == 2 and _firm(office) and all(word(part).kind & Kind.GIVEN for part in parts):
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
