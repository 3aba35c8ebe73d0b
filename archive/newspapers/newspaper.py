"""Newspaper: an authority record, with the names that the newspaper has had."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from archive.newspapers.keys import single_spaced, spelling_key
from index.language.dates import bounds

__all__ = ["DatedName", "Newspaper", "dated_name", "name_on"]

_PERIOD = r"(?P<whole>[0-9-]+)|(?P<since>[0-9-]*)\.\.(?P<until>[0-9-]*)"
_DATED = re.compile(rf"(?P<name>.*?)\s*\[(?:{_PERIOD})\]\s*", re.DOTALL)
_ENDS = ("since", "until")
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that a newspaper had in a period.

    `since`, `until`: the first and the last date of the period, ISO 8601, may be partial; "" for
    an end that is open or not known.
    """

    name: str
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        period = f" [{self.since}..{self.until}]" if self.since or self.until else ""
        return f"{self.name}{period}"


@dataclass(frozen=True, slots=True)
class Newspaper:
    """An authority record of a newspaper.

    `names`: in the order in which the newspaper had them, at least one; the last one is current.
    `aliases`: other forms of its names. `issns`: ISO 3297, as in 0866-7691. `urls`: addresses or
    domains. `predecessors`, `successors`: identifiers of newspapers that it continues, and that
    continue it. `source`: where these facts come from, "" if nothing but its spellings is known.
    """

    identifier: str
    names: tuple[DatedName, ...]
    aliases: tuple[str, ...] = ()
    place: str = ""
    issns: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    source: str = ""

    @property
    def name(self) -> str:
        """The current name."""
        return self.names[-1].name

    @property
    def is_known(self) -> bool:
        """False if nothing but the spellings in the archive is known of the newspaper."""
        return bool(self.source)

    @property
    def titles(self) -> tuple[str, ...]:
        """The different names, in the order in which the newspaper first had them."""
        return tuple(dict.fromkeys(each.name for each in self.names))

    def earlier(self, title: str) -> tuple[str, ...]:
        """Return the other names that the newspaper had before it last took the name `title`."""
        last = max(at for at, each in enumerate(self.names) if each.name == title)
        before = dict.fromkeys(each.name for each in self.names[:last])
        return tuple(name for name in before if name != title)


def dated_name(text: str) -> DatedName:
    """Return the name that a text states as `str` writes it; the period may be missing.

    One date stands for both ends of the period, as in «[1975]». Raise ValueError if there is no
    name or a date is none.

    >>> dated_name("Thừa Thiên Huế Giải Phóng [1975-04-20..1975-09-07]").until
    '1975-09-07'
    """
    found = _DATED.fullmatch(text)
    name = single_spaced(found["name"] if found else text)
    since, until = (found["whole"] or found[end] for end in _ENDS) if found else ("", "")
    if not name:
        raise ValueError(f"{text!r} has no name")
    for date in (since, until):
        if date and not bounds(date):
            raise ValueError(
                f"{date!r} in {text!r} is not a date; write 2018, 2018-01 or 2018-01-10"
            )
    if since and until and (bounds(since) or "")[0] > (bounds(until) or "")[1]:
        raise ValueError(f"the period of {text!r} ends before it begins")
    return DatedName(name, since, until)


def name_on(names: Sequence[DatedName], date: str, printed: str) -> str:
    """Return the name that a newspaper had on the date of a report.

    `names`: in the order in which it had them, so that an end that is not known lies between those
    of its neighbours. `date`: ISO 8601, may be partial or "". `printed`: the name in the report.
    Where the date allows several names or none, the printed one counts if it is among them, else
    the latest.

    >>> names = (DatedName("Thừa Thiên Huế", "", "2023"), DatedName("Huế ngày nay", "2024"))
    >>> [name_on(names, date, "huengaynay.vn") for date in ("2018-01-10", "2024-05", "")]
    ['Thừa Thiên Huế', 'Huế ngày nay', 'Huế ngày nay']
    """
    span = bounds(date)
    held = names
    if len(names) > 1 and span:
        days = _periods(tuple(names))
        within = [a <= span[0] and span[1] <= z for a, z in days]
        held = [each for each, holds in zip(names, within, strict=True) if holds] or names
    same = [each.name for each in held if _bare(each.name) == _bare(printed)]
    return same[-1] if same else held[-1].name


@lru_cache(1024)
def _periods(names: tuple[DatedName, ...]) -> list[tuple[str, str]]:
    """Return the first and the last day on which a newspaper may have had each of its names.

    Where neither the end of a name nor the beginning of the next one is known, the change is taken
    to be at the end of the year in which the earlier name began.
    """
    firsts = [days[0] if (days := bounds(each.since)) else _FIRST_DAY for each in names]
    lasts = [days[1] if (days := bounds(each.until)) else _LAST_DAY for each in names]
    for at, (each, following) in enumerate(pairwise(names)):
        if each.since and not each.until and not following.since:
            year = firsts[at][:4]
            lasts[at], firsts[at + 1] = f"{year}-12-31", f"{int(year) + 1:04}-01-01"
    firsts = list(accumulate(firsts, max))
    lasts = list(accumulate(lasts[::-1], min))[::-1]
    return list(zip(firsts, lasts, strict=True))


def _bare(name: str) -> str:
    """Return the key of a name without the word that says that it is one of a newspaper."""
    return spelling_key(name).removeprefix("báo ")
