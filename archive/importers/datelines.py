"""The dateline: the place or paper with which the first paragraph of a report begins."""

import re

from archive.importers.letters import composed
from archive.importers.outlets import outlet

__all__ = ["dateline"]

_LONGEST = 60
# «TTH.VN - Sáng», «(NLĐO) – Chiều», «Hà Nội (TTXVN): Ngày», «HÀ NỘI, 10/1 (TTXVN) — »
_DASH = re.compile(r"\s*(?:[-–—]+|:(?=\s))\s*")
_DAY = re.compile(r"ngày|\d{1,2}[/.\-]\d{1,2}.*")
_DOMAIN = re.compile(r"[\w\-]+(?:\.[\w\-]+)*\.(?:vn|com|net|org)", re.IGNORECASE)


def dateline(text: str) -> tuple[str, str]:
    """The dateline and the text after it; ("", text) where there is none.

    A dateline is a known newspaper or a site, a place before one in brackets, or a place in
    capitals. «Thừa Thiên Huế - vùng đất …» is a sentence and stays one.

    >>> dateline("TTH.VN - Sáng 10/1, hội nghị khai mạc.")
    ('TTH.VN', 'Sáng 10/1, hội nghị khai mạc.')
    """
    head = text[: _LONGEST + 1]
    for found in _DASH.finditer(head):
        written, rest = head[: found.start()].strip(), text[found.end() :]
        if rest and not rest[0].islower() and _is_dateline(written):
            return written.strip("()") if written.startswith("(") else written, rest
    return "", text


def _is_dateline(written: str) -> bool:
    """Whether what stands before a dash is a dateline."""
    place, _, bracket = written.partition("(")
    if bracket:
        paper = bracket.rstrip(")")
        return bracket.endswith(")") and _is_paper(paper) and _is_place(place.strip(" ,"))
    return _is_paper(written) or (_is_place(written) and composed(written).isupper())


def _is_paper(written: str) -> bool:
    """Whether a newspaper, an agency or a site signs so."""
    return bool(outlet(written)) or _DOMAIN.fullmatch(written) is not None


def _is_place(written: str) -> bool:
    """Whether the words may be a place, perhaps with a day after it; none at all may."""
    words = [word for word in re.split(r"[\s,]+", written) if word]
    named = [word for word in words if not _DAY.fullmatch(word)]
    return len(words) <= 8 and all(word[0].isupper() for word in named)
