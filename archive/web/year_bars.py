"""Reports by year: the bars of a histogram, and the undated reports beside them."""

from archive.retrieval import Found
from archive.web.facet_values import Value, plain_values
from index.results import UNDATED, FacetCount

__all__ = ["undated", "years"]

# More bars would be too thin; then years without reports are left out.
_MOST_YEARS = 100


def years(found: Found) -> list[Value]:
    """Return the years of a list, oldest first, for bars; years without a report stand between."""
    facet = found.results.facet("date")
    counts = {count.value: count for count in facet.counts if len(count.value) == len("2018")}
    if not counts:
        return []
    first, last = int(min(counts)), int(max(counts))
    whole = [f"{year:04}" for year in range(first, last + 1)]
    if len(whole) > _MOST_YEARS:
        whole = sorted(counts)
    shown = [counts.get(year, FacetCount(year, 0)) for year in whole]
    largest = max(count.count for count in shown)
    return plain_values(found.query, "date", shown, found.names, largest)


def undated(found: Found) -> Value | None:
    """Return the undated reports of a list, None where every report has a date."""
    counts = [count for count in found.results.facet("date").counts if count.value == UNDATED]
    return next(iter(plain_values(found.query, "date", counts, found.names)), None)
