"""The values of a facet as links, each with the number of hits that a click gives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from archive.slug import slug
from archive.web import links
from archive.web.display.facet_wording import exclusion, value_label, words
from archive.web.language import gettext, reports
from archive.web.lists.choices import FacetCounts, chosen, mode, toggled
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.results import UNDATED, FacetCount

__all__ = ["SHOWN", "Exclusion", "Value", "ValueBuilder", "plain_values"]

# The most values shown beside a list; all of them are on a page of their own.
SHOWN = 10
# More years than these are grouped by decade.
_YEARS = 8


class Exclusion(NamedTuple):
    """A link that excludes a value."""

    label: str
    url: str


class Value(NamedTuple):
    """A value to click on. `key`: as the index has it.

    `hits`: those after a click, None for a value that a click removes. `added`: the count is of
    hits that a click adds to the list. `share`: of the largest count beside it, in percent.
    `anchor`: the identifier of its element, so that the focus stays there after a click. A value
    without address heads a group of others, and is chosen when the group shall be open.
    """

    key: str
    label: str
    hits: int | None
    url: str
    chosen: bool = False
    share: int = 0
    below: tuple["Value", ...] = ()
    anchor: str = ""
    added: bool = False
    exclusion: Exclusion | None = None


class ValueBuilder:
    """Builds the values of one facet. `names`: of persons by identifier."""

    def __init__(self, counts: FacetCounts, names: Mapping[str, str]) -> None:
        self.query = counts.query
        self._facet = counts.facet
        self._counts = counts
        self._names = names
        self._words = words(counts.facet)
        self._chosen = chosen(counts.query, counts.facet)
        self._alternatives = counts.query.values(counts.facet, "or")
        self._excluded = counts.query.values(counts.facet, "not")

    def value(
        self, count: FacetCount, scale: int, label: str = "", below: Sequence[Value] = ()
    ) -> Value | None:
        """Return a value to click on, None for an excluded one and where the result is not known.

        `scale`: the count whose bar is full; 0 for no bars.
        """
        key = count.value
        is_chosen = key in self._chosen
        gain = None if is_chosen else self._counts.choosing(key)
        if key in self._excluded or (gain is None and not is_chosen):
            return None
        return Value(
            key,
            label or self._label(key),
            gain.hits if gain else None,
            self._address(key),
            is_chosen,
            min(100, -(-100 * count.count // scale)) if scale else 0,
            tuple(below),
            f"{self._facet}-{slug(key)}",
            gain is not None and gain.added,
            None if is_chosen else self._exclusion(key),
        )

    def commonest(self, counts: Sequence[FacetCount]) -> list[Value]:
        """Return the commonest values, the chosen ones first."""
        ordered = sorted(counts, key=lambda count: count.value not in self._chosen)
        shown = ordered[: SHOWN + len(self._chosen)]
        return self._values(shown, _largest(counts))

    def dates(self, counts: Sequence[FacetCount]) -> list[Value]:
        """Return undated; then years, the newest first, with the months of those that are open."""
        years = [count for count in counts if len(count.value) == len("2018")]
        years.sort(key=lambda count: count.value, reverse=True)
        undated = [count for count in counts if count.value == UNDATED]
        opened = {date[:4] for date in self._chosen}
        if len(years) == 1:
            opened.add(years[0].value)
        scale = _largest([*years, *undated])

        def months(year: str) -> list[Value]:
            below = [count for count in counts if count.value.startswith(year + "-")]
            below.sort(key=lambda count: count.value)
            return self._values(below, scale) if year in opened else []

        shown = self._values(years, scale, months)
        grouped = shown if len(shown) <= _YEARS else _decades(shown)
        return [*self._values(undated, scale), *grouped]

    def sections(self, counts: Sequence[FacetCount]) -> list[Value]:
        """Return the sections as a tree, open where one is chosen or where all is small."""
        whole = len(counts) <= SHOWN
        scale = _largest(counts)

        def leads_to_choice(section: str) -> bool:
            return bool(self._chosen) and any(_within(each, section) for each in self._chosen)

        def branch(prefix: str) -> list[Value]:
            below = [
                count
                for count in counts
                if count.value.startswith(prefix)
                and SECTION_SEPARATOR not in count.value[len(prefix) :]
            ]
            below.sort(key=lambda count: not leads_to_choice(count.value))
            return self._values(below[:SHOWN], scale, children)

        def children(section: str) -> list[Value]:
            opened = whole or leads_to_choice(section)
            return branch(section + SECTION_SEPARATOR) if opened else []

        return branch("")

    def with_chosen(self, counts: Sequence[FacetCount]) -> list[FacetCount]:
        """Return the counts with the chosen values that no hit has, and the years of months."""
        counted = {count.value for count in counts}
        chosen = dict.fromkeys(self._chosen)
        if self._facet == "date":
            chosen |= {key[: len("2018")]: None for key in chosen if key != UNDATED}
        return [*counts, *(FacetCount(key, 0) for key in chosen if key not in counted)]

    def excluded(self) -> list[Value]:
        """Return the excluded values, which a click lets in again."""
        return [
            Value(
                key,
                exclusion(self._facet, value_label(self._facet, key, self._names)),
                None,
                links.of_query(toggled(self.query, self._facet, key)),
                chosen=True,
                anchor=f"{self._facet}-{slug(key)}",
            )
            for key in self._excluded
        ]

    def _values(
        self,
        counts: Sequence[FacetCount],
        scale: int,
        below: Callable[[str], list[Value]] = lambda key: [],
    ) -> list[Value]:
        values = [self.value(count, scale, below=below(count.value)) for count in counts]
        return [value for value in values if value]

    def _label(self, key: str) -> str:
        """Return the label of a value among the others of its branch."""
        if self._facet == "section":
            return key.rsplit(SECTION_SEPARATOR, 1)[-1]
        return value_label(self._facet, key, self._names, within_year=True)

    def _exclusion(self, key: str) -> Exclusion | None:
        hits = self._counts.excluding(key)
        if hits is None:
            return None
        what = self._words.exclusion % {"value": value_label(self._facet, key, self._names)}
        return Exclusion(
            gettext("%(excluded)s: còn %(reports)s", excluded=what, reports=reports(hits)),
            self._excluding(key),
        )

    def _address(self, key: str) -> str:
        """Return the address after a click on a value."""
        if key in self._chosen or self._alternatives:
            # A click takes the value away, or may replace another one.
            return links.of_query(toggled(self.query, self._facet, key))
        return self._choosing(key)

    @cached_property
    def _choosing(self) -> Callable[[str], str]:
        return links.of_choices(self.query, self._facet, mode(self.query, self._facet))

    @cached_property
    def _excluding(self) -> Callable[[str], str]:
        return links.of_choices(self.query, self._facet, "not")


def plain_values(
    query: Query, facet: str, counts: Sequence[FacetCount], names: Mapping[str, str], scale: int = 0
) -> list[Value]:
    """Return values to choose from a list in which none of the facet was chosen.

    `names`: of persons by identifier. `scale`: the count whose bar is full; 0 for no bars.
    """
    return [
        Value(
            count.value,
            value_label(facet, count.value, names, within_year=True),
            count.count,
            links.of_query(toggled(query, facet, count.value)),
            share=min(100, -(-100 * count.count // scale)) if scale else 0,
        )
        for count in counts
    ]


def _decades(years: Sequence[Value]) -> list[Value]:
    """Return years under their decades; open are the newest and those with a choice."""
    groups = [(decade, tuple(among)) for decade, among in groupby(years, lambda year: year.key[:3])]
    return [
        Value(
            key=decade,
            label=f"{among[-1].key}–{among[0].key}",
            hits=None,
            url="",
            chosen=not position
            or any(year.chosen or any(month.chosen for month in year.below) for year in among),
            below=among,
        )
        for position, (decade, among) in enumerate(groups)
    ]


def _largest(counts: Iterable[FacetCount]) -> int:
    return max((count.count for count in counts), default=0)


def _within(section: str, parent: str) -> bool:
    return (section + SECTION_SEPARATOR).startswith(parent + SECTION_SEPARATOR)
