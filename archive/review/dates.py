"""Impossible dates, and texts without a date that begin with one."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from archive.catalogue.review import Beginning, Dated, Review
from archive.dismissal import Dismiss
from archive.importers.press import dates
from archive.review.matter import Matter, call, dismiss_command

__all__ = ["impossible_dates", "undated_reports"]

# Gia Định Báo, the first newspaper in quốc ngữ, began on this day.
_FIRST_NEWSPAPER = "1865-04-15"
# Characters within which a text that begins with a date has its year, and those shown behind it.
_LONGEST_DATE, _PASSAGE = 60, 40
# Reports whose whole texts are read at once.
_AT_ONCE = 500
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
# What may stand before the date with which a report begins. After other words, as in «từ ngày»,
# it is a day of the subject.
_BEFORE = re.compile(
    r"[\W_]*(?:(?!theo|trước|sau|toàn)[^\W\d_]+(?: [^\W\d_]+){0,3} ?[-–—,:(]\s*)?"
    r"(?:(?:hôm nay|hôm qua|sáng|trưa|chiều|tối|đêm|vào|lúc|hôm|ngày)[ ,]*)*",
    re.IGNORECASE,
)


def impossible_dates(review: Review, today: date) -> Iterator[Matter]:
    """Yield the reports dated in the future, before all newspapers, or when theirs did not exist.

    A day of grace covers newspapers east of Việt Nam.
    """
    seen: set[str] = set()
    for each in review.dated(date.fromordinal(today.toordinal() + 1).isoformat(), _FIRST_NEWSPAPER):
        is_future = each.date > _FIRST_NEWSPAPER
        problem = "in the future" if is_future else "before the first Vietnamese newspaper"
        why = "ngày ở tương lai" if is_future else "trước khi có báo quốc ngữ"
        seen.add(each.identifier)
        yield _wrong(each, f"dated {each.date}, {problem}", why, ())
    periods = {
        spelling: (names[1], names[-1])
        for spelling, _newspaper, names in review.newspapers()
        if names[1] or names[-1]
    }
    for each in review.dated_outside(periods):
        if each.identifier not in seen:
            yield _outside(each, *periods[each.source])


def _outside(each: Dated, first: str, last: str) -> Matter:
    """Return the matter of a report dated before its newspaper began or after it ended."""
    if first and f"{each.date}~" < first:
        problem = f"dated {each.date}, but {each.source} began in {first}"
        return _wrong(each, problem, "trước khi báo ra đời", (each.source, first))
    problem = f"dated {each.date}, but {each.source} ended in {last}"
    return _wrong(each, problem, "sau khi báo đình bản", (each.source, last))


def _wrong(each: Dated, problem: str, why: str, facts: tuple[str, ...]) -> Matter:
    """Return the matter of a wrong date. `facts`: on which it rests, besides the date."""
    name = each.identifier
    clear = call("correct", name, clear="date", why=why)
    dismissal = Dismiss("dates", name, (each.date, *facts))
    dismiss = dismiss_command("dates", name)
    show = call("show", name)
    return Matter("dates", name, problem, 1, clear, show, dismissal, dismiss=dismiss)


def undated_reports(
    review: Review, texts: Callable[[Sequence[str]], Mapping[str, str]]
) -> Iterator[Matter]:
    """Yield the reports without a date whose text begins with one and names no later year.

    `texts`: returns identifier → whole text of some reports. A text that begins with a day of its
    subject's past mostly comes to later years.
    """
    found = {each.identifier: own for each in review.undated() if (own := _own_date(each))}
    identifiers = list(found)
    for start in range(0, len(identifiers), _AT_ONCE):
        some = identifiers[start : start + _AT_ONCE]
        whole = texts(some)
        for identifier in some:
            day, passage = found[identifier]
            years = [int(each) for each in _YEAR.findall(whole.get(identifier, ""))]
            if max(years, default=0) <= int(day[:4]):
                yield _dated(identifier, day[:10], passage)


def _dated(identifier: str, day: str, passage: str) -> Matter:
    """Return the matter of a report that begins with a day."""
    return Matter(
        "undated",
        identifier,
        f"begins «{passage}»",
        1,
        call("correct", identifier, date=day, why="ngày ở đầu bài"),
        call("show", identifier),
        Dismiss("undated", identifier, (day,)),
        dismiss=dismiss_command("undated", identifier),
    )


def _passage(text: str, end: int) -> str:
    """Return the beginning of a text, up to some words behind its date."""
    words = " ".join(text[: end + _PASSAGE].split())
    return words if len(text) <= end + _PASSAGE else f"{words.rpartition(' ')[0]} …"


def _own_date(each: Beginning) -> tuple[str, str] | None:
    """Return the date with which a text begins, and the passage; None if there is none."""
    for text in each.texts:
        if not _YEAR.search(text[:_LONGEST_DATE]):
            continue
        found = dates.find(text)
        if found and found.date[:10] >= _FIRST_NEWSPAPER and _BEFORE.fullmatch(text[: found.start]):
            return found.date, _passage(text, found.end)
    return None
