"""Dates of reports in words; a partial date stays partial."""

from datetime import date as calendar_date

from babel.dates import format_date, format_datetime

from archive.messages import Messages
from index.language.dates import moment
from index.results import UNDATED

__all__ = ["say_date", "say_day_of_year"]


def say_date(date: str, messages: Messages) -> str:
    """Return a date: «10/1/2018», «tháng 1/2018», «năm 2018», «không rõ ngày» for `UNDATED`.

    `date`: ISO 8601, may be partial; anything else is returned as it is.
    """
    if date == UNDATED:
        return messages.gettext("không rõ ngày")
    first = moment(date)
    if first is None:
        return date
    if len(date) == len("2018"):
        pattern = messages.pgettext("năm", "'năm' y")
    elif len(date) == len("2018-01"):
        pattern = messages.pgettext("tháng", "'tháng' M/y")
    else:
        pattern = messages.pgettext("ngày", "d/M/y")
    return format_datetime(first, pattern, locale=messages.locale)


def say_day_of_year(month: int, day: int, messages: Messages) -> str:
    """Return a day of any year: «2/9»."""
    pattern = messages.pgettext("ngày của mọi năm", "d/M")
    # A leap year, which has every day.
    return format_date(calendar_date(2000, month, day), pattern, locale=messages.locale)
