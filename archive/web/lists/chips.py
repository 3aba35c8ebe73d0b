"""The filters of a list, each removable by a click, and the words that join them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from archive.web import links
from archive.web.display.dates import period
from archive.web.display.facet_wording import exclusion, value_label, words
from archive.web.language import gettext
from index.facets import FACETS, Mode
from index.query import Query

__all__ = ["Chip", "chips"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter. `joiner`: the word between it and the one before it. `url`: the list without it."""

    kind: str
    label: str
    url: str
    joiner: str = ""


def chips(
    query: Query, names: Mapping[str, str], address: Callable[[Query], str] = links.of_query
) -> list[Chip]:
    """Return the filters of a query, facet by facet.

    `names`: of persons by identifier. `address`: returns the address of the page for a query.
    """
    found = []
    if query.since or query.until:
        url = address(replace(query, since="", until=""))
        found.append(Chip(words("date").title, period(query.since, query.until), url))
    for facet in FACETS:
        found += _of_facet(query, facet, names, address)
    return found


def _of_facet(
    query: Query, facet: str, names: Mapping[str, str], address: Callable[[Query], str]
) -> Iterator[Chip]:
    """Yield the filters of a facet: what is required, what is an alternative, what is excluded."""
    also, either = gettext("và"), gettext("hoặc")
    joiner = ""
    joiners: tuple[tuple[Mode, str], ...] = (("and", also), ("or", either), ("not", also))
    for mode, following in joiners:
        for value in query.values(facet, mode):
            label = value_label(facet, value, names)
            shown = exclusion(facet, label) if mode == "not" else label
            url = address(query.without(facet, value))
            yield Chip(words(facet).title, shown, url, joiner)
            joiner = following
        joiner = joiner and also
