"""The reports of a day, grouped by newspaper and section."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archive.web import links
from archive.web.display.report_links import ReportLink, report_links
from archive.web.language import gettext
from index.language.collation import sort_key
from index.query import Query
from index.report import Report

__all__ = ["Newspaper", "by_newspaper"]


@dataclass(frozen=True, slots=True)
class Newspaper:
    """A newspaper with its reports by section, "" for none.

    `url`: the list of its reports of that day, "" where the newspaper is not known.
    """

    name: str
    url: str
    sections: tuple[tuple[str, tuple[ReportLink, ...]], ...]
    count: int


def by_newspaper(reports: Iterable[Report], day: str) -> list[Newspaper]:
    """Return the newspapers of some reports, those with most reports first, the unknown one last.

    Sections and reports stay in the order in which they come.
    """
    grouped: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        grouped[report.source].append(report)
    ordered = sorted(
        grouped.items(), key=lambda each: (not each[0], -len(each[1]), sort_key(each[0]))
    )
    return [
        Newspaper(
            name or gettext("Không rõ báo"),
            links.of_query(Query().choosing("date", day).choosing("source", name)) if name else "",
            _by_section(found),
            len(found),
        )
        for name, found in ordered
    ]


def _by_section(reports: Iterable[Report]) -> tuple[tuple[str, tuple[ReportLink, ...]], ...]:
    grouped: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        grouped[report.section_path].append(report)
    return tuple((section, tuple(report_links(found))) for section, found in grouped.items())
