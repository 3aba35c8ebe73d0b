"""Find the offices before a name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.persons.lexicon import (
    CUES,
    HEADS,
    PLAIN,
    Kind,
    key,
    word,
)
from archive.persons.title_words import (
    BEGINNINGS,
    LONGEST,
    PLAIN_ENDS,
    STOPPING,
    WORD,
    abbreviated,
    acts,
    continues,
    head,
    is_name,
    loose,
    names_holder,
    stops,
)

__all__ = ["before", "met", "of_several"]

# Words of compounds in which a word that ends titles does not end them («dự bị», «sáng lập»).
_PARTLY = frozenset(part for phrase in PLAIN for part in phrase.split())
# Characters before a name in which its titles are looked for, and those in which the last of them
# must begin.
_REACH = 200
_NEAR = 120
_MARKS = ',.:;!?()"“”‘’'
_POINTS = ',.()"“”'
_HALTING = CUES["stop"] - _PARTLY
# The last word before a title at which a chain of titles can begin.
_LEADING = CUES["introducing"] | CUES["between"]
_OCCASIONS = frozenset(("trong", "tại", "sau", "trước", "khi", "nhân"))
# «trợ lý Tổng thống Donald Trump»: the name is that of the second.
_SERVING = re.compile(
    r"(?:trợ lý|thư ký|cố vấn|phát ngôn viên) (?:(?:của|cho) )?"
    r"(?:(?:phó )?(?:tổng thống|thủ tướng)|chủ tịch|bộ trưởng)"
)
# Offices whose holders hold none of the others, and first words of these.
_HIGHEST = frozenset(("thủ tướng", "thủ tướng chính phủ", "chủ tịch nước", "tổng thống"))
_MINISTERS = frozenset(("bộ", "thứ", "chủ", "giám", "phó"))
# Words before a title that make it a term or seat, which the next person need not hold.
_TERMS = frozenset(("kỳ", "ghế"))
# Words before a title and a comma, after which the name is that of another person.
_FALSE = frozenset(("xưng", "giả", "mạo"))
# Words that a title is part of the name of: «Cơ quan cảnh sát điều tra», «địa điểm tập lái xe».
_NAMED_AFTER = frozenset(("cơ quan", "điểm tập", "sân tập"))
_ANOTHER = frozenset(
    ("làm", "thành", "qua", "nhờ", "thuê", "vợ", "chồng", "con", "bố", "mẹ", "cha", "bạn", "của")
)
_COMPANY = frozenset(("với", "gặp", "tiếp", "cùng"))
_REPLIES = frozenset(("ghi", "đáp", "nghe", "trả", "cảm", "đồng", "trước"))
_SOURCES = _COMPANY | {"của"}
# The last end of a clause.
_BOUNDARY = re.compile(
    r".*([.!?…;:\n\"“”()\[\]])(?:(?<![.!?…])|(?=\s|$)|(?<=[a-zà-ỹ]\.)(?=[A-ZĐ][a-zà-ỹ]))",
    re.DOTALL,
)
_BULLET = re.compile(r"\s*[-–—•*]")
# «Bí thư Huyện ủy - Chủ tịch UBND huyện». The separators are captured, to be put back. The Bộ Lao
# động, Thương binh và Xã hội has a comma or dash in its name.
_PARTS = re.compile(r"(,(?! Thương binh)| [-–—] (?!Thương binh))")
# Words before the name of a character in a play or film; they are no office.
_PLAYED = frozenset(("vai", "vai diễn", "nhân vật"))
# «Anh vào vai phiên bản Việt của Chủ tịch Gu»: the office is that of a character.
_ACTED = re.compile(r"\b(?:vào|thủ|đóng|nhập|các|những|nhiều|diễn) vai\b|\bvai diễn\b")
_CALLS = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "thầy", "đồng chí", "đ/c")
_ADDRESS = re.compile(rf"(?:\b(?:{'|'.join(_CALLS[:-2])})|đồng chí|đ/c)\s*$", re.IGNORECASE)
# Characters at the end of a clause in which the word of address is looked for.
_CALLED = 12

# Titles of honour in Cambodia and Malaysia, which are no part of an office.
_STYLES = ("Samdech", "Techo", "Kralahom", "Dato", "Datuk")
_STYLED = re.compile(rf"(?:,? (?:{'|'.join(_STYLES)}))+\Z")

# «Giám đốc Cục Điều tra Liên bang Mỹ (FBI) Christopher Wray»: the abbreviation of the body.
_SHORT = re.compile(r" \([A-ZĐ][A-ZĐ\d& -]{1,12}\) ?\Z")
# «(Đệ nhất phu nhân) Liza Araneta»: an addition to quoted speech.
_BRACKETED = re.compile(r"\(([^()]{1,80})\) \Z")
# «PGS,TS»
_GLUED = re.compile(r",\S")


def before(text: str, floor: int, start: int) -> tuple[str, ...]:
    """Return the titles before a name that begins at `start`, in their order.

    `floor`: the offset at which the paragraph begins or the name before ends.

    >>> text = "Ủy viên Bộ Chính trị, Thủ tướng Chính phủ Nguyễn Xuân Phúc"
    >>> before(text, 0, text.index("Nguyễn"))
    ('Ủy viên Bộ Chính trị', 'Thủ tướng Chính phủ')
    """
    if start <= floor:
        return ()
    clause, near = _clause(text, floor, start), text[max(floor, start - _NEAR) : start]
    in_brackets = near.endswith((")", ") "))
    if not _perhaps(near if in_brackets or _GLUED.search(clause) else clause[-_NEAR:]):
        return ()
    if in_brackets:
        bracketed = _BRACKETED.search(text, max(floor, start - _REACH), start)
        if bracketed and _begin(bracketed[1]) == 0:
            return (bracketed[1],)
    clause = clause.rstrip(" \"“'‘’")
    if clause.endswith(_STYLES):
        # «Thủ tướng Campuchia Samdech Techo Hun Sen»
        clause = _STYLED.sub("", clause)
    called = _called(clause)
    if (called and _opens(clause, called)) or _acted(clause):
        return ()
    # «chuyên gia về Nga, Alexander Nepogodin», but not «… với phóng viên, bà Lan».
    pieces = _PARTS.split(clause[: called.start()] if called else clause.rstrip(" ,-–—"))
    if clause.endswith(",") and is_name(pieces[-1]):
        return ()
    titles = _chain(pieces, clause)
    if titles and not called and clause.endswith(",") and _apart(titles[-1], text[start:]):
        return ()
    if titles and clause.endswith(",") and names_holder(titles[-1]) and not _placed(titles[-1]):
        # «tiền vệ Gattuso, Rui Costa»
        return ()
    if titles and _SERVING.fullmatch(titles[-1].lower()):
        titles.pop()
    return tuple(title for title in titles if title.lower() not in _PLAYED)


def _placed(title: str) -> bool:
    """Return True if a title ends with a known place or club: «HLV Brazil»."""
    return bool(word(title.split()[-1]).kind & Kind.PLACE)


def _acted(clause: str) -> bool:
    """Return True if a clause leads to a character of a film or play."""
    return ("vai" in clause and bool(_ACTED.search(clause))) or "hóa thân" in clause


def _chain(pieces: list[str], clause: str) -> list[str]:
    """Return the titles with which a clause ends, in their order.

    `pieces`: the parts of the clause with the separators between them.
    """
    chain: list[str] = []
    tail = ""
    while pieces:
        piece = pieces.pop()
        separator = pieces.pop() if pieces else ""
        at = _begin(piece)
        if at < 0:
            if chain or tail or not continues(piece):
                break
            # «Bộ Lao động - Thương binh và Xã hội»: the name of a body has parts too.
            tail = f"{separator}{piece}"
            continue
        introduced = piece[:at].split()
        if introduced and _of_field(piece[at:], introduced[-1]):
            # «Cục Quản lý Xuất nhập cảnh»: the name of a body.
            break
        if not chain and introduced and _of_another(introduced, clause):
            return []
        if chain and _parted(piece[at:], introduced, chain[-1]):
            break
        chain.append(piece[at:] + tail)
        tail = ""
        if introduced:
            break
    return [" ".join(title.split()).rstrip(" *•|-–") for title in reversed(chain)]


# Office nouns that are fields of bodies as well: «Cục Quản lý …», «Hội Cựu chiến binh».
_FIELDS = ("quản lý", "thanh tra", "cảnh sát", "giám sát", "lãnh đạo", "cựu chiến binh", "kế toán")


def _of_field(title: str, before: str) -> bool:
    """Return True if a title is the field of the body that the word before it begins."""
    if key(before) == "phòng" and title.lower().startswith("luật sư"):
        # «Văn phòng Luật sư Giang Thanh»
        return True
    body = before[0].isupper() and word(before).kind & Kind.ORGAN
    return bool(body) and title.lower().startswith(_FIELDS)


def _parted(title: str, introduced: list[str], following: str) -> bool:
    """Return True if a title is of another person than the title that follows it.

    `introduced`: the words before it in its part of the clause.
    """
    if introduced and key(introduced[-1]) not in _LEADING:
        return True
    if key(following.split()[0]) in _MINISTERS and title.lower() in _HIGHEST:
        # «Thừa ủy quyền của Thủ tướng Chính phủ, Bộ trưởng Trần Hồng Hà»
        return True
    common = title[0].islower() and key(title.split()[0]) not in CUES["formal"]
    if introduced and common and following[0].isupper():
        # «tri thức của thí sinh, Hoa hậu Lan»
        return True
    # «tiền đạo Morgan, hậu vệ Tuấn Anh»
    return names_holder(title) or _met(" ".join(introduced))


def _apart(title: str, name: str) -> bool:
    """Return True if a title and the name after a comma are rarely of one person.

    True for «2 Việt kiều, Lê Văn An» and «vợ anh ca sĩ, Dylan Sahara», False for «chủ tịch FIFA,
    Gianni Infantino».
    """
    keys = [key(each) for each in title.split()]
    first = WORD.match(name)
    vietnamese = first is not None and word(first[0]).kind & (Kind.FAMILY | Kind.GIVEN)
    return bool(vietnamese) or (head(keys, 0) == len(keys) and keys[0] not in CUES["formal"])


def _of_another(introduced: list[str], clause: str) -> bool:
    """Return True if the words before a title make it that of another, or a false one.

    True in «do Lê Văn An làm đội trưởng, Trần Ba», «qua luật sư, Lê An», «tự xưng là công an,
    Lê An» and «tại cơ quan cảnh sát điều tra, Lê An».
    """
    keys = [key(each) for each in introduced]
    false = " ".join(keys[-3:]) == "giới thiệu là" or keys[-2:] == ["ứng", "viên"]
    will = keys[-2:] == ["sẽ", "là"]
    if clause.endswith(",") and (keys[-1] in _TERMS or will):
        # «nhiệm kỳ chủ tịch của Hungary, Lan», «Nam sẽ là HLV trưởng, Lan giữ …»
        return True
    if false or not _FALSE.isdisjoint(keys) or " ".join(keys[-2:]) in _NAMED_AFTER:
        return True
    return clause.endswith((",", "-", "–")) and keys[-1] in _ANOTHER


def _met(introduction: str) -> bool:
    """Return True if the title that follows is that of a person whom the next one meets.

    True for «Trong cuộc gặp với» in «Trong cuộc gặp với Chủ tịch Hội, Thủ tướng …», and for «Ghi
    nhận ý kiến của» in «Ghi nhận ý kiến của Trưởng đại diện WHO, Thủ tướng …».
    """
    keys = [key(each) for each in introduction.split()]
    if not keys:
        return False
    return (keys[0] in _OCCASIONS and keys[-1] in _COMPANY) or (
        keys[0] in _REPLIES and keys[-1] in _SOURCES
    )


def met(text: str, floor: int, start: int) -> bool:
    """Return True if a person before whom titles stand is one whom somebody meets or answers.

    True for the name in «Trong cuộc phỏng vấn với CEO Google Sundar Pichai, phóng viên …».
    """
    return any(_met(part) for part in _introductions(_clause(text, floor, start)))


# Words before an office that several persons hold, and a name that is the only one after it.
_NUMERALS = frozenset(
    ("các", "những", "nhiều", "hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười")
)
_COUNT = re.compile(r"(?<![\d/.,:-])(?:[2-9]|1\d|20)\Z")
_ALONE = re.compile(r"[ \xa0](?!và |hay |hoặc |cùng |[-–(&])|[.;:!?\n]|\Z")


def of_several(text: str, floor: int, start: int, end: int) -> bool:
    """Return True if the office before a name is that of several, of whom the name is not one.

    True in «4 thành viên Black Pink Lê Văn An», False in «hai luật sư Lê Văn An và Trần Ba».
    """
    if not _ALONE.match(text, end):
        return False
    clause = _clause(text, floor, start).rstrip(" ,-–—").rpartition(",")[2]
    at = _begin(clause)
    if at < 1:
        return False
    introduced = clause[:at].split()[-2:]
    if not introduced:
        return False
    if key(introduced[-1]) in _NUMERALS:
        return True
    counted = len(introduced) > 1 and key(introduced[0]) not in CUES["time"] | _ORDINALS
    return counted and bool(_COUNT.search(introduced[-1]))


# Words before a number that counts no persons: «hiệp 2», «thứ 3».
_ORDINALS = frozenset(
    ("hiệp", "vòng", "số", "hạng", "tuổi", "lớp", "khối", "quận", "tập", "phường")
)


def _introductions(clause: str) -> Iterator[str]:
    """Yield the beginnings of a clause that end with a word for company."""
    words = clause.split()
    for at in range(1, len(words)):
        if key(words[at]) in _SOURCES:
            yield " ".join(words[: at + 1])


def _perhaps(window: str) -> bool:
    """Return True if a title may stand at the end of a text; fast, since most names have none."""
    for each in reversed(window.split()):
        leads = _leads(each)
        if leads is not None:
            return leads
    return False


@lru_cache(maxsize=1 << 16)
def _leads(written: str) -> bool | None:
    """Return True if a title may begin with a word, False if none can reach it from before.

    Return None if that depends on the words before it.
    """
    each = key(written.strip(_POINTS))
    if each in BEGINNINGS or ("." in each and any(part in HEADS for part in each.split("."))):
        return True
    return False if each in _HALTING and written[0].islower() else None


def _clause(text: str, floor: int, start: int) -> str:
    """Return the text before `start`, from the beginning of its clause."""
    window = text[max(floor, start - _REACH) : start]
    if window.endswith((")", ") ")):
        window = _SHORT.sub(" ", window)
    stop = _BOUNDARY.match(window)
    while stop and stop[1] == "." and abbreviated(window[: stop.start(1)]):
        stop = _BOUNDARY.match(window, 0, stop.start(1))
    cut = stop.end() if stop else 0
    bullet = _BULLET.match(window, cut) if not cut or window[cut - 1] == "\n" else None
    return window[bullet.end() if bullet else cut :]


def _called(clause: str) -> re.Match[str] | None:
    """Match the word of address at the end of a clause («bà» in «với phóng viên, bà»).

    Return None if it is part of a place instead: «huyện Kỳ Anh», «Thủ tướng Anh».
    """
    if not clause[-_CALLED:].rstrip().lower().endswith(_CALLS):
        # Most clauses; the search takes longer.
        return None
    found = _ADDRESS.search(clause, max(0, len(clause) - _CALLED))
    if not found:
        return None
    before = clause[: found.start()].split()
    if before and key(before[-1]) in ("quý", "quyền"):
        # «Hoa hậu quý bà», «võ sĩ quyền anh»
        return None
    if found[0][0].islower():
        return found
    place = before and before[-1].isalpha() and (before[-1].istitle() or found[0].strip() == "Anh")
    return None if place else found


def _opens(clause: str, called: re.Match[str]) -> bool:
    """Return True if a word of address in capitals begins a sentence after a lost full stop.

    True for «Thầy» in «không phù hợp với học sinh Thầy», False in «Hiệu trưởng, Thầy».
    """
    before = clause[: called.start()].rstrip()
    return called[0][0].isupper() and before[-1:].isalpha()


def _begin(piece: str) -> int:
    """Return the offset at which a title begins that reaches to the end of a text; -1 if none."""
    words = WORD.findall(piece)[-LONGEST:]
    keys = [key(word) for word in words]
    if BEGINNINGS.isdisjoint(keys) or loose(words, keys, len(keys) - 1):
        return -1
    at = -1
    for position in range(len(keys) - 1, -1, -1):
        each = keys[position]
        if each in STOPPING and stops(words, keys, position):
            break
        if at >= 0 and acts(words, keys, position):
            # «Chủ tịch Triều Tiên chúc Tổng bí thư»: the title before the verb is of somebody else.
            break
        if each == "đình" and words[position - 1 : position + 1] == ["gia", "đình"]:
            # «thành viên gia đình Tổng thống Trump» is no title of Trump.
            break
        if each == "và" and position + 1 < len(keys) and keys[position + 1] in CUES["others"]:
            # «nhà điêu khắc và hai bạn trẻ»: the title is another person's.
            return -1
        if each in PLAIN_ENDS and " ".join(keys[max(0, position - 1) : position + 1]) in PLAIN:
            # «chính quyền Tổng thống Trump»
            continue
        if each in BEGINNINGS and head(keys, position):
            at = position
            # «thành viên đội cận vệ của Phó tổng thống …»: only the office after «của» is meant.
            if position and keys[position - 1] == "của":
                if "về" in keys[position:]:
                    # «trợ lý của tổng thống Mỹ về an ninh»: the office of the assistant.
                    return -1
                break
    return at if at < 0 else list(WORD.finditer(piece))[at - len(words)].start()
