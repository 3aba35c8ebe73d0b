"""The period that the filters of a query allow, and queries for narrower and wider periods."""

from dataclasses import replace

from index.language.dates import bounds
from index.query import Query
from index.results import UNDATED

__all__ = [
    "narrowed_to_date",
    "narrowed_to_years",
    "period_in_force",
    "period_is_reversed",
    "unlimited",
    "wider_dates",
]

_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


def period_in_force(query: Query) -> tuple[str, str]:
    """Return the first and the last day of the dated reports that the filters allow.

    ISO 8601; "" for an open end. Excluded dates are not considered.

    >>> period_in_force(Query(since="2017").choosing("date", "2018-01", "2018-03"))
    ('2018-01-01', '2018-03-31')
    """
    since, until = _bounds(query)
    chosen = [days for value in _dates(query) if (days := bounds(value))]
    if chosen:
        since = max(since, min(first for first, _ in chosen))
        until = min(until, max(last for _, last in chosen))
    return since if since > _FIRST_DAY else "", until if until < _LAST_DAY else ""


def narrowed_to_date(query: Query, value: str) -> Query:
    """Return the query for those of its hits that have a date: a year, a month or a day.

    >>> narrowed_to_date(Query(since="2010").choosing("date", "2018-01", "2020"), "2018").to_url()
    'date=2018-01'
    """
    chosen = _dates(query)
    wider = [each for each in chosen if f"{value}-".startswith(f"{each}-")]
    within = [each for each in chosen if each.startswith(f"{value}-")]
    since, until = _bounds(query)
    first, last = bounds(value) or ("", "")
    kept = replace(query, since="", until="") if since <= first and last <= until else query
    return _without_choice(kept).choosing("date", *([value] if wider or not within else within))


def narrowed_to_years(query: Query, first: str, last: str) -> Query:
    """Return the query for those of its hits that were published in some years.

    >>> narrowed_to_years(Query(since="2015-03").choosing("date", UNDATED), "2010", "2019").to_url()
    'from=2015-03&to=2019'
    """
    since, until = _bounds(query)
    kept = [each for each in _dates(query) if first <= each[: len("2018")] <= last]
    period = replace(
        query,
        since=query.since if since > f"{first}-01-01" else first,
        until=query.until if until < f"{last}-12-31" else last,
    )
    return _without_choice(period).choosing("date", *kept) if kept else _without_choice(period)


def unlimited(query: Query) -> Query:
    """Return the query without its period and without dates chosen; excluded ones stay."""
    return _without_choice(replace(query, since="", until=""))


def wider_dates(query: Query) -> list[str]:
    """Return the year, and the month in it, that the period of a query is a part of.

    >>> wider_dates(Query().choosing("date", "2018-01-10"))
    ['2018', '2018-01']
    >>> wider_dates(Query(since="2018-03", until="2018-05"))
    ['2018']
    """
    since, until = period_in_force(query)
    wider = []
    for length in (len("2018"), len("2018-01")):
        value = since[:length]
        if value and value == until[:length] and bounds(value) != (since, until):
            wider.append(value)
    return wider


def period_is_reversed(query: Query) -> bool:
    """Return whether the period of a query ends before it begins.

    >>> period_is_reversed(Query(since="2018-05", until="2018-01"))
    True
    """
    since, until = _bounds(query)
    return since > until


def _bounds(query: Query) -> tuple[str, str]:
    """Return the first and the last day of the period of a query, without the chosen dates."""
    first, last = bounds(query.since), bounds(query.until)
    return first[0] if first else _FIRST_DAY, last[1] if last else _LAST_DAY


def _dates(query: Query) -> tuple[str, ...]:
    """Return the dates chosen from the facet."""
    return tuple(each for each in query.values("date", "or") if each != UNDATED)


def _without_choice(query: Query) -> Query:
    chosen = query.values("date", "or")
    return query.without("date", *chosen) if chosen else query
