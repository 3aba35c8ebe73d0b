"""The facets of a list, each a box of values to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from archive.retrieval import Found, Library, added_hits, earlier_titles
from archive.web import links
from archive.web.display.facet_wording import value_label, words
from archive.web.language import gettext, number
from archive.web.lists.choices import FacetCounts, chosen, mode, with_mode
from archive.web.lists.facet_values import SHOWN, Value, ValueBuilder
from archive.web.lists.value_markup import value_list
from index.facets import FACETS
from index.language.collation import sort_key
from index.query import Query
from index.results import Facet, FacetRequest

__all__ = ["FacetView", "ModeLink", "all_values", "extent", "requests", "views"]


@dataclass(frozen=True, slots=True)
class ModeLink:
    """A way to combine the chosen values of a facet; `chosen`: it is the present one."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """The box of a facet.

    `modes`: the ways to combine the chosen values, none where there is only one way. `more`: the
    address of all its values, with a label; both "" where all values are shown. `earlier`: the
    address of the list with the earlier names of the chosen newspapers too, "" if there are none.
    """

    name: str
    title: str
    values: tuple[Value, ...]
    modes: tuple[ModeLink, ...] = ()
    more: str = ""
    more_label: str = ""
    earlier: str = ""

    @property
    def markup(self) -> Markup:
        """The values as HTML."""
        return value_list(self.values, self.name)


def requests(query: Query) -> tuple[FacetRequest, ...]:
    """Return what to ask of the engine for the boxes of a list."""
    return tuple(
        FacetRequest(
            name,
            # The chosen values may be the commonest; as many others are to be shown.
            limit=None if FACETS[name].nested else SHOWN + len(chosen(query, name)),
            mode=mode(query, name),
            # Counted exactly on the page of all values.
            total=False,
        )
        for name in _boxed()
    )


def _boxed() -> list[str]:
    """Return the names of the facets that have a box, in the order of the boxes."""
    return [name for name in FACETS if words(name).boxed]


def views(library: Library, found: Found) -> list[FacetView]:
    """Return the boxes of a list; those with nothing to choose from are left out."""
    boxes = [_view(library, found, name) for name in _boxed()]
    return [box for box in boxes if box.values]


def _view(library: Library, found: Found, name: str) -> FacetView:
    facet = found.results.facet(name)
    values = [count.value for count in facet.counts]
    added = added_hits(library, found.parsed, name, values) if values else {}
    box = _box(ValueBuilder(_counts(found, facet, added), found.names), facet)
    return replace(box, earlier=_earlier(library, found.query)) if name == "source" else box


def _earlier(library: Library, query: Query) -> str:
    """Return the address of a list with the earlier names of the newspapers chosen in it."""
    names = earlier_titles(library, query.values("source", "or"))
    return links.of_query(query.choosing("source", *names)) if names else ""


def _counts(found: Found, facet: Facet, added: Mapping[str, int]) -> FacetCounts:
    counts = {count.value: count.count for count in facet.counts}
    return FacetCounts(found.query, facet.name, found.results.total, counts, added)


def _box(builder: ValueBuilder, facet: Facet) -> FacetView:
    """Return the box of a facet."""
    name, query = facet.name, builder.query
    trees = {"date": builder.dates, "path": builder.sections}
    tree = trees.get(FACETS[name].kind, builder.commonest)
    values = (*tree(builder.with_chosen(facet.counts)), *builder.excluded())
    hidden = name != "date" and facet.total > sum(map(_size, values))
    return FacetView(
        name,
        words(name).title,
        values,
        _modes(query, name),
        links.of_query(query, "facet_page.show", facet=name) if hidden else "",
        words(name).all_values if hidden else "",
    )


def _size(value: Value) -> int:
    return 1 + sum(map(_size, value.below))


def _modes(query: Query, facet: str) -> tuple[ModeLink, ...]:
    """Return the ways to combine the chosen values of a facet that has several."""
    if not chosen(query, facet) or not {"and", "or"} <= set(FACETS[facet].modes):
        return ()
    current = mode(query, facet)
    return (
        ModeLink(
            gettext("có tất cả"), links.of_query(with_mode(query, facet, "and")), current == "and"
        ),
        ModeLink(
            gettext("có một trong"), links.of_query(with_mode(query, facet, "or")), current == "or"
        ),
    )


def all_values(library: Library, found: Found, facet: Facet, *, by_name: bool) -> list[Value]:
    """Return all values of a facet that were counted, by count or in Vietnamese order of names."""
    added = added_hits(library, found.parsed, facet.name, [each.value for each in facet.counts])
    builder = ValueBuilder(_counts(found, facet, added), found.names)
    values = [
        builder.value(count, 0, value_label(facet.name, count.value, found.names))
        for count in facet.counts
    ]
    shown = [value for value in values if value]
    return sorted(shown, key=lambda value: sort_key(value.label)) if by_name else shown


def extent(facet: str, shown: int, total: int) -> str:
    """Return how many values are shown: «12 báo», «500 báo nhiều bài nhất trong 2.310»."""
    if shown >= total:
        return words(facet).counted(total)
    return words(facet).commonest % {"shown": number(shown), "total": number(total)}
