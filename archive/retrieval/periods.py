"""The date among the words of a query, written as a period instead."""

import re
from collections.abc import Callable

from index.language.date_words import DAYS, is_named_by_date, makes_length, takes_number
from index.language.lattice import accepts, carries_tone
from index.language.spelling import fold, normalise

__all__ = ["with_period"]

_YEAR = r"(?:1[89]|20)\d\d"
# 2018, 1/2018, 10/1/2018, 10/1, or with «ngày», «tháng» and «năm»; matched without diacritics.
_DATE = (
    rf"(?:ngay )?(?:(?:\d{{1,2}}/){{0,2}}{_YEAR}|nam {_YEAR}"
    rf"|(?:\d{{1,2}}/|(?:\d{{1,2}} )?thang )\d{{1,2}}(?:/|,? nam |,? ){_YEAR}"
    r"|\d{1,2}(?:/| thang )\d{1,2}(?!,? nam ))"
)
_END = r"(?![^\s,;?!)])"
_WHOLE = re.compile(rf"(?<!\S){_DATE}{_END}")
_DAYS = re.compile(rf"(?<!\S)(?:ngay )?{DAYS}{_END}")
_BETWEEN = re.compile(rf"(?<!\S)tu ({_DATE}) den (?:het )?({_DATE}){_END}")
# A day without a year has no reports before or after it.
_SINCE = re.compile(rf"(?<!\S)(truoc|sau|tu) ({_DATE}){_END}")
_QUARTER = re.compile(rf"(?<!\S)quy ([1-4]|i{{1,3}}|iv)(?:/|,? nam |,? )({_YEAR}){_END}")
_QUARTERS = ("i", "ii", "iii", "iv")
_SIDES = {"truoc": "trước", "sau": "sau", "tu": "từ"}
# Words that a date takes with it: «trong năm 2018», «cuối tháng 1/2018».
_WITH_DATE = re.compile(
    r"(?<!\S)(?:(?:trong|vao|hoi) |(?<!dung )(?<!hang )(?<!dan )dau |giua |cuoi )$"
)
_IN_WORDS = re.compile("ngay|thang|nam")
# A month that is named in words, such as «tháng tư», before a year.
_NAMED_MONTH = re.compile(r"thang \S+ $")
_NEXT_WORD = re.compile(r" (\w+)")


def with_period(text: str) -> str:
    """Return a query with its only date as a period, "" if it has no date or several.

    >>> with_period("lũ trước 1975"), with_period("quý 2 năm 2018"), with_period("tuần 2 tháng 9")
    ('lũ ngày:trước 1975', 'ngày:4/2018..6/2018', '')
    """
    text = normalise(text)
    plain = "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)
    for pattern, period in _PERIODS:
        if found := pattern.search(plain):
            written = period(found, text)
            if written is None:
                continue
            start = _start(plain, found)
            rest = (plain[:start], plain[found.end() :])
            if not written or any(_WHOLE.search(each) for each in rest):
                return ""
            return f"{text[:start]}ngày:{written}{text[found.end() :]}"
    return ""


def _start(plain: str, found: re.Match[str]) -> int:
    """Return where a date begins, with the words that it takes with it."""
    start = found.start()
    if _IN_WORDS.match(found[0]) and (before := _WITH_DATE.search(plain[:start])):
        return before.start()
    return start


def _between(found: re.Match[str], text: str) -> str | None:
    """Return the period from one date to another; None if the words are others."""
    first, last = map(_numbers, found.groups())
    dated = _is_typed(found, text, "từ") and _has_year(first) and _has_year(last)
    return f"{first}..{last}" if dated else None


def _since(found: re.Match[str], text: str) -> str | None:
    """Return the period before or after a date; "" for a day of any year."""
    side = _SIDES[found[1]]
    if not _is_typed(found, text, side):
        return None
    date = _numbers(found[2])
    return f"{side} {date}" if _has_year(date) else ""


def _quarter(found: re.Match[str], text: str) -> str:
    typed, year = found.groups()
    quarter = int(typed) if typed.isdigit() else _QUARTERS.index(typed) + 1
    return f"{3 * quarter - 2}/{year}..{3 * quarter}/{year}"


def _days(found: re.Match[str], text: str) -> str:
    return "" if _counts(text[: found.start()]) else found[0].removeprefix("ngay ")


def _day(found: re.Match[str], text: str) -> str:
    before, after = found.string[: found.start()], found.string[found.end() :]
    next_word = _NEXT_WORD.match(after)
    in_words = " thang " in found[0] and "nam" not in found[0]
    length = in_words and next_word and makes_length(next_word[1])
    typed = text[: found.start()]
    if length or _NAMED_MONTH.search(before) or _counts(typed) or _is_name(typed, found[0]):
        return ""
    return _numbers(found[0])


_PERIODS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str | None]], ...] = (
    (_BETWEEN, _between), (_SINCE, _since), (_QUARTER, _quarter), (_DAYS, _days), (_WHOLE, _day),
)  # fmt: skip


def _numbers(date: str) -> str:
    return "/".join(re.findall(r"\d+", date))


def _has_year(date: str) -> bool:
    return re.search(_YEAR, date) is not None


def _is_typed(found: re.Match[str], text: str, word: str) -> bool:
    """Return whether the first word of a date is this one, which may lack diacritics."""
    typed = text[found.start() :].split()[0]
    return accepts(typed, word, tones_typed=carries_tone(text.split()))


def _counts(before: str) -> bool:
    """Return whether the word before a number has numbers: «tuần», «quý», «số»."""
    words = before.split()
    return bool(words) and takes_number(words[-1])


def _is_name(before: str, date: str) -> bool:
    """Return whether a day after a word is probably a name: «đường 30/4», «chợ 19/5».

    With a year, or after «ngày», it is a date.
    """
    words = before.split()
    is_day = not _has_year(date) and not date.startswith("ngay")
    return is_day and bool(words) and is_named_by_date(words[-1])
