"""Find the offices given with a name: the titles before it and after it."""

import re
from functools import lru_cache

from archive.persons.lexicon import (
    COMPOUNDS,
    CUES,
    HEADS,
    LEFT,
    OFFICES,
    PLACES,
    PLAIN,
    Kind,
    Left,
    key,
    word,
)
from archive.persons.title_words import PLAIN_ENDS, STOPPING, acts, head, loose, names_holder, stops

__all__ = ["after", "before", "lead_on", "of_many"]

# Words of compounds in which a word that ends titles does not end them («dự bị», «sáng lập»).
_PARTLY = frozenset(part for phrase in PLAIN for part in phrase.split())
# A title with more words is a misread sentence.
_LONGEST = 16
# Characters before a name in which its titles are looked for, and those in which the last of them
# must begin.
_REACH = 200
_NEAR = 120
_MARKS = ',.:;!?()"“”‘’'
_POINTS = ',.()"“”'
_HEADS = CUES["prefix"] | set(HEADS)
_HALTING = CUES["stop"] - _PARTLY
# The last word before a title at which a chain of titles can begin.
_LEADING = CUES["introducing"] | CUES["between"]
_OCCASIONS = frozenset(("trong", "tại", "sau", "trước", "khi", "nhân"))
_COMPANY = frozenset(("với", "gặp", "tiếp", "cùng"))
_REPLIES = frozenset(("ghi", "đáp", "nghe", "trả", "cảm", "đồng", "trước"))
_SOURCES = _COMPANY | {"của"}
_WORD = re.compile(r"[^\s,.]+")
# The end of a clause. The lookarounds stand after the character, so that the search can skip to the
# next such character.
_BOUNDARY = re.compile(
    r"[.!?…;:\n\"“”()\[\]](?:(?<![.!?…])|(?=\s|$)|(?<=[a-zà-ỹ]\.)(?=[A-ZĐ][a-zà-ỹ]))"
)
_BULLET = re.compile(r"\s*[-–—•*]")
# «Bí thư Huyện ủy - Chủ tịch UBND huyện». The separators are captured, to be put back. The Bộ Lao
# động, Thương binh và Xã hội has a comma or dash in its name.
_PARTS = re.compile(r"(,(?! Thương binh)| [-–—] (?!Thương binh))")
# Words before the name of a character in a play or film; they are no office.
_PLAYED = frozenset(("vai", "vai diễn", "nhân vật"))
_ADDRESS = re.compile(
    r"(?:\b(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|thầy)|đồng chí|đ/c)\s*$", re.IGNORECASE
)
# Characters at the end of a clause in which the word of address is looked for.
_CALLED = 12

# «Giám đốc Cục Điều tra Liên bang Mỹ (FBI) Christopher Wray»: the abbreviation of the body.
_SHORT = re.compile(r" \([A-ZĐ][A-ZĐ\d& -]{1,12}\) ?\Z")
# «(Đệ nhất phu nhân) Liza Araneta»: an addition to quoted speech.
_BRACKETED = re.compile(r"\(([^()]{1,80})\) \Z")


def before(text: str, floor: int, start: int) -> tuple[str, ...]:
    """Return the titles before a name that begins at `start`, in their order.

    `floor`: the offset at which the paragraph begins or the name before ends.

    >>> text = "Ủy viên Bộ Chính trị, Thủ tướng Chính phủ Nguyễn Xuân Phúc"
    >>> before(text, 0, text.index("Nguyễn"))
    ('Ủy viên Bộ Chính trị', 'Thủ tướng Chính phủ')
    """
    if start <= floor or not _perhaps(text[max(floor, start - _NEAR) : start]):
        return ()
    if text.startswith(") ", start - 2):
        bracketed = _BRACKETED.search(text, max(floor, start - _REACH), start)
        if bracketed and _begin(bracketed[1]) == 0:
            return (bracketed[1],)
    clause = _clause(text, floor, start).rstrip(" \"“'‘")
    called = _called(clause)
    # «chuyên gia về Nga, Alexander Nepogodin», but not «… với phóng viên, bà Lan».
    pieces = _PARTS.split(clause[: called.start()] if called else clause.rstrip(" ,-–—"))
    if clause.endswith(",") and _is_name(pieces[-1]):
        return ()
    chain: list[str] = []
    tail = ""
    while pieces:
        piece = pieces.pop()
        separator = pieces.pop() if pieces else ""
        at = _begin(piece)
        if at < 0 and not chain and not tail and _continues(piece):
            # «Bộ Lao động - Thương binh và Xã hội»: the name of a body has parts too.
            tail = f"{separator}{piece}"
            continue
        introduced = piece[:at].split()
        if at < 0 or (chain and introduced and key(introduced[-1]) not in _LEADING):
            break
        common = piece[at].islower() and key(piece[at:].split()[0]) not in CUES["formal"]
        if chain and introduced and common and chain[-1][0].isupper():
            # «tri thức của thí sinh, Hoa hậu Lan»: the first title is not of this person.
            break
        if chain and (names_holder(piece[at:]) or _met(piece[:at])):
            # «tiền đạo Morgan, hậu vệ Tuấn Anh»
            break
        chain.append(piece[at:] + tail)
        tail = ""
        if introduced:
            break
    titles = [" ".join(title.split()) for title in reversed(chain)]
    return tuple(title for title in titles if title.lower() not in _PLAYED)


def _is_name(piece: str) -> bool:
    """Return True if a text is two capitalised given names, such as the player «Anh Hùng»."""
    words = piece.split()
    return len(words) == 2 and all(
        each.istitle() and word(each).kind & Kind.GIVEN for each in words
    )


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
    if each in _HEADS or ("." in each and any(part in HEADS for part in each.split("."))):
        return True
    return False if each in _HALTING and written[0].islower() else None


def _clause(text: str, floor: int, start: int) -> str:
    """Return the text before `start`, from the beginning of its clause."""
    window = text[max(floor, start - _REACH) : start]
    if window.endswith((")", ") ")):
        window = _SHORT.sub(" ", window)
    cut = 0
    for match in _BOUNDARY.finditer(window):
        if match[0] != "." or not _abbreviated(window[: match.start()]):
            cut = match.end()
    bullet = _BULLET.match(window, cut) if not cut or window[cut - 1] == "\n" else None
    return window[bullet.end() if bullet else cut :]


def _abbreviated(text: str) -> bool:
    """Return True if a text ends with an abbreviation whose full stop ends no clause: TS., TP."""
    words = _WORD.findall(text[-12:])
    return bool(words) and key(words[-1]) in CUES["dotted"]


def _called(clause: str) -> re.Match[str] | None:
    """Match the word of address at the end of a clause («bà» in «với phóng viên, bà»).

    Return None if it is part of a place instead: «huyện Kỳ Anh», «Thủ tướng Anh».
    """
    found = _ADDRESS.search(clause, max(0, len(clause) - _CALLED))
    if not found or found[0][0].islower():
        return found
    before = clause[: found.start()].split()
    place = before and before[-1].isalpha() and (before[-1].istitle() or found[0].strip() == "Anh")
    return None if place else found


def _begin(piece: str) -> int:
    """Return the offset at which a title begins that reaches to the end of a text; -1 if none."""
    found = list(_WORD.finditer(piece))[-_LONGEST:]
    words = [match[0] for match in found]
    keys = [key(word) for word in words]
    if not keys or loose(words, keys, len(keys) - 1):
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
        if each in _HEADS and head(keys, position):
            at = found[position].start()
            # «thành viên đội cận vệ của Phó tổng thống …»: only the office after «của» is meant.
            if position and keys[position - 1] == "của":
                break
    return at


def _continues(piece: str) -> bool:
    """Return True if a text after a comma may continue the name of a body."""
    words = _WORD.findall(piece)
    if len(words) >= 8 or not piece.lstrip()[:1].isupper():
        return False
    keys = [key(word) for word in words]
    if keys[0] in _HEADS or loose(words, keys, len(keys) - 1):
        return False
    return not any(stops(words, keys, position) for position in range(len(keys)))


_OPENING = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\s*(?:,|[-–—]|\(|:)\s*(?:(?:hiện|vốn|từng) )?(?:là )?(?:một )?"
    r"|\s+(?:hiện (?:đang )?|đang )?là\s+(?:một )?"
)
# A hyphen between years closes nothing: «nhiệm kỳ 2011 - 2016».
_CLOSING = re.compile(r"[,;:)!?\n\"“”(]|\.(?!\w)|(?<!\d) [-–—] | [-–—] (?!\d)|(?<=\w)[-–—] ")
_AGE = re.compile(r"(?:SN|sinh năm|sinh)?\s*\d[\d/.-]*(?:\s*tuổi)?\s*[,-]\s*")
# Titles after one name; more are a list of something else.
_MOST = 3


def after(text: str, end: int, ceiling: int) -> tuple[tuple[str, ...], int]:
    """Return the titles after a name that ends at `end`, in their order, and where they end.

    `ceiling`: the offset at which the paragraph ends or the next name begins. Without titles, the
    second value is `end`.

    >>> after("Ông Đinh Khắc Đính, Phó Chủ tịch UBND tỉnh, cho biết", 18, 52)
    (('Phó Chủ tịch UBND tỉnh',), 42)
    """
    titles: list[str] = []
    place = last = end
    while len(titles) < _MOST:
        opening = _OPENING.match(text, place, ceiling)
        if not opening:
            break
        start = opening.end()
        if aged := _AGE.match(text, start, ceiling):
            start = aged.end()
        closing = _closed(text, start, ceiling)
        place = closing.start() if closing else ceiling
        stop = _end(text, start, place)
        if _is_name(text[start:stop]):
            break
        # A title directly before the next name belongs to that name.
        if stop <= start or (
            closing is None and not text[stop:ceiling].strip() and _named(text, place)
        ):
            break
        titles.append(" ".join(text[start:stop].split()))
        last = stop
        if stop < place or text[place : place + 1] != ",":
            break
    return tuple(titles), last


# A list of titles from a comma to the next name.
_RUNNING = re.compile(r",[^;:.()\n–—]*")


def lead_on(text: str, last: int, ceiling: int) -> bool:
    """Return True if the titles between two names may as well be of the second person.

    `last`: where the titles end that may be of the first person. `ceiling`: where the second name
    begins.

    >>> text = "Quốc vương Norodom Sihamoni, Tổng Bí thư, Chủ tịch nước Nguyễn Phú Trọng"
    >>> lead_on(text, 40, text.index("Nguyễn"))
    True
    """
    if not _RUNNING.fullmatch(text, last, ceiling):
        return False
    start = last + len(", ")
    return _end(text, start, ceiling) > start


def of_many(title: str) -> bool:
    """Return True if a title is one that many hold: «cán bộ», at the end of a list of guests."""
    return key(title.split()[0]) in CUES["plural"]


def _closed(text: str, start: int, ceiling: int) -> re.Match[str] | None:
    """Match what ends the clause of a title that begins at `start`; None if `ceiling` does."""
    closing = _CLOSING.search(text, start, ceiling)
    while closing:
        part = _LISTED.match(text, closing.start(), ceiling)
        if part is None or not _of_body(part, text[start : closing.start()]):
            break
        closing = _CLOSING.search(text, part.end(), ceiling)
    return closing


# A part of the name of a body after a comma or dash: «Sở Văn hóa, Thể thao và Du lịch», «Phòng CSGT
# Đường bộ, Đường sắt Công an tỉnh», «Công ty Cổ phần du lịch – thương mại».
_LISTED = re.compile(
    r"(?:,| [-–—]) (\w+) \w+(?: và (\w)|(?= (?:Công an|Bộ|Sở|Cục|Tổng cục|Ủy ban) ))| [-–—] (\w+)"
)

# Characters of a text in which the words of any office end.
_OFFICE_REACH = 40


def _of_body(part: re.Match[str], title: str) -> bool:
    """Return True if a part after a comma or dash continues the name of a body in a title."""
    first = part[1] or part[3]
    onward = part.string[part.start(1 if part[1] else 3) :][:_OFFICE_REACH].split()
    if key(first) in CUES["stop"] or head([key(each) for each in onward], 0):
        return False
    if first[0].islower():
        # The company has no name of its own so far.
        return "công ty" in title.lower() and title.split()[-1].islower()
    if part[3]:
        # «Ủy ban Thể dục - Thể thao», «Bộ Lao động - Thương binh và Xã hội»
        field = {key(each) for each in title.split()[-3:-1]}
        return bool(field & CUES["department"]) and len(onward) > 1 and onward[1][0].islower()
    return part[2] is None or part[2].isupper()


def _named(text: str, place: int) -> bool:
    """Return True if the paragraph continues at an offset."""
    return place < len(text) and text[place] != "\n"


def _end(text: str, start: int, stop: int) -> int:
    """Return the offset at which the title that begins at `start` ends; `start` if none does."""
    first = _WORD.search(text, start, stop)
    if first is None or key(first[0]) not in _HEADS:
        return start
    found = list(_WORD.finditer(text, start, stop))
    words = [match[0] for match in found]
    keys = [key(word) for word in words]
    if not head(keys, 0):
        return start
    count = 0
    while count < len(keys) and not (
        stops(words, keys, count) or _parts(keys, count) or _predicate(words, keys, count)
    ):
        count += 1
    while count and loose(words, keys, count - 1):
        count -= 1
    if count > _LONGEST and "kiêm" in keys[:_LONGEST]:
        # Of two offices held at once, the first is enough.
        count = keys.index("kiêm")
    return found[count - 1].end() if 0 < count <= _LONGEST else start


def _predicate(words: list[str], keys: list[str], position: int) -> bool:
    """Return True if a proper name ends before a word, so that a statement begins with it.

    True for «luôn» in «Phó Chủ tịch UBND huyện Mường La luôn trăn trở», False for «dục» in «Giám
    đốc Sở Giáo dục».
    """
    if position < 3 or not words[position][0].islower() or keys[position] in CUES["onward"]:
        return False
    if not all(each[0].isupper() for each in words[position - 2 : position]):
        return False
    before = keys[position - 2 : position]
    if any(word(each).kind & Kind.ORGAN for each in words[position - 2 : position]):
        return False
    if before[0] in HEADS or before[0] in CUES["ward"]:
        return False
    pair, triple = f"{before[1]} {keys[position]}", f"{' '.join(before)} {keys[position]}"
    return not (pair in COMPOUNDS or pair in OFFICES or pair in PLAIN or triple in PLACES)


def _parts(keys: list[str], position: int) -> bool:
    """Return True if a word is «và» and another person follows it."""
    if keys[position] != "và":
        return False
    following = keys[position + 1 : position + 2]
    return not following or bool(LEFT.get(following[0], Left.NOTHING) & Left.HONORIFIC)
