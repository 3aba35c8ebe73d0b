"""Reports as short lists show them: a title with its link, and the facts about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.headline import headline
from archive.web import links
from archive.web.display.dates import brief
from index.report import Report

__all__ = ["ReportLink", "report_links"]


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A report with its address; `date`: in the reader's language, "" where unknown."""

    report: Report
    title: str
    url: str
    date: str


def report_links(reports: Iterable[Report]) -> list[ReportLink]:
    """Return the reports with their titles, addresses and dates."""
    return [
        ReportLink(each, headline(each), links.of_report(each.identifier), brief(each.date))
        for each in reports
    ]
