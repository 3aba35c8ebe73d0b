"""One line of a list of reports."""

from dataclasses import dataclass

from markupsafe import Markup

from archive.headline import opening
from archive.retrieval import Row
from archive.web import links
from archive.web.display.dates import brief
from archive.web.display.highlighting import highlighted
from archive.web.language import gettext
from index.query import Query
from index.report import Report

__all__ = ["Line", "row", "title"]


@dataclass(frozen=True, slots=True)
class Line:
    """One report of a list, in HTML where words are highlighted.

    `rank`: 1-based in its list, 0 where the list does not matter.
    """

    rank: int
    report: Report
    url: str
    title: Markup
    date: str
    snippet: Markup


def row(hit: Row, query: Query | None = None, rank: int = 0) -> Line:
    """Return the line of a hit. `query`, `rank`: the list it stands in, for its own page."""
    report, passage = hit.report, hit.snippet
    shown_title = (
        highlighted(report.title, hit.title)
        if report.title
        else Markup("<i>{}</i>").format(title(report))
    )
    before = "… " if passage.clipped_before else ""
    after = " …" if passage.clipped_after else ""
    shown = before + highlighted(passage.text, passage.marks) + after
    url = links.of_report(report.identifier, query, rank)
    return Line(rank, report, url, shown_title, brief(report.date), shown)


def title(report: Report) -> str:
    """Return the title, else the opening words, as pages show them in italics."""
    return report.title or opening(report) or gettext("(không có tiêu đề)")
