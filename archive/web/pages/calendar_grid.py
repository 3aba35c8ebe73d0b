"""The days of a month in weeks, as a calendar shows them."""

from calendar import monthcalendar
from collections.abc import Mapping
from dataclasses import dataclass

from babel.dates import get_day_names

from archive.web import links
from archive.web.language import locale

__all__ = ["Cell", "month_grid", "weekdays"]

# The shades of days, the darkest for the day with most reports.
_SHADES = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a month. `url`: "" without reports. `shade`: from 1 to 4, 0 without reports."""

    day: int
    count: int
    url: str
    shade: int


def weekdays() -> list[tuple[str, str]]:
    """Return the days of the week from Monday, short and in full."""
    short, full = (get_day_names(width, locale=locale()) for width in ("abbreviated", "wide"))
    return [(short[day], full[day]) for day in range(7)]


def month_grid(month: str, counts: Mapping[str, int]) -> list[list[Cell | None]]:
    """Return the weeks of a month, from Monday; None for the days of other months.

    `month`: "2018-01". `counts`: the number of reports by day, "2018-01-10".
    """
    largest = max(counts.values(), default=1)
    year, number = map(int, month.split("-"))

    def cell(day: int) -> Cell | None:
        if not day:
            return None
        date = f"{month}-{day:02}"
        count = counts.get(date, 0)
        url = links.of_date(date) if count else ""
        return Cell(day, count, url, -(-_SHADES * count // largest))

    return [[cell(day) for day in week] for week in monthcalendar(year, number)]
