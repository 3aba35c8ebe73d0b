"""Coverage: the reports of each newspaper by month, and why there are none in the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.coverage import KINDS, Cause, Gap, cause_of
from archive.decision import Logged
from archive.retrieval.library import Library
from archive.retrieval.newspapers import HeldNewspaper, held_newspapers, newspaper_called
from index.query import Query
from index.results import UNDATED, FacetRequest

__all__ = ["NewspaperCoverage", "coverage_of", "newspapers", "statements"]

# The widest table, in years; a date that was misread as of the year 202 would make a longer one.
_MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class NewspaperCoverage:
    """The reports of one newspaper over time, under all its names.

    `counts`: the number of reports by year and by month, and of the undated. `gaps`: the standing
    statements of librarians about the newspaper, oldest first.
    """

    newspaper: HeldNewspaper
    total: int
    counts: Mapping[str, int]
    gaps: Sequence[Logged]

    @property
    def source(self) -> str:
        """The current name of the newspaper."""
        return self.newspaper.record.name

    @property
    def undated(self) -> int:
        """The number of undated reports."""
        return self.counts.get(UNDATED, 0)

    @property
    def dated_years(self) -> list[str]:
        """The years with reports, in order."""
        return sorted(date for date in self.counts if len(date) == len("2018"))

    @property
    def years(self) -> list[str]:
        """The years from the first to the last with reports or with an end of a statement."""
        stated = [gap for each in self.gaps if isinstance(gap := each.decision, Gap)]
        ends = {date[:4] for gap in stated for date in (gap.since, gap.until) if date}
        known = sorted({*self.dated_years, *ends})
        if not known or int(known[-1]) - int(known[0]) >= _MOST_YEARS:
            return known
        return [f"{year:04}" for year in range(int(known[0]), int(known[-1]) + 1)]

    def count(self, date: str) -> int:
        """Return the number of reports of a year or a month."""
        return self.counts.get(date, 0)

    def cause(self, date: str) -> Cause:
        """Return why there are no reports of a year or a month."""
        return cause_of(self.gaps, date)


def newspapers(library: Library, limit: int) -> tuple[list[HeldNewspaper], int]:
    """Return newspapers, and how many there are.

    Those with most reports come first, then those that librarians have made statements about.
    """
    facet = FacetRequest("source", limit=None)
    found = library.engine.search(Query(), limit=0, facets=[facet]).facet("source")
    counts = {count.value: count.count for count in found.counts}
    held = held_newspapers(library, list(counts))
    held.sort(key=lambda each: -sum(counts.get(title, 0) for title in each.titles))
    stated = {gap.source for each in statements(library) if isinstance(gap := each.decision, Gap)}
    known = {each.record.identifier for each in held}
    absent = {
        each.record.identifier: each
        for each in map(partial(newspaper_called, library), sorted(stated))
        if each.record.identifier not in known
    }
    every = [*held, *absent.values()]
    return every[:limit], len(every)


def coverage_of(
    library: Library, newspaper: HeldNewspaper, stated: Sequence[Logged] | None = None
) -> NewspaperCoverage:
    """Return the coverage of a newspaper. `stated`: the result of `statements`, if known."""
    total, counts = 0, {}
    if newspaper.titles:
        query = Query().choosing("source", *newspaper.titles)
        results = library.engine.search(query, limit=0, facets=[FacetRequest("date")])
        total = results.total
        counts = {count.value: count.count for count in results.facet("date").counts}
    papers = library.catalogue.names.newspapers()
    own = [
        each
        for each in (statements(library) if stated is None else stated)
        if isinstance(gap := each.decision, Gap)
        and papers.newspaper(gap.source) == newspaper.record.identifier
    ]
    return NewspaperCoverage(newspaper, total, counts, own)


def statements(library: Library) -> list[Logged]:
    """Return the standing statements of librarians about all newspapers, oldest first."""
    return library.catalogue.decisions.standing(KINDS)
