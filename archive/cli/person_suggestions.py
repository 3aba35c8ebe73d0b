"""Pairs of records that may be one person, in the order in which librarians want them."""

from dataclasses import dataclass

from archive.catalogue import Catalogue
from archive.persons.duplicates import Reason, alike

__all__ = ["Named", "Suggestion", "suggestion_record", "suggestions"]

# Records whose reports are counted by one statement.
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """A record with its name and the number of reports that name the person."""

    identifier: str
    name: str
    reports: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two records that may be one person; `reason` as in `Alike`."""

    reason: Reason
    persons: tuple[Named, Named]

    @property
    def reports(self) -> int:
        """The number of reports that a merger would concern: those of the rarer record."""
        return min(each.reports for each in self.persons)


def suggestions(catalogue: Catalogue) -> list[Suggestion]:
    """Return the pairs of records that may be one person, those in most reports first.

    Pairs that librarians decided to be distinct are left out.
    """
    names = catalogue.review.names()
    preferred: dict[str, str] = {}
    for identifier, name in names:
        preferred.setdefault(identifier, name)
    distinct = catalogue.persons.distinct()
    pairs = [pair for pair in alike(names) if (pair.first, pair.second) not in distinct]
    concerned = sorted({each for pair in pairs for each in (pair.first, pair.second)})
    counts = {
        identifier: reports
        for start in range(0, len(concerned), _PAGE)
        for identifier, reports in catalogue.persons.report_counts(
            concerned[start : start + _PAGE]
        ).items()
    }
    named = {each: Named(each, preferred[each], counts.get(each, 0)) for each in concerned}
    found = [Suggestion(pair.reason, (named[pair.first], named[pair.second])) for pair in pairs]
    # Sorting is stable: pairs in equally many reports stay in order of certainty.
    return sorted(found, key=lambda pair: pair.reports, reverse=True)


def suggestion_record(pair: Suggestion) -> dict[str, object]:
    """Return a suggestion as a JSON object."""
    return {
        "reason": pair.reason,
        "persons": [
            {"id": each.identifier, "name": each.name, "reports": each.reports}
            for each in pair.persons
        ],
    }
