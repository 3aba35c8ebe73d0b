"""Query: a question to the archive as a value, converted to and from a URL."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, quote_plus

from index.facets import FACETS, Mode
from index.language import dates as _dates
from index.results import UNDATED

__all__ = ["MATCHES", "ORDERS", "Filter", "Match", "Query", "Sort", "quoted"]

Match = Literal["most", "all", "any"]
Sort = Literal["relevance", "recent", "newest", "oldest"]

MATCHES: tuple[Match, ...] = ("most", "all", "any")
ORDERS: tuple[Sort, ...] = ("relevance", "recent", "newest", "oldest")

# More than any reader chooses; the rest of a longer URL is ignored.
_MOST_PARAMETERS = 200


class Filter(NamedTuple):
    """A value chosen from a facet of `index.facets.FACETS`, and how it was chosen."""

    facet: str
    value: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the archive; the same value serves the page, the command line and exports.

    `text`: in the query language (`index.syntax.parser`). `exact`: diacritics exactly as typed.
    `since`, `until`: ISO 8601, may be partial; a report matches when its date lies within.
    `filters`: in the order in which they were chosen. `sort`: `recent` is relevance with a mild
    preference for new reports.
    """

    text: str = ""
    match: Match = "most"
    exact: bool = False
    since: str = ""
    until: str = ""
    filters: tuple[Filter, ...] = ()
    sort: Sort = "relevance"

    # Filters

    def values(self, facet: str, *modes: Mode) -> tuple[str, ...]:
        """Return the values chosen from a facet, in these modes or, without any, in all modes."""
        if not self.filters:
            return ()
        return tuple(
            [
                chosen.value
                for chosen in self.filters
                if chosen.facet == facet and (not modes or chosen.mode in modes)
            ]
        )

    def choosing(self, facet: str, *values: str, mode: Mode | None = None) -> "Query":
        """Return the query with values of a facet chosen too.

        `mode`: None for the default of the facet. A value that was chosen before in another mode
        is then chosen in this one. Raise `KeyError` for a facet that does not exist.

        >>> Query("lũ").choosing("person", "a", "b").choosing("date", "2018", mode="not").to_url()
        'q=l%C5%A9&person=a&person=b&date.not=2018'
        """
        mode = mode or FACETS[facet].default
        kept = [each for each in self.filters if each.facet != facet or each.value not in values]
        chosen = [Filter(facet, value, mode) for value in dict.fromkeys(values)]
        return self._with_filters((*kept, *chosen))

    def without(self, facet: str, *values: str) -> "Query":
        """Return the query with these values of a facet no longer chosen; without any, none of it.

        >>> Query().choosing("person", "a", "b").without("person", "a").values("person")
        ('b',)
        """
        dropped = values or self.values(facet)
        kept = [each for each in self.filters if each.facet != facet or each.value not in dropped]
        return self._with_filters(tuple(kept))

    def _with_filters(self, filters: tuple[Filter, ...]) -> "Query":
        """Return the query with these filters; `replace` takes four times as long.

        A page has a link for each value of its facets and one for its exclusion.
        """
        return Query(self.text, self.match, self.exact, self.since, self.until, filters, self.sort)

    # URLs

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """Yield the parameters of the URL, defaults left out."""
        if self.text:
            yield "q", self.text
        if self.match != "most":
            yield "match", self.match
        if self.exact:
            yield "exact", "1"
        if self.since:
            yield "from", self.since
        if self.until:
            yield "to", self.until
        for facet, value, mode in self.filters:
            yield FACETS[facet].parameter(mode), value
        if self.sort != "relevance":
            yield "sort", self.sort

    def to_url(self) -> str:
        """Return the query string of a URL, without the question mark.

        >>> Query("dân vận", since="2017").choosing("person", "truong-thi-mai").to_url()
        'q=d%C3%A2n+v%E1%BA%ADn&from=2017&person=truong-thi-mai'
        """
        return "&".join([f"{name}={quoted(value)}" for name, value in self._parameters()])

    @classmethod
    def from_url(cls, parameters: str | Iterable[tuple[str, str]]) -> "Query":
        """Return the query of a URL's query string, or of its parameters in pairs; never raise.

        Unknown parameters and unreadable values are ignored. Of a parameter that a query has only
        once, the first one with a value counts. Dates: every form that `index.language.dates`
        reads.

        >>> Query.from_url("q=dan+van&from=10/1/2018&sort=best&person=a&person.not=b&page=2")
        ... # doctest: +NORMALIZE_WHITESPACE
        Query(text='dan van', match='most', exact=False, since='2018-01-10', until='',
        filters=(Filter(facet='person', value='a', mode='and'),
        Filter(facet='person', value='b', mode='not')), sort='relevance')
        """
        pairs = parse_qsl(parameters) if isinstance(parameters, str) else parameters
        given = [(name, value) for name, value in islice(pairs, _MOST_PARAMETERS) if value]
        one = dict(reversed(given))
        match, sort = one.get("match", ""), one.get("sort", "")
        return cls(
            text=one.get("q", ""),
            match=match if match in MATCHES else "most",
            exact=one.get("exact") == "1",
            since=_dates.read(one.get("from", "")),
            until=_dates.read(one.get("to", "")),
            filters=tuple(_filters(given)),
            sort=sort if sort in ORDERS else "relevance",
        )


@lru_cache(1024)
def quoted(value: str) -> str:
    """Return a value as it stands in a URL; the links of a page have the same values many times."""
    return quote_plus(value, errors="replace")


# Each URL parameter of a filter with its facet and mode; a default mode may be written out too.
_FILTERS: dict[str, tuple[str, Mode]] = {
    parameter: (facet.name, mode)
    for facet in FACETS.values()
    for mode in facet.modes
    for parameter in (facet.parameter(mode), f"{facet.name}.{mode}")
}


def _filters(parameters: Iterable[tuple[str, str]]) -> Iterator[Filter]:
    """Yield the filters among the parameters of a URL; a value counts as it was first chosen."""
    seen = set()
    for name, value in parameters:
        if name not in _FILTERS:
            continue
        facet, mode = _FILTERS[name]
        if (facet, value) not in seen and (FACETS[facet].kind != "date" or _is_facet_date(value)):
            seen.add((facet, value))
            yield Filter(facet, value, mode)


def _is_facet_date(value: str) -> bool:
    """Return whether a value is a year, a month, a day or `UNDATED`."""
    return value == UNDATED or (len(value) <= len("2018-01-10") and bool(_dates.bounds(value)))
