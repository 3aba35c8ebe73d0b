"""The offices that go with a name: the chain of titles before it and the title after it."""

import re
from functools import lru_cache

from archive.persons.lexicon import HEADS
from index import spelling

__all__ = ["after", "chain_before", "office_before"]

# Words that no title holds: with them a new statement begins.
_STOPS = frozenset(
    ["là", "đã", "đang", "sẽ", "cho", "nói", "biết", "rằng", "khi", "nếu", "thì", "mà", "với", "được", "bị", "theo", "gặp", "tiếp", "gửi", "tại", "ở", "đến", "vào", "ngày", "trong", "không", "có", "cũng", "vừa", "này", "kia", "đó", "vì", "do", "để", "từ", "về", "hay", "hoặc", "như", "cùng", "sau", "trước", "vẫn", "còn", "ra", "lên", "xuống", "lại", "nhận", "trao", "dự", "giữ", "làm", "thấy", "xin", "mời", "cảm", "yêu", "khẳng", "nhấn", "chia", "kể", "hỏi", "trả"]
)
_ORGANS = frozenset(["bộ", "sở", "ban", "ủy", "hội", "trường", "viện", "vụ", "cục", "khoa", "phòng"])
_BOUNDARY = re.compile(r"[.!?…](?=\s|$)|[;:\n\"“”()\[\]]| [-–—] |^[-–—•*]")
_WORD = re.compile(r"[^\s,]+")
_key = lru_cache(maxsize=1 << 16)(spelling.key)
# Titles longer than this are whole sentences misread.
_LONGEST = 16


def _head(keys: list[str], position: int) -> int:
    """How many words of an office begin at a position; 0 for none."""
    for parts in HEADS.get(keys[position], ()):
        if tuple(keys[position : position + len(parts)]) == parts:
            return len(parts)
    return 0


def _title_start(piece: str) -> int:
    """The offset in a piece of text at which a title begins that reaches its end; -1 for none."""
    found = list(_WORD.finditer(piece))
    keys = [_key(match[0]) for match in found]
    first = max(0, len(keys) - _LONGEST)
    for position in range(len(keys) - 1, first - 1, -1):
        if keys[position] in _STOPS:
            first = position + 1
            break
    for position in range(first, len(keys)):
        if _head(keys, position):
            return found[position].start()
    return -1


_ADDRESS = re.compile(
    r"(?:\b(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|thầy)|đồng chí|đ/c)\s*$", re.IGNORECASE
)


def _clause(text: str, floor: int, start: int) -> str:
    """The text before a place, back to where its clause begins."""
    window = text[max(floor, start - 200) : start]
    cut = 0
    for match in _BOUNDARY.finditer(window):
        if match[0] != "." or not _abbreviated(window, match.start()):
            cut = match.end()
    return window[cut:]


def _abbreviated(window: str, stop: int) -> bool:
    """Whether a full stop ends an abbreviation such as TS. or TP."""
    word = window[:stop].rsplit(None, 1)[-1:] or [""]
    return word[0].lower() in {
        "ts",
        "ths",
        "pgs",
        "gs",
        "bs",
        "tp",
        "ks",
        "ls",
        "q",
        "p",
        "pgs.ts",
        "gs.ts",
    }


def chain_before(text: str, floor: int, start: int) -> tuple[str, ...]:
    """The titles that stand before a name, in their order.

    `floor`: where the paragraph or the name before ends.
    """
    clause = _ADDRESS.sub("", _clause(text, floor, start).rstrip()).rstrip(" \"“'‘")
    pieces = clause.split(",")
    last = pieces.pop()
    at = _title_start(last)
    if at < 0:
        return ()
    chain = [last[at:]]
    while pieces and not last[:at].strip():
        last = pieces.pop()
        at = _title_start(last)
        if at < 0:
            break
        chain.append(last[at:])
    return tuple(tidy for tidy in (" ".join(title.split()) for title in reversed(chain)) if tidy)


def office_before(text: str, floor: int, start: int) -> bool:
    """Whether a title reaches up to a place."""
    return bool(chain_before(text, floor, start))


_OPENING = re.compile(
    r"\s*(?:,|-|–|\(|:)\s*(?:hiện là |hiện |là )?|\s+(?:hiện là|hiện đang là|là) "
)
_CLOSING = re.compile(
    r"[,.;:)!?\n\"“”(]| [-–—] | (?:cho|nói|đã|đang|sẽ|là|khẳng|nhấn|chia|phát|trả|và|cũng|được|bị|vừa|"
    r"nhận|kể|đánh|bày|tại|trong|khi|với|đề|yêu|thừa|chủ trì|có|ra|thì|từng|vẫn|còn|tiếp|dự) "
)
_AGE = re.compile(r"\s*(?:SN|sinh năm|sinh)?\s*\d+(?:\s*tuổi)?\s*,\s*")


def after(text: str, end: int, ceiling: int) -> tuple[str, ...]:
    """The titles that stand after a name.

    `ceiling`: where the paragraph ends or the next name begins.
    """
    roles: list[str] = []
    place = end
    while len(roles) < 3:
        opening = _OPENING.match(text, place, ceiling)
        if not opening:
            break
        place = opening.end()
        aged = _AGE.match(text, place, ceiling)
        if aged:
            place = aged.end()
        closing = _CLOSING.search(text, place, ceiling)
        # A title that runs into the next name belongs to that name.
        if closing is None and ceiling < len(text) and text[ceiling] != "\n":
            break
        stop = closing.start() if closing else ceiling
        title = text[place:stop].strip()
        keys = [_key(match[0]) for match in _WORD.finditer(title)]
        if not keys or len(keys) > _LONGEST or not _head(keys, 0):
            break
        roles.append(" ".join(title.split()))
        place = stop
        if text[place : place + 1] != ",":
            break
    return tuple(roles)
