"""Facets as the page shows them: values with counts, addresses and what is below them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive.slug import slug
from archive.web import links
from archive.web.dates import brief, month_name
from archive.web.facet_wording import facet_wording, values_wording
from archive.web.language import gettext, number
from index.language.collation import sort_key
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.results import UNDATED, Facet, FacetCount, FacetRequest

__all__ = [
    "Choice",
    "FacetView",
    "Value",
    "all_values",
    "chips",
    "extent",
    "requests",
    "undated",
    "views",
    "years",
]

# The most values shown beside a list; the rest stand on a page of their own.
_SHOWN = 10
# More years than these stand under their decades.
_YEARS = 8
# Bars for more years than a century would be too thin; then years without reports are left out.
_MOST_YEARS = 100
_FACETS = ("date", "section", "person", "source")


@dataclass(frozen=True, slots=True)
class Value:
    """A value to click on. `key`: as the index has it.

    `share`: of the largest count beside it, in percent. `anchor`: the identifier of its element, so
    that the focus stays there after a click. A value without address heads a group of others, and
    is chosen when the group shall be open.
    """

    key: str
    label: str
    count: int
    url: str
    chosen: bool
    share: int
    below: tuple["Value", ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet's box.

    `more`: the address of all its values, with a label; both "" where all values are shown.
    """

    name: str
    title: str
    values: tuple[Value, ...]
    more: str = ""
    more_label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter in force. `url`: the address of the list without it."""

    kind: str
    label: str
    url: str


def requests(query: Query) -> tuple[FacetRequest, ...]:
    """What to ask of the engine for the page of a query."""
    wanted = [FacetRequest("date"), FacetRequest("section")]
    for facet in ("person", "source"):
        wanted.append(FacetRequest(facet, limit=_SHOWN))
        if chosen := query.values(facet):
            wanted.append(FacetRequest(facet, among=frozenset(chosen)))
    return tuple(wanted)


def views(query: Query, facets: Sequence[Facet], names: Mapping[str, str]) -> list[FacetView]:
    """The boxes beside a list; those with nothing to choose from are left out.

    `names`: of persons by identifier.
    """
    boxes = []
    for name in _FACETS:
        answers = [facet for facet in facets if facet.name == name]
        if not answers:
            continue
        counts = _merged(answers)
        build = {"date": _dates, "section": _sections}.get(name, _flat)
        values = build(query, name, counts, names)
        total = max(facet.total for facet in answers)
        hidden = name in ("section", "person", "source") and total > _shown(values)
        more = links.of_query(query, "search.values", facet=name) if hidden else ""
        label = values_wording(name).all_values(number(total)) if hidden else ""
        boxes.append(FacetView(name, facet_wording(name).title, tuple(values), more, label))
    return [box for box in boxes if box.values]


def chips(query: Query, names: Mapping[str, str]) -> list[Choice]:
    """The filters in force, each removable."""
    chosen = []
    if query.since or query.until:
        url = links.of_query(replace(query, since="", until=""))
        chosen.append(Choice(facet_wording("date").title, _period(query.since, query.until), url))
    for facet, value, mode in query.filters:
        label = _label(facet, value, names)
        if mode == "not":
            label = gettext("không có %(value)s", value=label)
        url = links.of_query(query.without(facet, value))
        chosen.append(Choice(facet_wording(facet).title, label, url))
    return chosen


def _period(since: str, until: str) -> str:
    if not until:
        return gettext("từ %(date)s", date=brief(since))
    if not since:
        return gettext("đến hết %(date)s", date=brief(until))
    if since == until:
        return brief(since)
    return gettext("từ %(first)s đến hết %(last)s", first=brief(since), last=brief(until))


def _label(facet: str, value: str, names: Mapping[str, str]) -> str:
    if facet == "date":
        return month_name(value) if value == UNDATED else brief(value)
    return names.get(value, value) if facet == "person" else value


def _merged(facets: Iterable[Facet]) -> list[FacetCount]:
    """The counts of a facet asked for twice (the commonest values, the chosen ones), once each."""
    counts = {count.value: count for facet in facets for count in facet.counts}
    return sorted(counts.values(), key=lambda count: (-count.count, count.value))


def _shown(values: Iterable[Value]) -> int:
    return sum(1 + _shown(value.below) for value in values)


def _flat(
    query: Query, facet: str, counts: Sequence[FacetCount], names: Mapping[str, str]
) -> list[Value]:
    """The commonest values, the chosen ones first."""
    chosen = query.values(facet)
    ordered = sorted(counts, key=lambda count: count.value not in chosen)
    shown = ordered[: max(_SHOWN, len(chosen))]
    return _values(query, facet, shown, lambda value: _label(facet, value, names), _largest(counts))


def _dates(
    query: Query, facet: str, counts: Sequence[FacetCount], _: Mapping[str, str]
) -> list[Value]:
    """Years, the newest first, with the months of those that are open; undated reports last."""
    years = [count for count in counts if len(count.value) == len("2018")]
    years.sort(key=lambda count: count.value, reverse=True)
    undated = [count for count in counts if count.value == UNDATED]
    opened = {date[:4] for date in query.values("date")}
    if len(years) == 1:
        opened.add(years[0].value)
    scale = _largest([*years, *undated])

    def months(year: str) -> list[Value]:
        if year not in opened:
            return []
        below = [count for count in counts if count.value.startswith(year + "-")]
        below.sort(key=lambda count: count.value)
        return _values(query, facet, below, month_name, scale)

    shown = _values(query, facet, years, month_name, scale, months)
    grouped = shown if len(shown) <= _YEARS else _decades(shown)
    return [*grouped, *_values(query, facet, undated, month_name, scale)]


def _decades(years: Sequence[Value]) -> list[Value]:
    """Years under their decades; open are the newest and those with a choice."""
    groups = [(decade, tuple(among)) for decade, among in groupby(years, lambda year: year.key[:3])]
    return [
        Value(
            key=decade,
            label=f"{among[-1].key}–{among[0].key}",
            count=sum(year.count for year in among),
            url="",
            chosen=not position
            or any(year.chosen or any(month.chosen for month in year.below) for year in among),
            share=0,
            below=among,
        )
        for position, (decade, among) in enumerate(groups)
    ]


def _sections(
    query: Query, facet: str, counts: Sequence[FacetCount], _: Mapping[str, str]
) -> list[Value]:
    """The sections as a tree; branches are open where they are chosen, or where all is small."""
    whole = len(counts) <= _SHOWN
    opened = query.values(facet)
    scale = _largest(counts)

    def children(parent: str) -> list[Value]:
        if not (whole or any(_within(each, parent) for each in opened)):
            return []
        return branch(parent + SECTION_SEPARATOR)

    def branch(prefix: str) -> list[Value]:
        below = [
            count
            for count in counts
            if count.value.startswith(prefix)
            and SECTION_SEPARATOR not in count.value[len(prefix) :]
        ]
        below.sort(
            key=lambda count: not any(_within(s, count.value) for s in query.values("section"))
        )
        return _values(
            query, facet, below[:_SHOWN], lambda value: value[len(prefix) :], scale, children
        )

    return branch("")


def _largest(counts: Iterable[FacetCount]) -> int:
    return max((count.count for count in counts), default=0)


def _within(section: str, parent: str) -> bool:
    return (section + SECTION_SEPARATOR).startswith(parent + SECTION_SEPARATOR)


def _values(
    query: Query,
    facet: str,
    counts: Sequence[FacetCount],
    label: Callable[[str], str],
    scale: int,
    below: Callable[[str], list[Value]] = lambda value: [],
) -> list[Value]:
    """Counts to click on. `scale`: the count whose bar is full; 0 for no bars."""
    return [
        Value(
            count.value,
            label(count.value),
            count.count,
            links.of_query(links.toggled(query, facet, count.value)),
            count.value in query.values(facet),
            min(100, -(-100 * count.count // scale)) if scale else 0,
            tuple(below(count.value)),
            f"{facet}-{slug(count.value)}",
        )
        for count in counts
    ]


def years(query: Query, facet: Facet) -> list[Value]:
    """The years of a date facet, the oldest first, for bars; those between without a report too."""
    counts = {count.value: count for count in facet.counts if len(count.value) == len("2018")}
    if not counts:
        return []
    first, last = int(min(counts)), int(max(counts))
    whole = [f"{year:04}" for year in range(first, last + 1)]
    if len(whole) > _MOST_YEARS:
        whole = sorted(counts)
    shown = [counts.get(year, FacetCount(year, 0)) for year in whole]
    return _values(query, "date", shown, lambda value: value, _largest(shown))


def undated(query: Query, facet: Facet) -> Value | None:
    """Return the undated reports of a date facet, None where every report has a date."""
    counts = [count for count in facet.counts if count.value == UNDATED]
    values = _values(query, "date", counts, month_name, 0)
    return values[0] if values else None


def all_values(
    query: Query, facet: Facet, names: Mapping[str, str], *, by_name: bool
) -> list[Value]:
    """All values of a facet that were counted, by count or in Vietnamese order of their names."""
    values = _values(
        query, facet.name, facet.counts, lambda value: _label(facet.name, value, names), 0
    )
    return sorted(values, key=lambda value: sort_key(value.label)) if by_name else values


def extent(facet: str, shown: int, total: int) -> str:
    """Return how many values are shown: «12 báo», «500 báo nhiều bài nhất trong 2.310»."""
    words = values_wording(facet)
    if shown >= total:
        return words.counted(total)
    return words.commonest(number(shown), number(total))
