"""Datelines: the place or newspaper with which the first paragraph of a report begins."""

import re

from archive.importers.press.letters import composed
from archive.newspapers.known import outlet

__all__ = ["dateline"]

_LONGEST = 60
# With a space on one side at least: «VN-Index» is a word.
_DASH = re.compile(r"(?<=\))\s*[-–—:]+\s*|\s+[-–—]+\s*|\s*[-–—]+\s+")
_DAY = re.compile(r"ngày|\d{1,2}[/.\-]\d{1,2}.*")
_DOMAIN = re.compile(r"[\w\-]+(?:\.[\w\-]+)*\.(?:vn|com|net|org)", re.IGNORECASE)
_ONLINE = re.compile(r".*\b(?:online|điện tử)", re.IGNORECASE)
# Places from which the press reports, when they stand in capitals with nothing in brackets after
# them: the provinces and cities of Việt Nam, old and new, and the capitals most reported from.
_PLACES = frozenset(
    name.strip()
    for name in """
    hà nội, tp.hcm, tphcm, tp hcm, tp. hcm, tp. hồ chí minh, thành phố hồ chí minh, sài gòn, huế
    đà nẵng, hải phòng, cần thơ, an giang, bà rịa - vũng tàu, vũng tàu, bắc giang, bắc kạn, bạc liêu
    bắc ninh, bến tre, bình định, bình dương, bình phước, bình thuận, cà mau, cao bằng, đắk lắk
    đắk nông, điện biên, đồng nai, đồng tháp, gia lai, hà giang, hà nam, hà tây, hà tĩnh, hải dương
    hậu giang, hòa bình, hoà bình, hưng yên, khánh hòa, khánh hoà, kiên giang, kon tum, lai châu
    lâm đồng, lạng sơn, lào cai, long an, nam định, nghệ an, ninh bình, ninh thuận, phú thọ, phú yên
    quảng bình, quảng nam, quảng ngãi, quảng ninh, quảng trị, sóc trăng, sơn la, tây ninh, thái bình
    thái nguyên, thanh hóa, thanh hoá, thừa thiên huế, thừa thiên - huế, tiền giang, trà vinh
    tuyên quang, vĩnh long, vĩnh phúc, yên bái, đà lạt, nha trang, quy nhơn, vinh, bắc kinh, moskva
    moscow, washington, new york, paris, london, berlin, tokyo, seoul, viêng chăn, phnom penh
    """.replace("\n", ",").split(",")
    if name.strip()
)


def dateline(text: str) -> tuple[str, str]:
    """Return the dateline and the text after it; ("", text) if there is none.

    A dateline is the short form or site of a known newspaper, a newspaper in brackets with or
    without a place before it, or a place in capitals. «Huế - vùng đất …» is a sentence.

    >>> dateline("TTH.VN - Sáng 10/1, hội nghị khai mạc.")
    ('TTH.VN', 'Sáng 10/1, hội nghị khai mạc.')
    """
    head = text[: _LONGEST + 1]
    for found in _DASH.finditer(head):
        written, rest = head[: found.start()].strip(), text[found.end() :]
        if rest and not rest[0].islower() and _is_dateline(composed(written)):
            return written.strip("()") if written.startswith("(") else written, rest
    return "", text


def _is_dateline(written: str) -> bool:
    """Return True if the text before a dash is a dateline."""
    place, _, bracket = written.partition("(")
    if bracket:
        return bracket.endswith(")") and _is_paper(bracket[:-1]) and _is_place(place)
    if _DOMAIN.fullmatch(written) or (written.isupper() and _without_day(written) in _PLACES):
        return True
    # «Thanh Niên - lực lượng xung kích»: a paper's whole name may be anything's.
    short = written.isupper() or "." in written or _ONLINE.fullmatch(written) is not None
    return short and bool(outlet(written))


def _is_paper(written: str) -> bool:
    """Return True if this is the signature of a newspaper, an agency or a site."""
    return bool(outlet(written)) or _DOMAIN.fullmatch(written) is not None


def _is_place(written: str) -> bool:
    """Return True if the words before a bracket may be a place, or if there are none."""
    words = [word for word in re.split(r"[\s,]+", written) if word]
    return len(words) <= 8 and all(word[0].isupper() or _DAY.fullmatch(word) for word in words)


def _without_day(written: str) -> str:
    """Return the place of «HÀ NỘI, 10/1» in lower case."""
    return re.sub(r",?\s*(?:ngày\s+)?\d{1,2}[/.\-]\d{1,2}\S*$", "", written.lower()).strip()
