"""Coverage: the reports of each newspaper by month, and why there are none in the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.coverage import KINDS, Cause, Gap, cause_of
from archive.decision import Logged
from archive.retrieval.library import Library
from index.query import Query
from index.results import UNDATED, FacetRequest

__all__ = ["NewspaperCoverage", "coverage_of", "newspapers", "statements"]

# The widest table, in years; a date that was misread as of the year 202 would make a longer one.
_MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class NewspaperCoverage:
    """The reports of one newspaper over time.

    `counts`: the number of reports by year and by month, and of the undated. `gaps`: the standing
    statements of librarians about the newspaper, oldest first.
    """

    source: str
    total: int
    counts: Mapping[str, int]
    gaps: Sequence[Logged]

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


def newspapers(library: Library, limit: int) -> tuple[list[str], int]:
    """Return newspapers, and how many there are.

    Those with most reports come first, then those that librarians have made statements about.
    """
    facet = FacetRequest("source", limit=limit)
    found = library.engine.search(Query(), limit=0, facets=[facet]).facet("source")
    held = [count.value for count in found.counts]
    known = library.engine.statistics().values("source")
    stated = {gap.source for each in statements(library) if isinstance(gap := each.decision, Gap)}
    absent = sorted(stated.difference(known))
    return [*held, *absent][:limit], found.total + len(absent)


def coverage_of(
    library: Library, source: str, stated: Sequence[Logged] | None = None
) -> NewspaperCoverage:
    """Return the coverage of a newspaper. `stated`: the result of `statements`, if known."""
    query = Query().choosing("source", source)
    results = library.engine.search(query, limit=0, facets=[FacetRequest("date")])
    counts = {count.value: count.count for count in results.facet("date").counts}
    every = statements(library) if stated is None else stated
    own = [each for each in every if isinstance(g := each.decision, Gap) and g.source == source]
    return NewspaperCoverage(source, results.total, counts, own)


def statements(library: Library) -> list[Logged]:
    """Return the standing statements of librarians about all newspapers, oldest first."""
    return library.catalogue.decisions.standing(KINDS)
