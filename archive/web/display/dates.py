"""Dates of reports in the reader's language; partial dates stay partial, in their time zone."""

from datetime import datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_datetime

from archive.messages import Messages, messages
from archive.web.language import current_messages, gettext, pgettext
from index.language.dates import moment
from index.results import UNDATED

__all__ = ["as_typed", "brief", "month_name", "period", "today", "written"]


def as_typed(date: str) -> str:
    """Return a partial ISO 8601 date as readers type it, which is the same in all languages.

    >>> as_typed("2018-01-10"), as_typed("2018-01"), as_typed("2018"), as_typed("")
    ('10/1/2018', '1/2018', '2018', '')
    """
    parts = reversed(date.split("-"))
    return "/".join(part.lstrip("0") if len(part) == len("01") else part for part in parts)


def brief(text: str) -> str:
    """Return a short date: «10/1/2018», «tháng 1/2018», «năm 2018», "" for none.

    `text`: ISO 8601, may be partial; an unreadable date is returned as it is.
    """
    return _brief(text, current_messages().language)


@lru_cache(4096)
def _brief(text: str, language: str) -> str:
    """Return what `brief` does in a language; lists and facets show the same dates again."""
    return _formatted(text, messages(language).pgettext("ngày", "d/M/y"), messages(language))


def period(since: str, until: str) -> str:
    """Return a period in words: «từ năm 2017 đến hết tháng 1/2018»; "" for an open end."""
    if not until:
        return gettext("từ %(date)s", date=brief(since))
    if not since:
        return gettext("đến hết %(date)s", date=brief(until))
    if since == until:
        return brief(since)
    return gettext("từ %(first)s đến hết %(last)s", first=brief(since), last=brief(until))


def today() -> str:
    """Return the present day, in the time zone of the server, as `brief` does."""
    return brief(datetime.now().astimezone().date().isoformat())


def written(text: str) -> str:
    """Return a full date: «Thứ Tư, 10 tháng 1 năm 2018, 12:31»; partial dates as in `brief`."""
    day = pgettext("ngày trong tuần", "EEEE, d 'tháng' M 'năm' y")
    return _formatted(text, day + ", HH:mm" if "T" in text else day, current_messages())


def month_name(value: str) -> str:
    """Return the name of a date value within its year: «Tháng 1» for "2018-01".

    A year is returned as it is, `UNDATED` as «Không rõ ngày».
    """
    if value == UNDATED:
        return gettext("Không rõ ngày")
    if len(value) != len("2018-01"):
        return value
    day = pgettext("tháng trong năm", "'Tháng' M")
    return _formatted(value, day, current_messages(), month=True)


def _formatted(text: str, day: str, known: Messages, *, month: bool = False) -> str:
    """Return a date in the pattern of its precision. `day`: that of a day in a language."""
    first = moment(text)
    if first is None:
        return text
    if len(text) == len("2018"):
        pattern = known.pgettext("năm", "'năm' y")
    elif len(text) == len("2018-01"):
        pattern = day if month else known.pgettext("tháng", "'tháng' M/y")
    else:
        pattern = day
    return _written_by(pattern, first, known.locale)


@lru_cache(4096)
def _written_by(pattern: str, first: datetime, locale: Locale) -> str:
    """Return a moment in a pattern of CLDR."""
    return format_datetime(first, pattern, locale=locale)
