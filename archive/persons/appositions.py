"""Find the offices after a name."""

import re

from archive.persons.lexicon import (
    CUES,
    LEFT,
    OFFICE_PAIRS,
    PLACES,
    RIGHT,
    STAGE,
    Kind,
    Left,
    key,
    word,
)
from archive.persons.title_end import end_of_title
from archive.persons.title_words import (
    WORD,
    abbreviated,
    continues,
    head,
    is_name,
)

__all__ = ["adjoins", "after", "lead_on", "of_many"]

_OPENING = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\s*(?:,|[-–—]|\(|:)\s*(?:(?:hiện|vốn|từng) )?(?:là )?(?:một )?"
    r"|\s+(?:hiện (?:đang )?|đang )?là\s+(?:một )?"
)
# A hyphen between years closes nothing: «nhiệm kỳ 2011 - 2016».
_CLOSING = re.compile(
    r"(?:,(?! Thương [Bb]inh| chống | chữa bệnh| đoàn thể)|[;:)!?\n\"“”(])"
    r"|\.(?!\w)|(?<=[a-zà-ỹ]{2})\.(?=[A-ZĐ])"
    r"|(?<!\d) [-–—] (?!Thái Bình|Nhi )(?!(?<=[A-ZĐ]{2} [-–—] )[A-ZĐ]{2})| [-–—] (?![\dA-ZĐ])"
    r"|(?<=\w)[-–—] "
)
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
    while len(titles) < _MOST and (opening := _OPENING.match(text, place, ceiling)):
        start = opening.end()
        if aged := _AGE.match(text, start, ceiling):
            start = aged.end()
        closing = _closed(text, start, ceiling)
        place = closing.start() if closing else ceiling
        stop = end_of_title(text, start, place)
        if stop <= start or _of_another(text, start, stop, closing, ceiling):
            break
        if titles and " ".join(text[start:stop].split()) in _MEMBERS and " " in titles[-1]:
            # «Vụ Giáo dục chính trị và công tác học sinh, sinh viên»: the field of the body.
            break
        if titles and text.startswith(_MAKERS, start):
            # «Richard Clemmer, CEO NXP, nhà sản xuất chip»: the firm.
            break
        if stop == place and closing and _goes_on(text, closing):
            # «Chủ tịch Tổ chức Xúc tiến Thương mại - Môi trường»: the noun alone is better than a
            # part of the name of a body.
            stop = _noun(text, start, stop)
        titles.append(" ".join(text[start:stop].split()))
        last = stop
        if stop < place or text[place : place + 1] != ",":
            break
    return tuple(titles), last


# Those for whom bodies are, in the names of these.
_MEMBERS = frozenset(("sinh viên", "học sinh", "học viên", "công nhân", "giáo viên"))
_THIS = re.compile(r"(?: \w+)? này là ")


def _of_another(
    text: str, start: int, stop: int, closing: re.Match[str] | None, ceiling: int
) -> bool:
    """Return True if the words from `start` to `stop` are no title of the person before them.

    `closing`: what ends their clause. `ceiling`: as in `after`.
    """
    written = text[start:stop]
    if is_name(written) or _THIS.match(text, stop):
        # «Văn Phú, Anh Hùng», «ông Khu, tổ phó tổ này là ông Thắng»
        return True
    if text.startswith(". ", stop) and key(written) in CUES["dotted"]:
        # «ông Jensen Huang, TS. Bill Dally»
        return True
    if closing:
        keys = [key(each) for each in written.split()]
        noun = " ".join(keys[: head(keys, 0)])
        if stop < closing.start() and (
            (noun in STAGE and _begins_clause(text, stop))
            or (noun.count(" ") + 1 == len(keys) and _TENSE.match(text, stop))
        ):
            # «đường chuyền của Silva, tiền vệ người Tây Ban Nha tận dụng …»
            return True
        # «Phương Hậu, Thạc sĩ - nhạc sĩ Lê An»
        return _shares(text, closing, ceiling)
    # A title directly before the next name belongs to that name.
    next_to = not text[stop:ceiling].strip() and _named(text, ceiling)
    return next_to or _leads_to(text, start, stop, ceiling)


# After a noun alone: «…, cảnh sát đã bắt …», «…, trọng tài có thể …», but not «… đã cho biết».
_TENSE = re.compile(
    r" (?:đã|đang|sẽ|có thể|phải|liền|lập tức) (?!cho biết|nói|trả lời|chia sẻ|có )"
)


def _begins_clause(text: str, stop: int) -> bool:
    """Return True if a title that ends at `stop` is the subject of a verb other than of speech."""
    onward = [key(each.strip(",.:;")) for each in text[stop : stop + _OFFICE_REACH].split()[:2]]
    if not text.startswith(" ", stop) or not onward:
        return False
    of_speech = onward[0] in RIGHT or " ".join(onward) in RIGHT
    return onward[0].isalpha() and not of_speech and onward[0] not in CUES["beyond"] | _LINKS


# Words that say more of a title, or join it to the rest: «ca sĩ nổi tiếng», «nhà văn của …».
_LINKS = frozenset(("của", "nổi", "hàng", "từ", "trong", "tại", "ở", "thuộc", "và", "người", "đến"))


def _shares(text: str, closing: re.Match[str], ceiling: int) -> bool:
    """Return True if a title after a dash reaches to the next name: both are of that person."""
    if closing[0].strip() not in ("-", "–", "—") or not _named(text, ceiling):
        return False
    stop = end_of_title(text, closing.end(), ceiling)
    return stop > closing.end() and not text[stop:ceiling].strip()


def _goes_on(text: str, closing: re.Match[str]) -> bool:
    """Return True if the name of a body may go on after a comma or dash.

    False if a body, a person, an office or a place follows: «Cục Y tế - Bộ Y tế».
    """
    if closing[0].strip() not in (",", "-", "–", "—"):
        return False
    onward = text[closing.end() : closing.end() + _OFFICE_REACH].split()[:2]
    if len(onward) < 2:
        return False
    if onward[0][0].islower():
        before = text[: closing.start()]
        if closing[0].strip() != "," and _THREE.match(text, closing.end() - 1):
            return True
        return _lists_duties(before, onward) or bool(
            _AND.match(text, closing.end() - 1) and _department(before) and before[-1].islower()
        )
    if not onward[0][0].isupper():
        return False
    if _pairs_places(text[: closing.start()], closing, onward):
        # «Viện nghiên cứu Quan hệ Australia - Trung Quốc»
        return True
    single = closing[0].strip() != "," and _SINGLE.fullmatch(onward[0] + onward[1][0])
    if not onward[1][0].islower() and not single and key(onward[0]) not in _WAYS:
        return False
    keys = [key(each.strip(",.;:()")) for each in onward]
    other = Kind.ORGAN | Kind.HONORIFIC | (Kind.OPENER if closing[0] == "," else 0)
    if word(onward[0]).kind & other or head(keys, 0):
        return keys[0] in _WAYS
    return LEFT.get(keys[0], Left.NOTHING) == LEFT.get(" ".join(keys), Left.NOTHING) == 0


# The last word of a body after a dash: «Khoa Chính trị - Luật, …», «Viện Việt - Anh (…)».
_SINGLE = re.compile(r"[A-ZĐÀ-Ỹ][a-zà-ỹ]+(?:[,(–-]|[,;)].)")


def _pairs_places(before: str, closing: re.Match[str], onward: list[str]) -> bool:
    """Return True if a dash joins two places in the name of a body.

    `before`: the text up to the dash. `onward`: the two words after it.
    """
    pair = " ".join([key(each) for each in onward])
    if closing[0].strip() == "," or LEFT.get(pair) or word(onward[0]).kind & Kind.ORGAN:
        return False
    last = [key(each) for each in before[-_BODY_REACH:].split()[1:]][-2:]
    first = [key(each.strip(",.;:()")) for each in onward]
    return any(" ".join(last[-count:]) in PLACES for count in (1, 2)) and any(
        " ".join(first[:count]) in PLACES for count in (1, 2)
    )


# Words of bodies beside those for departments (trung tâm, công ty, liên đoàn, hiệp hội), and of
# «phụ trách».
_BODY_WORDS = frozenset(("tâm", "ty", "trường", "đoàn", "hội", "trách"))
# Characters of a title in which its body is looked for.
_BODY_REACH = 40


# «Bộ thể thao, thanh niên và phát triển cộng đồng», «kinh tế - khoa học và công nghệ»
_AND = re.compile(r" [a-zà-ỹđ]+(?: [a-zà-ỹđ]+){1,2} và [a-zà-ỹđ]")
# «Nội tiết - chuyển hóa - di truyền trẻ em»
_THREE = re.compile(r" [a-zà-ỹđ]+ [a-zà-ỹđ]+ [-–] [a-zà-ỹđ]")


def _department(before: str) -> bool:
    """Return True if the word for a department is near the end of a text."""
    last = [key(each) for each in before[-_BODY_REACH:].split()[1:]]
    return not CUES["department"].isdisjoint(last)


def _lists_duties(before: str, onward: list[str]) -> bool:
    """Return True if duties of a body go on after a comma: «trường đào tạo, bồi dưỡng nghiệp vụ».

    `before`: the text up to the comma. `onward`: the two words after it.
    """
    last = [key(each) for each in before[-_BODY_REACH:].split()[1:]]
    body = not CUES["department"].isdisjoint(last) or not _BODY_WORDS.isdisjoint(last)
    pair = " ".join([key(each.strip(",.;:")) for each in onward])
    return body and before[-1:].islower() and pair in _DUTIES


# Duties of bodies, as pairs of words.
_DUTIES = OFFICE_PAIRS - {"đứng đầu", "trong lĩnh", "viên dạy"}
# Words for ways, which are in no name of a parent body: «Hội Trường Sơn - Đường Hồ Chí Minh».
_WAYS = frozenset(("đường", "sông"))


def _noun(text: str, start: int, stop: int) -> int:
    """Return the offset at which the office noun at the beginning of a title ends."""
    found = list(WORD.finditer(text, start, stop))
    count = head([key(match[0]) for match in found], 0)
    return found[count - 1].end() if count else stop


# What may be said of a firm as well as of a person.
_MAKERS = ("nhà sản xuất", "nhà phát triển", "nhà cung cấp", "nhà phân phối", "nhà đầu tư")
# Characters between a title and the next name.
_BETWEEN = 40


def _leads_to(text: str, start: int, stop: int, ceiling: int) -> bool:
    """Return True if a title of stage or field is rather that of the name at `ceiling`.

    True in «Robben và Damien Duff, tiền vệ có duyên ghi bàn Frank Lampard».
    """
    if ceiling - stop > _BETWEEN or not _named(text, ceiling):
        return False
    keys = [key(each) for each in text[start:stop].split()]
    if " ".join(keys[: head(keys, 0)]) not in STAGE:
        return False
    onward = [key(each) for each in text[stop:ceiling].split()[:2]]
    return " ".join(onward) not in RIGHT and "".join(onward[:1]) not in RIGHT


# «…, Trưởng ban công tác cộng đồng Đại sứ quán tại Đức Phạm Huy Phương»
_PLACED = re.compile(r" (?:tại|ở|thuộc) (?:[^\W\d_]+ ){1,5}")
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
    return end_of_title(text, start, ceiling) > start


def adjoins(text: str, end: int, last: int, ceiling: int) -> bool:
    """Return True if a title that ends at `last` goes on to the name that begins at `ceiling`.

    `end`: where the name before the title ends.

    >>> text = "Lê Văn An, Vụ trưởng Vụ Báo chí, Bộ Ngoại giao Trần Văn Ba"
    >>> adjoins(text, 9, 31, text.index("Trần"))
    True
    """
    joint = text[end : end + 3]
    if joint[:1] != "," and joint not in (" - ", " – "):
        return False
    if _PLACED.fullmatch(text, last, ceiling):
        return True
    if joint[:1] != ",":
        return False
    onward = text[last + len(", ") : ceiling]
    return bool(onward.strip() and _RUNNING.fullmatch(text, last, ceiling) and continues(onward))


def of_many(title: str) -> bool:
    """Return True if a title is one that many hold: «cán bộ», at the end of a list of guests."""
    return key(title.split()[0]) in CUES["plural"]


def _closed(text: str, start: int, ceiling: int) -> re.Match[str] | None:
    """Match what ends the clause of a title that begins at `start`; None if `ceiling` does."""
    closing = _CLOSING.search(text, start, ceiling)
    while closing:
        written = text[start : closing.start()]
        part = _LISTED.match(text, closing.start(), ceiling)
        if closing[0] == "." and " " in written and abbreviated(written):
            # «Sở Giáo dục Tp. Hồ Chí Minh»
            onward = closing.end()
        elif part and _of_body(part, written):
            onward = part.end()
        else:
            break
        closing = _CLOSING.search(text, onward, ceiling)
    return closing


# A part of the name of a body after a comma or dash: «Sở Văn hóa, Thể thao và Du lịch», «Phòng CSGT
# Đường bộ, Đường sắt Công an tỉnh», «Công ty Cổ phần du lịch – thương mại».
_LISTED = re.compile(
    r"(?:,| [-–—]) (\w+) \w+(?: (?:và|&) (\w)|(?= (?:Công an|Bộ|Sở|Cục|Tổng cục|Ủy ban) ))"
    r"| [-–—] (\w+)"
)

# Characters of a text in which the words of any office end.
_OFFICE_REACH = 40


def _of_body(part: re.Match[str], title: str) -> bool:
    """Return True if a part after a comma or dash continues the name of a body in a title."""
    first = part[1] or part[3]
    onward = part.string[part.start(1 if part[1] else 3) :][:_OFFICE_REACH].split()
    other = head([key(each) for each in onward], 0) and first != "Thương"
    if key(first) in CUES["stop"] or key(first) == "và" or other:
        return False
    last = [key(each) for each in title.split()]
    if first[0].islower():
        # The company has no name of its own so far: «trưởng phòng tổ chức - hành chính».
        named = "công ty" in title.lower() or (part[3] and not CUES["department"].isdisjoint(last))
        return bool(named) and title.split()[-1].islower()
    if part[3]:
        # «Ủy ban Thể dục - Thể thao», «Bộ Lao động - Thương binh và Xã hội»
        field = set(last[-3:-1]) if "-" not in last and "–" not in last else set(last)
        return bool(field & CUES["department"]) and len(onward) > 1 and onward[1][0].islower()
    if part[2] is None or part[2].isupper():
        return True
    # «Sở Lao động – Thương binh và xã hội»
    return not CUES["department"].isdisjoint(last[-3:-1])


def _named(text: str, place: int) -> bool:
    """Return True if the paragraph continues at an offset."""
    return place < len(text) and text[place] != "\n"
