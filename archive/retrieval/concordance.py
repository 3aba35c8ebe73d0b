"""Concordances (KWIC): every occurrence of a query's words in the reports that it finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args

from archive.exporters.concordance import ConcordanceLine
from archive.exporters.runs import sorted_in_runs
from archive.headline import headline
from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.display.concordance import OccurrenceFinder, Place, contexts, paragraphs
from index.language.collation import sort_key
from index.planning.clauses import Leaf, Plan
from index.planning.concordance import holding, sought
from index.query import Query
from index.report import Report
from index.syntax.parsed_query import ParsedQuery

__all__ = [
    "MOST_CHARACTERS",
    "MOST_LINES",
    "MOST_LINES_OF_PAGE",
    "ORDERS",
    "Concordance",
    "ConcordanceOrder",
    "concordance_lines",
    "concordance_page",
]

ConcordanceOrder = Literal[
    "right-1", "right-2", "right-3", "left-1", "left-2", "left-3", "date", "list"
]
"""The order of lines: by one to three syllables on one side of the occurrence in Vietnamese
alphabetical order (lines without any last), by date (undated reports last), or as the list of
reports. Equal lines keep the order of the list."""

ORDERS: tuple[ConcordanceOrder, ...] = get_args(ConcordanceOrder)

# The most lines that are put in order at once.
MOST_LINES = 20_000
# The most lines and the most characters of reports for a page; they take .4 s of a processor.
MOST_LINES_OF_PAGE = 5_000
MOST_CHARACTERS = 1_200_000
# Reports that are fetched from the catalogue at once.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Concordance:
    """A part of the lines of a concordance.

    `total`: all its lines. `reports`: the reports that have them, out of `listed` reports that the
    query finds. `holding`: the reports that hold an occurrence; more than `reports` where the limit
    of lines was reached. `sought`: whether the query has words to look for. `split`: the parts of
    words side by side that no report has in a row; () if there are none.
    """

    lines: tuple[ConcordanceLine, ...]
    total: int
    reports: int
    holding: int
    listed: int
    sought: bool
    split: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if every occurrence is among the `total` lines."""
        return self.reports == self.holding


class _Locator(NamedTuple):
    """The place of a line: a report, and a paragraph and its words."""

    identifier: str
    paragraph: int
    first: int
    last: int


class _Arranged(NamedTuple):
    """The lines of a concordance in their order, and how many reports they come from."""

    locators: Sequence[_Locator]
    reports: int
    holding: int
    listed: int


def concordance_page(
    library: Library,
    query: Query | ParsedQuery,
    order: ConcordanceOrder = "right-3",
    *,
    offset: int = 0,
    limit: int = 50,
    length: int = 100,
    most: int = MOST_LINES,
    most_characters: int | None = None,
) -> Concordance:
    """Return a part of the lines of a query's concordance.

    `offset`, `limit`: in lines. `length`: the most characters on each side of an occurrence.
    `most`: reports are read in the order of the list until there are so many lines, or until
    they had `most_characters`.
    """
    parsed = resolve(library, query)
    leaves, split = sought(parsed, library.engine.statistics())
    if not leaves:
        return Concordance((), 0, 0, 0, library.engine.count(parsed), sought=False)
    generation = library.generation()
    key = (generation, parsed, order, most, most_characters)
    found: _Arranged | None = library.concordances.get(key)
    if found is None:
        found = _arrange(library, parsed, leaves, order, most, most_characters)
        library.concordances[key] = found
    shown = found.locators[offset : offset + limit]
    reports = _reports(library, shown)
    if library.generation() != generation:
        # A report that was changed meanwhile may have other words at these places, or none.
        shown = _still_there(shown, reports, leaves)
    return Concordance(
        tuple(_located(reports, shown, length)),
        len(found.locators),
        found.reports,
        found.holding,
        found.listed,
        sought=True,
        split=split,
    )


def _reports(library: Library, locators: Sequence[_Locator]) -> dict[str, Report]:
    """Return the reports of some places by their identifiers."""
    identifiers = list(dict.fromkeys(each.identifier for each in locators))
    return {each.identifier: each for each in library.catalogue.reports.many(identifiers)}


def _still_there(
    locators: Sequence[_Locator], reports: Mapping[str, Report], leaves: Sequence[Leaf]
) -> list[_Locator]:
    """Return the places at which the reports have an occurrence of the leaves."""
    finder = OccurrenceFinder(leaves)
    places = {
        identifier: {place[:3] for place in finder.places(report)}
        for identifier, report in reports.items()
    }
    return [each for each in locators if each[1:] in places.get(each.identifier, ())]


def _located(
    reports: Mapping[str, Report], locators: Sequence[_Locator], length: int
) -> Iterator[ConcordanceLine]:
    """Yield the lines at some places; reports that were withdrawn since have none."""
    for each in locators:
        if each.identifier in reports:
            yield from _lines(reports[each.identifier], [each[1:]], length)


def concordance_lines(
    library: Library,
    query: Query | ParsedQuery,
    order: ConcordanceOrder = "right-3",
    *,
    length: int = 100,
) -> Iterator[ConcordanceLine]:
    """Yield all lines of a query's concordance, in constant memory. `length`: as above."""
    parsed = resolve(library, query)
    leaves, _ = sought(parsed, library.engine.statistics())
    if not leaves:
        return
    plan = holding(library.engine.prepare(parsed).plan, leaves)
    compare = _comparison(order)
    lines = (
        (compare(report, place), line)
        for report, places in _places(library, plan, leaves)
        for place, line in zip(
            places, _lines(report, [each[:3] for each in places], length), strict=True
        )
    )
    ordered = lines if order == "list" else sorted_in_runs(lines)
    yield from (line for _, line in ordered)


def _arrange(
    library: Library,
    parsed: ParsedQuery,
    leaves: Sequence[Leaf],
    order: ConcordanceOrder,
    most: int,
    most_characters: int | None,
) -> _Arranged:
    """Return the first lines of the list, in order, up to the limits of `concordance_page`."""
    prepared = library.engine.prepare(parsed)
    plan = holding(prepared.plan, leaves)
    compare = _comparison(order)
    lines: list[tuple[Any, _Locator]] = []
    reports = missing = characters = 0
    complete = True
    for report, places in _places(library, plan, leaves):
        if len(lines) >= most or (most_characters and characters >= most_characters):
            complete = False
            break
        characters += sum(len(text) for _, text in paragraphs(report))
        found = [(compare(report, each), _Locator(report.identifier, *each[:3])) for each in places]
        lines += found
        reports += bool(found)
        missing += not found
    if order != "list":
        lines.sort(key=lambda line: line[0])
    total = library.engine.execute(plan, limit=0).total
    return _Arranged(
        [locator for _, locator in lines],
        reports,
        # The index may hold reports that were withdrawn since.
        reports if complete else max(reports, total - missing),
        library.engine.count(parsed),
    )


def _places(
    library: Library, plan: Plan, leaves: Sequence[Leaf]
) -> Iterator[tuple[Report, list[Place]]]:
    """Yield each hit of a plan with the occurrences of leaves in it."""
    finder = OccurrenceFinder(leaves)
    hits = library.engine.scan(plan)
    while chunk := [hit.identifier for hit in islice(hits, _CHUNK)]:
        for report in library.catalogue.reports.many(chunk):
            yield report, list(finder.places(report))


def _lines(
    report: Report, places: Iterable[tuple[int, int, int]], length: int
) -> Iterator[ConcordanceLine]:
    """Yield the lines of the occurrences at some places of a report."""
    facts = report.identifier, report.date, report.source, headline(report)
    for field, found in contexts(report, places, length):
        yield ConcordanceLine(*facts, field, *found)


def _comparison(order: ConcordanceOrder) -> Callable[[Report, Place], Any]:
    """Return the function that gives the sort key of a line."""
    side, _, count = order.partition("-")
    match side:
        case "right":
            return lambda _, place: _collated(place.right[: int(count)])
        case "left":
            return lambda _, place: _collated(place.left[: int(count)])
        case "date":
            return lambda report, _: (not report.date, report.date)
    return lambda *_: ()


def _collated(neighbours: tuple[str, ...]) -> Any:
    """Return the sort key of syllables; a paragraph that ends here comes last."""
    return (not neighbours, [*map(_sort_key, neighbours)])


_sort_key = lru_cache(1 << 16)(sort_key)
