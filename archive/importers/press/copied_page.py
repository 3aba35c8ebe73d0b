"""A page copied whole: its articles, without the menu above and the text below them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from archive.importers.press import bylines, dates, sections
from archive.importers.press.boilerplate import is_address, is_boilerplate, is_comments, is_imprint
from archive.importers.press.captions import is_running_text
from archive.importers.press.letters import composed, unmarked
from archive.importers.press.wrapping import Line

__all__ = ["articles", "is_date_line", "without_foot", "without_menu"]

# A line that holds a date and more is not longer.
_DATE_LINE = 160
_TITLE_WORDS = 4
_TITLE_LENGTH = 200
# The head of an article (section, date, title, byline, buttons) has no more lines.
_HEAD = 15
# Fewer lines above the head are the article's own.
_MENU = 7
# An address is of the imprint if one of so many lines below it is.
_IMPRINT_LINES = 6
# Between the title and the date below it stand a byline and buttons at most.
_BESIDE = 4
_SEPARATOR = re.compile(r"[-–—=*_#~+]{5,}|(?:\* ?){3,}")


def is_date_line(text: str) -> bool:
    """Return True if a line holds the date of an article, with or without section and byline.

    >>> is_date_line("Thứ tư, 10/01/2018, 12:31 (GMT+7)"), is_date_line("Từ 10/1/2018, đò chạy.")
    (True, False)
    """
    if len(text) > _DATE_LINE or is_running_text(text):
        return False
    found = dates.find(text)
    if found is None or not found.date:
        return False
    written = composed(text)
    rest = f"{written[: found.start]} {written[found.end :]}".strip(" -–—|•·,;:()[]")
    return len(rest.split()) <= 8 and not rest[-1:].isdecimal()


def articles(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the lines of each article in a text; several only where the division is plain.

    Articles stand between lines of dashes or asterisks, or the head of the first one (its date in
    the same form, a title, running text) comes again.
    """
    parts = _between_separators(lines)
    if len(parts) > 1:
        return parts
    heads = _heads(lines)
    if len(heads) < 2:
        return [lines]
    return [lines[begin:end] for begin, end in pairwise([*heads, len(lines)])]


def _between_separators(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the parts between separators where each of them is an article."""
    cuts = [at for at, line in enumerate(lines) if _SEPARATOR.fullmatch(line.text)]
    parts = [lines[begin + 1 : end] for begin, end in pairwise([-1, *cuts, len(lines)])]
    parts = [part for part in parts if part]
    whole = all(any(is_running_text(line.text) for line in part) for part in parts)
    titled = all(not is_running_text(part[0].text) for part in parts)
    return parts if whole and titled else [lines]


def _heads(lines: Sequence[Line]) -> list[int]:
    """Return the indices at which heads of articles begin: the first and those like it."""
    dated = [at for at, line in enumerate(lines) if is_date_line(line.text)]
    dated = [at for at in dated if _is_followed_by_text(lines, at)]
    if len(dated) < 2:
        return []
    first = dated[0]
    if first > _BESIDE or any(is_running_text(line.text) for line in lines[:first]):
        return []
    form, above = _form(lines[first].text), first
    same = [at for at in dated[1:] if _form(lines[at].text) == form]
    kinds = [_kind(line.text) for line in lines[:first]]
    begins = [
        at - above
        for at in same
        if [_kind(line.text) for line in lines[at - above : at]] == kinds
        and _begins_anew(lines, at - above, at)
    ]
    return [0, *begins]


def _begins_anew(lines: Sequence[Line], begin: int, date: int) -> bool:
    """Return True if the article above a head is complete, so that the head is no mere box.

    The article above is signed, or the title stands below the date, where no box has it.
    """
    above = lines[:begin]
    if not any(is_running_text(line.text) for line in above):
        return False
    signed = bylines.recognise(above[-1].text) is not None
    return signed or (date + 1 < len(lines) and _is_title(lines[date + 1].text))


def _kind(text: str) -> str:
    """Return what a line above a date is: a section, a title or neither."""
    if all(map(sections.is_known, sections.split(text))) or len(sections.path(text)) > 1:
        return "section"
    return "title" if _is_title(text) else ""


def _is_followed_by_text(lines: Sequence[Line], at: int) -> bool:
    """Return whether running text follows soon, with no date line before it."""
    for line in lines[at + 1 : at + 1 + _BESIDE + 1]:
        if is_running_text(line.text):
            return True
        if is_date_line(line.text):
            return False
    return False


def _form(text: str) -> str:
    """Return the form of a date line: digits as zeros, the weekday as any."""
    plain = re.sub(r"thu\s+\w+|chu nhat", "thu", unmarked(composed(text)))
    return re.sub(r"\d+", "0", plain)


def without_menu(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines from the head of the article on, where a menu stands above it."""
    running = next((at for at, line in enumerate(lines) if is_running_text(line.text)), None)
    if running is None:
        return lines
    begin = _head_begin(lines, running)
    return lines[begin:] if begin >= _MENU else lines


def _head_begin(lines: Sequence[Line], running: int) -> int:
    """Return where the head above the running text begins."""
    earliest = max(0, running - _HEAD)
    dated = [at for at in range(earliest, running) if is_date_line(lines[at].text)]
    if dated:
        date = dated[-1]
        below = any(_is_title(line.text) for line in lines[date + 1 : running])
        begin = date if below else _title_above(lines, date, _BESIDE)
    else:
        begin = _title_above(lines, running, _HEAD)
    while begin > 0 and _is_section_above(lines, begin - 1):
        begin -= 1
    return begin


def _title_above(lines: Sequence[Line], at: int, most: int) -> int:
    """Return the nearest line above that may be a title; the line itself where there is none."""
    near = range(at - 1, max(-1, at - 1 - most), -1)
    return next((each for each in near if _is_title(lines[each].text)), at)


def _is_title(text: str) -> bool:
    """Return True if a line may be a title."""
    return (
        len(text.split()) >= _TITLE_WORDS
        and len(text) <= _TITLE_LENGTH
        and not is_running_text(text)
        and not is_boilerplate(text)
        and not all(map(sections.is_known, sections.split(text)))
        and not is_date_line(text)
        and bylines.recognise(text) is None
    )


def _is_section_above(lines: Sequence[Line], at: int) -> bool:
    """Return True if a line above the head is the path of sections, not a part of the menu."""
    text = lines[at].text
    path = sections.path(text)
    known = [sections.is_known(name) for name in path]
    if len(path) > 1:
        return any(known) and len(path) <= 5
    return all(known) and lines[at].begins and (at == 0 or lines[at + 1].begins)


def without_foot(lines: Sequence[str]) -> list[str]:
    """Return the lines of an article without comments, imprint and all that follows them.

    Comments and imprint come after running text; nothing after them is the article's.
    """
    begun = 0
    for at, line in enumerate(lines):
        if begun and (_is_of_imprint(lines, at) or (begun > 1 and is_comments(line))):
            return list(lines[:at])
        begun += is_running_text(line)
    return list(lines)


def _is_of_imprint(lines: Sequence[str], at: int) -> bool:
    """Return True if a line is of an imprint; reports state addresses of their own too."""
    below = lines[at + 1 : at + 1 + _IMPRINT_LINES]
    return is_imprint(lines[at]) or (is_address(lines[at]) and any(map(is_imprint, below)))
