"""Dates as the press and its programs write them, read as ISO 8601 in Vietnamese time.

The day stands before the month, and the month before the year, unless a month has its name. A year
of two digits is read where the whole text is a date. A time without a zone is that of Việt Nam
(UTC+7); a time with another zone is converted, so that a report stands under the day on which it
appeared there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from archive.importers.press.letters import composed, unmarked
from index.language.dates import VIETNAM

__all__ = ["Found", "find", "of_number", "parse"]

_MONTHS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi mot": 11, "muoi hai": 12, "muoi": 10, "chap": 12,
}  # fmt: skip

# All patterns are matched on text without diacritics. Years: the first newspaper in quốc ngữ,
# Gia Định Báo, appeared in 1865.
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_ENGLISH = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ENGLISH_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_WORD = rf"(?:{'|'.join(_MONTHS)})"
_GAP = r"[\s,;|•·()\[\]\-–—]*"
_WEEKDAY = r"\b(?:thu\s+(?:hai|ba|tu|bon|nam|sau|bay)|thu\s*[2-7]|t[2-7]|chu\s*nhat|cn)\b"
_LABEL = (
    r"\b(?:cap\s+nhat|dang(?:\s+(?:luc|ngay|tai))?|ngay\s+dang|xuat\s+ban|ngay|luc|thoi\s+gian"
    r"|published|updated)\b\s*(?:luc|ngay)?\s*:?"
)
_DATES = (
    rf"(?:ngay\s+)?(?P<d1>\d{{1,2}})\s?[/.\-]\s?(?P<m1>\d{{1,2}})\s?[/.\-]\s?(?P<y1>{_YEAR})",
    rf"(?:ngay\s+)?(?:m[uo]ng\s+)?(?P<d2>{_DAY})\s*,?\s*thang\s+(?P<m2>{_MONTH_WORD}|{_MONTH})\s*[,/\-]?"
    rf"\s*(?:nam\s+)?(?P<y2>{_YEAR})",
    rf"(?P<y3>{_YEAR})[/.\-](?P<m3>\d{{1,2}})[/.\-](?P<d3>\d{{1,2}})",
    rf"(?P<d4>{_DAY})(?:st|nd|rd|th)?[\s,\-]+(?P<m4>{_ENGLISH_MONTH})\.?[\s,\-]+(?P<y4>{_YEAR})",
    rf"\b(?P<m5>{_ENGLISH_MONTH})\.?\s+(?P<d5>{_DAY})(?:st|nd|rd|th)?,?\s+(?P<y5>{_YEAR})",
)
_TIME = (
    r"(?:luc\s+)?\b(?P<{0}h>[01]?\d|2[0-3])\s*(?::|h|g(?!m)|gio)\s*(?P<{0}m>[0-5]\d)?"
    r"(?:\s*(?::|p|phut)\s*(?P<{0}s>[0-5]\d))?(?:\s*(?:phut\b|p\b|'|’))?"
    r"(?:\s*(?P<{0}half>am|pm|sa|ch|sang|chieu|toi)\b)?"
)
_ZONE = r"(?:[\s(\[]*\(?(?:gmt|utc)?\s*(?P<zone>[+\-]\s?\d{1,2}(?::?\d\d)?|(?<=\d)z)\b[)\]]?)?"
_WHEN = re.compile(
    rf"(?:{_LABEL}{_GAP})?(?:{_WEEKDAY}{_GAP})?(?:{_TIME.format('a')}{_ZONE.replace('zone', 'az')}"
    rf"{_GAP})?(?:{_WEEKDAY}{_GAP})?(?:{_LABEL}\s*)?(?<![\d/])(?:{'|'.join(_DATES)})(?![\d/])"
    rf"(?:{_GAP}t?\s*{_TIME.format('b')}{_ZONE.replace('zone', 'bz')})?"
    rf"(?:{_GAP}{_WEEKDAY})?"
)
_PARTIAL = re.compile(
    rf"(?:thang\s+)?(?P<m1>{_MONTH_WORD}|{_MONTH})\s*(?:[/.\-]|,?\s*nam\s+)\s*(?P<y1>{_YEAR})"
    rf"|(?P<y2>{_YEAR})[/.\-](?P<m2>{_MONTH})|(?:nam\s+)?(?P<y3>{_YEAR})"
    rf"|thang\s+(?P<m4>{_MONTH_WORD}|{_MONTH}),?\s+(?P<y4>{_YEAR})"
)
# Forms with a year of two digits, as spreadsheets show dates (`10-Th1-18` in Vietnamese Excel).
_SHORT = re.compile(
    rf"(?P<d>{_DAY})(?P<mark>[./\-])(?P<m>{_MONTH})(?P=mark)(?P<y>\d\d)"
    rf"|(?P<d2>{_DAY})[\s\-](?:th(?:g|ang)?\.?\s?(?P<m2>{_MONTH})|(?P<m3>{_ENGLISH_MONTH}))"
    rf"[\s,\-]+(?P<y2>\d\d(?:\d\d)?)"
)
# POSIX.1-2024, strptime %y: 69 to 99 are in the twentieth century.
_PIVOT = 69
# Seconds since 1970 have nine digits or ten from 1973 on; milliseconds have three more.
_SECONDS = re.compile(r"[1-9]\d{8,9}(?:\.\d+)?|[1-9]\d{11,12}")
_DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class Found:
    """A date within a text.

    `date`: ISO 8601, "" where no calendar has that day. `start`, `end`: offsets of all that
    belongs to it (weekday, time, zone), into the text in NFC.
    """

    date: str
    start: int
    end: int


def parse(text: str) -> str:
    """Return the date that the whole text is, in ISO 8601; "" if it is none.

    >>> parse("Thứ tư, 10/01/2018 - 12:31")
    '2018-01-10T12:31:00+07:00'
    >>> parse("tháng 1/2018")
    '2018-01'
    >>> parse("31/02/2018"), parse("10-Th1-18")
    ('', '2018-01-10')
    """
    text = text.strip()
    if text[:4].isdecimal():
        iso = _iso(text)
        if iso:
            return iso
    plain = unmarked(composed(text)).strip(" ,;|-–—.[]()")
    when = _WHEN.fullmatch(plain)
    if when:
        return _full(when.groupdict())
    partial = _PARTIAL.fullmatch(plain)
    if partial:
        return _month_or_year(partial.groupdict())
    return _short(plain) or _rfc_5322(text)


def of_number(text: str) -> str:
    """Return the date that a program wrote as a number; "" for any other text.

    >>> of_number("19450902"), of_number("1515562260")
    ('1945-09-02', '2018-01-10T12:31:00+07:00')
    """
    if digits := _DIGITS.fullmatch(text):
        return _day(int(digits["y"]), int(digits["m"]), int(digits["d"]))
    if not _SECONDS.fullmatch(text):
        return ""
    seconds = float(text) / (1000 if len(text.partition(".")[0]) > 10 else 1)
    return _in_vietnamese_time(datetime.fromtimestamp(seconds, VIETNAM))


def find(text: str) -> Found | None:
    """Return the first complete date (day, month and year) in a text, None if there is none."""
    when = _WHEN.search(unmarked(composed(text)))
    return Found(_full(when.groupdict()), when.start(), when.end()) if when else None


def _iso(text: str) -> str:
    """Return an ISO date or time in Vietnamese time; "" for any other text."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return text if _valid(text) else ""
    if len(text) < 16 or text[10] not in "T ":
        return ""
    try:
        return _in_vietnamese_time(datetime.fromisoformat(text))
    except ValueError:
        return ""


def _valid(day: str) -> bool:
    """Return True if the calendar has the day, `YYYY-MM-DD`."""
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return False
    return True


def _in_vietnamese_time(moment: datetime) -> str:
    """Return the moment in Vietnamese time, to the second."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    try:
        moment = moment.astimezone(VIETNAM)
    except OverflowError:
        return ""
    return moment.replace(microsecond=0).isoformat()


def _full(parts: Mapping[str, str | None]) -> str:
    """Return the date, with its time if there is one, from the groups of `_WHEN`."""
    year, month, day = (_first(parts, letter, len(_DATES)) for letter in "ymd")
    try:
        moment = datetime(int(year), _month(month), int(day), tzinfo=VIETNAM)
    except ValueError:
        return ""
    for side in "ab":
        hour = parts[f"{side}h"]
        if hour is not None:
            return _timed(moment, side, int(hour), parts)
    return moment.date().isoformat()


def _timed(moment: datetime, side: str, hour: int, parts: Mapping[str, str | None]) -> str:
    """Return the moment given by a day and the time on one side of it."""
    half = parts[f"{side}half"]
    if half in ("pm", "ch", "chieu", "toi") and hour < 12:
        hour += 12
    elif half in ("am", "sa", "sang") and hour == 12:
        hour = 0
    minute, second = int(parts[f"{side}m"] or 0), int(parts[f"{side}s"] or 0)
    zone = _zone(parts["bz"] or parts["az"])
    return _in_vietnamese_time(moment.replace(hour=hour, minute=minute, second=second, tzinfo=zone))


def _zone(written: str | None) -> timezone:
    """Return the zone written as `+7`, `+07:00` or `z`; by default that of Việt Nam."""
    if written is None:
        return VIETNAM
    if written == "z":
        return UTC
    digits = re.sub(r"\D", "", written)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > timedelta(hours=14):
        return VIETNAM
    return timezone(-offset if written.startswith("-") else offset)


def _month_or_year(parts: Mapping[str, str | None]) -> str:
    """Return `YYYY-MM` or `YYYY` from the groups of `_PARTIAL`."""
    year = _first(parts, "y", 4)
    month = next((parts[f"m{n}"] for n in (1, 2, 4) if parts[f"m{n}"]), None)
    return f"{year}-{_month(month):02}" if month else year


def _first(parts: Mapping[str, str | None], letter: str, forms: int) -> str:
    """Return the group of the form of the date that matched."""
    return next(value for n in range(1, forms + 1) if (value := parts[f"{letter}{n}"]))


def _month(written: str) -> int:
    """Return the number of the month, from digits or from its name."""
    if written.isdecimal():
        return int(written)
    return _MONTHS.get(written) or _ENGLISH[written[:3]]


def _short(plain: str) -> str:
    """Return the date, with a year of two digits, that a text is; "" for any other text."""
    found = _SHORT.fullmatch(plain)
    if not found:
        return ""
    year = int(found["y"] or found["y2"])
    if year < 100:
        year += 1900 if year >= _PIVOT else 2000
    # What was printed lies in the past: `31/12/68` is of no known century.
    if year > datetime.now(VIETNAM).year + 1:
        return ""
    month = _month(found["m"] or found["m2"] or found["m3"])
    return _day(year, month, int(found["d"] or found["d2"]))


def _day(year: int, month: int, day: int) -> str:
    """Return the day in ISO 8601; "" if the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _rfc_5322(text: str) -> str:
    """Return a date of RFC 5322, `Wed, 10 Jan 2018 12:31:00 +0700`; "" for other texts."""
    try:
        return _in_vietnamese_time(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
