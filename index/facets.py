"""The facets of the archive, by which a list of reports can be narrowed; each described once.

The URL of a query, the query language, the planner, the engines, the page and the command line all
read these definitions. A new facet needs an entry here, its words in `archive.wording.facets`, and
an index that is built again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from index.language import dates
from index.report import SECTION_SEPARATOR, Report

__all__ = ["FACETS", "UNDATED", "FacetDefinition", "Kind", "Mode"]

# The value of the date facet for reports without a date.
UNDATED = "undated"

Mode = Literal["and", "or", "not"]
Kind = Literal["date", "path", "identifier", "name"]

# What stands between a value and the rest of a value below it, as in "2018-01".
_SEPARATORS: Mapping[Kind, str] = {"date": "-", "path": SECTION_SEPARATOR}


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """One facet.

    `name`: in plans, results and URLs, and the key of its labels. `kind`: its values are partial
    dates, paths that include what is below them, identifiers of persons, or names. `typed`: its
    names in the query language, which may be typed without diacritics; a query that is written
    uses the first. `values`: returns the values of a report, without the wider ones that include
    them. `modes`: how a value may be chosen, the default first: a report must have it (`and`), must
    have it or another one chosen so (`or`), or must not have it (`not`). `multiple`: a report may
    have several values, none of which includes the others.
    """

    name: str
    kind: Kind
    typed: tuple[str, ...]
    values: Callable[[Report], tuple[str, ...]]
    modes: tuple[Mode, ...] = ("or", "not")
    multiple: bool = False

    @property
    def default(self) -> Mode:
        """The mode of a value that is chosen without naming one."""
        return self.modes[0]

    @property
    def nested(self) -> bool:
        """True if values include others, as years include months."""
        return self.kind in _SEPARATORS

    def above(self, value: str) -> list[str]:
        """Return the values that include a value, nearest first.

        >>> FACETS["section"].above("A › B › C"), FACETS["date"].above("2018-01")
        (['A › B', 'A'], ['2018'])
        """
        if not self.nested:
            return []
        separator = _SEPARATORS[self.kind]
        parts = value.split(separator)
        return [separator.join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]

    def parameter(self, mode: Mode) -> str:
        """Return the URL parameter of a value chosen in a mode.

        >>> FACETS["person"].parameter("and"), FACETS["person"].parameter("not")
        ('person', 'person.not')
        """
        return self.name if mode == self.default else f"{self.name}.{mode}"

    def related(self, one: str, other: str) -> bool:
        """Return whether one of two values is the other or includes it.

        >>> FACETS["date"].related("2018-01", "2018"), FACETS["person"].related("a", "a-b")
        (True, False)
        """
        separator = _SEPARATORS.get(self.kind)
        if separator is None:
            return one == other
        one, other = one + separator, other + separator
        return one.startswith(other) or other.startswith(one)


def _month(report: Report) -> tuple[str]:
    """Return the month of a report, the year if it has no month, or `UNDATED`."""
    days = dates.bounds(report.date)
    if not days:
        return (UNDATED,)
    return (days[0][: len("2018") if len(report.date) == len("2018") else len("2018-01")],)


def _by_name(*definitions: FacetDefinition) -> Mapping[str, FacetDefinition]:
    return MappingProxyType({definition.name: definition for definition in definitions})


# A report has many persons, so that choosing another one narrows the list. It has one date, section
# and newspaper and mostly one author: choosing another one must widen the list, or empty it.
FACETS = _by_name(
    FacetDefinition("date", "date", ("ngày", "thời_gian", "năm", "date", "year"), _month),
    FacetDefinition(
        "section",
        "path",
        ("chuyên_mục", "mục", "section"),
        lambda report: (report.section_path,) if report.section else (),
    ),
    FacetDefinition(
        "person",
        "identifier",
        ("nhân_vật", "người", "person"),
        lambda report: tuple(dict.fromkeys(report.persons)),
        modes=("and", "or", "not"),
        multiple=True,
    ),
    FacetDefinition(
        "author",
        "name",
        ("tác_giả", "author"),
        lambda report: tuple(dict.fromkeys(report.authors)),
        multiple=True,
    ),
    FacetDefinition(
        "source",
        "name",
        ("báo", "nguồn", "source"),
        lambda report: (report.source,) if report.source else (),
    ),
)
