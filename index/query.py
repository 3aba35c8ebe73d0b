"""Query: what is looked for, as a value, to and from a URL."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from index.language import dates as _dates
from index.results import UNDATED

__all__ = ["MATCHES", "ORDERS", "Match", "Query", "Sort"]

Match = Literal["most", "all", "any"]
Sort = Literal["relevance", "recent", "newest", "oldest"]

MATCHES: tuple[Match, ...] = ("most", "all", "any")
ORDERS: tuple[Sort, ...] = ("relevance", "recent", "newest", "oldest")

# Each repeated parameter of a URL with the attribute that holds its values.
_MANY = {
    "date": "dates",
    "section": "sections",
    "person": "persons",
    "author": "authors",
    "source": "sources",
}
# More than any reader ticks; a longer URL is read up to here.
_MOST_PARAMETERS = 200


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the archive; the same value serves the page, the command line and exports.

    `text`: in the query language (`index.syntax.parser`). `exact`: every mark as typed. `since`,
    `until`: ISO 8601, may be partial; a report matches when its date lies within. `dates`: years,
    months or `UNDATED`, any of which will do; likewise `sections` (paths joined by ` › `, each
    with what is below it), `persons` (identifiers), `authors` and `sources`. `sort`: `recent` is by
    relevance, with a mild preference for what is new.
    """

    text: str = ""
    match: Match = "most"
    exact: bool = False
    since: str = ""
    until: str = ""
    dates: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sort: Sort = "relevance"

    def _parameters(self) -> Iterator[tuple[str, str]]:
        """The parameters of the URL, what is the default left out."""
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
        for name, attribute in _MANY.items():
            for value in getattr(self, attribute):
                yield name, value
        if self.sort != "relevance":
            yield "sort", self.sort

    def to_url(self) -> str:
        """The query string of a URL, without the question mark.

        >>> Query("dân vận", since="2017", persons=("truong-thi-mai",)).to_url()
        'q=d%C3%A2n+v%E1%BA%ADn&from=2017&person=truong-thi-mai'
        """
        return urlencode(list(self._parameters()), errors="replace")

    @classmethod
    def from_url(cls, parameters: str | Iterable[tuple[str, str]]) -> "Query":
        """The query of a URL's query string or of its parameters in pairs; never raises.

        What isn't ours or cannot be read is passed over; of a parameter that stands once in a
        query, the first with a value counts. Dates: every form that `index.language.dates` reads.

        >>> Query.from_url("q=dan+van&from=10/1/2018&sort=best&person=a&person=b&page=2")
        ... # doctest: +NORMALIZE_WHITESPACE
        Query(text='dan van', match='most', exact=False, since='2018-01-10', until='', dates=(),
        sections=(), persons=('a', 'b'), authors=(), sources=(), sort='relevance')
        """
        if isinstance(parameters, str):
            parameters = parse_qsl(parameters)
        values: dict[str, list[str]] = {}
        for name, value in islice(parameters, _MOST_PARAMETERS):
            if value:
                values.setdefault(name, []).append(value)
        one = {name: found[0] for name, found in values.items()}
        many = {key: tuple(values.get(name, ())) for name, key in _MANY.items()}
        many["dates"] = tuple(date for date in many["dates"] if _is_facet_date(date))
        match, sort = one.get("match", ""), one.get("sort", "")
        return cls(
            text=one.get("q", ""),
            match=match if match in MATCHES else "most",
            exact=one.get("exact") == "1",
            since=_dates.read(one.get("from", "")),
            until=_dates.read(one.get("to", "")),
            sort=sort if sort in ORDERS else "relevance",
            **many,
        )


def _is_facet_date(value: str) -> bool:
    """Whether a value is one of the date facet's, or a day."""
    return value == UNDATED or (len(value) <= len("2018-01-10") and bool(_dates.bounds(value)))
