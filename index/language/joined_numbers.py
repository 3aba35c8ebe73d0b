"""The sign between a number and the number directly before it: 2/9 is a date, 2,9 a decimal.

The key of the second number keeps the sign as a combining character, so that dates and decimals
have different keys. The fold has no combining characters: a query for 9 finds all of them.
"""

import re

from index.language.dates import is_day_of_month
from index.language.spelling import key

__all__ = ["DATE", "DECIMAL", "SIGNS", "joins_numbers", "may_have_date", "sign_before"]

DATE = "\u0338"
"""Combining solidus: the number after a slash (13/13 too), or after a hyphen or dot in a date."""
DECIMAL = "\u0326"
"""Combining comma: the number after a decimal sign or a separator of thousands."""
SIGNS = (DATE, DECIMAL)

_MAY_BE_DATE = re.compile(r"(?<![0-9])[0-9]{1,2}[-.][0-9]{1,2}(?![0-9])")
_JOINED = re.compile(r"[0-9][-/.,][0-9]")
_DIGITS = frozenset("0123456789")
# Longer runs of digits, hyphens and dots are not dates.
_LONGEST_DATE = len("10-10-2018") + 1
# The press writes «ngày 2-9», «sáng 2.9», «hôm qua (2-9)» for 2/9; elsewhere 2-9 may be a result of
# a match or a range, and 2.9 a decimal.
_DAY_AND_MONTH = re.compile(r"(?P<day>\d\d?)(?P<sign>[-.])(?P<month>\d\d?)(?:(?P=sign)\d{4})?")
_PARTS_OF_DAYS = ("sáng", "trưa", "chiều", "tối", "đêm", "khuya")
_BEFORE_DATES = frozenset(
    ("ngày", "mùng", "mồng", "hôm", "nay", "mai", "lễ", "dịp", "khánh", *_PARTS_OF_DAYS)
)
_BEFORE_PARENTHESIS = _BEFORE_DATES | {"qua", "kia"}
# «từ 23-10 đến 25-11», but «từ 2-5 tuổi»: no range falls.
_BEFORE_LATE_DAYS = _BEFORE_DATES | {"từ", "đến", "tới", "và"}


def joins_numbers(written: str) -> bool:
    """Return whether a word between spaces has a sign directly between two numbers.

    >>> joins_numbers("44.000"), joins_numbers("TP.HCM"), joins_numbers("Covid-19")
    (True, False, False)
    """
    return bool(_JOINED.search(written))


def may_have_date(written: str) -> bool:
    """Return whether a word between spaces has a date if the word before it says so.

    >>> may_have_date("(2-9)"), may_have_date("2/9"), may_have_date("44.000")
    (True, False, False)
    """
    return bool(_MAY_BE_DATE.search(written))


def sign_before(text: str, start: int) -> str:
    """Return the sign that joins the number at an offset to the number before it; "" for none.

    >>> sign_before("tối 2/9", 6) == DATE, sign_before("2,9 tỷ", 2) == DECIMAL
    (True, True)
    >>> sign_before("tối 2-9", 6) == DATE, sign_before("thắng 2-1", 8), sign_before("2 / 9", 4)
    (True, '', '')
    """
    if start < 2 or text[start - 2] not in _DIGITS or text[start] not in _DIGITS:
        return ""
    match text[start - 1]:
        case "/":
            return DATE
        case ",":
            return DECIMAL
        case "." | "-" as sign:
            return DATE if _is_date(text, start) else DECIMAL if sign == "." else ""
    return ""


def _is_date(text: str, start: int) -> bool:
    """Return whether the number at an offset is the month or the year of a date such as 2-9."""
    first = start - 1
    least = max(0, start - _LONGEST_DATE)
    while first > least and text[first - 1] in "0123456789.-":
        first -= 1
    found = _DAY_AND_MONTH.match(text, first)
    if not found or found.end() <= start:
        return False
    day, month = int(found["day"]), int(found["month"])
    if not is_day_of_month(day, month):
        return False
    beyond = text[found.end() : found.end() + 2]
    if beyond[:1] in _DIGITS or (beyond[:1] in set("-/.,") and beyond[1:] in _DIGITS):
        return False
    if first and (text[first - 1].isalnum() or text[first - 1] in "/,"):
        return False
    return found.end("month") < found.end() or _follows_time(text, first, late=day > 12)


def _follows_time(text: str, start: int, *, late: bool) -> bool:
    """Return whether the word before an offset is one after which the press writes dates.

    `late`: whether the day is greater than the number of any month.
    """
    line = text[text.rfind("\n", 0, start) + 1 : start]
    before = line.removesuffix("(")
    if not before or not before[-1].isspace():
        return False
    *_, word = before.split() or ("",)
    usual = _BEFORE_LATE_DAYS if late else _BEFORE_DATES
    usual = usual if before == line else _BEFORE_PARENTHESIS
    return key(word.strip('(,:;“"')) in usual
