"""Dates as people type them and as reports have them: ISO 8601, possibly without day or month."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from index.language.date_words import DAYS

__all__ = [
    "VIETNAM",
    "DaysAt",
    "bounds",
    "days_at",
    "is_day_of_month",
    "moment",
    "month_day_at",
    "previous",
    "read",
    "read_span",
    "span_at",
]

# Vietnam has had one offset and no summer time since 1975.
VIETNAM = timezone(timedelta(hours=7))

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)

# One date, its numbers in groups: day-month-year, month-year, year-month-day or a year alone.
# The press writes 10/1/2018, 10-1-2018 and 10.1.2018 (guide case 22: 777, 114 and 46 of 1,041).
_DATE = (
    r"(?:ngày\s+|date\s+)?(?:"
    r"(?P<d{n}>[0-9]{{1,2}})\s*(?:[/.-]|\s+tháng\s+)\s*(?P<m{n}>[0-9]{{1,2}})"
    r"\s*(?:[/.-]|\s+năm\s+)\s*(?P<y{n}>[0-9]{{4}})"
    r"|(?:tháng\s+)?(?P<mm{n}>[0-9]{{1,2}})\s*(?:[/.-]|\s+năm\s+)\s*(?P<my{n}>[0-9]{{4}})"
    r"|(?P<iy{n}>[0-9]{{4}})-(?P<im{n}>[0-9]{{1,2}})(?:-(?P<id{n}>[0-9]{{1,2}}))?"
    r"|(?:năm\s+|year\s+)?(?P<yy{n}>[0-9]{{4}})"
    r")(?![\w/])"
)
_FLAGS = re.IGNORECASE
_ONE = re.compile(_DATE.format(n=0), _FLAGS)
_SPAN = re.compile(
    r"(?P<open>\.\.\s*)?"
    r"(?:(?P<side>trước|sau|từ|đến|before|after|since|from|until|to)\s+)?"
    + _DATE.format(n=0)
    + r"(?:(?P<dots>\.\.|…)(?:"
    + _DATE.format(n=1)
    + r")?|\s*(?P<to>[–—-]|\bđến\b|\bto\b|\buntil\b)\s*(?:"
    + _DATE.format(n=2)
    + r"))?",
    _FLAGS,
)
_MONTH_DAY = re.compile(
    r"(?:ngày\s+)?(?P<day>[0-9]{1,2})(?:[/.-]|\s+tháng\s+)(?P<month>[0-9]{1,2})"
    r"(?![\w/]|[.-]\w|\s+năm\s+[0-9])",
    _FLAGS,
)
_DAYS = re.compile(r"(?:ngày\s+)?" + DAYS + r"(?![\w/]|[.-]\w)", _FLAGS)
# Dates whose bounds are remembered: a list has a hundred, most of them years and months.
_REMEMBERED = 1 << 12
_SINCE = frozenset({"từ", "since", "from"})
_UNTIL = frozenset({"đến", "until", "to"})


def _pad(year: str, month: str | None, day: str | None) -> str:
    """Return the partial ISO 8601 date of these numbers, or "" if the calendar has no such day."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


def _written(found: re.Match[str], n: int) -> str:
    """Return the partial date in the groups numbered `n` of a match, or "" if they are empty."""
    group = found.groupdict()
    for year, month, day in (("y", "m", "d"), ("my", "mm", ""), ("iy", "im", "id"), ("yy", "", "")):
        if group[f"{year}{n}"]:
            return _pad(group[f"{year}{n}"], group.get(f"{month}{n}"), group.get(f"{day}{n}"))
    return ""


def read(text: str) -> str:
    """Return a typed date as ISO 8601, which may be partial; "" if it is not a date.

    >>> read("10/1/2018"), read("tháng 1/2018"), read("năm 2018"), read("31/02/2018")
    ('2018-01-10', '2018-01', '2018', '')
    """
    found = _ONE.fullmatch(" ".join(text.split()))
    return _written(found, 0) if found else ""


def previous(partial: str) -> str:
    """Return the day, month or year before a partial date; "" before the year 1.

    >>> previous("1975"), previous("2018-01"), previous("2018-03-01")
    ('1974', '2017-12', '2018-02-28')
    """
    first = date.fromisoformat((partial + "-01-01")[:10])
    if first == date.min:
        return ""
    return (first - timedelta(days=1)).isoformat()[: len(partial)]


def _following(partial: str) -> str:
    """Return the day, month or year after a partial date; "" after the year 9999."""
    last = date.fromisoformat((bounds(partial) or ("", "9999-12-31"))[1])
    if last == date.max:
        return ""
    return (last + timedelta(days=1)).isoformat()[: len(partial)]


def span_at(text: str, position: int = 0) -> tuple[str, str, int] | None:
    """Return the period typed at a position: its first and last partial date, and its end offset.

    An open end is "". Return None if there is no date at the position, or one that the calendar
    does not have.

    >>> span_at("trước 1975"), span_at("2017..2018 huế")
    (('', '1974', 10), ('2017', '2018', 10))
    """
    found = _SPAN.match(text, position)
    if not found:
        return None
    since = until = _written(found, 0)
    if not since:
        return None
    side = (found["side"] or "").lower()
    if side in {"trước", "before"}:
        since, until = "", previous(since)
    elif side in {"sau", "after"}:
        since, until = _following(since), ""
    elif found["open"] or side in _UNTIL:
        since = ""
    elif found["dots"] or found["to"] or side in _SINCE:
        until = _written(found, 1) or _written(found, 2)
        if found["to"] and not until:
            return None
    if not since and not until:
        return None
    if since and until and since > until:
        since, until = until, since
    return since, until, found.end()


def is_day_of_month(day: int, month: int) -> bool:
    """Return whether a month has a day, in a leap year.

    >>> is_day_of_month(2, 9), is_day_of_month(29, 2), is_day_of_month(31, 4)
    (True, True, False)
    """
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]


def month_day_at(text: str, position: int = 0) -> tuple[int, int, int] | None:
    """Return the day of any year typed at a position: its month, its day and its end offset.

    >>> month_day_at("2/9"), month_day_at("ngày 2 tháng 9"), month_day_at("2/9/1945")
    ((9, 2, 3), (9, 2, 14), None)
    """
    found = _MONTH_DAY.match(text, position)
    if not found or not is_day_of_month(int(found["day"]), int(found["month"])):
        return None
    return int(found["month"]), int(found["day"]), found.end()


class DaysAt(NamedTuple):
    """Days that were typed: the month and the day of the first and the last.

    `year`: "" for any. `end`: the offset after them.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    year: str
    end: int


def days_at(text: str, position: int = 0) -> DaysAt | None:
    """Return the consecutive days typed at a position.

    >>> days_at("8-9/3"), days_at("28/2-1/3/2018").first, days_at("9-8/3")
    (DaysAt(first=(3, 8), last=(3, 9), year='', end=5), (2, 28), None)
    """
    found = _DAYS.match(text, position)
    if not found:
        return None
    last = int(found["last_month"]), int(found["last_day"])
    first = int(found["month"] or last[0]), int(found["day"])
    same_year = first < last or (found["month"] and not found["year"] and first != last)
    if not (same_year and all(is_day_of_month(day, month) for month, day in (first, last))):
        return None
    return DaysAt(first, last, found["year"] or "", found.end())


def read_span(text: str) -> tuple[str, str] | None:
    """Return the first and last partial date if the whole text is a period, else None."""
    words = " ".join(text.split())
    found = span_at(words)
    return found[:2] if found and found[2] == len(words) else None


def _instant(text: str) -> datetime | None:
    """Return the instant of a date with a time, in Vietnamese time; None if it is not one."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(VIETNAM) if instant.tzinfo else instant.replace(tzinfo=VIETNAM)
    except (ValueError, OverflowError):
        return None


@lru_cache(_REMEMBERED)
def bounds(text: str) -> tuple[str, str] | None:
    """Return the first and last day of an ISO 8601 date, which may be partial; None if invalid.

    >>> bounds("2018-02"), bounds("2018-01-10T12:31:00+07:00")
    (('2018-02-01', '2018-02-28'), ('2018-01-10', '2018-01-10'))
    """
    if len(text) > len("2018-01-10"):
        instant = _instant(text)
        return (instant.date().isoformat(),) * 2 if instant else None
    found = _PARTIAL.fullmatch(text)
    if not found or not _pad(*found.groups()):
        return None
    year, month, day = found.groups()
    if day:
        return text, text
    if month:
        return f"{text}-01", f"{text}-{monthrange(int(year), int(month))[1]}"
    return f"{year}-01-01", f"{year}-12-31"


def moment(text: str) -> datetime | None:
    """Return the first instant of an ISO 8601 date, in Vietnamese time; None if invalid.

    Reports are sorted by it.
    """
    if len(text) > len("2018-01-10"):
        return _instant(text)
    days = bounds(text)
    return _instant(days[0]) if days else None
