"""Captions: the lines of a report that belong to a picture."""

import re
from collections.abc import Sequence

from archive.importers.press.letters import composed, unmarked

__all__ = ["are_captions", "has_credit", "is_paragraph", "is_running_text"]

_SENTENCE_END = (".", "!", "?", "…", ".”", '."', "”.", "?”", "!”", ":", ";", ".)", "…”", ".»")
_FULL_STOP = (".", ".”", '."', "”.", '".', ".)")
_LONGEST = 220
# Shorter lines with a name in them are headings oftener than captions.
_WORDS = 7
# «… Ảnh: Anh Phong», «(Ảnh: TTXVN)», «Nguồn: …» at the end of a line.
_CREDIT = re.compile(r"(?:^|[.\s(\-–|/])(?:anh|nguon(?: anh)?|photo|do hoa)\s*:\s*[^:]{2,60}$")
# How a caption begins that shows a scene.
_SCENE = re.compile(
    r"(?:tai|toan canh|quang canh|(?:cac )?dai bieu|hinh anh|anh minh hoa|mot goc|canh|cac thi sinh"
    r"|cac ban tre|lanh dao|nguoi dan|hoc sinh|khach|cong nhan|nong dan|luc luong|(?:tu|ben) trai"
    r"|ong|ba|anh|chi)\b"
)
# Two capitalised syllables within a sentence: a person or a place is shown.
_PROPER = re.compile(r"(?<=\s)[^\W\d_a-zà-ỹđ]\w*(?:\s+|-)[^\W\d_a-zà-ỹđ]")
_LIST = re.compile(r"[-–+•*·\"“«'(]|\d+[.)/]|[a-zđ]\)")


def is_paragraph(line: str) -> bool:
    """Return True if a line reads as running text: it is long, or ends as a sentence does."""
    return len(line) > _LONGEST or line.endswith(_SENTENCE_END)


def is_running_text(line: str) -> bool:
    """Return True if a line is too long for a title, or consists of whole sentences."""
    stopped = line.endswith(_FULL_STOP) and not line.endswith("...")
    return len(line) > _LONGEST or stopped or (". " in line and line.endswith(_SENTENCE_END))


def are_captions(lines: Sequence[str]) -> list[bool]:
    """Return, for each line, whether it is a caption.

    A caption is short, has no full stop and stands between paragraphs, alone or with one other;
    it names its photographer, or begins as scenes do, or names a person or place. Other
    short lines are headings within the text, verse or lists, and stay in it.
    """
    short = [not is_paragraph(line) for line in lines]
    return [
        has_credit(line) or (short[at] and _alone(short, at) and _shows(line))
        for at, line in enumerate(lines)
    ]


def has_credit(line: str) -> bool:
    """Return True if a line ends in the name of its photographer."""
    if len(line) > 2 * _LONGEST:
        return False
    return _CREDIT.search(unmarked(composed(line)).rstrip(" .)")) is not None


def _alone(short: Sequence[bool], at: int) -> bool:
    """Return True if a short line stands between paragraphs, with at most one other short line."""
    before, after = at - 1, at + 1
    if before >= 0 and short[before]:
        before -= 1
    elif after < len(short) and short[after]:
        after += 1
    return before >= 0 and not short[before] and not (after < len(short) and short[after])


def _shows(line: str) -> bool:
    """Return True if a line describes the scene in a picture."""
    if _LIST.match(line):
        return False
    line = composed(line)
    named = _PROPER.search(line) and len(line.split()) >= _WORDS
    return bool(_SCENE.match(unmarked(line)) or named)
